#!/bin/sh
# Runs and sweeps that stop when an estimate is known well enough: at the same number on any number of threads, after any
# interruption; the file says so. Antithetic pairs are told, and refused where they cannot be.
set -u
suanli=$1 scratch=$2
. tests/expect.sh
rm -rf "$scratch"/*
tour=scenarios/tour.cfg
same() {
    if cmp "$scratch/$1" "$scratch/$2" >/dev/null 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name: $1 and $2 differ"
    fi
}

# Runs.
run() {
    output=$1
    shift
    "$suanli" run $tour -q -o "$scratch/$output" "$@"
}
condition="p(compute_eflops@2024) +- 0.1"
expect 0 "one thread" run one.h5 --threads 1 --until "$condition"
says out "stopped at p(compute_eflops@2024-12-31) = "
says out "(wanted 0.1)"
for threads in 2 7; do
    expect 0 "$threads threads" run many.h5 --threads $threads --until "$condition"
    same one.h5 many.h5
done
expect 0 "its report" "$suanli" report "$scratch/one.h5"
says out "128 replications"
expect 0 "JSON" "$suanli" report "$scratch/one.h5" --json
says out '"until_met": true'
expect 0 "the same number at once" run plain.h5 -r 128
cp "$scratch/out" "$scratch/plain"
expect 0 "the report again" "$suanli" report "$scratch/plain.h5"
sed 1,2d "$scratch/out" >"$scratch/plain"
expect 0 "what stopped has the same numbers" "$suanli" report "$scratch/one.h5"
sed 1,3d "$scratch/out" >"$scratch/stopped"
same plain stopped
expect 0 "both conditions" run both.h5 --until "$condition" --until "mean(racks_in_service@2024) +- 1" -r 100
says out "not sure enough yet: "
says out "mean(racks_in_service@2024-12-31)"
expect 0 "exactly the most" run most.h5 --until "p(compute_eflops@2024) +- 0.001" -r 70
says out "70 replications"
expect 0 "pairs" run pairs.h5 --antithetic --until "mean(racks_in_service@2024) +- 40" --threads 2
says out "in antithetic pairs"
expect 0 "pairs on one thread" run pairs1.h5 --antithetic --until "mean(racks_in_service@2024) +- 40" --threads 1
same pairs.h5 pairs1.h5
expect 64 "half a pair" run never.h5 --antithetic -r 7
says err "expected an even number with --antithetic"
expect 64 "pairs and snapshots" run never.h5 --antithetic --snapshot-at 2023-12-31
expect 64 "conditions and snapshots" run never.h5 --until "$condition" --snapshot-at 2023-12-31
expect 64 "no condition" run never.h5 --until "p(compute_eflops@2024)"
says err "with DATE as YYYY-MM-DD or YYYY"

# Sweeps. `sweep NAME OPTIONS...`
sweep() {
    output=$1
    shift
    "$suanli" sweep $tour --vary ramp.half_days=200:640 --vary crews.mep=1:6 -q -o "$scratch/$output" "$@"
}
expect 0 "a sweep" sweep s1.h5 --until "$condition" --threads 1 --json
says out '"until_met": true'
cp "$scratch/out" "$scratch/told"
for threads in 2 5; do
    expect 0 "a sweep, $threads threads" sweep s2.h5 --until "$condition" --threads $threads
    same s1.h5 s2.h5
done
expect 0 "it is done" sweep s1.h5 --until "$condition" --resume --json
says out "$(grep '"points"' "$scratch/told")"
expect 0 "analysed" "$suanli" analyse "$scratch/s1.h5"
expect 0 "as many independent points" sweep plain.h5 --independent --points "$(sed -n 's/.*"points": \([0-9]*\).*/\1/p' "$scratch/told")"
"$suanli" analyse "$scratch/s1.h5" >"$scratch/stopped"
"$suanli" analyse "$scratch/plain.h5" >"$scratch/plain"
name="its points are those of the smaller sweep"
same plain stopped
expect 0 "pairs at points" sweep s3.h5 --design monte-carlo --antithetic -r 2 --until "mean(racks_in_service@2024) +- 25"
for design in latin lattice; do
    expect 0 "$design" sweep s3.h5 --design $design --points 1024 --until "$condition"
done
# Killed, and gone on with.
for _ in 1 2 3 4; do
    "$suanli" sweep $tour --vary ramp.half_days=200:640 --vary crews.mep=1:6 -q -o "$scratch/s4.h5" --until "$condition" --resume \
        --threads 1 &
    sleep 0.2
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
done
expect 0 "after four kills" sweep s4.h5 --until "$condition" --resume
same s1.h5 s4.h5
expect 64 "shards" sweep never.h5 --until "$condition" --shard 1/2
says err "expected none with --shard"
expect 64 "a design that cannot be cut" sweep never.h5 --until "$condition" --design grid
says err "expected sobol, lattice, latin or monte-carlo"
expect 64 "an odd number of replications" sweep never.h5 --antithetic
expect 64 "pairs where the sweep sets all" "$suanli" sweep scenarios/tour.cfg --design latin --points 4 -r 2 --antithetic -q -o "$scratch/never.h5"
says err "nothing to turn round"
expect 65 "likewise in the scenario" "$suanli" sweep scenarios/tour.cfg --design latin --points 4 -D sweep.replications=2 -D sweep.antithetic=true -q -o "$scratch/never.h5"
says err "sweep.antithetic: found true"
expect 64 "an index" sweep never.h5 --until "sobol(ramp.half_days) +- 0.01"
says err "cannot be watched"
expect 64 "a total index of a target" sweep never.h5 --until "total(compute_eflops@2024) +- 0.01"
says err "suanli analyse"
expect 64 "another series" sweep never.h5 --until "mean(rack_in_service@2024) +- 3"
says err "racks_in_service"

# Files.
expect 64 "an analysis in the place of its sweep" "$suanli" analyse "$scratch/s1.h5" -o "$scratch/s1.h5"
same s1.h5 s2.h5
expect 0 "an analysis beside" "$suanli" analyse "$scratch/s1.h5" -o "$scratch/a1.h5"
expect 0 "again" "$suanli" analyse "$scratch/s1.h5" -o "$scratch/a2.h5"
same a1.h5 a2.h5
expect 65 "an analysis of an analysis" "$suanli" analyse "$scratch/a1.h5"
finish
