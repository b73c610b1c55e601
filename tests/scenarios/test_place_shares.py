#!/usr/bin/python3
"""Who is inside the circle by county and year, from an answer's file alone: lists, sites and weights, counted anew.

Arguments: the program and a scratch folder. Exit status 77: skipped, without h5py.
"""
import json
import subprocess
import sys

try:
    import h5py
    import numpy
except ImportError:
    print("skipped: h5py is not here")
    sys.exit(77)

CIRCLES_MS = (0.3, 0.45, 1.0)
GENERAL = 0  # the first kind of point: people; the others are tagged, and in the same places as people

faults = []


def check(holds, text):
    if not holds:
        faults.append(text)


def count_anew(data, limit_us):
    """Share by period and county: a point is inside where an open site of its list is within the limit."""
    kind, county = data["client_class"][:], data["client_county"][:]
    start, site, distance = (data[name][:].astype(int) for name in ("list_start", "list_site", "list_distance"))
    opens, weight = data["site_period"][:], data["weight"][:, 0]
    share = numpy.full((len(data["period"]), len(data["county"])), numpy.nan)
    for year in range(share.shape[0]):
        is_open = (opens >= 0) & (opens <= year)
        people, inside = numpy.zeros(share.shape[1]), numpy.zeros(share.shape[1])
        for i in numpy.flatnonzero(kind == GENERAL):
            row = slice(start[i], start[i + 1])
            near = distance[row][is_open[site[row]]]
            people[county[i]] += weight[year][i]
            inside[county[i]] += weight[year][i] * (near.size > 0 and near.min() <= limit_us)
        numpy.divide(inside, people, out=share[year], where=people > 0)
    return share


def main(program, scratch):
    told = []
    for circle_ms in CIRCLES_MS:
        path = f"{scratch}/shares.h5"
        command = [program, "place", "scenarios/tour.cfg", "--iterations", "300", "--quiet", "-o", path]
        command += ["-D", f"network.circle_ms={circle_ms}"]
        done = subprocess.run(command + ["--json"], stdout=subprocess.PIPE, check=True)
        text = subprocess.run(command, stdout=subprocess.PIPE, check=True, universal_newlines=True).stdout
        answer = json.loads(done.stdout)
        with h5py.File(path) as data:
            share = data["edge_county_share_within_1ms"][:]
            names = [name if isinstance(name, str) else name.decode() for name in data["county_name"][:]]
            # Lists are in whole microseconds: a point on the very edge may fall on either side.
            anew = [count_anew(data, 1000 * circle_ms + edge) for edge in (-1, 0, 1)]
        name = f"circle of {circle_ms} ms"
        check(numpy.array_equal(numpy.isnan(share), numpy.isnan(anew[1])), f"{name}: other counties have people")
        check((share >= anew[0] - 1e-9)[~numpy.isnan(share)].all(), f"{name}: the file has less than is inside")
        check((share <= anew[2] + 1e-9)[~numpy.isnan(share)].all(), f"{name}: the file has more than is inside")
        for c, county in enumerate(names):
            shares = answer["counties_within_1ms"][county]
            for year, value in enumerate(shares):
                same = numpy.isnan(share[year, c]) if value is None else abs(share[year, c] - value) < 1e-6
                check(same, f"{name}: {county} in year {year}: {value} in JSON, {share[year, c]} in the file")
        # Sites stay open: nobody falls out.
        check((numpy.diff(share, axis=0)[~numpy.isnan(share[1:])] >= 0).all(), f"{name}: a share falls")
        lines = [line for line in text.splitlines() if line.startswith(("Port", "Dale"))]
        check(len(lines) == 2, f"{name}: two cities, told are {lines}")
        is_all = bool((share[~numpy.isnan(share)] == 1).all())
        check(is_all == all("(" not in line for line in lines), f"{name}: the least served are told where there are any")
        told.append(numpy.nanmean(share))
    check(told == sorted(told) and told[0] < told[-1], f"larger circles do not hold more: {told}")
    for fault in faults:
        print(f"FAILED: {fault}")
    print(f"{len(CIRCLES_MS)} circles, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
