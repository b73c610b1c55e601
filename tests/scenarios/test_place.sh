#!/bin/sh
# suanli place as its user meets it: instances by hand, answers as files, faults, interruption; and, where the reference
# data are, instances of the literature against their published values.
set -eu
suanli=$1
scenario=$(pwd)/scenarios/fujian-2025.cfg
cd "$2"
passed=0
failed=0

# say WHAT: the last command's success is counted.
ok() { passed=$((passed + 1)); }
bad() {
    echo "FAILED: $1"
    failed=$((failed + 1))
}

# expect STATUS WHAT COMMAND...
expect() {
    status=$1
    what=$2
    shift 2
    found=0
    "$@" >out.txt 2>err.txt || found=$?
    if [ "$found" = "$status" ]; then ok; else bad "$what: exit $found, expected $status: $(cat err.txt)"; fi
}

# holds WHAT PATTERN FILE
holds() { if grep -q "$2" "$3"; then ok; else bad "$1: no $2 in $3: $(head -c 300 "$3")"; fi; }

# Five nodes in a line, 1 apart, the first edge given twice: the last length counts. Best two: nodes 2 and 4 or so, cost 3.
printf '5 5 2\n1 2 9\n1 2 1\n2 3 1\n3 4 1\n4 5 1\n' >line.txt
expect 0 'a line' "$suanli" place --instance pmed:line.txt --json
holds 'a line' '"mode":"median","n":5,"m":5,"p":2,' out.txt
holds 'a line' '"cost":3,"lower_bound":3,"gap":0.0,"proven":true' out.txt
expect 0 'its center' "$suanli" place --instance pmed:line.txt --mode center --json
holds 'its center' '"cost":1,"lower_bound":1,"gap":0.0,"proven":true' out.txt
expect 0 'its cover' "$suanli" place --instance pmed:line.txt --mode cover --radius 1 --p 1 --json
holds 'its cover' '"cost":2,"lower_bound":2,"covered":3,"covered_at_most":3,' out.txt
expect 0 'its cover in words' "$suanli" place --instance pmed:line.txt --mode cover --radius 1 --p 1
holds 'its cover in words' '^covered 3 of 5, at most 3$' out.txt
expect 0 'its set cover' "$suanli" place --instance pmed:line.txt --mode set-cover --radius 1 --json
holds 'its set cover' '"p":2,.*"cost":2,"lower_bound":2' out.txt

# The answer as a file, checked; damaged and cut files are refused; a start from it gives the same.
expect 0 'a file' "$suanli" place --instance pmed:line.txt -o answer.h5 --quiet
expect 0 'its check' "$suanli" place --check answer.h5
holds 'its check' 'cost 3, recomputed; at least 3 by the multipliers, recomputed' out.txt
expect 0 'a start' "$suanli" place --instance pmed:line.txt --start answer.h5 --json
holds 'a start' '"cost":3,' out.txt
head -c 4000 answer.h5 >cut.h5
expect 65 'a cut file' "$suanli" place --check cut.h5
expect 66 'no file' "$suanli" place --check none.h5
expect 0 'the same bytes' "$suanli" place --instance pmed:line.txt -o again.h5 --quiet
if cmp -s answer.h5 again.h5; then ok; else bad 'the same answer is other bytes'; fi

# Faults, each by its line.
printf '3 1 1\n1 2 x\n' >bad.txt
expect 65 'a word for a number' "$suanli" place --instance pmed:bad.txt
holds 'a word for a number' 'bad.txt:2: length: found x' err.txt
printf '3 2 1\n1 2 4\n' >bad.txt
expect 65 'a short file' "$suanli" place --instance pmed:bad.txt
holds 'a short file' 'the end of the file' err.txt
printf '3 1 1\n1 7 4\n' >bad.txt
expect 65 'a node too many' "$suanli" place --instance pmed:bad.txt
expect 66 'no instance' "$suanli" place --instance pmed:none.txt
expect 64 'no format' "$suanli" place --instance abc:line.txt
expect 64 'nothing to do' "$suanli" place
expect 64 'no mode' "$suanli" place --instance pmed:line.txt --mode best
expect 64 'no map without places' "$suanli" place --instance pmed:line.txt --geojson map.json
expect 65 'too many sites' "$suanli" place --instance pmed:line.txt --p 6

# Ctrl-C: the best so far with its bound, exit 75, and a file that holds. 900 points, too many covers to prove in time.
awk 'BEGIN { srand(7); print "DIMENSION : 900"; print "NODE_COORD_SECTION"
             for (i = 0; i < 900; i++) printf "%.6f %.6f\n", 26 + 0.1 * rand(), 119 + 0.1 * rand()
             print "DEMAND_SECTION"; for (i = 0; i < 900; i++) print 1 + int(1000 * rand()); print "EOF" }' >many.txt
"$suanli" place --instance mclp:many.txt --p 40 --radius 700 --iterations 900000000 -o stopped.h5 --json >out.txt 2>err.txt &
place=$!
sleep 2
tries=0
while kill -INT $place 2>kill.txt && [ $tries -lt 60 ]; do
    tries=$((tries + 1))
    sleep 0.5
done
found=0
wait $place || found=$?
if [ $found = 75 ]; then ok; else bad "Ctrl-C: exit $found, expected 75: $(cat err.txt)"; fi
holds 'Ctrl-C' '"feasible":true,"cost":[0-9]*,"lower_bound":[0-9]*,.*"interrupted":true' out.txt
holds 'Ctrl-C' 'the best so far' err.txt
expect 0 'the file of Ctrl-C' "$suanli" place --check stopped.h5
holds 'the file of Ctrl-C' 'recomputed; at least' out.txt

# Two islands: one site cannot serve both, which is an answer.
printf '4 2 1\n1 2 1\n3 4 1\n' >islands.txt
expect 0 'islands' "$suanli" place --instance pmed:islands.txt --json
holds 'islands' '"feasible":false,"cost":null' out.txt
holds 'islands' '"proven":true' out.txt

# published FORMAT:FILE COST [OPTION...]
published() {
    instance=$1
    cost=$2
    shift 2
    expect 0 "$instance" "$suanli" place --instance "${instance%%:*}:$SUANLI_REFERENCE/placement/${instance#*:}" -o published.h5 --json "$@"
    holds "$instance" "\"cost\":$cost[,0-9]*.*\"proven\":true" out.txt
    expect 0 "$instance, checked" "$suanli" place --check published.h5
}
# A province with fewer points and sites: every mode has an answer within its years' numbers and budgets, which the checker
# follows; those that count who is covered are proven.
for mode in median cover set-cover fixed-charge capacitated center; do
    expect 0 "a province, $mode" "$suanli" place "$scenario" -D siting.settlement.points=800 -D siting.settlement.sites=800 \
        -D siting.neighbours=60 --mode $mode --iterations 100 -o mode.h5 -q --json
    holds "a province, $mode" '"feasible":true' out.txt
    case $mode in *cover | center) holds "a province, $mode" '"proven":true' out.txt ;; esac
    expect 0 "a province, $mode, checked" "$suanli" place --check mode.h5
done

if [ -d "${SUANLI_REFERENCE:-/none}/placement" ]; then
    published pmed:pmed/pmed1.txt 5819
    published pmed:pmed/pmed5.txt 1355
    published pmed:pmed/pmed9.txt 2734
    published pmed:pmed/pmed10.txt 1255
    published pmed:pmed/pmed15.txt 1729
    published pmed:pmed/pmed20.txt 1789
    published pmed:pmed/pmed25.txt 1828
    published pmed:pmed/pmed40.txt 5128
    published tsp:rl1304/rl1304_p50.pmp 795012
    published cap:cap/cap71.txt 932615.75
    published cap:cap/cap72.txt 977799.4
    published cap:cap/cap131.txt 793439.562
    published sjc:sjc/SJC1.dat 17288.99
    cp published.h5 before.h5
    expect 0 'SJC1 from its answer' "$suanli" place --instance "sjc:$SUANLI_REFERENCE/placement/sjc/SJC1.dat" --start before.h5 --json
    holds 'SJC1 from its answer' '"cost":17288.99.*"proven":true' out.txt
    # One whose multipliers fall short by 1: the checker follows the tree.
    published tsp:rl1304/rl1304_p200.pmp 268573
    holds 'a tree' 'by branch and bound, recomputed in [0-9]* steps: gap 0.0000' out.txt
    # p-center of the same graphs (Daskin 1995; Elloumi, Labbe and Pochet 2004)
    published pmed:pmed/pmed1.txt 127 --mode center
    published pmed:pmed/pmed40.txt 13 --mode center
else
    echo "instances of the literature are skipped: SUANLI_REFERENCE does not point at them"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
