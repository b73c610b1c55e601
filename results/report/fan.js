"use strict";
// A series over time: median and bands of all replications, with goals and published figures.
suanli.charts.fan = function(parent, name, size) {
  const s = suanli, series = s.data.series.find((one) => one.name === name);
  if (!series) return;
  const kinds =
    [["observed", "dot", false], ["aim", "triangle", true], ["proxy", "square", true], ["estimate", "ring", true]];
  const days = s.data[series.axis].map(s.day), [q05, q25, q50, q75, q95] = series.q;
  const goals = s.data.targets.filter((t) => t.id === name)
                  .map((t) => ({when: new Date(t.date + "T00:00:00Z"), value: t.goal, t: t}));
  const seen = s.data.observations || {series: []};
  const points =
    seen.series
      .map(
        (n, i) => ({n: n, kind: seen.kind[i], when: s.day(seen.date[i]), value: seen.value[i], source: seen.source[i]}))
      .filter((p) => p.n === name && p.kind !== "target");
  const present = kinds.filter((k) => points.some((p) => p.kind === k[0]));
  const ends = days.map((d, i) => i).filter((i) => q50[i] !== null && (s.isYearEnd(days[i]) || i === days.length - 1));

  const chart = s.figure(parent, {
    id: "fan-" + name,
    size: size,
    title: s.named("series", name) + (s.unit(series.unit) ? s.say("page.in_unit", {unit: s.unit(series.unit)}) : ""),
    table: () => ({
      heads: [s.say("page.date"), "5 %", "25 %", s.say("page.median"), "75 %", "95 %"].map(
        (text, i) => ({text: text, number: i > 0})),
      rows: days.map((d, i) => [s.date(d)].concat(series.q.map((q) => s.number(q[i], 4))))
    }),
    draw: draw
  });
  const items =
    present.map((k) => ({key: k[0], label: s.say("kind." + k[0]), shape: k[1], open: k[2], colour: s.ink.dark}));
  const hidden = items.length ? s.legend(chart, items) : new Set();

  function draw(plot, width) {
    const height = size === "third" ? 210 : 300, m = {top: 14, right: 64, bottom: 26, left: 52};
    const w = width - m.left - m.right, h = height - m.top - m.bottom;
    const shown = points.filter((p) => !hidden.has(p.kind));
    const x = d3.scaleUtc().domain([days[0], days[days.length - 1]]).range([0, w]);
    const y = d3.scaleLinear()
                .domain(s.domain(q50, q05, q95, goals.map((g) => g.value).concat(shown.map((p) => p.value))))
                .nice(5)
                .range([h, 0])
                .clamp(true);
    const last = q50.length - 1;
    const g = s.frame(plot, width, height, m, s.say("aria.fan", {
      name: s.named("series", name),
      low: s.number(q05[last]),
      median: s.number(q50[last]),
      high: s.number(q95[last])
    }));
    s.axisLeft(g, y, w, 5);
    s.axisBelow(g, x, h, s.years(days[0], days[last], w / 42), (d) => s.date(d).slice(0, 4));
    const area = (low, high) => d3.area()
                                  .defined((d, i) => low[i] !== null)
                                  .x((d, i) => x(days[i]))
                                  .y0((d, i) => y(low[i]))
                                  .y1((d, i) => y(high[i]))(days);
    g.append("path").attr("class", "band outer").attr("d", area(q05, q95));
    g.append("path").attr("class", "band inner").attr("d", area(q25, q75));
    g.append("path")
      .attr("class", "median")
      .attr("d", d3.line().defined((d, i) => q50[i] !== null).x((d, i) => x(days[i])).y((d, i) => y(q50[i]))(days));
    endLabels(g, x, y, w);
    if (goals.length > 1)
      g.append("path").attr("class", "goal-line").attr("d", d3.line().x((p) => x(p.when)).y((p) => y(p.value))(goals));
    follow(g, x, w, h);
    const dots = ends.map((i) => ({mark: "end", i: i, when: days[i], value: q50[i]}));
    const all = dots.concat(
      shown.map((p) => Object.assign({mark: "seen"}, p)), goals.map((p) => Object.assign({mark: "goal"}, p)));
    const drawn = g.selectAll("path.point")
                    .data(all)
                    .join("path")
                    .attr("class", "point")
                    .attr("transform", (p) => "translate(" + x(p.when) + "," + y(p.value) + ")");
    drawn.each(function(p) {
      const kind = p.mark === "seen" ? kinds.find((k) => k[0] === p.kind) : null;
      s.shape(d3.select(this),
        kind ?
          {shape: kind[1], open: kind[2], colour: s.ink.dark} :
          {shape: p.mark === "goal" ? "diamond" : "dot", colour: p.mark === "goal" ? s.words.missed : s.ink.accent});
    });
    goals.forEach((p) => {
      g.append("text")
        .attr("class", "goal-label")
        .attr("x", x(p.when) - 9)
        .attr("y", y(p.value) + (p.t.at_most ? -5 : 4))
        .attr("text-anchor", "end")
        .text(s.say("page.goal_value", {value: s.number(p.value, 6)}));
    });
    return s.marks(drawn, tell);
  }

  // Between the marks, the date under the pointer tells its values.
  function follow(g, x, w, h) {
    const rule = g.append("line").attr("class", "rule-now").attr("y2", h).attr("hidden", "");
    const area = g.append("rect").attr("class", "catch").attr("width", w).attr("height", h).node();
    area.addEventListener("pointermove", (event) => {
      const box = area.getBoundingClientRect(), when = x.invert((event.clientX - box.left) / box.width * w);
      const i = Math.min(days.length - 1, d3.bisector((d) => d).left(days, when));
      if (q50[i] === null) return s.hideTip();
      rule.attr("hidden", null).attr("x1", x(days[i])).attr("x2", x(days[i]));
      s.showTip(tell({mark: "end", i: i, when: days[i], value: q50[i]}),
        {left: box.left + x(days[i]) / w * box.width, width: 0, top: box.top + 12, bottom: box.bottom});
    });
    area.addEventListener("pointerleave", () => {
      rule.attr("hidden", "");
      s.hideTip();
    });
  }

  // At the right end the curves say what they are; where they are close, the median alone speaks.
  function endLabels(g, x, y, w) {
    const i = q50.length - 1, used = [];
    [[q50, s.say("page.median"), true], [q95, "95 %", false], [q05, "5 %", false]].forEach((one) => {
      if (one[0][i] === null) return;
      const at = y(one[0][i]);
      // The median's name stands below its figure.
      const box = [at - 7, at + (one[2] ? 20 : 7)];
      if (used.some((u) => box[0] < u[1] && box[1] > u[0])) return;
      used.push(box);
      const text = g.append("text").attr("class", one[2] ? "end strong" : "end").attr("x", w + 9).attr("y", at + 4);
      text.append("tspan").text(s.number(one[0][i]));
      text.append("tspan")
        .attr("class", "end-name")
        .attr("x", w + 9)
        .attr("dy", one[2] ? 13 : 0)
        .text(one[2] ? one[1] : "");
    });
  }

  function tell(p) {
    const value = s.withUnit(p.value, series.unit);
    if (p.mark === "goal")
      return [
        s.say("kind.target") + " " + p.t.date, s.sense(p.t.at_most) + " " + value,
        s.say("card.chance", {p: s.percent(p.t.p)}), p.t.source
      ];
    if (p.mark === "seen") return [s.say("kind." + p.kind) + " " + s.date(p.when), value, p.source];
    return [
      s.date(p.when), s.say("page.median") + " " + value,
      s.say("page.range", {low: s.number(q05[p.i]), high: s.number(q95[p.i])})
    ];
  }
};
