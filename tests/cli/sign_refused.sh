# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# sign: images and outputs that it refuses.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other
F=$FIXTURES
K=$KEYS
both="$release user1.bin user2.bin"
prepare
cp "$F/user1.bin" "$F/user2.bin" .
cp "$K/ec.pem" key.pem
cp "$K/ec.pub.pem" pub.pem

# sign_error CODE TEXT IMAGE...: to new files and in place.
sign_error()
{
    code=$1
    text=$2
    shift 2
    mkdir -p nothing
    for source in "$@"; do
        cp "$F/$source" "$(echo $source | tr / -)"
    done
    set -- $(echo "$*" | tr / -)
    expect_error $code "$text" sign --key "$K/ec.pem" $release --out-dir nothing \
        --manifest-out nothing/manifest "$@"
    expect_error $code "$text" sign --key "$K/ec.pem" $release --in-place "$@"
}

case_images_that_are_no_release()
{
    sign_error 1 "damaged.bin: CRC word is" damaged.bin
    sign_error 1 "damaged.bin: CRC word is" user2.bin damaged.bin
    sign_error 1 "wrong-word.bin: CRC word is" wrong-word.bin
    sign_error 1 "junk.bin: 5 bytes follow the image" junk.bin
    sign_error 1 "xor.bin: XOR checksum" xor.bin
    sign_error 1 "slot-3.bin: header byte 3 is 3" slot-3.bin
    sign_error 1 "none.bin: an image for boot none" none.bin
    sign_error 3 "cut.bin: malformed image" cut.bin
    sign_error 3 "firmware.elf: not an image but an ELF" firmware.elf
    sign_error 1 "next-user1.bin: for slot 1, as is user1.bin" user1.bin next/user1.bin
    sign_error 1 "map6.2.bin: for flash map 6, user1.bin is for map 2" user1.bin map6.2.bin
    sign_error 1 "old2.bin: boot old, user1.bin is boot new" user1.bin old2.bin
    sign_error 1 \
        "too-large.bin: with its manifest, 499728 bytes, it exceeds the slot of map 2 by 16 bytes" \
        too-large.bin
    sign_error 1 \
        "user1 with its manifest, more than 499808 bytes, exceeds the slot of map 2 (499712" \
        no-room.bin
    sign_error 1 "beyond.bin: 499716 bytes exceed the slot of map 2 (499712) by 4 bytes" beyond.bin
}

case_largest_image()
{
    cp "$F/largest.bin" .
    expect_done sign --key "$K/ec.pem" -o new $release largest.bin
    [ "$(wc -c <new)" -eq 499712 ] || fail "the largest image does not fill the slot"
    expect_verified ec new
    # One more key, TLV or image is too much then.
    expect_error 1 "exceeds the slot of map 2 by 76 bytes" sign --key "$K/ec.pem" \
        --key "$K/other.pem" -o new2 $release largest.bin
    # That is told before a signer is asked.
    expect_error 1 "exceeds the slot of map 2 by 76 bytes" sign --key "$K/ec.pem" \
        --signer "touch called" --pubkey "$K/other.pub.pem" -o new2 $release largest.bin
    [ ! -e called ] || fail "the signer was asked"
    expect_error 1 "exceeds the slot of map 2 by 8 bytes" sign --key "$K/ec.pem" --build-id 1 \
        -o new2 $release largest.bin
    expect_error 1 "exceeds the slot of map 2 by 44 bytes" sign --key "$K/ec.pem" --in-place \
        $release user2.bin largest.bin
    rm new
}

case_maps()
{
    for number in 3 6 0; do
        expect_error 1 "user1.bin: header says flash map 2, not $number" sign --key "$K/ec.pem" \
            --map $number -o new $release user1.bin
    done
    expect_error 2 "flash map 7 is not defined" sign --key "$K/ec.pem" --map 7 -o new $release \
        user1.bin
    expect_error 1 "flash map 1 has no OTA slots" sign --key "$K/ec.pem" --map 1 -o new $release \
        user1.bin
    expect_error 2 "--map is '10'" sign --key "$K/ec.pem" --map 10 -o new $release user1.bin
}

case_no_image()
{
    signed_pair
    cp "$F/old-no-crc.bin" .
    expect_error 1 "no rule explains the last 4 bytes" sign --key "$K/ec.pem" --map 2 -o new \
        $release old-no-crc.bin
    : >empty
    printf 'garbage' >garbage
    expect_error 3 "empty: the file is empty" sign --key "$K/ec.pem" -o new $release empty
    expect_error 3 "garbage: not an image" sign --key "$K/ec.pem" -o new $release garbage
    expect_error 3 "missing: cannot open" sign --key "$K/ec.pem" -o new $release missing
    expect_error 3 "missing: cannot open" sign --key "$K/ec.pem" --in-place $release user1.bin \
        missing
    # A manifest alone is no image.
    expect_error 3 "out/manifest: not an image" sign --key "$K/ec.pem" -o new $release out/manifest
}

# Damage inside the signed image, and a manifest that is cut off.
case_damaged_signed_image()
{
    signed_single
    cp single/user1.bin damaged
    printf '\1' | dd of=damaged bs=1 seek=600 conv=notrunc 2>/dev/null
    expect_error 1 "damaged: " sign --key "$K/ec.pem" --in-place $release damaged
    head -c 600 single/user1.bin >damaged
    expect_error 1 "damaged: " sign --key "$K/ec.pem" --in-place $release damaged
}

# Where the output goes: one way, never over an input, a key or another output.
case_one_way_out()
{
    mkdir place
    cp "$F/old1.bin" .
    expect_error 2 "give one of -o, --out-dir and --in-place" sign --key "$K/ec.pem" $both
    expect_error 2 "give one of" sign --key "$K/ec.pem" --in-place --out-dir place $both
    expect_error 2 "give one of" sign --key "$K/ec.pem" --in-place -o new $release user1.bin
    expect_error 2 "give one of" sign --key "$K/ec.pem" --out-dir place -o new $release user1.bin
    expect_error 2 "-o goes with one image" sign --key "$K/ec.pem" -o new $both
    expect_error 2 "too few arguments" sign --key "$K/ec.pem" -o new $release
    expect_error 2 "unexpected argument" sign --key "$K/ec.pem" --in-place $both old1.bin
}

case_output_is_input()
{
    mkdir place
    printf 'passphrase\n' >passphrase
    chmod 600 passphrase
    ln user1.bin hard
    ln -s user1.bin soft
    for name in user1.bin ./user1.bin hard soft key.pem; do
        expect_error 2 "the output is the input" sign --key key.pem -o $name $release user1.bin
        for way in "-o new" "--out-dir place" --in-place; do
            expect_error 2 "the output is the input" sign --key key.pem $way --manifest-out $name \
                $release user1.bin
        done
    done
    expect_error 2 "the output is the input" sign --signer false --pubkey pub.pem -o pub.pem \
        $release user1.bin
    expect_error 2 "the output is the input" sign --key key.pem --passphrase-file passphrase \
        -o passphrase $release user1.bin
    expect_error 2 "the output is the input" sign --key key.pem --passphrase-file passphrase \
        -o new --manifest-out passphrase $release user1.bin
    expect_error 2 "the output is the input" sign --key key.pem --out-dir . $both
    expect_error 2 "the output is the input" sign --key key.pem --out-dir "$WORK/" $both
}

case_outputs_are_the_same()
{
    mkdir place
    expect_error 2 "two outputs are the same file" sign --key key.pem -o new --manifest-out new \
        $release user1.bin
    expect_error 2 "two outputs are the same file" sign --key key.pem -o new --manifest-out ./new \
        $release user1.bin
    mkdir a
    cp user2.bin a/user1.bin
    expect_error 2 "two outputs are the same file" sign --key key.pem --out-dir place $release \
        user1.bin a/user1.bin
}

case_no_folder()
{
    printf 'garbage' >garbage
    expect_error 3 "nowhere" sign --key key.pem --out-dir nowhere $both
    expect_error 3 "nowhere" sign --key key.pem -o nowhere/new $release user1.bin
    expect_error 3 "nowhere" sign --key key.pem --in-place --manifest-out nowhere/manifest $both
    expect_error 3 "user1.bin" sign --key key.pem --out-dir garbage $both
}

case_closed_folder()
{
    if ! modes_count; then
        skip_part "unwritable files and folders: root may write everywhere"
    else
        mkdir closed
        chmod 500 closed
        expect_error 3 "closed" sign --key key.pem --out-dir closed $both
        chmod 700 closed
        chmod 400 user1.bin
        expect_error 3 "user1.bin" sign --key key.pem --in-place $both
        chmod 600 user1.bin
    fi
}

run_cases
