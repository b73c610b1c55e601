"use strict";
// What the file tells over time by class, by kind of work, by exit: a panel for each item, and one measure at a time. A
// measure that the file also has for a baseline is drawn beside it; what belongs together, demand and what is served,
// is one measure.
suanli.charts.groups = function(parent, scale) {
  const s = suanli, view = s.charts.multiples(parent);
  const all = s.data.groups.filter((g) => g.scale === scale), find = (name) => all.find((g) => g.name === name);
  const together = [["work_demand", "work_served"], ["exit_capacity_tbps", "exit_peak_tbps"]];
  const label = (g) => s.named("series", g.name, g.text);

  function measure(names, title) {
    const lines = names.map((name, i) => ({g: find(name), colour: s.palette[i ? i + 1 : 0], label: label(find(name))}));
    const before = find("baseline_" + names[names.length - 1]);
    if (before) lines.push({g: before, colour: "#7d8894", faint: true, label: s.say("groups.baseline")});
    return {title: title, unit: lines[0].g.unit, axis: lines[0].g.axis, name: names[0], lines: lines};
  }
  const measures = [];
  together.filter((pair) => pair.every(find))
    .forEach((pair) => measures.push(measure(pair, pair.map((n) => label(find(n))).join(" / "))));
  const paired = d3.merge(together.filter((pair) => pair.every(find)));
  all.filter((g) => !/^baseline_/.test(g.name) && paired.indexOf(g.name) < 0)
    .forEach((g) => measures.push(measure([g.name], label(g))));
  if (measures.length === 0) return;

  const cities = (s.data.map || {}).cities;
  function itemName(i) {
    const g = all[0], id = g.items[i];
    if (g.names || g.names_zh) return s.pick(g.names ? g.names[i] : id, g.names_zh ? g.names_zh[i] : "") || id;
    if (scale === "city" && cities && cities.id.indexOf(id) >= 0)
      return s.pick(cities.name[cities.id.indexOf(id)], cities.name_zh[cities.id.indexOf(id)]);
    return s.named(scale, id);
  }

  let chosen = measures[0];
  const chart = s.figure(parent, {
    id: "group-" + scale,
    title: measures.length > 1 ? "" : measures[0].title + inUnit(measures[0]),
    table: () => ({
      heads: [s.say("page.date")].concat(d3.merge(all[0].items.map(
        (item, i) => chosen.lines.map(
          (l) => ({text: itemName(i) + (chosen.lines.length > 1 ? " · " + l.label : ""), number: true}))))),
      rows: s.data[chosen.axis].map((d, k) => [s.date(s.day(d))].concat(d3.merge(all[0].items.map(
                                      (item, i) => chosen.lines.map((l) => s.number(l.g.q[i][1][k], 4))))))
    }),
    draw: draw
  });
  if (measures.length > 1)
    s.choice(
      chart, s.say("groups.measure"), measures.map((m) => ({value: m, label: s.shorten(m.title, 48)})), chosen, (m) => {
        chosen = m;
      });

  function inUnit(m) { return s.unit(m.unit) ? s.say("page.in_unit", {unit: s.unit(m.unit)}) : ""; }

  // The lines' names stand once, above the panels.
  function draw(plot, width) {
    const days = s.data[chosen.axis].map(s.day), columns = width > 800 ? 4 : width > 520 ? 3 : width > 330 ? 2 : 1;
    const each = Math.floor((width - (columns - 1) * 22) / columns), pitch = 158;
    const items =
      all[0].items.map((item, i) => i).filter((i) => chosen.lines.some((l) => l.g.q[i][1].some((v) => v !== null)));
    if (measures.length > 1) s.element(plot, "p", "measure", chosen.title + inUnit(chosen));
    if (chosen.lines.length > 1) {
      const list = s.element(plot, "div", "legend");
      chosen.lines.forEach(
        (l) => s.swatch(s.element(list, "span", "entry"), {label: l.label, colour: l.colour, shape: "line"}));
    }
    const whole = s.svg(plot, width, Math.ceil(items.length / columns) * pitch, chosen.title), drawn = [];
    items.forEach((i, k) => {
      const at = [(k % columns) * (each + 22), Math.floor(k / columns) * pitch];
      const g = whole.append("g").attr("transform", "translate(" + at[0] + "," + at[1] + ")");
      g.append("text").attr("class", "panel-title").attr("y", 16).text(s.fit(itemName(i), each / 7));
      const lines = chosen.lines.map((l) => Object.assign({}, l, {q: l.g.q[i], item: i}));
      const inner = g.append("g").attr("transform", "translate(4,30)");
      drawn.push(...view.mini(inner, each - 62, 88, days, lines, view.isShare(chosen.name, chosen.unit)).nodes());
    });
    return s.marks(d3.selectAll(drawn), (l) => view.tell(itemName(l.item), chosen.unit, days, l));
  }
};
