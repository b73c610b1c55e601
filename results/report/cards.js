"use strict";
// The first screen: what the run says, in a sentence and a card for each target.
suanli.charts.cards = function() {
  const s = suanli, targets = s.data.targets || [];
  const icons = {
    reached: "M3,8.5L6.5,12L13,4.5",
    likely: "M4,9L8,4.5L12,9M8,5V13",
    at_risk: "M8,3V9.5M8,12.4V13",
    missed: "M4,4L12,12M12,4L4,12"
  };

  // Targets of one id are one card: the last date's, with the earlier ones below.
  const groups = [];
  targets.forEach((t) => {
    const group = groups.find((g) => g[0].id === t.id);
    if (group)
      group.push(t);
    else
      groups.push([t]);
  });
  groups.forEach((g) => g.sort((a, b) => (a.date < b.date ? -1 : 1)));

  // Enough digits to tell the median from the goal: 1.296 is no 1.3.
  function apart(value, goal) {
    let digits = 3;
    while (digits < 5 && value !== goal && s.number(value, digits) === s.number(goal, digits)) digits++;
    return s.number(value, digits);
  }

  function sentence(t) {
    const values = {
      n: t.reached,
      of: s.data.replications,
      year: t.date.slice(0, 4),
      cause: t.binding ? s.named("why", t.binding) : "",
      short: s.withUnit(t.shortfall, t.unit),
      share: s.percent(t.binding_share)
    };
    if (t.q50 === null) return s.say("card.no_value", values);
    const reach = s.say(t.p === 1 ? "card.always" : t.p === 0 ? "card.never" : "card.some", values);
    if (t.word === "reached") return reach;
    return [
      reach, s.say(t.at_most ? "card.over" : "card.short", values),
      s.say(t.binding ? "card.waits" : "card.beyond", values)
    ].join(s.say("card.gap"));
  }

  // Where the values lie, against the goal.
  function strip(parent, t) {
    if (t.q50 === null) return;
    const width = 240, values = [t.q05, t.q50, t.q95, t.goal];
    const low = d3.min(values), high = d3.max(values), room = (high - low || Math.abs(high) || 1) * 0.08;
    const x = d3.scaleLinear().domain([low - room, high + room]).range([4, width - 4]);
    const g =
      parent.append("svg").attr("class", "strip").attr("viewBox", "0 0 " + width + " 26").attr("aria-hidden", "true");
    g.append("line").attr("class", "base").attr("x1", 0).attr("x2", width).attr("y1", 9).attr("y2", 9);
    g.append("rect")
      .attr("x", x(t.q05))
      .attr("width", Math.max(2, x(t.q95) - x(t.q05)))
      .attr("y", 5)
      .attr("height", 8)
      .attr("rx", 4)
      .attr("fill", s.words[t.word])
      .attr("opacity", 0.28);
    g.append("circle").attr("cx", x(t.q50)).attr("cy", 9).attr("r", 4.5).attr("fill", s.words[t.word]);
    g.append("line").attr("class", "goal").attr("x1", x(t.goal)).attr("x2", x(t.goal)).attr("y1", 1).attr("y2", 17);
    const at = x(t.goal), anchor = at < 40 ? "start" : at > width - 40 ? "end" : "middle";
    g.append("text").attr("x", at).attr("y", 26).attr("text-anchor", anchor).text(s.say("card.goal"));
  }

  function card(parent, group) {
    const t = group[group.length - 1];
    const c = s.element(parent, "li", "card " + t.word).attr("data-target", t.id).attr("data-word", t.word);
    const head = s.element(c, "p", "word");
    head.append("svg")
      .attr("viewBox", "0 0 16 16")
      .attr("width", 16)
      .attr("height", 16)
      .attr("aria-hidden", "true")
      .append("path")
      .attr("d", icons[t.word]);
    s.element(head, "span", null, s.say("verdict_long." + t.word));
    s.element(head, "span", "chance", s.say("card.chance", {p: s.percent(t.p)}));
    s.element(c, "h3", null, s.named("series", t.id));
    const figure = s.element(c, "p", "figure");
    s.element(figure, "strong", null, apart(t.q50, t.goal));
    s.element(figure, "span", null,
      " / " + s.sense(t.at_most) + " " + s.number(t.goal, 6) + (s.unit(t.unit) ? " " + s.unit(t.unit) : ""));
    s.element(figure, "small", null, s.say("card.median", {date: t.date}));
    strip(c, t);
    s.element(c, "p", "sentence", sentence(t));
    s.element(c, "p", "detail",
      s.say("card.detail",
        {low: s.percent(t.p_low), high: s.percent(t.p_high), q05: s.number(t.q05), q95: s.number(t.q95)}));
    if (group.length > 1) {
      const earlier = s.element(c, "ul", "earlier");
      group.slice(0, -1).forEach((e) => {
        const li = s.element(earlier, "li", e.word);
        s.element(li, "span", null, e.date.slice(0, 4) + " " + s.sense(e.at_most) + " " + s.number(e.goal, 6));
        s.element(li, "b", null, s.say("verdict." + e.word) + " " + s.percent(e.p));
      });
    }
  }

  const header = s.element(s.page, "header", "first");
  s.element(header, "p", "eyebrow", s.say("page.eyebrow"));
  s.element(header, "h1", null, s.isolate(s.pick(s.data.title, s.data.title_zh)));
  s.summary = (text) => s.element(header, "p", "summary", text);
  if (groups.length === 0) return;
  const last = groups.map((g) => g[g.length - 1]);
  const count = (word) => last.filter((t) => t.word === word).length;
  const tally = ["reached", "likely", "at_risk", "missed"]
                  .filter(count)
                  .map((word) => s.say("tally." + word, {n: count(word)}))
                  .join(s.say("tally.comma"));
  s.summary(s.say("page.summary", {n: last.length, of: s.data.replications, tally: tally}));
  const list = s.element(header, "ul", "cards").attr("data-chart", "cards").attr("data-marks", groups.length);
  groups.forEach((g) => card(list, g));
  s.drawn.cards = groups.length;
  s.element(header, "p", "how", s.say("page.how"));
};
