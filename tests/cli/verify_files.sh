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
    expect_done verify $good --manifest a/manifest --manifest-only a/manifest
    expect_done verify $good --manifest old/manifest old/old2.bin old/old1.bin
    expect_done verify $good --manifest single/manifest single/user1.bin
    older="not verified: another release: its manifest says version 1.2.3+4, not 2.0.0"
    expect_refused "a/manifest: $older" $good --manifest b/manifest --manifest-only a/manifest
    expect_refused "a/user1.bin: $older" $good --manifest b/manifest a/user1.bin
    expect_refused "another release: its manifest says version 1.2.3+4 too, but is not the same" \
        $good --manifest single/manifest a/user1.bin
    # The same release signed by another key: trusted, but not the manifest of this image.
    foreign="another release: version 1.2.3+4 too, but with other signatures"
    expect_refused "$foreign" $good --pubkey other.pem --manifest foreign/manifest a/user1.bin
    expect_refused "too few valid signatures" $good --manifest foreign/manifest a/user1.bin
    expect_refused "too few valid signatures" $good --manifest foreign/manifest foreign/user1.bin
    for file in garbage "$F/user1.bin" a/user1.bin; do
        expect_error 3 ": not a manifest" verify $good --manifest "$file" a/user1.bin
    done
    head -c 227 a/manifest >short
    expect_refused "the manifest breaks the format" $good --manifest short a/user1.bin
    expect_refused "the manifest breaks the format" $good --manifest-only short
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
    expect_text stderr "of a/user1.bin: another release: its manifest says version 2.0.0, not 1.2.3+4"
    mixed b/user2.bin a/user1.bin
    expect_text stderr "of b/user2.bin: another release: its manifest says version 1.2.3+4, not 2.0.0"
    mixed b/user1.bin a/user1.bin
    mixed a/user1.bin single/user1.bin
    expect_text stderr "another release: its manifest says version 1.2.3+4 too, but is not the same"
    expect_exit 1 verify $good a/manifest b/user1.bin
    expect_text stderr "b/user1.bin: not verified as part of the release of a/manifest: "
    # Different signatures under one signed part are two manifests.
    expect_exit 1 verify $good two/user1.bin a/user2.bin
    expect_text stderr "a/user2.bin: not verified as part of the release of two/user1.bin: another"
    expect_text stderr "version 1.2.3+4 too, but with other signatures"
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
    # Beside a release too.
    expect_exit 1 verify $good a/user1.bin "$F/user2.bin"
    expect_text stderr "of a/user1.bin: no manifest: the image is not signed"
    expect_error 3 "missing: cannot open" verify $good missing
    expect_exit 3 verify $good a/user1.bin missing foreign/user1.bin
    expect_text stdout "a/user1.bin: verified"
    [ "$(wc -l <"$SCRATCH/stderr")" -eq 2 ] || fail "not a line for each bad file"
}

# What is no image is called so, alone and beside a release.
case_no_image()
{
    printf '\037\213\010\0\0\0\0\0\0\003' >gzip
    printf '<!DOCTYPE html>\n<title>404</title>\n' >page.bin
    printf '<html><head>' >html
    cp "$F/firmware.elf" "$F/cut.bin" .
    "$PYTHON" - <<'END'
data = bytearray(open("a/user1.bin", "rb").read())
data[0] ^= 1
open("first-byte.bin", "wb").write(data)
open("signed-cut.bin", "wb").write(open("a/user1.bin", "rb").read()[:300])
END
    while read -r file first; do
        expect_refused "$file: not verified: $first" $good $file
        expect_refused "$file: not verified: $first" $good --vendor v $file
        expect_exit 1 verify $good a/user1.bin $file
        expect_text stderr "$file: not verified as part of the release of a/user1.bin: $first"
    done <<'END'
empty the file is empty
garbage not an image: first byte is 67
firmware.elf not an image but an ELF
gzip not an image but gzip
page.bin not an image but an HTML page
html not an image but an HTML page
first-byte.bin not an image: first byte is EB
cut.bin malformed image
signed-cut.bin malformed image
END
}

# A manifest counts with its images; alone it must be asked for.
case_manifest_alone()
{
    for file in a/manifest "a/manifest single/manifest"; do
        expect_exit 1 verify $good $file
        expect_text stderr "a/manifest: not verified: a manifest alone; give its images too, or --ma"
        [ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
    done
    expect_exit 1 verify --json $good a/manifest
    expect_text stdout '"verdict": "manifest-alone"'
    expect_done verify $good --manifest-only a/manifest
    expect_text stdout "a/manifest: manifest verified; no image was looked at"
    expect_text stdout ", the images for slot 1 and slot 2 (none was verified)"
    # A bad manifest is none the better for that.
    expect_refused "too few valid signatures" $good --manifest-only foreign/manifest
    for file in a/user1.bin garbage empty; do
        expect_refused "$file: not verified: not a manifest, which --manifest-only is for" $good \
            --manifest-only $file
    done
    # The manifest of other images, before and after them.
    for words in "a/user1.bin b/manifest" "b/manifest a/user1.bin"; do
        expect_exit 1 verify $good $words
        expect_one_error_line verify
        expect_text stderr ": another release: its manifest says version "
    done
}

# The images of a release are for a slot each.
case_one_slot_twice()
{
    cp a/user1.bin copy.bin
    expect_exit 1 verify $good a/user1.bin copy.bin a/user2.bin
    expect_one_error_line verify
    expect_text stderr "copy.bin: not verified as part of the release of a/user1.bin: a second image f"
    expect_text stdout "a/user2.bin: verified, for slot 2"
    cp flash/flash1.bin again.bin
    expect_exit 1 verify $good flash/flash1.bin again.bin
    expect_text stderr "again.bin: not verified as part of the release of flash/flash1.bin: a second image for slot"
    # A refused file takes no slot.
    damaged 128 a/user1.bin
    expect_exit 1 verify $good damaged.bin a/user1.bin
    expect_text stdout "a/user1.bin: verified, for slot 1"
    # One file for both slots is given twice, and not thrice.
    sign ec rtos $release "$F/rtos6.1.bin" "$F/rtos6.2.bin"
    expect_done verify $good rtos/rtos6.1.bin rtos/rtos6.2.bin
    expect_text stdout "rtos6.1.bin: verified, for slot 1"
    expect_text stdout "rtos6.2.bin: verified, for slot 2"
    cp rtos/rtos6.1.bin third.bin
    expect_exit 1 verify $good rtos/rtos6.1.bin rtos/rtos6.2.bin third.bin
    expect_text stderr "third.bin: not verified"
}

# A name with user1 or user2 in it is a promise.
case_slot_of_the_name()
{
    wrong="not verified: the image for slot 2, not for slot 1, which its name says"
    mkdir user2
    for name in user1.bin lamp.user1.bin user1.1024.new.2.bin user2/user1.bin; do
        cp a/user2.bin $name
        expect_refused "$name: $wrong" $good $name
        expect_done verify $good --slot 2 $name
    done
    for name in user.bin user3.bin user10.bin user12.bin user1.user2.bin User1.bin; do
        cp a/user2.bin $name
        expect_done verify $good $name
        expect_text stdout "$name: verified, for slot 2"
    done
    cp flash/flash2.bin user1.bin
    expect_refused "user1.bin: $wrong" $good user1.bin
    cp single/user1.bin user2.bin
    expect_refused "user2.bin: not verified: the manifest has no image for slot 2" $good user2.bin
}

# The last line names what no option asked for, and images that were not there.
case_not_checked()
{
    both="a/user1.bin a/user2.bin"
    expect_done verify $good $both
    [ "$(tail -n 1 "$SCRATCH/stdout")" = \
        "not checked: vendor, product, map, counter (no option asked)" ] || fail "last line"
    expect_done verify $good --vendor vendor.example --min-counter 7 $both
    [ "$(tail -n 1 "$SCRATCH/stdout")" = "not checked: product, map (no option asked)" ] ||
        fail "last line"
    everything="--vendor vendor.example --product lamp --map 2 --min-counter 1"
    expect_done verify $good $everything a/user2.bin
    [ "$(tail -n 1 "$SCRATCH/stdout")" = "not checked: the image for slot 1 (none was verified)" ] ||
        fail "last line"
    for words in "$both" single/user1.bin; do
        expect_done verify $good $everything $words
        expect_no_text stdout "not checked"
        expect_text stdout " (vendor.example)"
        expect_text stdout " (lamp)"
    done
    expect_exit 1 verify $good foreign/user1.bin
    [ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
}

# Blocks that anybody may have added: harmless, but a person is told.
case_foreign_signatures()
{
    expect_done pubkey --format id other.pem
    other=$(cat "$SCRATCH/stdout")
    expect_done pubkey --format id rsa2.pem
    rsa=$(cat "$SCRATCH/stdout")
    expect_done verify $good three/user1.bin
    expect_text stdout "  keys        1 of 1 trusted keys signed, 1 needed"
    expect_text stdout "  foreign     2 signatures by keys that are not trusted: $rsa, $other"
    expect_done verify $good --pubkey rsa2.pem --threshold 2 three/user1.bin
    expect_text stdout "  keys        2 of 2 trusted keys signed, 2 needed"
    expect_text stdout "  foreign     1 signature by keys that are not trusted: $other"
    expect_done verify --json $good three/user1.bin
    "$PYTHON" - "$SCRATCH/stdout" "$rsa" "$other" <<'END' || fail "JSON"
import json
import sys

entry, = json.load(open(sys.argv[1]))
assert entry["foreign_signatures"] == [{"key_id": sys.argv[2], "algorithm": "rsa-2048"},
                                       {"key_id": sys.argv[3], "algorithm": "ecdsa-p256"}]
END
    expect_done verify $all three/user1.bin
    expect_no_text stdout "foreign"
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
    expect_refused "too few valid signatures" $good --manifest-only damaged.bin
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
    expect_refused "the manifest breaks the format" $good --manifest-only dump.bin
    cat a/user1.bin b/user1.bin >dump.bin
    expect_refused "not verified: " $good dump.bin
}

# Critical values: the device must know their types.
case_critical_tlvs()
{
    sign ec tlv $release --tlv 0x4000=01 --tlv 0x4001=02,critical --tlv 0x7fff=03,critical \
        "$F/user1.bin"
    for file in tlv/user1.bin "--manifest-only tlv/manifest"; do
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
