# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What a signal leaves behind, at every system call: all of the files or none, and no others.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

[ -x "${SIGNAL_AT:-}" ] || skip "there is no signal_at"
# A leak cannot be looked for in a traced process.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"

# calls WORD...: how many system calls the tool makes.
calls()
{
    "$SIGNAL_AT" 0 0 "$IMAGETOOL" "$@" 2>"$SCRATCH/stderr" | tail -n 1
}

sign_fixtures ec
loading=$(calls --version)
[ -n "$loading" ] || skip "no process may be traced"
# The tool is loaded by the same calls every time; what it does itself comes then.
first=$((loading - 10))
prepare
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
cp "$FIXTURES/user1.bin" old.bin

# state: the names and bytes of everything in the folder.
state()
{
    (cd run && find . -type f -exec cksum {} + | LC_ALL=C sort)
}

# interrupt SIGNAL WORD...: runs the command in a copy of the folder ready, in the folder run, with
# the signal at each of its calls in turn, and checks the folder by the function whole, to which
# the status is given.
interrupt()
{
    signal=$1
    shift
    last_command="$* (signal $signal)"
    call=$first
    ended=0
    while :; do
        rm -rf run
        cp -a ready run
        runs=$((runs + 1))
        status=0
        (cd run && exec "$SIGNAL_AT" "$signal" "$call" "$IMAGETOOL" "$@") >"$SCRATCH/stdout" \
            2>"$SCRATCH/stderr" </dev/null || status=$?
        case $status in
        120) break ;;
        0) ;;
        $((128 + signal))) ended=$((ended + 1)) ;;
        *) fail "exit $status at call $call" ;;
        esac
        whole "$status" || fail "something half made at call $call, exit $status"
        [ "$failures" -lt 5 ] || return 0
        call=$((call + 1))
    done
    [ "$ended" -gt 20 ] || fail "only $ended runs were ended by the signal"
}

# every_signal WORD...: the files before and after are known.
every_signal()
{
    rm -rf run
    cp -a ready run
    before=$(state)
    (cd run && "$IMAGETOOL" "$@") || fail "it does not work undisturbed"
    after=$(state)
    [ "$before" != "$after" ] || fail "it does nothing"
    seen_before=0
    seen_after=0
    for signal in 1 2 15; do
        interrupt $signal "$@"
    done
    [ "$seen_before" -gt 20 ] || fail "never ended before its files"
    [ "$seen_after" -gt 3 ] || fail "never ended behind its files"
}

whole()
{
    now=$(state)
    case $now in
    "$before") seen_before=$((seen_before + 1)) ;;
    "$after") seen_after=$((seen_after + 1)) ;;
    *)
        echo "$now" >>"$SCRATCH/stderr"
        return 1
        ;;
    esac
    [ "$1" -ne 0 ] || [ "$now" = "$after" ]
}

# Two images, a manifest and a bundle are one release, or the one before.
case_sign()
{
    mkdir ready
    mv user1.bin user2.bin ready
    cp old.bin ready/manifest
    every_signal sign --key "$KEYS/ec.pem" $release --in-place --manifest-out manifest \
        --bundle new.bundle user1.bin user2.bin
}

# A key is random: one that is there must be a key.
whole_key()
{
    case $(state) in
    "$none") [ "$1" -ne 0 ] ;;
    *" ./key.pem") "$IMAGETOOL" pubkey run/key.pem >"$SCRATCH/pubkey" ;;
    *) return 1 ;;
    esac
}

# A passphrase would be 600000 rounds, many times.
case_keygen()
{
    whole() { whole_key "$1"; }
    mkdir ready run
    none=
    [ -z "$(state)" ] || fail "the folder is not empty"
    interrupt 2 keygen -o key.pem
    cp "$KEYS/ec.pem" ready/key.pem
    none=never
    interrupt 15 keygen --force -o key.pem
}

run_cases
