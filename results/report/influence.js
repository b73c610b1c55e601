"use strict";
// What a target's value rests on: bars from zero, with intervals where there are any. The estimates of a run, or what a
// sweep's analysis found.
suanli.charts.influence = function(parent) {
  const s = suanli;
  // sets: [{label, rows: [{name, note, value, low, high, second}]}]; say what the bars are in heads.
  function bars(id, title, note, sets, heads) {
    sets = sets.filter((set) => set.rows.length > 0);
    if (sets.length === 0) return;
    // The first target at its last date.
    let chosen = sets.filter((set) => set.id === sets[0].id).slice(-1)[0];
    const chart = s.figure(parent, {
      id: id,
      title: title,
      note: note,
      table: () => ({
        heads: [s.say("head.input")].concat(heads.map((h) => ({text: h, number: true})), [s.say("page.note")]),
        rows: chosen.rows.map(
          (r) => [r.name, s.number(r.value), r.low === undefined ? "" : s.number(r.low) + " – " + s.number(r.high)]
                   .slice(0, heads.length + 1)
                   .concat([r.note || ""]))
      }),
      draw: draw
    });
    if (sets.length > 1)
      s.choice(chart, s.say("head.target"), sets.map((set) => ({value: set, label: set.label})), chosen, (set) => {
        chosen = set;
      });
    if (chosen.rows[0].second !== undefined)
      s.key(chart, [
        {label: s.say("sweep.first"), colour: s.ink.accent, shape: "bar"},
        {label: s.say("sweep.total"), colour: "#a9c7df", shape: "bar"}
      ]);

    function draw(plot, width) {
      const list = chosen.rows, layout = s.rows(width), pitch = 24 + layout.lift,
            m = {top: 6, right: 52, bottom: 26, left: layout.left ? Math.min(400, width * 0.4) : 0};
      const w = width - m.left - m.right, height = m.top + list.length * pitch + m.bottom;
      const ends =
        d3.merge(list.map((r) => [r.value, r.low, r.high, r.second])).filter((v) => v !== null && v !== undefined);
      const x = d3.scaleLinear().domain([Math.min(0, d3.min(ends)), Math.max(0, d3.max(ends))]).nice(4).range([0, w]);
      const g = s.frame(plot, width, height, m, title);
      s.axisBelow(g, x, height - m.top - m.bottom, x.ticks(Math.max(2, Math.min(6, w / 70))), (t) => s.number(t));
      const row = s.lanes(g, list, pitch);
      s.label(row, layout, 15).classed("code", true).text((r) => s.fit(r.name, (layout.left ? m.left : width) / 7.4));
      const from = (v) => Math.min(x(0), x(v)), wide = (v) => Math.max(1, Math.abs(x(v) - x(0)));
      row.filter((r) => r.second !== undefined && r.second !== null)
        .append("rect")
        .attr("x", (r) => from(r.second))
        .attr("width", (r) => wide(r.second))
        .attr("y", layout.lift + 3)
        .attr("height", 16)
        .attr("fill", "#a9c7df");
      const drawn = row.append("rect")
                      .attr("x", (r) => from(r.value || 0))
                      .attr("width", (r) => wide(r.value || 0))
                      .attr("y", (r) => layout.lift + (r.second === undefined ? 3 : 7))
                      .attr("height", (r) => (r.second === undefined ? 16 : 8))
                      .attr("rx", 2)
                      .attr("fill", (r) => (r.value < 0 ? "#d98a4b" : s.ink.accent));
      row.filter((r) => r.low !== undefined && r.low !== null)
        .append("line")
        .attr("class", "whisker")
        .attr("x1", (r) => x(r.low))
        .attr("x2", (r) => x(r.high))
        .attr("y1", layout.lift + 11)
        .attr("y2", layout.lift + 11);
      g.append("line").attr("class", "floor").attr("x1", x(0)).attr("x2", x(0)).attr("y2", height - m.top - m.bottom);
      row.append("text")
        .attr("class", "row-value")
        .attr("x", w + 8)
        .attr("y", layout.lift + 15)
        .text((r) => (r.value > 0 && x.domain()[0] < 0 ? "+" : "") + s.number(r.value));
      return s.marks(drawn,
        (r) => [r.name, heads[0] + " " + s.number(r.value)].concat(r.low === undefined || r.low === null ?
            [] :
            [s.say("page.range", {low: s.number(r.low), high: s.number(r.high)})],
          r.note ? [r.note] : []));
    }
  }

  const targetName = (t) => s.named("series", t.id) + " " + t.date.slice(0, 4);
  return {
    estimates: () =>
      bars("estimates", s.say("estimates.title"), s.say("estimates.note"), s.data.targets.map((t, i) => ({
        id: t.id,
        label: targetName(t),
        rows: s.data.estimates.filter((e) => e.target === i).map((e) => ({
          name: e.input,
          value: e.rho,
          note: (e.also > 0 ? s.say("estimates.also", {n: e.also, shock: e.shock}) + " " : "") + e.source
        }))
      })),
        [s.say("head.rho")]),
    sweep: () => {
      const a = s.data.analysis, of = {
        sobol: (f) => ({value: f.first.value, low: f.total.low, high: f.total.high, second: f.total.value}),
        morris: (f) => f.mu_star,
        rank: (f) => f.partial_rank
      }[a.method];
      bars("influence", s.say("sweep." + a.method), s.say("sweep." + a.method + "_note"), a.targets.map((t) => ({
        id: t.id,
        label: targetName(t),
        rows: t.factors.map((f) => Object.assign({name: f.path}, of(f))).filter((r) => r.value !== null).slice(0, 15)
      })),
        [s.say("sweep." + a.method + "_head"), "95 %"]);
    }
  };
};
