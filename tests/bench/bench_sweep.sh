#!/bin/bash
# What a second thread, or a second rank, gains in a sweep of the default scenario, side by side: rounds of one thread, two
# threads, one rank, two ranks; the best of each, as others use the machine too. Then memory and time by replications.
#
#     [POINTS=N] [NO_MEMORY=1] tests/bench/bench_sweep.sh [build/release/suanli [rounds]]
#
# What mpirun takes to start and to stop a program that does nothing is measured too, and printed beside.
set -eu
suanli=${1:-build/release/suanli} rounds=${2:-3} points=${POINTS:-192}
. tests/ranks.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sweep="sweep scenarios/fujian-2025.cfg --design latin --points $points -q -o $folder/sweep.h5"
declare -A best cpu
# measure NAME COMMAND...: keeps the best wall time, and the processor time of that round.
measure() {
    local name=$1 wall user system TIMEFORMAT='%R %U %S'
    shift
    read -r wall user system < <({ time "$@" >/dev/null 2>&1; } 2>&1)
    rm -rf "$folder"/sweep.h5*
    printf '  %s %.2f s' "$name" "$wall"
    if [ -z "${best[$name]:-}" ] || awk -v a="$wall" -v b="${best[$name]}" 'BEGIN { exit !(a < b) }'; then
        best[$name]=$wall
        cpu[$name]=$(awk -v a="$user" -v b="$system" 'BEGIN { print a + b }')
    fi
}
echo "$points runs of scenarios/fujian-2025.cfg, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
# The placement is found once, and kept beside the output.
$suanli $sweep --points 1 >/dev/null 2>&1
rm -rf "$folder"/sweep.h5*
for _ in $(seq "$rounds"); do
    measure "1 thread" "$suanli" $sweep --threads 1
    measure "2 threads" "$suanli" $sweep --threads 2
    if [ -n "$suanli_mpi" ]; then
        measure "1 rank" ranks -n 1 "$suanli_mpi" $sweep --threads 1
        measure "2 ranks" ranks -n 2 "$suanli_mpi" $sweep --threads 1
        measure "mpirun alone" ranks -n 2 "$suanli_mpi" --version
    fi
    echo
done
# By wall time, and by processor time: what sharing caches and memory costs, whatever else the machine has to do.
gain() { # TWO ONE
    awk -v name="$1 against $2" -v one="${best[$2]}" -v two="${best[$1]}" -v c1="${cpu[$2]}" -v c2="${cpu[$1]}" 'BEGIN {
        printf "%-28s %6.2f s against %6.2f s: efficiency %.3f; processor time %.2f s against %.2f s: %.3f\n",
            name, two, one, one / two / 2, c2, c1, c1 / c2 }'
}
gain "2 threads" "1 thread"
[ -z "$suanli_mpi" ] || gain "2 ranks" "1 thread"
[ -z "$suanli_mpi" ] || gain "2 ranks" "1 rank"
[ -z "$suanli_mpi" ] || echo "mpirun takes ${best[mpirun alone]} s of that to start and stop two ranks that do nothing"

[ -z "${NO_MEMORY:-}" ] && [ -x /usr/bin/time ] || exit 0
for replications in 100 1000; do
    for command in "run scenarios/fujian-2025.cfg" "sweep scenarios/fujian-2025.cfg --design latin --points 1"; do
        /usr/bin/time -o "$folder/time" -f "%e s, %M kB at most" "$suanli" $command --replications $replications --threads 2 -q \
            -o "$folder/many.h5" >/dev/null
        printf '%-6s %5d replications on 2 threads: %s\n' "${command%% *}" $replications "$(cat "$folder/time")"
        rm -rf "$folder"/many.h5*
    done
done
