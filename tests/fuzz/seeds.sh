#!/bin/sh
# Makes the seeds of a fuzz target in a folder, from the files of the project.
#   seeds.sh TARGET PROGRAM FOLDER
set -eu
target=$1 suanli=$2 folder=$3
here=$(dirname "$0")
mkdir -p "$folder"
case $target in
scenario)
    cp "$here/../scenarios/base.cfg" "$folder/base.cfg"
    cp scenarios/tour.cfg "$folder/tour.cfg"
    # The tour in parts: an include, lists from CSV files, a distribution from a column, overrides; names have no folder here.
    {
        sed -e '/^counties = {/,/^};/d' -e '/^sites = {/,$d' -e 's/hop_us = 30.0;/hop_us = 30.0; links = "links.csv";/' \
            -e 's/settlement = {/outline = "outline.csv"; settlement = {/' \
            -e 's/triangular = \[150.0e6, 250.0e6, 400.0e6\]/empirical = "capital.csv"; column = "cny"/' scenarios/tour.cfg
        printf 'counties = "counties.csv";\n@include "sites.cfg"\n#%%%% sites.cfg\n'
        sed -n '/^sites = {/,/^);/p' scenarios/tour.cfg
        printf '#%%%% counties.csv\nid,name,city,population,latitude_deg,longitude_deg,area_km2,terrain,source,mark\n'
        printf 'quay,Quay,port,900000,26.08,119.31,200,coast,"made up, by hand",stated\n'
        printf 'strand,Strand,port,500000,25.95,119.53,700,coast,,\ndune,Dune,port,200000,25.72,119.39,1500,hills,,\n'
        printf 'ridge,Ridge,dale,300000,26.65,118.18,2600,mountain,,\nglen,"Glen ""low""",dale,100000,26.95,118.45,2200,mountain,,\n'
        printf '#%%%% links.csv\na,b,km\nquay,strand,40\nstrand,dune,0\nquay,ridge,150\nridge,glen,60\n'
        printf '#%%%% outline.csv\nring,lon,lat\n1,118,25.5\n1,120,25.5\n1,120,27.2\n1,118,27.2\n'
        printf '#%%%% capital.csv\nyear,cny\n2020,150e6\n2021,2.5e8\n2022,400000000\n'
        printf '#%%%% -D\ncounties.dune.population=210000\nnetwork.links[1].km=12.5\nramp.half_days=400\n'
    } >"$folder/parts.cfg"
    cp "$here"/scenario/*.cfg "$folder/"
    ;;
epw)
    # Two days in the format's form.
    {
        printf 'LOCATION,Fuzzing,-,CHN,SRC,588470,26.08,119.28,8.0,85.0\nDESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\n'
        printf 'GROUND TEMPERATURES,0\nHOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1,none\nCOMMENTS 2,none\n'
        printf 'DATA PERIODS,1,1,Data,Sunday, 1/ 1, 1/ 2\n'
        for day in 1 2; do
            for hour in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
                printf '2001,1,%d,%d,0,?9?9,1%d.%d,8.5,7%d,10130%d' $day $hour $((hour % 9)) $day $((hour % 8)) $((hour % 10))
                printf ',0,0,300,0,0,0,0,0,0,0,90,2.5,5,5,20.0,77777,9,999999999,100,0.05,0,88,0.2,0.0,1.0\n'
            done
        done
    } >"$folder/days.epw"
    ;;
load)
    printf 'time,power_kw\n2024-03-01 00:00,812.5\n2024-03-01 00:05,820\n2024-03-01 01:00,700\n2024-03-01 05:30,655\n' >"$folder/power.csv"
    printf 'time_s,utilisation_frac\n0,0.31\n300,0.35\n7200,0.5\n10800,"0.25"\n' >"$folder/utilisation.csv"
    ;;
swf)
    {
        printf '\000; Version: 2.2\n; MaxProcs: 128\n'
        printf '1 0 10 3600 64 -1 -1 64 7200 -1 1 3 1 -1 1 -1 -1 -1\n2 60 -1 -1 -1 -1 -1 32 600 -1 5 4 1 -1 1 -1 -1 -1\n'
        printf '3 1e3 0 90.5 1 80 2048 1 60 4096 1 12 2 7 1 1 1 30\n'
    } >"$folder/trace"
    printf '\001arrival_s,processors,duration_s,estimate_s,city,user\n0,8,600,900,fuzhou,3\n5.5,1,30,,"xia""men",\n' >"$folder/jobs"
    printf '\001note,duration_s,tflops,arrival_s\na,60,250.5,9\nb,1e4,1,3\n' >"$folder/work"
    ;;
instance)
    printf '\000 4 5 2\n 1 2 3\n 2 3 4\n 3 4 5\n 1 4 9\n 2 4 1\n' >"$folder/pmed"
    printf '\001NAME : a\nTYPE : TSP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 1e2 7\n4 5 5\nEOF\n' >"$folder/tsp"
    printf '\002 2 3\n 100 7500.0\n 100 7500.0\n 10\n 67.5 20.0\n 20\n 33.0 12\n 5\n 1 2\n' >"$folder/cap"
    printf '\003 3 2\n 0 0 10 4\n 1 1 10 5\n 2 2 10 6\n' >"$folder/sjc"
    printf '\004NODE_COORD_SECTION\n1 40.8 -73.9\n2 40.81 -73.91\n3 40.9 -73.8\nDEMAND_SECTION\n1 10\n2 20\n3 5\nEOF\n' >"$folder/mclp"
    ;;
damage)
    mkdir -p "$folder"
    "$suanli" run scenarios/tour.cfg --replications 2 --quiet --snapshot-at 2023-06-30 -o "$folder/run.h5" >"$folder.log"
    "$suanli" place --instance "tsp:$here/points.tsp" --p 2 --iterations 50 --quiet -o "$folder/place.h5" >"$folder.log"
    ;;
sweep)
    printf '\000\n#%%%% points.csv\nramp.half_days,crews.civil,sites.one.phases[0].build\n200,4,hall\n300.5,2,hall\n' >"$folder/points"
    printf '#%%%% -D\nuntil p(racks_in_service@2023) +- 0.05\nracks_in_service>=140@2023-12-31 p 0.9\n' >>"$folder/points"
    printf '\000\n#%%%% -D\nvary ramp.half_days=200:400\nvary sites.one.stock[0].racks=50,100,150\nvary ramp.stock_fill_days\nvary shocks.demand\npoints 8\n' >"$folder/vary"
    printf '\000\n#%%%% -D\ndesign morris\npoints 4\nuntil mean(compute_eflops@2023-12-31) +- 0.01\nuntil q05(racks_in_service<=150@2023) +- 2\n' >"$folder/inputs"
    printf '\001\n#%%%% -D\nvary sites.one.new_plant=cooler,better\ndesign grid\nlever cheap\nlever plant\ntarget racks_in_service>=360@2024-12-31\n' >"$folder/levers"
    printf '\001\n#%%%% -D\nvary sites.one.phases[0].start=2023-01-15:2023-06-30\ndesign saltelli\npoints 2\ntarget compute_eflops<=0.5@2025-12-31\n' >"$folder/dates"
    ;;
kept)
    [ -e "$folder.snapshot" ] || {
        "$suanli" run tests/scenarios/base.cfg --replications 1 --quiet --snapshot-at 2023-03-31 -o "$folder.h5" >"$folder.log"
        mv "$folder@2023-03-31.snapshot" "$folder.snapshot"
    }
    {
        printf '\000{"program": "suanli 0.1.0", "sha256": "%064d", "title": "T", "command": "suanli sweep", "points": 4, "replications": 2,\n' 7
        printf ' "unit_tasks": 3, "units": 3, "width": 9, "may_stop": true, "targets": [{"id": "racks_in_service", "date": "2023-12-31",\n'
        printf ' "sense": ">=", "goal": 140.0, "unit": "standard rack"}]}\n#%%%% start-a-1-1\n'
        printf '{"time": "2026-01-01T00:00:00Z", "host": "a", "pid": 1, "ranks": 2, "hosts": 1, "threads": 4, "resume": true,\n'
        printf ' "shard": "1/2", "job": "Slurm 7"}\n'
    } >"$folder/parts"
    { printf '\001' && tail -c +513 "$folder.snapshot"; } >"$folder/snapshot"
    printf '\002\000\000\000\000\100\001' >"$folder/state"
    printf '\002\001\040\000\001\100\377\000\000\010\002' >"$folder/state.cut"
    key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    printf '\003suanli placement 1 %s\n3 0\n12 1\n39 3\nend\n' $key >"$folder/placement"
    ;;
results)
    mkdir -p "$folder.files"
    [ -e "$folder.files/work.h5" ] || {
        # As small as each kind can be: what is read is their shape, and a large file is read more slowly.
        files=$folder.files base="tests/scenarios/base.cfg --quiet"
        short="-D end=\"2023-02-28\" -D targets[0].date=\"2023-01-31\""
        # shellcheck disable=SC2086
        {
            "$suanli" run $base $short --replications 2 -o "$files/run.h5"
            "$suanli" sweep $base $short --vary ramp.half_days=200:400 --vary crews.civil=1:4 --points 8 --replications 1 \
                -o "$files/sweep.h5"
            "$suanli" analyse "$files/sweep.h5" -o "$files/analysis.h5"
            "$suanli" place --instance "tsp:$here/points.tsp" --p 2 --iterations 50 --quiet -o "$files/place.h5"
            "$suanli" cooling scenarios/tour.cfg --option chiller_water_17_economizer --quiet -o "$files/cooling.h5"
            "$suanli" reach tests/scenarios/reach.cfg --target 'racks_in_service>=360@2024-12-31' --replications 5 --quiet \
                -o "$files/reach.h5"
            # With places, a network, access to it, demand and a dispatcher.
            "$here/work.sh" >"$files/work.cfg"
            "$suanli" run "$files/work.cfg" -D 'end="2023-02-28"' \
                -D 'targets=( { id = "racks_in_service"; date = "2023-01-31"; value = 900.0; } )' --replications 1 --quiet \
                -o "$files/work.h5"
        } >"$folder.log"
    }
    # The first byte chooses among those, by name; the second what is done with it (fuzz_results.c); then edits.
    for file in 0 1 2 3 4 5 6; do
        for reading in 00 01 02 03 04 05 06 07 10 11 12 13; do # octal, as printf wants it
            printf "\\00$file\\0$reading" >"$folder/$file-$reading"
            printf "\\00$file\\0$reading\\000\\001\\00$file\\00$file\\0$reading\\000\\0$reading\\001\\374\\003\\000\\002\\000\\377\\0$reading" \
                >"$folder/$file-$reading.edits"
        done
    done
    ;;
esac
