#!/usr/bin/python3
"""A search leaves out what no target depends on: dispatch acts on the energy of sites, its baseline on nothing, energy on
nothing either.

All series of a run with the dispatcher, without its baseline, without both and without energy are compared bit by bit, at all
recording dates.

Arguments: the program and a scratch folder.
"""
import os
import subprocess
import sys

suanli, scratch = sys.argv[1], sys.argv[2]
os.makedirs(scratch, exist_ok=True)
try:
    import h5py
    import numpy
except ImportError:
    print("skipped: no h5py")
    sys.exit(0)

FOLLOWS = {"pue_new_large", "pue_all", "pue_edge"}  # series_follows_energy


def series(name, *words):
    path = f"{scratch}/{name}.h5"
    done = subprocess.run(
        [suanli, "run", "scenarios/fujian-2025.cfg", "-q", "--replications", "2", "--seed", "3", "-o", path, *words],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with h5py.File(path, "r") as file:
        shape = file["compute_eflops"].shape
        return {key: file[key][...].tobytes() for key in file
                if file[key].shape == shape and file[key].dtype.kind == "f" and not key.startswith("target_")}


whole = series("whole")
alone = series("alone", "-D", "dispatch.has_baseline=false")
off = series("off", "-D", "dispatch.policy=off")
bare = series("bare", "-D", "dispatch.policy=off", "-D", "power.is_simulated=false")
failed = []
assert len(whole) >= 30 and FOLLOWS <= set(whole), f"only {len(whole)} series"
failed += [f"{key} follows the baseline" for key in whole if alone[key] != whole[key]]
failed += [f"{key} follows dispatch" for key in whole if key not in FOLLOWS and off[key] != whole[key]]
failed += [f"{key} does not follow dispatch" for key in FOLLOWS if off[key] == whole[key]]
failed += [f"{key} follows energy" for key in whole if key not in FOLLOWS and bare[key] != whole[key]]
failed += [f"{key} has a value without energy" for key in FOLLOWS
           if not numpy.isnan(numpy.frombuffer(bare[key])).all()]
done = subprocess.run([suanli, "check", "scenarios/fujian-2025.cfg", "-D", "power.is_simulated=false"],
                      capture_output=True, text=True)
if done.returncode != 65 or "power.is_simulated" not in done.stderr:
    failed.append(f"a dispatcher without energy: {done.returncode} {done.stderr}")
for what in failed:
    print("failed:", what)
print(f"{len(whole)} series, {len(failed)} failed")
sys.exit(1 if failed else 0)
