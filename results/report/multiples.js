"use strict";
// Small multiples: each series of the province in a panel of its own; and, for what the file tells by class or the
// like, a panel for each item, with all that is told of it in one unit.
suanli.charts.multiples = function(parent) {
  const s = suanli;
  // lines: [{label, q: [5 %, median, 95 %], colour}]
  function panel(id, title, note, text, unit, axis, lines, size) {
    const days = s.data[axis].map(s.day), last = days.length - 1;
    if (!lines.some((l) => l.q[1].some((v) => v !== null))) return;
    s.figure(parent, {
      id: id,
      size: size,
      title: title,
      note: note,
      table: () => ({
        heads: [s.say("page.date")].concat(
          d3.merge(lines.map((l) => ["5 %", s.say("page.median"), "95 %"].map(
                               (t) => ({text: (lines.length > 1 ? l.label + " " : "") + t, number: true}))))),
        rows: days.map((d, i) => [s.date(d)].concat(d3.merge(lines.map((l) => l.q.map((q) => s.number(q[i], 4))))))
      }),
      draw: (plot, width) => {
        const height = 116, m = {top: 8, right: 64, bottom: 20, left: 6}, w = width - m.left - m.right,
              h = height - m.top - m.bottom;
        const join = (i) => d3.merge(lines.map((l) => l.q[i]));
        let span = s.domain(join(1), join(0), join(2), []);
        if (span[0] === span[1])
          span = [span[0] - Math.abs(span[0]) * 0.05 - 0.01, span[1] + Math.abs(span[1]) * 0.05 + 0.01];
        const x = d3.scaleUtc().domain([days[0], days[last]]).range([0, w]),
              y = d3.scaleLinear().domain(span).range([h, 0]).clamp(true);
        const g =
          s.svg(plot, width, height, title).append("g").attr("transform", "translate(" + m.left + "," + m.top + ")");
        g.append("line").attr("class", "floor").attr("x2", w).attr("y1", h).attr("y2", h);
        s.axisBelow(g, x, h, s.years(days[0], days[last], w / 40), (d) => s.date(d).slice(0, 4));
        const taken = [];
        lines.forEach((l) => {
          g.append("path")
            .attr("fill", l.colour)
            .attr("opacity", 0.16)
            .attr("d",
              d3.area()
                .defined((d, i) => l.q[0][i] !== null)
                .x((d, i) => x(days[i]))
                .y0((d, i) => y(l.q[0][i]))
                .y1((d, i) => y(l.q[2][i]))(days));
          const end = l.q[1][last];
          if (end === null || taken.some((t) => Math.abs(t - y(end)) < 12)) return;
          taken.push(y(end));
          g.append("text")
            .attr("class", "end strong")
            .attr("x", w + 7)
            .attr("y", y(end) + 4)
            .attr("fill", l.colour)
            .text(unit === "1" && Math.abs(end) <= 1 && /frac|share/.test(id) ? s.percent(end) : s.number(end));
        });
        const drawn = g.selectAll("path.line")
                        .data(lines)
                        .join("path")
                        .attr("class", "line")
                        .attr("stroke", (l) => l.colour)
                        .attr("d",
                          (l) => d3.line()
                                   .defined((d, i) => l.q[1][i] !== null)
                                   .x((d, i) => x(days[i]))
                                   .y((d, i) => y(l.q[1][i]))(days));
        return s.marks(drawn,
          (l) => [lines.length > 1 ? title + " · " + l.label : title,
            s.date(days[last]) + ": " + s.withUnit(l.q[1][last], unit),
            s.say("page.range", {low: s.number(l.q[0][last]), high: s.number(l.q[2][last])})]
                   .concat(text ? [text] : []));
      }
    });
  }

  const all = s.data.series || [];
  return {
    series: () =>
      all.forEach((one) => panel("series-" + one.name,
                    s.named("series", one.name, one.text) +
                      (s.unit(one.unit) ? s.say("page.in_unit", {unit: s.unit(one.unit)}) : ""),
                    undefined, s.chinese && s.has("series." + one.name) ? "" : one.text, one.unit, one.axis,
                    [{label: one.name, q: [one.q[0], one.q[2], one.q[4]], colour: s.ink.accent}], "quarter")),
    // Panels of what is told by the items of one scale.
    groups: (scale) => {
      const sets = [];
      (s.data.groups || []).filter((g) => g.scale === scale).forEach((g) => {
        const set = sets.find((one) => one[0].unit === g.unit && one[0].axis === g.axis);
        if (set)
          set.push(g);
        else
          sets.push([g]);
      });
      sets.forEach((set) => set[0].items.forEach((item, i) => {
        const what = set.map((g) => s.named("series", g.name, g.text)).join(" / ");
        panel("group-" + set[0].name + "-" + item,
          s.named(scale, item) + (s.unit(set[0].unit) ? s.say("page.in_unit", {unit: s.unit(set[0].unit)}) : ""),
          s.shorten(what, 90), "", set[0].unit, set[0].axis,
          set.map(
            (g, k) => ({label: s.named("series", g.name, g.text), q: g.q[i], colour: s.palette[k % s.palette.length]})),
          "third");
      }));
    }
  };
};
