#!/bin/sh
# Broken scenarios: exit 65, and one line for each fault with file:line: key: what was found, what was expected.
set -u
suanli=$1 scratch=$2
base=$(dirname "$0")/base.cfg
bad=$scratch/bad.cfg
passed=0 failed=0

# broken NAME FROM TO MESSAGE...: line FROM of the base becomes TO; each MESSAGE must be told, its LINE standing for the
# number of that line, and nothing else. Several faults: several calls' FROM and TO by add, then tell.
add() {
    awk -v from="$1" -v to="$2" '{ if (index($0, from) && !done) { sub(/[^ ].*/, ""); print $0 to; done = 1 } else print }' \
        "$bad" >"$bad.next" && mv "$bad.next" "$bad"
    LINE=$(grep -nF -- "$2" "$bad" | head -1 | cut -d: -f1)
}
tell() {
    name=$1
    shift
    "$suanli" run "$bad" --replications 1 -o "$scratch/bad.h5" >"$scratch/out" 2>"$scratch/err"
    status=$?
    ok=1
    [ $status -eq 65 ] || { ok=0; echo "$name: exit status $status, expected 65"; }
    [ ! -e "$scratch/bad.h5" ] && [ ! -s "$scratch/out" ] || { ok=0; echo "$name: something was written"; }
    [ "$(wc -l <"$scratch/err")" -eq $# ] || { ok=0; echo "$name: $(wc -l <"$scratch/err") lines, expected $#"; }
    for message in "$@"; do
        grep -qE -- "$message" "$scratch/err" || { ok=0; echo "$name: not told: $message"; }
    done
    if [ $ok = 1 ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        sed 's/^/    /' "$scratch/err"
    fi
}
broken() {
    name=$1
    cp "$base" "$bad"
    add "$2" "$3"
    shift 3
    LINES_TOLD=""
    tell "$name" "$(eval "printf '%s' \"$1\"")"
}

at="bad.cfg:\$LINE: "
broken "unknown key" "unit_kw = 0.45;" "unit_kv = 0.45; unit_kw = 0.45;" "${at}classes.general.unit_kv: found .*unknown.*expected .*unit_kw"
broken "out of range" "plateau_frac = 0.8;" "plateau_frac = 1.8;" "${at}ramp.plateau_frac: found .*1.8, expected .*0\.\.1"
broken "wrong type" "racks = 50;" 'racks = "fifty";' "${at}sites.one.phases\[0\].racks: found .*fifty.*, expected a whole number"
broken "a fraction of a rack" "racks = 50;" "racks = 50.5;" "${at}sites.one.phases\[0\].racks: found .*50.5, expected a whole number"
broken "no such date" 'start = "2023-01-15";' 'start = "2023-02-30";' "${at}sites.one.phases\[0\].start: found .*2023-02-30.*, expected"
broken "no such name" 'build = "hall";' 'build = "hal";' "${at}sites.one.phases\[0\].build: found .*hal.*, expected .*hall"
broken "a choice" 'option = "dx";' 'plants = { cooler = { option = "ice"; }; };' "${at}plants.cooler.option: found .*ice.*, expected one of"
broken "water warmer than the air" 'option = "dx";' 'plants = { cooler = { option = "chiller_air"; chilled_water_degc = 26.0; }; };' "${at}plants.cooler.chilled_water_degc: found 26 degC of water for 24 degC of air, expected at least 1 K below"
broken "approach below zero" 'option = "dx";' 'plants = { cooler = { option = "chiller_water"; tower = { approach_k = -1.0; }; }; };' "${at}plants.cooler.tower.approach_k: found the number -1, expected"
broken "a part without its partner" 'option = "dx";' 'plants = { cooler = { option = "chiller_air"; parts = { free = "refrigerant_pump"; }; }; };' "${at}plants.cooler.parts.free: found .refrigerant_pump., expected a refrigerant pump with parts.machine = .dx. only"
broken "integer that wraps" "life_years = 6;" "life_years = 3000000000;" "${at}classes.general.life_years: found 3000000000, expected"
broken "infinite" "half_days = 300;" "half_days = 1e400;" "${at}ramp.half_days: found 1e400, expected"
broken "bad distribution" "stock_fill_days" "stock_fill_days = { pert = [900.0, 400.0, 300.0]; };" "${at}ramp.stock_fill_days.*: found .*, expected .*low <= mode <= high"
broken "unknown shock" "stock_fill_days" 'stock_fill_days = { pert = [300.0, 400.0, 900.0]; shock = "demnad"; load = 0.5; };' "${at}ramp.stock_fill_days.*: found .*demnad.*, expected .*demand"
broken "syntax" 'market = "market";' 'market = ;' "bad.cfg:\$LINE: .*syntax error"
broken "missing key" "scale_days = 100;" "" "bad.cfg:[0-9]+: ramp.scale_days: found .*, expected"
broken "end before epoch" 'end = "2023-12-31";' 'end = "2022-12-30";' "${at}end: found an end 1 days before the epoch, expected"
broken "targets after the end" 'date = "2023-12-31";' 'date = "2024-12-31";' "bad.cfg:[0-9]+: targets\[0\].*: found a target at .*2024-12-31"
broken "unknown series" 'id = "racks_in_service";' 'id = "racks_in_servce";' "bad.cfg:[0-9]+: targets\[0\]: found .*racks_in_servce.*racks_in_service"
broken "regimes in disorder" '{ from = "2023-06-01"' '{ from = "2021-06-01"; median_weeks = 12; }' "${at}supply.market.regimes\[1\].from: found .*2021-06-01"
broken "too many racks" "racks = 50;" "racks = 999999999;" "${at}sites.one.phases\[0\].racks: found .*999999999, expected"
broken "uncertain plant" 'option = "dx";' 'plants = { cooler = { option = "dx"; cop_factor = { uniform = [0.7, 1.0]; }; }; };' "${at}plants.cooler.cop_factor: found the distribution"

broken "more than the zone can carry" "racks = 50;" "racks = 50000;" "bad.cfg:[0-9]+: sites.one.phases\[0\]: found 125 MW in a zone that will have 50, expected"
broken "a season over New Year" "storms = { };" "storms = { first_month = 11; last_month = 2; };" "${at}storms.first_month: found month 11, after last_month, expected"
broken "work that nothing serves" "storms = { };" "storms = { }; demand = { programmes = { p = { share = { online = 1.0; }; }; }; };" "bad.cfg:[0-9]+: demand.work.online.compute: found nothing, expected the class of compute that serves it"
broken "a step that ends before it begins" "storms = { };" 'storms = { }; demand = { work = { batch = { compute = "general"; }; }; programmes = { p = { steps = ( { what = "x"; from = "2024-01-01"; by = "2023-12-31"; units = 1; work = "batch"; tflops_per_unit = 1.0; } ); }; }; };' "bad.cfg:[0-9]+: demand.programmes.p.steps\[0\].by: found a date 1 days before .from., expected"
broken "a programme that follows nothing" "storms = { };" 'storms = { }; demand = { programmes = { p = { driver = "users5g"; }; }; };' "bad.cfg:[0-9]+: demand.programmes.p.driver: found .users5g., expected an indicator of access; there are none"
broken "a programme at home nowhere" "storms = { };" 'storms = { }; demand = { programmes = { p = { cities = ( { city = "town"; weight = 0.0; } ); }; }; };' "bad.cfg:[0-9]+: demand.programmes.p.cities: found weights that sum to 0, expected"
broken "a policy that is none" "storms = { };" 'storms = { }; dispatch = { policy = "chepest"; };' "bad.cfg:[0-9]+: dispatch.policy: found .*chepest.*, expected"
broken "a trace and arrivals" "storms = { };" 'storms = { }; dispatch = { trace = "a.swf"; arrivals = "a.csv"; };' "bad.cfg:[0-9]+: dispatch.arrivals: found .a.csv. beside a trace, expected"
broken "no filled stock" "stock_occupied_frac = 0.5;" "stock_occupied_frac = 0.0;" "bad.cfg:[0-9]+: classes.general: found a share of the baseline .* without any filled stock"
access='access = { indicators = { bs5g_sites = { ceiling = 9.0; rate_per_year = 0.5; points = ('
broken "an indicator of no series" "edge = { };" 'edge = { }; access = { indicators = { bs5g_site = { ceiling = 9.0; rate_per_year = 0.5; points = ( { date = "2022-12-31"; value = 1.0; } ); }; }; };' "${at}access.indicators.bs5g_site: found an indicator .bs5g_site., expected a series of access; perhaps .bs5g_sites."
broken "no point until the cut-off" "edge = { };" "edge = { }; $access { date = \"2023-12-31\"; value = 1.0; } ); }; }; cut_off = \"2023-06-30\"; };" "${at}access.indicators.bs5g_sites.points: found no point until access.cut_off \(2023-06-30\), expected one at least"
broken "points in disorder" "edge = { };" "edge = { }; $access { date = \"2023-12-31\"; value = 1.0; }, { date = \"2022-12-31\"; value = 2.0; } ); }; }; };" "${at}access.indicators.bs5g_sites.points\[1\]: found a point not after the one before"
broken "a share above all" "edge = { };" 'edge = { }; access = { indicators = { ipv6_sites_pct = { most = 100.0; ceiling = 99.0; rate_per_year = 0.5; points = ( { date = "2022-12-31"; value = 100.0; } ); }; }; };' "${at}access.indicators.ipv6_sites_pct.points\[0\]: found the value 100, expected a value above 0 and below 100"
broken "a ceiling that was passed" "edge = { };" "edge = { }; $access { date = \"2022-12-31\"; value = 9.5; } ); }; }; };" "${at}access.indicators.bs5g_sites.points\[0\]: found 9.5, where the ceiling is 9, expected"
broken "a programme that no crew follows" "edge = { };" 'edge = { }; access = { indicators = { id_nodes = { ceiling = 9.0; rate_per_year = 0.5; points = ( { date = "2022-12-31"; value = 1.0; } ); programmes = ( { announced = "2023-01-01"; from = "2023-01-01"; to = "2023-12-31"; per_year = 2.0; } ); }; }; };' "${at}access.indicators.id_nodes.programmes\[0\]: found a programme of an indicator of another law, expected law .build."
broken "beliefs are no draws" "edge = { };" "edge = { }; $access { date = \"2022-12-31\"; value = { uniform = [1.0, 2.0]; }; } ); }; }; };" "${at}access.indicators.bs5g_sites.points\[0\].value: found"
broken "exits of a city without a seat" "edge = { };" 'edge = { }; counties = { c = { city = "town"; population = 5; latitude_deg = 26.0; longitude_deg = 119.0; area_km2 = 9.0; }; }; network = { exits = { out = { county = "c"; capacity_tbps = 1.0; }; }; };' "bad.cfg:[0-9]+: cities.town: found a city without a seat, expected the county that its lines meet in"
broken "edge sites without people" "edge = { };" "edge = { stock_sites = 3; };" "${at}edge: found edge sites and no counties"
broken "a review partly done" 'start = "2023-01-15";' 'start = "2023-01-15"; stage_done_frac = 0.5;' "bad.cfg:[0-9]+: sites.one.phases\[0\]: found stage_done_frac 0.5"

# Three faults in one file are all told at once.
cp "$base" "$bad"
add "unit_kw = 0.45;" "unit_kw = -1;" && first=$LINE
add "plateau_frac = 0.8;" "plateau_frac = 7;" && second=$LINE
add '        compute = "general";' 'compute = "genral";' && third=$LINE
tell "three faults" "bad.cfg:$first: classes.general.unit_kw: found .*-1, expected" "bad.cfg:$second: ramp.plateau_frac: found .*7, expected" \
    "bad.cfg:[0-9]+: sites.one.*compute: found .*genral.*, expected .*general"

# An included file is told by its own name and line.
mkdir -p "$scratch/inc"
printf 'threshold_mw = 7.1;\nannual_mw = "many";\nreview_days = 90;\n' >"$scratch/inc/review.cfg"
cp "$base" "$bad"
awk '/^review = / { print "review = {"; print "@include \"inc/review.cfg\""; print "};"; next } { print }' "$bad" >"$bad.next" && mv "$bad.next" "$bad"
tell "include" "inc/review.cfg:2: review.annual_mw: found .*many.*, expected"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
