"use strict";
// How long a planned rack of each site waits, by cause.
suanli.charts.waits = function(parent) {
  const s = suanli, ledger = s.data.ledger, sites = s.data.sites;
  if (!ledger || !sites) return;
  const totals = ledger.causes.map((name, i) => ({name: name, i: i, days: d3.sum(sites, (site) => site.wait[i] || 0)}))
                   .sort((a, b) => b.days - a.days);
  const told = totals.filter((c) => c.days > 0).slice(0, 6), others = totals.slice(told.length);
  const keys = told.map((c, k) => ({key: c.name, label: s.named("label", c.name), colour: s.palette[k], of: [c.i]}));
  if (d3.sum(others, (c) => c.days) > 0)
    keys.push({key: "", label: s.say("waterfall.rest"), colour: s.palette[6], of: others.map((c) => c.i)});
  const waiting = sites.map((site) => ({site: site, days: keys.map((k) => d3.sum(k.of, (i) => site.wait[i] || 0))}))
                    .filter((row) => d3.sum(row.days) > 0.5)
                    .sort((a, b) => d3.sum(b.days) - d3.sum(a.days));
  if (waiting.length === 0) return;
  const name = (site) => s.pick(site.name, site.name_zh);
  const chart = s.figure(parent, {
    id: "waits",
    title: s.say("waits.title"),
    note: s.say("waits.note"),
    table: () => ({
      heads: [s.say("head.site")].concat(ledger.causes.map((c) => ({text: s.named("label", c), number: true}))),
      rows: sites.map((site) => [name(site)].concat(site.wait.map((d) => s.number(d, 3))))
    }),
    draw: draw
  });
  const hidden = s.legend(chart, keys);

  function draw(plot, width) {
    const layout = s.rows(width), pitch = 23 + layout.lift, m = {top: 4, right: 44, bottom: 26, left: layout.left};
    const shown = keys.map((k, i) => i).filter((i) => !hidden.has(keys[i].key));
    const w = width - m.left - m.right, height = m.top + waiting.length * pitch + m.bottom;
    const x =
      d3.scaleLinear().domain([0, d3.max(waiting, (row) => d3.sum(shown, (i) => row.days[i])) || 1]).range([0, w]);
    const g = s.frame(plot, width, height, m, s.say("waits.title"));
    s.axisBelow(g, x, height - m.top - m.bottom, x.ticks(Math.max(2, w / 90)), (t) => s.withUnit(t, "day"));
    const row = s.lanes(g, waiting, pitch);
    s.label(row, layout, 15).text((d) => s.fit(name(d.site), layout.left ? layout.left / 7.1 : width / 7));
    const parts = [];
    waiting.forEach((d, r) => {
      let at = 0;
      shown.forEach((i) => {
        if (d.days[i] >= 0.5) parts.push({r: r, d: d, key: keys[i], days: d.days[i], from: at});
        at += d.days[i];
      });
    });
    const bars = g.selectAll("rect.part")
                   .data(parts)
                   .join("rect")
                   .attr("class", "part")
                   .attr("x", (p) => x(p.from))
                   .attr("y", (p) => p.r * pitch + layout.lift + 3)
                   .attr("height", 16)
                   .attr("width", (p) => Math.max(0.5, x(p.from + p.days) - x(p.from) - 0.75))
                   .attr("fill", (p) => p.key.colour);
    row.append("text")
      .attr("class", "row-value")
      .attr("x", (d) => x(d3.sum(shown, (i) => d.days[i])) + 6)
      .attr("y", layout.lift + 15)
      .text((d) => s.number(d3.sum(shown, (i) => d.days[i]), 3));
    return s.marks(bars, (p) => [name(p.d.site), p.key.label + " " + s.withUnit(p.days, "day")]);
  }
};
