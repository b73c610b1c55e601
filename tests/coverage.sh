#!/bin/sh
# Which lines and branches of the program the tests run: prints the share by folder and in all, and writes a page of each file.
#
#   tests/coverage.sh [REGEX]    of the tests that fit (all); figures in build/coverage/coverage.txt, pages in build/coverage/html,
#                                the lines and branches that are missing in build/coverage/missing.txt
#   tests/coverage.sh --again [REGEX]   adds to what the runs before have reached; tests/coverage.sh --count counts anew only
#
# Needs clang 14 and llvm-14, with their coverage of sources: a branch is a condition of the source, once true and once false, whatever the
# compiler makes of it. Counters lie in files that processes share while they run (continuous mode), so that threads, ranks, and
# children that end by _exit or a signal all count. What does not count is said in tests/coverage.py.
set -eu
cd "$(dirname "$0")/.."
for tool in clang llvm-profdata-14 llvm-cov-14; do
    command -v $tool >/dev/null || { echo "$tool is not installed (apt install clang llvm-14)"; exit 77; }
done
build=build/coverage
again= count=
case ${1:-} in
--again) again=1; shift ;;
--count) count=1; shift ;;
esac
if [ -z "$count" ]; then
    CC=clang cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Coverage -DCMAKE_C_FLAGS_COVERAGE="-O1 -g -fprofile-instr-generate \
-fcoverage-mapping -fprofile-update=atomic -mllvm -runtime-counter-relocation -Wno-unused-command-line-argument" >/dev/null
    cmake --build $build >/dev/null
    [ -n "$again" ] || rm -rf $build/profiles
    mkdir -p $build/profiles
    LLVM_PROFILE_FILE=$PWD/$build/profiles/%c%m.profraw
    SUANLI_EVERY=1 # fault injection at every call, not at some
    export LLVM_PROFILE_FILE SUANLI_EVERY
    # Those left out build programs of their own, or read only the sources.
    (cd $build && ctest -j2 -R "${1:-.}" -E 'scenarios.install|floors' -Q) || echo "some tests fail: $build/Testing/Temporary/LastTestsFailed.log"
fi
llvm-profdata-14 merge --failure-mode=all $build/profiles/* -o $build/all.profdata
programs="$build/suanli"
[ ! -e $build/suanli-mpi ] || programs="$programs -object $build/suanli-mpi"
# shellcheck disable=SC2086
llvm-cov-14 export $programs -instr-profile=$build/all.profdata >$build/coverage.json 2>/dev/null
# shellcheck disable=SC2086
llvm-cov-14 show $programs -instr-profile=$build/all.profdata -show-branches=count -format=html -output-dir=$build/html \
    -path-equivalence=$build/,"$PWD"/ 2>/dev/null
python3 tests/coverage.py $build | tee $build/coverage.txt
