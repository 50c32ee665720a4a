# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# sign: what it makes of good images.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other rsa2 rsa3
F=$FIXTURES
K=$KEYS
both="$release user1.bin user2.bin"
prepare
cp "$F/user1.bin" "$F/user2.bin" .

# Both images, one signature, one manifest.
case_pair()
{
    mkdir out
    expect_done sign --key "$K/ec.pem" --out-dir out --manifest-out out/manifest $both
    expect_wrote out/user1.bin out/user2.bin out/manifest
    [ "$(ls -A out)" = "$(printf 'manifest\nuser1.bin\nuser2.bin')" ] || fail "other names in out"
    expect_same "$F/user1.bin" user1.bin
    expect_same "$F/user2.bin" user2.bin
    for slot in 1 2; do
        expect_signed user$slot.bin out/user$slot.bin out/manifest
        facts out/user$slot.bin 'f["manifest_offset"] == {"front": 512, "end": 512}'
    done
    facts out/manifest 'm["block_count"] == 1 and m["signed_length"] == 148 and m["length"] == 228'
    facts out/manifest 'm["version"] == [1, 2, 3, 4] and m["counter"] == 7 and m["map"] == 2'
    facts out/manifest '[p["slot"] for p in m["payloads"]] == [1, 2] and m["tlvs"] == []'
    expect_verified ec out/user1.bin out/user2.bin out/manifest
    expect_verified ec out/user2.bin
    expect_done check out/user1.bin out/user2.bin
    expect_done check --slot 2 --map 2 out/user2.bin
    expect_done info out/user1.bin
    expect_text stdout "not verified"
    expect_text stdout "portable, stock devices accept it"
    expect_no_text stdout "diagnosis"
    expect_done info --json out/user1.bin out/manifest
    "$PYTHON" -c '
import json, sys
for entry in json.load(sys.stdin):
    manifest = entry["manifest"]
    assert manifest["verified"] is False, entry
    assert manifest["fw_version"] == "1.2.3+4" and manifest["security_counter"] == 7, entry' \
        <"$SCRATCH/stdout" || fail "JSON"
}

# The same inputs and key give the same bytes; in place, one by one and the other way round too.
case_same_inputs_same_bytes()
{
    signed_pair
    mkdir again place single
    expect_done sign --key "$K/ec.pem" --out-dir again --manifest-out again/manifest $release \
        user2.bin user1.bin
    cp user1.bin user2.bin place
    chmod 640 place/user1.bin
    expect_done sign --key "$K/ec.pem" --in-place --manifest-out place/manifest $release \
        place/user1.bin place/user2.bin
    # shellcheck disable=SC2012 # the name is known
    [ "$(ls -l place/user1.bin | cut -c 1-10)" = "-rw-r-----" ] || fail "another mode"
    for file in manifest user1.bin user2.bin; do
        expect_same out/$file again/$file
        expect_same out/$file place/$file
    done
    for slot in 1 2; do
        expect_done sign --key "$K/ec.pem" -o single/user$slot.bin --manifest-out single/manifest \
            $release user$slot.bin
        expect_signed user$slot.bin single/user$slot.bin single/manifest
        facts single/manifest "[p['slot'] for p in m['payloads']] == [$slot] and m['length'] == 184"
        expect_verified ec single/user$slot.bin
    done
}

# Through a symbolic link the file behind it is signed.
case_symbolic_link()
{
    cp user1.bin real
    ln -s real link
    expect_done sign --key "$K/ec.pem" --in-place $release link
    [ -L link ] || fail "the link was replaced"
    expect_done sign --key "$K/ec.pem" -o wanted $release user1.bin
    expect_same wanted real
    rm link real wanted
}

# RSA-PSS takes a random salt, or one of key and message.
case_rsa_salt()
{
    signed_pair
    mkdir place
    cp out/user1.bin out/user2.bin place
    for bits in 2 3; do
        for name in one two; do
            mkdir $name
            expect_done sign --key "$K/rsa$bits.pem" --out-dir $name $both
            expect_verified rsa$bits $name/user1.bin $name/user2.bin
            facts $name/user1.bin "m['blocks'][0]['algorithm'] == $bits"
        done
        expect_differ one/user1.bin two/user1.bin
        for name in one two; do
            expect_done sign --pss-salt-from-message --key "$K/rsa$bits.pem" --out-dir $name $both
            expect_verified rsa$bits $name/user1.bin $name/user2.bin
            expect_signed user1.bin $name/user1.bin
        done
        expect_same one/user1.bin two/user1.bin
        rm -r one two
    done
    expect_done sign --pss-salt-from-message --key "$K/ec.pem" --in-place $release place/user1.bin \
        place/user2.bin
    expect_same out/user1.bin place/user1.bin
}

# Signing a signed file replaces its manifest, whatever it was.
case_signed_again()
{
    signed_pair
    signed_single
    mkdir place
    cp out/user1.bin out/user2.bin out/manifest place
    expect_done sign --key "$K/ec.pem" --in-place $release place/user1.bin place/user2.bin
    expect_same out/user1.bin place/user1.bin
    expect_done sign --key "$K/rsa3.pem" --key "$K/other.pem" --in-place --build-id longer --tlv \
        0x4000=0011 $release place/user1.bin place/user2.bin
    expect_signed user1.bin place/user1.bin
    expect_verified other place/user1.bin place/user2.bin
    expect_done sign --key "$K/ec.pem" --in-place --manifest-out place/manifest $release \
        place/user1.bin place/user2.bin
    for file in manifest user1.bin user2.bin; do
        expect_same out/$file place/$file
    done
    expect_done sign --key "$K/ec.pem" --in-place $release place/user1.bin
    expect_same single/user1.bin place/user1.bin
    expect_done sign --key "$K/ec.pem" --out-dir place --vendor vendor.example --product lamp \
        --fw-version 9.9.9 --security-counter 8 out/user1.bin out/user2.bin
    [ "$(wc -c <place/user1.bin)" -eq "$(wc -c <out/user1.bin)" ] || fail "another length"
    facts place/user2.bin 'm["version"] == [9, 9, 9, 0] and m["counter"] == 8'
    expect_done check place/user1.bin place/user2.bin
}

# A word made by any rule, or none, is replaced; erased flash behind the image is left out.
case_crc_word_replaced()
{
    signed_single
    for name in sdk1 inverted1 no-crc dump; do
        expect_done sign --key "$K/ec.pem" -o new $release "$F/$name.bin"
        expect_same single/user1.bin new
        rm new
    done
}

# Repairing the CRC of a signed image leaves the signature as it is.
case_crc_repaired()
{
    signed_pair
    for rule in inverted sdk portable; do
        cp out/user1.bin repaired
        expect_done fix-crc --crc $rule repaired
        expect_same out/user1.bin repaired
        head -c -4 out/user1.bin >repaired
        printf '\1\2\3\4' >>repaired
        expect_warning fix-crc --crc $rule repaired
        expect_text stderr "the old CRC word followed no rule"
        expect_same out/user1.bin repaired
    done
    rm repaired
}

# Boot old, odd body lengths included.
case_boot_old()
{
    mkdir out place
    cp "$F/old1.bin" "$F/old2.bin" .
    expect_done sign --key "$K/ec.pem" --map 2 --out-dir out $release old1.bin old2.bin
    for slot in 1 2; do
        expect_signed old$slot.bin out/old$slot.bin
        facts out/old$slot.bin 'f["manifest_offset"] == {"end": 65793} and m["boot"] == 1'
    done
    expect_verified ec out/old1.bin out/old2.bin
    expect_done check --map 2 out/old1.bin out/old2.bin
    cp out/old1.bin out/old2.bin place
    expect_done sign --key "$K/rsa2.pem" --map 2 --in-place $release place/old1.bin place/old2.bin
    expect_verified rsa2 place/old1.bin place/old2.bin
    expect_done sign --key "$K/ec.pem" --map 2 --in-place $release place/old2.bin place/old1.bin
    expect_same out/old1.bin place/old1.bin
    expect_same out/old2.bin place/old2.bin
    # Slot 2 tells its map by the address of irom, slot 1 does not.
    expect_done sign --key "$K/ec.pem" -o new $release old2.bin
    facts new 'm["map"] == 2'
    rm new
    expect_error 2 "give --map" sign --key "$K/ec.pem" -o new $release old1.bin
    expect_done sign --key "$K/ec.pem" --map 4 -o new $release old1.bin
    facts new 'm["map"] == 4'
    rm new
    expect_error 1 "old1.bin: " sign --key "$K/ec.pem" --map 5 -o new $release old1.bin
}

# Flash-style headers name no slot; the irom address does.
case_flash_style_headers()
{
    mkdir out
    cp "$F/flash1.bin" "$F/flash2.bin" "$F/old-flash.bin" .
    for order in "flash1.bin flash2.bin" "flash2.bin flash1.bin"; do
        expect_done sign --key "$K/ec.pem" --out-dir out $release $order
        for slot in 1 2; do
            expect_signed flash$slot.bin out/flash$slot.bin
            expect_done verify --pubkey "$K/ec.pub.pem" --slot $slot out/flash$slot.bin
        done
        expect_done check --header flash out/flash1.bin out/flash2.bin
    done
    expect_done sign --key "$K/ec.pem" -o new $release flash2.bin
    facts new '[p["slot"] for p in m["payloads"]] == [2]'
    expect_done sign --key "$K/ec.pem" -o new $release old-flash.bin
    facts new 'm["boot"] == 1 and m["map"] == 2'
    rm new
}

# Other maps.
case_map_6()
{
    mkdir out
    cp "$F/map6.1.bin" "$F/map6.2.bin" .
    expect_done sign --key "$K/ec.pem" --map 6 --out-dir out $release map6.1.bin map6.2.bin
    facts out/map6.2.bin 'm["map"] == 6 and m["payloads"][1]["flash_offset"] == 0x101000'
    expect_verified ec out/map6.1.bin out/map6.2.bin
}

# Several keys, in their order.
case_several_keys()
{
    mkdir out place
    expect_done sign --key "$K/ec.pem" --key "$K/rsa2.pem" --key "$K/rsa3.pem" \
        --key "$K/other.pem" --out-dir out $both
    facts out/user1.bin '[b["algorithm"] for b in m["blocks"]] == [1, 2, 3, 1]'
    expect_signed user1.bin out/user1.bin
    expect_done verify --threshold 4 --pubkey "$K/other.pub.pem" --pubkey "$K/rsa3.pub.pem" \
        --pubkey "$K/ec.pub.pem" --pubkey "$K/rsa2.pub.pem" out/user1.bin out/user2.bin
    expect_error 2 "the same key" sign --key "$K/ec.pem" --key "$K/ec.pem" --out-dir place $both
    cp "$K/ec.pem" "$K/copy.pem"
    expect_error 2 "the same key" sign --key "$K/ec.pem" --key "$K/rsa2.pem" --key "$K/copy.pem" \
        --out-dir place $both
    keys=
    for number in 1 2 3 4 5 6 7 8; do
        test_key n$number n$number.pem
        keys="$keys --key n$number.pem"
    done
    expect_done sign $keys --out-dir out $both
    facts out/user1.bin 'm["block_count"] == 8'
    expect_error 2 "more than 8" sign $keys --key "$K/ec.pem" --out-dir place $both
}

run_cases
