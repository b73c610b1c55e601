#!/bin/sh
# Same scenario, same seed, same file: for any number of threads, replications side by side or workers inside one.
set -eu
suanli=$1 scratch=$2
run() { "$suanli" run "$@" --quiet >/dev/null; }

for scenario in tour fujian-2025; do
    if [ $scenario = tour ]; then many=24; else many=5; fi
    for threads in 1 2 3 4 8; do
        run scenarios/$scenario.cfg --replications $many --seed 7 --threads $threads -o "$scratch/side.$threads.h5"
        # Fewer replications than threads: the workers share one replication after the other.
        run scenarios/$scenario.cfg --replications 1 --seed 7 --threads $threads -o "$scratch/inside.$threads.h5"
    done
    for threads in 2 3 4 8; do
        for kind in side inside; do
            cmp "$scratch/$kind.1.h5" "$scratch/$kind.$threads.h5"
        done
        if command -v h5diff >/dev/null; then
            test -z "$(h5diff "$scratch/side.1.h5" "$scratch/side.$threads.h5" 2>&1)"
        fi
    done
    run scenarios/$scenario.cfg --replications 1 --seed 8 --threads 1 -o "$scratch/other.h5"
    if cmp -s "$scratch/inside.1.h5" "$scratch/other.h5"; then
        echo "another seed gave the same file"
        exit 1
    fi
done
echo "2 passed, 0 failed"
