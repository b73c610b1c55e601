#!/usr/bin/python3
"""suanli reach: finds a known optimum, says when there is none, is verified by an independent run, depends on no thread.

The scenario reach.cfg has a closed form: racks = 2 (S + 20 + c + d), S uniform in 50..150; c costs 1 million CNY each up to
40, d 3 million. Racks >= 360 with P = 0.9 wants c + d = 100: 40 + 3 x 60 = 220 million.

Arguments: the program and a scratch folder.
"""
import json
import os
import shlex
import signal
import subprocess
import sys
import time

suanli, scratch = sys.argv[1], sys.argv[2]
scenario, tour = "tests/scenarios/reach.cfg", "scenarios/tour.cfg"
os.makedirs(scratch, exist_ok=True)
passed, failed = 0, 0


def check(is_good, what):
    global passed, failed
    passed += bool(is_good)
    failed += not is_good
    if not is_good:
        print("failed:", what)


def call(*words):
    return subprocess.run([suanli, *words], capture_output=True, text=True)


def reach(path, *words):
    done = call("reach", path, "--json", "-q", *words)
    check(done.returncode == 0, f"reach {words}: exit status {done.returncode}: {done.stderr[:300]}")
    return json.loads(done.stdout)


def efforts(answer):
    return {lever["id"]: lever["effort"] for lever in answer["levers"]}


def run_again(answer, seed=None, replications=None):
    """P(reach) of the first target by the command that the answer prints, with other numbers where they are given."""
    words = shlex.split(answer["command"])
    words[0] = suanli
    words[words.index("-o") + 1] = f"{scratch}/again.h5"
    if seed:
        words[words.index("--seed") + 1] = str(seed)
        words[words.index("--replications") + 1] = str(replications)
    done = subprocess.run([*words, "--json", "-q"], capture_output=True, text=True)
    check(done.returncode == 0, f"the printed command: exit status {done.returncode}: {done.stderr[:300]}")
    return json.loads(done.stdout)["targets"]


# ---- a known optimum
goal = "racks_in_service>=360@2024-12-31"
answer = reach(scenario, "--target", goal, "--replications", "100", "-o", f"{scratch}/reach.h5")
cost = answer["cost_cny"] / 1e6
print(f"closed form: 220 million CNY, found {cost:.1f}, P {answer['p_reach']:.3f}, {answer['wall_s']:.1f} s")
check(answer["verdict"] == "reached" and answer["is_verified"], f"verdict {answer['verdict']}")
check(abs(cost - 220) < 16, f"cost {cost}")
check(set(efforts(answer)) == {"cheap", "dear"} and efforts(answer)["cheap"] == 1, f"levers {efforts(answer)}")
check(answer["p_low"] < answer["p_reach"] < answer["p_high"], "an interval about P")
check(answer["replications"] == 400 and answer["seed"] != answer["search_seed"], "verified on fresh numbers, more of them")
again = run_again(answer)[0]
check(again["p_reach"] == answer["p_reach"], f"run gives P {again['p_reach']}, reach {answer['p_reach']}")
again = run_again(answer, 4711, 1000)[0]
check(abs(again["p_reach"] - answer["p_reach"]) < 0.06 and again["p_reach"] > 0.86, f"other seed: P {again['p_reach']}")
# P = (150 - (160 - c - d)) / 100 along the frontier
for point in answer["frontier"]:
    racks = 40 * point["levers"].get("cheap", 0) + 160 * point["levers"].get("dear", 0)
    check(abs(point["p_reach"] - min(max((racks - 10) / 100, 0), 1)) < 0.15, f"frontier at {racks}: {point['p_reach']}")
costs = [point["cost_cny"] for point in answer["frontier"]]
check(len(costs) >= 5 and costs == sorted(costs), "a frontier")
alone = {lever["id"]: lever for lever in answer["alone"]}
check(alone["dear"]["p_reach"] == 1 and alone["crews"]["p_reach"] == 0, "levers alone")
check(alone["cheap"]["p50"][0] == answer["targets"][0]["p50_as_it_is"] + 80, "medians alone")
check(alone["plant:better"]["cost_mark"] == "estimated", "marks of costs")

# ---- the answer's file
try:
    import xarray
except ImportError:
    xarray = None
if xarray:
    with xarray.open_dataset(f"{scratch}/reach.h5", engine="h5netcdf") as file:
        check(file.sizes["point"] == answer["points"] and file.sizes["replication"] == 100, "points of the file")
        check(not file.point_value[0].any() and file.point_cost_cny[0] == 0, "the first point is nothing")
        front = file.point_cost_cny[file.point_is_on_frontier == 1]
        check(sorted(front.values) == costs, "the frontier of the file")
        nothing = file.target_value[0, :, 0].values
    call("run", scenario, "-q", "--replications", "100", "-o", f"{scratch}/run.h5")
    with xarray.open_dataset(f"{scratch}/run.h5", engine="h5netcdf") as file:
        check((abs(file.target_value[:, 0].values - nothing) < 1e-6).all(), "the first point is what `suanli run` gives")
check(call("analyse", f"{scratch}/reach.h5").returncode == 0, "analyse reads the file")

# ---- threads
same = []
for threads in "1", "2", "5":
    one = reach(scenario, "--target", goal, "--replications", "24", "--threads", threads, "-o", f"{scratch}/{threads}.h5")
    del one["wall_s"]
    same.append((json.dumps(one), open(f"{scratch}/{threads}.h5", "rb").read()))
check(same[0] == same[1] == same[2], "the same for any number of threads")

# ---- out of reach, reached already, together
answer = reach(scenario, "--target", "racks_in_service>=760@2024-12-31", "--replications", "32")
check(answer["verdict"] == "not reachable inside these ranges", f"out of reach: {answer['verdict']}")
check(answer["p_reach"] == 0 and efforts(answer).get("dear", 0) > 0.9, "the nearest that was found")
answer = reach(scenario, "--target", "racks_in_service>=130@2024-12-31", "--replications", "32")
check(answer["verdict"] == "reached as it is" and answer["cost_cny"] == 0 and answer["levers"] == [], "reached already")
answer = reach(scenario, "--target", goal, "--target", "pue_all<=1.3@2024-12-31", "--replications", "64", "--p", "0.8")
check("plant:better" in efforts(answer) or answer["verdict"].startswith("not"), f"two targets: {answer['verdict']}")
check(len(answer["targets"]) == 2, "two targets")
answer = reach(scenario, "--target", goal, "--replications", "32", "--lever", "dear")
check(set(efforts(answer)) == {"dear"}, "one lever only")
text = call("reach", scenario, "--target", goal, "--replications", "16", "-q").stdout
check("suanli run" in text and "What other probabilities cost" in text and "estimates" in text, "a text for people")

# ---- the small scenario, its answer by an independent run
started = time.time()
answer = reach(tour, "--target", "compute_eflops>=0.12@2024-12-31")
print(f"tour: {answer['verdict']}, {answer['cost_cny'] / 1e6:.1f} million CNY, P {answer['p_reach']:.3f}, {time.time() - started:.1f} s")
check(answer["verdict"] == "reached", f"tour: {answer['verdict']}")
again = [t for t in run_again(answer) if t["id"] == "compute_eflops" and t["date"] == "2024-12-31"][0]
check(again["p_reach"] == answer["p_reach"], f"tour: run gives P {again['p_reach']}, reach {answer['p_reach']}")
again = [t for t in run_again(answer, 99, 400) if t["id"] == "compute_eflops" and t["date"] == "2024-12-31"][0]
check(again["p_reach"] > 0.84, f"tour, other seed: P {again['p_reach']}")

# ---- faults
done = call("reach", scenario)
check(done.returncode == 64 and f'--target "{goal}"' in done.stderr, "without a target those of the scenario are told")
for words, told in (
    (["--target", "racks_in_servic>=1@2024-12-31"], "racks_in_service"),
    (["--target", "racks_in_service>=1@2024-12-30"], "month's end"),
    (["--target", "racks_in_service>=1"], "SERIES>=VALUE"),
    (["--target", goal + " p 0.5"], "--p"),
    (["--target", goal, "--lever", "chaep"], '"cheap"'),
    (["--target", goal, "--p", "1.5"], "0.01"),
):
    done = call("reach", scenario, *words)
    check(done.returncode == 64 and told in done.stderr, f"{words}: {done.returncode} {done.stderr}")
done = call("reach", "tests/theory/hand.cfg", "--target", goal)
check(done.returncode == 64 and "no levers" in done.stderr, "a scenario without levers")
done = call(
    "check", scenario,
    "-D", "reach.levers.plant.choices[0].cost_cny={uniform=[1.0, 2.0];}",
)
check(done.returncode == 65 and "a distribution" in done.stderr, f"a cost is a number: {done.stderr}")
done = call(
    "check", scenario,
    "-D", "reach.levers.cheap.moves[0].path=sites.one.phases[7].racks",
    "-D", "reach.levers.dear.moves[0].path=sites.one.name",
    "-D", 'reach.levers.crews.choices=({path="crews.mep"; value="3"; cost_cny=1.0;})',
)
check(done.returncode == 65 and len(done.stderr.splitlines()) == 4, f"all faults at once: {done.stderr}")
done = call("reach", scenario, "--target", goal, "-D", 'reach.levers.dear.moves[0]={path="sites.one.phases[0].start"; to=-30.0;}')
check(done.returncode == 65 and "after the epoch" in done.stderr, f"the past stays: {done.stderr}")
done = call("check", scenario, "-D", 'reach.levers.dear.moves[0]={path="sites.one.stock[0].racks"; change="set"; to=3.0;}')
check(done.returncode == 65 and "spread" in done.stderr, f"an uncertain value is not set: {done.stderr}")
done = call("reach", scenario, "--target", goal, "-D", 'reach.levers.dear.moves[0]={path="ramp.plateau_frac"; to=3.0;}')
check(done.returncode == 65 and "reach.levers.dear" in done.stderr, f"beyond a field's range: {done.stderr}")

# ---- Ctrl-C, a batch system's end, and its notice
for number in signal.SIGINT, signal.SIGTERM, signal.SIGUSR1:
    process = subprocess.Popen([suanli, "reach", scenario, "--target", goal, "--json", "-q", "--replications", "2000",
                                "-o", f"{scratch}/never.h5"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1.5)
    process.send_signal(number)
    out, err = process.communicate()
    check(process.returncode == 75 and "interrupted" in err, f"signal {number}: {process.returncode} {err}")
    check(not os.path.exists(f"{scratch}/never.h5"), f"signal {number}: no file")
    if out:
        check(json.loads(out)["verdict"] in ("interrupted", "reached"), "the best so far")
        check(json.loads(out)["is_interrupted"], "an answer that was interrupted says so")

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
