"use strict";
// The province: where centres and edge sites stand, and which counties are reached. Outline and places are the file's
// own.
suanli.charts.map = function(parent) {
  const s = suanli, map = s.data.map || {}, counties = map.counties, edge = map.edge, sites = map.sites;
  const points = [];
  [map.outline, counties, edge, sites].forEach((one) => {
    if (one && one.lat) one.lat.forEach((lat, i) => points.push([one.lon[i], lat]));
  });
  const usable = points.filter((p) => p[0] !== null && p[1] !== null && (p[0] !== 0 || p[1] !== 0));
  if (usable.length < 3 || (!edge && !counties && !map.outline)) return;
  const years = edge ? Array.from(new Set(edge.year)).filter((y) => /^\d{4}-/.test(y)).sort() : [];
  const city = (id) => {
    const i = map.cities ? map.cities.id.indexOf(id) : -1;
    return i < 0 ? id : s.pick(map.cities.name[i], map.cities.name_zh[i]);
  };

  function ground(plot, width, label) {
    const box = {type: "MultiPoint", coordinates: usable}, tall = Math.min(1.18 * width, 640);
    const projection = d3.geoMercator().fitExtent([[10, 10], [width - 10, tall - 10]], box);
    const g = s.svg(plot, width, tall, label).append("g");
    if (map.outline) {
      const rings = new Map();
      map.outline.ring.forEach((r, i) => {
        if (!rings.has(r)) rings.set(r, []);
        rings.get(r).push(projection([map.outline.lon[i], map.outline.lat[i]]));
      });
      g.append("path")
        .attr("class", "outline")
        .attr("d",
          Array.from(rings.values())
            .map((ring) => "M" + ring.map((p) => p[0].toFixed(1) + "," + p[1].toFixed(1)).join("L") + "Z")
            .join(""));
    }
    return {g: g, at: projection};
  }

  // Names of cities at the middle of their people, for orientation.
  function cityNames(g, at) {
    if (!counties || !map.cities || !counties.people) return;
    map.cities.id.forEach((id) => {
      const own = counties.city.map((c, i) => i).filter((i) => counties.city[i] === id),
            all = d3.sum(own, (i) => counties.people[i]);
      if (!all) return;
      const p = at([
        d3.sum(own, (i) => counties.lon[i] * counties.people[i]) / all,
        d3.sum(own, (i) => counties.lat[i] * counties.people[i]) / all
      ]);
      g.append("text")
        .attr("class", "city")
        .attr("x", p[0])
        .attr("y", p[1] - 10)
        .attr("text-anchor", "middle")
        .text(city(id));
    });
  }

  function places() {
    if (!sites && !edge) return;
    let until = "9999";
    const own = s.data.sites || [];
    const chart = s.figure(parent, {
      id: "map-sites",
      size: "half",
      title: s.say("map.sites"),
      note: edge && edge.all > edge.year.length ? s.say("map.thinned", {n: edge.year.length, of: edge.all}) :
                                                  s.say("map.sites_note"),
      table: () => ({
        heads: [s.say("head.site"), s.say("map.city"), s.say("map.cluster")].concat(
          [s.say("head.racks_epoch"), s.say("head.racks_end"), s.say("head.full"), "EFLOPS", "PUE"].map(
            (t) => ({text: t, number: true}))),
        rows:
          own.map((site, i) => [s.pick(site.name, site.name_zh), city(sites.city ? sites.city[i] : ""),
                    sites.cluster ? s.named("cluster", sites.cluster[i]) : "", s.number(site.racks_first),
                    s.number(site.racks_last), site.occupied === null ? "–" : String(Math.round(100 * site.occupied)),
                    s.number(site.eflops), s.number(site.pue)])
      }),
      draw: (plot, width) => {
        const base = ground(plot, width, s.say("map.sites")), g = base.g, marked = [];
        if (edge && !hidden.has("edge"))
          edge.lat.forEach((lat, i) => {
            const year = edge.year[i], p = base.at([edge.lon[i], lat]);
            if (year === "existing" || (/^\d{4}-/.test(year) && year <= until))
              marked.push({edge: true, p: p, year: year});
          });
        if (sites && !hidden.has("site"))
          sites.lat.forEach((lat, i) => {
            const racks = own[i] ? own[i].racks_last || 0 : 0;
            if (lat !== null && (lat !== 0 || sites.lon[i] !== 0))
              marked.push({site: own[i], i: i, racks: racks, p: base.at([sites.lon[i], lat])});
          });
        cityNames(g, base.at);
        const largest = d3.max(own, (site) => site.racks_last) || 1,
              r = d3.scaleSqrt().domain([0, largest]).range([2.5, 16]);
        marked.sort((a, b) => (b.racks || 0) - (a.racks || 0));
        const drawn = g.selectAll("circle")
                        .data(marked)
                        .join("circle")
                        .attr("cx", (d) => d.p[0])
                        .attr("cy", (d) => d.p[1])
                        .attr("r", (d) => (d.edge ? 2.2 : r(d.racks)))
                        .attr("class",
                          (d) => (d.edge                          ? "edge" :
                              sites.cluster && sites.cluster[d.i] ? "site cluster" :
                                                                    "site"));
        clusterNames(g, base.at, marked);
        return s.marks(drawn,
          (d) => (d.edge ?
              [
                s.say("map.edge"),
                d.year === "existing" ? s.say("build.existing") : s.say("map.placed", {year: d.year.slice(0, 4)})
              ] :
              [
                s.pick(d.site.name, d.site.name_zh), city(sites.city ? sites.city[d.i] : ""),
                s.withUnit(d.racks, "standard rack"), d.site.pue === null ? "" : "PUE " + d.site.pue.toFixed(2)
              ].filter((t) => t)));
      }
    });
    const hidden = s.legend(chart,
      [{key: "site", label: s.say("map.centre"), colour: s.ink.accent, shape: "dot"}].concat(
        edge ? [{key: "edge", label: s.say("map.edge"), colour: "#d55e00", shape: "dot"}] : []));
    if (years.length)
      s.choice(chart, s.say("page.year"), years.map((y) => ({value: y, label: y.slice(0, 4)})), years[years.length - 1],
        (y) => {
          until = y;
        });

    function clusterNames(g, at, marked) {
      if (!sites || !sites.cluster) return;
      Array.from(new Set(sites.cluster)).filter((c) => c).forEach((c) => {
        const own_ones = sites.cluster.map((name, i) => i).filter((i) => sites.cluster[i] === c);
        const p = at([d3.mean(own_ones, (i) => sites.lon[i]), d3.mean(own_ones, (i) => sites.lat[i])]);
        const text = s.say("map.cluster_name", {name: s.named("cluster", c)}), wide = s.breadth(text) * 6.8,
              edge_x = +g.node().ownerSVGElement.getAttribute("width");
        // The side on which the name covers the fewest of the other sites.
        const sides =
          [[20, 4], [-20 - wide, 4], [-wide / 2, -24], [-wide / 2, 32]].map((o) => [p[0] + o[0], p[1] + o[1]]);
        const covers = (at_) => (at_[0] < 0 || at_[0] + wide > edge_x + 40 ?
            99 :
            marked
              .filter(
                (m) => m.p[0] > at_[0] - 6 && m.p[0] < at_[0] + wide + 6 && m.p[1] > at_[1] - 16 && m.p[1] < at_[1] + 8)
              .reduce((sum, m) => sum + (m.edge ? 1 : 8), 0));
        const best = sides.reduce((a, b) => (covers(b) < covers(a) ? b : a));
        g.append("text").attr("class", "cluster-name").attr("x", best[0]).attr("y", best[1]).text(text);
      });
    }
  }

  function reach() {
    if (!counties || !counties.share || counties.share.length === 0) return;
    let year = counties.share.length - 1;
    const name = (i) => s.pick(counties.name[i], counties.name_zh ? counties.name_zh[i] : "");
    const colour =
      d3.scaleSequential(d3.interpolateRgbBasis(["#f3ece2", "#e9c794", "#9fb8a8", "#3f8f86", "#0b5a5f"])).domain([
        0, 1
      ]);
    const chart = s.figure(parent, {
      id: "map-reach",
      size: "half",
      title: s.say("map.reach"),
      note: s.say("map.reach_note"),
      table: () => ({
        heads: [
          s.say("map.city"), s.say("map.county"), {text: s.say("map.people"), number: true},
          {text: s.say("series.edge_sites"), number: true}, {text: s.say("map.share"), number: true}
        ],
        rows: counties.name.map(
          (n, i) => [city(counties.city ? counties.city[i] : ""), name(i),
            s.number(counties.people ? counties.people[i] : null),
            counties.sites ? s.number(counties.sites[year][i], 2) : "–", s.percent(counties.share[year][i])])
      }),
      draw: (plot, width) => {
        const base = ground(plot, width, s.say("map.reach")),
              r = d3.scaleSqrt().domain([0, d3.max(counties.people || [1])]).range([3, width / 28]);
        const list = counties.name.map((n, i) => i)
                       .filter((i) => counties.share[year][i] !== null)
                       .sort((a, b) => (counties.people ? counties.people[b] - counties.people[a] : 0));
        const drawn = base.g.selectAll("circle")
                        .data(list)
                        .join("circle")
                        .attr("class", "county")
                        .attr("cx", (i) => base.at([counties.lon[i], counties.lat[i]])[0])
                        .attr("cy", (i) => base.at([counties.lon[i], counties.lat[i]])[1])
                        .attr("r", (i) => r(counties.people ? counties.people[i] : 1))
                        .attr("fill", (i) => colour(counties.share[year][i]));
        cityNames(base.g, base.at);
        return s.marks(drawn,
          (i) => [name(i) + (counties.city ? " · " + city(counties.city[i]) : ""),
            s.say("map.inside", {share: s.percent(counties.share[year][i])}),
            counties.sites ? s.say("series.edge_sites") + " " + s.number(counties.sites[year][i], 2) : "",
            counties.people ? s.say("map.people") + " " + s.number(counties.people[i]) : ""]
                   .filter((t) => t));
      }
    });
    s.key(chart, [0, 0.5, 1].map((v) => ({label: s.percent(v), colour: colour(v), shape: "dot"})));
    s.choice(chart, s.say("page.year"), counties.day.map((d, i) => ({value: i, label: s.date(s.day(d)).slice(0, 4)})),
      year, (i) => {
        year = i;
      });
  }

  places();
  reach();
};
