#!/bin/sh
# suanli bench: reference results, what the JSON holds, and options that are not a benchmark's own.
set -u
suanli=$1 scratch=$2
. tests/expect.sh

# value KEY: of the kept JSON.
value() {
    sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" "$scratch/out"
}
# holds NAME EXPRESSION: in awk.
holds() {
    if awk "BEGIN { exit !($2) }"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$1: not true: $2"
    fi
}

# The reference of the field (ROSS, ROOT-Sim and others reach it too): P = 0.1, L = 0.1.
for threads in 1 2 3; do
    expect 0 "phold on $threads" "$suanli" bench phold --lps 1024 --events 16 --remote 0.1 --lookahead 0.1 --end 100 --threads $threads --json
    says out '"hash": "63b36ec6ef00d20b"'
    says out '"events": 1635439,'
done
holds "phold's figures" "$(value wall_s) > 0 && $(value events_per_s) > 1e5 && $(value rss_mb) > 1"
keys=$(sed -n 's/^ *"\([^"]*\)":.*/\1/p' "$scratch/out" | tr '\n' ' ')
[ "$keys" = "events wall_s events_per_s rss_mb hash " ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "phold's keys: $keys"; }
expect 0 "phold, seed 0" "$suanli" bench phold --end 20 --threads 1 --seed 0 --json
reference=$(value hash)
expect 0 "phold, no seed" "$suanli" bench phold --end 20 --threads 2 --json
[ "$(value hash)" = "$reference" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "seed 0 is not the default"; }
expect 0 "phold, seed 5" "$suanli" bench phold --end 20 --threads 1 --seed 5 --json
other=$(value hash)
expect 0 "phold, seed 5 on two" "$suanli" bench phold --end 20 --threads 2 --seed 5 --json
[ "$(value hash)" = "$other" ] && [ "$other" != "$reference" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "seeds: $reference $other $(value hash)"; }
# Without lookahead all events run in one order, with the same numbers.
expect 0 "phold without lookahead" "$suanli" bench phold --lookahead 0 --end 10 --threads 2 --json
expect 0 "phold for people" "$suanli" bench phold --end 5
says out "million/s"

expect 0 mm1 "$suanli" bench mm1 --customers 1000000 --json
holds "mm1's mean wait" "($(value mean_wait) - $(value mean_wait_exact)) ^ 2 < (4 * $(value mean_wait_error)) ^ 2 && $(value mean_wait_exact) == 3"
holds "mm1's events" "$(value events) == 3000000 && $(value customers) == 1000000 && $(value events_per_s) > 1e5"
expect 0 "mm1 for people" "$suanli" bench mm1 --customers 1000
says out "closed form"

expect 0 scale "$suanli" bench scale --lps 30000 --end 2 --json
says out '"lps": 10000,'
says out '"lps": 30000,'
says out '"bytes_per_lp"'
expect 0 "scale for people" "$suanli" bench scale --lps 1000 --end 2
says out "bytes/LP"

expect 0 province "$suanli" bench province --scenario scenarios/tour.cfg --replications 2 --threads 2 --json
for key in read_s ground_s replication_s efficiency_inside efficiency_side_by_side; do says out "\"$key\": "; done
expect 0 "province once" "$suanli" bench province --scenario scenarios/tour.cfg --replications 1 --threads 1 --json
sum=$(sed '1,/"kinds"/d' "$scratch/out" | sed -n 's/^ *"events": \([0-9]*\),$/\1/p' | paste -sd+)
holds "the kinds' events are all events" "$(value events | head -1) == $sum && $sum > 1000"
expect 0 "province for people" "$suanli" bench province --scenario scenarios/tour.cfg --replications 1 --threads 2
says out "2 threads inside it"
expect 66 "province of no scenario" "$suanli" bench province --scenario nowhere.cfg
expect 65 "province of a bad scenario" "$suanli" bench province --scenario README.md

expect 64 "no benchmark" "$suanli" bench
expect 64 "unknown benchmark" "$suanli" bench warp
says err "expected phold, mm1, province or scale"
expect 64 "an option of another benchmark" "$suanli" bench mm1 --lps 10
says err "found --lps"
expect 64 "no processes" "$suanli" bench phold --lps 0
expect 64 "too many events" "$suanli" bench phold --lps 1000000000 --events 1000
expect 64 "no number" "$suanli" bench phold --remote much
expect 64 "beyond its range" "$suanli" bench phold --remote 1.5
says err "0..1"
expect 64 "a lookahead that leaves no luck" "$suanli" bench phold --lookahead 1
expect 64 "no number either" "$suanli" bench phold --end nan
expect 64 "an option of the benchmarks in a run" "$suanli" run scenarios/tour.cfg --lps 10
expect 0 help "$suanli" bench --help
for text in --lps --customers --lookahead --scenario "closed form" "default: 1024"; do says out "$text"; done

finish
