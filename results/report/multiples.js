"use strict";
// Small multiples: each series of the province in a panel of its own.
suanli.charts.multiples = function(parent) {
  const s = suanli;

  // A small chart with its lines: [{label, q: [5 %, median, 95 %], colour, faint}]. Returns the lines' paths.
  function mini(g, w, h, days, lines, percents) {
    const join = (i) => d3.merge(lines.map((l) => l.q[i])), last = days.length - 1, taken = [];
    let span = s.domain(join(1), join(0), join(2), []);
    if (span[0] === span[1])
      span = [span[0] - Math.abs(span[0]) * 0.05 - 0.01, span[1] + Math.abs(span[1]) * 0.05 + 0.01];
    const x = d3.scaleUtc().domain([days[0], days[last]]).range([0, w]);
    const y = d3.scaleLinear().domain(span).range([h, 0]).clamp(true);
    g.append("line").attr("class", "floor").attr("x2", w).attr("y1", h).attr("y2", h);
    s.axisBelow(g, x, h, s.years(days[0], days[last], w / 40), (d) => s.date(d).slice(0, 4));
    const area = (l) => d3.area()
                          .defined((d, i) => l.q[0][i] !== null)
                          .x((d, i) => x(days[i]))
                          .y0((d, i) => y(l.q[0][i]))
                          .y1((d, i) => y(l.q[2][i]))(days);
    const line = (l) =>
      d3.line().defined((d, i) => l.q[1][i] !== null).x((d, i) => x(days[i])).y((d, i) => y(l.q[1][i]))(days);
    lines.filter((l) => !l.faint)
      .forEach((l) => g.append("path").attr("fill", l.colour).attr("opacity", 0.16).attr("d", area(l)));
    lines.forEach((l) => {
      const end = l.q[1][last];
      if (end === null || taken.some((t) => Math.abs(t - y(end)) < 12)) return;
      taken.push(y(end));
      g.append("text")
        .attr("class", l.faint ? "end" : "end strong")
        .attr("x", w + 7)
        .attr("y", y(end) + 4)
        .text(percents ? s.percent(end) : s.number(end));
    });
    return g.selectAll("path.line")
      .data(lines)
      .join("path")
      .attr("class", "line")
      .attr("stroke", (l) => l.colour)
      .attr("stroke-dasharray", (l) => (l.faint ? "3 3" : null))
      .attr("d", line);
  }

  const isShare = (name, unit) => unit === "1" && /_frac|share/.test(name);

  function tell(title, unit, days, l) {
    const i = days.length - 1;
    return [
      title, (l.label ? l.label + " · " : "") + s.date(days[i]) + ": " + s.withUnit(l.q[1][i], unit),
      s.say("page.range", {low: s.number(l.q[0][i]), high: s.number(l.q[2][i])})
    ];
  }

  // A panel of one series. What the file says of it is told where the language of the page has no name for it, or is
  // English.
  function panel(one) {
    const days = s.data[one.axis].map(s.day), name = s.named("series", one.name, one.text);
    const line = {label: "", q: [one.q[0], one.q[2], one.q[4]], colour: s.ink.accent};
    if (!one.q[2].some((v) => v !== null)) return;
    s.figure(parent, {
      id: "series-" + one.name,
      size: "quarter",
      title: name + (s.unit(one.unit) ? s.say("page.in_unit", {unit: s.unit(one.unit)}) : ""),
      table: () => ({
        heads: [s.say("page.date")].concat(["5 %", s.say("page.median"), "95 %"].map((t) => ({text: t, number: true}))),
        rows: days.map((d, i) => [s.date(d)].concat(line.q.map((q) => s.number(q[i], 4))))
      }),
      draw: (plot, width) => {
        const g = s.svg(plot, width, 116, name).append("g").attr("transform", "translate(6,8)");
        const drawn = mini(g, width - 70, 88, days, [line], isShare(one.name, one.unit));
        return s.marks(drawn, (l) => tell(name, one.unit, days, l).concat(s.chinese ? [] : [one.text]));
      }
    });
  }
  return {series: () => (s.data.series || []).forEach(panel), mini: mini, isShare: isShare, tell: tell};
};
