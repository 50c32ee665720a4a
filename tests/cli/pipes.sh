# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Standard input and output as files: "-", /dev/stdout, /dev/fd/N.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

fixtures images
sign_fixtures ec
prepare
cp "$FIXTURES/new.2.1.elf" hello.elf
cp "$FIXTURES/new.2.1.bin" hello.bin
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
both="$release user1.bin user2.bin"
slot1="--map 2 --slot 1"

# piped INPUT WORD...: the tool between two pipes; what comes out is in out.
piped()
{
    input=$1
    shift
    last_command="$* (in a pipe)"
    runs=$((runs + 1))
    { cat "$input"; } | {
        status=0
        "$IMAGETOOL" "$@" 2>"$SCRATCH/stderr" || status=$?
        echo $status >"$SCRATCH/status"
    } | cat >out
    : >"$SCRATCH/stdout"
    [ "$(cat "$SCRATCH/status")" -eq 0 ] || fail "exit $(cat "$SCRATCH/status")"
    [ ! -s "$SCRATCH/stderr" ] || fail "text on standard error"
}

case_build()
{
    for output in - /dev/stdout /dev/fd/1 /proc/self/fd/1; do
        piped hello.elf build $slot1 -o $output hello.elf
        expect_same hello.bin out
        piped hello.elf build $slot1 -o $output -
        expect_same hello.bin out
        piped hello.elf build $slot1 --output=$output /dev/stdin
        expect_same hello.bin out
    done
    expect_done build $slot1 -o - hello.elf # a file
    expect_same hello.bin "$SCRATCH/stdout"
    [ ! -e ./- ] || fail "a file called -"
    expect_done build $slot1 -o ./- hello.elf
    expect_same hello.bin ./-
}

# Into another descriptor, and behind what is in a file already.
case_descriptors()
{
    "$IMAGETOOL" build $slot1 -o /dev/fd/5 hello.elf 5>five || fail "exit $?"
    expect_same hello.bin five
    {
        echo before
        "$IMAGETOOL" build $slot1 -o /dev/stdout hello.elf
        echo behind
    } >three
    { echo before && cat hello.bin && echo behind; } >wanted
    expect_same wanted three
    expect_error 3 "/dev/fd/9: cannot write" build $slot1 -o /dev/fd/9 hello.elf
}

# bash writes into pipes as into files.
case_process_substitution()
{
    command -v bash >/dev/null || {
        skip_part "there is no bash"
        return 0
    }
    mkfifo finished
    bash -c '"$1" build --map 2 --slot 1 -o >(cat >made; echo >finished) <(cat hello.elf)' bash \
        "$IMAGETOOL" &
    cat finished >ready # waits for both
    wait $! || fail "exit $?"
    expect_same hello.bin made
}

case_judges()
{
    piped hello.bin info -
    "$IMAGETOOL" info hello.bin | sed 's,hello.bin,/dev/stdin,' >wanted
    expect_same wanted out
    piped hello.bin check $slot1 -
    piped hello.elf size -
}

case_fix_crc()
{
    head -c -4 hello.bin >cut.bin
    piped cut.bin fix-crc -q -
    expect_same hello.bin out
    piped cut.bin fix-crc -o fixed.bin -
    expect_same hello.bin fixed.bin
    piped cut.bin fix-crc --quiet -o - cut.bin
    expect_same hello.bin out
}

# What is to be signed goes to whoever has the key, and the signature comes back.
case_sign_elsewhere()
{
    expect_done tbs -o part $both
    piped part tbs $both
    expect_same part out
    piped part tbs --digest -o - $both
    expect_done tbs --digest -o digest $both
    expect_same digest out
    "$IMAGETOOL" tbs --json $both | "$PYTHON" -c '
import json, sys
print(json.load(sys.stdin)["digest"])' >hex || fail "no JSON"
    [ "$(cat hex)" = "$(od -An -v -tx1 digest | tr -d ' \n')" ] || fail "another digest"
    has_openssl || return 0
    mkdir signed
    "$IMAGETOOL" tbs --digest $both |
        openssl pkeyutl -sign -inkey "$KEYS/ec.pem" |
        "$IMAGETOOL" attach --tbs part --signature - --pubkey "$KEYS/ec.pub.pem" \
            --out-dir signed user1.bin user2.bin || fail "exit $?"
    expect_verified ec signed/user1.bin signed/user2.bin
}

# one_value WORD...: exit 3, and one value of JSON on standard output, a pipe.
one_value()
{
    last_command="$* (into a pipe)"
    runs=$((runs + 1))
    {
        status=0
        (ulimit -f "$limit" && exec "$IMAGETOOL" "$@" 2>/dev/null) || status=$?
        echo $status >"$SCRATCH/status"
    } | cat >piped
    [ "$(cat "$SCRATCH/status")" -eq 3 ] || fail "exit $(cat "$SCRATCH/status")"
    "$PYTHON" -c 'import json; print("error" in json.load(open("piped")))' >has_error ||
        fail "not one value"
}

# Before the description there may be an error in its place, and behind it there is none.
case_description_on_standard_output()
{
    for slot in 1 2; do
        "$PYTHON" "$REFERENCE/make_elf.py" -o s$slot.elf --preset hello --map 2 --slot $slot
    done
    mkdir out
    cp "$KEYS/ec.pem" ec.pem
    with="--map 2 --key ec.pem --out-dir out --json -"
    limit=0
    one_value release $with $release s1.elf s2.elf
    grep -q True has_error || fail "a description of what was not written"
    [ -c /dev/full ] || {
        skip_part "there is no /dev/full"
        return 0
    }
    limit=unlimited
    one_value release $with $release --bundle /dev/full s1.elf s2.elf
    grep -q False has_error || fail "no description"
}

# A key need not be a file.
case_keys()
{
    cp "$KEYS/ec.pem" key.pem
    expect_done sign --key key.pem -o wanted $release user1.bin
    piped key.pem sign --key - -o - $release user1.bin
    expect_same wanted out
    piped key.pem pubkey -o - -
    expect_same "$KEYS/ec.pub.pem" out
    piped user1.bin sign -q --key key.pem --manifest-out manifest -o - $release -
    expect_same wanted out
}

case_refused()
{
    expect_error 2 "standard input serves once" merge --map 2 --boot-bin - --slot1 - -o new \
        --no-init-data
    expect_error 2 "standard input serves once" check --map 2 - -
    expect_error 2 "standard output serves once" sign --key "$KEYS/ec.pem" -o - --manifest-out - \
        $release user1.bin
    expect_error 2 "--in-place needs the name of a file" sign --key "$KEYS/ec.pem" --in-place \
        $release -
    expect_error 2 "--out-dir needs the name of a file" sign --key "$KEYS/ec.pem" --out-dir . \
        $release -
    expect_error 2 "standard input serves once" check - /dev/stdin
    expect_error 2 "standard output serves once" build $slot1 -o /dev/stdout --irom-out - hello.elf
    # A private key has a mode, which a pipe has not.
    expect_error 2 "a private key goes to a file of its own" keygen -o -
    expect_error 2 "a private key goes to a file of its own" keygen --force -o /dev/stdout
    # And one of LMS has a state.
    expect_exit 0 keygen --type lms-h5 -o lms.pem
    for action in status "split -n 2 -o new.pem" "adopt --skip 1"; do
        expect_error 2 "an LMS key is a file that each signature changes" lms $action -
    done
    expect_error 2 "an LMS key is a file that each" lms split -n 2 -o - lms.pem
    last_command="sign --key - (in a pipe)"
    {
        { "$IMAGETOOL" sign --key - -o new $release user1.bin 2>"$SCRATCH/stderr" || echo $?; } |
            cat >out
    } <lms.pem
    expect_text stderr "an LMS key is a file that each signature changes"
    [ "$(cat out)" = 2 ] || fail "something was written"
    [ ! -e new ] || fail "an image"
}

# closed STREAMS TEXT WORD...: exit 3 and one line with TEXT, with these streams closed.
closed()
{
    streams=$1
    closed_text=$2
    shift 2
    last_command="$* ($streams)"
    runs=$((runs + 1))
    : >"$SCRATCH/stdout"
    status=0
    eval '"$IMAGETOOL" "$@" 2>"$SCRATCH/stderr"' "$streams" || status=$?
    [ "$status" -eq 3 ] || fail "exit $status instead of 3"
    expect_one_line stderr
    expect_text stderr "$closed_text"
}

# No other file takes the number of a stream that is closed.
case_closed()
{
    closed '<&-' "info: standard input is closed" info -
    closed '<&-' "check: standard input is closed" check hello.bin -
    closed '<&-' "sign: standard input is closed" sign --key - $release -o new user1.bin
    closed '<&-' "build: standard input is closed" build @-
    closed '>&-' "build: standard output is closed" build $slot1 -o - hello.elf
    closed '>&-' "tbs: standard output is closed" tbs $both
    closed '<hello.bin >&-' "fix-crc: standard output is closed" fix-crc -
    closed '>&-' "maps: cannot write to standard output" maps
    [ ! -e new ] || fail "an image"
    # What is said must not get into a file: a warning, a line for each image.
    expect_exit 0 sign --key "$KEYS/ec.pem" -o wanted $release --build-id x user1.bin
    "$IMAGETOOL" sign --key "$KEYS/ec.pem" -o new $release --build-id x user1.bin <&- >&- 2>&- ||
        fail "exit $?"
    expect_same wanted new
}

# without_devices WORD...: in a name space of its own.
without_devices()
{
    unshare -rm sh -c 'mount -t tmpfs none /dev && exec "$@"' sh "$@"
}

# Where nothing can take the number, a key must not: what is printed would get into it.
case_closed_without_devices()
{
    if ! without_devices true 2>"$SCRATCH/refused"; then
        skip_part "there are no name spaces to be had: $(cat "$SCRATCH/refused")"
        return 0
    fi
    for streams in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
        status=0
        : >said
        eval 'without_devices "$IMAGETOOL" sign --key "$KEYS/ec.pem" -o new $release user1.bin' \
            '2>said >said' "$streams" || status=$?
        [ "$status" -eq 3 ] || fail "exit $status instead of 3 ($streams)"
        [ ! -e new ] || fail "an image ($streams)"
        case $streams in
            *2*) expect_same said /dev/null ;;
            *) grep -qx 'imagetool: /dev/null: cannot open: No such file or directory' said ||
                fail "another message ($streams)" ;;
        esac
    done
    without_devices "$IMAGETOOL" sign --key "$KEYS/ec.pem" -o new $release user1.bin <user1.bin \
        >said 2>&1 || fail "exit $? with all streams"
}

# Messages name the stream, not the path that it has here.
case_messages()
{
    last_command="check - (empty)"
    "$IMAGETOOL" check - </dev/null 2>"$SCRATCH/stderr" && fail "exit 0"
    expect_one_line stderr
    expect_text stderr "imagetool check: standard input: the file is empty"
    expect_error 3 "standard input: the file is empty" info -
}

case_options_file()
{
    mkdir conf
    printf -- '--map 2\n--slot 1\n--output -\n' >conf/options
    piped hello.elf build @conf/options hello.elf
    expect_same hello.bin out
    [ ! -e conf/- ] || fail "a file called -"
}

# with_options TEXT WORD...: the lines of TEXT on standard input.
with_options()
{
    printf -- "$1" >options
    shift
    last_command="$* (with options on standard input)"
    runs=$((runs + 1))
    status=0
    cat options | "$IMAGETOOL" "$@" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" || status=$?
}

# Options of another program. A path counts from the working folder.
case_options_on_standard_input()
{
    with_options '# made\n--map 2\n--slot 1\n-o new.bin\n' build @- hello.elf
    [ "$status" -eq 0 ] || fail "exit $status"
    expect_same hello.bin new.bin
    with_options '--map 2\n--mop 1\n' build @- hello.elf
    [ "$status" -eq 2 ] || fail "exit $status"
    expect_one_line stderr
    expect_text stderr "imagetool build: standard input:2: unknown option '--mop'"
    with_options '--map 2\n' build @- --map 2 hello.elf
    expect_text stderr "--map is given twice: standard input:1 and the command line"
    for words in "@- $slot1 -o new -" "- $slot1 -o new @-" "@- $slot1 -o new /dev/stdin" "@- -"; do
        with_options '' build $words
        [ "$status" -eq 2 ] || fail "exit $status"
        expect_one_line stderr
        expect_text stderr "standard input serves once, and '@-' reads options from it"
    done
    with_options '--key -\n' sign @- $release -o new user1.bin
    expect_text stderr "standard input serves once, and '@-' reads options from it"
    with_options '' build @- @- hello.elf
    expect_text stderr "standard input serves once, and '@-' is given twice"
    # It is an input, as any file of options.
    printf -- '--slot 1\n' >keep
    status=0
    "$IMAGETOOL" build @- --map 2 -o keep hello.elf <keep 2>"$SCRATCH/stderr" || status=$?
    [ "$status" -eq 2 ] || fail "exit $status"
    expect_text stderr "keep: the output is the input"
    [ "$(cat keep)" = "--slot 1" ] || fail "it was replaced"
    # A file of that name.
    cp options ./-
    expect_error 2 "missing: --map, --slot, -o" build @./- hello.elf
}

# on_terminal STATUS WORD...: with a terminal as standard output; what it shows is in shown.
on_terminal()
{
    wanted_exit=$1
    shift
    last_command="$* (on a terminal)"
    runs=$((runs + 1))
    status=0
    "$PYTHON" "$CLI_FOLDER/run_on_terminal.py" "$IMAGETOOL" "$@" >shown 2>&1 </dev/null ||
        status=$?
    [ "$status" -eq "$wanted_exit" ] || fail "exit $status instead of $wanted_exit"
}

case_terminal()
{
    on_terminal 2 build $slot1 -o - hello.elf
    grep -q 'binary output would go to the terminal; redirect it' shown || fail "no advice"
    on_terminal 2 build $slot1 -o /dev/stdout hello.elf
    on_terminal 2 tbs $both
    on_terminal 2 tbs --digest $both
    on_terminal 2 pubkey --format der "$KEYS/ec.pem"
    # Nothing else is written then.
    on_terminal 2 sign --key "$KEYS/ec.pem" -o - --manifest-out manifest $release user1.bin
    [ ! -e manifest ] || fail "a manifest"
    on_terminal 0 tbs --json $both
    grep -q '"digest"' shown || fail "no JSON"
    on_terminal 0 pubkey -o - "$KEYS/ec.pem"
    grep -q 'BEGIN PUBLIC KEY' shown || fail "no key"
}

run_cases
