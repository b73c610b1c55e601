#!/bin/sh
# `suanli check` on the group `sweep`: all faults at once, by file and line.
set -u
suanli=$1 scratch=$2
. tests/expect.sh
rm -rf "$scratch"/*
# with TEXT: the tour with that group, which begins at line $line.
with() {
    cp scenarios/tour.cfg "$scratch/own.cfg"
    line=$(($(wc -l <"$scratch/own.cfg") + 1))
    printf '%s\n' "$1" >>"$scratch/own.cfg"
}

with 'sweep = {
  design = "soboll"; replications = 3; antithetic = true;
  vary = (
    { path = "ramp.half_days"; range = "640:200"; },
    { path = "ramp.nothing"; range = "1:2"; },
    { path = "ramp.plateau_frac"; range = "0.5:1.6"; },
    { path = "crews.mep"; range = "1,2,-4"; },
    { path = "crews.edge"; },
    { path = "end"; range = "2024-01-01:2024-02-01"; },
    { path = "crews.civil"; range = "1:2"; }, { path = "crews.civil"; range = "3:4"; }
  );
};'
expect 65 "many faults" "$suanli" check "$scratch/own.cfg" -D ramp.extend_at_frac=1
says err "ramp.extend_at_frac: found 1, above plateau_frac"
says err "own.cfg:$((line + 1)): sweep.design: found \"soboll\", expected perhaps \"sobol\""
says err "own.cfg:$((line + 1)): sweep.replications: found an odd number"
says err "own.cfg:$((line + 3)): sweep.vary[0]: found ramp.half_days=640:200"
says err "own.cfg:$((line + 4)): sweep.vary[1]: found ramp.nothing=1:2: no field of that path"
says err "own.cfg:$((line + 5)): sweep.vary[2]: found ramp.plateau_frac=0.5:1.6: 0.5:1.6, expected a number in 0..1"
says err "own.cfg:$((line + 6)): sweep.vary[3]: found crews.mep=1,2,-4: -4, expected a number in"
says err "own.cfg:$((line + 7)): sweep.vary[4]: found crews.edge: no uncertain value of that path"
says err "own.cfg:$((line + 8)): sweep.vary[5]: found end=2024-01-01:2024-02-01: the run's own dates"
says err "own.cfg:$((line + 9)): sweep.vary[7]: found crews.civil=3:4: the same path again"
expect 65 "a run refuses it too" "$suanli" run "$scratch/own.cfg" -o "$scratch/never.h5"

with 'sweep = { vary = (
    { path = "sites.harbour.phases[0].racks"; range = "10:100000"; },
    { path = "sites.nowhere.phases[0].racks"; range = "10:20"; },
    { path = "sites.harbour.new_plant"; range = "old,odd"; },
    { path = "sites.harbour.phases[7].start"; range = "2023-01-01:2024-01-01"; },
    { path = "ramp.half_days"; }
  ); };'
expect 65 "values that only the whole refuses" "$suanli" check "$scratch/own.cfg"
says err "own.cfg:$((line + 1)): sweep.vary[0]: found sites.harbour.phases[0].racks=100000: "
says err "own.cfg:$((line + 2)): sweep.vary[1]: found sites.nowhere.phases[0].racks=10: "
says err "own.cfg:$((line + 3)): sweep.vary[2]: found sites.harbour.new_plant=odd: "
says err "own.cfg:$((line + 4)): sweep.vary[3]: found sites.harbour.phases[7].start=2023-01-01: "

for sizes in 'points = 12' 'design = "lattice"; points = 4' 'design = "grid"; points = 100000' \
    'design = "none.csv"; points = 3'; do
    with "sweep = { $sizes; };"
    expect 65 "$sizes" "$suanli" check "$scratch/own.cfg"
    says err "own.cfg:$line: sweep.points: found"
done
with 'sweep = { design = "none.csv"; };'
expect 66 "no file of points" "$suanli" check "$scratch/own.cfg"
printf 'ramp.half_days,crews.mep\n300,2\n400,-1\n' >"$scratch/points.csv"
with "sweep = { design = \"$scratch/points.csv\"; };"
expect 65 "a point that cannot be run" "$suanli" check "$scratch/own.cfg"
says err "point 1 of the sweep cannot be run"

with 'sweep = { points = 16; replications = 2; antithetic = true; vary = ( { path = "ramp.half_days"; }, { path = "crews.mep"; range = "1:6"; } ); };'
expect 0 "a sound group" "$suanli" check "$scratch/own.cfg"
expect 0 "its own uncertain value fixed" "$suanli" run "$scratch/own.cfg" -D ramp.half_days=400 -r 2 -q -o "$scratch/run.h5"
expect 0 "swept" "$suanli" sweep "$scratch/own.cfg" -q -o "$scratch/sweep.h5"
finish
