#!/usr/bin/python3
"""A point of a sweep is what `suanli run` with its values gives, replication by replication; and the file opens in the
tools of others (tests/results/test_readers.py).

Arguments: the program and a scratch folder. Exit status 77: skipped.
"""
import json
import os
import subprocess
import sys

try:
    import numpy
    import xarray
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

suanli, scratch = sys.argv[1:3]
TOUR = "scenarios/tour.cfg"
FIXED = ["--seed", "5", "-r", "3", "-q"]
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


def make(command, name, *options):
    path = os.path.join(scratch, name)
    subprocess.run([suanli, command, TOUR, "-o", path, *FIXED, *options], check=True, stdout=subprocess.DEVNULL)
    return path, xarray.open_dataset(path, engine="h5netcdf")


def compare(sweep, points):
    for point in points:
        values = sweep.point_value.isel(point=point)
        defines = []
        for factor in sweep.factor.values:
            if not factor.startswith("shocks."):
                defines += ["-D", f"{factor}={float(values.sel(factor=factor))!r}"]
        _, run = make("run", "point.h5", *defines)
        for name in ("target_value", "target_cause", "compute_eflops", "pue_new_large", "planned_wait_days"):
            if not numpy.array_equal(sweep[name].isel(point=point).values, run[name].values, equal_nan=True):
                fail(f"point {point}: {name} is not that of the run with {defines}")
        run.close()


path, sweep = make("sweep", "sweep.h5", "--vary", "ramp.half_days=200:640", "--vary", "ramp.plateau_frac", "--points", "8")
compare(sweep, (0, 5))
if len(numpy.unique(sweep.point_value.sel(factor="ramp.half_days"))) != 8:
    fail("points repeat")
analysis = os.path.join(scratch, "analysis.h5")
told = json.loads(subprocess.run([suanli, "analyse", path, "-o", analysis, "--json"], check=True, capture_output=True).stdout)
reader = os.path.join(os.getcwd(), "tests/results/test_readers.py")
for file in (path, analysis):
    status = subprocess.run([reader, suanli, scratch, file]).returncode
    if status not in (0, 77):
        fail(f"{file} does not open everywhere")



def compare_analysis(name, told, estimates, design):
    """The file says what --json says: estimates by target and factor, boxes by target, box and factor."""
    found = xarray.open_dataset(name, engine="h5netcdf")
    if found.attrs["design"] != design or found.sizes["target"] != len(told["targets"]):
        fail(f"{name}: {found.attrs['design']}, {found.sizes}")
    boxes = 0
    for t, target in enumerate(told["targets"]):
        here = found.isel(target=t)
        if str(here.target.values) != f"{target['id']}@{target['date']}" or not numpy.isclose(here.p_reach, target["p_reach"]):
            fail(f"{name}: {here.target.values} is not {target['id']}")
        for factor in target["factors"]:
            for variable, key, part in estimates:
                value = factor[key][part] if part else factor[key]
                value = numpy.nan if value is None else value
                if not numpy.isclose(here[variable].sel(factor=factor["path"]), value, rtol=1e-5, equal_nan=True):
                    fail(f"{name}: {variable} of {factor['path']} is not {value}")
        for b, box in enumerate(target["boxes"]):
            boxes += 1
            if not numpy.isclose(here.box_density[b], box["density"], rtol=1e-5):
                fail(f"{name}: box {b} of {target['id']} has another density")
            bounded = sum(int((~numpy.isnan(here[side][b])).sum()) for side in ("box_low", "box_high"))
            if bounded != sum((limit["low"] is not None) + (limit["high"] is not None) for limit in box["limits"]):
                fail(f"{name}: box {b} of {target['id']} has other bounds")
            for limit in box["limits"]:
                low = float(here.box_low[b].sel(factor=limit["path"]))
                if not numpy.isclose(low, numpy.nan if limit["low"] is None else limit["low"], rtol=1e-5, equal_nan=True):
                    fail(f"{name}: box {b} of {target['id']} begins elsewhere")
    found.close()
    return boxes


RANK = [("partial_rank", "partial_rank", "value"), ("partial_rank_high", "partial_rank", "high"),
        ("partial_rank_half", "partial_rank_half", None)]
SOBOL = [("total_index", "total", "value"), ("total_index_low", "total", "low"), ("first_index", "first", "value"),
         ("total_index_half", "total_half", None)]
MORRIS = [("mu_star", "mu_star", "value"), ("mu_star_low", "mu_star", "low"), ("sigma", "sigma", None)]
compare_analysis(analysis, told, RANK, "sobol")
boxes = 0
for design, points, estimates in (("saltelli", "64", SOBOL), ("morris", "16", MORRIS), ("latin", "120", RANK)):
    make("sweep", "other.h5", "--design", design, "--points", points, "-r", "1", "--vary", "ramp.half_days=200:640",
         "--vary", "crews.mep=1:6")[1].close()
    arguments = [suanli, "analyse", os.path.join(scratch, "other.h5"), "-o", analysis, "--json"]
    told = json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout)
    boxes += compare_analysis(analysis, told, estimates, design)
if boxes == 0:
    fail("no boxes were compared")

# All uncertain values: each has its own distribution, and those that follow a shock follow it still.
_, sweep = make("sweep", "all.h5", "-r", "1", "--points", "256")
values = sweep.point_value
_, run = make("run", "drawn.h5", "-r", "1000")
for factor in sweep.factor.values:
    if factor.startswith("shocks."):
        continue
    drawn = numpy.quantile(run.input_value.sel(input=factor), (0.1, 0.5, 0.9))
    swept = numpy.quantile(values.sel(factor=factor), (0.1, 0.5, 0.9))
    if numpy.abs(drawn - swept).max() > 0.15 * (drawn[2] - drawn[0]):
        fail(f"{factor}: quantiles {swept}, of a run {drawn}")
pair = [values.sel(factor=name).values for name in ("ramp.plateau_frac", "ramp.half_days")]
rho = numpy.corrcoef(*pair)[0, 1]
expected = numpy.corrcoef(run.input_value.sel(input="ramp.plateau_frac"), run.input_value.sel(input="ramp.half_days"))[0, 1]
if abs(rho - expected) > 0.1 or rho > -0.4:
    fail(f"two values under one shock correlate by {rho:.2f}, in a run by {expected:.2f}")

print(f"{'1 passed, 0' if not failed else '0 passed, ' + str(failed)} failed")
sys.exit(1 if failed else 0)
