#!/bin/sh
# Fuzzes with libFuzzer, under the address and undefined-behaviour sanitizers, and prints what was run.
#
#   run.sh [SECONDS] [TARGET...]   so long for each target (60; all targets); the corpus is kept in build/fuzz/corpus
#
# An input that takes 5 s is a fault: about a second of the program as people run it.
#
# By AFL++ instead: CC=afl-clang-fast cmake -S . -B build/afl -G Ninja -DSUANLI_FUZZ=ON, build a target, then
# afl-fuzz -i build/fuzz/corpus/epw -o build/afl/out -- build/afl/tests/fuzz/fuzz_epw
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=${*:-scenario epw load swf instance results}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz >/dev/null
export LSAN_OPTIONS="suppressions=$PWD/tests/fuzz/leaks.txt:print_suppressions=0"
export OMP_NUM_THREADS=1
dictionary=build/fuzz/keys.dict
build/fuzz/suanli schema | grep -oE '[a-z][a-z0-9]*(_[a-z0-9]+)+' | sort -u | sed 's/.*/"&"/' >"$dictionary"
total=0 failed=0
for target in $targets; do
    corpus=build/fuzz/corpus/$target
    tests/fuzz/seeds.sh "$target" build/fuzz/suanli "build/fuzz/seeds/$target"
    export SUANLI_FUZZ_RESULTS="$PWD/build/fuzz/seeds/results.files"
    mkdir -p "$corpus"
    log=build/fuzz/$target.log
    status=0
    build/fuzz/tests/fuzz/fuzz_"$target" "$corpus" "build/fuzz/seeds/$target" -dict="$dictionary" -max_total_time="$seconds" \
        -timeout=5 -max_len=60000 -rss_limit_mb=4096 -artifact_prefix="build/fuzz/$target-" -print_final_stats=1 \
        >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    total=$((total + ${runs:-0}))
    printf '%-9s %10s inputs  %s\n' "$target" "${runs:-0}" "$([ $status = 0 ] && echo 'no fault' || echo "FAULT: $log")"
    [ $status = 0 ] || failed=1
done
echo "$total inputs in all"
exit $failed
