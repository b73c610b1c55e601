"use strict";
// Where the energy over that of the servers goes: the parts of a PUE above 1, by cooling option.
suanli.charts.parts = function(parent) {
  const s = suanli, c = s.data.cooling, view = s.charts.options(parent);
  const parts =
    c.parts
      .map((p, i) =>
             ({key: p.name, label: s.named("part", p.name), colour: s.palette[i % s.palette.length], ratio: p.ratio}))
      .filter((p) => d3.max(p.ratio) > 0.0005);
  parts.sort((a, b) => d3.mean(b.ratio) - d3.mean(a.ratio)).forEach((p, i) => {
    p.colour = i < 6 ? s.palette[i] : d3.color(s.palette[6]).darker((i - 6) * 0.6).toString();
  });
  const own = view.order.filter((i) => c.pue_year[i] !== null);
  if (parts.length === 0) return;
  const chart = s.figure(parent, {
    id: "cooling-parts",
    title: s.say("cooling.parts"),
    note: s.say("cooling.parts_note"),
    table: () => ({
      heads: [s.say("cooling.option")].concat(parts.map((p) => ({text: p.label, number: true}))),
      rows: own.map((i) => [view.name(i)].concat(parts.map((p) => s.number(p.ratio[i]))))
    }),
    draw: draw
  });
  const hidden = s.legend(chart, parts);

  function draw(plot, width) {
    const shown = parts.filter((p) => !hidden.has(p.key)), layout = s.rows(width), pitch = 22 + layout.lift,
          m = {top: 4, right: 50, bottom: 26, left: layout.left ? 240 : 0}, w = width - m.left - m.right,
          height = m.top + own.length * pitch + m.bottom;
    const sum = (i) => d3.sum(shown, (p) => p.ratio[i]);
    const x = d3.scaleLinear().domain([0, d3.max(own, sum) || 1]).range([0, w]);
    const g = s.frame(plot, width, height, m, s.say("cooling.parts"));
    s.axisBelow(g, x, height - m.top - m.bottom, x.ticks(Math.max(2, w / 120)), (t) => s.number(1 + t, 3));
    const row = s.lanes(g, own, pitch);
    s.label(row, layout, 14).text((i) => s.fit(view.name(i), layout.left ? 34 : width / 7));
    const pieces = [];
    own.forEach((i, r) => {
      let at = 0;
      shown.forEach((p) => {
        const v = p.ratio[i];
        if (v > 0.0005) pieces.push({i: i, r: r, p: p, v: v, at: at});
        at += v;
      });
    });
    const drawn = g.selectAll("rect")
                    .data(pieces)
                    .join("rect")
                    .attr("x", (d) => x(d.at))
                    .attr("width", (d) => Math.max(0.5, x(d.at + d.v) - x(d.at) - 0.75))
                    .attr("y", (d) => d.r * pitch + layout.lift + 3)
                    .attr("height", 15)
                    .attr("fill", (d) => d.p.colour);
    row.append("text")
      .attr("class", "row-value")
      .attr("x", (i) => x(sum(i)) + 6)
      .attr("y", layout.lift + 14)
      .text((i) => (1 + sum(i)).toFixed(3));
    return s.marks(drawn, (d) => [view.name(d.i), d.p.label + " " + s.number(d.v)]);
  }
};
