#!/bin/sh
# Installed somewhere, the program finds its scenarios from any folder, and brings its pages and its completion.
# $1: the program, $2: a scratch folder.
set -eu
build=$(dirname "$(realpath "$1")")
cd "$2" && rm -rf prefix plain packages && mkdir -p prefix elsewhere
# An installed program does not find archer, without which the thread sanitizer does not know OpenMP's barriers.
if grep -q __tsan_init "$1"; then
    echo "skipped: built with the thread sanitizer"
    exit 77
fi
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
"$suanli" --version >../version
"$suanli" --completion | cmp - ../prefix/share/bash-completion/completions/suanli

# A page for each command.
if [ -e "$build/suanli.1.gz" ]; then
    for command in $("$suanli" --help | sed -n 's/^  suanli \([a-z]\{3,\}\) .*/\1/p'); do
        gzip -dc "../prefix/share/man/man1/suanli-$command.1.gz" | grep -q "^suanli $command \\\\- " ||
            { echo "no page of suanli $command"; exit 1; }
    done
fi

# Where MPI was found, suanli-mpi beside it, with its page and completion: a component of its own.
if [ -x "$build/suanli-mpi" ]; then
    mpi=../prefix/bin/suanli-mpi
    [ -x "$mpi" ] || { echo "suanli-mpi is not installed"; exit 1; }
    "$mpi" --version | cmp - ../version || { echo "suanli-mpi is another version"; exit 1; }
    cmp ../prefix/share/bash-completion/completions/suanli ../prefix/share/bash-completion/completions/suanli-mpi
    grep -q '^complete .* suanli-mpi$' ../prefix/share/bash-completion/completions/suanli-mpi
    [ ! -e "$build/suanli-mpi.1.gz" ] || gzip -dc ../prefix/share/man/man1/suanli-mpi.1.gz | grep -q '^mpirun ' ||
        { echo "no page of suanli-mpi"; exit 1; }
    cmake --install "$build" --prefix "$PWD/../plain" --component main >../install.log
    [ -x ../plain/bin/suanli ] && [ ! -e ../plain/bin/suanli-mpi ] || { echo "the plain part brings MPI"; exit 1; }
else
    echo "left out: suanli-mpi is not built"
fi

# Packages: the plain one asks for no MPI, the other for both.
if command -v cpack >/dev/null && command -v dpkg-deb >/dev/null && [ -e "$build/suanli.1.gz" ] &&
    { [ ! -x "$build/suanli-mpi" ] || [ -e "$build/suanli-mpi.1.gz" ]; }; then
    (cd .. && cpack -G DEB --config "$build/CPackConfig.cmake" -B "$PWD/packages" >cpack.log) ||
        { tail -5 ../cpack.log; echo "no packages"; exit 1; }
    plain=$(echo ../packages/suanli_*.deb) mpi=$(echo ../packages/suanli-mpi_*.deb)
    dpkg-deb --field "$plain" Depends | grep -qi mpi && { echo "the plain package asks for MPI"; exit 1; }
    dpkg-deb --contents "$plain" >../contents
    grep -q 'bin/suanli$' ../contents || { echo "no program in the package"; exit 1; }
    if [ -x "$build/suanli-mpi" ]; then
        dpkg-deb --field "$mpi" Depends | grep 'suanli (= ' | grep 'openmpi-bin' | grep -q libopenmpi ||
            { dpkg-deb --field "$mpi" Depends; echo "suanli-mpi does not ask for what it needs"; exit 1; }
        dpkg-deb --contents "$mpi" >../contents
        grep -q 'bin/suanli-mpi$' ../contents || { echo "no suanli-mpi in its package"; exit 1; }
    fi
else
    echo "left out: packages"
fi
