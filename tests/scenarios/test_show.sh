#!/bin/sh
# What is printed about the province of tests/theory/hand.cfg, every figure of which test_hand.c works out by hand.
set -u
suanli=$1 scratch=$2
passed=0 failed=0
says() {
    if grep -qE -- "$2" "$scratch/$1"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "not said in $1: $2"
    fi
}

"$suanli" run tests/theory/hand.cfg --replications 2 -q -o "$scratch/hand.h5" >"$scratch/run" || failed=1
"$suanli" report "$scratch/hand.h5" >"$scratch/report" || failed=1
"$suanli" report "$scratch/hand.h5" --json >"$scratch/json" || failed=1
cmp "$scratch/run" "$scratch/report" || failed=$((failed + 1))

says report '^racks_in_service +2023-07-31 +>= 296 standard rack +0 % .* 200 +200 +200 +96 +missed +grid \(100 %\)$'
says report '^racks_in_service +2023-12-31 .* 100 % .* reached +-$'
says report '^racks_in_service +2024-12-31 .* missed +more than is planned$'
says report '^racks_in_service@2023-07-31 +grid 100 %$'
says report '^A planned rack waits, days on average: grid 55, equipment 17, crew 6$'
says report '^one +200 +296 +100 +0\.148 +1\.3[0-9] +grid 55, equipment 17$'
says json '"by_cause": \{'
says json '"grid": 96\.0'
says json '"misses": 2'
says json '"crew": 6\.0'

# Chinese names take two places each, and nothing in a name steers the terminal.
"$suanli" run tests/theory/hand.cfg -r 1 -q -o "$scratch/names.h5" -D 'sites.one.name_zh="长乐数据中心"' -D 'sites.one.name="A"' >"$scratch/names"
says names '^A +长乐数据中心 +200 +296 '
header=$(grep -n '^site ' "$scratch/names" | cut -d: -f1)
rule=$(sed -n "$((header + 1))p" "$scratch/names")
case $rule in "----  ------------  -----"*) passed=$((passed + 1)) ;; *)
    failed=$((failed + 1))
    echo "columns are not as wide as their texts: $rule"
    ;;
esac

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
