# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Inputs that are not there: one message names them all.
. "$CLI_FOLDER/cli_lib.sh"

fixtures images
release="--vendor v --product p --fw-version 1.0.0 --security-counter 1"
prepare
mkdir in out
cp "$FIXTURES/new.2.1.elf" in/one.elf
cp "$FIXTURES/new.2.2.elf" in/two.elf
cp "$FIXTURES/new.2.1.bin" in/user1.bin
cp "$FIXTURES/new.2.2.bin" in/user2.bin
cp in/user1.bin in/boot.bin
cp in/user1.bin in/init.bin
test_key ec in/key.pem
test_key other in/other.pem
cp in/key.pem in/pub.pem
cp in/key.pem in/pub2.pem
cp in/key.pem in/tbs
cp in/key.pem in/signature
cp in/key.pem in/signature2
echo words >in/words
chmod 600 in/words

# named FILE WORD...: the one that is missing.
named()
{
    alone=$1
    shift
    expect_error 3 "imagetool $1: $alone: cannot open: No such file" "$@"
}

# named_all FILES WORD...: those that are missing, with ", " between.
named_all()
{
    files=$1
    shift
    expect_error 3 "imagetool $1: no such files: $files" "$@"
    [ "$one_line" = "imagetool $1: no such files: $files" ] || fail "more is said"
}

# missing_of WORD...: a command, of whose words in/NAME are inputs, without each of them, without
# any two, and without all.
missing_of()
{
    inputs=
    all=
    count=0
    for word in "$@"; do
        case $word in
        in/*)
            inputs="$inputs $word"
            all="$all${all:+, }$word"
            count=$((count + 1))
            ;;
        esac
    done
    for first in $inputs; do
        mv "$first" first
        named "$first" "$@"
        seen=
        for second in $inputs; do
            if [ -n "$seen" ]; then
                mv "$second" second
                named_all "$first, $second" "$@"
                mv second "$second"
            fi
            [ "$first" != "$second" ] || seen=yes
        done
        mv first "$first"
    done
    mv in away
    if [ $count -gt 1 ]; then
        named_all "$all" "$@"
    else
        named "$all" "$@"
    fi
    mv away in
}

case_one_input()
{
    missing_of build --map 2 --slot 1 -o new in/one.elf
    missing_of size in/one.elf
    missing_of gen_appbin in/one.elf 2 0 0 2 1
    missing_of fix-crc in/user1.bin
    missing_of makefile in/words
    missing_of lms status in/key.pem
    missing_of lms split -n 2 -o new in/key.pem
    missing_of lms adopt --skip 2 in/key.pem
    missing_of info in/user1.bin
    missing_of check in/user1.bin
    missing_of keygen --passphrase-file in/words -o new
}

case_several_inputs()
{
    missing_of sign --key in/key.pem --key in/other.pem $release -o new in/user1.bin
    missing_of merge --map 2 --boot-bin in/boot.bin --slot1 in/user1.bin --slot2 in/user2.bin \
        --init-data in/init.bin -o new
    missing_of pubkey --passphrase-file in/words --format c in/key.pem in/other.pem
    missing_of tbs $release -o new in/user1.bin in/user2.bin
    missing_of sign --key in/key.pem --passphrase-file in/words $release --out-dir out in/user1.bin \
        in/user2.bin
    missing_of sign --key in/key.pem --signer false --pubkey in/pub.pem $release -o new in/user1.bin
}

case_attach()
{
    missing_of attach --tbs in/tbs --signature in/signature --signature in/signature2 \
        --pubkey in/pub.pem --pubkey in/pub2.pem --out-dir out in/user1.bin in/user2.bin
}

case_release()
{
    missing_of release --map 2 $release --out-dir out --key in/key.pem --passphrase-file in/words \
        --flash-args args --boot-bin in/boot.bin --init-data in/init.bin in/one.elf in/two.elf
}

# A key is missed before the variable of its passphrase.
case_unset_passphrase()
{
    missing_of sign --key in/key.pem --passphrase-env NOT_SET $release -o new in/user1.bin
    missing_of pubkey --passphrase-env NOT_SET in/key.pem in/other.pem
    missing_of release --map 2 $release --out-dir out --key in/key.pem --passphrase-env NOT_SET \
        in/one.elf in/two.elf
    expect_error 3 "the environment variable NOT_SET is not set" sign --key in/key.pem \
        --passphrase-env NOT_SET $release -o new in/user1.bin
}

# verify, check and info judge each file, but verify needs its keys and manifest for all.
case_judged_one_by_one()
{
    rm in/pub.pem
    expect_done pubkey -o in/pub.pem in/key.pem
    expect_done sign --key in/key.pem $release --manifest-out in/manifest -o in/signed.bin in/user1.bin
    named_all "a.pem, b.pem, manifest, c.bin" verify --pubkey a.pem --pubkey b.pem \
        --manifest manifest c.bin
    named_all "manifest, c.bin" verify --pubkey in/pub.pem --manifest manifest c.bin
    named_all "a.pem, manifest" verify --pubkey a.pem --manifest manifest in/signed.bin
    named a.pem verify --pubkey a.pem --manifest in/manifest in/signed.bin
    for command in "verify --pubkey in/pub.pem" check info; do
        expect_exit 3 $command c.bin in/signed.bin d.bin
        for name in c.bin d.bin; do
            grep -q "^imagetool ${command%% *}: $name: cannot open: No such file" \
                "$SCRATCH/stderr" || fail "nothing about $name"
        done
        expect_no_text stderr "no such files"
    done
}

# What does not fit into a line is counted.
case_many()
{
    long=$(printf '%090d' 0)
    set --
    for i in 1 2 3 4 5 6 7 8; do
        set -- "$@" key-$i-$long.pem
    done
    expect_error 3 "no such files: key-1-$long.pem, key-2-$long.pem, " pubkey "$@"
    listed=$(grep -o 'key-[0-9]-0*\.pem' "$SCRATCH/stderr" | wc -l)
    [ "$listed" -lt 8 ] || fail "all are named"
    grep -q "\.pem and $((8 - listed)) more\$" "$SCRATCH/stderr" || fail "$listed are named"
}

run_cases
