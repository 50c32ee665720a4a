# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# verify: manifests and images that do not belong together, damage, dumps of flash.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
. "$CLI_FOLDER/verify_lib.sh"

# The manifest that was fetched before the image.
case_manifest_first()
{
    expect_done verify $good --manifest a/manifest a/user1.bin a/user2.bin
    expect_done verify $good --manifest a/manifest a/manifest
    expect_done verify $good --manifest old/manifest old/old2.bin old/old1.bin
    expect_done verify $good --manifest single/manifest single/user1.bin
    foreign="the manifest in the image is not the one that was judged"
    expect_refused "$foreign" $good --manifest b/manifest a/manifest
    expect_refused "not verified: the " $good --manifest b/manifest a/user1.bin
    expect_refused "not verified: " $good --manifest single/manifest a/user1.bin
    # The same release signed by another key: trusted, but not the manifest of this image.
    expect_refused "$foreign" $good --pubkey other.pem --manifest foreign/manifest a/user1.bin
    expect_refused "too few valid signatures" $good --manifest foreign/manifest a/user1.bin
    expect_refused "too few valid signatures" $good --manifest foreign/manifest foreign/user1.bin
    for file in garbage "$F/user1.bin" a/user1.bin; do
        expect_error 3 ": not a manifest" verify $good --manifest "$file" a/user1.bin
    done
    head -c 227 a/manifest >short
    expect_refused "the manifest breaks the format" $good --manifest short a/user1.bin
    expect_refused "the manifest breaks the format" $good short
    expect_error 3 "empty: not a manifest" verify $good --manifest empty a/user1.bin
    expect_error 3 "missing: cannot open" verify $good --manifest missing a/user1.bin
}

# mixed FILE OTHER: OTHER is of another release.
mixed()
{
    wanted="$2: not verified as part of the release of $1: "
    expect_exit 1 verify $good "$1" "$2"
    expect_one_error_line verify
    expect_text stderr "$wanted"
    expect_text stdout "$1: verified"
    expect_no_text stdout "$2"
}

# user1 of one release with user2 of another.
case_two_releases()
{
    mixed a/user1.bin b/user2.bin
    mixed b/user2.bin a/user1.bin
    mixed b/user1.bin a/user1.bin
    mixed a/user1.bin single/user1.bin
    expect_exit 1 verify $good a/manifest b/user1.bin
    expect_text stderr "b/user1.bin: not verified as part of the release of a/manifest: "
    # Different signatures under one signed part are two manifests.
    expect_exit 1 verify $good two/user1.bin a/user2.bin
    expect_text stderr "a/user2.bin: not verified as part of the release of two/user1.bin: "
    # The manifest of release A on the body of release B.
    "$PYTHON" - <<'END'
import manifest_sign_reference as writer

manifest = open("a/manifest", "rb").read()
body = open("b/user2.bin", "rb").read()[:-8 - len(manifest)]
open("grafted.bin", "wb").write(writer.signed_image(body, manifest))
END
    expect_refused "the body is not the one that was signed" $good grafted.bin
}

# Images that are not signed, or no longer what was signed.
case_not_signed()
{
    for file in user1.bin old1.bin flash1.bin sdk1.bin none.bin; do
        expect_refused "no manifest: the image is not signed" $good "$F/$file"
    done
    expect_refused "not verified: " $good garbage
    expect_refused "not verified: " $good empty
    expect_error 3 "missing: cannot open" verify $good missing
    expect_exit 3 verify $good a/user1.bin missing foreign/user1.bin
    expect_text stdout "a/user1.bin: verified"
    [ "$(wc -l <"$SCRATCH/stderr")" -eq 2 ] || fail "not a line for each bad file"
}

# damaged OFFSET [SOURCE]: SOURCE with another byte there, from the end where negative.
damaged()
{
    "$PYTHON" - "$@" <<'END'
import sys

data = bytearray(open(sys.argv[2], "rb").read())
data[int(sys.argv[1])] ^= 0x10
open("damaged.bin", "wb").write(data)
END
}

case_damaged()
{
    for file in a/user1.bin old/old1.bin flash/flash2.bin; do
        damaged -1 $file
        expect_refused "the CRC word is wrong" $good damaged.bin
        damaged -5 $file
        expect_refused "the CRC word is wrong" $good damaged.bin
        damaged -13 $file
        expect_refused "too few valid signatures" $good damaged.bin
        damaged -76 $file
        expect_refused "too few valid signatures" $good damaged.bin
        damaged 128 $file
        expect_refused "the body is not the one that was signed" $good damaged.bin
        # A field that is signed.
        damaged -184 $file
        expect_refused "too few valid signatures" $good damaged.bin
    done
    damaged -18 a/manifest
    expect_refused "too few valid signatures" $good damaged.bin
    # With a CRC word that is right for the damage the signature still tells.
    "$PYTHON" - <<'END'
import manifest_sign_reference as writer

good = open("a/user1.bin", "rb").read()
open("damaged.bin", "wb").write(writer.with_crc(writer.flipped(good, 128)))
END
    expect_refused "the body is not the one that was signed" $good damaged.bin
}

# A slot read back from flash: erased to its end, or with an older image behind.
case_dumps()
{
    for file in a/user1.bin a/user2.bin old/old1.bin flash/flash2.bin; do
        for size in 1 3 4 4096; do
            { cat $file && head -c $size /dev/zero | tr '\0' '\377'; } >dump.bin
            expect_done verify $good dump.bin
        done
    done
    "$PYTHON" -c '
data = open("a/user1.bin", "rb").read()
open("dump.bin", "wb").write(data.ljust(0x7A000, b"\xFF"))'
    expect_done verify $good dump.bin
    expect_done verify $good --manifest a/manifest dump.bin a/user2.bin
    for behind in '\0' x; do
        { cat a/user1.bin && printf '%b' "$behind"; } >dump.bin
        expect_refused "not verified: " $good dump.bin
    done
    { cat a/manifest && printf '\377'; } >dump.bin
    expect_refused "the manifest breaks the format" $good dump.bin
    cat a/user1.bin b/user1.bin >dump.bin
    expect_refused "not verified: " $good dump.bin
}

# Critical values: the device must know their types.
case_critical_tlvs()
{
    sign ec tlv $release --tlv 0x4000=01 --tlv 0x4001=02,critical --tlv 0x7fff=03,critical \
        "$F/user1.bin"
    for file in tlv/user1.bin tlv/manifest; do
        critical="the manifest has a critical or reserved TLV that this program does not know"
        expect_refused "$critical" $good $file
        expect_refused "$critical" $good --critical-tlv 0x4001 $file
        expect_refused "$critical" $good --critical-tlv 0x7fff --critical-tlv 0x4000 $file
        expect_refused "$critical" $good --critical-tlv 1 --critical-tlv 0x4001 $file
        expect_done verify $good --critical-tlv 0x4001 --critical-tlv 32767 $file
        expect_text stdout "TLV 0x4001"
        expect_text stdout "(critical)"
    done
    expect_done verify $good --critical-tlv 0x5000 a/user1.bin
    for type in 0x8000 0xc001 -1 x "" 65536; do
        expect_error 2 "--critical-tlv is" verify $good --critical-tlv "$type" tlv/user1.bin
    done
}

run_cases
