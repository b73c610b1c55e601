#!/bin/sh
# Includes point down only:
#
#     tests/ on everything; scenarios/run/ on models/ and results/, which do not see each other; both on sim/
#     sim/core/ is sim/'s own; models/physics/ knows no engine; a model includes no other model
#
# Each rule is "files | includes they may not have". The test also proves that it would find a breach.
set -eu
root=$(pwd)
status=0

# Lines "file: include" of the project's own includes in the files below a folder.
includes() {
    find "$1" -maxdepth "$2" -name '*.[ch]' -exec grep -H '^#include "' {} + 2>/dev/null |
        sed 's|^\([^:]*\):#include "\([^"]*\)".*|\1 \2|'
}

# forbid WHAT: reads lines, tells those whose include matches the pattern.
forbid() {
    found=$(awk -v pattern="$2" '$2 ~ pattern' | sed "s|^|$1: |")
    [ -z "$found" ] || { echo "$found"; return 1; }
}

check() {
    cd "$1"
    bad=0
    includes sim 1 | forbid "sim/ (public headers know nothing above them, nor their own insides)" '^(models|results|scenarios|tests|sim/core)/' || bad=1
    includes sim/core 1 | forbid "sim/core/ (ground floor)" '^(models|results|scenarios|tests)/' || bad=1
    includes models 1 | forbid "models/ (sees sim/ and physics/ only)" '^(results|scenarios|tests|sim/core)/' || bad=1
    includes models/physics 2 | forbid "models/physics/ (pure functions: no engine, no model)" '^(results|scenarios|tests|sim/core)/|^sim/(engine|event|kind|record|sim)\.h|^models/[a-z_]*\.h' || bad=1
    includes results 2 | forbid "results/ (sees sim/ only)" '^(models|scenarios|tests|sim/core)/' || bad=1
    includes scenarios/run/design 1 | forbid "scenarios/run/design/ (pure functions: no engine, no file)" '^(models|results|tests|sim/core)/|^sim/(engine|event|kind|record|sim)\.h|^scenarios/run/[a-z_]*\.h' || bad=1
    includes scenarios/run/reach 1 | forbid "scenarios/run/reach/ (pure functions: no engine, no file)" '^(models|results|tests|sim/core)/|^sim/(engine|event|kind|record|sim)\.h|^scenarios/run/[a-z_]*\.h' || bad=1
    includes scenarios/run 2 | forbid "scenarios/run/ (knows no test and not the engine's insides)" '^(tests|sim/core)/' || bad=1
    # Models talk through ports.h; shared parts, and a hall's building being its project's, are the exceptions. Only what makes
    # a province of them knows all: models.c and the parts it builds with (build_*.c), its tables, its ways, its world.
    includes models 1 | grep -v '^models/\(models\|build\(_[a-z]*\)*\|province\|province_dispatch\|ways\|world\)\.[ch] ' |
        awk '{ own = $1; sub(/\.[ch]$/, ".h", own); if ($2 ~ /^models\/[a-z_]*\.h$/ && $2 != own && $2 !~ /^models\/(ports|stage|waiting|compute|demand_plan)\.h$/ && !($1 ~ /^models\/hall\./ && $2 == "models/project.h") && !($1 ~ /^models\/dispatch/ && $2 ~ /^models\/dispatch/) && !($1 ~ /^models\/fleet\./ && $2 == "models/rack.h")) print "models/ (a model includes no other): " $0 }' |
        { ! grep .; } || bad=1
    # Every include is by its path from the top.
    includes . 9 | awk '$2 !~ /^(sim|models|results|scenarios|tests)\// { print "not from the top: " $0 }' |
        grep -v '^not from the top: ./build/' | { ! grep .; } || bad=1
    cd "$root"
    return $bad
}

check "$root" || { echo "includes against the floors"; status=1; }

# A copy with a breach must be refused.
copy=$2/breach
rm -rf "$copy"
mkdir -p "$copy"
cp -R sim models results scenarios "$copy"/
for breach in 'sim/clock.h models/ports.h' 'models/quota.c results/store.h' 'results/load.c models/ports.h' \
    'models/physics/weather.c sim/engine.h' 'models/grid.c models/quota.h' 'scenarios/run/main.c sim/core/worker.h' \
    'scenarios/run/bench/phold.c tests/scratch.h' \
    'scenarios/run/design/grid.c scenarios/run/scenario.h' 'scenarios/run/reach/solve.c scenarios/run/scenario.h'; do
    file=${breach% *}
    cp "$file" "$copy/$file.kept"
    printf '#include "%s"\n' "${breach#* }" >>"$copy/$file"
    if check "$copy" >/dev/null; then
        echo "a breach was not found: $breach"
        status=1
    fi
    mv "$copy/$file.kept" "$copy/$file"
done
[ $status = 0 ] && echo "1 passed, 0 failed"
exit $status
