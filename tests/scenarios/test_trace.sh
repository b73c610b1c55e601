#!/bin/sh
# A trace has the events of the processes that were asked for, in one order, and changes no results.
set -u
suanli=$1 scratch=$2
passed=0 failed=0

check() { # NAME COMMAND...
    name=$1
    shift
    if "$@" >"$scratch/out" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name"
        head -5 "$scratch/out"
    fi
}
run() { "$suanli" run scenarios/tour.cfg --seed 5 --quiet "$@" >/dev/null; }
column() { awk -F, -v c="$2" 'NR > 1 { print $c }' "$1" | sort -u; }

rm -f "$scratch"/*.h5 "$scratch"/*.csv
run --replications 3 --threads 1 -o "$scratch/plain.h5"
run --replications 3 --threads 1 --trace project -o "$scratch/one.h5"
run --replications 3 --threads 3 --trace project -o "$scratch/three.h5"
run --replications 1 --threads 4 --trace project -o "$scratch/inside.h5"
check "a trace changes results" cmp "$scratch/plain.h5" "$scratch/one.h5"
check "three threads, another trace" cmp "$scratch/one.trace.csv" "$scratch/three.trace.csv"
grep "^0,\|^replication" "$scratch/one.trace.csv" >"$scratch/first.csv"
check "four workers inside, another trace" cmp "$scratch/first.csv" "$scratch/inside.trace.csv"
check "other kinds are traced too" test "$(column "$scratch/one.trace.csv" 5)" = project
check "not all replications" test "$(column "$scratch/one.trace.csv" 1 | tr '\n' ' ')" = "0 1 2 "
check "events without their names" grep -q ",grant,crews/civil," "$scratch/one.trace.csv"
check "times go back" awk -F, 'NR > 1 { if ($1 == r && $3 + 0 < t) exit 1; r = $1; t = $3 + 0 }' "$scratch/one.trace.csv"

run --replications 1 --trace 'sites/harbour/phase0/hall*/rack?7?' -o "$scratch/racks.h5"
check "a pattern of names does not fit" grep -q "sites/harbour/phase0/hall0/rack\[7\],rack," "$scratch/racks.trace.csv"
check "more racks than asked for" test "$(column "$scratch/racks.trace.csv" 4 | grep -cv 'rack\[7\]$')" = 0
run --replications 1 --trace nobody -o "$scratch/nobody.h5"
check "nobody is nobody" test "$(wc -l <"$scratch/nobody.trace.csv")" = 1
rm -f "$scratch"/*.h5 "$scratch"/*.csv

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
