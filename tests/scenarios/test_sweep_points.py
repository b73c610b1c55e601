#!/usr/bin/python3
"""A point of a sweep is what `suanli run` with its values gives, replication by replication; and the file opens in the
tools of others (tests/results/test_readers.py).

Arguments: the program and a scratch folder. Exit status 77: skipped.
"""
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
reader = os.path.join(os.getcwd(), "tests/results/test_readers.py")
status = subprocess.run([reader, suanli, scratch, path]).returncode
if status not in (0, 77):
    fail("the file does not open everywhere")

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
