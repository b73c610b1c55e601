#!/bin/sh
# Ranks of MPI: what goes wrong on one is told by rank 0, ends all with one status, and nothing is lost; nothing hangs.
set -u
suanli=$1 scratch=$2
. tests/expect.sh
. tests/ranks.sh
[ -n "$suanli_mpi" ] || { echo "skipped: suanli-mpi was not built, or there is no mpirun"; exit 77; }
rm -rf "$scratch"/*
small="tests/scenarios/base.cfg --vary ramp.half_days=200:640 --points 16 --replications 4 --threads 1"
long="scenarios/tour.cfg --vary ramp.half_days=200:640 --points 1024 --replications 8 --threads 1"
limited() { timeout -k 5 120 env ASAN_OPTIONS=detect_leaks=0 mpirun "$@"; }
same() { name=$1; if cmp "$scratch/one.h5" "$scratch/$2" >/dev/null 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "$name: another file"; fi; }
absent() { if [ ! -e "$scratch/$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "$name: $1 is there"; fi; }

expect 0 "alone" "$suanli" sweep $small -q -o "$scratch/one.h5"
for count in 1 2 3 5; do
    expect 0 "$count ranks" limited -n $count "$suanli_mpi" sweep $small -o "$scratch/$count.h5"
    same "$count ranks" $count.h5
done
says err "5 ranks on 1 host, 5 threads"
expect 0 "without mpirun" env ASAN_OPTIONS=detect_leaks=0 "$suanli_mpi" sweep $small -o "$scratch/single.h5"
same "without mpirun" single.h5
expect 0 "one rank where there is room for four" env ASAN_OPTIONS=detect_leaks=0 PBS_NP=4 "$suanli_mpi" sweep $small -q -o "$scratch/single.h5"
says err "1 rank, but PBS_NP=4"
expect 0 "shards of ranks" limited -n 2 "$suanli_mpi" sweep $small -q -o "$scratch/shard.h5" --shard 1/2
expect 0 "put together by ranks" limited -n 2 "$suanli_mpi" sweep $small -q -o "$scratch/shard.h5" --resume
same "shards of ranks" shard.h5
expect 0 "done before" limited -n 2 "$suanli_mpi" sweep $small -q -o "$scratch/shard.h5" --resume

# One that stops before its last point, after the same point as alone.
until="tests/scenarios/base.cfg --vary ramp.half_days=200:640 --until mean(racks_in_service@2023)+-1 --points 512 --threads 1 -q"
expect 0 "one that may stop, alone" "$suanli" sweep $until -o "$scratch/until.h5"
expect 0 "one that may stop" limited -n 3 "$suanli_mpi" sweep $until -o "$scratch/until-ranks.h5"
if cmp "$scratch/until.h5" "$scratch/until-ranks.h5"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi

# Faults that all ranks find are told once; those of one rank are told by rank 0.
expect 64 "usage" limited -n 2 "$suanli_mpi" sweep $small --points 12 --nonsense
expect 65 "a bad scenario" limited -n 2 "$suanli_mpi" sweep $small --vary crews.mep=6:1 -o "$scratch/never.h5"
[ "$(grep -c 'a low end below' "$scratch/err")" = 1 ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "$name: not told once"; }
expect 0 "help" limited -n 2 "$suanli_mpi" sweep --help
[ "$(grep -c 'Runs many variations' "$scratch/out")" = 1 ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "$name: not printed once"; }
expect 0 "another command" limited -n 2 "$suanli_mpi" check tests/scenarios/base.cfg
says err "only \`suanli-mpi sweep\` is spread over ranks"
expect 66 "another command's fault" limited -n 2 "$suanli_mpi" check "$scratch/none.cfg"
expect 66 "a status of nothing" limited -n 2 "$suanli_mpi" sweep --status "$scratch/none.h5"

# A full disk on one rank: 74, and it goes on from there.
# The limit that stands for it also forbids the file in shared memory that libomp begins with.
if ldd "$suanli_mpi" | grep -q libomp; then
    echo "left out: a full disk on one rank, as libomp cannot begin there"
else
    # shellcheck disable=SC2016
    expect 74 "a full disk on one rank" limited -n 1 "$suanli_mpi" sweep $small -q -o "$scratch/full.h5" : \
        -n 1 sh -c 'trap "" XFSZ; ulimit -f 4; exec "$@"' sh "$suanli_mpi" sweep $small -q -o "$scratch/full.h5"
    says err "rank 1: "
    says err "--resume goes on"
    absent full.h5
    expect 0 "after a full disk" limited -n 2 "$suanli_mpi" sweep $small -q -o "$scratch/full.h5" --resume
    same "after a full disk" full.h5
fi

# Machines that do not see the same files, as name spaces of mounts.
if unshare -rm true 2>/dev/null; then
    mkdir -p "$scratch/apart"
    # shellcheck disable=SC2016
    expect 73 "no file system in common" env SUANLI_SEEN_S=1 ASAN_OPTIONS=detect_leaks=0 mpirun -n 1 "$suanli_mpi" sweep $small -q -o "$scratch/apart/x.h5" : \
        -n 1 unshare -rm sh -c 'mount -t tmpfs none "$0" && exec "$@"' "$scratch/apart" "$suanli_mpi" sweep $small -q -o "$scratch/apart/x.h5"
    says err "a file system that all ranks share"
    sed 's/racks = 50;/racks = 51;/' tests/scenarios/base.cfg >"$scratch/other.cfg"
    cp tests/scenarios/base.cfg "$scratch/base.cfg"
    # shellcheck disable=SC2016
    expect 65 "another scenario on one rank" limited -n 1 "$suanli_mpi" sweep "$scratch/base.cfg" -q -o "$scratch/y.h5" : \
        -n 1 unshare -rm sh -c 'mount --bind "$0/other.cfg" "$0/base.cfg" && exec "$@"' "$scratch" "$suanli_mpi" sweep "$scratch/base.cfg" -q -o "$scratch/y.h5"
    says err "expected the same files on all machines"
    absent y.h5
else
    echo "left out: name spaces of mounts, which this machine does not give"
fi

# Signals. work NAME: starts it and waits until it is at work; the ranks are mpirun's children.
work() {
    SUANLI_SILENCE_S=3 ASAN_OPTIONS=detect_leaks=0 mpirun -n 2 "$suanli_mpi" sweep $long --resume -o "$scratch/long.h5" >"$scratch/out" 2>"$scratch/err" &
    job=$! name=$1 tries=0 before=$(ls "$scratch/long.h5.parts" 2>/dev/null | grep -c '^unit-')
    while [ "$(ls "$scratch/long.h5.parts" 2>/dev/null | grep -c '^unit-')" -le $((before + 2)) ] && [ $tries -lt 600 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    one=$(ps -o pid= --ppid $job | tail -1)
}
# ended STATUS...: it ends by itself, with one of these; all its work is kept.
ended() {
    ( sleep 60; kill -KILL $job 2>/dev/null ) & guard=$!
    wait $job
    status=$?
    kill $guard 2>/dev/null
    case " $* " in
    *" $status "*) passed=$((passed + 1)) ;;
    *) failed=$((failed + 1)) && echo "$name: exit status $status, expected $*" && head -5 "$scratch/err" ;;
    esac
    absent long.h5
}
work "notice to all (SIGUSR1)"
kill -USR1 $job
ended 75
says err "--resume goes on"
work "one rank interrupted"
kill -TERM "$one"
ended 75
says err "--resume goes on"
work "mpirun interrupted"
kill -INT $job
ended 1 75 # mpirun has a status of its own for it
says err "--resume goes on"
# What Ctrl-C stopped goes on, to the file that an undisturbed sweep makes.
medium="scenarios/tour.cfg --vary ramp.half_days=200:640 --points 128 --replications 4 --threads 1"
expect 0 "a longer one, alone" "$suanli" sweep $medium -q -o "$scratch/one.h5"
long=$medium
rm -rf "$scratch/long.h5.parts"
work "mpirun interrupted, then resumed"
kill -INT $job
ended 1 75
expect 0 "after mpirun was interrupted" limited -n 2 "$suanli_mpi" sweep $medium -q -o "$scratch/long.h5" --resume
same "after mpirun was interrupted" long.h5
rm -f "$scratch/long.h5"
long="scenarios/tour.cfg --vary ramp.half_days=200:640 --points 1024 --replications 8 --threads 1"
work "one rank killed"
kill -KILL "$one"
ended 137
work "one rank that is silent"
kill -STOP "$one"
ended 75
kill -KILL "$one" 2>/dev/null
says err "nothing was heard of rank"
expect 0 "its status" "$suanli" sweep --status "$scratch/long.h5"
says out "2 ranks on 1 host, 1 thread each, --resume"
expect 0 "its status as JSON" "$suanli" sweep --status "$scratch/long.h5" --json
says out '"complete": false'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
