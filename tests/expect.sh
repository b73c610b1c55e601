# What scripts that test the command line share; they read it in:  . tests/expect.sh
# Needs $scratch, a folder; counts $passed and $failed. The command's output is kept in $scratch/out and $scratch/err.
passed=0 failed=0

# expect STATUS NAME COMMAND...: runs it, keeps its output.
expect() {
    wanted=$1 name=$2
    shift 2
    "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
    if [ $status -eq "$wanted" ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name: exit status $status, expected $wanted"
        head -3 "$scratch/err"
    fi
}
# says FILE TEXT: the kept output has it.
says() {
    if grep -qF -- "$2" "$scratch/$1"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "$name: standard $1 does not say: $2"
        head -5 "$scratch/$1"
    fi
}
# empty FILE: the kept output is.
empty() {
    if [ -s "$scratch/$1" ]; then
        failed=$((failed + 1))
        echo "$name: standard $1 is not empty: $(head -1 "$scratch/$1")"
    else passed=$((passed + 1)); fi
}
# finish: the last line; its status is the script's.
finish() {
    echo "$passed passed, $failed failed"
    [ $failed -eq 0 ]
}
