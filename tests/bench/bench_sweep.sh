#!/bin/bash
# What a second thread, or a second rank, gains in a sweep of the default scenario, side by side: rounds of one thread, two
# threads, one rank, two ranks; the best of each, as others use the machine too. Then memory and time by replications.
#
#     tests/bench/bench_sweep.sh [build/release/suanli [rounds]]
set -eu
suanli=${1:-build/release/suanli} rounds=${2:-3} points=${POINTS:-192}
. tests/ranks.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sweep="sweep scenarios/fujian-2025.cfg --design latin --points $points -q -o $folder/sweep.h5"
seconds() {
    local began=$EPOCHREALTIME
    "$@" >/dev/null
    awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
    rm -rf "$folder"/sweep.h5*
}
declare -A best
note() { # NAME SECONDS
    if [ -z "${best[$1]:-}" ] || awk -v a="$2" -v b="${best[$1]}" 'BEGIN { exit !(a < b) }'; then best[$1]=$2; fi
    printf '  %s %.2f s' "$1" "$2"
}
echo "$points runs of scenarios/fujian-2025.cfg, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
for _ in $(seq "$rounds"); do
    note "1 thread" "$(seconds "$suanli" $sweep --threads 1)"
    note "2 threads" "$(seconds "$suanli" $sweep --threads 2)"
    if [ -n "$suanli_mpi" ]; then
        note "1 rank" "$(seconds ranks -n 1 "$suanli_mpi" $sweep --threads 1)"
        note "2 ranks" "$(seconds ranks -n 2 "$suanli_mpi" $sweep --threads 1)"
    fi
    echo
done
gain() { # NAME ONE TWO
    awk -v name="$1" -v one="${best[$2]}" -v two="${best[$3]}" 'BEGIN {
        printf "%-10s %7.2f s against %7.2f s: %.2f times as fast, efficiency %.3f\n", name, two, one, one / two, one / two / 2 }'
}
gain "2 threads" "1 thread" "2 threads"
[ -z "$suanli_mpi" ] || gain "2 ranks" "1 thread" "2 ranks"
[ -z "$suanli_mpi" ] || gain "2 ranks" "1 rank" "2 ranks"

[ -z "${NO_MEMORY:-}" ] && [ -x /usr/bin/time ] || exit 0
for replications in 100 1000; do
    for command in "run scenarios/fujian-2025.cfg" "sweep scenarios/fujian-2025.cfg --design latin --points 1"; do
        /usr/bin/time -o "$folder/time" -f "%e s, %M kB at most" "$suanli" $command --replications $replications --threads 2 -q \
            -o "$folder/many.h5" >/dev/null
        printf '%-6s %5d replications on 2 threads: %s\n' "${command%% *}" $replications "$(cat "$folder/time")"
        rm -rf "$folder"/many.h5*
    done
done
