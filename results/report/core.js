"use strict";
// What all charts share: data, words, figures as text, sections, tooltips, keys, tables. A chart file adds one function
// to suanli.charts; page.js says where they stand. Nothing here, nor in them, makes markup of a text: textContent only.
const suanli = (function() {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data"), strings = read("strings");
  const chinese = data.language === "zh";
  const state = {data: data, charts: {}, errors: [], drawn: {}};

  window.addEventListener("error", (event) => state.errors.push(String(event.message)));

  // ---- words ---------------------------------------------------------------------------------------------------

  // A name may hold marks that turn the direction of text: between isolates it turns only itself.
  const isolate = (text) => (/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/.test(text) ? "\u2068" + text + "\u2069" : text);

  function say(key, values) {
    const text = Object.prototype.hasOwnProperty.call(strings, key) ? strings[key] : key;
    return text.replace(
      /\{(\w+)\}/g, (whole, name) => values && name in values ? isolate(String(values[name])) : whole);
  }

  const has = (key) => Object.prototype.hasOwnProperty.call(strings, key);
  const named = (group, name, otherwise) => has(group + "." + name) ? strings[group + "." + name] :
    otherwise === undefined                                         ? name :
                                                                      otherwise;
  const pick = (text, text_zh) => (chinese && text_zh ? text_zh : text);
  const shorten = (text, most) =>
    (Array.from(text).length > most ? Array.from(text).slice(0, most - 1).join("") + "…" : text);

  // Characters of Chinese are twice as wide as Latin ones: a text's length in halves of an em.
  const breadth = (text) => d3.sum(Array.from(text), (c) => (c.codePointAt(0) > 0x2e7f ? 2 : 1));
  function fit(text, most) {
    let kept = "", room = most;
    for (const c of Array.from(text)) {
      room -= breadth(c);
      if (room < 1 && kept.length + c.length < text.length) return kept + "…";
      kept += c;
    }
    return kept;
  }

  // ---- figures -------------------------------------------------------------------------------------------------

  function number(value, digits) {
    if (value === null || value === undefined || !isFinite(value)) return "–";
    if (value === 0) return "0";
    const size = Math.abs(value), n = digits || 3;
    if (size >= 1000) return d3.format(",.0f")(value);
    if (size >= Math.pow(10, n - 1)) return d3.format(".0f")(value);
    return String(+value.toPrecision(n)).replace("-", "−");
  }
  const percent = (share) => (share === null ? "–" : Math.round(100 * share) + " %");
  const unit = (name) => named("unit", name);
  // PUE and the like are told to three digits after the first, racks to none.
  const withUnit = (value, name) => {
    const text = number(value), after = unit(name);
    return after ? text + (after === "%" ? " %" : " " + after) : text;
  };
  const sense = (at_most) => (at_most ? "≤" : "≥");

  const epoch = new Date((data.epoch || "1970-01-01") + "T00:00:00Z");
  const day = (n) => new Date(epoch.getTime() + n * 86400000);
  const date = (when) => when.toISOString().slice(0, 10);
  const month = (when) =>
    chinese ? when.getUTCFullYear() + " 年 " + (when.getUTCMonth() + 1) + " 月" : d3.utcFormat("%b %Y")(when);
  const isYearEnd = (when) => when.getUTCMonth() === 11 && when.getUTCDate() === 31;

  // ---- page ----------------------------------------------------------------------------------------------------

  const page = d3.select("#page");
  const element = (parent, tag, name, text) => {
    const added = parent.append(tag);
    if (name) added.attr("class", name);
    if (text !== undefined) added.text(text);
    return added;
  };

  // Adds an element of a drawing, with its class and attributes.
  function put(parent, tag, name, attributes) {
    const added = parent.append(tag);
    if (name) added.attr("class", name);
    Object.keys(attributes || {}).forEach((key) => added.attr(key, attributes[key]));
    return added;
  }

  // A section with its heading; a contents line links to it.
  function section(id, values) {
    const added = element(page, "section", "section").attr("id", id).attr("aria-labelledby", id + "-title");
    element(added, "h2", null, say("section." + id, values)).attr("id", id + "-title");
    if (has("lead." + id)) element(added, "p", "lead", say("lead." + id, values));
    return element(added, "div", "grid");
  }

  // ---- tooltips ------------------------------------------------------------------------------------------------

  const tip = element(d3.select("body"), "div", "tip").attr("role", "status").attr("hidden", "");
  function showTip(lines, box) {
    tip.attr("hidden", null).selectAll("*").remove();
    lines.forEach((line, i) => element(tip, i === 0 ? "strong" : "span", null, isolate(line)));
    const node = tip.node(), width = node.offsetWidth, height = node.offsetHeight;
    const left =
      Math.max(8, Math.min(box.left + box.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
    const above = box.top - height - 10;
    node.style.left = left + window.scrollX + "px";
    node.style.top = (above > 0 ? above : box.bottom + 10) + window.scrollY + "px";
  }
  const hideTip = () => tip.attr("hidden", "");
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip();
  });

  // What can be pointed at: each mark has a text of its own, for mouse, keyboard and screen reader. Only one of a
  // chart's marks is in the page's tab order; arrow keys go on from there. lines: datum to texts, the first the title.
  function marks(chosen, lines) {
    const nodes = chosen.nodes();
    chosen.classed("mark", true)
      .attr("role", "img")
      .attr("tabindex", (d, i) => (i === 0 ? 0 : -1))
      .attr("aria-label", (d, i) => lines(d, i).map(isolate).join(", "));
    nodes.forEach((node, i) => {
      const show = () => showTip(lines(node.__data__, i), node.getBoundingClientRect());
      node.addEventListener("pointerenter", show);
      node.addEventListener("pointerleave", hideTip);
      node.addEventListener("click", show);
      node.addEventListener("focus", show);
      node.addEventListener("blur", hideTip);
      node.addEventListener("keydown", (event) => {
        const steps = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1};
        const next = event.key === "Home" ? 0 : event.key === "End" ? nodes.length - 1 : i + (steps[event.key] || 0);
        if (next === i || !nodes[next]) return;
        event.preventDefault();
        node.setAttribute("tabindex", -1);
        nodes[next].setAttribute("tabindex", 0);
        nodes[next].focus();
      });
    });
    return nodes.length;
  }

  // ---- charts --------------------------------------------------------------------------------------------------

  const figures = [];

  function redraw(chart) {
    const plot = chart.plot.node();
    const width = Math.floor(plot.clientWidth);
    if (width < 40) return;
    chart.width = width;
    chart.plot.selectAll("*").remove();
    hideTip();
    const count = chart.draw(chart.plot, width) || 0;
    chart.figure.attr("data-marks", count);
    state.drawn[chart.id] = count;
  }

  // A chart: title, note, controls, plot, and a table of the same figures.
  //   options = {id, title, note, size: "full" | "half" | "third", draw(plot, width) -> marks, table() -> {heads,
  //   rows}}
  function figure(parent, options) {
    const chart = Object.assign({width: 0}, options);
    chart.figure = element(parent, "figure", "chart " + (options.size || "full")).attr("data-chart", options.id);
    if (options.title) element(chart.figure, "figcaption", null, options.title);
    if (options.note) element(chart.figure, "p", "note", options.note);
    chart.controls = element(chart.figure, "div", "controls");
    chart.plot = element(chart.figure, "div", "plot");
    if (options.table) lazyTable(chart);
    figures.push(chart);
    chart.redraw = () => redraw(chart);
    return chart;
  }

  function lazyTable(chart) {
    const details = element(chart.figure, "details", "behind");
    element(details, "summary", null, say("page.table"));
    details.on("toggle", () => {
      if (!details.property("open") || !details.select("table").empty()) return;
      const content = chart.table();
      state.table(element(details, "div", "scroll"), content.heads, content.rows);
    });
  }

  // Buttons of which one is pressed; choose(value) is called at once with the first or the given one.
  function choice(chart, label, options, chosen, choose) {
    const group = element(chart.controls, "div", "choice").attr("role", "group").attr("aria-label", label);
    const buttons = group.selectAll("button").data(options).join("button").attr("type", "button").text((o) => o.label);
    const press = (value) => {
      buttons.attr("aria-pressed", (o) => o.value === value);
      choose(value);
    };
    buttons.on("click", (o) => {
      press(o.value);
      chart.redraw();
    });
    press(chosen);
  }

  function swatch(parent, item) {
    const drawing = parent.append("svg").attr("width", 14).attr("height", 12).attr("aria-hidden", "true");
    shape(drawing.append("path").attr("transform", "translate(7,6)"), item);
    element(parent, "span", null, item.label);
  }

  // A legend that only explains.
  function key(chart, items) {
    const list = element(chart.controls, "div", "legend");
    items.forEach((item) => swatch(element(list, "span", "entry"), item));
  }

  // A legend whose entries can be switched off. items: {key, label, colour, shape}; returns the set of hidden keys.
  function legend(chart, items) {
    const hidden = new Set();
    const group = element(chart.controls, "div", "legend").attr("role", "group").attr("aria-label", say("page.legend"));
    const buttons =
      group.selectAll("button").data(items).join("button").attr("type", "button").attr("aria-pressed", "true");
    buttons.each(function(item) { swatch(d3.select(this), item); });
    buttons.on("click", function(item) {
      const off = !hidden.has(item.key);
      if (off)
        hidden.add(item.key);
      else
        hidden.delete(item.key);
      d3.select(this).attr("aria-pressed", String(!off));
      chart.redraw();
    });
    return hidden;
  }

  const shapes = {
    square: "M-5,-5H5V5H-5Z",
    dot: "M-4,0A4,4 0 1 1 4,0A4,4 0 1 1 -4,0Z",
    diamond: "M0,-5.5L5.5,0L0,5.5L-5.5,0Z",
    triangle: "M0,-5L5,4H-5Z",
    line: "M-7,0H7",
    ring: "M-4,0A4,4 0 1 1 4,0A4,4 0 1 1 -4,0Z",
    bar: "M-7,-3H7V3H-7Z"
  };
  function shape(path, item) {
    const open = item.shape === "ring" || item.shape === "line" || item.open;
    path.attr("d", shapes[item.shape || "square"])
      .attr("fill", open ? "var(--page)" : item.colour)
      .attr("stroke", item.colour)
      .attr("stroke-width", open ? 1.6 : 0);
    return path;
  }

  function svg(plot, width, height, label) {
    return plot.append("svg")
      .attr("viewBox", "0 0 " + width + " " + height)
      .attr("width", width)
      .attr("height", height)
      .attr("role", "group")
      .attr("aria-label", label);
  }

  // A drawing's inner part, inside the margins m.
  const frame = (plot, width, height, m, label) =>
    put(svg(plot, width, height, label), "g", "", {transform: "translate(" + (m.left || 0) + "," + m.top + ")"});

  // A row for each of a list, one below the other; a label for each as rows(width) lays it, at y where it stands left.
  const lanes = (g, list, pitch) => g.selectAll("g.row")
                                      .data(list)
                                      .join("g")
                                      .attr("class", "row")
                                      .attr("transform", (d, i) => "translate(0," + i * pitch + ")");
  const label = (row, layout, y) => put(row, "text", "row-label",
    {x: layout.left ? -10 : 0, y: layout.left ? y : 14, "text-anchor": layout.left ? "end" : "start"});

  // Ticks on the left with hairlines across, ticks below without a line.
  function axisLeft(g, scale, width, count, format) {
    const ticks = scale.ticks(count);
    const row = g.append("g")
                  .attr("class", "axis")
                  .attr("aria-hidden", "true")
                  .selectAll("g")
                  .data(ticks)
                  .join("g")
                  .attr("transform", (t) => "translate(0," + scale(t) + ")");
    row.append("line").attr("x2", width);
    row.append("text")
      .attr("x", -8)
      .attr("dy", "0.32em")
      .attr("text-anchor", "end")
      .text(format || ((t) => number(t, 4)));
  }
  function axisBelow(g, scale, y, ticks, format) {
    const column = g.append("g")
                     .attr("class", "axis")
                     .attr("aria-hidden", "true")
                     .selectAll("g")
                     .data(ticks)
                     .join("g")
                     .attr("transform", (t) => "translate(" + scale(t) + "," + y + ")");
    column.append("line").attr("class", "tick").attr("y2", 4);
    column.append("text").attr("y", 17).attr("text-anchor", "middle").text(format);
  }

  // Year ends between two dates, thinned to the room there is.
  function years(from, to, most) {
    const all = d3.utcYear.range(new Date(from.getTime() - 2 * 86400000), new Date(to.getTime() + 2 * 86400000))
                  .map((d) => new Date(d.getTime() - 86400000))
                  .filter((d) => d >= from - 86400000 && d <= to);
    const step = Math.max(1, Math.ceil(all.length / (most || 12)));
    return all.filter((d, i) => i % step === 0);
  }

  // What an axis has to show of bands over time: all of the middles, goals and points, and of the bands what lies no
  // further out than twice that: a PUE of nearly empty halls would else leave nothing of the rest to see.
  function domain(middle, low, high, others) {
    const present = (list) => list.filter((v) => v !== null), last = (list) => present(list).slice(-1);
    const core = d3.extent(present(middle).concat(others, last(low), last(high)));
    const room = core[1] - core[0] || Math.abs(core[1]) * 0.1 || 1;
    return [Math.max(d3.min(present(low)), core[0] - room), Math.min(d3.max(present(high)), core[1] + room)].map(
      (v, i) => (i === 0 ? Math.min(v, core[0]) : Math.max(v, core[1])));
  }

  // Labels of rows stand left of them where there is room, else above.
  function rows(width) {
    const narrow = width < 620;
    return {narrow: narrow, left: narrow ? 0 : Math.min(264, width * 0.28), lift: narrow ? 18 : 0};
  }

  // Charts with many rows pack them on paper, where a chart has to fit a page.
  const onPaper = () => document.body.classList.contains("paper");

  // ---- all at once ---------------------------------------------------------------------------------------------

  function drawAll() { figures.forEach(redraw); }
  let waiting = false;
  new ResizeObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      figures.forEach((chart) => {
        if (chart.width !== Math.floor(chart.plot.node().clientWidth)) redraw(chart);
      });
    });
  }).observe(page.node());
  // On paper everything is drawn for its width.
  window.addEventListener("beforeprint", () => {
    document.body.classList.add("paper");
    drawAll();
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("paper");
    drawAll();
  });

  const palette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b3bac2"];
  const ink = {accent: "#1d5c8f", dark: "#1b232c", soft: "#5a6672", faint: "#c3cad1", hair: "#e4e8ec"};
  const words = {reached: "#00705a", likely: "#1d6fb8", at_risk: "#a35200", missed: "#b3261e"};

  return Object.assign(state, {
    say,
    has,
    named,
    pick,
    shorten,
    breadth,
    fit,
    isolate,
    number,
    percent,
    unit,
    withUnit,
    sense,
    day,
    date,
    month,
    isYearEnd,
    page,
    element,
    put,
    section,
    figure,
    figures,
    marks,
    choice,
    key,
    swatch,
    legend,
    shape,
    svg,
    frame,
    lanes,
    label,
    axisLeft,
    axisBelow,
    years,
    rows,
    domain,
    onPaper,
    drawAll,
    palette,
    ink,
    words,
    chinese,
    showTip,
    hideTip
  });
})();
