#!/usr/bin/python3
"""What a run's file says of edge sites and the latency circle hangs together, and does not depend on the cache.

Arguments: the program and a scratch folder. Exit status 77: skipped, without h5py.
"""
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

try:
    import h5py
    import numpy
except ImportError:
    print("skipped: h5py is not here")
    sys.exit(77)

faults = []


def check(holds, text):
    if not holds:
        faults.append(text)


def run(program, scenario, path, *options):
    command = [program, "run", scenario, "--replications", "3", "--quiet", "-o", path, *options]
    done = subprocess.run(command, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}")
    return h5py.File(path)


def sha(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def look(name, data):
    value = {key: data[key][:] for key in data if data[key].dtype.kind in "fi"}
    at = [int(numpy.flatnonzero(value["time"] == day)[0]) for day in value["month"]]
    sites, racks = value["edge_county_sites"], value["edge_county_racks"]
    check((sites.sum(1) == value["edge_sites"][:, at]).all(), f"{name}: counties' sites do not sum to the province's")
    # A site's power is booked the day after it opened.
    check((racks.sum(1) <= value["edge_racks"][:, at] + 1e-9).all(), f"{name}: counties' racks are more than all")
    check((racks.sum(1)[:, 1:] >= value["edge_racks"][:, at][:, :-1] - 1e-9).all(), f"{name}: racks are lost")

    pue, it, total = value["edge_county_pue"], value["edge_county_it_energy_mwh"], value["edge_county_energy_mwh"]
    has = it > 0
    check((has == ~numpy.isnan(pue)).all(), f"{name}: a PUE without energy, or none with it")
    check(numpy.allclose(pue[has] * it[has], total[has]), f"{name}: PUE is not the ratio of energies")
    check(1.05 < pue[has].min() and pue[has].max() < 4, f"{name}: PUE {pue[has].min()} to {pue[has].max()}")
    year = slice(-12, None)
    check(numpy.allclose(value["pue_edge"][:, -1], total[:, :, year].sum((1, 2)) / it[:, :, year].sum((1, 2))),
          f"{name}: pue_edge is not the counties' ratio over the last year")
    hours = 24 * 31
    check((it <= racks * 2.5 * hours / 1000 + 1e-9).all(), f"{name}: more IT energy than racks can draw")

    share = value["edge_county_share_within_1ms"]
    people = ~numpy.isnan(share)
    check((share[people] >= 0).all() and (share[people] <= 1 + 1e-12).all(), f"{name}: a share outside 0..1")
    # Places open and do not close, and the network stays as it is.
    check((numpy.diff(share, axis=2)[people[:, :, 1:]] >= -1e-12).all(), f"{name}: a county's share falls")
    city, between = value["latency_city_ms"], value["latency_intercity_ms"]
    check((numpy.diff(city, axis=1) <= 1e-12).all(), f"{name}: the city's latency rises")
    check((numpy.diff(between, axis=1) == 0).all(), f"{name}: the latency between cities moves")
    check(numpy.allclose(value["latency_city_one_way_ms"] * 2, city), f"{name}: one way is not half")
    check(numpy.allclose(value["latency_intercity_one_way_ms"] * 2, between), f"{name}: one way is not half")
    check((value["share_within_1ms"] <= 1 + 1e-12).all(), f"{name}: a share above 1")
    check(value["share_within_1ms"][:, -1].min() > 0.9, f"{name}: few are inside 1 ms")

    placed = len(data["edge_site"])
    check(placed >= sites.sum(1).max(), f"{name}: more sites than were placed")
    years = [text.decode() for text in data["edge_site_year"]]
    order = ["existing"] + sorted(set(years) - {"existing", "reserve"}) + ["reserve"]
    ranks = [order.index(text) for text in years]
    check(ranks == sorted(ranks), f"{name}: sites are not in the order of their years")
    counties = [text.decode() for text in data["county"]]
    for index, county in enumerate(counties):
        held = sum(text.decode() == county for text in data["edge_site_county"])
        check(sites[:, index].max() <= held, f"{name}: {county} has more sites than were placed there")
    return years


def look_at_answer(program, scratch):
    """What `place` says of a province beside its sites."""
    command = [program, "place", "scenarios/tour.cfg", "--json", "--quiet", "--iterations", "200",
               "-o", os.path.join(scratch, "place.h5")]
    done = subprocess.run(command, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}")
    answer = json.loads(done.stdout)
    period = {site["site"]: site["period"] for site in answer["sites"]}
    check(sorted(answer["order"]) == sorted(period), "place: the order is not of the answer's sites")
    ranks = [period[site] for site in answer["order"]]
    check(ranks == sorted(ranks), "place: the order is not that of the years")
    check([year["sites"] for year in answer["years"]] == [15, 25], "place: sites by year are not 15 and 25")
    for year in answer["years"]:
        check(0.9 < year["share_within_1ms"] <= 1, "place: few are inside 1 ms")
        for key in ("latency_city", "latency_intercity"):
            check(abs(year[f"{key}_ms"] - 2 * year[f"{key}_one_way_ms"]) < 1e-4, "place: one way is not half")
    people = {"quay": 900000, "strand": 500000, "dune": 200000, "ridge": 300000, "glen": 100000}
    check(set(answer["counties_within_1ms"]) == set(people), "place: not all counties")
    for index, year in enumerate(answer["years"]):
        inside = sum(people[key] * shares[index] for key, shares in answer["counties_within_1ms"].items())
        check(abs(inside / sum(people.values()) - year["share_within_1ms"]) < 1e-5, "place: counties do not sum to all")
    regret = answer["regret"]
    check(regret["feasible"] and -0.001 < regret["year_by_year"] < 0.2, f"place: a regret of {regret}")
    check(-0.001 < regret["nesting"] < 0.2, f"place: a price of nesting of {regret}")


def main():
    program, scratch = sys.argv[1], sys.argv[2]
    for cache in glob.glob(os.path.join(scratch, ".suanli-cache")):
        shutil.rmtree(cache)
    first, second, third = (os.path.join(scratch, f"edge{i}.h5") for i in (1, 2, 3))
    look("tour", run(program, "scenarios/tour.cfg", first))
    kept = glob.glob(os.path.join(scratch, ".suanli-cache", "placement-*.txt"))
    check(len(kept) == 1, f"{len(kept)} answers kept, expected 1")
    run(program, "scenarios/tour.cfg", second, "--threads", "1")
    check(sha(first) == sha(second), "a run from the cache differs")
    run(program, "scenarios/tour.cfg", third, "-D", "siting.seed=2")
    check(len(glob.glob(os.path.join(scratch, ".suanli-cache", "placement-*.txt"))) == 2, "another question, no other answer")
    years = look("fujian", run(program, "scenarios/fujian-2025.cfg", third))
    check([years.count("2023-12-31"), years.count("2024-12-31"), years.count("2025-12-31")] == [82, 105, 55],
          "fujian: sites by year are not 140, 245 and 300 in all, 58 of which exist")
    look_at_answer(program, scratch)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{'no' if not faults else len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
