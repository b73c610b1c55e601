#!/bin/sh
# The nation out of Fujian, small: sound, of the size asked for, and run to its end.
set -u
suanli=$1 scratch=$2
failed=0
fail() { failed=$((failed + 1)); echo "$@"; }

scenarios/national.sh 200000 "$scratch/small.cfg" || fail "the script failed"
scenarios/national.sh 200000 - >"$scratch/again.cfg"
cmp -s "$scratch/small.cfg" "$scratch/again.cfg" || fail "made twice, it differs"
"$suanli" check "$scratch/small.cfg" >"$scratch/out" 2>&1 || { fail "check finds faults"; head -5 "$scratch/out"; }
# 31 provinces with each of Fujian's 25 sites once; cabinets as asked but for rounding.
awk '/ sites, / { exit !($1 == 775 && $3 > 196000 && $3 < 204000) }' "$scratch/out" || { fail "not the size"; cat "$scratch/out"; }
[ "$(grep -c '^    [a-z]* = { name = .*storm_exposure_frac' "$scratch/small.cfg")" -eq 31 ] || fail "not 31 provinces"
"$suanli" run "$scratch/small.cfg" --replications 1 -q -o "$scratch/small.h5" >"$scratch/out" 2>&1 || { fail "the run failed"; head -5 "$scratch/out"; }
grep -q "compute_eflops  2025-12-31  >= 300 EFLOPS" "$scratch/out" || { fail "no verdict"; head -9 "$scratch/out"; }

scenarios/national.sh many - >/dev/null 2>"$scratch/err" && fail "took a word for a number"
grep -q "expected a number of cabinets" "$scratch/err" || fail "did not say what it expects"
[ $failed -eq 0 ] && echo "1 passed, 0 failed"
exit $failed
