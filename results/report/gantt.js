"use strict";
// Phases of sites over time. A date is that of the median replication, in which the phase may not get so far.
suanli.charts.gantt = function(parent) {
  const s = suanli, phases = s.data.phases, days = s.data.time;
  if (!phases) return;
  const sites = s.data.sites || [];
  const start = s.day(days[0]), end = s.day(days[days.length - 1]);
  const nothing = [null, null, null];
  const list = phases.id.map((id, i) => {
    const at = id.lastIndexOf(".phases["), site = sites.find((one) => one.id === id.slice(0, at));
    // Ground that was broken before the run has no date in it, but its halls have.
    const before = phases.start.share[i] === 0 && (phases.first || phases.last).share[i] > 0;
    return {
      before: before,
      i: i,
      id: id,
      site: site ? s.pick(site.name, site.name_zh) : id.slice(0, at),
      nth: parseInt(id.slice(at + 8), 10) + 1,
      name: phases.name[i],
      racks: phases.racks ? phases.racks[i] : null,
      start: before ? [days[0], days[0], days[0]] : phases.start.days[i] || nothing,
      first: (phases.first || phases.last).days[i],
      last: phases.last.days[i],
      done: phases.last.share[i]
    };
  });
  const never = s.say("gantt.never");
  const when = (d) => (d === null ? never : s.date(s.day(Math.round(d))));
  const span = (q) => s.say("gantt.span", {low: when(q[0]), median: when(q[1]), high: when(q[2])});
  const chart = s.figure(parent, {
    id: "gantt",
    title: s.say("gantt.title"),
    note: s.say("gantt.note"),
    table: () => ({
      heads: [
        s.say("head.site"), s.say("gantt.phase"), {text: s.say("gantt.racks"), number: true}, s.say("gantt.start"),
        s.say("gantt.first"), s.say("gantt.last"), {text: s.say("gantt.done"), number: true}
      ],
      rows: list.map((p) => [p.site, p.name, s.number(p.racks), p.before ? s.say("gantt.before") : span(p.start),
                       span(p.first), span(p.last), s.percent(p.done)])
    }),
    draw: draw
  });
  s.key(chart, [
    {label: s.say("gantt.building"), colour: "#a9c7df", shape: "bar"},
    {label: s.say("gantt.opening"), colour: s.ink.accent, shape: "bar"},
    {label: s.say("gantt.range"), colour: s.ink.dark, shape: "line"}
  ]);

  function draw(plot, width) {
    const narrow = s.rows(width).narrow, packed = Math.max(11, Math.min(18, 740 / list.length));
    const pitch = narrow ? 34 : s.onPaper() ? packed : 18;
    const m = {top: 22, right: 46, bottom: 8, left: narrow ? 0 : Math.min(300, width * 0.3)};
    const w = width - m.left - m.right, h = list.length * pitch;
    const x = d3.scaleUtc().domain([start, end]).range([0, w]).clamp(true);
    const g = s.frame(plot, width, h + m.top + m.bottom, m, s.say("gantt.title"));
    axis(g, x, w, h);
    const row = s.lanes(g, list, pitch);
    labels(row, narrow, m.left, w, width);
    bars(row, (d) => (d === null ? w : x(s.day(d))), narrow ? 19 : 3, Math.min(11, pitch - 4), w);
    const area = {x: 0, width: w, y: narrow ? 17 : 1, height: narrow ? 16 : pitch - 1};
    return s.marks(s.put(row, "rect", "catch", area), tell);
  }

  function axis(g, x, w, h) {
    const ticks = s.years(start, end, w / 60);
    const tick = s.put(g, "g", "axis", {"aria-hidden": "true"}).selectAll("g").data(ticks).join("g");
    tick.attr("transform", (d) => "translate(" + x(d) + ",0)");
    s.put(tick, "line", "", {y1: -4, y2: h});
    const side = (d) => (x(d) > w - 30 ? "end" : x(d) < 30 ? "start" : "middle");
    s.put(tick, "text", "", {y: -9, "text-anchor": side})
      .text((d) => (w / ticks.length < 90 ? s.date(d).slice(0, 4) : s.date(d)));
  }

  // A site's name stands once, at its first phase; on a narrow screen above each bar.
  function labels(row, narrow, left, w, width) {
    const nth = (d) => s.say("gantt.nth", {n: d.nth}), isFirst = (d, i) => i === 0 || list[i - 1].site !== d.site;
    if (narrow) {
      s.put(row, "text", "row-label", {y: 14}).text((d) => s.fit(d.site + " · " + nth(d), width / 7));
      return;
    }
    s.put(row.filter((d, i) => i > 0 && isFirst(d, i)), "line", "rule", {x1: -left, x2: w});
    s.put(row, "text", "row-label", {x: -left, y: 13})
      .text((d, i) => (isFirst(d, i) ? s.fit(d.site, (left - 66) / 7.6) : ""));
    s.put(row, "text", "row-sub", {x: -10, y: 13, "text-anchor": "end"}).text(nth);
  }

  // From ground-breaking to the first hall, to the last; a line from the 5 % to the 95 % quantile of the last hall,
  // open to the right where that lies beyond the run. at: day to place, the right edge for a day that does not come.
  function bars(row, at, y, thick, w) {
    const bar = {y: y, height: thick, rx: 2};
    const begun = row.filter((d) => d.start[1] !== null), open = begun.filter((d) => d.first[1] !== null);
    s.put(begun, "rect", "", Object.assign({fill: "#a9c7df", x: (d) => at(d.start[1])}, bar))
      .attr("width", (d) => Math.max(1, at(d.first[1]) - at(d.start[1])));
    s.put(open, "rect", "", Object.assign({fill: s.ink.accent, x: (d) => at(d.first[1])}, bar))
      .attr("width", (d) => Math.max(2.5, at(d.last[1]) - at(d.first[1])));
    const whisker = (chosen, from, to, up) => s.put(chosen, "line", "whisker", {
      x1: (d) => at(d.last[from]),
      x2: (d) => at(d.last[to]),
      y1: y + (up ? 2 : thick / 2),
      y2: y + (up ? thick - 2 : thick / 2)
    });
    const ranged = row.filter((d) => d.last[0] !== null);
    whisker(ranged, 0, 2, false);
    whisker(ranged, 0, 0, true);
    whisker(ranged.filter((d) => d.last[2] !== null), 2, 2, true);
    s.put(row.filter((d) => d.start[1] === null), "text", "row-none", {x: w - 4, y: y + 10, "text-anchor": "end"})
      .text(s.say("gantt.not_begun"));
    s.put(row, "text", "row-value", {x: w + 6, y: y + 10}).text((d) => s.percent(d.done));
  }

  function tell(d) {
    return [
      d.site + " · " + d.name, d.racks === null ? "" : s.withUnit(d.racks, "standard rack"),
      s.say("gantt.start") + " " + (d.before ? s.say("gantt.before") : span(d.start)),
      s.say("gantt.last") + " " + span(d.last), s.say("gantt.done_in", {share: s.percent(d.done)})
    ].filter((line) => line);
  }
};
