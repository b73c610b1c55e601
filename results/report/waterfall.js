"use strict";
// From all that is planned to what is there at the date, cause by cause: the mean over all replications.
suanli.charts.waterfall = function(parent) {
  const s = suanli, ledger = s.data.ledger;
  if (!ledger || !ledger.targets) return;
  const able = s.data.targets.map((t, i) => ({t: t, i: i, sum: d3.sum(ledger.targets[i].missing)}))
                 .filter((o) => !o.t.at_most && o.sum > 0 && ledger.targets[o.i].value !== null);
  if (able.length === 0) return;
  // The last goal of each name is what people ask for first.
  const options = able.map((o) => ({value: o, label: s.named("series", o.t.id) + " " + o.t.date.slice(0, 4)}));
  const first = able.find((o) => o.t.id === "racks_in_service") || able[able.length - 1];
  let chosen = first;
  const chart = s.figure(parent, {
    id: "waterfall",
    title: s.say("waterfall.title"),
    note: s.say("waterfall.note"),
    table: () => ({
      heads: [s.say("page.step"), {text: s.say("page.amount"), number: true}],
      rows: steps(chosen).map((r) => [r.label, s.number(r.to - r.from, 4)])
    }),
    draw: draw
  });
  s.choice(chart, s.say("head.target"), options, first, (value) => {
    chosen = value;
  });

  function steps(o) {
    const value = ledger.targets[o.i].value, missing = ledger.targets[o.i].missing, planned = value + o.sum;
    const causes =
      ledger.causes.map((name, i) => ({name: name, amount: missing[i] || 0})).sort((a, b) => b.amount - a.amount);
    const told = causes.filter((c) => c.amount >= 0.01 * planned),
          rest = d3.sum(causes.filter((c) => c.amount < 0.01 * planned), (c) => c.amount);
    const list = [{kind: "whole", label: s.say("waterfall.planned"), from: 0, to: planned}];
    let at = planned;
    told.map((c) => ({label: s.named("label", c.name), why: s.named("why", c.name), amount: c.amount}))
      .concat(rest > 0 ? [{label: s.say("waterfall.rest"), why: s.say("waterfall.rest"), amount: rest}] : [])
      .forEach((c) => {
        list.push({kind: "loss", label: c.label, why: c.why, from: at, to: at - c.amount});
        at -= c.amount;
      });
    list.push({kind: "whole", label: s.say("waterfall.there", {date: o.t.date}), from: 0, to: value});
    return list;
  }

  function draw(plot, width) {
    const list = steps(chosen), t = chosen.t, goal = t.goal, layout = s.rows(width), pitch = 30 + layout.lift;
    const m = {top: 30, right: 74, bottom: 8, left: layout.left ? 190 : 0}, w = width - m.left - m.right,
          height = m.top + list.length * pitch + m.bottom;
    const x = d3.scaleLinear().domain([0, Math.max(goal, list[0].to)]).range([0, w]);
    const g = s.frame(plot, width, height, m, s.say("waterfall.title"));
    const row = s.lanes(g, list, pitch);
    s.label(row, layout, 19).attr("class", (d) => "row-label " + d.kind).text((d) => d.label);
    const bars = row.append("rect")
                   .attr("x", (d) => x(Math.min(d.from, d.to)))
                   .attr("y", layout.lift + 4)
                   .attr("height", 20)
                   .attr("rx", 2)
                   .attr("width", (d) => Math.max(1, Math.abs(x(d.to) - x(d.from))))
                   .attr("fill", (d) => (d.kind === "whole" ? s.ink.accent : "#d98a4b"));
    row.filter((d, i) => i < list.length - 1)
      .append("line")
      .attr("class", "step")
      .attr("x1", (d) => x(d.to))
      .attr("x2", (d) => x(d.to))
      .attr("y1", layout.lift + 24)
      .attr("y2", pitch + layout.lift + 4);
    // A loss says its amount on its left, where the next ones do not come; where there is no room, on its right.
    row.append("text").attr("class", "row-value").attr("y", layout.lift + 19).each(function(d) {
      const text = (d.kind === "loss" ? "−" : "") + s.number(Math.abs(d.to - d.from), 3);
      const right = d.kind === "whole" || x(d.to) < 60;
      d3.select(this)
        .text(text)
        .attr("x", right ? x(Math.max(d.from, d.to)) + 7 : x(d.to) - 7)
        .attr("text-anchor", right ? "start" : "end");
    });
    g.append("line")
      .attr("class", "goal")
      .attr("x1", x(goal))
      .attr("x2", x(goal))
      .attr("y1", -8)
      .attr("y2", height - m.top - m.bottom);
    g.append("text")
      .attr("class", "goal-label")
      .attr("x", x(goal))
      .attr("y", -14)
      .attr("text-anchor", x(goal) > w - 40 ? "end" : "middle")
      .text(s.say("page.goal_value", {value: s.withUnit(goal, t.unit)}));
    return s.marks(bars,
      (d) => [d.why || d.label, (d.kind === "loss" ? "−" : "") + s.withUnit(Math.abs(d.to - d.from), t.unit),
        s.say("waterfall.share", {share: s.percent(Math.abs(d.to - d.from) / list[0].to)})]);
  }
};
