#!/bin/sh
# The C tests under valgrind's memcheck: what is read or written where nothing is, values that were never set (which no
# sanitizer of the others sees), leaks.
#
#   tests/valgrind.sh [-j JOBS] [TEST...]     those, else all that are not left out below; names as ctest has them
#
# Prints a line for each test and a summary; 1 if anything was found. What libraries are known to keep is in valgrind.supp by
# name and reason; nothing of ours is. A test takes 20 to 50 times as long; one that has not ended in SUANLI_VALGRIND_SECONDS
# (600) is told, with what was found until then.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
build=build/valgrind

# Left out: more than a second as they are, so minutes here. Statistics of millions of draws or events, years of weather and
# grids of plants, a solver's long searches; the code is that of other tests too.
left_out="models.dispatch models.physics.catalogue models.physics.plant_table models.physics.search models.physics.weather
    sim.identity sim.rng_laws theory.conservation theory.queues"

# One test: prints its line, leaves its word beside its log.
one() {
    log=$build/$1.memcheck status=0
    # Of leaks those that nothing points at: what a pointer into its middle still holds, as in a child process that is to end by an
    # assert (sim.edges), is none.
    # OMP_NUM_THREADS: valgrind runs one thread at a time; those that a test asks for by number it has.
    OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive timeout "${SUANLI_VALGRIND_SECONDS:-600}" valgrind --quiet --error-exitcode=99 \
        --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --track-origins=yes \
        --num-callers=30 --suppressions="$here/valgrind.supp" --log-file="$log" "$build/tests/$1" >"$log.out" 2>&1 || status=$?
    case $status in
    0) word="nothing" ;;
    124) if [ -s "$log" ]; then word="FOUND"; else word="unended"; fi ;;
    99) word="FOUND" ;;
    *) if [ -s "$log" ]; then word="FOUND"; else word="FAILED"; fi ;;
    esac
    echo "$word" >"$log.word"
    printf '%-44s %s\n' "$1" "$word$([ $word = nothing ] || echo " (status $status): $log")"
}

if [ "${1:-}" = --one ]; then
    one "$2"
    exit
fi
command -v valgrind >/dev/null || { echo "no valgrind: apt install valgrind" >&2; exit 77; }
jobs=1
[ "${1:-}" != -j ] || { jobs=$2 && shift 2; }
all=$(find tests -name 'test_*.c' | sed -e 's|^tests/||' -e 's|\.c$||' -e 's|/\(test_\)\{0,1\}|.|g' | sort)
tests="$*"
[ -n "$tests" ] || for test in $all; do
    case " $(echo $left_out) " in *" $test "*) ;; *) tests="$tests $test" ;; esac
done
cmake --preset valgrind >/dev/null
# shellcheck disable=SC2086
cmake --build --preset valgrind --target $tests >/dev/null
rm -f $build/*.memcheck.word
# shellcheck disable=SC2086
printf '%s\n' $tests | xargs -P "$jobs" -n 1 "$here/valgrind.sh" --one
count() { cat $build/*.memcheck.word | grep -c "$1" || true; }
echo "$(count nothing) tests with nothing found, $(count FOUND) with something, $(count FAILED) failed, $(count unended) not at their end"
[ $# -gt 0 ] || echo "left out, for they take minutes:" $left_out
[ "$(count FOUND)" = 0 ] && [ "$(count FAILED)" = 0 ]
