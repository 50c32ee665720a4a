# shellcheck shell=sh disable=SC1091,SC2086 # lists of options are split on purpose
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures
make_keys ec=ecdsa-p256 other=ecdsa-p256 rsa2=rsa-2048 rsa3=rsa-3072
F=$FIXTURES
K=$KEYS
both="$release user1.bin user2.bin"
cp "$F/user1.bin" "$F/user2.bin" .

# Both images, one signature, one manifest.
mkdir out
expect_done sign --key "$K/ec.pem" --out-dir out --manifest-out out/manifest $both
[ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
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

# The same inputs and key give the same bytes; in place, one by one and the other way round too.
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
# Through a symbolic link the file behind it is signed.
cp user1.bin real
ln -s real link
expect_done sign --key "$K/ec.pem" --in-place $release link
[ -L link ] || fail "the link was replaced"
expect_done sign --key "$K/ec.pem" -o wanted $release user1.bin
expect_same wanted real
rm link real wanted

# RSA-PSS takes a random salt, or one of key and message.
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

# Signing a signed file replaces its manifest, whatever it was.
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

# A word made by any rule, or none, is replaced; erased flash behind the image is left out.
for name in sdk1 inverted1 no-crc dump; do
    expect_done sign --key "$K/ec.pem" -o new $release "$F/$name.bin"
    expect_same single/user1.bin new
    rm new
done
# Repairing the CRC of a signed image leaves the signature as it is.
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

# Boot old, odd body lengths included.
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

# Flash-style headers name no slot; the irom address does.
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

# Other maps.
cp "$F/map6.1.bin" "$F/map6.2.bin" .
expect_done sign --key "$K/ec.pem" --map 6 --out-dir out $release map6.1.bin map6.2.bin
facts out/map6.2.bin 'm["map"] == 6 and m["payloads"][1]["flash_offset"] == 0x101000'
expect_verified ec out/map6.1.bin out/map6.2.bin

# Several keys, in their order.
expect_done sign --key "$K/ec.pem" --key "$K/rsa2.pem" --key "$K/rsa3.pem" --key "$K/other.pem" \
    --out-dir out $both
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
    make_keys n$number=ecdsa-p256
    cp "$K/n$number.pem" n$number.pem
    keys="$keys --key n$number.pem"
done
expect_done sign $keys --out-dir out $both
facts out/user1.bin 'm["block_count"] == 8'
expect_error 2 "more than 8" sign $keys --key "$K/ec.pem" --out-dir place $both
rm n?.pem

# Names. A NUL cannot get into an argument.
expect_uuid()
{
    expect_done sign --key "$K/ec.pem" -o new --fw-version 1.0.0 --security-counter 0 \
        --vendor "$1" --product "$2" user1.bin
    VENDOR=$1 PRODUCT=$2 "$PYTHON" - <<'END' || fail "identifiers"
import os
import re
import uuid

import manifest_reference

def identifier(namespace, name):
    if re.fullmatch(rb"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", name):
        return uuid.UUID(name.decode())
    return uuid.uuid5(namespace, name.decode())

vendor = identifier(uuid.NAMESPACE_DNS, os.environb[b"VENDOR"])
product = identifier(vendor, os.environb[b"PRODUCT"])
manifest = manifest_reference.describe(open("new", "rb").read())["manifest"]
assert (manifest["vendor"], manifest["product"]) == (vendor.hex, product.hex), manifest
END
    expect_done verify --pubkey "$K/ec.pub.pem" --vendor "$1" --product "$2" new
    rm new
}
long=$(printf '%064d' 0)
expect_uuid vendor.example lamp
expect_uuid a b
expect_uuid "$long" "$long"
expect_uuid "Some Vendor, Inc. " " -lamp "
expect_uuid "$(printf 'Gl\303\274hbirne')" "$(printf '\346\274\242\345\255\227 \360\237\222\241')"
expect_uuid "$(printf '\302\240')" "$(printf '\364\217\277\277')"
expect_uuid 01234567-89ab-cdef-0123-456789ABCDEF lamp
expect_uuid vendor.example FFFFFFFF-ffff-ffff-ffff-000000000000
# Not of the form of a UUID, so names.
expect_uuid 0123456789abcdef0123456789abcdef "{01234567-89ab-cdef-0123-456789abcdef}"
expect_uuid 01234567-89ab-cdef-0123-456789abcdeg 01234567-89ab-cdef-0123-456789abcde
expect_uuid 01234567-89ab-cdef-01234-56789abcdef 012345678-9ab-cdef-0123-456789abcdef
rest="--fw-version 1.0.0 --security-counter 0"
for name in "$(printf 'a\rb')" "$(printf 'a\r')" "$(printf 'a\nb')" "$(printf '\033[1m')" \
    "$(printf 'a\tb')" "$(printf 'a\177')" "$(printf '\001')" "$(printf '\302\205')" \
    "$(printf '\377')" "$(printf 'a\300\200')" "$(printf '\303')" "$(printf '\355\240\200')" \
    "$(printf '\364\220\200\200')" "$(printf '\340\200\200')" "$(printf '\360\200\200\200')" \
    "$(printf 'a\200')"; do
    expect_error 2 "the vendor name has a control character or is not UTF-8" \
        sign --key "$K/ec.pem" -o new $rest --vendor "$name" --product lamp user1.bin
    expect_error 2 "the product name has a control character or is not UTF-8" \
        sign --key "$K/ec.pem" -o new $rest --vendor v --product "$name" user1.bin
done
expect_error 2 "the vendor name has 65 bytes" \
    sign --key "$K/ec.pem" -o new $rest --vendor "0$long" --product lamp user1.bin
expect_error 2 "the product name has 65 bytes" \
    sign --key "$K/ec.pem" -o new $rest --vendor v --product "0$long" user1.bin
expect_error 2 "--vendor is empty" \
    sign --key "$K/ec.pem" -o new $rest --vendor "" --product lamp user1.bin
expect_error 2 "--product is empty" \
    sign --key "$K/ec.pem" -o new $rest --vendor v --product "" user1.bin

# Versions and counters.
names="--vendor v --product p"
expect_version()
{
    expect_done sign --key "$K/ec.pem" -o new $names --security-counter "$2" --fw-version $1 \
        user1.bin
    facts new "m['version'] == $3 and m['counter'] == $4"
    rm new
}
expect_version 0.0.0 0 "[0, 0, 0, 0]" 0
expect_version 1.2.3 1 "[1, 2, 3, 0]" 1
expect_version 1.2.3+0 0x10 "[1, 2, 3, 0]" 16
expect_version 65535.65535.4294967295+4294967295 4294967295 \
    "[65535, 65535, 4294967295, 4294967295]" 4294967295
for version in 1 1.2 1. 1.2. 1.2.3. 1.2.3.4 1.2.3+ +1.2.3 1.2.3+4.5 1.2.3+4+5 65536.0.0 0.65536.0 \
    0.0.4294967296 0.0.0+4294967296 99999999999999999999.0.0 -1.2.3 1.-2.3 1.2.-3 v1.2.3 \
    1.2.3-rc1 1..3 0x1.2.3 1,2,3 " 1.2.3" "1.2.3 " "1. 2.3" "1.2.3+ 4" a "$(printf '1.2.3\r')"; do
    expect_error 2 "--fw-version is '" sign --key "$K/ec.pem" -o new $names \
        --security-counter 1 --fw-version "$version" user1.bin
done
for counter in -1 +1 4294967296 18446744073709551617 99999999999999999999 1.0 " 1" "1 " x 0x; do
    expect_error 2 "--security-counter is '" sign --key "$K/ec.pem" -o new $names \
        --fw-version 1.0.0 --security-counter "$counter" user1.bin
done
for option in vendor product fw-version security-counter; do
    words=$(echo "$release" | sed "s/--$option [^ ]*//")
    expect_error 2 "--$option is missing" sign --key "$K/ec.pem" -o new $words user1.bin
    expect_error 2 "--$option is given twice" sign --key "$K/ec.pem" -o new $release \
        --$option 1 user1.bin
done

# TLVs stand in order of their types.
expect_done sign --key "$K/ec.pem" -o new --tlv 0x7fff=FF,critical --tlv 0x4001=00 \
    --tlv 16384=0123456789abcDEF --tlv 0x5000=$long$long,critical --build-id "v1, ~ x" $release \
    user1.bin
facts new 'tlvs == [(1, False, b"v1, ~ x"), (0x4000, False, bytes.fromhex("0123456789abcdef")),
    (0x4001, False, b"\0"), (0x5000, True, bytes(64)), (0x7fff, True, b"\xff")]'
expect_done info new
expect_text stdout "v1, ~ x"
expect_error 1 "critical" verify --pubkey "$K/ec.pub.pem" new
expect_done verify --pubkey "$K/ec.pub.pem" --critical-tlv 0x5000 --critical-tlv 0x7fff new
# 148 bytes of 512 with two images; 6 values of 52 bytes and one of 48 leave no byte.
value=$(printf '%096d' 0)
full="--tlv 0x4000=${value} --tlv 0x4001=$value --tlv 0x4002=$value --tlv 0x4003=$value
    --tlv 0x4004=$value --tlv 0x4005=$value --tlv 0x4006=${value}"
expect_done sign --key "$K/ec.pem" --out-dir out $full $both
facts out/user1.bin 'm["signed_length"] == 512'
expect_verified ec out/user1.bin out/user2.bin
expect_error 3 "the signed part exceeds 512 bytes" \
    sign --key "$K/ec.pem" --out-dir place $full --tlv 0x4007=00 $both
expect_error 3 "the signed part exceeds 512 bytes" \
    sign --key "$K/ec.pem" --out-dir place $full --build-id 0 $both
many=
for type in 0 1 2 3 4 5 6 7; do
    for digit in 0 1 2 3; do
        many="$many --tlv 0x40$digit$type=00"
    done
done
expect_done sign --key "$K/ec.pem" -o new $many $release user1.bin
facts new 'len(tlvs) == 32 and tlvs == sorted(tlvs)'
expect_error 2 "more than 32 --tlv" sign --key "$K/ec.pem" -o new2 $many --tlv 0x7000=00 \
    $release user1.bin
rm new
for tlv in 0x3fff=00 0x8000=00 0xc000=00 0x0001=61 1=61 0x0000=00 0x0010=00 0x0011=00 0x0012=00 \
    0x0013=00 0x001f=00 0x0020=00 0x8010=00 0x14000=00 -16384=00 0x4000 0x4000= 0x4000=0 \
    0x4000=000 0x4000=0g 0x4000=zz 0x4000=00,Critical 0x4000=00,critical, "0x4000=00, critical" \
    "0x4000= 00" "0x4000 =00" " 0x4000=00" =00 0x4000=00,, 0x4000=,critical 0x4000=00critical \
    0x4000=0x00 0x4000=$long${long}00 0x4000=$long${long}00,critical \
    0x100000000000000004000=00; do
    expect_error 2 "--tlv is '" sign --key "$K/ec.pem" -o new --tlv "$tlv" $release user1.bin
done
for second in 0x4000=00 16384=01 0x4000=00,critical; do
    expect_error 2 "--tlv 0x4000 is given twice" sign --key "$K/ec.pem" -o new --tlv 0x4000=00 \
        --tlv 0x4001=00 --tlv $second $release user1.bin
done
expect_done sign --key "$K/ec.pem" -o new --build-id "$long" $release user1.bin
facts new "tlvs == [(1, False, b'$long')]"
rm new
expect_error 2 "--build-id has 65 bytes" \
    sign --key "$K/ec.pem" -o new --build-id "0$long" $release user1.bin
expect_error 2 "--build-id is empty" sign --key "$K/ec.pem" -o new --build-id "" $release user1.bin
for text in "$(printf 'a\rb')" "$(printf 'a\tb')" "$(printf 'a\nb')" "$(printf '\177')" \
    "$(printf '\303\274')"; do
    expect_error 2 "--build-id has a byte that is not printable ASCII" \
        sign --key "$K/ec.pem" -o new --build-id "$text" $release user1.bin
done

# Images that are no release.
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
sign_error 1 "too-large.bin: with its manifest, 499728 bytes, it exceeds the slot of map 2 by 16 bytes" \
    too-large.bin
sign_error 1 "user1 with its manifest, more than 499808 bytes, exceeds the slot of map 2 (499712" \
    no-room.bin
sign_error 1 "beyond.bin: 499716 bytes exceed the slot of map 2 (499712) by 4 bytes" beyond.bin
cp "$F/largest.bin" .
expect_done sign --key "$K/ec.pem" -o new $release largest.bin
[ "$(wc -c <new)" -eq 499712 ] || fail "the largest image does not fill the slot"
expect_verified ec new
# One more key, TLV or image is too much then.
expect_error 1 "exceeds the slot of map 2 by 76 bytes" sign --key "$K/ec.pem" \
    --key "$K/other.pem" -o new2 $release largest.bin
expect_error 1 "exceeds the slot of map 2 by 8 bytes" sign --key "$K/ec.pem" --build-id 1 \
    -o new2 $release largest.bin
expect_error 1 "exceeds the slot of map 2 by 44 bytes" sign --key "$K/ec.pem" --in-place \
    $release user2.bin largest.bin
rm new
for number in 3 6 0; do
    expect_error 1 "user1.bin: header says flash map 2, not $number" sign --key "$K/ec.pem" \
        --map $number -o new $release user1.bin
done
expect_error 2 "flash map 7 is not defined" sign --key "$K/ec.pem" --map 7 -o new $release user1.bin
expect_error 1 "flash map 1 has no OTA slots" sign --key "$K/ec.pem" --map 1 -o new $release \
    user1.bin
expect_error 2 "--map is '10'" sign --key "$K/ec.pem" --map 10 -o new $release user1.bin
cp "$F/old-no-crc.bin" .
expect_error 1 "no rule explains the last 4 bytes" sign --key "$K/ec.pem" --map 2 -o new $release old-no-crc.bin
: >empty
printf 'garbage' >garbage
expect_error 3 "empty: the file is empty" sign --key "$K/ec.pem" -o new $release empty
expect_error 3 "garbage: not an image" sign --key "$K/ec.pem" -o new $release garbage
expect_error 3 "missing: cannot open" sign --key "$K/ec.pem" -o new $release missing
expect_error 3 "missing: cannot open" sign --key "$K/ec.pem" --in-place $release user1.bin missing
# A manifest alone is no image.
expect_error 3 "out/manifest: not an image" sign --key "$K/ec.pem" -o new $release out/manifest
# Damage inside the signed image, and a manifest that is cut off.
cp single/user1.bin damaged
printf '\1' | dd of=damaged bs=1 seek=600 conv=notrunc 2>/dev/null
expect_error 1 "damaged: " sign --key "$K/ec.pem" --in-place $release damaged
head -c 600 single/user1.bin >damaged
expect_error 1 "damaged: " sign --key "$K/ec.pem" --in-place $release damaged

# Where the output goes: one way, never over an input, a key or another output.
expect_error 2 "give one of -o, --out-dir and --in-place" sign --key "$K/ec.pem" $both
expect_error 2 "give one of" sign --key "$K/ec.pem" --in-place --out-dir place $both
expect_error 2 "give one of" sign --key "$K/ec.pem" --in-place -o new $release user1.bin
expect_error 2 "give one of" sign --key "$K/ec.pem" --out-dir place -o new $release user1.bin
expect_error 2 "-o goes with one image" sign --key "$K/ec.pem" -o new $both
expect_error 2 "too few arguments" sign --key "$K/ec.pem" -o new $release
expect_error 2 "unexpected argument" sign --key "$K/ec.pem" --in-place $both old1.bin
cp "$K/ec.pem" key.pem
cp "$K/ec.pub.pem" pub.pem
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
expect_error 2 "the output is the input" sign --signer false --pubkey pub.pem -o pub.pem $release \
    user1.bin
expect_error 2 "the output is the input" sign --key key.pem --passphrase-file passphrase \
    -o passphrase $release user1.bin
expect_error 2 "the output is the input" sign --key key.pem --passphrase-file passphrase \
    -o new --manifest-out passphrase $release user1.bin
expect_error 2 "the output is the input" sign --key key.pem --out-dir . $both
expect_error 2 "the output is the input" sign --key key.pem --out-dir "$WORK/" $both
expect_error 2 "two outputs are the same file" sign --key key.pem -o new --manifest-out new \
    $release user1.bin
expect_error 2 "two outputs are the same file" sign --key key.pem -o new --manifest-out ./new \
    $release user1.bin
mkdir a
cp user2.bin a/user1.bin
expect_error 2 "two outputs are the same file" sign --key key.pem --out-dir place $release \
    user1.bin a/user1.bin
expect_error 3 "nowhere" sign --key key.pem --out-dir nowhere $both
expect_error 3 "nowhere" sign --key key.pem -o nowhere/new $release user1.bin
expect_error 3 "nowhere" sign --key key.pem --in-place --manifest-out nowhere/manifest $both
expect_error 3 "user1.bin" sign --key key.pem --out-dir garbage $both
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
rm hard soft

# Keys that cannot sign.
head -c 100 key.pem >cut.pem
for key in missing empty garbage . pub.pem cut.pem user1.bin; do
    expect_error 3 "$key: " sign --key $key -o new $release user1.bin
    expect_error 3 "$key: " sign --key key.pem --key $key -o new $release user1.bin
done
expect_error 2 "give --key, or --signer and --pubkey" sign -o new $release user1.bin
expect_error 2 "0 --signer and 1 --pubkey" sign --key key.pem --pubkey pub.pem -o new $release \
    user1.bin
expect_error 2 "2 --signer and 1 --pubkey" sign --signer a --signer b --pubkey pub.pem -o new \
    $release user1.bin
expect_error 2 "give --key, or --signer and --pubkey" sign --pubkey pub.pem -o new $release \
    user1.bin

# A key that others may read is worth a line, no more.
for mode in 640 604 644; do
    chmod $mode key.pem
    expect_warning sign --key key.pem -o new $release user1.bin
    expect_text stderr "key.pem: warning: others may read this file (mode 0$mode)"
    expect_same single/user1.bin new
done
chmod 400 key.pem
expect_done sign --key key.pem -o new $release user1.bin
rm new

# Encrypted keys.
printf 'passphrase\n' >passphrase
printf 'wrong\n' >wrong
printf 'passphrase' >no-newline
printf 'passphrase\nmore\n' >two-lines
printf '\n' >blank
chmod 600 wrong no-newline two-lines blank
expect_done keygen --passphrase-file passphrase -o locked.pem
expect_done pubkey --passphrase-file passphrase -o "$K/locked.pub.pem" locked.pem
for file in passphrase no-newline two-lines; do
    expect_done sign --key locked.pem --passphrase-file $file -o new $release user1.bin
    expect_verified locked new
    rm new
done
tool_environment=SECRET=passphrase
expect_done sign --key locked.pem --passphrase-env SECRET -o new $release user1.bin
expect_verified locked new
rm new
# A plain key does not ask for it.
expect_done sign --key key.pem --key locked.pem --passphrase-env SECRET -o new $release user1.bin
rm new
expect_error 2 "exclude each other" sign --key locked.pem --passphrase-env SECRET \
    --passphrase-file passphrase -o new $release user1.bin
tool_environment="SECRET=wrong NOTHING="
expect_error 3 "locked.pem: " sign --key locked.pem --passphrase-env SECRET -o new $release user1.bin
expect_text stderr "wrong"
expect_error 3 "the passphrase is empty" sign --key locked.pem --passphrase-env NOTHING -o new \
    $release user1.bin
tool_environment=
expect_error 3 "locked.pem: the key is encrypted; give its passphrase" sign --key locked.pem \
    -o new $release user1.bin
expect_error 3 "wrong passphrase" sign --key locked.pem --passphrase-file wrong -o new \
    $release user1.bin
expect_error 3 "UNSET_VARIABLE is not set" sign --key locked.pem --passphrase-env UNSET_VARIABLE \
    -o new $release user1.bin
for file in blank empty; do
    expect_error 3 "$file: the passphrase is empty" sign --key locked.pem --passphrase-file $file \
        -o new $release user1.bin
done
expect_error 3 "missing: cannot open" sign --key locked.pem --passphrase-file missing -o new \
    $release user1.bin
chmod 644 passphrase
expect_warning sign --key locked.pem --passphrase-file passphrase -o new $release user1.bin
expect_text stderr "passphrase: warning: others may read this file"
rm new

# An external signer. What it prints is verified before anything is written.
cat "$K/ec.pub.pem" >pub.pem
signer_error()
{
    code=$1
    text=$2
    shift 2
    expect_error $code "$text" sign --signer "$@" --pubkey pub.pem -o new $release user1.bin
    printf 'kept' >old
    expect_error $code "$text" sign --signer "$@" --pubkey pub.pem -o old --manifest-out new \
        $release user1.bin
    rm old
}
tail -c 76 single/user1.bin | head -c 64 >raw
signer_error 3 "the signer failed (exit status 3)" "cat raw; exit 3"
signer_error 3 "the signer failed (signal 9)" "cat raw; kill -9 \$\$"
signer_error 3 "the signer printed nothing" true
signer_error 3 "the signer printed nothing" "cat >/dev/null"
signer_error 3 "the signer printed more than a signature" "cat raw; head -c 1100000 /dev/zero"
signer_error 1 "the signer's output: " "printf garbage"
signer_error 1 "the signer's output: " "head -c 64 /dev/zero"
signer_error 1 "the signer's output: " "head -c 70 /dev/zero"
signer_error 1 "the signer's output: " "cat raw; printf '\n'"
signer_error 1 "the signer's output: " "head -c 63 raw"
signer_error 1 "the signer's output: " "od -An -v -tx1 raw | tr -d ' \n'"
signer_error 1 "too few valid signatures" "tail -c 76 out/map6.1.bin | head -c 64"
run sign --signer no-such-program-here --pubkey pub.pem -o new $release user1.bin
[ "$status" -eq 3 ] || fail "exit $status instead of 3"
expect_text stderr "the signer failed (exit status 127)"
[ ! -e new ] || fail "an output of a signer that is not there"
# It need not read its input.
expect_done sign --signer "exec cat raw" --pubkey pub.pem -o new $release user1.bin
expect_same single/user1.bin new
expect_done sign --signer "exec 0<&-; cat raw" --pubkey pub.pem -o new $release user1.bin
expect_done sign --signer "cat >digest; wc -c <digest >size; cat raw" --pubkey pub.pem -o new \
    $release user1.bin
[ "$(cat size)" -eq 32 ] || fail "the signer did not get 32 bytes"
facts new "m['signed_sha256'] == '$(od -An -v -tx1 digest | tr -d ' \n')'"
expect_done tbs --digest -o digest.tbs $release user1.bin
expect_same digest digest.tbs
# No image, no call: the key may cost a confirmation.
expect_error 1 "damaged" sign --signer "touch called; cat raw" --pubkey pub.pem -o new2 $release \
    damaged.bin
for key in missing empty garbage "$K/ec.pem"; do
    expect_error 3 "$key: " sign --signer "cat raw" --pubkey "$key" -o new2 $release user1.bin
done
rm -f new size digest digest.tbs

if ! command -v openssl >/dev/null; then
    skip_part "there is no openssl"
    exit 0
fi
for name in ec other rsa2 rsa3; do
    cp "$K/$name.pem" $name.pem
    cp "$K/$name.pub.pem" $name.pub.pem
done
ec_sign="openssl pkeyutl -sign -pkeyopt digest:sha256 -inkey"
cat >to_raw.py <<'END'
import sys
import manifest_sign_reference
sys.stdout.buffer.write(manifest_sign_reference.wire_signature(sys.stdin.buffer.read()))
END
expect_done sign --signer "$ec_sign ec.pem" --pubkey ec.pub.pem --out-dir out $both
expect_verified ec out/user1.bin out/user2.bin
expect_done sign --signer "$ec_sign ec.pem | '$PYTHON' to_raw.py" --pubkey ec.pub.pem --out-dir out \
    $both
expect_verified ec out/user1.bin out/user2.bin
for bits in 2 3; do
    rsa_sign="openssl pkeyutl -sign -inkey rsa$bits.pem"
    expect_done sign --signer "$rsa_sign $(pss_options 32)" --pubkey rsa$bits.pub.pem --out-dir out \
        $both
    expect_verified rsa$bits out/user1.bin out/user2.bin
    for salt in 0 20 31 33 max; do
        expect_error 1 "too few valid signatures" sign --signer "$rsa_sign $(pss_options $salt)" \
            --pubkey rsa$bits.pub.pem -o new $release user1.bin
    done
    # PKCS#1 v1.5 is not PSS.
    expect_error 1 "too few valid signatures" sign --signer "$rsa_sign -pkeyopt digest:sha256" \
        --pubkey rsa$bits.pub.pem -o new $release user1.bin
done
expect_error 1 "too few valid signatures" sign --signer "$ec_sign other.pem" --pubkey ec.pub.pem \
    -o new $release user1.bin
expect_error 1 "the signer's output: 256 bytes" sign --pubkey ec.pub.pem -o new $release user1.bin \
    --signer "openssl pkeyutl -sign -inkey rsa2.pem $(pss_options 32)"
expect_error 1 "the signer's output: 256 bytes; an rsa-3072 signature has 384" sign --pubkey \
    rsa3.pub.pem -o new $release user1.bin \
    --signer "openssl pkeyutl -sign -inkey rsa2.pem $(pss_options 32)"
expect_error 1 "the signer's output: 7" sign --signer "$ec_sign ec.pem" --pubkey rsa2.pub.pem \
    -o new $release user1.bin
# A digest that the signer hashes once more.
expect_error 1 "too few valid signatures" sign --signer "openssl dgst -sha256 -sign ec.pem" \
    --pubkey ec.pub.pem -o new $release user1.bin
expect_done sign --key rsa3.pem --signer "$ec_sign other.pem" --pubkey other.pub.pem \
    --signer "$ec_sign ec.pem" --pubkey ec.pub.pem --out-dir out $both
facts out/user1.bin '[b["algorithm"] for b in m["blocks"]] == [3, 1, 1]'
expect_done verify --threshold 3 --pubkey ec.pub.pem --pubkey other.pub.pem --pubkey rsa3.pub.pem \
    out/user1.bin out/user2.bin
# The public keys stand in the order of the signers.
expect_error 1 "too few valid signatures" sign --signer "$ec_sign other.pem" --pubkey ec.pub.pem \
    --signer "$ec_sign ec.pem" --pubkey other.pub.pem -o new $release user1.bin
expect_error 2 "the same key" sign --key ec.pem --signer "$ec_sign ec.pem" --pubkey ec.pub.pem \
    -o new $release user1.bin

# The salt is HMAC-SHA-256 of "appbin PSS salt" and the digest, keyed by the hash of the key.
for bits in 2 3; do
    openssl rsa -in rsa$bits.pem -traditional -outform DER -out rsa.der 2>"$SCRATCH/stderr"
    expect_done sign --pss-salt-from-message --key rsa$bits.pem -o new --manifest-out manifest \
        $release user1.bin
    "$PYTHON" - rsa$bits.pub.pem <<'END' || fail "another salt"
import hashlib
import hmac
import sys

import manifest_reference

key = manifest_reference.load_key(sys.argv[1])
signature_size, _, before, after = manifest_reference.ALGORITHMS[key.algorithm]
modulus = int.from_bytes(key.der[len(before) // 2:-len(after) // 2], "big")
manifest = manifest_reference.parse_manifest(open("manifest", "rb").read())
signature = int.from_bytes(manifest.blocks[0].signature, "big")
message = pow(signature, 65537, modulus).to_bytes(signature_size, "big")
block, seed = message[:-33], message[-33:-1]
mask = b"".join(hashlib.sha256(seed + bytes([0, 0, 0, i])).digest() for i in range(12))
salt = bytes(a ^ b for a, b in zip(block, mask))[-32:]
secret = hashlib.sha256(open("rsa.der", "rb").read()).digest()
digest = hashlib.sha256(manifest.signed).digest()
assert salt == hmac.digest(secret, b"appbin PSS salt" + digest, "sha256")
END
done
rm new manifest

# Keys that openssl made, in each of their forms.
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pkcs8.pem 2>"$SCRATCH/stderr"
openssl pkcs8 -topk8 -v2 aes-256-cbc -passout file:two-lines -in pkcs8.pem -out pkcs8.locked.pem
openssl ec -in pkcs8.pem -out sec1.pem 2>"$SCRATCH/stderr"
openssl ec -aes256 -passout file:two-lines -in pkcs8.pem -out sec1.locked.pem 2>"$SCRATCH/stderr"
openssl pkey -in pkcs8.pem -pubout -out "$K/made.pub.pem"
openssl rsa -in rsa2.pem -traditional -out pkcs1.pem 2>"$SCRATCH/stderr"
openssl rsa -in rsa2.pem -traditional -aes256 -passout file:two-lines -out pkcs1.locked.pem \
    2>"$SCRATCH/stderr"
cp "$K/rsa2.pub.pem" "$K/pkcs1.pub.pem"
chmod 600 ./*.pem
for key in pkcs8 sec1 pkcs1; do
    verifier=made
    [ $key = pkcs1 ] && verifier=pkcs1
    expect_done sign --key $key.pem -o new $release user1.bin
    expect_verified $verifier new
    expect_done sign --key $key.locked.pem --passphrase-file no-newline -o new $release user1.bin
    expect_verified $verifier new
    rm new
    expect_error 3 "wrong passphrase" sign --key $key.locked.pem --passphrase-file wrong \
        -o new $release user1.bin
    expect_error 3 "the key is encrypted" sign --key $key.locked.pem -o new $release user1.bin
done
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.pem 2>"$SCRATCH/stderr"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa1024.pem 2>"$SCRATCH/stderr"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 \
    -out exponent3.pem 2>"$SCRATCH/stderr"
openssl genpkey -algorithm ED25519 -out ed25519.pem 2>"$SCRATCH/stderr"
openssl req -x509 -key pkcs8.pem -subj /CN=test -out certificate.pem 2>"$SCRATCH/stderr"
chmod 600 ./*.pem
for key in p384 rsa1024 exponent3 ed25519; do
    expect_error 3 "$key.pem: " sign --key $key.pem -o new $release user1.bin
    openssl pkey -in $key.pem -pubout -out $key.pub.pem
    expect_error 3 "$key.pub.pem: " sign --signer true --pubkey $key.pub.pem -o new $release user1.bin
done
expect_error 3 "certificate.pem: " sign --key certificate.pem -o new $release user1.bin
expect_error 3 "certificate.pem: " sign --signer true --pubkey certificate.pem -o new $release \
    user1.bin
