#!/usr/bin/python3
"""Back-test of the default scenario: started from end-2022, beside what was published since.

    test_backtest.py PROGRAM SCRATCH                        as a test: few replications, prints the page
    test_backtest.py PROGRAM SCRATCH --write backtest.md    writes the page that the README links to (200 replications)

What was published is stated as what it is: targets, an aim, a proxy, estimates; no year-end value after 2022 has been
published. As a test it fails where the page cannot be made, where a simulated band is no band, or where a dated case that
was really observed (not a plan, not a lower bound) falls outside the simulated 1-99 % of its kind: then the durations of
the scenario are wrong, not unlucky.
"""
import datetime
import subprocess
import sys

try:
    import numpy as np
    import xarray as xr
except ImportError:
    print("skipped: xarray is not installed")
    sys.exit(77)

PROGRAM, SCRATCH = sys.argv[1], sys.argv[2]
WRITE = sys.argv[4] if len(sys.argv) > 4 and sys.argv[3] == "--write" else None
REPLICATIONS, SEED = (200 if WRITE else 40), 7
SCENARIO = "scenarios/fujian-2025.cfg"
EPOCH = datetime.date(2022, 12, 31)
DAYS_PER_MONTH = 365.25 / 12

# Dated cases, from ground-breaking (or what is said) to acceptance, months, with their source.
# kind of building, months, what kind of figure, text
CASES = [
    ("campus", 28, "observed", "Putian Douxun, 5,000 cabinets: started 2022-02-07, acceptance June 2024 "
     "(taihainet 2022-02-08; vcd666 2023-07-10)"),
    ("campus", 19, "observed", "Lanzhou, China Mobile phase 2, 7,000 racks: February 2022 to September 2023 (trade press)"),
    ("campus", 37, "plan", "Xiamen digital industry centre, 176,000 m2: started 2022-11-17, completion planned for 2025 "
     "(investxiamen)"),
    ("modular", 4, "lower bound", "AI Computing Centre (Fuzhou), 100 PFLOPS: ceremony 2022-09-26, on line early 2023 "
     "(mnw 2022-09-27; fznews 2023-04-19); a joint ceremony can lag the real start"),
]
# Phases that were under way at the epoch: simulated from where they stood to service. phase, from, to, text
UNDER_WAY = [
    ("putian_douxun.phases[0]", datetime.date(2022, 2, 7), datetime.date(2024, 6, 30), "observed",
     "Putian Douxun: start to acceptance (June 2024)"),
    ("zhouning.phases[0]", datetime.date(2022, 11, 15), datetime.date(2023, 12, 31), "plan of March 2023",
     "Zhouning, 1,000 cabinets: topping-out (November 2022) to the finish announced for December 2023 (ndwww 2023-03-06)"),
    ("ai_fuzhou.phases[0]", datetime.date(2022, 9, 26), datetime.date(2023, 2, 15), "observed, early 2023",
     "AI Computing Centre (Fuzhou): ceremony to on line"),
    ("xiamen_digital_industry.phases[2]", datetime.date(2022, 11, 17), datetime.date(2025, 12, 31), "plan",
     "Xiamen digital industry centre, first halls: start to completion planned for 2025"),
]


def run(name, *more):
    path = f"{SCRATCH}/{name}.h5"
    subprocess.run([PROGRAM, "run", SCENARIO, "--replications", str(REPLICATIONS), "--seed", str(SEED), "--quiet", "--json",
                    "-o", path, *more], check=True, stdout=subprocess.DEVNULL)
    return xr.open_dataset(path, engine="h5netcdf", decode_times=False)


def band(values, low=5, high=95):
    values = values[np.isfinite(values)]
    return tuple(np.percentile(values, [low, 50, high])) if values.size else (np.nan, np.nan, np.nan)


def series_table(data, series, unit):
    """One row a year: simulated 5/50/95 %, and every published figure of that date as what it is."""
    lines = [f"| end of | simulated 5 / 50 / 95 %, {unit} | published or derived since |", "| --- | --- | --- |"]
    for year in (2023, 2024, 2025):
        day = (datetime.date(year, 12, 31) - EPOCH).days
        values = data[series].values[:, list(data.time.values).index(day)]
        low, middle, high = band(values)
        assert low < middle < high, (series, year, low, middle, high)
        notes = []
        for i in range(data.sizes["observation"]):
            if data.observation_series.values[i] == series and data.observation_date.values[i] == day:
                value = data.observation_value.values[i]
                share = 100 * np.mean(values <= value)
                notes.append(f"{value:g} ({data.observation_kind.values[i]}; above {share:.0f} % of replications)")
        figure = "{:.2f} / {:.2f} / {:.2f}" if high < 100 else "{:,.0f} / {:,.0f} / {:,.0f}"
        lines.append(f"| {year} | {figure.format(low, middle, high)} | {'; '.join(notes) or 'nothing found'} |")
    return lines


def case_table(data, failures):
    """Ground-breaking to acceptance, all phases of a kind over all replications, against the dated cases."""
    lines = ["| case | months | is | simulated 5 / 50 / 95 %, months | band width | inside |", "| --- | --- | --- | --- | --- | --- |"]
    for kind, months, what, text in CASES:
        chosen = data.phase_build.values == kind
        values = data.phase_build_days.values[:, chosen].ravel() / DAYS_PER_MONTH
        low, middle, high = band(values)
        inside = "yes" if low <= months <= high else "no"
        lines.append(f"| {text} | {months} | {what} | {low:.0f} / {middle:.0f} / {high:.0f} | {high - low:.0f} | {inside} |")
        extreme = band(values, 1, 99)
        if what == "observed" and not extreme[0] <= months <= extreme[2]:
            failures.append(f"{text}: {months} months, simulated 1-99 %: {extreme[0]:.0f} to {extreme[2]:.0f}")
    return lines


def under_way_table(data):
    lines = ["| phase under way at end-2022 | months | is | simulated 5 / 50 / 95 %, months | band width | inside |",
             "| --- | --- | --- | --- | --- | --- |"]
    for phase, begin, end, what, text in UNDER_WAY:
        index = list(data.phase.values).index(phase)
        before = (EPOCH - begin).days
        low, middle, high = band((data.phase_last_hall.values[:, index] + before) / DAYS_PER_MONTH)
        months = (end - begin).days / DAYS_PER_MONTH
        lines.append(f"| {text} | {months:.0f} | {what} | {low:.0f} / {middle:.0f} / {high:.0f} | {high - low:.0f} | "
                     f"{'yes' if low <= months <= high else 'no'} |")
    return lines


def page(plan, long):
    failures = []
    text = [
        "# Back-test: the default scenario from end-2022, beside what was published since",
        "",
        f"Made by `tests/published/test_backtest.py build/release/suanli /tmp --write tests/published/backtest.md`: "
        f"{REPLICATIONS} replications, seed {SEED}.",
        "",
        "No year-end value of Fujian's compute, racks or edge centres after 2022 has been published. What stands beside the",
        "simulation is therefore no observation but a target of the plan, an aim of a later work plan, a proxy (growth of",
        "China's compute applied to 4.02 EFLOPS) or an estimate, and is named so. The scenario's author knew these figures",
        "when he chose the estimates that it rests on: this page shows that scenario and figures are of one mind, not that",
        "the model predicts.",
        "",
        "## Compute, EFLOPS",
        "", *series_table(plan, "compute_eflops", "EFLOPS"), "",
        "## Racks in service",
        "", *series_table(plan, "racks_in_service", "standard racks"), "",
        "## How long it takes, by kind of building",
        "",
        "From ground-breaking to acceptance of the last hall, over all phases of the kind that break ground in the run (ended",
        "in 2032 so that none is cut off), without the time that halls wait for the site to fill. The band holds what differs",
        "between phases (size, resources, luck) and what is uncertain. The Lanzhou case is not Fujian's.",
        "", *case_table(long, failures), "",
        "## Phases that were under way",
        "",
        "Simulated from the stage in which they stood at the end of 2022, an estimate itself, to their last hall in service.",
        "", *under_way_table(long), "",
    ]
    return "\n".join(text), failures


def main():
    plan = run("backtest")
    # Only dates of phases are read of it: they do not depend on where work runs.
    long = run("backtest-long", "-D", "end=2032-12-31", "-D", 'dispatch.policy="off"')
    text, failures = page(plan, long)
    print(text)
    for failure in failures:
        print("FAILED:", failure)
    if WRITE:
        with open(WRITE, "w", encoding="utf-8") as file:
            file.write(text)
    print(f"{len(CASES) - len(failures)} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


main()
