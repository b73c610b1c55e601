#!/bin/sh
# The scripts of scenarios/slurm/ on a cluster of Slurm: gaps, requeues, tasks that run twice, notices before the time limit,
# ranks on several machines. Each time the file is that of a sweep at home.
#
# Takes six minutes, as Slurm makes what is requeued wait. Submits jobs only with SUANLI_SLURM=1, to the cluster of SLURM_CONF,
# whose machines must see this folder and the scratch one.
set -u
suanli=$1 scratch=$2
. tests/expect.sh
. tests/ranks.sh
. tests/slurm.sh
[ -z "$no_slurm" ] || { echo "skipped: $no_slurm"; exit 77; }
rm -rf "$scratch"/*
small="tests/scenarios/base.cfg --vary ramp.half_days=200:640 --points 16 --replications 4 -q"
long="scenarios/tour.cfg --vary ramp.half_days=200:640 --vary crews.mep=1:6 --points 1024 --replications 8 -q"
export SUANLI="$suanli" SUANLI_MPI="$suanli_mpi"
submit() { sbatch --parsable -D "$PWD" -o "$scratch/job-%j.out" "$@"; }
# Until no job of ours is left.
settle() {
    tries=0
    while [ -n "$(squeue -h -o %i -j "$1" 2>/dev/null)" ] && [ $tries -lt 1200 ]; do
        sleep 0.25
        tries=$((tries + 1))
    done
}
units() { ls "$1.parts" 2>/dev/null | grep -c '^unit-[0-9]*$'; }
wait_for_units() {
    tries=0
    while [ "$(units "$1")" -lt "$2" ] && [ ! -e "$1" ] && [ $tries -lt 1200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
}
same() {
    if cmp "$scratch/$1" "$scratch/$2" >/dev/null 2>&1 && [ ! -e "$scratch/$2.parts" ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name: no file, another one, or parts that are left"
        tail -n 3 "$scratch"/job-*.out | tail -20
    fi
}
expect 0 "a small sweep" "$suanli" sweep $small -o "$scratch/small.h5"
expect 0 "a longer one" "$suanli" sweep $long -o "$scratch/long.h5"

name="an array with gaps"
array=$(SHARDS=5 submit --array=1,3,4 scenarios/slurm/sweep.sbatch $small -o "$scratch/gaps.h5")
merge=$(submit --dependency=afterany:"$array" scenarios/slurm/sweep.sbatch $small -o "$scratch/gaps.h5")
settle "$merge"
same small.h5 gaps.h5

name="an array from 0 in steps"
array=$(submit --array=0-6:2 scenarios/slurm/sweep.sbatch $small -o "$scratch/steps.h5")
settle "$array"
expect 0 "an array from 0 in steps" "$suanli" sweep --status "$scratch/steps.h5"
says out "Units of 64 missing: none"
expect 0 "put together at home" "$suanli" sweep $small -o "$scratch/steps.h5" --resume
same small.h5 steps.h5

name="each task twice, at once"
array=$(submit --array=1-2 scenarios/slurm/sweep.sbatch $small -o "$scratch/twice.h5")
other=$(submit --array=1-2 scenarios/slurm/sweep.sbatch $small -o "$scratch/twice.h5")
merge=$(submit --dependency=afterany:"$array":"$other" scenarios/slurm/sweep.sbatch $small -o "$scratch/twice.h5")
settle "$merge"
same small.h5 twice.h5

if [ -n "$suanli_mpi" ]; then
    name="ranks on two machines"
    job=$(submit -N 2 -n 2 scenarios/slurm/mpi.sbatch $long -o "$scratch/ranks.h5")
    settle "$job"
    same long.h5 ranks.h5
    name="ranks of which one is killed"
    job=$(submit -N 2 -n 2 scenarios/slurm/mpi.sbatch $long -o "$scratch/killed.h5")
    wait_for_units "$scratch/killed.h5" 20
    kill -KILL "$(pgrep -n -f "$suanli_mpi sweep.*killed.h5")"
    settle "$job"
    if [ -e "$scratch/killed.h5" ]; then failed=$((failed + 1)) && echo "$name: the kill came too late"; fi
    job=$(submit -N 2 -n 2 scenarios/slurm/mpi.sbatch $long -o "$scratch/killed.h5")
    settle "$job"
    same long.h5 killed.h5
    expect 1 "tasks that were not joined" srun -N2 -n2 "$suanli_mpi" sweep $small -o "$scratch/never.h5"
    says err "srun --mpi=pmix joins them"
    name="one rank where there is room for two"
    job=$(submit -n 2 --wrap "$suanli_mpi sweep $small -o $scratch/one.h5")
    settle "$job"
    cp "$scratch/job-$job.out" "$scratch/err"
    says err "1 rank, but SLURM_NTASKS=2"
    same small.h5 one.h5
fi
# Slurm holds what is requeued for two minutes.
name="tasks requeued while they run"
array=$(submit --array=1-2 scenarios/slurm/sweep.sbatch $long -o "$scratch/requeued.h5")
merge=$(submit --dependency=afterany:"$array" scenarios/slurm/sweep.sbatch $long -o "$scratch/requeued.h5")
wait_for_units "$scratch/requeued.h5" 20
scontrol requeue "${array}_1" || { failed=$((failed + 1)) && echo "$name: too late"; }
settle "$merge"
same long.h5 requeued.h5

name="a task that comes near its time limit"
job=$(submit -t 1 --signal=B:USR1@58 scenarios/slurm/sweep.sbatch $long --points 512 -o "$scratch/late.h5")
wait_for_units "$scratch/late.h5" 20
settle "$job"
expect 0 "the same at home" "$suanli" sweep $long --points 512 -o "$scratch/late-home.h5"
same late-home.h5 late.h5

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
