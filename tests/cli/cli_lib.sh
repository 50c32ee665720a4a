# SPDX-License-Identifier: MIT
# Functions of the command line tests, sourced by every script. run_test.sh provides the
# environment: IMAGETOOL, PYTHON, REFERENCE, FIXTURES, SCRATCH and more. A script makes what all its
# cases need, defines them as functions case_NAME, and ends with run_cases.
# shellcheck shell=sh
set -eu

TEST_NAME=$(basename "$SCRIPT" .sh)
runs=0
failures=0
last_command=
# NAME=VALUE words for the environment of the next commands. An assignment in front of
# a shell function is not one that every shell undoes or exports.
tool_environment=

# Where a script or a case ends: says why, and counts for the end of the script.
finish()
{
    code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 77 ]; then
        echo "$TEST_NAME: stopped with $code; last: imagetool $last_command" >&2
        failures=$((failures + 1))
    fi
    echo "$runs $failures" >>"$SCRATCH/counts"
    [ "$failures" -eq 0 ] || code=1
    exit "$code"
}
trap finish EXIT

# prepare: what follows makes the files that each case finds in its folder.
prepare()
{
    mkdir "$SCRATCH/ready"
    cd "$SCRATCH/ready"
}

# Before each case, in its folder; a script may replace it.
before_each()
{
    [ ! -d "$SCRATCH/ready" ] || cp -a "$SCRATCH/ready/." .
}

# run_case NAME: in a shell and a new folder of its own.
run_case()
{
    TEST_NAME="$TEST_NAME: case_$1"
    runs=0
    failures=0
    WORK=$WORK/$1
    trap finish EXIT
    mkdir "$WORK"
    cd "$WORK"
    before_each
    "case_$1"
}

# The expected output of a case is in a file of its own.
compare_output()
{
    expected=${SCRIPT%.sh}_$1.expected
    if [ ! -f "$expected" ]; then
        cat "$SCRATCH/output"
    elif [ -n "${UPDATE_EXPECTED:-}" ]; then
        cp "$SCRATCH/output" "$expected"
    else
        diff -u "$expected" "$SCRATCH/output" >&2
    fi
}

run_cases()
{
    bad=
    for name in $CASES; do
        # Not as a condition: there set -e would have no effect.
        set +e
        (set -e; run_case "$name") >"$SCRATCH/output"
        code=$?
        set -e
        compare_output "$name" || code=1
        [ "$code" -eq 0 ] || [ "$code" -eq 77 ] || bad="$bad $name"
    done
    trap - EXIT
    code=${bad:+1}
    code=${code:-0}
    echo "$runs $failures" >>"$SCRATCH/counts"
    awk -v name="$TEST_NAME" -v cases="$(echo "$CASES" | wc -w)" '{ runs += $1; failures += $2 }
        END {
            printf "%s: %d cases, %d runs, %d failures\n", name, cases, runs, failures
            exit failures > 0
        }' "$SCRATCH/counts" >&2 || code=1
    [ -z "$bad" ] || echo "$TEST_NAME: failed:$bad" >&2
    exit "$code"
}

# Reports and goes on: the other cases are of interest too.
fail()
{
    failures=$((failures + 1))
    printf '%s: imagetool %s: %s\n' "$TEST_NAME" "$last_command" "$*" | tr -c '\n -~' '?' >&2
    for stream in stdout stderr; do
        head -n 20 "$SCRATCH/$stream" | tr -c '\n -~' '?' | sed "s/^/    $stream: /" >&2
    done
}

# For a whole script, before its cases.
skip()
{
    echo "$TEST_NAME: skipped: $*" >&2
    exit 77
}

# For a case or a part of it; the rest still counts.
skip_part()
{
    echo "$TEST_NAME: left out: $*" >&2
}

# test_key NAME FILE: a private key of tests/data/keys, readable by its owner only.
test_key()
{
    cp "$TESTS/data/keys/test-$1.pem" "$2"
    chmod 600 "$2"
}

# Whether the modes of files count, as they do not for root.
modes_count()
{
    : >"$SCRATCH/closed"
    chmod 000 "$SCRATCH/closed"
    ! (: <"$SCRATCH/closed") 2>"$SCRATCH/refused"
}

# Runs the tool; the exit code is in $status, the output in $SCRATCH.
run()
{
    last_command=$*
    runs=$((runs + 1))
    status=0
    ${tool_environment:+env $tool_environment} "$IMAGETOOL" "$@" \
        >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" </dev/null || status=$?
}

expect_exit()
{
    wanted_exit=$1
    shift
    run "$@"
    [ "$status" -eq "$wanted_exit" ] || fail "exit $status instead of $wanted_exit"
}

# Success without a word on standard error.
expect_done()
{
    expect_exit 0 "$@"
    [ ! -s "$SCRATCH/stderr" ] || fail "text on standard error"
}

expect_text()
{
    grep -qF -e "$2" "$SCRATCH/$1" || fail "no '$2' on $1"
}

expect_no_text()
{
    if grep -qF -e "$2" "$SCRATCH/$1"; then
        fail "'$2' on $1"
    fi
}

# expect_wrote FILE...: the report names these files with their lengths, and no others.
expect_wrote()
{
    for written; do
        echo "$written $(wc -c <"$written")"
    done >"$SCRATCH/written"
    sed -n 's/^wrote \(.*\): .* \([0-9]*\) bytes$/\1 \2/p; s/^wrote \(.*\): \([0-9]*\) bytes$/\1 \2/p' \
        "$SCRATCH/stdout" >"$SCRATCH/said"
    cmp -s "$SCRATCH/written" "$SCRATCH/said" || fail "the report names other files"
}

# expect_one_line STREAM: exactly one line, printable ASCII; it is in $one_line then.
expect_one_line()
{
    one_line=
    more=
    { IFS= read -r one_line && ! IFS= read -r more && [ -z "$more" ]; } <"$SCRATCH/$1" ||
        fail "not one line on $1"
    case $one_line in
    *[!\ -~]*) fail "unprintable bytes on $1" ;;
    esac
}

expect_one_error_line()
{
    expect_one_line stderr
    case $one_line in
    "imagetool $1: "*) ;;
    *) fail "the message does not start with 'imagetool $1: '" ;;
    esac
}

expect_warning()
{
    expect_exit 0 "$@"
    expect_one_error_line "$1"
    expect_text stderr "warning: "
}

# Names, modes, links and contents of everything in the working folder, temporary files included.
snapshot()
{
    find . -printf '%p %y %m %l\n' -type f -exec cksum {} +
}

# expect_unchanged BEFORE: a snapshot that was made before.
expect_unchanged()
{
    after=$(snapshot)
    [ "$1" != "$after" ] || return 0
    # The order of names in a folder may change.
    printf '%s\n' "$1" | sort >"$SCRATCH/before"
    printf '%s\n' "$after" | sort | diff "$SCRATCH/before" - >&2 ||
        fail "files were left or changed"
}

# expect_error CODE TEXT COMMAND...: one error line with TEXT, nothing on standard
# output, no file touched.
expect_error()
{
    code=$1
    text=$2
    shift 2
    before=$(snapshot)
    expect_exit "$code" "$@"
    expect_one_error_line "$1"
    case $one_line in
    *"$text"*) ;;
    *) fail "no '$text' on stderr" ;;
    esac
    [ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
    expect_unchanged "$before"
}

# The same for build: with a new output, and with one that exists.
expect_build_error()
{
    code=$1
    text=$2
    shift 2
    expect_error "$code" "$text" build -o new.bin "$@"
    printf 'kept' >old.bin
    expect_error "$code" "$text" build -o old.bin "$@"
    rm old.bin
}

expect_same()
{
    cmp "$1" "$2" >&2 || fail "$1 and $2 differ"
}

expect_differ()
{
    if cmp -s "$1" "$2"; then
        fail "$1 and $2 are the same"
    fi
}

# fixtures GROUP: makes the files of a group of make_fixtures.py in $FIXTURES.
fixtures()
{
    "$PYTHON" "$CLI_FOLDER/make_fixtures.py" "$1" "$FIXTURES"
}

# golden GROUP: builds every case of a group of make_golden.py and compares.
golden()
{
    rm -f "$FIXTURES"/*.warned
    "$PYTHON" "$CLI_FOLDER/make_golden.py" "$1" "$FIXTURES"
    while read -r name elf options; do
        rm -f image irom
        expect=expect_done
        [ ! -e "$FIXTURES/$name.warned" ] || expect=expect_warning
        $expect build $options -o image --irom-out irom "$FIXTURES/$elf"
        expect_same "$FIXTURES/$name.bin" image
        expect_same "$FIXTURES/$elf.irom" irom
    done <"$FIXTURES/cases"
}
