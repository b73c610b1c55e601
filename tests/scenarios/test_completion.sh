#!/bin/bash
# Bash completes commands, options, choices and files as the tables of the program say.
# $1: the program, $2: a scratch folder.
set -u
library=/usr/share/bash-completion/bash_completion
[ -r "$library" ] || { echo "skipped: no bash-completion here"; exit 77; }
suanli=$(realpath "$1")
cd "$2" && rm -rf ./* && mkdir -p files && touch files/a.cfg files/b.h5 && cd files || exit 1
set +u
# shellcheck disable=SC1090
. "$library"
# shellcheck disable=SC1090
. <("$suanli" --completion)
failed=0

# What is offered for a line whose last word is being typed.
offered() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMPREPLY=()
    COMP_POINT=${#COMP_LINE}
    _suanli
    printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}

# expect WANTED WORD...
expect() {
    local wanted=$1 found
    shift
    found=$(offered "$@")
    [ "$found" = "$wanted " ] || { echo "\"$*\": offered \"$found\", expected \"$wanted \""; failed=1; }
}

expect "sweep" suanli sw
expect "--replications --resume" suanli sweep --re
expect "--replications" suanli run --re
expect "day month" suanli run --every ""
expect "a.cfg" suanli run a
expect "b.h5" suanli report b
expect "b.h5" suanli run a.cfg --from b
expect "--output" suanli cooling --ou
for command in $("$suanli" --help | sed -n 's/^  suanli \([a-z]\{3,\}\) .*/\1/p'); do
    expect "$command" suanli "$command"
    # Every option of the command's help is offered, and no other.
    listed=$("$suanli" "$command" --help | grep -oE -- '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+' |
        grep -vE '^--(usage|version)$' | sort -u | tr '\n' ' ')
    expect "${listed% }" suanli "$command" --
done
exit $failed
