# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Bundles: sign and attach make them, info, check and verify read them.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other
F=$FIXTURES
K=$KEYS
good="--pubkey ec.pub"
prepare
cp "$F/user1.bin" "$F/user2.bin" .
cp "$K/ec.pub.pem" ec.pub
mkdir out next
expect_done sign --key "$K/ec.pem" --out-dir out --manifest-out out/manifest --bundle whole \
    $release user1.bin user2.bin
expect_done sign --key "$K/ec.pem" --out-dir next --manifest-out next/manifest \
    --vendor vendor.example --product lamp --fw-version 2.0.0 --security-counter 8 \
    "$F/next/user1.bin" "$F/next/user2.bin"

# reference_bundle IMAGE...: by the independent reference.
reference_bundle()
{
    "$PYTHON" "$REFERENCE/bundle_reference.py" make -o reference "$@"
}

# long_image: for slot 1, longer than user1.bin and user2.bin.
long_image()
{
    "$PYTHON" "$REFERENCE/make_elf.py" -o long.elf --preset hello --map 2 --slot 1
    expect_done build --map 2 --slot 1 -o long.bin long.elf
}

# bad TEXT CODE FILE: each of the three says it in one line.
bad()
{
    expect_refused "$3: not verified: $1" $good "$3"
    expect_error "$2" "$3: $1" info "$3"
    expect_error "$2" "$3: $1" check "$3"
}

case_is_manifest_and_images()
{
    reference_bundle out/user1.bin out/user2.bin
    expect_same reference whole
    expect_same "$F/user1.bin" user1.bin
    cat out/manifest out/user1.bin out/user2.bin >joined
    expect_same joined whole
    # The other way round, in place, beside one image.
    expect_done sign --key "$K/ec.pem" --in-place --bundle again $release user2.bin user1.bin
    expect_same whole again
    expect_done sign --key "$K/ec.pem" -o one --bundle single $release "$F/user2.bin"
    reference_bundle one
    expect_same reference single
}

# Other lengths, old boot loaders, headers that name no slot, one file for both slots.
case_of_other_images()
{
    long_image
    expect_warning sign --key "$K/ec.pem" --out-dir out --bundle made $release long.bin user2.bin
    reference_bundle out/user2.bin out/long.bin
    expect_same reference made
    expect_verified ec made
    while read -r name map first second; do
        mkdir $name
        expect_done sign --key "$K/ec.pem" --map $map --out-dir $name --bundle $name/bundle \
            $release "$F/$first" "$F/$second"
        reference_bundle $name/"$first" $name/"$second"
        expect_same reference $name/bundle
        expect_verified ec $name/bundle
        expect_text stdout "bundle verified, for slot 1 and slot 2"
    done <<'END'
old 2 old2.bin old1.bin
flash 2 flash2.bin flash1.bin
rtos 6 rtos6.1.bin rtos6.2.bin
END
    expect_done check --map 2 old/bundle
}

case_attach()
{
    expect_done tbs -o tbs $release user1.bin user2.bin
    openssl dgst -sha256 -sign "$K/ec.pem" -out signature tbs
    expect_done attach --tbs tbs --signature signature --pubkey "$K/ec.pub.pem" --out-dir out \
        --bundle made user2.bin user1.bin
    reference_bundle out/user1.bin out/user2.bin
    expect_same reference made
    expect_verified ec made
}

case_verify()
{
    expect_done verify $good whole
    expect_text stdout "whole: bundle verified, for slot 1 and slot 2"
    expect_text stdout "not checked: vendor, product, map, counter (no option asked)"
    expect_no_text stdout "none was verified"
    for slot in 1 2; do
        expect_done verify $good --slot $slot whole
        expect_text stdout "whole: bundle verified, for slot $slot"
        expect_text stdout ", the image for slot $((3 - slot)) (none was verified)"
    done
    # With the files of the same release, which are no second images for a slot.
    expect_done verify $good out/user1.bin whole out/user2.bin out/manifest
    expect_done verify $good --manifest out/manifest whole
    expect_done sign --key "$K/ec.pem" -o one --bundle single $release "$F/user2.bin"
    expect_done verify $good single
    expect_text stdout "single: bundle verified, for slot 2"
    expect_refused "single: not verified: the manifest has no image for this slot" $good \
        --slot 1 single
    expect_refused "another release: its manifest says version 1.2.3+4, not 2.0.0" $good \
        --manifest next/manifest whole
    expect_exit 1 verify $good next/user1.bin whole
    expect_text stderr "whole: not verified as part of the release of next/user1.bin: another rel"
    expect_refused "too few valid signatures" --pubkey "$K/other.pub.pem" whole
    expect_refused "signed for another flash map" $good --map 3 whole
    expect_refused "the security counter is too low" $good --min-counter 8 whole
    expect_refused "whole: not verified: not a manifest" $good --manifest-only whole
    expect_error 3 "whole: not a manifest but a bundle" verify $good --manifest whole out/user1.bin
}

case_info()
{
    name=$("$PYTHON" "$REFERENCE/bundle_reference.py" name out/manifest)
    expect_done info whole
    expect_text stdout "whole: bundle, 1724 bytes, not verified"
    expect_text stdout "  release     $name"
    expect_text stdout "whole: user1: boot new (v1.2 and later), 748 bytes"
    expect_text stdout "whole: user2: boot new (v1.2 and later), 748 bytes"
    expect_text stdout "  manifest    offset 0x00200, 228 bytes, that of the bundle, not verified"
    [ "$(grep -c "  release " "$SCRATCH/stdout")" -eq 1 ] || fail "not one release"
    for file in out/user1.bin out/user2.bin out/manifest; do
        expect_done info $file
        expect_text stdout "  release     $name"
    done
    expect_done info --json whole
    "$PYTHON" -c '
import json, sys
bundle, *images = json.load(sys.stdin)
assert bundle["file"] == "whole" and bundle["size"] == 1724, bundle
assert bundle["images"] == [{"slot": 1, "offset": 228, "size": 748},
                            {"slot": 2, "offset": 976, "size": 748}], bundle
assert bundle["manifest"]["release"] == sys.argv[1], bundle
assert [image["file"] for image in images] == ["whole: user1", "whole: user2"], images
assert [image["slot"] for image in images] == [1, 2], images
assert all(image["manifest"] == bundle["manifest"] for image in images)' "$name" \
        <"$SCRATCH/stdout" || fail "JSON"
}

case_check()
{
    expect_done check whole
    expect_text stdout "whole: user1: ok for slot 1 of map 2"
    expect_text stdout "whole: user2: ok for slot 2 of map 2"
    expect_text stdout "whole: user1, whole: user2: two slots of map 2, with one manifest"
    expect_done check --map 2 whole
    expect_exit 1 check --map 3 whole
    expect_text stdout "whole: user1: refused: "
    expect_text stdout "whole: user2: refused: "
    expect_error 2 "whole: a bundle; --slot is for an image" check --slot 1 whole
    expect_exit 0 check whole out/user1.bin
    expect_one_line stderr
    expect_text stderr "not checked as a pair: a bundle is no image"
    expect_exit 2 check --strict whole
}

# A bundle is no image, no manifest, and nothing to sign.
case_no_image()
{
    what="whole: not an image but a bundle of a whole release; imagetool info shows it"
    expect_error 3 "$what" fix-crc whole
    expect_error 3 "$what" fix-crc -o new whole
    expect_error 3 "$what" sign --key "$K/ec.pem" -o new $release whole
    expect_error 3 "$what" tbs -o new $release whole
    expect_error 3 "$what" merge --map 2 --boot-bin whole --slot1 user1.bin --no-init-data -o new
}

case_cut_or_longer()
{
    head -c -1 whole >short
    bad "a bundle that was cut: user2 has 747 of 748 bytes" 3 short
    head -c 976 whole >half
    bad "a bundle that was cut: user2 is missing" 3 half
    head -c 700 whole >less
    bad "a bundle that was cut: user1 has 472 of 748 bytes" 3 less
    { cat whole && printf x; } >longer
    bad "a bundle with 1 byte behind its last image" 3 longer
    cat whole out/user2.bin >thrice
    bad "a bundle with 748 bytes behind its last image" 3 thrice
    # Of a device's own slot too, which would not miss the rest.
    expect_refused "short: not verified: a bundle that was cut" $good --slot 1 short
}

case_other_images()
{
    cat out/manifest out/user2.bin out/user1.bin >swapped
    bad "a bundle with the image for slot 2 in the place of user1" 1 swapped
    cat out/manifest out/user1.bin out/user1.bin >twice
    bad "a bundle with the image for slot 1 in the place of user2" 1 twice
    other="is of another release: its manifest says version 2.0.0, not 1.2.3+4"
    cat out/manifest next/user1.bin out/user2.bin >first
    bad "a bundle in which user1 $other" 1 first
    cat out/manifest out/user1.bin next/user2.bin >second
    bad "a bundle in which user2 $other" 1 second
    cat next/manifest out/user1.bin out/user2.bin >manifest
    bad "a bundle in which user1 is of another release: its manifest says version 1.2.3+4, not 2." \
        1 manifest
    # The same where the images differ in length.
    long_image
    expect_warning sign --key "$K/ec.pem" --out-dir out --manifest-out long $release long.bin \
        user2.bin
    cat long out/user2.bin out/long.bin >swapped
    bad "a bundle with the image for slot 2 in the place of user1" 1 swapped
    cat long out/long.bin next/user2.bin >second
    bad "a bundle in which user2 $other" 1 second
}

# damage NAME OFFSET: one bit of a copy of the bundle.
damage()
{
    "$PYTHON" -c '
import sys
data = bytearray(open("whole", "rb").read())
data[int(sys.argv[2])] ^= 1
open(sys.argv[1], "wb").write(data)' "$1" "$2"
}

case_damaged()
{
    damage body $((976 + 100))
    expect_refused "body: not verified: user2: the body is not the one that was signed" $good body
    expect_done verify $good --slot 1 body
    expect_exit 1 check body
    expect_text stdout "body: user2: refused: CRC word is"
    expect_done info body
    expect_text stdout "  diagnosis   CRC word is"
    damage word 1723
    expect_refused "word: not verified: user2: the CRC word is wrong" $good word
    damage first 228
    expect_refused "first: not verified: user1: not an image: first byte is EB" $good first
    expect_exit 3 info first
    expect_text stderr "first: user1: not an image: first byte is EB"
    expect_exit 3 check first
    expect_text stderr "first: user1: not an image: first byte is EB"
    expect_text stdout "first: user2: ok for slot 2"
    damage copy $((228 + 512))
    bad "a bundle in which user1 does not carry the manifest" 3 copy
    damage signed 48
    expect_refused "so the signature or what is signed was changed" $good signed
    damage format 226
    expect_refused "format: not verified: the manifest breaks the format" $good format
    expect_error 3 "format: not a bundle: the manifest breaks the format" info format
}

# What begins with a manifest and holds no image is a manifest still.
case_manifest_stays_a_manifest()
{
    expect_done info out/manifest
    expect_text stdout "out/manifest: manifest, 228 bytes"
    for length in 1 100 511; do
        { cat out/manifest && head -c $length /dev/zero; } >longer
        expect_error 3 "longer: the manifest breaks the format" info longer
        expect_refused "longer: not verified: the manifest breaks the format" $good \
            --manifest-only longer
    done
}

case_outputs()
{
    expect_error 2 "the output is the input" sign --key "$K/ec.pem" --in-place --bundle user1.bin \
        $release user1.bin user2.bin
    expect_error 2 "two outputs are the same file" sign --key "$K/ec.pem" -o new --bundle new \
        $release user1.bin
    expect_error 2 "give one of -o, --out-dir and --in-place" sign --key "$K/ec.pem" --bundle new \
        $release user1.bin user2.bin
    cp "$K/ec.pem" key.pem
    expect_error 2 "the output is the input" sign --key key.pem --in-place --bundle key.pem \
        $release user1.bin user2.bin
    # All or nothing.
    expect_error 3 "nowhere/bundle: cannot create" sign --key "$K/ec.pem" --in-place \
        --bundle nowhere/bundle $release user1.bin user2.bin
    mkdir place
    expect_error 1 "user2.bin" sign --key "$K/ec.pem" --out-dir place --bundle whole $release \
        user1.bin next/user2.bin
}

run_cases
