"use strict";
// The page of a comparison of cooling: PUE against cost with the options that nothing beats, and load-PUE curves.
suanli.charts.options = function(parent) {
  const s = suanli, c = s.data.cooling, list = c.id.map((id, i) => i);
  // Ids are short and all different, which names need not be: those are told where there is room.
  const name = (i) => c.id[i].replace(/_/g, " ");
  const long = (i) => (c.name && c.name[i] && c.name[i] !== c.id[i] ? name(i) + " (" + c.name[i] + ")" : name(i));
  const pareto = list.filter((i) => c.pue_year[i] !== null &&
      !list.some((k) => k !== i && c.pue_year[k] !== null && c.pue_year[k] <= c.pue_year[i] &&
          c.cost_cny_per_kwh[k] <= c.cost_cny_per_kwh[i] && c.wue[k] <= c.wue[i] &&
          (c.pue_year[k] < c.pue_year[i] || c.cost_cny_per_kwh[k] < c.cost_cny_per_kwh[i] || c.wue[k] < c.wue[i])));
  const order = list.slice().sort(
    (a, b) => (c.pue_year[a] === null ? 99 : c.pue_year[a]) - (c.pue_year[b] === null ? 99 : c.pue_year[b]));
  const on = (i) => pareto.indexOf(i) >= 0;

  function ranking() {
    const band = c.pue_band;
    s.figure(parent, {
      id: "cooling-pue",
      title: s.say("cooling.ranking"),
      note: s.say(band ? "cooling.ranking_band" : "cooling.ranking_note"),
      table: table,
      draw: (plot, width) => {
        const own = order.filter((i) => c.pue_year[i] !== null), layout = s.rows(width), pitch = 22 + layout.lift,
              m = {top: 8, right: 50, bottom: 24, left: layout.left ? 240 : 0}, w = width - m.left - m.right,
              height = m.top + own.length * pitch + m.bottom;
        const ends = d3.merge(own.map((i) => [c.pue_year[i]].concat(band ? band[i].filter((v) => v !== null) : [])));
        const x = d3.scaleLinear().domain([1, d3.max(ends)]).nice(4).range([0, w]);
        const g = s.frame(plot, width, height, m, s.say("cooling.ranking")), bottom = height - m.top - m.bottom;
        [1.2, 1.3, 1.5].filter((v) => v <= x.domain()[1]).forEach((v, k) => {
          g.append("line").attr("class", "grade").attr("x1", x(v)).attr("x2", x(v)).attr("y1", -4).attr("y2", bottom);
          g.append("text")
            .attr("class", "grade")
            .attr("x", x(v))
            .attr("y", bottom + 16)
            .attr("text-anchor", "middle")
            .text(v.toFixed(1) + " · " + s.say("cooling.grade", {n: k + 1}));
        });
        const row = s.lanes(g, own, pitch);
        s.label(row, layout, 14).text((i) => s.fit(name(i), layout.left ? 34 : width / 7));
        row.append("line")
          .attr("class", "stem")
          .attr("x1", 0)
          .attr("x2", (i) => x(c.pue_year[i]))
          .attr("y1", layout.lift + 10)
          .attr("y2", layout.lift + 10);
        if (band)
          row.filter((i) => band[i][0] !== null)
            .append("line")
            .attr("class", "band-line")
            .attr("x1", (i) => x(band[i][0]))
            .attr("x2", (i) => x(band[i][2]))
            .attr("y1", layout.lift + 10)
            .attr("y2", layout.lift + 10);
        const drawn = row.append("circle")
                        .attr("cx", (i) => x(c.pue_year[i]))
                        .attr("cy", layout.lift + 10)
                        .attr("r", 5)
                        .attr("fill", (i) => (on(i) ? s.words.reached : s.ink.accent));
        row.append("text")
          .attr("class", "row-value")
          .attr("x", w + 8)
          .attr("y", layout.lift + 14)
          .text((i) => c.pue_year[i].toFixed(3));
        return s.marks(drawn, tell);
      }
    });
  }

  function table() {
    const columns = [
      ["pue_year", "PUE"], ["pue_fill_up", s.say("cooling.fill_up")], ["wue", "WUE"], ["tue", "TUE"], ["ere", "ERE"],
      ["grade", s.say("cooling.grade_head")], ["capital_cny", s.say("cooling.capital")],
      ["cost_cny_per_kwh", s.say("cooling.cost")], ["to_32_degc_s", s.say("cooling.ride")]
    ].filter((k) => c[k[0]]);
    return {
      heads: [s.say("cooling.option"), s.say("cooling.pareto_head")].concat(
        columns.map((k) => ({text: k[1], number: true}))),
      rows: order.map((i) => [long(i), on(i) ? "✓" : ""].concat(columns.map((k) => s.number(c[k[0]][i], 4))))
    };
  }

  const tell = (i) => [long(i), "PUE " + s.number(c.pue_year[i], 4), "WUE " + s.number(c.wue[i]) + " L/kWh",
    s.say("cooling.cost") + " " + s.number(c.cost_cny_per_kwh[i])]
                        .concat(on(i) ? [s.say("cooling.pareto")] : []);

  function scatter() {
    const own = list.filter((i) => c.pue_year[i] !== null && c.cost_cny_per_kwh[i] !== null);
    s.figure(parent, {
      id: "cooling-scatter",
      size: "half",
      title: s.say("cooling.scatter"),
      note: s.say("cooling.scatter_note"),
      table: table,
      draw: (plot, width) => {
        const height = 380, m = {top: 12, right: 14, bottom: 40, left: 48}, w = width - m.left - m.right,
              h = height - m.top - m.bottom;
        const x = d3.scaleLinear().domain(d3.extent(own, (i) => c.pue_year[i])).nice(5).range([0, w]),
              y = d3.scaleLinear().domain(d3.extent(own, (i) => c.cost_cny_per_kwh[i])).nice(5).range([h, 0]);
        const g = s.frame(plot, width, height, m, s.say("cooling.scatter"));
        s.axisLeft(g, y, w, 5);
        s.axisBelow(g, x, h, x.ticks(5), (t) => t.toFixed(2));
        g.append("text")
          .attr("class", "axis-name")
          .attr("x", w)
          .attr("y", h + 34)
          .attr("text-anchor", "end")
          .text("PUE");
        const drawn = g.selectAll("circle")
                        .data(own)
                        .join("circle")
                        .attr("cx", (i) => x(c.pue_year[i]))
                        .attr("cy", (i) => y(c.cost_cny_per_kwh[i]))
                        .attr("r", 5.5)
                        .attr("fill", (i) => (on(i) ? s.words.reached : "#a9c7df"))
                        .attr("stroke", "#fff");
        const taken = [];
        own.filter(on).sort((a, b) => c.pue_year[a] - c.pue_year[b]).forEach((i) => {
          const px = x(c.pue_year[i]), py = y(c.cost_cny_per_kwh[i]), label = s.fit(name(i), 26),
                wide = s.breadth(label) * 6;
          const right = px + 10 + wide < w,
                box = [right ? px + 9 : px - 9 - wide, py - 7, right ? px + 9 + wide : px - 9, py + 7];
          if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return;
          taken.push(box);
          g.append("text")
            .attr("class", "point-label")
            .attr("x", right ? px + 9 : px - 9)
            .attr("y", py + 4)
            .attr("text-anchor", right ? "start" : "end")
            .text(label);
        });
        return s.marks(drawn, tell);
      }
    });
  }

  function curves() {
    if (!c.pue_curve || !c.curve_load) return;
    const own = list.filter((i) => c.pue_curve[i].some((v) => v !== null));
    const named = order.filter((i) => on(i)).slice(0, 5);
    s.figure(parent, {
      id: "cooling-curves",
      size: "half",
      title: s.say("cooling.curves"),
      note: s.say("cooling.curves_note"),
      table: () => ({
        heads: [s.say("cooling.option")].concat(c.curve_load.map((l) => ({text: s.percent(l), number: true}))),
        rows: own.map((i) => [name(i)].concat(c.pue_curve[i].map((v) => s.number(v, 4))))
      }),
      draw: (plot, width) => {
        const height = 380, m = {top: 12, right: Math.min(150, width * 0.32), bottom: 40, left: 44},
              w = width - m.left - m.right, h = height - m.top - m.bottom;
        const sorted = d3.merge(own.map((i) => c.pue_curve[i])).filter((v) => v !== null).sort(d3.ascending);
        const x = d3.scaleLinear().domain(d3.extent(c.curve_load)).range([0, w]),
              y = d3.scaleLinear().domain([1, d3.quantile(sorted, 0.97)]).nice(5).range([h, 0]).clamp(true);
        const g = s.frame(plot, width, height, m, s.say("cooling.curves"));
        s.axisLeft(g, y, w, 5, (t) => t.toFixed(1));
        s.axisBelow(g, x, h, x.ticks(w < 260 ? 3 : 5), s.percent);
        g.append("text")
          .attr("class", "axis-name")
          .attr("x", w)
          .attr("y", h + 34)
          .attr("text-anchor", "end")
          .text(s.say("cooling.load"));
        const line = d3.line().defined((v) => v !== null).x((v, k) => x(c.curve_load[k])).y(y);
        const drawn = g.selectAll("path.line")
                        .data(own)
                        .join("path")
                        .attr("class", "line wide")
                        .attr("d", (i) => line(c.pue_curve[i]))
                        .attr("stroke", (i) => (named.indexOf(i) >= 0 ? s.palette[named.indexOf(i)] : "#d5dbe1"))
                        .attr("stroke-width", (i) => (named.indexOf(i) >= 0 ? 2 : 1.2));
        const last = c.curve_load.length - 1;
        let before = -99;
        named.slice().sort((a, b) => c.pue_curve[b][last] - c.pue_curve[a][last]).forEach((i) => {
          const at = Math.max(y(c.pue_curve[i][last]), before + 14);
          before = at;
          g.append("text")
            .attr("class", "end strong")
            .attr("x", w + 7)
            .attr("y", at + 4)
            .style("fill", d3.color(s.palette[named.indexOf(i)]).darker(0.6))
            .text(s.fit(name(i), (m.right - 8) / 6));
        });
        return s.marks(drawn,
          (i) => [name(i)].concat(c.curve_load.map((l, k) => [l, k])
                                    .filter((p) => p[1] % 3 === 0 || p[1] === last)
                                    .map((p) => s.percent(p[0]) + ": " + s.number(c.pue_curve[i][p[1]], 4))));
      }
    });
  }
  function summary() {
    const best = order.find((i) => c.pue_year[i] !== null);
    if (best !== undefined)
      s.summary(s.say("page.summary_cooling", {
        name: long(best),
        pue: s.number(c.pue_year[best], 4),
        n: list.filter((i) => c.pue_year[i] !== null && c.pue_year[i] <= 1.3).length,
        of: list.length
      }));
  }
  return {summary: summary, ranking: ranking, scatter: scatter, curves: curves, name: name, order: order};
};
