#!/bin/sh
# Which lines and branches of the program the tests run: prints the share by folder and in all, and writes a page of each file.
#
#   tests/coverage.sh [REGEX]    of the tests that fit (all); pages in build/coverage/html
#
# Needs gcovr. Asserts' failing branches, which no test can take in a sound program, are left out.
set -eu
cd "$(dirname "$0")/.."
command -v gcovr >/dev/null || { echo "gcovr is not installed (apt install gcovr)"; exit 77; }
cmake -S . -B build/coverage -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS="--coverage -O1" >/dev/null
cmake --build build/coverage >/dev/null
find build/coverage -path '*CompilerId*' -name '*.gcno' -delete # CMake's trial, of which gcovr finds no source
find build/coverage -name '*.gcda' -delete
(cd build/coverage && ctest -j2 -R "${1:-.}" -Q) || echo "some tests fail"
mkdir -p build/coverage/html
gcovr --root . --object-directory build/coverage --exclude tests/ --exclude-throw-branches \
    --exclude-lines-by-pattern '.*SIM_ASSERT.*' --exclude-branches-by-pattern '.*SIM_ASSERT.*' \
    --gcov-ignore-parse-errors --json-summary build/coverage/summary.json --html-details build/coverage/html/index.html \
    --txt build/coverage/lines.txt build/coverage
python3 - <<'END'
import json, collections
files = json.load(open("build/coverage/summary.json"))
sums = collections.defaultdict(lambda: [0, 0, 0, 0])
for file in files["files"]:
    for key in (file["filename"].rsplit("/", 1)[0], "in all"):
        for i, name in enumerate(("line_covered", "line_total", "branch_covered", "branch_total")):
            sums[key][i] += file[name]
for key, (lines, all_lines, branches, all_branches) in sorted(sums.items()):
    print(f"{key:28s} lines {100 * lines / max(all_lines, 1):5.1f} % of {all_lines:6d}   branches {100 * branches / max(all_branches, 1):5.1f} % of {all_branches:6d}")
END
