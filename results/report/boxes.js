"use strict";
// The page of a sweep: how often each target is reached over all that was varied, and the boxes in which the rarer
// outcome is frequent.
suanli.charts.boxes = function(parent) {
  const s = suanli, analysis = s.data.analysis, factors = s.data.factors;
  const unitOf = (path) => {
    const i = factors.path.indexOf(path);
    return i < 0 ? "1" : factors.unit[i];
  };
  const boundsOf = (path) => {
    const i = factors.path.indexOf(path);
    return i < 0 ? [0, 1] : factors.bounds[i];
  };
  const name = (t) => s.named("series", t.id) + " " + t.date.slice(0, 4);
  const limitText = (l) => (l.low !== null && l.high !== null ? s.number(l.low) + " – " + s.number(l.high) :
                               l.low !== null                 ? "> " + s.number(l.low) :
                                                                "< " + s.number(l.high)) +
    (s.unit(unitOf(l.path)) ? " " + s.unit(unitOf(l.path)) : "");

  function targets() {
    const list = analysis.targets;
    s.figure(parent, {
      id: "sweep-targets",
      title: s.say("sweep.targets"),
      note: s.say("sweep.targets_note", {points: analysis.points, of: analysis.replications}),
      table: () => ({
        heads: [
          s.say("head.target"), s.say("head.goal"), {text: s.say("head.p_reach"), number: true},
          {text: s.say("sweep.least"), number: true}, {text: s.say("sweep.mean"), number: true},
          {text: s.say("sweep.most"), number: true}
        ],
        rows: list.map((t) => [name(t), s.sense(t.sense === "<=") + " " + s.withUnit(t.target, t.unit),
                         s.percent(t.p_reach), s.number(t.least), s.number(t.mean), s.number(t.most)])
      }),
      draw: (plot, width) => {
        const layout = s.rows(width), pitch = 26 + layout.lift,
              m = {top: 4, right: 60, bottom: 8, left: layout.left ? Math.min(320, width * 0.34) : 0},
              w = width - m.left - m.right, height = m.top + list.length * pitch + m.bottom;
        const x = d3.scaleLinear().domain([0, 1]).range([0, w]);
        const g = s.frame(plot, width, height, m, s.say("sweep.targets"));
        const row = s.lanes(g, list, pitch);
        s.label(row, layout, 16)
          .text((t) => s.fit(name(t) + " " + s.sense(t.sense === "<=") + " " + s.number(t.target, 6),
                  (layout.left ? m.left : width) / 6.6));
        row.append("rect").attr("y", layout.lift + 5).attr("width", w).attr("height", 14).attr("fill", "#eef1f4");
        const drawn = row.append("rect")
                        .attr("y", layout.lift + 5)
                        .attr("width", (t) => Math.max(1, x(t.p_reach)))
                        .attr("height", 14)
                        .attr("fill", s.ink.accent);
        row.append("text")
          .attr("class", "row-value")
          .attr("x", w + 8)
          .attr("y", layout.lift + 16)
          .text((t) => s.percent(t.p_reach));
        return s.marks(drawn,
          (t) => [name(t), s.say("card.chance", {p: s.percent(t.p_reach)}),
            s.say("sweep.span", {least: s.number(t.least), most: s.number(t.most), mean: s.number(t.mean)})]);
      }
    });
  }

  function boxes() {
    const list = d3.merge(analysis.targets.map((t) => t.boxes.map((box, i) => ({t: t, box: box, nth: i + 1}))));
    list.forEach((one) => s.figure(parent, {
      id: "box-" + one.t.id + "@" + one.t.date + "-" + one.nth,
      size: "half",
      title: name(one.t) + " · " + s.say("sweep.box", {n: one.nth}),
      note: s.say(one.t.boxes_of === "reached" ? "sweep.box_reached" : "sweep.box_missed",
        {density: s.percent(one.box.density), coverage: s.percent(one.box.coverage), n: one.box.points}),
      table: () => ({
        heads: [s.say("head.input"), s.say("sweep.inside"), s.say("sweep.range")],
        rows: one.box.limits.map((l) => [l.path, limitText(l), boundsOf(l.path).map((b) => s.number(b)).join(" – ")])
      }),
      draw: (plot, width) => {
        const limits = one.box.limits, pitch = 44, m = {top: 2, right: 6, bottom: 2, left: 0}, w = width - m.right,
              height = m.top + limits.length * pitch + m.bottom;
        const g = s.frame(plot, width, height, m, s.say("sweep.box", {n: one.nth}));
        const row = s.lanes(g, limits, pitch);
        row.append("text").attr("class", "row-label code").attr("y", 13).text((l) => s.fit(l.path, (w - 120) / 7.4));
        row.append("text")
          .attr("class", "row-value")
          .attr("x", w)
          .attr("y", 13)
          .attr("text-anchor", "end")
          .text(limitText);
        row.append("rect").attr("y", 20).attr("width", w).attr("height", 8).attr("rx", 4).attr("fill", "#eef1f4");
        const place = (l, v, otherwise) => {
          const b = boundsOf(l.path);
          return v === null ? otherwise : Math.max(0, Math.min(w, ((v - b[0]) / (b[1] - b[0] || 1)) * w));
        };
        const drawn = row.append("rect")
                        .attr("y", 20)
                        .attr("height", 8)
                        .attr("rx", 4)
                        .attr("x", (l) => place(l, l.low, 0))
                        .attr("width", (l) => Math.max(2, place(l, l.high, w) - place(l, l.low, 0)))
                        .attr("fill", one.t.boxes_of === "reached" ? s.words.reached : s.words.missed);
        return s.marks(drawn,
          (l) => [l.path, limitText(l),
            s.say("sweep.range") + " " + boundsOf(l.path).map((b) => s.number(b)).join(" – ")]);
      }
    }));
    return list.length;
  }
  return {targets: targets, boxes: boxes, count: d3.sum(analysis.targets, (t) => t.boxes.length)};
};
