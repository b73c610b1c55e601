"use strict";
// A heat map of PUE: rows of sites or options, columns of months.
//   options = {id, title, note, labels, columns (dates or texts), values [row][column], after [row] or null}
suanli.charts.heat = function(parent, options) {
  const s = suanli, values = options.values, all = d3.merge(values).filter((v) => v !== null);
  if (all.length === 0) return;
  const sorted = all.slice().sort(d3.ascending);
  const low = Math.floor(20 * d3.quantile(sorted, 0.02)) / 20,
        high = Math.max(low + 0.05, Math.ceil(20 * d3.quantile(sorted, 0.9)) / 20);
  const colour = d3.scaleSequential(d3.interpolateRgbBasis(["#eef4f3", "#b7d3d9", "#6fa3bd", "#39719b", "#173f6b"]))
                   .domain([low, high])
                   .clamp(true);
  const text = options.columns.map((c) => (c instanceof Date ? s.month(c) : c));
  const chart = s.figure(parent, {
    id: options.id,
    title: options.title,
    note: options.note,
    table: () => ({
      heads: [options.head].concat(text.map((t) => ({text: t, number: true}))),
      rows: values.map((row, i) => [options.labels[i]].concat(row.map((v) => s.number(v, 3))))
    }),
    draw: draw
  });

  function scale(plot) {
    const g =
      plot.append("svg").attr("class", "scale").attr("width", 230).attr("height", 30).attr("aria-hidden", "true");
    d3.range(60).forEach((i) => g.append("rect")
                                  .attr("x", i * 3)
                                  .attr("width", 3.5)
                                  .attr("height", 9)
                                  .attr("fill", colour(low + (i / 59) * (high - low))));
    [[0, "start", "≤ " + low.toFixed(2)], [90, "middle", ((low + high) / 2).toFixed(2)],
      [180, "end", "≥ " + high.toFixed(2)]]
      .forEach((t) => g.append("text").attr("x", t[0]).attr("y", 23).attr("text-anchor", t[1]).text(t[2]));
  }

  function draw(plot, width) {
    const layout = s.rows(width), pitch = 20 + layout.lift,
          m = {top: 4, right: options.after ? 42 : 4, bottom: 24, left: layout.left};
    const w = width - m.left - m.right, n = text.length, cell = w / n,
          height = m.top + values.length * pitch + m.bottom;
    scale(plot);
    const g = s.frame(plot, width, height, m, options.title);
    const row = s.lanes(g, values, pitch);
    s.label(row, layout, 14).text((d, i) => s.fit(options.labels[i], layout.left ? layout.left / 7.1 : width / 7));
    const cells = [];
    values.forEach((line, r) => line.forEach((v, c) => {
      if (v !== null) cells.push({r: r, c: c, v: v});
    }));
    const drawn = g.selectAll("rect.cell")
                    .data(cells)
                    .join("rect")
                    .attr("class", "cell")
                    .attr("x", (d) => d.c * cell)
                    .attr("y", (d) => d.r * pitch + layout.lift)
                    .attr("width", Math.max(1, cell - 0.8))
                    .attr("height", 19)
                    .attr("fill", (d) => colour(d.v));
    if (options.after)
      row.append("text")
        .attr("class", "row-value")
        .attr("x", w + 7)
        .attr("y", layout.lift + 14)
        .text((d, i) => (options.after[i] === null ? "" : options.after[i].toFixed(2)));
    const bottom = height - m.top - m.bottom;
    const every = Math.max(1, Math.ceil(58 / cell));
    const isDate = options.columns[0] instanceof Date;
    const labelled = text.map((t, i) => i)
                       .filter((i) => (isDate ? options.columns[i].getUTCMonth() === 0 ||
                                     (i === 0 && options.columns[0].getUTCMonth() < 9) :
                                                i % every === 0));
    g.append("g")
      .attr("class", "axis")
      .attr("aria-hidden", "true")
      .selectAll("text")
      .data(labelled)
      .join("text")
      .attr("x", (i) => i * cell)
      .attr("y", bottom + 16)
      .text((i) => text[i]);
    return s.marks(drawn, (d) => [options.labels[d.r], text[d.c], "PUE " + s.number(d.v, 4)]);
  }
};
