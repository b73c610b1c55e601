#!/bin/sh
# The C tests under valgrind's memcheck: reads and writes where nothing is, values that were never set, leaks. The compilers'
# sanitizers see more of the first and none of the second.
#
#   tests/valgrind.sh [TEST...]     those, else all that are not left out below (names as ctest has them)
#
# Prints a line for each and a summary; 1 if anything was found. What libraries keep or read is in valgrind.supp, by name and
# reason; nothing of ours is. Valgrind runs one thread at a time, 20 to 50 times slower than the processor.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
command -v valgrind >/dev/null || { echo "no valgrind: apt install valgrind" >&2; exit 77; }
build=build/valgrind most_s=${SUANLI_VALGRIND_SECONDS:-300}

# Left out: statistics of many million draws or events, of code that other tests run too. Over 5 minutes under valgrind.
left_out=""

cmake --preset valgrind >/dev/null
all=$(find tests -name 'test_*.c' | sed -e 's|^tests/||' -e 's|\.c$||' -e 's|/\(test_\)\{0,1\}|.|g' | sort)
tests=${*:-$all}
passed=0 failed=0 out=0 slow=0
for test in $tests; do
    case " $left_out " in
    *" $test "*)
        if [ $# -eq 0 ]; then
            out=$((out + 1))
            continue
        fi
        ;;
    esac
    cmake --build --preset valgrind --target "$test" >/dev/null
    log=$build/$test.log status=0
    # Asked of memcheck: every definite and possible leak, every use of what was not set and where that came from.
    OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive timeout "$most_s" valgrind --quiet --error-exitcode=99 --leak-check=full \
        --show-leak-kinds=definite,possible --errors-for-leak-kinds=definite,possible --track-origins=yes --num-callers=30 \
        --suppressions="$here/valgrind.supp" --log-file="$log" "$build/tests/$test" >"$log.out" 2>&1 || status=$?
    found=$(grep -cE '^==[0-9]+== [A-Z0-9]' "$log" || true)
    case $status in
    0) passed=$((passed + 1)) word="nothing found" ;;
    99) failed=$((failed + 1)) word="FOUND: $log ($found lines)" ;;
    124) slow=$((slow + 1)) word="not at its end in $most_s s; nothing found until then" && [ "$found" = 0 ] || failed=$((failed + 1)) ;;
    *) failed=$((failed + 1)) word="FAILED with status $status: $log.out" ;;
    esac
    printf '%-44s %s\n' "$test" "$word"
done
echo "$passed tests with nothing found, $failed with something, $slow too slow, $out left out:${left_out:- none}"
[ $failed -eq 0 ]
