"use strict";
// All numbers that the scenario rests on, with source and mark, to be searched.
suanli.charts.assumptions = function(parent) {
  const s = suanli, a = s.data.assumptions, most = 40;
  if (!a) return;
  const list = a.path.map((path, i) => ({
    path: path,
    value: a.value[i],
    unit: a.unit[i],
    mark: a.mark[i],
    source: a.source[i],
    all: (path + " " + a.value[i] + " " + a.source[i]).toLowerCase()
  }));
  const marks = Array.from(new Set(a.mark));
  const box = s.element(parent, "div", "chart full").attr("data-chart", "assumptions").attr("data-marks", list.length);
  s.drawn.assumptions = list.length;
  const bar = s.element(box, "div", "search");
  let text = "", mark = "", shown = most;
  const input = bar.append("input")
                  .attr("type", "search")
                  .attr("placeholder", s.say("assumptions.search"))
                  .attr("aria-label", s.say("assumptions.search"));
  const buttons = s.element(bar, "div", "choice")
                    .attr("role", "group")
                    .attr("aria-label", s.say("assumptions.mark"))
                    .selectAll("button")
                    .data([""].concat(marks))
                    .join("button")
                    .attr("type", "button")
                    .text((m) => (m === "" ? s.say("assumptions.all") : s.named("mark", m)) + " " +
                        (m === "" ? list.length : list.filter((one) => one.mark === m).length))
                    .attr("aria-pressed", (m) => m === "");
  const found = s.element(box, "p", "note").attr("aria-live", "polite"), area = s.element(box, "div", "scroll"),
        more = box.append("button").attr("type", "button").attr("class", "more");
  function show() {
    const kept = list.filter((one) => (mark === "" || one.mark === mark) && one.all.includes(text));
    area.selectAll("*").remove();
    s.table(area,
      [
        s.say("assumptions.path"), {text: s.say("assumptions.value"), number: true}, s.say("assumptions.unit"),
        s.say("assumptions.mark"), s.say("assumptions.source")
      ],
      kept.slice(0, shown).map(
        (one) => [one.path, one.value, s.unit(one.unit), s.named("mark", one.mark), one.source]));
    found.text(s.say("assumptions.found", {n: kept.length, shown: Math.min(shown, kept.length)}));
    more.attr("hidden", kept.length > shown ? null : "").text(s.say("assumptions.more", {n: kept.length}));
  }
  input.on("input", () => {
    text = input.property("value").toLowerCase();
    shown = most;
    show();
  });
  buttons.on("click", (m) => {
    mark = m;
    shown = most;
    buttons.attr("aria-pressed", (o) => o === m);
    show();
  });
  more.on("click", () => {
    shown = list.length;
    show();
  });
  show();
};
