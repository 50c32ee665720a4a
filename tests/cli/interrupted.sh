# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What a signal leaves behind, at every system call that changes a file: all of the files or none,
# and no others. SIGKILL, which nothing holds back, may leave temporary files and outputs of both
# kinds, but no half one. Each call has SIGKILL and one of the others; INTERRUPT=all in the
# environment takes all four, and every system call. INTERRUPT=N takes each Nth call.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

[ -x "${SIGNAL_AT:-}" ] || skip "there is no signal_at"
# A leak cannot be looked for in a traced process.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
case ${INTERRUPT:=1} in
all)
    all_calls=-a
    stride=1
    ;;
*)
    all_calls=
    stride=$INTERRUPT
    ;;
esac
newline='
'

sign_fixtures ec
fixtures merge
[ -n "$("$SIGNAL_AT" 0 0 "$IMAGETOOL" --version 2>"$SCRATCH/stderr")" ] ||
    skip "no process may be traced"
# With -a, the calls that load the tool, which are the same every time, are left out.
first=1
[ -z "$all_calls" ] || first=$("$SIGNAL_AT" -a 0 0 "$IMAGETOOL" --version | tail -n 1)
first=$((first > 10 ? first - 10 : 1)) # a static program makes few
prepare
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
cp "$KEYS/ec.pem" .
cp "$FIXTURES/user1.bin" old
mkdir ready

before_each()
{
    cp -a "$SCRATCH/ready/." .
    lead= # this file must be new before any other is
    last= # and all others are new before this one is
    key=  # a key that is new, one without a name yet
}

# state: what is in the folder run, a line for each file that ends with its name. A key file of LMS
# is told by what is left in it, and the key in $key, which is random, by whether it is another one.
state()
{
    (
        cd run
        cksum .[!.]* * 2>"$SCRATCH/none" | grep -v -e '\.lms$' -e " ${key:-/}\$" || :
        for file in *.lms $key; do
            if [ ! -e "$file" ]; then
                continue
            elif [ "$file" = "$key" ]; then
                id=$("$IMAGETOOL" pubkey --format id "$file" 2>&1) || id="half made: $id"
                [ ! -e ../old.id ] || [ "$id" != "$(cat ../old.id)" ] || id=old
                [ "${#id}" -ne 16 ] || id=new
                echo "$id $file"
            else
                left=$("$IMAGETOOL" lms status "$file" 2>&1) || left="half made: $left"
                echo "${left#*: } $file"
            fi
        done
    )
}

is_in()
{
    case "$newline$2$newline" in
    *"$newline$1$newline"*) ;;
    *) return 1 ;;
    esac
}

has_name()
{
    case "$2$newline" in
    *" $1$newline"*) ;;
    *) return 1 ;;
    esac
}

# All files are old ones, or new ones; a leaf may be lost.
is_whole()
{
    case $now in
    "$before") seen_before=$((seen_before + 1)) ;;
    "$after") seen_after=$((seen_after + 1)) ;;
    *) [ -n "$lead" ] && [ "$now" = "$led" ] || return 1 ;;
    esac
    [ "$1" -ne 0 ] || [ "$now" = "$after" ]
}

# Each file is an old one or a new one, or has a name that no output has; none is missing.
is_whole_after_kill()
{
    new=
    [ "$now" != "$before" ] || seen_before=$((seen_before + 1))
    [ "$now" != "$after" ] || seen_after=$((seen_after + 1))
    set -f
    IFS=$newline
    for line in $now; do
        if is_in "$line" "$before"; then
            continue
        elif is_in "$line" "$after"; then
            new="$new $line$newline"
        else
            case " ${line##* }" in
            " .imagetool."* | *.new) ;;
            *) return 1 ;;
            esac
        fi
    done
    for line in $before; do
        has_name "${line##* }" "$now" || return 1
    done
    if [ -n "$last" ] && has_name "$last" "$new"; then
        for line in $after; do
            is_in "$line" "$now" || return 1
        done
    fi
    unset IFS
    set +f
    [ -z "$new" ] || [ -z "$lead" ] || has_name "$lead" "$new"
}

# interrupted SIGNAL WORD...: false when the command had ended before the call.
interrupted()
{
    signal=$1
    shift
    last_command="$* (signal $signal at call $call)"
    rm -rf run
    cp -a ready run
    runs=$((runs + 1))
    status=0
    (cd run && exec "$SIGNAL_AT" $all_calls "$signal" "$call" "$IMAGETOOL" "$@") \
        >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" </dev/null || status=$?
    case $status in
    120) return 1 ;;
    0) ;;
    $((128 + signal))) ended=$((ended + 1)) ;;
    *) fail "exit $status" ;;
    esac
    now=$(state)
    if [ "$signal" -eq 9 ]; then
        is_whole_after_kill
    else
        is_whole "$status"
    fi || {
        unset IFS
        set +f
        echo "$now" >>"$SCRATCH/stderr"
        fail "something half made, exit $status"
    }
}

# every_signal WORD...: a command that turns the folder ready into another.
every_signal()
{
    rm -rf run
    cp -a ready run
    before=$(state)
    (cd run && "$IMAGETOOL" "$@" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr") ||
        fail "it does not work undisturbed"
    after=$(state)
    [ "$before" != "$after" ] || fail "it does nothing"
    led=$(echo "$before" | grep -v " ${lead:-/}\$" || :
        echo "$after" | grep " ${lead:-/}\$" || :)
    seen_before=0
    seen_after=0
    ended=0
    call=$first
    turn=0
    while [ "$failures" -lt 5 ]; do
        turn=$((turn % 3 + 1))
        case $all_calls$turn in
        -a*) signals="1 2 15 9" ;;
        1) signals="1 9" ;;
        2) signals="2 9" ;;
        *) signals="15 9" ;;
        esac
        for signal in $signals; do
            interrupted "$signal" "$@" || break 2
        done
        call=$((call + stride))
    done
    [ "$ended" -ge $(((call - first) / stride)) ] || fail "only $ended runs were ended by a signal"
    [ "$seen_before" -gt 0 ] || fail "never ended before its files"
    [ "$seen_after" -gt 0 ] || fail "never ended behind its files"
}

# Two images, a manifest and a bundle are one release, or the one before.
case_sign()
{
    mv user1.bin user2.bin ready
    cp old ready/manifest
    last=manifest
    every_signal sign --key "$KEYS/ec.pem" $release --in-place --manifest-out manifest \
        --bundle bundle user1.bin user2.bin
}

# A server has the old release or the new one. The images of the old one stay, and a manifest never
# comes before its images.
case_publish()
{
    mv user1.bin user2.bin ready
    (cd ready && "$IMAGETOOL" sign --key "$KEYS/ec.pem" $release --publish lamp user1.bin user2.bin)
    last=lamp.manifest
    every_signal sign --key "$KEYS/ec.pem" --vendor vendor.example --product lamp \
        --fw-version 1.2.4 --security-counter 7 --publish lamp user1.bin user2.bin
    [ "$(ls ready | wc -l)" -eq 7 ] && [ "$(ls run | wc -l)" -eq 9 ] || fail "another number of files"
}

case_release()
{
    for slot in 1 2; do
        "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --irom-size 0x345 -o ready/$slot.elf \
            --map 2 --slot $slot
    done
    cp "$FIXTURES/boot.4096" ready/boot
    cp "$FIXTURES/init.128" ready/init
    cp old ready/user1.bin
    cp old ready/lamp.manifest
    last=lamp.manifest
    every_signal release --map 2 --key "$KEYS/ec.pem" $release --out-dir . --manifest-out manifest \
        --bundle bundle --json json --flash-args flash --boot-bin boot --init-data init \
        --slot-args slots --publish lamp 1.elf 2.elf
}

case_attach()
{
    "$IMAGETOOL" tbs -o tbs $release user1.bin user2.bin
    "$IMAGETOOL" sign --key ec.pem $release --publish out user1.bin user2.bin
    tail -c +161 out.manifest | head -c 64 >signature
    cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" tbs signature "$KEYS/ec.pub.pem" ready
    every_signal attach --tbs tbs --signature signature --pubkey ec.pub.pem --in-place \
        --bundle bundle user1.bin user2.bin
}

case_fix_crc()
{
    head -c -4 user1.bin >ready/image
    printf '\0\0\0\0' >>ready/image
    every_signal fix-crc image
}

case_merge()
{
    cp "$FIXTURES/boot.4096" ready/boot
    cp "$FIXTURES/new.0.1.bin" ready/user1
    cp old ready/flash
    every_signal merge --map 0 --boot-bin boot --slot1 user1 --no-init-data -o flash
}

# A passphrase would be 600000 rounds, many times.
case_keygen()
{
    key=key.pem
    every_signal keygen --no-passphrase -o key.pem
    cp ec.pem ready/key.pem
    "$IMAGETOOL" pubkey --format id ec.pem >old.id
    every_signal keygen --no-passphrase --force -o key.pem
}

case_lms_keygen()
{
    key=key.pem
    every_signal keygen --no-passphrase --type lms-h5 -o key.pem
    cp ec.pem ready/key.pem
    "$IMAGETOOL" pubkey --format id ec.pem >old.id
    every_signal keygen --no-passphrase --type lms-h5 --force -o key.pem
}

# lms_key: ready/key.lms, which split has made: a copy of any other would be refused.
lms_key()
{
    "$IMAGETOOL" keygen --no-passphrase --type lms-h5 -o whole.pem 2>"$SCRATCH/stderr"
    "$IMAGETOOL" lms split -n 20 -o ready/key.lms whole.pem >"$SCRATCH/stdout" 2>&1
}

# A leaf is gone before there is anything that it signed.
case_lms_sign()
{
    lms_key
    mv user1.bin user2.bin ready
    lead=key.lms
    last=manifest
    every_signal sign --key key.lms $release --in-place --manifest-out manifest user1.bin user2.bin
}

# Leaves are in the one file, or in the other.
case_lms_split()
{
    lms_key
    lead=key.lms
    every_signal lms split -n 5 -o other.lms key.lms
}

case_lms_adopt()
{
    lms_key
    every_signal lms adopt --skip 3 key.lms
}

run_cases
