# Functions of the command line tests, sourced by every script. run_test.sh
# provides the environment: IMAGETOOL, PYTHON, REFERENCE, FIXTURES, SCRATCH.
# shellcheck shell=sh
set -eu

cases=0
failures=0
last_command=
# NAME=VALUE words for the environment of the next commands. An assignment in front of
# a shell function is not one that every shell undoes or exports.
tool_environment=

finish()
{
    code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 77 ]; then
        echo "$TEST_NAME: stopped with $code; last: imagetool $last_command" >&2
    elif [ "$failures" -ne 0 ]; then
        echo "$TEST_NAME: $failures failures in $cases cases" >&2
        exit 1
    elif [ "$code" -eq 0 ]; then
        echo "$TEST_NAME: $cases cases" >&2
    fi
}
trap finish EXIT

# Reports and goes on: the other cases are of interest too.
fail()
{
    failures=$((failures + 1))
    printf '%s: imagetool %s: %s\n' "$TEST_NAME" "$last_command" "$*" | tr -c '\n -~' '?' >&2
    for stream in stdout stderr; do
        head -n 20 "$SCRATCH/$stream" | tr -c '\n -~' '?' | sed "s/^/    $stream: /" >&2
    done
}

skip()
{
    echo "$TEST_NAME: skipped: $*" >&2
    exit 77
}

# For a part of a script; the rest still counts.
skip_part()
{
    echo "$TEST_NAME: left out: $*" >&2
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
    cases=$((cases + 1))
    status=0
    # shellcheck disable=SC2086 # words without spaces
    env $tool_environment "$IMAGETOOL" "$@" \
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

# expect_one_line STREAM: exactly one line, printable ASCII.
expect_one_line()
{
    [ "$(wc -l <"$SCRATCH/$1")" -eq 1 ] || fail "not one line on $1"
    if tr -d '\n' <"$SCRATCH/$1" | grep -q '[^ -~]'; then
        fail "unprintable bytes on $1"
    fi
}

expect_one_error_line()
{
    expect_one_line stderr
    case $(cat "$SCRATCH/stderr") in
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

# Names and contents of everything in the working folder, temporary files included.
snapshot()
{
    find . | sort
    find . -type f -exec cksum {} +
}

expect_unchanged()
{
    snapshot >"$SCRATCH/after"
    cmp -s "$SCRATCH/before" "$SCRATCH/after" || {
        diff "$SCRATCH/before" "$SCRATCH/after" >&2 || true
        fail "files were left or changed"
    }
}

# expect_error CODE TEXT COMMAND...: one error line with TEXT, nothing on standard
# output, no file touched.
expect_error()
{
    code=$1
    text=$2
    shift 2
    snapshot >"$SCRATCH/before"
    expect_exit "$code" "$@"
    expect_one_error_line "$1"
    expect_text stderr "$text"
    [ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
    expect_unchanged
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
    "$PYTHON" "$CLI_FOLDER/make_golden.py" "$1" "$FIXTURES"
    while read -r name elf options; do
        rm -f image irom
        # shellcheck disable=SC2086 # the options are words without spaces
        expect_done build $options -o image --irom-out irom "$FIXTURES/$elf"
        expect_same "$FIXTURES/$name.bin" image
        expect_same "$FIXTURES/$elf.irom" irom
    done <"$FIXTURES/cases"
}
