#!/bin/sh
# suanli report: the verdict and the page from the file alone, in two languages. What a browser makes of the page is
# tests/browser/test_report.py's.
set -u
suanli=$1 scratch=$2
. tests/expect.sh
mkdir -p "$scratch"

"$suanli" run scenarios/tour.cfg --replications 6 --quiet -o "$scratch/a.h5" >"$scratch/run.en" || exit 1

expect 0 "a verdict in Chinese" "$suanli" report "$scratch/a.h5" --lang zh
says out "达成概率"
says out "受制于"
expect 0 "a verdict in the locale's language" env LC_ALL=zh_CN.UTF-8 "$suanli" report "$scratch/a.h5"
says out "达成概率"
expect 0 "--lang over the locale" env LC_ALL=zh_CN.UTF-8 "$suanli" report "$scratch/a.h5" --lang en
cmp -s "$scratch/out" "$scratch/run.en" && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "English differs under a Chinese locale"; }
expect 0 "a run that speaks Chinese" "$suanli" run scenarios/tour.cfg --replications 6 --quiet --lang zh -o "$scratch/b.h5"
says out "达成概率"
cmp -s "$scratch/a.h5" "$scratch/b.h5" && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "a file depends on the language"; }
expect 64 "no such language" "$suanli" report "$scratch/a.h5" --lang fr
says err "zh or en"

expect 0 "a page" "$suanli" report "$scratch/a.h5" -o "$scratch/pages/a.html"
empty out
expect 0 "the same page again" "$suanli" report "$scratch/a.h5" -o "$scratch/b.html"
cmp -s "$scratch/pages/a.html" "$scratch/b.html" && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "two pages of one file differ"; }
cp "$scratch/b.html" "$scratch/out"
name="what is in a page"
says out "<noscript>"
says out "default-src 'none'"
grep -qE '(src|href)="(http|//)' "$scratch/b.html" && { failed=$((failed + 1)); echo "the page asks for something"; } || passed=$((passed + 1))
expect 0 "a page and JSON" "$suanli" report "$scratch/a.h5" -o "$scratch/c.html" --json
says out '"p_reach"'

# A page appears whole or not at all, and only of what it is for.
: >"$scratch/file"
expect 73 "a page below a file" "$suanli" report "$scratch/a.h5" -o "$scratch/file/x.html"
head -c 100000 "$scratch/a.h5" >"$scratch/cut.h5"
expect 65 "a damaged file" "$suanli" report "$scratch/cut.h5" -o "$scratch/cut.html"
expect 66 "no file" "$suanli" report "$scratch/nowhere.h5" -o "$scratch/cut.html"
[ ! -e "$scratch/cut.html" ] && [ -z "$(find "$scratch" -name '*tmp*')" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "something half-written"; }
finish
