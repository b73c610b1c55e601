#!/usr/bin/env python3
"""Each call that can fail, failing: allocations, writes, syncs, renames, those of HDF5, of the system and of small libraries.

    tests/crash/test_calls.py PROGRAM SCRATCH [COMMAND...]

Every command is run on a small input, undisturbed, to count its calls of each kind and to find by which ways through the program
they come about (faults.c); then again and again, each time with the first call of another way failing. What must hold then:

- an exit status of sysexits' that fits the kind, no signal, or 0 where the program can do without and the outcome is the same;
- a message, and no more than a few lines of it;
- the output as it was before, or whole; beside it nothing but what a later run takes up;
- once the fault is gone the command, or its --resume, gives what it gives undisturbed.

Some ways of each kind are tried, another choice each day; SUANLI_EVERY=1 tries all.
"""
import concurrent.futures
import datetime
import os
import random
import re
import shutil
import subprocess
import sys

suanli = os.path.realpath(sys.argv[1])
library = os.path.join(os.path.dirname(suanli), "tests", "libfaults.so")
scratch = os.path.realpath(sys.argv[2])
root = os.getcwd()
every = os.environ.get("SUANLI_EVERY", "") == "1"
TRIED = 2  # ways of each kind of each command, unless every one is
if not os.path.exists(library):
    print(f"skipped: {library} is not built (sanitizers have no room for it)")
    sys.exit(77)
shutil.rmtree(scratch, ignore_errors=True)
os.makedirs(scratch)

tour = f"{root}/scenarios/tour.cfg"
small = f"{root}/tests/scenarios/base.cfg"
points = f"tsp:{root}/tests/fuzz/points.tsp"
vary = ["--vary", "ramp.half_days=200:640"]
one = ["--threads", "1"]
out = "out/result"

# What is run, the quickest first: a way that several have is tried with the first of them. Paths are those of the folder that it runs in, where in/ holds what `prepare` made.
COMMANDS = {
    "version": ["--version"],
    "schema": ["schema", "--json"],
    "check": ["check", tour],
    "report": ["report", "in/run.h5"],
    "place": ["place", "--instance", points, "--p", "2", "--iterations", "20", "-q", "-o", out],
    "analyse": ["analyse", "in/sweep.h5"],
    "page-of-place": ["report", "in/place.h5", "-o", out],
    "analyse-page": ["analyse", "in/sweep.h5", "-o", out],
    "cooling": ["cooling", tour, "--option", "dx", "-q", "-o", out, *one],
    "cooling-load": ["cooling", tour, "--option", "dx", "-q", *one, "--load", "in/load.csv", "--json"],
    "cooling-explain": ["cooling", tour, "--option", "dx", "-q", *one, "--explain"],
    "report-json": ["report", "in/run.h5", "--json"],
    "page": ["report", "in/run.h5", "-o", out],
    "page-of-sweep": ["report", "in/sweep.h5", "-o", out],
    "page-of-cooling": ["report", "in/cooling.h5", "-o", out],
    "foreign": ["report", "in/foreign.h5"],
    "xlsx": ["export", "in/run.h5", "--xlsx", out],
    "csv": ["export", "in/run.h5", "--csv", "out/tables"],
    "geojson": ["export", "in/run.h5", "--geojson", out],
    "compare": ["compare", "in/run.h5", "in/other.h5"],
    "compare-page": ["compare", "in/run.h5", "in/other.h5", "-o", out],
    "place-start": ["place", "--instance", points, "--p", "2", "--iterations", "20", "-q", "--start", "in/place.h5", "--json"],
    "place-check": ["place", "--check", "in/place.h5"],
    "place-tour": ["place", tour, "--iterations", "20", "-q", "-o", out],
    "sweep": ["sweep", small, *vary, "--points", "2", "-r", "1", "-q", "-o", out, *one],
    "resume": ["sweep", small, *vary, "--points", "4", "-r", "1", "-q", "-o", "out/resumed", *one, "--resume"],
    "status-done": ["sweep", "--status", "in/sweep.h5"],
    "reach": ["reach", f"{root}/tests/scenarios/reach.cfg", "--target", "racks_in_service>=460@2024-12-31", "-r", "2", "-q", "-o", out, *one],
    "status": ["sweep", "--status", "out/resumed"],
    "until": ["run", small, "-r", "64", "-q", "-o", out, *one, "--antithetic", "--until", "mean(racks_in_service@2023)+-1000"],
    "run": ["run", tour, "-r", "2", "-q", "-o", out, *one, "--snapshot-at", "2023-06-30", "--trace", "treasury"],
    "from": ["run", tour, "-q", "-o", out, *one, "--from", "in/run@2023-06-30.snapshot", "-D", "crews.mep=1"],
    "check-fujian": ["check", f"{root}/scenarios/fujian-2025.cfg"],
}
STATUS = {  # that may tell of a failure of each kind
    "memory": {70},
    "hdf5": {65, 73, 74},
    "system": {65, 66, 70, 73, 74},
    "write": {73, 74},
    "sync": {73, 74},
    "rename": {73, 74},
}
DEPTH = {"memory": "1", "hdf5": "2", "system": "2", "write": "2", "sync": "2", "rename": "2"}  # by how much of the stack ways are told apart
KEPT = {".suanli-cache", "result.parts", "resumed.parts"}
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text, flush=True)


def prepare():
    os.makedirs(f"{scratch}/in")

    def make(*arguments):
        subprocess.run([suanli, *arguments], cwd=scratch, check=True, stdout=subprocess.DEVNULL, timeout=300)

    make(*COMMANDS["run"][:-4], "--snapshot-at", "2023-06-30", "-o", "in/run.h5")
    make("run", tour, "-r", "2", "-q", "-o", "in/other.h5", "-D", "crews.mep=1")
    make("sweep", small, *vary, "--points", "8", "-r", "2", "-q", "-o", "in/sweep.h5")
    make("cooling", tour, "--option", "dx", "-q", "-o", "in/cooling.h5")
    make("place", "--instance", points, "--p", "2", "--iterations", "20", "-q", "-o", "in/place.h5")
    make(*[a for a in COMMANDS["resume"] if a != "--resume"], "--shard", "1/2")
    with open(f"{scratch}/in/run.h5", "rb") as sealed, open(f"{scratch}/in/foreign.h5", "wb") as foreign:
        sealed.seek(512)
        foreign.write(sealed.read())
    with open(f"{scratch}/in/load.csv", "w") as load:
        load.write("time,power_kw\n2024-03-01 00:00,812.5\n2024-03-01 01:00,700\n2024-03-01 05:00,655\n")


def tree(folder):
    """All files below, with what is in them."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, folder)] = stream.read()
    return found


def timeless(printed):
    """What was printed, without how long it took."""
    return re.sub(rb'"wall_s": ?[0-9.e-]+|, [0-9.]+ s\b', b"", printed)


def outcome(folder):
    """What a command leaves for its user: not what a later run takes up."""
    return {name: data for name, data in tree(f"{folder}/out").items() if name.split("/")[0] not in KEPT}


OLDER = b"older\n"


def fresh(folder, command):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(f"{folder}/out")
    os.symlink(f"{scratch}/in", f"{folder}/in")
    if out in COMMANDS[command]:
        with open(f"{folder}/{out}", "wb") as older:
            older.write(OLDER)
    if command in ("resume", "status"):
        shutil.copytree(f"{scratch}/out/resumed.parts", f"{folder}/out/resumed.parts")


def run(folder, command, more=(), **environment):
    return subprocess.run([suanli, *COMMANDS[command], *more], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                          env={**os.environ, "OMP_NUM_THREADS": "1", **environment})


def disturbed(folder, kind, at=0, **environment):
    return {"LD_PRELOAD": library, "SUANLI_FAULT": f"{kind}:{at}", "SUANLI_FAULT_FOLDER": f"{folder}/out", **environment}


def try_one(command, kind, at, name, whole, number):
    """One call that fails; the faults found."""
    folder = f"{scratch}/{command}-{number}"
    fresh(folder, command)
    before = outcome(folder)
    done = run(folder, command, **disturbed(folder, kind, at))
    what = f"{command}: {kind} {at} ({name})"
    message = done.stderr.decode(errors="replace").strip()
    lines = [line for line in message.split("\n") if line]
    found = []
    after = outcome(folder)
    if done.returncode == 0 and command == "status":
        pass  # tells of what it can read
    elif done.returncode == 0:
        if after != whole["outcome"] or timeless(done.stdout) != whole["stdout"]:
            found.append(f"{what}: passed over, and the outcome differs: {sorted(after)}")
    elif done.returncode not in STATUS[kind] and not (command == "foreign" and done.returncode == 65):  # it is read in a child
        found.append(f"{what}: exit status {done.returncode}: {message[:300]}")
    else:
        if not lines or len(lines) > 3 and not command.startswith("check"):  # which tells all
            found.append(f"{what}: {len(lines)} lines of message: {message[:300]}")
        if kind == "memory" and "memory" not in message and command != "foreign":
            found.append(f"{what}: not told as such: {message[:300]}")
        for path, data in after.items():
            if data not in (before.get(path), whole["outcome"].get(path)):
                found.append(f"{what}: left behind: {path}, {len(data)} bytes, after: {message[:200]}")
        for path in before:
            if path not in after:
                found.append(f"{what}: {path} of before is gone")
    # What was interrupted goes on, or begins again, and gives the same.
    if not found and done.returncode and out in COMMANDS[command] and (command == "sweep" or at % 4 == 0):
        again = run(folder, command, ["--resume"] if command == "sweep" else [])
        if again.returncode != 0 or outcome(folder) != whole["outcome"]:
            found.append(f"{what}: afterwards exit status {again.returncode}, or another result: {again.stderr.decode()[:200]}")
    shutil.rmtree(folder)
    return found, done.returncode


def ways_of(command, kind):
    """The number of calls, and of each way the first call: [(number, name, way)]."""
    folder = f"{scratch}/{command}"
    fresh(folder, command)
    run(folder, command, **disturbed(folder, kind, SUANLI_FAULT_COUNT=f"{scratch}/count", SUANLI_FAULT_DEPTH=DEPTH[kind]))
    with open(f"{scratch}/count") as stream:
        lines = stream.read().split("\n")
    shutil.rmtree(folder)
    ways = [line.split() for line in lines[1:] if line]
    return int(lines[0]), sorted((int(number), name, way) for number, name, way in ways)


prepare()
draw = random.Random(datetime.date.today().toordinal())
tried, known = 0, set()
with concurrent.futures.ThreadPoolExecutor(2 if every else 1) as pool:
    for command in sys.argv[3:] or COMMANDS:
        folder = f"{scratch}/{command}"
        fresh(folder, command)
        done = run(folder, command)
        whole = {"outcome": outcome(folder), "stdout": timeless(done.stdout)}
        if done.returncode != 0:
            fail(f"{command}: undisturbed, exit status {done.returncode}: {done.stderr.decode()[:500]}")
            continue
        told = []
        for kind in STATUS:
            calls, ways = ways_of(command, kind)
            new = [way for way in ways if (kind, way[2]) not in known]
            known.update((kind, way[2]) for way in ways)
            others = [way for way in ways if way not in new]
            chosen = sorted(new + draw.sample(others, min(TRIED, len(others)))) if every else sorted(draw.sample(ways, min(TRIED, len(ways))))
            numbers = range(tried, tried + len(chosen))
            for found, _ in pool.map(lambda way, number: try_one(command, kind, way[0], way[1], whole, number), chosen, numbers):
                for text in found:
                    fail(text)
            tried += len(chosen)
            if calls:
                told.append(f"{kind} {len(chosen)} of {len(ways)} ways, {calls} calls")
        print(f"{command}: {'; '.join(told)}", flush=True)
print(f"{tried - min(failed, tried)} passed, {failed} failed")
sys.exit(failed > 0)
