#!/bin/sh
# Prints what the nation costs at growing sizes, one replication on one thread: the figures of tests/bench/scale.md.
#
#     tests/bench/bench_national.sh build/release/suanli [CABINETS ...]     default: 1 to 30 million
#
# Slopes are those between one size and the one before it.
set -eu
suanli=$1
shift
[ $# -gt 0 ] || set -- 1000000 3000000 10000000 30000000
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf '%10s %10s %6s %7s %8s %7s %8s %8s %14s\n' cabinets events read,s ground,s run,s MB ns/event B/cabinet events/cabinet
before="0 0"
for cabinets in "$@"; do
    "$(dirname "$0")/../../scenarios/national.sh" "$cabinets" "$scratch/nation.cfg"
    "$suanli" bench province --scenario "$scratch/nation.cfg" --threads 1 --replications 1 --json |
        tr -d '",' >"$scratch/out"
    made=$("$suanli" check "$scratch/nation.cfg" | awk '/ cabinets; / { print $3 }')
    before=$(awk -v n="$made" -v before="$before" -v rows="$scratch/row" '
        /^ [a-z_]+: / { sub(":", "", $1); value[$1] = $2 }
        END {
            split(before, last, " ")
            printf "%10d %10d %6.2f %7.2f %8.2f %7.0f %8.0f %8.0f %14.2f\n", n, value["events"], value["read_s"], value["ground_s"],
                value["replication_s"], value["rss_mb"], value["replication_s"] / value["events"] * 1e9,
                (value["rss_mb"] - last[2]) * 1e6 / (n - last[1]), value["events"] / n > rows
            print n, value["rss_mb"]
        }' "$scratch/out")
    cat "$scratch/row"
done
