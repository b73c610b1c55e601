"use strict";
// The page of a placement: where the chosen sites are, whom they serve, and how good that provably is.
suanli.charts.place = function(parent) {
  const s = suanli, place = s.data.place, sites = place.sites, clients = place.clients;
  if (!sites) return;
  const periods = Array.from(new Set(sites.period)).sort(d3.ascending);
  const chart = s.figure(parent, {
    id: "place-map",
    title: s.say("place.map"),
    note: s.say("place.note", {n: sites.period.length, of: sites.candidates, clients: clients ? clients.all : 0}),
    table: () => ({
      heads: [s.say("head.site"), s.say("place.period"), "x / lon", "y / lat"],
      rows: sites.period.map(
        (p, i) => [sites.name[i] || String(i), String(p + 1), s.number(sites.lon[i], 6), s.number(sites.lat[i], 6)])
    }),
    draw: draw
  });
  const hidden = s.legend(chart,
    periods
      .map(
        (p, k) => ({key: String(p), label: s.say("place.opens", {n: p + 1}), colour: s.palette[k % 6], shape: "dot"}))
      .concat(clients ? [{key: "clients", label: s.say("place.clients"), colour: "#c3cad1", shape: "dot"}] : []));

  function draw(plot, width) {
    const points = sites.lon.map((lon, i) => [lon, sites.lat[i]])
                     .concat(clients ? clients.lon.map((lon, i) => [lon, clients.lat[i]]) : []);
    const xs = d3.extent(points, (p) => p[0]), ys = d3.extent(points, (p) => p[1]),
          squeeze = sites.is_ground ? Math.cos((((ys[0] + ys[1]) / 2) * Math.PI) / 180) : 1;
    const k = Math.min((width - 20) / ((xs[1] - xs[0]) * squeeze || 1), 600 / (ys[1] - ys[0] || 1)),
          height = (ys[1] - ys[0]) * k + 20, off = (width - (xs[1] - xs[0]) * squeeze * k) / 2;
    const x = (v) => off + (v - xs[0]) * squeeze * k, y = (v) => 10 + (ys[1] - v) * k;
    const g = s.svg(plot, width, height, s.say("place.map"));
    if (clients && !hidden.has("clients"))
      g.append("path")
        .attr("class", "clients")
        .attr("d",
          clients.lon.map((lon, i) => "M" + x(lon).toFixed(1) + "," + y(clients.lat[i]).toFixed(1) + "h0").join(""));
    const shown = sites.period.map((p, i) => i).filter((i) => !hidden.has(String(sites.period[i])));
    const drawn = g.selectAll("circle")
                    .data(shown)
                    .join("circle")
                    .attr("cx", (i) => x(sites.lon[i]))
                    .attr("cy", (i) => y(sites.lat[i]))
                    .attr("r", 4)
                    .attr("stroke", "#fff")
                    .attr("stroke-width", 0.8)
                    .attr("fill", (i) => s.palette[periods.indexOf(sites.period[i]) % 6]);
    return s.marks(
      drawn, (i) => [sites.name[i] || s.say("head.site") + " " + i, s.say("place.opens", {n: sites.period[i] + 1})]);
  }
};
