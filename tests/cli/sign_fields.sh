# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# sign: names, versions, counters and values of the manifest.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec
F=$FIXTURES
K=$KEYS
both="$release user1.bin user2.bin"
prepare
cp "$F/user1.bin" "$F/user2.bin" .
long=$(printf '%064d' 0)

# expect_uuid VENDOR PRODUCT: the identifiers of these names.
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

# Names. A NUL cannot get into an argument.
case_names()
{
    expect_uuid vendor.example lamp
    expect_uuid a b
    expect_uuid "$long" "$long"
    expect_uuid "Some Vendor, Inc. " " -lamp "
    expect_uuid "$(printf 'Gl\303\274hbirne')" \
        "$(printf '\346\274\242\345\255\227 \360\237\222\241')"
    expect_uuid "$(printf '\302\240')" "$(printf '\364\217\277\277')"
    expect_uuid 01234567-89ab-cdef-0123-456789ABCDEF lamp
    expect_uuid vendor.example FFFFFFFF-ffff-ffff-ffff-000000000000
    # Not of the form of a UUID, so names.
    expect_uuid 0123456789abcdef0123456789abcdef "{01234567-89ab-cdef-0123-456789abcdef}"
    expect_uuid 01234567-89ab-cdef-0123-456789abcdeg 01234567-89ab-cdef-0123-456789abcde
    expect_uuid 01234567-89ab-cdef-01234-56789abcdef 012345678-9ab-cdef-0123-456789abcdef
}

case_wrong_names()
{
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
}

# expect_version VERSION COUNTER WANTED_VERSION WANTED_COUNTER
names="--vendor v --product p"
expect_version()
{
    expect_done sign --key "$K/ec.pem" -o new $names --allow-counter-jump --security-counter "$2" \
        --fw-version $1 user1.bin
    facts new "m['version'] == $3 and m['counter'] == $4"
    rm new
}

case_versions_and_counters()
{
    expect_version 0.0.0 0 "[0, 0, 0, 0]" 0
    expect_version 1.2.3 1 "[1, 2, 3, 0]" 1
    expect_version 1.2.3+0 0x10 "[1, 2, 3, 0]" 16
    expect_version 65535.65535.4294967295+4294967295 4294967295 \
        "[65535, 65535, 4294967295, 4294967295]" 4294967295
}

case_wrong_versions()
{
    for version in 1 1.2 1. 1.2. 1.2.3. 1.2.3.4 1.2.3+ +1.2.3 1.2.3+4.5 1.2.3+4+5 65536.0.0 \
        0.65536.0 0.0.4294967296 0.0.0+4294967296 99999999999999999999.0.0 -1.2.3 1.-2.3 1.2.-3 \
        v1.2.3 1.2.3-rc1 1..3 0x1.2.3 1,2,3 " 1.2.3" "1.2.3 " "1. 2.3" "1.2.3+ 4" a \
        "$(printf '1.2.3\r')"; do
        expect_error 2 "--fw-version is '" sign --key "$K/ec.pem" -o new $names \
            --security-counter 1 --fw-version "$version" user1.bin
    done
}

case_wrong_counters()
{
    for counter in -1 +1 4294967296 18446744073709551617 99999999999999999999 1.0 " 1" "1 " x 0x; do
        expect_error 2 "--security-counter is '" sign --key "$K/ec.pem" -o new $names \
            --fw-version 1.0.0 --security-counter "$counter" user1.bin
    done
}

# A counter that devices cannot come back from must be meant.
case_counter_jumps()
{
    why="devices refuse every lower one for ever; --allow-counter-jump if it is meant"
    next="$names --fw-version 2.0.0"
    mkdir out again
    cp "$K/ec.pem" ec.pem
    for counter in 2147483649 4294967295 0x80000001; do
        for command in "sign --key ec.pem -o new" "tbs -o new"; do
            expect_error 1 " is in the upper half of the range; $why" $command $next \
                --security-counter $counter user1.bin
        done
    done
    expect_done sign --key "$K/ec.pem" --out-dir out $next --security-counter 2147483648 \
        user1.bin user2.bin
    expect_done sign --key "$K/ec.pem" --out-dir out $next --security-counter 7 user1.bin user2.bin
    old="security counter 1008 is 1001 above 7, that of the manifest it replaces; $why"
    for command in "sign --key ec.pem --out-dir again" "tbs -o new"; do
        expect_error 1 "$old" $command $next --security-counter 1008 out/user1.bin out/user2.bin
        for counter in 0 7 8 1007; do
            expect_done $command $next --security-counter $counter out/user1.bin out/user2.bin
        done
        expect_done $command $next --security-counter 1008 --allow-counter-jump out/user1.bin \
            out/user2.bin
        # Unsigned images replace nothing.
        expect_done $command $next --security-counter 1008 user1.bin user2.bin
    done
    expect_done sign --key "$K/ec.pem" -o new.bin $next --security-counter 4294967295 \
        --allow-counter-jump user1.bin
    facts new.bin 'm["counter"] == 4294967295'
}

case_missing_or_twice()
{
    for option in vendor product fw-version security-counter; do
        words=$(echo "$release" | sed "s/--$option [^ ]*//")
        expect_error 2 "--$option is missing" sign --key "$K/ec.pem" -o new $words user1.bin
        expect_error 2 "--$option is given twice" sign --key "$K/ec.pem" -o new $release \
            --$option 1 user1.bin
    done
}

# TLVs stand in order of their types.
case_tlvs_in_order()
{
    expect_done sign --key "$K/ec.pem" -o new --tlv 0x7fff=FF,critical --tlv 0x4001=00 \
        --tlv 16384=0123456789abcDEF --tlv 0x5000=$long$long,critical --build-id "v1, ~ x" \
        $release user1.bin
    facts new 'tlvs == [(1, False, b"v1, ~ x"), (0x4000, False, bytes.fromhex("0123456789abcdef")),
    (0x4001, False, b"\0"), (0x5000, True, bytes(64)), (0x7fff, True, b"\xff")]'
    expect_done info new
    expect_text stdout "v1, ~ x"
    expect_error 1 "critical" verify --pubkey "$K/ec.pub.pem" new
    expect_done verify --pubkey "$K/ec.pub.pem" --critical-tlv 0x5000 --critical-tlv 0x7fff new
}

# 148 bytes of 512 with two images; 6 values of 52 bytes and one of 48 leave no byte.
case_room_for_tlvs()
{
    mkdir out place
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
}

case_most_tlvs()
{
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
}

case_wrong_tlvs()
{
    for tlv in 0x3fff=00 0x8000=00 0xc000=00 0x0001=61 1=61 0x0000=00 0x0010=00 0x0011=00 \
        0x0012=00 0x0013=00 0x001f=00 0x0020=00 0x8010=00 0x14000=00 -16384=00 0x4000 0x4000= \
        0x4000=0 0x4000=000 0x4000=0g 0x4000=zz 0x4000=00,Critical 0x4000=00,critical, \
        "0x4000=00, critical" "0x4000= 00" "0x4000 =00" " 0x4000=00" =00 0x4000=00,, \
        0x4000=,critical 0x4000=00critical 0x4000=0x00 0x4000=$long${long}00 \
        0x4000=$long${long}00,critical 0x100000000000000004000=00; do
        expect_error 2 "--tlv is '" sign --key "$K/ec.pem" -o new --tlv "$tlv" $release user1.bin
    done
}

case_tlv_twice()
{
    for second in 0x4000=00 16384=01 0x4000=00,critical; do
        expect_error 2 "--tlv 0x4000 is given twice" sign --key "$K/ec.pem" -o new --tlv 0x4000=00 \
            --tlv 0x4001=00 --tlv $second $release user1.bin
    done
}

case_build_id()
{
    expect_done sign --key "$K/ec.pem" -o new --build-id "$long" $release user1.bin
    facts new "tlvs == [(1, False, b'$long')]"
    rm new
    expect_error 2 "--build-id has 65 bytes" \
        sign --key "$K/ec.pem" -o new --build-id "0$long" $release user1.bin
    expect_error 2 "--build-id is empty" sign --key "$K/ec.pem" -o new --build-id "" $release \
        user1.bin
    for text in "$(printf 'a\rb')" "$(printf 'a\tb')" "$(printf 'a\nb')" "$(printf '\177')" \
        "$(printf '\303\274')"; do
        expect_error 2 "--build-id has a byte that is not printable ASCII" \
            sign --key "$K/ec.pem" -o new --build-id "$text" $release user1.bin
    done
}

run_cases
