#!/bin/sh
# One sweep of 64 points x 8 replications, run five ways: its file is the same by SHA-256.
#
#     one thread | two threads | two ranks of MPI | an array of Slurm | killed ten times and resumed
#
# Ways that this machine has not are left out, and said. Slurm is used only with SUANLI_SLURM=1: jobs are not submitted unasked.
set -u
suanli=$1 scratch=$2
. tests/ranks.sh
. tests/slurm.sh
kills=${SUANLI_KILLS:-10}
failed=0 ways=0
sweep="tests/scenarios/base.cfg --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 64 --replications 8"
rm -rf "$scratch"/*
fail() { failed=$((failed + 1)); echo "$*"; }
# way NAME FILE: compares with the first.
way() {
    ways=$((ways + 1))
    sum=$(sha256sum <"$scratch/$2") || sum=
    [ $ways -gt 1 ] || first=$sum
    echo "$sum $1" | sed 's/ *-//'
    [ "$sum" = "$first" ] || fail "$1: another file"
    [ ! -e "$scratch/$2.parts" ] || fail "$1: its parts are still there"
}
start() { exec "$suanli" sweep $sweep --threads 1 -q -o "$scratch/killed.h5" --resume; }
units() { ls "$scratch/killed.h5.parts" 2>/dev/null | grep -c '^unit-[0-9]*$'; }
wait_for_units() {
    tries=0
    while [ "$(units)" -lt "$1" ] && [ ! -e "$scratch/killed.h5" ] && [ $tries -lt 3000 ]; do
        sleep 0.005
        tries=$((tries + 1))
    done
}

"$suanli" sweep $sweep --threads 1 -q -o "$scratch/one.h5" || fail "one thread: exit status $?"
way "one thread" one.h5
"$suanli" sweep $sweep --threads 2 -q -o "$scratch/two.h5" || fail "two threads: exit status $?"
way "two threads" two.h5
if [ -n "$suanli_mpi" ]; then
    ranks -n 2 "$suanli_mpi" sweep $sweep --threads 1 -q -o "$scratch/ranks.h5" || fail "two ranks: exit status $?"
    way "two ranks" ranks.h5
else
    echo "left out: two ranks: suanli-mpi was not built beside suanli, or there is no mpirun (Debian: libopenmpi-dev openmpi-bin)"
fi
if [ -z "$no_slurm" ]; then
    SUANLI=$suanli SHARDS=4 scenarios/slurm/submit.sh -D "$PWD" -o "$scratch/slurm-%j.out" -- \
        $sweep -q -o "$scratch/array.h5" >"$scratch/submitted" || fail "an array: exit status $?"
    tries=0
    while { [ ! -e "$scratch/array.h5" ] || [ -e "$scratch/array.h5.parts" ]; } && [ $tries -lt 600 ]; do
        sleep 0.5
        tries=$((tries + 1))
    done
    way "an array of Slurm" array.h5
else
    echo "left out: an array of Slurm: $no_slurm"
fi
done=0 finished=0
while [ $done -lt "$kills" ]; do
    before=$(units)
    start &
    pid=$!
    wait_for_units $((before + 12)) # of 256: at work by now, and work is left after the tenth
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ ! -e "$scratch/killed.h5" ] || finished=$((finished + 1))
    [ "$(units)" -ge "$before" ] || [ -e "$scratch/killed.h5" ] || fail "kill $done: units were lost"
    done=$((done + 1))
done
[ $finished -lt "$kills" ] || fail "no kill came in time"
"$suanli" sweep $sweep --threads 2 -q -o "$scratch/killed.h5" --resume || fail "resumed: exit status $?"
way "killed $kills times, $((kills - finished)) of them at work, and resumed" killed.h5
[ $failed -eq 0 ] && echo "$ways passed, 0 failed" || echo "$failed failed"
[ $failed -eq 0 ]
