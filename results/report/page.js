"use strict";
// What stands where. A section is there only where the file has what it tells.
(function() {
const s = suanli, d = s.data, charts = s.charts;
const goals = Array.from(new Set((d.targets || []).map((t) => t.id)));

function run() {
  const series = (name) => d.series.some((one) => one.name === name);
  const told = goals.filter(series);
  if (told.length) {
    const at = s.section("path", {of: d.replications});
    told.forEach((name, i) => charts.fan(at, name, i < 2 ? "half" : "third"));
  }
  if (d.ledger && (d.ledger.targets || d.sites)) {
    const at = s.section("ledger");
    charts.waterfall(at);
    charts.waits(at);
  }
  if (d.phases) charts.gantt(s.section("build"));
  if (d.map && (d.map.edge || d.map.counties || d.map.outline)) charts.map(s.section("map"));
  if (d.pue_heat || d.yearly) {
    const at = s.section("energy");
    charts.yearly(at);
    if (d.pue_heat)
      charts.heat(at, {
        id: "pue-heat",
        title: s.say("heat.title"),
        note: s.say("heat.note"),
        head: s.say("head.site"),
        labels: d.sites.map((site) => s.pick(site.name, site.name_zh)),
        columns: d.pue_heat.days.map(s.day),
        values: d.pue_heat.rows,
        after: d.sites.map((site) => site.pue)
      });
  }
  Array.from(new Set((d.groups || []).map((g) => g.scale)))
    .forEach(
      (scale) => charts.groups(s.section(s.has("section.by_" + scale) ? "by_" + scale : "by", {scale: scale}), scale));
  if (d.series && d.series.length) charts.multiples(s.section("indicators")).series();
  if (d.estimates && d.estimates.length) charts.influence(s.section("estimates")).estimates();
}

function sweep() {
  s.summary(s.say("page.summary_sweep",
    {points: s.number(d.analysis.points), of: d.analysis.replications, n: d.factors.path.length}));
  const boxes = charts.boxes(s.section("sweep"));
  boxes.targets();
  charts.influence(s.section("influence")).sweep();
  if (boxes.count) charts.boxes(s.section("boxes")).boxes();
}

function reach() {
  const charts_of = charts.reach(s.section("reach"));
  charts_of.summary();
  charts_of.frontier();
  charts_of.answer();
}

function cooling() {
  const c = d.cooling,
        options = charts.options(s.section("cooling", {weather: c.weather, load: c.load_name, kw: s.number(c.it_kw)}));
  options.summary();
  options.ranking();
  options.scatter();
  options.curves();
  const at = s.section("cooling_year");
  if (c.parts && c.parts.length) charts.parts(at);
  if (c.pue_month)
    charts.heat(at, {
      id: "cooling-heat",
      title: s.say("cooling.heat"),
      head: s.say("cooling.option"),
      labels: options.order.map(options.name),
      columns:
        d3.range(12).map((m) => (s.chinese ? m + 1 + " 月" : d3.utcFormat("%b")(new Date(Date.UTC(2023, m, 1))))),
      values: options.order.map((i) => c.pue_month[i]),
      after: options.order.map((i) => c.pue_year[i])
    });
}

function place() {
  const p = d.place, unit = typeof p.unit === "number" ? p.unit : 1;
  charts.place(s.section("place", {
    cost: s.number(p.cost * unit, 9),
    bound: s.number(p.bound * unit, 9),
    gap: p.cost ? s.number((100 * (p.cost - p.bound)) / p.cost, 3) + " %" : "–"
  }));
}

charts.cards();
({run: run, sweep: sweep, reach: reach, cooling: cooling, place: place})[d.kind]();
if (d.assumptions) charts.assumptions(s.section("assumptions"));
charts.origin(s.section("origin"));

// The contents: a line of links below the first screen.
const nav = s.page.insert("nav", "section").attr("aria-label", s.say("page.contents"));
document.querySelectorAll("main > section")
  .forEach(
    (section) => nav.append("a")
                   .attr("href", "#" + section.id)
                   .text(s.say("nav." + section.id) === "nav." + section.id ? section.querySelector("h2").textContent :
                                                                              s.say("nav." + section.id)));

s.drawAll();
document.body.setAttribute("data-charts", Object.keys(s.drawn).length);
document.body.setAttribute("data-errors", s.errors.length);
})();
