#!/bin/bash
# Submits a sweep to Slurm as an array and a job that merges it:
#
#     scenarios/slurm/submit.sh [options of sbatch] -- SCENARIO [options of suanli sweep]
#     scenarios/slurm/submit.sh --partition=cpu --cpus-per-task=4 --time=1:00:00 -- \
#         scenarios/fujian-2025.cfg --design latin --points 4096 --replications 8 -o /shared/sweep.h5
#
# First it does a few units here, which are kept, to find how long one takes: a task of the array has at least MIN_S seconds of
# work, or starting it would cost more than it does. The file must lie where all machines see it.
#
#     MIN_S=60          least work of a task
#     MAX_TASKS=256     most tasks
#     SHARDS=           tasks, where that is known: nothing is tried
#     SUANLI=...        the program
set -eu
here=$(cd "$(dirname "$0")" && pwd)
min_s=${MIN_S:-60} most=${MAX_TASKS:-256} shards=${SHARDS:-}
suanli=${SUANLI:-$(dirname "$(dirname "$here")")/build/release/suanli}
options=() cpus=1
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
    --cpus-per-task=*) cpus=${1#*=} ;;
    -c) cpus=$2 ;;
    -c[0-9]*) cpus=${1#-c} ;;
    esac
    options+=("$1")
    shift
done
[ $# -gt 1 ] || { sed -n '2,16s/^# \{0,1\}//p' "$0" >&2; exit 64; }
shift
output="out/$(basename "${1%.*}").sweep.h5"
for i in $(seq $#); do
    case ${!i} in
    -o | --output) next=$((i + 1)) && output=${!next} ;;
    --output=*) output=${!i#*=} ;;
    esac
done

# Two trials, of one unit and of a few more: their difference is free of what a process needs to begin.
try() { "$suanli" sweep "$@" --threads 1 --quiet --json; }
number() { awk -F'[:,]' -v key="\"$1\"" '$1 ~ key { print $2 + 0 }'; }
if [ -z "$shards" ]; then
    first=$(try "$@" --shard 1/1000000)
    second=$(try "$@" --shard 1/32)
    shards=$(awk -v a="$(number kept <<<"$first")" -v b="$(number kept <<<"$second")" \
        -v a_s="$(number wall_s <<<"$first")" -v b_s="$(number wall_s <<<"$second")" \
        -v runs="$(($(number points <<<"$first") * $(number replications <<<"$first")))" \
        -v cpus="$cpus" -v min_s="$min_s" -v most="$most" 'BEGIN {
            run_s = b > 2 * a && b_s > a_s ? (b_s - a_s) / (b - 2 * a) : a_s / a
            n = int(run_s * runs / cpus / min_s)
            n = n > most ? most : n < 1 ? 1 : n
            printf "a run takes %.3g s: %d tasks of %.0f s on %d processors\n", run_s, n, run_s * runs / cpus / n, cpus \
                >"/dev/stderr"
            print n }')
fi

export SUANLI=$suanli SHARDS=$shards
array=$(sbatch --parsable "${options[@]}" --array="1-$shards" "$here/sweep.sbatch" "$@")
array=${array%%;*}
# After any end of the tasks, not only a good one: what they have left undone, the merging job does.
merge=$(sbatch --parsable "${options[@]}" --dependency="afterany:$array" "$here/sweep.sbatch" "$@")
echo "array $array, merged by ${merge%%;*}; how it stands: $suanli sweep --status $output"
