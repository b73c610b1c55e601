#!/bin/sh
# Fuzzes with libFuzzer, under the address and undefined-behaviour sanitizers, and prints what was run.
#
#   run.sh [SECONDS] [TARGET...]        so long for each target (60; all targets)
#   run.sh --inputs N [TARGET...]       so many inputs for each target
#   run.sh --jobs N ...                 by N processes for each target, before the other options
#   run.sh --afl [SECONDS] [TARGET...]  by AFL++ instead (apt install afl++), without sanitizers
#
# The corpus is kept in build/fuzz/corpus, and with it what was run: inputs of earlier runs are added where the target is the
# same program, byte for byte. An input that takes more than 2 s of the processor is a fault. With the sanitizers targets take 2
# (results, whose time is HDF5's) to 4 times as long as without, so that this is a second of the program as people run it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
inputs="" by=libfuzzer jobs=1
case ${1:-} in
--jobs) jobs=$2 && shift 2 ;;
esac
case ${1:-} in
--inputs) inputs=$2 && shift 2 ;;
--afl) by=afl && shift ;;
esac
seconds=60
case ${1:-} in
[0-9]*) seconds=$1 && shift ;;
esac
targets=${*:-scenario sweep epw load swf instance kept results}
export OMP_NUM_THREADS=1
if [ $by = libfuzzer ]; then
    # Less is kept of what was freed, and shorter stacks: else that takes most of the time.
    export ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=6:max_malloc_fill_size=64
    export LSAN_OPTIONS="suppressions=$here/leaks.txt:print_suppressions=0"
    build=build/fuzz
    [ -e $build/build.ninja ] || cmake --preset fuzz >/dev/null
    cmake --build --preset fuzz >/dev/null
else
    build=build/afl
    programs=suanli
    for target in $targets; do programs="$programs fuzz_$target"; done
    [ -e $build/build.ninja ] || AFL_QUIET=1 CC=afl-clang-fast cmake -S . -B $build -G Ninja -DSUANLI_FUZZ=ON >/dev/null
    # shellcheck disable=SC2086
    AFL_QUIET=1 ninja -C $build $programs >/dev/null
fi
dictionary=$build/keys.dict
$build/suanli schema | grep -oE '[a-z][a-z0-9]*(_[a-z0-9]+)+' | sort -u | sed 's/.*/"&"/' >"$dictionary.$$"
mv "$dictionary.$$" "$dictionary"

# Fuzzes a target by libFuzzer; sets runs, fault.
by_libfuzzer() {
    corpus=$build/corpus/$1 log=$build/$1 fault="" pids="" runs=0
    if [ -n "$inputs" ]; then until=-runs=$((inputs / jobs)); else until=-max_total_time=$seconds; fi
    mkdir -p "$corpus"
    job=0
    while [ $((job += 1)) -le "$jobs" ]; do
        "$program" "$corpus" "$build/seeds/$1" -dict="$dictionary" "$until" -timeout=100 -max_len=60000 -rss_limit_mb=4096 \
            -artifact_prefix="$build/$1-" -print_final_stats=1 >"$log.$job.log" 2>&1 &
        pids="$pids $!"
    done
    job=0
    for pid in $pids; do
        job=$((job + 1))
        wait "$pid" || fault="FAULT: $log.$job.log"
        done_=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log.$job.log" | tail -n 1)
        runs=$((runs + ${done_:-0}))
    done
}

# The same by AFL++.
by_afl() {
    out=$build/out/$1 fault=""
    rm -rf "$out" && mkdir -p "$build/out"
    AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_FAST_CAL=1 \
        afl-fuzz -V "$seconds" -t 5000 -m none -x "$dictionary" -i "$build/seeds/$1" -o "$out" -- "$program" \
        >"$build/$1.log" 2>&1 || fault="FAULT: $build/$1.log"
    stats=$out/default/fuzzer_stats
    runs=$(sed -n 's/^execs_done *: *//p' "$stats")
    bad=$(sed -n 's/^saved_\(crashes\|hangs\) *: *//p' "$stats" | awk '{ n += $1 } END { print n + 0 }')
    [ "$bad" = 0 ] || fault="FAULT: $out/default"
}

counts=$build/counts # target, program's SHA-256, inputs, fault or -
touch "$counts"
total=0 all=0 failed=0
for target in $targets; do
    tests/fuzz/seeds.sh "$target" $build/suanli "$build/seeds/$target"
    export SUANLI_FUZZ_RESULTS="$PWD/$build/seeds/results.files" SUANLI_FUZZ_SNAPSHOT="$PWD/$build/seeds/kept.snapshot"
    program=$build/tests/fuzz/fuzz_$target
    digest=$(sha256sum "$program" | cut -c 1-16)
    by_$by "$target"
    echo "$target $digest ${runs:-0} ${fault:--}" >>"$counts"
    same=$(awk -v target="$target" -v digest="$digest" '$1 == target && $2 == digest { n += $3 } END { print n }' "$counts")
    total=$((total + ${runs:-0})) all=$((all + same))
    slowest=$(sed -n 's/^slowest input: *\([0-9.]*\) s.*/\1/p' $build/"$target".*log 2>/dev/null | sort -n | tail -n 1)
    printf '%-9s %10s inputs%s; %10s with earlier runs of the same program; %s\n' "$target" "${runs:-0}" \
        "${slowest:+, the slowest $slowest s}" "$same" "${fault:-no fault}"
    [ -z "$fault" ] || failed=1
done
echo "$total inputs in all, $all with those of earlier runs"
exit $failed
