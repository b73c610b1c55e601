#!/bin/sh
# A run that goes on from a snapshot is the run that was never interrupted; with levers changed it is another from there on.
set -u
suanli=$1 scratch=$2
passed=0 failed=0

ok() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "$*"
    head -5 "$scratch/err"
}
run() { "$suanli" run "$@" >"$scratch/out" 2>"$scratch/err"; }
# refused STATUS TEXT ARGUMENTS...
refused() {
    wanted=$1 text=$2
    shift 2
    run "$@" -o "$scratch/refused.h5"
    status=$?
    if [ $status -eq "$wanted" ] && grep -qF -- "$text" "$scratch/err"; then ok; else bad "status $status, no: $text"; fi
    if [ -e "$scratch/refused.h5" ]; then bad "refused, but wrote results: $*"; else ok; fi
}

rm -f "$scratch"/*.h5 "$scratch"/*.snapshot
tour=scenarios/tour.cfg
run $tour --replications 2 --seed 5 --threads 1 --quiet -o "$scratch/whole.h5" || bad "the whole run"

# Ten dates, taken and taken up on 1, 2 and 4 threads; the last ones from a snapshot of a snapshot.
date_list="2022-12-31 2023-01-01 2023-02-14 2023-05-31 2023-08-17 2023-12-31 2024-02-29 2024-07-01 2024-10-15 2024-12-30"
n=0
for date in $date_list; do
    n=$((n + 1))
    case $((n % 3)) in 0) save=1 go=2 ;; 1) save=2 go=4 ;; *) save=4 go=1 ;; esac
    run $tour --replications 2 --seed 5 --threads $save --quiet --snapshot-at $date -o "$scratch/save.h5" || bad "save at $date"
    if cmp -s "$scratch/whole.h5" "$scratch/save.h5"; then ok; else bad "saving at $date changed the results"; fi
    run $tour --threads $go --quiet --from "$scratch/save@$date.snapshot" -o "$scratch/on.h5" || bad "on from $date"
    if cmp -s "$scratch/whole.h5" "$scratch/on.h5"; then ok; else bad "on from $date: other results"; fi
done
run $tour --quiet --from "$scratch/save@2023-05-31.snapshot" --snapshot-at 2024-07-01 -o "$scratch/chain.h5" || bad "a chain"
if cmp -s "$scratch/chain@2024-07-01.snapshot" "$scratch/save@2024-07-01.snapshot"; then ok; else bad "a chain's snapshot differs"; fi

# Fewer replications than were saved; levers from there on.
run $tour --quiet --replications 1 --from "$scratch/save@2024-07-01.snapshot" -o "$scratch/one.h5" && ok || bad "one of two"
run $tour --json --from "$scratch/save@2024-07-01.snapshot" -D ramp.half_days=30 -D crews.civil=60 -o "$scratch/lever.h5" && ok || bad "levers"
if cmp -s "$scratch/whole.h5" "$scratch/lever.h5"; then bad "levers change nothing"; else ok; fi
"$suanli" report "$scratch/lever.h5" | grep -qF "from 2024-07-01 with -D 'ramp.half_days=30' -D 'crews.civil=60'" && ok || bad "the report does not name the levers"

snapshot=$scratch/save@2024-07-01.snapshot
refused 65 "sites.harbour.phases[0].racks: found a value that has acted before" $tour --from "$snapshot" -D "sites.harbour.phases[0].racks=7"
refused 65 "later than the snapshot's 2024-07-01" $tour --from "$snapshot" -D "sites.harbour.phases[1].start=2024-01-01"
refused 65 "another scenario than the snapshot's" scenarios/fujian-2025.cfg --from "$snapshot"
refused 64 "--seed: found 6" $tour --from "$snapshot" --seed 6
refused 64 "--replications: found 3" $tour --from "$snapshot" --replications 3
refused 64 "--snapshot-at: found 2024-06-30" $tour --from "$snapshot" --snapshot-at 2024-06-30
refused 64 "--snapshot-at: found 2031-01-01" $tour --snapshot-at 2031-01-01
refused 64 "expected a date" $tour --snapshot-at 2024-02-30
refused 66 "nowhere.snapshot" $tour --from "$scratch/nowhere.snapshot"
refused 65 "expected a snapshot" $tour --from "$scratch/whole.h5"
cp "$snapshot" "$scratch/cut.snapshot"
truncate -s -100 "$scratch/cut.snapshot"
refused 65 "cut.snapshot" $tour --from "$scratch/cut.snapshot"
rm -f "$scratch"/*.h5 "$scratch"/*.snapshot

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
