"""How many marks each chart of a run's page must have, from the result file alone, by other code than the page's."""
import datetime
import re

import h5py
import numpy


def texts(variable):
    return [t.decode() if isinstance(t, bytes) else t for t in variable[:]]


def year_ends(file):
    epoch = datetime.date.fromisoformat(file.attrs["epoch"].decode())
    days = [epoch + datetime.timedelta(days=int(d)) for d in file["time"][:]]
    return [i for i, d in enumerate(days) if (d.month, d.day) == (12, 31) or i == len(days) - 1]


def fan(file, name):
    ids, ends = texts(file["target_id"]), year_ends(file)
    values = file[name][:]
    seen = [k for s, k in zip(texts(file["observation_series"]), texts(file["observation_kind"])) if s == name and k != "target"]
    return ids.count(name) + len(seen) + sum(not numpy.isnan(values[:, i]).all() for i in ends)


def waterfall(file):
    """Steps of racks_in_service, which is shown first: what is planned, causes of 1 % of it, the rest as one, what is there."""
    target = texts(file["target_id"]).index("racks_in_service")
    value, missing = file["target_value"][:, target].mean(), file["target_missing"][:, target, :].mean(axis=0)
    planned = value + missing.sum()
    return 2 + int((missing >= 0.01 * planned).sum()) + int(missing[missing < 0.01 * planned].sum() > 0)


def waits(file):
    """Parts of half a day or more: of the six causes that weigh most over all sites, and of all others together."""
    days = numpy.nanmean(file["wait_days"][:], axis=0)
    order = numpy.argsort(-days.sum(axis=0), kind="stable")[:6]
    others = [c for c in range(days.shape[1]) if c not in order]
    table = numpy.column_stack([days[:, order], days[:, others].sum(axis=1)])
    table = table[table.sum(axis=1) > 0.5]
    return int((table >= 0.5).sum())


def heat(file):
    it = numpy.nansum(file["site_it_energy_mwh"][:], axis=0)
    return int((it > 0).sum())


# Measures that are drawn together, and shown first, of each scale that has panels.
GROUPS = {"class": ["class_eflops"], "city": ["city_demand"], "exit": ["exit_capacity_tbps", "exit_peak_tbps"],
          "work": ["work_demand", "work_served", "baseline_work_served"]}


def group(file, names):
    """A line of each measure in the panel of each item that has a value of any."""
    known = [~numpy.isnan(file[name][:]).all(axis=(0, 2)) for name in names]
    return len(names) * int(numpy.any(known, axis=0).sum())


def run(path):
    file = h5py.File(path)
    ids = list(dict.fromkeys(texts(file["target_id"])))
    placed = sum(1 for y in texts(file["edge_site_year"]) if y == "existing" or re.match(r"\d{4}-", y))
    months = file["month"].shape[0]
    shares = file["edge_county_share_within_1ms"][:, :, 11::12][:, :, -1]
    counts = {"cards": len(ids), "waterfall": waterfall(file), "waits": waits(file), "gantt": file["phase"].shape[0],
              "map-sites": file["site"].shape[0] + placed, "map-reach": int((~numpy.isnan(shares)).any(axis=0).sum()),
              "pue-heat": heat(file), "assumptions": file["assumption"].shape[0]}
    for name in ids:
        if name in file:
            counts["fan-" + name] = fan(file, name)
    for name in ("energy_mwh", "carbon_t", "cost_cny", "water_m3"):
        counts["year-" + name] = months // 12
    for name, variable in file.items():
        scales = [d[0].name.lstrip("/") if len(d) else "" for d in variable.dims] if len(variable.dims) else []
        if scales in (["replication", "time"], ["replication", "month"]) and not numpy.isnan(variable[:]).all():
            counts["series-" + name] = 1
    for scale, names in GROUPS.items():
        counts["group-" + scale] = group(file, names)
    return counts
