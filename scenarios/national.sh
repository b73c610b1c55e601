#!/bin/sh
# Makes scenarios/national.cfg: China's 31 provinces, ten million cabinets, out of Fujian.
#
#   scenarios/national.sh [CABINETS [FILE]]     default: 10000000 scenarios/national.cfg (- for standard output)
#
# The file is 2 MB and made in an instant, so that it is not kept in the repository. It shows what a run of that size costs, and
# how a province becomes a nation; it is no forecast. Every province is so many Fujians:
#
#   sites      a province of weight w Fujians has round(w) copies of each of Fujian's sites, one at least, cabinets scaled by
#              w / round(w): sites do not grow with their province, there are more of them
#   zones      one a province: Fujian's four as one, times w
#   resources  review, capital, crews, accelerators: one pool for the nation, Fujian's times the sum of all w
#   weather    one of seven climates (data/provinces.csv says which)
#   the rest   as in Fujian: equipment, prices, durations, plants, tariffs; no edge sites, which are placed county by county
#
# Weights are each province's share of the nation's racks (data/provinces.csv). No list of racks by province is published: they
# are estimates, held against two published sums: Beijing, Shanghai and Guangdong had 31.3 % at the end of 2019, 4.2 points less
# than a year before, and with Hebei, Tianjin, Inner Mongolia, Jiangsu, Zhejiang, Fujian and Hainan more than 60 % (MIIT, guide to
# the use of data centres 2020, as reported by ccidnet 2020-08-14). Here they have 26 and 56 %: what was built since went west.
# Targets and observations are the nation's.
set -eu
cd "$(dirname "$0")"
cabinets=${1:-10000000}
file=${2:-national.cfg}
case $cabinets in
'' | *[!0-9]*) echo "national.sh: found \"$cabinets\", expected a number of cabinets" >&2; exit 64 ;;
esac
[ $# -le 2 ] || { echo "usage: scenarios/national.sh [CABINETS [FILE]]" >&2; exit 64; }
[ $# -lt 2 ] || [ "$file" = - ] || case $file in /*) ;; *) file=$OLDPWD/$file ;; esac

# Fujian's cabinets at the modes of uncertain figures (`suanli check` counts them).
fujian=$(awk '/^[ \t]*\/\//{next} { gsub(/(source|name) = "[^"]*"/, "");
    while (match($0, /[ {]racks = [^;]*;/)) {
        text = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
        if (text ~ /\[/) { sub(/.*\[/, "", text); split(text, part, ","); sum += part[2] }
        else { sub(/.*= /, "", text); sum += text } } }
    END { print sum }' data/fujian-sites.cfg)

# Fujian's groups as they stand, with the figures of some keys times `factor`.
groups() { # FILE GROUPS KEYS FACTOR
    awk -v groups=" $2 " -v keys="$3" -v factor="$4" '
    function scaled(list,   n, part, i, text) {
        n = split(list, part, ", ")
        for (i = 1; i <= n; i++)
            text = text (i > 1 ? ", " : "") sprintf("%.5e", part[i] * factor)
        return text
    }
    # "key = 1.0;", "key = { value = 1.0; ..." or "key = { pert = [1.0, 2.0, 3.0]; ..."
    function scale(line, key,   head, list) {
        if (!match(line, "(^|[ {])" key " = (\\{ (pert = \\[|value = ))?[-0-9.]"))
            return line
        head = substr(line, 1, RSTART + RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH - 1)
        match(line, /[];]/)
        list = substr(line, 1, RSTART - 1)
        return head scaled(list) substr(line, RSTART)
    }
    BEGIN { count = split(keys, key, " ") }
    /^[a-z_]+ = [{(]/ { inside = index(groups, " " $1 " ") > 0 }
    inside { line = $0; for (i = 1; i <= count; i++) line = scale(line, key[i]); print line }
    /^[})];/ { if (inside) print ""; inside = 0 }' "$1"
}

# The published compute; of a nation of another size than its own, as much less or more.
baseline() {
    if [ "$cabinets" -eq 10000000 ]; then
        echo '{ value = 180.0; source = "MIIT, from memory, to be checked: compute in use at the end of 2022, FP32"; mark = "estimated"; };'
    else
        awk -v n="$cabinets" 'BEGIN { printf "{ value = %.5e; source = \"180 EFLOPS (MIIT, end of 2022) x %d / 10000000\"; mark = \"derived\"; };\n", 180 * n / 1e7, n }'
    fi
}

make() {
    factor=$(awk -v n="$cabinets" -v m="$fujian" 'BEGIN { printf "%.10g", n / m }')
    cat <<EOF
// Made by scenarios/national.sh $cabinets: change that, or data/provinces.csv, not this.

name = "China";
name_zh = "中国";
title = "China's 31 provinces as so many Fujians: $cabinets cabinets";
epoch = "2022-12-31";
end = "2025-12-31";
cabinet_market = "cabinets";
baseline_eflops = $(baseline)

shocks = {
    counting = { meaning = "how much was really in service at the end of 2022; high: more"; };
    market = { meaning = "equipment markets; high: tight"; };
    demand = { meaning = "tenants' demand for racks; high: strong"; };
    construction = { meaning = "building trade and permits; high: slow and short of crews"; };
    finance = { meaning = "money for data centres; high: plenty"; };
};

EOF
    groups data/fujian-compute.cfg "classes ramp supply" "capacity_per_month" "$factor"
    groups data/fujian-resources.cfg "builds review capital crews storms" \
        "annual_mw opening_mw opening_cny operators_cny_per_year budget_cny_per_year bonds_cny_per_year loans_cny_per_year stock_value_cny civil mep install edge" "$factor"
    groups data/fujian-resources.cfg power "" 1 |
        sed -e 's/carbon_kg_per_kwh = .*/carbon_kg_per_kwh = { value = 0.5366; mark = "stated";/' \
            -e 's/"Ministry of Ecology and Environment: .*"/"Ministry of Ecology and Environment: national factor for 2022 (notice of 2024-12)"/'
    groups data/fujian-places.cfg plants "" 1
    climates
    places
    sites
    asked
}

# Monthly normals of seven cities.
climates() {
    cat <<'EOF'
climates = {
    source = "estimate: monthly normals 1981-2010 (CMA), from memory, rounded";
    mark = "estimated";
    harbin = {
        name = "Harbin: severe cold"; altitude_m = 142.0;
        mean_degc = [-17.6, -12.3, -2.8, 8.0, 15.7, 21.1, 23.2, 21.6, 15.2, 6.3, -5.0, -14.1];
        range_k = [10.8, 11.5, 11.0, 12.0, 12.5, 11.5, 9.5, 9.7, 11.5, 11.0, 9.6, 9.8];
        rh_frac = [0.72, 0.67, 0.57, 0.50, 0.52, 0.64, 0.76, 0.77, 0.69, 0.62, 0.65, 0.71];
    };
    beijing = {
        name = "Beijing: cold"; altitude_m = 31.0;
        mean_degc = [-3.1, 0.2, 6.7, 14.8, 20.8, 24.9, 26.7, 25.5, 20.7, 13.7, 5.0, -0.9];
        range_k = [10.1, 10.7, 11.2, 12.0, 12.2, 10.8, 9.0, 8.8, 10.4, 11.0, 10.1, 9.7];
        rh_frac = [0.44, 0.43, 0.42, 0.45, 0.49, 0.59, 0.70, 0.72, 0.65, 0.58, 0.53, 0.46];
    };
    lanzhou = {
        name = "Lanzhou: cold, dry and high"; altitude_m = 1518.0;
        mean_degc = [-4.5, 0.1, 6.2, 12.8, 17.7, 21.4, 23.1, 22.0, 17.2, 10.7, 3.6, -2.7];
        range_k = [12.5, 12.8, 12.8, 13.4, 13.4, 12.8, 12.4, 12.0, 11.2, 11.4, 11.8, 11.8];
        rh_frac = [0.51, 0.44, 0.42, 0.43, 0.46, 0.52, 0.57, 0.60, 0.63, 0.62, 0.58, 0.57];
    };
    shanghai = {
        name = "Shanghai: hot summer, cold winter"; altitude_m = 4.0;
        mean_degc = [4.8, 6.6, 10.0, 15.3, 20.7, 24.4, 28.6, 28.3, 24.9, 19.7, 13.7, 7.6];
        range_k = [6.6, 6.9, 7.6, 8.2, 8.0, 6.6, 7.1, 6.4, 6.4, 7.1, 7.4, 7.4];
        rh_frac = [0.74, 0.73, 0.73, 0.72, 0.72, 0.79, 0.77, 0.78, 0.75, 0.72, 0.72, 0.71];
    };
    guangzhou = {
        name = "Guangzhou: hot summer, warm winter"; altitude_m = 41.0;
        mean_degc = [13.8, 15.3, 18.0, 22.3, 25.6, 27.6, 28.8, 28.6, 27.4, 24.4, 19.8, 15.3];
        range_k = [7.5, 6.7, 6.5, 6.5, 7.2, 7.1, 7.7, 7.6, 7.7, 8.3, 8.9, 9.0];
        rh_frac = [0.72, 0.77, 0.80, 0.81, 0.79, 0.80, 0.77, 0.78, 0.76, 0.69, 0.66, 0.65];
    };
    guiyang = {
        name = "Guiyang: mild"; altitude_m = 1224.0;
        mean_degc = [4.6, 6.7, 10.8, 16.0, 19.7, 22.2, 24.0, 23.7, 20.6, 16.0, 11.8, 6.8];
        range_k = [6.0, 7.0, 8.0, 9.0, 8.5, 7.5, 8.0, 8.5, 8.0, 7.0, 7.0, 6.5];
        rh_frac = [0.82, 0.80, 0.78, 0.77, 0.77, 0.79, 0.77, 0.76, 0.75, 0.79, 0.78, 0.78];
    };
EOF
    awk '/^climates = / { inside = 1; next } /^};/ { inside = 0 }
        inside && /^    fuzhou = / { copy = 1 } copy { print } copy && /^    };/ { exit }' data/fujian-places.cfg
    printf '};\n\n'
}

# Grid zones and cities, one of each a province.
places() {
    awk -F, -v all="$factor" '
    NR > 1 { n++; id[n] = $1; name[n] = $2; zh[n] = $3; w[n] = $4; storm[n] = $6; sum += $4 }
    END {
        print "zones = {\n    source = \"estimate: the four zones of Fujian as one, times the province'"'"'s weight\";\n    mark = \"estimated\";"
        for (i = 1; i <= n; i++) {
            f = all * w[i] / sum
            printf "    %s = { name = \"%s\"; headroom_mw = { pert = [%.2f, %.2f, %.2f]; };\n        reinforcements = (\n", id[i], name[i], 80 * f, 138 * f, 240 * f
            split("2024-03-31 2024-06-30 2024-12-31 2025-03-31", date, " "); split("60 50 40 60", mw, " ")
            for (k = 1; k <= 4; k++)
                printf "            { date = \"%s\"; capacity_mw = %.2f; delay_days = { pert = [0.0, 100.0, 400.0]; }; }%s\n", date[k], mw[k] * f, k < 4 ? "," : ""
            print "        );\n        large_days = 460.0; small_days = 155.0; };"
        }
        print "};\n\ncities = {\n    source = \"estimate: coasts that typhoons reach\";\n    mark = \"estimated\";"
        for (i = 1; i <= n; i++)
            printf "    %s = { name = \"%s\"; name_zh = \"%s\"; zone = \"%s\"; storm_exposure_frac = %.2f; };\n", id[i], name[i], zh[i], id[i], storm[i]
        print "};\n"
    }' data/provinces.csv
}

# Fujian's sites, again and again. Sources and marks of single figures stay in Fujian's file.
sites() {
    awk -v all="$factor" '
    function times(line, f,   out, head, text, part, i, n) {
        while (match(line, /[ {]racks = [^;]*;/)) {
            out = out substr(line, 1, RSTART - 1)
            text = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
            match(text, /[0-9]/); head = substr(text, 1, RSTART - 1); text = substr(text, RSTART)
            n = split(text, part, /, |\]?;/)
            text = ""
            for (i = 1; i < n; i++) text = text (i > 1 ? ", " : "") whole(part[i] * f)
            out = out head text (head ~ /\[/ ? "];" : ";")
        }
        return out line
    }
    function whole(x) { x = int(x + 0.5); return x < 1 ? 1 : x }
    FNR == 1 { files++ }
    files == 1 { if (FNR > 1) { split($0, c, ","); p++; id[p] = c[1]; name[p] = c[2]; w[p] = c[4]; sum += c[4]; climate[p] = c[5]; lat[p] = c[7]; lon[p] = c[8] } next }
    /^[ \t]*\/\// { next }
    /^    [a-z_0-9]+ = \{$/ { site++; key[site] = $1; inside = 1; next }
    /^    \};/ { inside = 0; next }
    inside {
        line = $0
        if (line ~ /^        name = /) { text = line; sub(/.*name = "/, "", text); sub(/".*/, "", text); called[site] = text; next }
        if (line ~ /^        name_zh = /) next
        gsub(/(city|cluster|climate) = "[^"]*"; */, "", line)
        gsub(/(latitude_deg|longitude_deg) = [0-9.]+; */, "", line)
        gsub(/source = "[^"]*"; */, "", line); gsub(/mark = "[^"]*"; */, "", line)
        sub(/[ ]+$/, "", line)
        # Closers that had a source before them move up to what is left.
        if (line ~ /^ *\}[;,]*$/ && line != $0) { sub(/\n$/, "", body[site]); sub(/^ +/, " ", line) }
        if (line ~ /[^ ]/) body[site] = body[site] line "\n"
    }
    END {
        print "sites = {\n    source = \"estimate: as in Fujian, whose sites are copied; cabinets by the province'"'"'s weight\";\n    mark = \"estimated\";"
        for (i = 1; i <= p; i++) {
            f = all * w[i] / sum; copies = whole(f)
            for (s = 1; s <= site; s++) {
                text = times(body[s], f / copies)
                for (k = 1; k <= copies; k++)
                    printf "    %s_%s_%d = {\n        name = \"%s %d, as: %s\"; city = \"%s\"; climate = \"%s\"; latitude_deg = %s; longitude_deg = %s;\n%s    };\n", id[i], key[s], k, name[i], k, called[s], id[i], climate[i], lat[i], lon[i], text
            }
        }
        print "};\n"
    }' data/provinces.csv data/fujian-sites.cfg
}

# What the nation planned, and what was published.
asked() {
    cat <<'EOF'
targets = (
    { id = "compute_eflops"; date = "2023-12-31"; sense = ">="; value = 220.0; mark = "estimated";
      source = "Action plan for high-quality development of compute infrastructure (MIIT and five others, 2023-10-08)"; },
    { id = "compute_eflops"; date = "2024-12-31"; sense = ">="; value = 260.0; mark = "estimated";
      source = "Action plan for high-quality development of compute infrastructure (MIIT and five others, 2023-10-08)"; },
    { id = "compute_eflops"; date = "2025-12-31"; sense = ">="; value = 300.0; mark = "estimated";
      source = "Action plan for high-quality development of compute infrastructure (MIIT and five others, 2023-10-08)"; },
    { id = "pue_all"; date = "2025-12-31"; sense = "<="; value = 1.5; mark = "estimated";
      source = "Action plan for green data centres (NDRC and others, 2024-07): mean PUE below 1.5 by the end of 2025"; },
    { id = "pue_new_large"; date = "2025-12-31"; sense = "<="; value = 1.25; mark = "estimated";
      source = "Action plan for green data centres (NDRC and others, 2024-07): new large and very large below 1.25"; }
);

observations = (
    { series = "compute_eflops"; date = "2022-12-31"; value = 180.0; kind = "observed"; source = "MIIT, from memory: to be checked"; mark = "estimated"; },
    { series = "compute_eflops"; date = "2023-12-31"; value = 230.0; kind = "observed"; source = "MIIT, from memory: to be checked"; mark = "estimated"; },
    { series = "compute_eflops"; date = "2024-12-31"; value = 280.0; kind = "observed"; source = "MIIT, from memory: to be checked"; mark = "estimated"; },
    { series = "racks_in_service"; date = "2022-12-31"; value = 6.5e6; kind = "observed"; source = "MIIT, from memory: to be checked"; mark = "estimated"; },
    { series = "racks_in_service"; date = "2023-12-31"; value = 8.1e6; kind = "observed"; source = "MIIT, from memory: to be checked"; mark = "estimated"; }
);
EOF
}

if [ "$file" = - ]; then
    make
else
    make >"$file.part" || { rm -f "$file.part"; exit 1; }
    mv "$file.part" "$file"
fi
