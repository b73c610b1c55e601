"use strict";
// Tables of figures: heads are texts or {text, number: true}; rows are arrays of texts.
suanli.table = function(parent, heads, rows) {
  const table = suanli.element(parent, "table");
  const isNumber = heads.map((h) => typeof h === "object" && h.number);
  table.append("thead")
    .append("tr")
    .selectAll("th")
    .data(heads)
    .join("th")
    .attr("scope", "col")
    .classed("number", (h, i) => isNumber[i])
    .text((h) => (typeof h === "object" ? h.text : h));
  table.append("tbody")
    .selectAll("tr")
    .data(rows)
    .join("tr")
    .selectAll("td")
    .data((row) => row)
    .join("td")
    .classed("number", (cell, i) => isNumber[i])
    .append("bdi")
    .text((cell) => cell);
  return table;
};
