"use strict";
// Electricity, carbon, cost and water of all sites, by year: median and nine tenths of all replications.
suanli.charts.yearly = function(parent) {
  const s = suanli, yearly = s.data.yearly;
  if (!yearly) return;
  // Units that a reader of the language counts in.
  const large = s.chinese ?
    {MWh: [1e5, "亿千瓦时"], t: [1e4, "万吨"], CNY: [1e8, "亿元"], m3: [1e4, "万立方米"]} :
    {MWh: [1e6, "TWh"], t: [1e6, "million t"], CNY: [1e9, "billion CNY"], m3: [1e6, "million m³"]};
  yearly.totals.forEach((total) => {
    const by = large[total.unit] || [1, s.unit(total.unit)];
    const bars =
      yearly.years.map((year, i) => ({year: year, q: total.q[i].map((v) => (v === null ? null : v / by[0]))}))
        .filter((b) => b.q[1] !== null);
    s.figure(parent, {
      id: "year-" + total.name,
      size: "quarter",
      title: s.named("year", total.name) + s.say("page.in_unit", {unit: by[1]}),
      table: () => ({
        heads: [
          s.say("page.year"), {text: "5 %", number: true}, {text: s.say("page.median"), number: true},
          {text: "95 %", number: true}
        ],
        rows: bars.map((b) => [String(b.year)].concat(b.q.map((v) => s.number(v, 4))))
      }),
      draw: (plot, width) => {
        const height = 190, m = {top: 20, right: 4, bottom: 24, left: 4}, w = width - m.left - m.right,
              h = height - m.top - m.bottom;
        const x = d3.scaleBand().domain(bars.map((b) => b.year)).range([0, w]).padding(0.35),
              y = d3.scaleLinear().domain([0, d3.max(bars, (b) => b.q[2]) || 1]).range([h, 0]);
        const g = s.frame(plot, width, height, m, s.named("year", total.name));
        g.append("line").attr("class", "floor").attr("x2", w).attr("y1", h).attr("y2", h);
        const drawn = g.selectAll("rect")
                        .data(bars)
                        .join("rect")
                        .attr("x", (b) => x(b.year))
                        .attr("width", x.bandwidth())
                        .attr("y", (b) => y(b.q[1]))
                        .attr("height", (b) => h - y(b.q[1]))
                        .attr("fill", "#7fa9c9");
        const middle = (b) => x(b.year) + x.bandwidth() / 2;
        g.selectAll("line.whisker")
          .data(bars)
          .join("line")
          .attr("class", "whisker")
          .attr("x1", middle)
          .attr("x2", middle)
          .attr("y1", (b) => y(b.q[0]))
          .attr("y2", (b) => y(b.q[2]));
        g.selectAll("text.value")
          .data(bars)
          .join("text")
          .attr("class", "value")
          .attr("text-anchor", "middle")
          .attr("x", middle)
          .attr("y", (b) => y(b.q[2]) - 6)
          .text((b) => s.number(b.q[1]));
        g.selectAll("text.year")
          .data(bars)
          .join("text")
          .attr("class", "year")
          .attr("text-anchor", "middle")
          .attr("x", middle)
          .attr("y", h + 17)
          .text((b) => b.year);
        return s.marks(drawn,
          (b) => [String(b.year), s.number(b.q[1]) + " " + by[1],
            s.say("page.range", {low: s.number(b.q[0]), high: s.number(b.q[2])})]);
      }
    });
  });
};
