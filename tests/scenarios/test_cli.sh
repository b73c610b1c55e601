#!/bin/sh
# The command line as its users and scripts meet it: exit statuses, what goes where, nothing half-written.
set -u
suanli=$1 scratch=$2
. tests/expect.sh

rm -f "$scratch"/*.h5 "$scratch/pipe"
expect 64 "no command" "$suanli"
expect 64 "unknown command" "$suanli" fly
says err 'found the command "fly"'
expect 0 help "$suanli" --help
says out "suanli run"
expect 0 version "$suanli" --version
expect 0 "run help" "$suanli" run --help
says out "--replications"
expect 64 "unknown option" "$suanli" run --fast scenarios/tour.cfg
expect 64 "no scenario" "$suanli" run
expect 64 "bad number" "$suanli" run scenarios/tour.cfg --replications 0
says err "--replications"
expect 64 "bad assertion" "$suanli" run scenarios/tour.cfg --assert "compute>8"
expect 66 "no such scenario" "$suanli" run scenarios/nowhere.cfg
expect 66 "no such result" "$suanli" report "$scratch/nowhere.h5"
expect 65 "not a result" "$suanli" report scenarios/tour.cfg

expect 0 run "$suanli" run scenarios/tour.cfg --replications 6 --quiet --json -o "$scratch/a.h5"
empty err
if command -v python3 >/dev/null; then
    python3 - "$scratch/out" <<'PY' && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "json is not as designed"; }
import json, sys
d = json.load(open(sys.argv[1]))
assert list(d)[:6] == ["scenario", "seed", "replications", "events", "wall_s", "targets"], list(d)
assert d["replications"] == 6 and d["seed"] == 1 and d["events"] > 1000 and d["wall_s"] > 0
keys = ["id", "date", "target", "unit", "sense", "basis", "p_reach", "p_low", "p_high", "p05", "p50", "p95", "shortfall", "binding"]
for t in d["targets"]:
    assert list(t)[:14] == keys, list(t)
    assert 0 <= t["p_low"] <= t["p_reach"] <= t["p_high"] <= 1
    assert t["binding"] is None or t["p_reach"] < 1
assert {"compute_eflops", "racks_in_service", "hpc_peak_pflops", "edge_sites", "pue_new_large"} <= {t["id"] for t in d["targets"]}
PY
fi
cp "$scratch/out" "$scratch/run.json"
expect 0 report "$suanli" report "$scratch/a.h5"
cp "$scratch/out" "$scratch/report.txt"
expect 0 "run for people" "$suanli" run scenarios/tour.cfg --replications 6 --quiet -o "$scratch/b.h5"
cmp -s "$scratch/out" "$scratch/report.txt" && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "report differs from run"; }
cmp -s "$scratch/a.h5" "$scratch/b.h5" && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "two runs differ"; }

expect 0 "assertion that holds" "$suanli" run scenarios/tour.cfg -r 6 -q -o "$scratch/a.h5" --assert "racks_in_service>=1@2023-12-31 p 1"
expect 1 "assertion that is missed" "$suanli" run scenarios/tour.cfg -r 6 -q -o "$scratch/a.h5" --assert "racks_in_service>=1e9@2023-12-31 p 0.01"
says err "assertion missed"
expect 64 "assertion on no series" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/a.h5" --assert "racks>=1@2023-12-31"
expect 0 "override" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/c.h5" -D baseline_eflops=0.5
cmp -s "$scratch/a.h5" "$scratch/c.h5" && { failed=$((failed + 1)); echo "an override changed nothing"; } || passed=$((passed + 1))
expect 65 "override of nothing" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/d.h5" -D baseline_flops=0.5
says err "baseline_eflops"

# No output where it cannot be made, and none where the scenario is bad.
: >"$scratch/file"
expect 73 "output below a file" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/file/x.h5"
[ ! -e "$scratch/d.h5" ] && [ -z "$(find "$scratch" -name '*tmp*')" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "something half-written"; ls "$scratch"; }
# Only a regular file is ever replaced; a link stays a link.
mkfifo "$scratch/pipe"
expect 73 "output onto a pipe" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/pipe"
[ -p "$scratch/pipe" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "a pipe was replaced"; }
ln -sf "$scratch/a.h5" "$scratch/link.h5"
expect 0 "output through a link" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/link.h5"
[ -L "$scratch/link.h5" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "a link was replaced"; }
expect 64 "empty output" "$suanli" run scenarios/tour.cfg -o ""
# A disk that fills up: the right status, no signal at exit, nothing left. ThreadSanitizer does not start under such a limit.
limits="8 64 200"
(ulimit -f 8; "$suanli" --version >/dev/null 2>&1) || limits=""
for limit in $limits; do
    expect 74 "file size limit $limit" sh -c 'trap "" XFSZ; ulimit -f '$limit'; exec "$1" run scenarios/tour.cfg -r 60 -q -o "$2/full.h5"' sh "$suanli" "$scratch"
    [ ! -e "$scratch/full.h5" ] && [ -z "$(find "$scratch" -name '*tmp*')" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "a full disk left something"; }
done
expect 64 "assertion on a date outside" "$suanli" run scenarios/tour.cfg -r 2 -q -o "$scratch/never.h5" --assert "compute_eflops>=1@2031-12-31"
says err "2022-12-31..2024-12-31"
[ ! -e "$scratch/never.h5" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "a run was made for a question without an answer"; }
"$suanli" report "$scratch/c.h5" >"$scratch/out"
name="a what-if" && says out "with -D 'baseline_eflops=0.5'"
expect 0 "the tour's own what-if" "$suanli" check scenarios/tour.cfg -D crews.mep=1 -D 'sites.harbour.phases[0].racks=700'
expect 0 check "$suanli" check scenarios/tour.cfg
says out "no fault"
expect 0 schema "$suanli" schema
says out "sites.*.phases[].racks"
expect 0 "schema json" "$suanli" schema --json

# Interrupted: exit 75 and nothing left behind.
"$suanli" run scenarios/tour.cfg --replications 100000 -q -o "$scratch/e.h5" >/dev/null 2>"$scratch/err" &
pid=$!
sleep 1
kill -INT $pid
wait $pid
[ $? -eq 75 ] && [ ! -e "$scratch/e.h5" ] && [ -z "$(find "$scratch" -name '*tmp*')" ] && passed=$((passed + 1)) ||
    { failed=$((failed + 1)); echo "an interrupt is not exit 75 with nothing written"; ls "$scratch"; }

# Out of memory: how much was asked for, by what, and nothing is left behind. What is too little depends on the machine; a
# program with a sanitizer asks for too much to be tried.
if (ulimit -v 300000 && "$suanli" --version >/dev/null 2>&1); then
    for kilobytes in 120000 100000 80000 70000 60000 50000 40000; do
        (ulimit -v $kilobytes && "$suanli" run scenarios/fujian-2025.cfg --replications 1 --threads 1 -q -o "$scratch/memory.h5") \
            >"$scratch/out" 2>"$scratch/err"
        [ $? -eq 70 ] && break
    done
    name="out of memory"
    says err 'out of memory: '
    says err ' bytes for '
    rm -f "$scratch/memory.h5" # of a run that had enough
    expect 1 "out of memory leaves files" sh -c "ls '$scratch' | grep memory.h5"
fi

finish
