#!/bin/sh
# suanli cooling as an engineer meets it: answers, the file, and what bad input is told.
set -u
suanli=$1 scratch=$2
. tests/expect.sh

lines() { # FILE COUNT
    count=$(wc -l <"$scratch/$1")
    if [ "$count" -eq "$2" ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name: $count lines on standard $1, expected $2"
        head -5 "$scratch/$1"
    fi
}
check() { # NAME PYTHON
    command -v python3 >/dev/null || return 0
    if python3 -c "$2" "$scratch"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$1: not as designed"
    fi
}

rm -f "$scratch"/*.h5 "$scratch"/*.csv "$scratch"/*.epw
expect 0 "table" "$suanli" cooling scenarios/tour.cfg -q --option chiller_water_17_economizer
says out "chiller_water_17_economizer"
says out "fills up"
lines err 0
expect 0 "json" "$suanli" cooling scenarios/fujian-2025.cfg --json -q
cp "$scratch/out" "$scratch/all.json"
check "json" '
import json, sys
d = json.load(open(sys.argv[1] + "/all.json"))
ids = [o["id"] for o in d["options"]]
assert len(ids) == len(set(ids)) and len(ids) > 20, ids
for o in d["options"]:
    assert list(o)[:8] == ["id", "name", "origin", "pue", "wue", "grade", "cost_per_kwh", "size"], list(o)
    p = o["pue"]
    assert all(1 < p[k] < 3 for k in ("30", "50", "75", "100", "year", "fill_up")), (o["id"], p)
    assert p["operated"] is None if o["origin"] == "scenario" else p["operated"] > p["year"], o["id"]
    assert p["worst_hour"] >= max(p["month"]), o["id"]
    assert abs(sum(o["partial_pue"].values()) - (p["year"] - 1)) < 1e-4, o["id"]
    streams = ("evaporation", "drift", "blowdown", "humidification")
    assert abs(sum(o["water"][k] for k in streams) - o["wue"]) < 1e-3 * max(o["wue"], 1e-9), o["id"]
    grade = 1 if p["year"] <= 1.2 else 2 if p["year"] <= 1.3 else 3 if p["year"] <= 1.5 else None
    assert o["grade"] == grade, o["id"]
    c = o["cost"]
    assert abs(c["total_mwh_per_year"] / c["it_mwh_per_year"] - p["year"]) < 1e-4 * p["year"]
    assert o["cost_per_kwh"] > c["bill_cny_per_it_kwh"] > 0
    r = o["ride_through"]
    assert r["without_storage"]["to_32_degc_s"] <= r["with_storage"]["to_32_degc_s"]
    assert o["tue"] > p["year"] and o["ere"] <= p["year"] + 1e-9
'
# The file: every hour of every option, the sums are the answer.
expect 0 "file" "$suanli" cooling scenarios/tour.cfg -q -o "$scratch/all.h5"
one="--option cold_plate_tower --replications 6"
# shellcheck disable=SC2086
expect 0 "draws" "$suanli" cooling scenarios/tour.cfg -q $one -o "$scratch/a.h5"
# shellcheck disable=SC2086
expect 0 "draws again" "$suanli" cooling scenarios/tour.cfg -q $one -o "$scratch/b.h5" --threads 1
cmp -s "$scratch/a.h5" "$scratch/b.h5" && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "two files differ"; }
if /usr/bin/python3 -c 'import xarray, h5netcdf' 2>/dev/null; then
    /usr/bin/python3 - "$scratch/all.h5" "$scratch/a.h5" <<'PY' && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "the file is not as designed"; }
import sys, xarray
d = xarray.open_dataset(sys.argv[1], engine="h5netcdf")
assert d.sizes["time"] == 8760 and str(d.time.values[0]).startswith("2023-01-01T01:00"), d.time.values[0]
pue = d.total.sum("time") / d.it.sum("time")
assert float(abs(pue - d.pue_year).max()) < 1e-9
parts = sum(d[k] for k in "it fan pump compressor outdoor_fan heat_pump ups_loss distribution_loss transformer_loss lighting".split())
assert float(abs(parts - d.total).max()) < 1e-6 * float(d.total.max())
assert float(abs(d.heat_rejected + d.heat_reused + d.heat_stored - d.total).max()) < 1e-6 * float(d.total.max())
wue = sum(d[k].sum("time") for k in "evaporation drift blowdown humidification".split()) / d.it.sum("time")
assert float(abs(wue - d.wue).max()) < 1e-9
assert float(abs(d.pue_curve.sel(curve_load=0.5) - d.pue_load.sel(load=0.5)).max()) < 1e-12
draws = xarray.open_dataset(sys.argv[2], engine="h5netcdf")
assert draws.pue_draw.shape == (6, 1) and float(draws.pue_draw.std()) > 0
PY
fi
expect 73 "no folder for the file" "$suanli" cooling scenarios/tour.cfg -q -o "$scratch/a.h5/x.h5"

# One option, one hour, by hand.
expect 0 "one option" "$suanli" cooling scenarios/tour.cfg -q --option dx
says out "PUE by month"
says out "compressors"
expect 0 "explained" "$suanli" cooling scenarios/tour.cfg -q --option chiller_water_17_economizer --explain --hour 07-21T15
says out "07-21 from 15:00 to 16:00"
says out "balance"
cat >"$scratch/by_hand.py" <<'PY'
"""An explained hour by hand: every part from the numbers printed beside it."""
import re, sys
text = open(sys.argv[1]).read()
rows = {m[0].strip(): (float(m[1]), m[2]) for m in re.findall(r"^  ([A-Za-z ]+?) +(\d+\.\d{6}) +\S+ +\S+   (.*)$", text, re.M)}
kw = {name: row[0] for name, row in rows.items()}
total, out = kw.pop("all electricity"), kw.pop("heat out")
assert abs(sum(kw.values()) - total) < 1e-5 and abs(total - out) < 2e-6, (kw, total, out)
def numbers(name, pattern):
    return [float(x) for x in re.search(pattern, rows[name][1]).groups()]
def near(name, value):
    assert abs(kw[name] - value) < 3e-6, (name, kw[name], value)
n = r"([-+]?[0-9.]+)"
loss, it = numbers("distribution", n + " x IT.2 = .* x " + n + r"\^2")
near("distribution", loss * it**2)
for name in ("UPS", "transformers"):
    rating, part = numbers(name, (r" = " if name == "UPS" else r"paths ") + n + r"; x = " + n)
    terms = rows[name][1].split("that x (")[1].rstrip(")").split(" + ")
    x = part / rating
    near(name, rating * sum(float(t.split()[0]) * x ** (2 if "x^2" in t else 1 if "x" in t else 0) for t in terms))
full, room, design, least, e = numbers("room fans", "^" + n + r" at .* x max\(" + n + " / " + n + ", " + n + r"\)\^" + n)
added = re.search(rf"\+ {n} for filter", rows["room fans"][1])
near("room fans", full * max(room / design, least) ** e + (float(added[1]) if added else 0))
if "compressors" in rows:
    if "chillers" in rows["compressors"][1]:
        capacity, cop, factor, a, b, c, load, x = numbers("compressors", rf"capacity {n} / \(COP {n} at .* x {n} as operated\) x \({n} {n} x {n} x.2\); x = {n} of cooling / capacity = {n}")
        assert abs(load / capacity - x) < 2e-6
        near("compressors", max(capacity / (cop * factor) * (a + b * x + c * x * x), load / 20))
    else:
        load, cop, dx, factor = numbers("compressors", rf"^{n} of cooling / \(COP {n} .* x {n} of direct expansion x {n} as")
        near("compressors", load / (cop * dx * factor))
for name in rows:
    if name.endswith("water pumps"):
        full, flow, e = numbers(name, rf"^{n} at full flow x {n}\^{n}")
        head = re.search(rf"\(1 \+ {n} / {n} Pa\)", rows[name][1])
        near(name, full * flow**e * (1 + float(head[1]) / float(head[2]) if head else 1))
    if name.endswith("tower fans"):
        full, cells, a, b, c, d, air = numbers(name, rf"^{n} at full air x {n} of the cells x \({n} {n} a {n} a.2 {n} a.3\), a = {n}")
        near(name, full * cells * (a + b * air + c * air**2 + d * air**3))
    if name.endswith("liquid pumps"):
        coolant, facility, flow, e = numbers(name, rf"coolant {n} \+ facility water {n} at full flow\) x {n}\^{n}")
        near(name, (coolant + facility) * flow**e)
PY
explained() { # OPTION HOUR SETTING...: explained and found right by hand
    option=$1 hour=$2
    shift 2
    expect 0 "$option at $hour" "$suanli" cooling scenarios/tour.cfg -q --option "$option" --explain --hour "$hour" "$@"
    command -v python3 >/dev/null || return 0
    if python3 "$scratch/by_hand.py" "$scratch/out"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$option at $hour: its numbers do not make what is printed"
    fi
}
explained chiller_water_17_economizer 07-21T15
explained chiller_water_17_economizer 02-04T04
says out "economizer's exchanger: 100.00 %"
explained chiller_water_17_economizer 01-28T04
says out "mode: partial"
explained chiller_water_20_economizer 4000 -D cooling.load=constant -D cooling.load_frac=0.95
explained cold_plate_tower 07-21T15
explained seawater_20 05-02T08
explained chiller_air_17_economizer 06-02T08
explained outdoor_air_strict 02-04T04
says out "for filter and pad of outdoor air"
explained indirect_evaporative 08-02T14
explained dx 06-02T08
explained dx_refrigerant_pump 02-04T04
explained new 07-21T15 -D plants.new.electrical='{supply="panama";}'
expect 0 "the worst hour" "$suanli" cooling scenarios/tour.cfg -q --option dx --explain
expect 64 "no such hour" "$suanli" cooling scenarios/tour.cfg -q --option dx --explain --hour 02-30T12
expect 64 "an hour past the year" "$suanli" cooling scenarios/tour.cfg -q --option dx --explain --hour 8761
expect 64 "explain everything" "$suanli" cooling scenarios/tour.cfg -q --explain
for other in "--json" "--size" "--replications 3" "--output $scratch/x.h5" "--assert dx.wue<=0"; do
    # shellcheck disable=SC2086
    expect 64 "explain with $other" "$suanli" cooling scenarios/tour.cfg -q --option dx --explain $other
    says err "${other%% *}"
done
expect 64 "no such option" "$suanli" cooling scenarios/tour.cfg -q --option chiller_water_17_economiser
says err '"chiller_water_17_economizer"'

# Assertions.
expect 0 "an assertion that holds" "$suanli" cooling scenarios/tour.cfg -q --option dx --assert "dx.pue.year>=1.2" --assert "dx.wue<=0"
expect 1 "one that is missed" "$suanli" cooling scenarios/tour.cfg -q --option dx --assert "dx.pue.100<=1.2"
says err "assertion missed: dx.pue.100<=1.2"
expect 64 "one that is none" "$suanli" cooling scenarios/tour.cfg -q --assert "dx.pue.year"
expect 64 "one of another option" "$suanli" cooling scenarios/tour.cfg -q --option dx --assert "immersion.pue.year<=1.2"
expect 64 "one of no value" "$suanli" cooling scenarios/tour.cfg -q --option dx --assert "dx.pue.june<=1.2"

# Sizing: what holds is said to hold, an easier target costs no more.
expect 0 "size" "$suanli" cooling scenarios/tour.cfg -q --size --json --option indirect_evaporative
cp "$scratch/out" "$scratch/size.json"
expect 0 "size for less" "$suanli" cooling scenarios/tour.cfg -q --size --json --option indirect_evaporative -D cooling.target_pue=1.2
check "sizing" '
import json, sys
easy, hard = (json.load(open(sys.argv[1] + "/" + f)) for f in ("size.json", "out"))
a, b = easy["options"][0]["search"], hard["options"][0]["search"]
assert a["holds"] and all(a["pue"][k] <= 1.3 for k in ("30", "50", "100", "fill_up")), a
assert b["capital_cny"] >= a["capital_cny"]
p = easy["pareto"]
for x in p:
    assert not any(y["pue"]["year"] <= x["pue"]["year"] and y["wue"] <= x["wue"] and y["total_cny"] < x["total_cny"] for y in p if y is not x)
'

# Traces. A constant one is the constant load; a swing of the same energy is worse.
python3 - "$scratch" <<'PY'
import math, sys
s = sys.argv[1]
with open(s + "/constant.csv", "w") as f:
    f.write("time_min,load_frac\n" + "".join(f"{5 * i},0.5\n" for i in range(12 * 24 * 7)))
with open(s + "/swing.csv", "w") as f:
    f.write("time,power_kw\n" + "".join(f"2024-03-{d + 1:02d} {h:02d}:{m:02d},{5000 + 2500 * math.sin(2 * math.pi * (h + m / 60 - 10) / 24)}\n"
            for d in range(7) for h in range(24) for m in (0, 15, 30, 45)))
PY
one="--option chiller_water_17_economizer"
# shellcheck disable=SC2086
expect 0 "constant trace" "$suanli" cooling scenarios/fujian-2025.cfg -q --json $one --load "$scratch/constant.csv"
cp "$scratch/out" "$scratch/constant.json"
# shellcheck disable=SC2086
expect 0 "swing" "$suanli" cooling scenarios/fujian-2025.cfg -q --json $one --load "$scratch/swing.csv"
check "traces" '
import json, sys
constant, swing = (json.load(open(sys.argv[1] + "/" + f)) for f in ("constant.json", "out"))
assert abs(swing["mean_load_frac"] - 0.5) < 1e-6
for a, b in zip(constant["options"], swing["options"]):
    assert abs(a["pue"]["year"] - a["pue"]["50"]) < 1e-5, a["id"]
    worse = b["pue"]["year"] - a["pue"]["year"]
    assert 0.005 < worse < 0.03, (b["id"], worse)
'
printf 'time,power_kw\n2024-01-01 00:00,5000\n2024-01-01 00:30,x\n2024-01-01 08:00,99999\n2024-01-01 08:10,5\n2024-01-01 08:05,5\n' >"$scratch/bad.csv"
expect 65 "bad trace" "$suanli" cooling scenarios/fujian-2025.cfg --load "$scratch/bad.csv"
says err "bad.csv:3: power_kw: found x, expected a number"
says err "bad.csv:4: power_kw: found 99999"
says err "bad.csv:5: time: found a gap of 8.167 h"
says err "bad.csv:6: time: found 2024-01-01 08:05"
lines err 4
printf 'when,what\n1,2\n' >"$scratch/bad.csv"
expect 65 "bad header" "$suanli" cooling scenarios/fujian-2025.cfg --load "$scratch/bad.csv"
lines err 2
printf 'hall,utilisation_frac,time_h,power_kw\na,0.1,0,7\nb,0.3,1,9\n' >"$scratch/columns.csv"
# shellcheck disable=SC2086
expect 0 "columns in any order" "$suanli" cooling scenarios/fujian-2025.cfg -q --json $one --load "$scratch/columns.csv" -D cooling.idle_frac=0
check "columns" '
import json, sys
assert abs(json.load(open(sys.argv[1] + "/out"))["mean_load_frac"] - 0.2) < 1e-9
'
printf 'time_h,power_kw\n0,0\n1,0\n2,0\n' >"$scratch/zero.csv"
expect 65 "no load at all" "$suanli" cooling scenarios/fujian-2025.cfg --load "$scratch/zero.csv"
says err "power_kw: found no load in all of the trace"
expect 66 "no trace" "$suanli" cooling scenarios/fujian-2025.cfg --load "$scratch/none.csv"

# Weather files.
expect 66 "no weather" "$suanli" cooling scenarios/tour.cfg --weather "$scratch/none.epw"
expect 66 "a folder for weather" "$suanli" cooling scenarios/tour.cfg --weather "$scratch"
printf 'LOCATION,Nowhere\nnothing\n' >"$scratch/bad.epw"
expect 65 "bad weather" "$suanli" cooling scenarios/tour.cfg --weather "$scratch/bad.epw"
says err "bad.epw:"
epw=${SUANLI_REFERENCE:-}/epw/CHN_FJ_Fuzhou.588470_TMYx.epw
if [ -f "$epw" ]; then
    expect 0 "a weather file" "$suanli" cooling scenarios/fujian-2025.cfg -q --json --weather "$epw"
    check "ranking of independent reference models" '
import json, sys
d = {o["id"]: o["pue"]["100"] for o in json.load(open(sys.argv[1] + "/out"))["options"]}
order = [("immersion", "cold_plate_tower"), "indirect_evaporative", "outdoor_air_relaxed", "chiller_water_20_economizer",
         "chiller_water_17_economizer", "chiller_air_17_economizer", "chiller_water_12_economizer", "chiller_water_7",
         "chiller_air_10", "dx"]
values = [max(d[i] for i in x) if isinstance(x, tuple) else d[x] for x in order]
for a, b, x, y in zip(values, values[1:], order, order[1:]):
    assert a <= b + 0.01, (x, a, y, b)
'
    sed '500s/,/,x,/7' "$epw" | sed '600s/\(\([^,]*,\)\{6\}\)[^,]*/\12x.4/' >"$scratch/letters.epw"
    expect 65 "letters in numbers" "$suanli" cooling scenarios/fujian-2025.cfg --weather "$scratch/letters.epw"
    says err 'letters.epw:500: dew point: found "x"'
    says err 'letters.epw:600: dry bulb: found "2x.4"'
    lines err 2
    sed '2000,2100d' "$epw" >"$scratch/gap.epw"
    expect 65 "missing hours" "$suanli" cooling scenarios/fujian-2025.cfg --weather "$scratch/gap.epw"
    says err "gap.epw:2000"
fi

# Parameters that cannot be: each is told, with its place.
expect 65 "impossible" "$suanli" cooling scenarios/fujian-2025.cfg -D plants.chilled_7.tower.approach_k=-1 \
    -D plants.chilled_17_economizer.air.supply_degc=90 -D cooling.target_pue=0.9
says err "plants.chilled_7.tower.approach_k"
says err "plants.chilled_17_economizer.air.supply_degc"
says err "cooling.target_pue"
lines err 3
expect 65 "water warmer than air" "$suanli" cooling scenarios/fujian-2025.cfg -D plants.chilled_7.chilled_water_degc=25
lines err 1

# Interrupted: exit 75 and nothing left behind.
"$suanli" cooling scenarios/tour.cfg -q --replications 5000 -o "$scratch/never.h5" >"$scratch/out" 2>"$scratch/err" &
pid=$!
sleep 1
kill -INT $pid
wait $pid
[ $? -eq 75 ] && [ ! -e "$scratch/never.h5" ] && [ ! -s "$scratch/out" ] && passed=$((passed + 1)) ||
    { failed=$((failed + 1)); echo "an interrupt is not exit 75 with nothing written"; }

finish
