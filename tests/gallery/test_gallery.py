#!/usr/bin/python3
"""The gallery is drawn anew from a run and a sweep, and each figure has as many marks as its file has things to show.

    test_gallery.py PROGRAM SCRATCH      figures land in SCRATCH

Exit status 77: skipped.
"""
import os
import subprocess
import sys

try:
    import h5netcdf  # noqa: F401
    import matplotlib.pyplot as plt
    import numpy as np
    import xarray as xr
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed")
    sys.exit(77)

PROGRAM, SCRATCH = os.path.abspath(sys.argv[1]), sys.argv[2]
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(sys.path[0], ".."))
import gallery  # noqa: E402
from expect import check, finish  # noqa: E402


def suanli(*words):
    subprocess.run([PROGRAM, *words, "--quiet"], check=True, stdout=subprocess.DEVNULL, timeout=300)


run_path, sweep_path = f"{SCRATCH}/run.h5", f"{SCRATCH}/sweep.h5"
suanli("run", "scenarios/tour.cfg", "--replications", "24", "-o", run_path)
suanli("sweep", "scenarios/tour.cfg", "--points", "32", "--replications", "2", "-o", sweep_path, "--vary", "crews.mep=1:6",
       "--vary", "ramp.half_days=200:640", "--vary", "ramp.plateau_frac")
names = ("fans", "targets", "waits", "pue", "places", "sweep")
for name in names:
    if os.path.exists(f"{SCRATCH}/{name}.png"):
        os.remove(f"{SCRATCH}/{name}.png")
script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gallery.py")
subprocess.run([sys.executable, "-B", script, run_path, sweep_path, SCRATCH], check=True, stdout=subprocess.DEVNULL, timeout=300)
for name in names:
    image = plt.imread(f"{SCRATCH}/{name}.png")
    inked = (image[..., :3].min(axis=2) < 0.9).mean()
    check(f"{name}: {image.shape}, {inked:.3f} of it drawn on", image.shape[0] > 150 and image.shape[1] > 400 and 0.005 < inked < 0.9)

with xr.open_dataset(run_path, engine="h5netcdf") as run, xr.open_dataset(sweep_path, engine="h5netcdf") as sweep:
    axes = gallery.draw_fans(run).axes[0]
    lines = {line.get_label(): line.get_ydata() for line in axes.lines}
    check("median", np.allclose(lines["median"], np.median(run.compute_eflops, axis=0)))
    check("goals", sorted(lines["target"]) == sorted(run.target_goal.values[run.target_id.values == "compute_eflops"]))

    axes = gallery.draw_targets(run).axes[0]
    shares = axes.lines[0].get_xdata()
    check("a dot a target", len(shares) == run.target.size)
    row = list(run.target.values).index("compute_eflops@2024-12-31")
    check("its share", np.isclose(shares[row], (run.target_value[:, row] >= 0.12).mean()))

    axes = gallery.draw_waits(run).axes[0]
    waits = run.wait_days.mean("replication")
    check("days of all bars", np.isclose(sum(bar.get_width() for bar in axes.patches), float(waits.sum())))

    axes = gallery.draw_pue(run).axes[0]
    check("a cell a site and month", axes.images[0].get_array().shape == (run.site.size, run.month.size))

    axes = gallery.draw_places(run).axes[0]
    edges = sum(len(line.get_xdata()) for line in axes.lines)
    check("edge sites", edges == int((run.edge_site_year != "reserve").sum()))
    check("sites", len(axes.collections[0].get_offsets()) == run.site.size)

    left, right = gallery.draw_sweep(sweep).axes[:2]
    check("a bar a factor", len(left.patches) == sweep.factor.size)
    check("a dot a point", len(right.collections[0].get_offsets()) == sweep.point.size)

finish()
