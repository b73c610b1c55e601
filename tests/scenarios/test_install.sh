#!/bin/sh
# Installed somewhere, the program finds its scenarios from any folder, and brings its pages and its completion.
# $1: the program, $2: a scratch folder.
set -eu
build=$(dirname "$(realpath "$1")")
cd "$2" && rm -rf prefix && mkdir -p prefix elsewhere
# Pages and completion are made by the build; a single target may have been built alone.
for part in completion.bash suanli.1.gz; do
    [ -e "$build/$part" ] || grep -q 'HELP2MAN:FILEPATH=HELP2MAN-NOTFOUND' "$build/CMakeCache.txt" ||
        { echo "skipped: $part is not built"; exit 77; }
done
cmake --install "$build" --prefix "$PWD/prefix" >install.log
suanli=$PWD/prefix/bin/suanli
cd elsewhere

"$suanli" check scenarios/tour.cfg
"$suanli" check scenarios/fujian-2025.cfg
"$suanli" run scenarios/tour.cfg --replications 2 --quiet --json >tour.json
grep -q '"targets"' tour.json
[ -s out/tour.h5 ]
status=0
"$suanli" check scenarios/none.cfg 2>fault || status=$?
[ "$status" = 66 ] && grep -q '^suanli: scenarios/none.cfg\|^scenarios/none.cfg' fault ||
    { cat fault; echo "a scenario that is nowhere: exit status $status"; exit 1; }
"$suanli" --completion | cmp - ../prefix/share/bash-completion/completions/suanli

# A page for each command.
if [ -e "$build/suanli.1.gz" ]; then
    for command in $("$suanli" --help | sed -n 's/^  suanli \([a-z]\{3,\}\) .*/\1/p'); do
        gzip -dc "../prefix/share/man/man1/suanli-$command.1.gz" | grep -q "^suanli $command \\\\- " ||
            { echo "no page of suanli $command"; exit 1; }
    done
fi
