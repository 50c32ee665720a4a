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
    piped cut.bin fix-crc -
    expect_same hello.bin out
    piped cut.bin fix-crc -o fixed.bin -
    expect_same hello.bin fixed.bin
    piped cut.bin fix-crc -o - cut.bin
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

# A key need not be a file.
case_keys()
{
    cp "$KEYS/ec.pem" key.pem
    expect_done sign --key key.pem -o wanted $release user1.bin
    piped key.pem sign --key - -o - $release user1.bin
    expect_same wanted out
    piped key.pem pubkey -o - -
    expect_same "$KEYS/ec.pub.pem" out
    piped user1.bin sign --key key.pem --manifest-out manifest -o - $release -
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
    # A private key has a mode, which a pipe has not.
    last_command="keygen -o - (in a pipe)"
    { "$IMAGETOOL" keygen -o - 2>"$SCRATCH/stderr" || echo $?; } | cat >out
    expect_text stderr "/dev/stdout: is not a regular file"
    [ "$(cat out)" = 3 ] || fail "something was written"
}

case_options_file()
{
    mkdir conf
    printf -- '--map 2\n--slot 1\n--output -\n' >conf/options
    piped hello.elf build @conf/options hello.elf
    expect_same hello.bin out
    [ ! -e conf/- ] || fail "a file called -"
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
    grep -q '^imagetool build: binary output would go to the terminal; redirect it' shown ||
        fail "no advice"
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
