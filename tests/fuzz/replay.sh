#!/bin/sh
# A fuzz target over its seeds and a fixed set of their mutants.
#   replay.sh TARGET TARGET-PROGRAM PROGRAM SCRATCH
set -eu
target=$1 program=$2 suanli=$3 scratch=$4
here=$(dirname "$0")
rm -rf "$scratch" && mkdir -p "$scratch"
"$here/seeds.sh" "$target" "$suanli" "$scratch/seeds"
export SUANLI_FUZZ_RESULTS="$scratch/seeds.files" SUANLI_FUZZ_SNAPSHOT="$scratch/seeds.snapshot"
# libconfig leaks what it had read of a text that it refuses.
export LSAN_OPTIONS="suppressions=$here/leaks.txt:print_suppressions=0"
case $target in
scenario | sweep | kept) mutants=300 ;;
results) mutants=2 ;;
damage) mutants=500 ;;
*) mutants=3000 ;;
esac
"$program" $mutants "$scratch"/seeds/*
