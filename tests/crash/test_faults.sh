#!/bin/bash
# Signals at any moment, folders that are not there: the right exit status, one message, nothing half-written, and what was there
# before still whole. SUANLI_FAULTS says how many moments (default 6). Calls that fail are tried by test_calls.py.
# $1: the program, $2: a scratch folder.
set -u
suanli=$(realpath "$1") moments=${SUANLI_FAULTS:-6}
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
    cooling) echo cooling "$root/scenarios/tour.cfg" --option dx -q -o out/result.h5 ;;
    esac
}
run() { # run COMMAND WRAPPER...: with what stands before it; leaves $status, out/, err
    local name=$1
    shift
    # shellcheck disable=SC2046
    timeout 120 "$@" "$suanli" $(command_line "$name") >stdout 2>err
    status=$?
}
# What may lie in out/ after a fault: the caches and parts that a later run takes up, nothing else.
tidy() {
    local left
    left=$(cd out 2>/dev/null && find . -mindepth 1 -maxdepth 1 ! -name .suanli-cache ! -name 'result.h5.parts' ! -name result.h5)
    [ -z "$left" ] || fail "$1: left behind: $left"
}
one_message() { [ "$(grep -c . err)" -ge 1 ] && [ "$(grep -c . err)" -le "${2:-1}" ] || fail "$1: $(grep -c . err) lines of message"; }
fresh() { rm -rf out && mkdir out; }

for name in run sweep cooling; do
    fresh
    run $name env
    [ $status = 0 ] || fail "$name: undisturbed, exit status $status"
    cp out/result.h5 whole-$name.h5
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
