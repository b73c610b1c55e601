#!/usr/bin/python3
"""The plan's yearly indicators, the egress and access in the default scenario's file: all of them there, and in balance.

    test_access.py PROGRAM SCRATCH
"""
import json
import subprocess
import sys

try:
    import numpy as np
    import xarray as xr
except ImportError:
    print("skipped: xarray is not installed")
    sys.exit(77)

PROGRAM, SCRATCH = sys.argv[1], sys.argv[2]
SCENARIO = "scenarios/fujian-2025.cfg"
# The plan's annex, and what its text sets for 2025 alone.
ANNEX = {
    "bs5g_per_10k": (20, 24, 30), "users5g_pct": (50, 60, 70), "pon10g_ports_10k": (55, 62, 70),
    "gigabit_users_pct": (19, 25, 32), "ipv6_traffic_pct": (55, 62, 70), "ipv6_sites_pct": (98.6, 98.9, 99.3),
    "bandwidth_tbps": (62, 80, 98), "iot_terminals_10k": (6500, 7300, 8000), "id_nodes": (4, 6, 8), "compute_eflops": (5, 6.5, 8),
}
TEXT = {"racks_in_service": 150000, "hpc_peak_pflops": 300, "edge_sites": 300, "latency_city_ms": 1, "latency_intercity_ms": 5,
        "pue_new_large": 1.3, "bs5g_sites": 120000}
failures = []


def expect(is_so, text):
    if not is_so:
        failures.append(text)


def run(name, *more):
    path = f"{SCRATCH}/{name}.h5"
    done = subprocess.run([PROGRAM, "run", SCENARIO, "--replications", "3", "--quiet", "--json", "-o", path, *more],
                          capture_output=True, text=True)
    return path, done


def check_targets(verdict):
    asked = {(t["id"], t["date"]): t["target"] for t in verdict["targets"]}
    wanted = {(key, f"{2023 + i}-12-31"): value for key, values in ANNEX.items() for i, value in enumerate(values)}
    wanted |= {(key, "2025-12-31"): value for key, value in TEXT.items()}
    expect(asked == wanted, f"targets: {set(asked.items()) ^ set(wanted.items())}")
    for target in verdict["targets"]:
        expect(target["p05"] <= target["p50"] <= target["p95"], f"no quantiles: {target}")


def check_balance(data):
    """Exits add up to the province, and the province's traffic to what was drawn for it."""
    times = [list(data.time.values).index(day) for day in data.month.values]
    for of_exits, of_all in (("exit_capacity_tbps", "bandwidth_tbps"), ("exit_peak_tbps", "egress_peak_tbps")):
        worst = np.max(np.abs(data[of_exits].sum("exit").values - data[of_all].values[:, times]))
        expect(worst < 1e-9, f"{of_exits} and {of_all} are {worst} apart")
    paths = list(data.input.values)
    peak = data.input_value.values[:, paths.index("network.egress.peak_tbps")]
    # From the first month on, the cities' own work tells it; its growth is theirs.
    expect(np.allclose(data.egress_peak_tbps.values[:, 0], peak, rtol=1e-9), "traffic is lost or made")
    first, last = data.egress_peak_tbps.values[:, 1], data.egress_peak_tbps.values[:, -1]
    expect(np.all(np.abs(first / peak - 1) < 0.1) and np.all(last > 1.2 * peak), "traffic does not follow the demand")
    expect(np.all(np.diff(data.bandwidth_tbps.values) >= 0), "bandwidth is taken away")
    expect(np.all(data.link_egress_peak_tbps.values >= 0) and np.any(data.link_egress_peak_tbps.values > 1), "fibres carry nothing")
    expect(np.allclose(data.bs5g_per_10k.values, data.bs5g_sites.values / 4183), "5G sites per 10,000 residents")


def check_points(data):
    """Paths start at the plan's baselines, shares stay shares, what is built stays."""
    for series, value in (("users5g_pct", 39.2), ("gigabit_users_pct", 9.8), ("ipv6_sites_pct", 98.34), ("id_nodes", 3)):
        expect(np.allclose(data[series].values[:, 0], value, rtol=0.02), f"{series} begins at {data[series].values[:, 0]}")
    for series in ("gigabit_users_pct", "ipv6_traffic_pct", "ipv6_sites_pct"):
        expect(np.all((data[series].values > 0) & (data[series].values < 100)), f"{series} is no share")
    for series in ("bs5g_sites", "pon10g_ports_10k", "id_nodes"):
        expect(np.all(np.diff(data[series].values) >= 0), f"{series} falls")


def check_curves(data):
    """Paths belong to their laws: none passes its ceiling by more than its wander, and laws have the figures that are theirs."""
    for indicator in map(str, data.indicator.values):
        ceiling = data.indicator_ceiling.sel(indicator=indicator).values
        expect(np.all(data[indicator].values.max(axis=1) < 1.6 * ceiling), f"{indicator} passes its ceiling")
    has_pace = np.isfinite(data.indicator_pace_per_year.values[0])
    expect(list(data.indicator.values[has_pace]) == ["bs5g_sites", "pon10g_ports_10k"], "crews' pace")
    has_start = np.isfinite(data.indicator_start_per_year.values[0])
    expect(list(data.indicator.values[has_start]) == ["gigabit_users_pct", "id_nodes"], "those who begin by themselves")


def main():
    path, done = run("access")
    expect(done.returncode == 0, done.stderr)
    check_targets(json.loads(done.stdout))
    data = xr.open_dataset(path, engine="h5netcdf", decode_times=False)
    check_balance(data)
    check_points(data)
    check_curves(data)
    path, done = run("access-april", "-D", "access.cut_off=2023-04-30")
    april = xr.open_dataset(path, engine="h5netcdf", decode_times=False)
    expect(not np.array_equal(april.bs5g_sites.values, data.bs5g_sites.values), "a cut-off changes nothing")
    expect(np.array_equal(april.edge_sites.values, data.edge_sites.values), "a cut-off changes edge sites")
    expect(not np.array_equal(april.demand.values, data.demand.values), "demand does not follow access")
    path, done = run("access-never", "-D", "access.cut_off=2020-01-01")
    expect(done.returncode == 65 and done.stderr.count("no point until access.cut_off (2020-01-01)") == 8, done.stderr)
    for failure in failures:
        print("FAILED:", failure)
    print(f"{len(failures)} failed")
    sys.exit(1 if failures else 0)


main()
