"use strict";
// The page of a search for the cheapest change: what each chance costs, and the levers of the answer.
suanli.charts.reach = function(parent) {
  const s = suanli, r = s.data.reach, points = r.points, levers = r.levers;
  const by = s.chinese ? 1e8 : 1e6, money = (cny) => s.say("reach.money", {n: s.number(cny / by)});
  const list = points.cost.map((cost, i) => i).filter((i) => points.p[i] !== null);
  const front = list.filter((i) => points.front[i]).sort((a, b) => points.cost[a] - points.cost[b]);
  const taken = (i) => levers.path.map((path, k) => k).filter((k) => points.effort[i][k] > 0);
  const with_ = (i) =>
    taken(i).map((k) => levers.path[k] + " " + s.percent(points.effort[i][k])).join(", ") || s.say("reach.nothing");
  const goals = r.id
                  .map((id, t) => s.named("series", id) + " " + s.sense(r.sense[t] === "<=") + " " +
                      s.withUnit(r.goal[t], r.unit[t]) + " " + r.name[t].replace(/^.*@/, ""))
                  .join(s.say("tally.comma"));

  function summary() {
    const values = {goals: goals, wanted: s.percent(r.wanted)};
    if (r.answer)
      Object.assign(values, {p: s.percent(r.answer.p), cost: money(points.cost[r.answer.point])});
    else
      values.p = s.percent(d3.max(list, (i) => points.p[i]));
    s.summary(s.say(r.answer ? "reach.found" : "reach.not_found", values));
  }

  function frontier() {
    s.figure(parent, {
      id: "reach-frontier",
      title: s.say("reach.frontier"),
      note: s.say("reach.frontier_note"),
      table: () => ({
        heads:
          [{text: s.say("reach.cost"), number: true}, {text: s.say("head.p_reach"), number: true}, s.say("reach.with")],
        rows: front.map((i) => [money(points.cost[i]), s.percent(points.p[i]), with_(i)])
      }),
      draw: (plot, width) => {
        const height = 360, m = {top: 16, right: 24, bottom: 42, left: 52}, w = width - m.left - m.right,
              h = height - m.top - m.bottom;
        const x = d3.scaleLinear().domain([0, d3.max(list, (i) => points.cost[i] / by) || 1]).nice(5).range([0, w]);
        const y = d3.scaleLinear().domain([0, 1]).range([h, 0]), at = (i) => [x(points.cost[i] / by), y(points.p[i])];
        const g = s.frame(plot, width, height, m, s.say("reach.frontier"));
        s.axisLeft(g, y, w, 5, s.percent);
        s.axisBelow(g, x, h, x.ticks(Math.max(2, Math.min(8, w / 80))), (t) => s.number(t));
        s.put(g, "text", "axis-name", {x: w, y: h + 36, "text-anchor": "end"}).text(s.say("reach.axis"));
        s.put(g, "line", "goal", {x2: w, y1: y(r.wanted), y2: y(r.wanted)});
        s.put(g, "text", "goal-label", {x: w, y: y(r.wanted) - 6, "text-anchor": "end"}).text(s.say("reach.wanted", {
          p: s.percent(r.wanted)
        }));
        s.put(
          g, "path", "median", {d: d3.line().x((i) => at(i)[0]).y((i) => at(i)[1]).curve(d3.curveStepAfter)(front)});
        const answer = r.answer ? r.answer.point : -1;
        const drawn =
          g.selectAll("circle").data(list).join("circle").attr("cx", (i) => at(i)[0]).attr("cy", (i) => at(i)[1]);
        drawn.attr("r", (i) => (i === answer ? 7 : 4.5)).attr("stroke", "#fff");
        drawn.attr("fill", (i) => (i === answer ? s.words.reached : points.front[i] ? s.ink.accent : s.ink.faint));
        if (answer >= 0) {
          const left = at(answer)[0] > w * 0.6;
          s.put(g, "text", "point-label strong",
             {x: at(answer)[0] + (left ? -12 : 12), y: at(answer)[1] + 18, "text-anchor": left ? "end" : "start"})
            .text(s.say("reach.answer", {cost: money(points.cost[answer])}));
        }
        return s.marks(
          drawn, (i) => [money(points.cost[i]), s.say("card.chance", {p: s.percent(points.p[i])}), with_(i)]);
      }
    });
  }

  // What the answer takes of each lever.
  function answer() {
    const of = r.answer ? taken(r.answer.point) : [];
    if (of.length === 0) return;
    const effort = points.effort[r.answer.point], cost = (k) => levers.fixed[k] + levers.full[k] * effort[k];
    s.figure(parent, {
      id: "reach-levers",
      title: s.say("reach.levers"),
      table: () => ({
        heads: [
          s.say("reach.lever"), {text: s.say("reach.taken"), number: true}, {text: s.say("reach.cost"), number: true},
          s.say("reach.full"), s.say("assumptions.source")
        ],
        rows: of.map((k) => [levers.path[k], s.percent(effort[k]), money(cost(k)), levers.range[k],
                       s.named("mark", levers.mark[k]) + " " + levers.source[k]])
      }),
      draw: (plot, width) => {
        const pitch = 46, w = width - 4, g = s.svg(plot, width, of.length * pitch, s.say("reach.levers"));
        const row = s.lanes(g, of, pitch);
        s.put(row, "text", "row-label", {y: 14})
          .text((k) => s.fit(levers.path[k] + ": " + levers.range[k], (w - 170) / 7));
        s.put(row, "text", "row-value", {x: w, y: 14, "text-anchor": "end"})
          .text((k) => s.percent(effort[k]) + " · " + money(cost(k)));
        s.put(row, "rect", "", {y: 21, width: w, height: 9, rx: 4, fill: "#eef1f4"});
        const drawn = s.put(
          row, "rect", "", {y: 21, height: 9, rx: 4, fill: s.words.reached, width: (k) => Math.max(3, w * effort[k])});
        return s.marks(drawn, (k) => [levers.path[k], levers.range[k], s.percent(effort[k]) + " · " + money(cost(k))]);
      }
    });
  }
  return {summary: summary, frontier: frontier, answer: answer};
};
