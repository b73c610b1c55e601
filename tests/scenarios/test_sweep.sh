#!/bin/sh
# A sweep's file does not depend on threads, shards, order, interruptions or damage; faults are told; nothing is lost.
set -u
suanli=$1 scratch=$2
passed=0 failed=0
ok() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "$*"; }
# expect STATUS NAME COMMAND...
expect() {
    wanted=$1 name=$2
    shift 2
    "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
    [ $status -eq "$wanted" ] && ok || { fail "$name: exit status $status, expected $wanted"; head -3 "$scratch/err"; }
}
says() { grep -qF -- "$2" "$scratch/$1" && ok || { fail "$name: standard $1 does not say: $2"; head -5 "$scratch/$1"; }; }
same() { cmp "$scratch/$1" "$scratch/$2" >/dev/null 2>&1 && ok || fail "$name: $1 and $2 differ"; }
gone() { [ ! -e "$scratch/$1" ] && ok || fail "$name: $1 is there"; }

rm -rf "$scratch"/*
tour=scenarios/tour.cfg
# 32 points x 2 replications, on everything that may not show. `sweep NAME OPTIONS...`
sweep() {
    output=$1
    shift
    "$suanli" sweep $tour --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 32 --replications 2 --seed 3 -q \
        -o "$scratch/$output" "$@"
}

# The same, in the place of a subshell, so that its process can be sent signals.
start() {
    exec "$suanli" sweep $tour --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 32 --seed 3 -q "$@"
}

expect 0 "one thread" sweep one.h5 --threads 1
for threads in 2 3 8; do
    expect 0 "$threads threads" sweep many.h5 --threads $threads
    same one.h5 many.h5
done
for shard in 3 1 4 2 4; do # one twice, as a queue may do
    expect 0 "shard $shard" sweep shards.h5 --shard $shard/4
done
gone shards.h5
expect 0 "shards together" sweep shards.h5 --resume
same one.h5 shards.h5
gone shards.h5.parts
expect 0 "nothing left to do" sweep shards.h5 --resume
same one.h5 shards.h5

expect 0 "a shard that comes late" sweep shards.h5 --shard 2/4
gone shards.h5.parts

# Two processes at the same sweep, as a queue may start them: both end well, with the same file.
start -o "$scratch/twice.h5" --replications 2 --threads 1 --resume &
first=$!
start -o "$scratch/twice.h5" --replications 2 --threads 2 --resume &
second=$!
name="two at once"
wait $first && ok || fail "two at once: the first fails"
wait $second && ok || fail "two at once: the second fails"
same one.h5 twice.h5

# Interrupted, damaged, and gone on with.
start -o "$scratch/stop.h5" --threads 1 --replications 1000 >/dev/null 2>"$scratch/err" &
pid=$!
tries=0
while [ ! -e "$scratch/stop.h5.parts/unit-00000000" ] && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -INT $pid
wait $pid
status=$? name="an interrupt"
[ $status -eq 75 ] && ok || fail "an interrupt: exit status $status, expected 75"
says err "--resume goes on"
gone stop.h5
rm -rf "$scratch/stop.h5.parts"
expect 0 "half of it" sweep half.h5 --shard 1/2
expect 73 "a sweep that lies there" sweep half.h5
says err "--resume"
expect 65 "another sweep" sweep half.h5 --resume --seed 4
says err "another sweep"
unit="$scratch/half.h5.parts/unit-00000002"
printf 'x' | dd of="$unit" bs=1 seek=1000 conv=notrunc 2>/dev/null
: >"$scratch/half.h5.parts/unit-00000004"
: >"$scratch/half.h5.parts/unit-00000001.tmp-1"
expect 0 "damaged units are done again" sweep half.h5 --resume
same one.h5 half.h5
gone half.h5.parts

# A disk that fills up in a unit, and in the file: 74, nothing under the name, and it goes on from there. ThreadSanitizer does
# not start under such a limit.
limits="8 200"
(ulimit -f 8; "$suanli" --version >/dev/null 2>&1) || limits=""
for limit in $limits; do
    # shellcheck disable=SC2016
    expect 74 "file size limit $limit" sh -c 'trap "" XFSZ; ulimit -f '$limit'; exec "$@"' sh "$suanli" sweep $tour \
        --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 32 --replications 2 --seed 3 -q -o "$scratch/full.h5" --resume
    gone full.h5
done
expect 0 "after a full disk" sweep full.h5 --resume
same one.h5 full.h5

# Other designs, and what they cannot do.
for design in grid monte-carlo latin lattice morris saltelli; do
    points=4
    [ $design = lattice ] && points=16
    expect 0 "$design" "$suanli" sweep $tour --design $design --points $points --vary ramp.half_days=200:640 \
        --vary edge.steps[0].date=2023-10-31,2023-12-31 --vary builds.campus.land_days=30:90 -q -o "$scratch/$design.h5"
    expect 0 "analyse $design" "$suanli" analyse "$scratch/$design.h5"
    says out "ramp.half_days"
    expect 0 "analyse $design as JSON" "$suanli" analyse "$scratch/$design.h5" --json
    says out "\"design\": \"$design\""
done
expect 0 "all uncertain values" "$suanli" sweep $tour --points 16 -q --json -o "$scratch/all.h5"
says out '"factors": 10'
expect 0 "plants vary" "$suanli" sweep $tour --vary plants.new.chilled_water_degc=10:20 --points 2 -q -o "$scratch/plants.h5"
printf 'ramp.half_days,crews.mep\n300,2\n400,3.5\n' >"$scratch/points.csv"
expect 0 "given points" "$suanli" sweep $tour --design "$scratch/points.csv" -r 2 -q -o "$scratch/given.h5"
printf 'sites.harbour.new_plant\nold\nnew\n' >"$scratch/words.csv"
expect 0 "points of words, half of them" "$suanli" sweep $tour --design "$scratch/words.csv" -q --shard 1/2 -o "$scratch/words.h5"
printf 'sites.harbour.new_plant\nold\nfresh\n' >"$scratch/words.csv"
expect 65 "other words" "$suanli" sweep $tour --design "$scratch/words.csv" -q --resume -o "$scratch/words.h5"
printf 'ramp.half_days,crews.mep\n300,2\n400\n' >"$scratch/bad.csv"
expect 65 "a short row" "$suanli" sweep $tour --design "$scratch/bad.csv" -q -o "$scratch/never.h5"
says err "bad.csv:3"
expect 66 "no file of points" "$suanli" sweep $tour --design "$scratch/none.csv" -q -o "$scratch/never.h5"
expect 65 "an unknown path and a range upside down" "$suanli" sweep $tour --vary ramp.half_day=1:2 --vary crews.mep=6:1 -o "$scratch/never.h5"
says err "no field of that path"
says err "a low end below the high end"
expect 65 "a range beyond the field's" "$suanli" sweep $tour --vary ramp.plateau_frac=0.5:1.6 -q -o "$scratch/never.h5"
says err "a number in 0..1"
expect 65 "the run's own end" "$suanli" sweep $tour --vary end=2024-01-01:2024-06-01 -q -o "$scratch/never.h5"
expect 64 "no power of 2" "$suanli" sweep $tour --points 12 -q -o "$scratch/never.h5"
expect 64 "no design" "$suanli" sweep $tour --design sobal -q -o "$scratch/never.h5"
expect 64 "no shard" "$suanli" sweep $tour --shard 5/4
expect 66 "no file" "$suanli" analyse "$scratch/never.h5"
expect 0 "a run" "$suanli" run $tour -r 2 -q -o "$scratch/run.h5"
expect 65 "a run's file" "$suanli" analyse "$scratch/run.h5"
says err "suanli report"
gone never.h5
gone never.h5.parts

# The group `sweep` of a scenario says what its options do not.
{
    cat $tour
    echo 'sweep = { design = "latin"; points = 10; vary = ( { path = "ramp.half_days"; range = "200:300"; }, { path = "crews.mep"; range = "1,2,4"; } ); };'
} >"$scratch/own.cfg"
expect 0 "a scenario's own sweep" "$suanli" sweep "$scratch/own.cfg" -q --json -o "$scratch/own.h5"
says out '"points": 10'
expect 0 "its grid" "$suanli" sweep "$scratch/own.cfg" --design grid -q --json -o "$scratch/own.h5"
says out '"points": 15'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
