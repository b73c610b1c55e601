#!/bin/sh
# A sweep that is killed again and again, and one on a disk that is full: what is there at the end is what an undisturbed
# sweep gives. SUANLI_KILLS and SUANLI_DISKS say how many (default 10 and 6).
set -u
suanli=$1 scratch=$2
kills=${SUANLI_KILLS:-10} disks=${SUANLI_DISKS:-6}
failed=0
fail() { failed=$((failed + 1)); echo "$*"; }
sweep() {
    "$suanli" sweep scenarios/tour.cfg --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 64 --replications 8 \
        --threads 2 -q "$@"
}
# The same, in the place of a subshell, so that its process is the one that is killed.
start() {
    exec "$suanli" sweep scenarios/tour.cfg --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 64 \
        --replications 8 --threads 2 -q "$@"
}
# A number of milliseconds below $1, in seconds.
delay() { od -An -N4 -tu4 /dev/urandom | awk -v most="$1" '{ printf "%.3f", ($1 % most) / 1000 }'; }
units() { ls "$1.parts" 2>/dev/null | grep -c '^unit-[0-9]*$'; }

rm -rf "$scratch"/*
sweep -o "$scratch/calm.h5" || fail "an undisturbed sweep fails"
done=0 finished=0
while [ $done -lt "$kills" ]; do
    before=$(units "$scratch/killed.h5")
    start -o "$scratch/killed.h5" --resume &
    pid=$!
    # At work by now, or at an end: a kill while it reads the scenario would prove little.
    tries=0
    while [ "$(units "$scratch/killed.h5")" -le "$before" ] && [ ! -e "$scratch/killed.h5" ] && [ $tries -lt 600 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
    sleep "$(delay 300)"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    done=$((done + 1))
    if [ -e "$scratch/killed.h5" ]; then # it got to its end: is it right? Then from the start again.
        cmp "$scratch/calm.h5" "$scratch/killed.h5" || fail "kill $done: the file differs"
        finished=$((finished + 1))
        rm -rf "$scratch/killed.h5" "$scratch/killed.h5.parts"
    elif [ "$(units "$scratch/killed.h5")" -lt "$before" ]; then
        fail "kill $done: units were lost"
    fi
done
sweep -o "$scratch/killed.h5" --resume || fail "the sweep does not go on after $kills kills"
cmp "$scratch/calm.h5" "$scratch/killed.h5" || fail "the file differs after $kills kills"
echo "$kills kills, $finished times to the end"

# A file system that is too small, in a name space of its own; every size from hopeless to nearly enough. Then room is made.
export suanli scratch
disk() {
    unshare -rm sh -c '
        mount -t tmpfs -o size='"$1"'k none "$scratch/disk" || exit 99
        "$suanli" sweep scenarios/tour.cfg --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 64 --replications 8 \
            --threads 2 -q -o "$scratch/disk/small.h5" 2>/dev/null
        echo $? >"$scratch/status"
        [ ! -e "$scratch/disk/small.h5" ] || cmp "$scratch/disk/small.h5" "$scratch/calm.h5" || exit 1
        mount -o remount,size=64m none "$scratch/disk" || exit 99
        "$suanli" sweep scenarios/tour.cfg --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 64 --replications 8 \
            --threads 2 -q -o "$scratch/disk/small.h5" --resume || exit 2
        cmp "$scratch/disk/small.h5" "$scratch/calm.h5" || exit 3'
}
mkdir -p "$scratch/disk"
i=0
while [ $i -lt "$disks" ]; do
    size=$((8 + i * 1840 / disks))
    disk $size
    case $? in
    0) ;;
    99 | 126) echo "skipped: no file system of one's own here"; break ;;
    1) fail "disk of $size KiB: a bad file under the final name" ;;
    2) fail "disk of $size KiB: it does not go on" ;;
    *) fail "disk of $size KiB: the file differs, or there is none" ;;
    esac
    status=$(cat "$scratch/status" 2>/dev/null)
    case $status in
    73 | 74) ;;
    *) fail "disk of $size KiB: exit status $status, expected 73 or 74" ;;
    esac
    i=$((i + 1))
done
echo "$i disks"
[ $failed -eq 0 ] && echo "1 passed, 0 failed" || echo "0 passed, $failed failed"
[ $failed -eq 0 ]
