#!/bin/bash
# Memory that runs out, disks that fail, signals at any moment, folders that are not there: the right exit status, one message,
# nothing half-written, and what was there before still whole. SUANLI_FAULTS says how many moments of each (default 6).
# $1: the program, $2: a scratch folder.
set -u
suanli=$(realpath "$1") library=$(dirname "$(realpath "$1")")/tests/libfaults.so moments=${SUANLI_FAULTS:-6}
[ -e "$library" ] || { echo "skipped: $library is not built (sanitizers have no room for it)"; exit 77; }
scratch=$(realpath "$2")
root=$PWD
cd "$scratch" && rm -rf ./* || exit 1
failed=0
fail() { failed=$((failed + 1)); echo "$*"; [ ! -s err ] || sed 's/^/    /' err | head -5; }

# The command under test, by name; its output is always out/result.h5.
command_line() {
    case $1 in
    run) echo run "$root/scenarios/tour.cfg" --replications 3 -q -o out/result.h5 ;;
    sweep) echo sweep "$root/scenarios/tour.cfg" --vary ramp.half_days=200:640 --points 8 --replications 2 -q -o out/result.h5 ;;
    place) echo place --instance "tsp:$root/tests/fuzz/points.tsp" --p 2 --iterations 50 -q -o out/result.h5 ;;
    cooling) echo cooling "$root/scenarios/tour.cfg" --option dx -q -o out/result.h5 ;;
    export) echo export whole-run.h5 --xlsx out/result.h5 ;; # the name is the user's
    esac
}
run() { # run COMMAND WRAPPER...: with what stands before it; leaves $status, out/, err
    local name=$1
    shift
    # shellcheck disable=SC2046
    timeout 120 "$@" "$suanli" $(command_line "$name") $more >stdout 2>err
    status=$?
}
more=""
# What may lie in out/ after a fault: the caches and parts that a later run takes up, nothing else; and the older result.
tidy() {
    local left
    left=$(cd out 2>/dev/null && find . -mindepth 1 -maxdepth 1 ! -name .suanli-cache ! -name 'result.h5.parts' ! -name result.h5)
    [ -z "$left" ] || fail "$1: left behind: $left"
    [ ! -e older ] || cmp -s older out/result.h5 || cmp -s "whole-$name.h5" out/result.h5 || fail "$1: neither the result of before nor the new one is whole"
}
one_message() { [ "$(grep -c . err)" -ge 1 ] && [ "$(grep -c . err)" -le "${2:-1}" ] || fail "$1: $(grep -c . err) lines of message"; }
fresh() { rm -rf out older && mkdir out; }

for name in run sweep place cooling export; do
    fresh
    run $name env
    [ $status = 0 ] || fail "$name: undisturbed, exit status $status"
    cp out/result.h5 whole-$name.h5
    for kind in memory write sync rename; do
        fresh
        run $name env LD_PRELOAD="$library" SUANLI_FAULT=$kind:0 SUANLI_FAULT_FOLDER="$scratch/out" SUANLI_FAULT_COUNT="$scratch/count"
        count=$(cat count)
        [ "$count" -gt 0 ] || fail "$name: no call of $kind"
        tried=0 last=0
        for ((i = 0; i < moments; i++)); do
            # The first calls, then spread over all of them.
            at=$((i < 2 ? i + 1 : 1 + (i - 1) * (count - 1) / (moments - 2)))
            [ $at -le "$count" ] && [ $at -gt $last ] || continue
            last=$at
            fresh
            echo older >out/result.h5
            cp out/result.h5 older
            run $name env LD_PRELOAD="$library" SUANLI_FAULT=$kind:$at SUANLI_FAULT_FOLDER="$scratch/out"
            what="$name: $kind $at of $count"
            tried=$((tried + 1))
            case $kind:$status in
            memory:70) grep -q 'out of memory' err || fail "$what: not told as such"; one_message "$what"; tidy "$what" ;;
            memory:0) cmp -s whole-$name.h5 out/result.h5 || fail "$what: passed over, and the result differs" ;; # a cache went without
            write:7[34] | sync:7[34] | rename:7[34]) one_message "$what" 3; tidy "$what" ;;
            *:0) cmp -s whole-$name.h5 out/result.h5 || fail "$what: exit status 0, and the result differs" ;;
            *) fail "$what: exit status $status" ;;
            esac
            # What was interrupted goes on, or begins again, and gives the same.
            rm -f older
            [ $name = sweep ] && more=--resume
            run $name env
            more=""
            [ $status = 0 ] && cmp -s whole-$name.h5 out/result.h5 || fail "$what: afterwards exit status $status, or another result"
        done
        echo "$name: $tried of $count calls of $kind failed"
    done
done

# Signals. A sweep is resumed; others begin again.
signals=0
for name in run sweep cooling; do
    for signal in INT TERM USR1; do
        for ((i = 0; i < moments / 3; i++)); do
            fresh
            # shellcheck disable=SC2046
            "$suanli" $(command_line $name) >stdout 2>err &
            pid=$!
            sleep "0.$(printf '%03d' $((RANDOM % 300)))"
            kill -$signal $pid 2>/dev/null
            wait $pid
            status=$?
            signals=$((signals + 1))
            # 0: it was done by then. The shell starts background jobs with SIGINT ignored unless told otherwise.
            case $status in
            0) cmp -s whole-$name.h5 out/result.h5 || fail "$name, SIG$signal: done, and the result differs" ;;
            75) tidy "$name, SIG$signal" ;;
            130 | 143 | 138) tidy "$name, SIG$signal" ;; # before the program was there
            *) fail "$name, SIG$signal: exit status $status" ;;
            esac
            if [ $name = sweep ]; then
                # shellcheck disable=SC2046
                [ -e out/result.h5 ] || "$suanli" $(command_line sweep) --resume >stdout 2>err || fail "sweep, SIG$signal: cannot be resumed"
                cmp -s whole-sweep.h5 out/result.h5 || fail "sweep, SIG$signal: resumed, and the result differs"
            fi
        done
    done
done
echo "$signals signals"

# Folders that cannot be written, or are not what they should be.
fresh
rmdir out && echo file >out
run run env
[ $status = 73 ] && one_message "a file for a folder" || fail "a file for a folder: exit status $status"
rm -f out
if unshare -rm true 2>/dev/null; then
    fresh
    unshare -rm bash -c "mount -t tmpfs -o ro none out && '$suanli' $(command_line run)" >stdout 2>err
    status=$?
    [ $status = 73 ] && one_message "a read-only folder" || fail "a read-only folder: exit status $status"
fi
# A folder that vanishes while the run is under way.
fresh
"$suanli" run "$root/scenarios/tour.cfg" --replications 40 -q -o out/result.h5 >stdout 2>err &
pid=$!
for ((i = 0; i < 100; i++)); do ls out/result.h5.tmp-* >/dev/null 2>&1 && break; sleep 0.02; done
rm -rf out
wait $pid
status=$?
[ $status = 73 ] || [ $status = 74 ] || fail "a folder that vanishes: exit status $status"
one_message "a folder that vanishes"

[ $failed = 0 ] && echo "all as it should be"
exit $((failed > 0))
