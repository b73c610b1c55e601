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
    const layout = s.rows(width), narrow = layout.narrow,
          pitch = narrow ? 34 :
      s.onPaper()        ? Math.max(11, Math.min(18, 740 / list.length)) :
                           18;
    const m = {top: 22, right: 46, bottom: 8, left: narrow ? 0 : Math.min(300, width * 0.3)};
    const w = width - m.left - m.right, height = m.top + list.length * pitch + m.bottom;
    const x = d3.scaleUtc().domain([start, end]).range([0, w]).clamp(true);
    const X = (d) => (d === null ? w : x(s.day(d)));
    const g = s.svg(plot, width, height, s.say("gantt.title"))
                .append("g")
                .attr("transform", "translate(" + m.left + "," + m.top + ")");
    const ticks = s.years(start, end, w / 60), bottom = height - m.top - m.bottom;
    const axis = g.append("g")
                   .attr("class", "axis")
                   .attr("aria-hidden", "true")
                   .selectAll("g")
                   .data(ticks)
                   .join("g")
                   .attr("transform", (d) => "translate(" + x(d) + ",0)");
    axis.append("line").attr("y2", bottom).attr("y1", -4);
    axis.append("text")
      .attr("y", -9)
      .attr("text-anchor",
        (d) => (x(d) > w - 30 ? "end" :
            x(d) < 30         ? "start" :
                                "middle"))
      .text((d) => (w / ticks.length < 90 ? s.date(d).slice(0, 4) : s.date(d)));
    const row = g.selectAll("g.row")
                  .data(list)
                  .join("g")
                  .attr("class", "row")
                  .attr("transform", (d, i) => "translate(0," + i * pitch + ")");
    const label = (d, i) => (i > 0 && list[i - 1].site === d.site && !narrow ? "" : d.site);
    row.filter((d, i) => !narrow && label(d, i) !== "" && i > 0)
      .append("line")
      .attr("class", "rule")
      .attr("x1", -m.left)
      .attr("x2", w);
    row.append("text")
      .attr("class", "row-label")
      .attr("x", narrow ? 0 : -m.left)
      .attr("y", narrow ? 14 : 13)
      .text((d, i) => (narrow ? s.fit(d.site + " · " + s.say("gantt.nth", {n: d.nth}), width / 7) :
                                s.fit(label(d, i), (m.left - 60) / 7)));
    if (!narrow)
      row.append("text")
        .attr("class", "row-sub")
        .attr("x", -10)
        .attr("y", 13)
        .attr("text-anchor", "end")
        .text((d) => s.say("gantt.nth", {n: d.nth}));
    const y = narrow ? 19 : 3, thick = Math.min(11, pitch - 4);
    const begins = row.filter((d) => d.start[1] !== null);
    begins.append("rect")
      .attr("x", (d) => X(d.start[1]))
      .attr("y", y)
      .attr("height", thick)
      .attr("rx", 2)
      .attr("width", (d) => Math.max(1, X(d.first[1]) - X(d.start[1])))
      .attr("fill", "#a9c7df");
    begins.filter((d) => d.first[1] !== null)
      .append("rect")
      .attr("x", (d) => X(d.first[1]))
      .attr("y", y)
      .attr("height", thick)
      .attr("rx", 2)
      .attr("width", (d) => Math.max(2.5, X(d.last[1]) - X(d.first[1])))
      .attr("fill", s.ink.accent);
    // From the 5 % to the 95 % quantile of the last hall; open to the right where that lies beyond the run.
    const ranged = row.filter((d) => d.last[0] !== null);
    ranged.append("line")
      .attr("class", "whisker")
      .attr("x1", (d) => X(d.last[0]))
      .attr("x2", (d) => X(d.last[2]))
      .attr("y1", y + thick / 2)
      .attr("y2", y + thick / 2);
    ranged.append("line")
      .attr("class", "whisker")
      .attr("x1", (d) => X(d.last[0]))
      .attr("x2", (d) => X(d.last[0]))
      .attr("y1", y + 2)
      .attr("y2", y + thick - 2);
    ranged.filter((d) => d.last[2] !== null)
      .append("line")
      .attr("class", "whisker")
      .attr("x1", (d) => X(d.last[2]))
      .attr("x2", (d) => X(d.last[2]))
      .attr("y1", y + 2)
      .attr("y2", y + thick - 2);
    row.filter((d) => d.start[1] === null)
      .append("text")
      .attr("class", "row-none")
      .attr("x", w - 4)
      .attr("y", y + 10)
      .attr("text-anchor", "end")
      .text(s.say("gantt.not_begun"));
    row.append("text").attr("class", "row-value").attr("x", w + 6).attr("y", y + 10).text((d) => s.percent(d.done));
    const areas = row.append("rect")
                    .attr("class", "catch")
                    .attr("x", 0)
                    .attr("width", w)
                    .attr("y", narrow ? 17 : 1)
                    .attr("height", narrow ? 16 : pitch - 1);
    return s.marks(areas,
      (d) => [d.site + " · " + d.name, d.racks === null ? "" : s.withUnit(d.racks, "standard rack"),
        s.say("gantt.start") + " " + (d.before ? s.say("gantt.before") : span(d.start)),
        s.say("gantt.last") + " " + span(d.last), s.say("gantt.done_in", {share: s.percent(d.done)})]
               .filter((line) => line));
  }
};
