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
    # The default scenario, its parts beside it; names have no folder here.
    {
        sed 's|"data/|"|' scenarios/fujian-2025.cfg
        for part in scenarios/data/fujian-compute.cfg scenarios/data/fujian-network.cfg; do
            printf '\n#%%%% %s\n' "$(basename "$part")"
            cat "$part"
        done
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
results)
    mkdir -p "$folder.files"
    [ -e "$folder.files/work.h5" ] || {
        "$suanli" run scenarios/tour.cfg --replications 3 --quiet -o "$folder.files/run.h5" >"$folder.files/log"
        "$suanli" sweep scenarios/tour.cfg --points 16 --replications 1 --quiet -o "$folder.files/sweep.h5" >"$folder.files/log"
        "$suanli" place --instance "tsp:$here/points.tsp" --p 2 --iterations 50 --quiet -o "$folder.files/place.h5" >"$folder.files/log"
        "$suanli" cooling scenarios/tour.cfg --option chiller_water_17_economizer --quiet -o "$folder.files/cooling.h5" >"$folder.files/log"
        "$suanli" reach tests/scenarios/reach.cfg --target 'racks_in_service>=360@2024-12-31' --replications 5 --quiet \
            -o "$folder.files/reach.h5" >"$folder.files/log"
        # With demand and a dispatcher.
        "$suanli" run scenarios/fujian-2025.cfg -D 'end="2024-01-31"' -D targets='()' --replications 2 --quiet \
            -o "$folder.files/work.h5" >"$folder.files/log"
        rm -f "$folder.files/log"
    }
    # The first byte chooses among those, by name.
    printf '\000\000\020\001\002\001\000\021\000\001\377\002' >"$folder/cooling"
    printf '\001\000\000\001\005\000\000\007\001\001\003' >"$folder/place"
    printf '\002\000\003\001\002\000\000\011\001\001\377\003' >"$folder/reach"
    printf '\003\000\000\001\000\000' >"$folder/run"
    printf '\004\000\003\001\002\000\000\001\001\001\003' >"$folder/sweep"
    printf '\005\000\060\000\001\002\001\010\001\007\003' >"$folder/work"
    ;;
esac
