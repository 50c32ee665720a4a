# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# release: from the ELFs to a signed release, byte for byte what build and sign make.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other rsa2
fixtures rboot
fixtures merge
F=$FIXTURES
K=$KEYS

# elf NAME WORD...: a firmware that make_elf.py links.
elf()
{
    name=$1
    shift
    "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --irom-size 0x2345 -o "$name" "$@"
}

prepare
elf s1.elf --map 2 --slot 1
elf s2.elf --map 2 --slot 2
elf next2.elf --map 2 --slot 2 --seed next --irom-size 0x9345
elf old1.elf --map 2 --slot 1 --boot old
elf old2.elf --map 2 --slot 2 --boot old
elf one.elf --map 6 --slot 1
cp "$F/rom0.elf" "$F/rom1.elf" .
cp "$F/boot.4096" boot.bin
cp "$F/init.128" init.bin
cp "$K/ec.pem" "$K/other.pem" .
cp "$K/ec.pub.pem" ec.pub.pem
cp "$K/rsa2.pem" rsa2.pem
mkdir out plain
known="$release --key ec.pem"

# trust FILE VENDOR PRODUCT THRESHOLD PUB.pem...: what such a firmware has as appverify_trust.
trust()
{
    "$PYTHON" - "$@" <<'END'
import base64, re, struct, sys
import manifest_reference as reference
path, vendor, product, threshold, *keys = sys.argv[1:]
vendor = reference.identifier(vendor, reference.DNS_NAMESPACE)
product = reference.identifier(product, vendor)
ids = b""
for key in keys:
    lines = re.sub("-----.*-----", "", open(key).read())
    ids += reference.TrustedKey(base64.b64decode(lines), 1).key_id
with open(path, "wb") as out:
    out.write(struct.pack("<4sI16s16sII64s", b"ART1", 112, vendor, product, int(threshold),
                          len(keys), ids))
END
}

# trusting FILE [WORD...]: t1.elf and t2.elf, two slots of a firmware that has it.
trusting()
{
    object=$1
    shift
    elf t1.elf --map 2 --slot 1 --object "appverify_trust:0x40202000:$object" "$@"
    elf t2.elf --map 2 --slot 2 --object "appverify_trust:0x40282000:$object" "$@"
}

# released WORD...: success, and nothing was to be said but that the ELFs tell no trust.
released()
{
    expect_exit 0 release "$@"
    expect_one_error_line release
    expect_text stderr "elf: note: not compared with what the firmware trusts: it has no symbol"
}

# expect_release MAP BUILD_OPTIONS SIGN_OPTIONS ELF...: the files of three processes and of one.
expect_release()
{
    map=$1
    build="--map $1 $2"
    sign=$3
    shift 3
    first=$1
    second=${2:-$1}
    rm -rf out plain
    mkdir out out/www plain plain/www
    expect_exit 0 build $build --slot 1 -o user1.bin "$first"
    expect_exit 0 build $build --slot 2 -o user2.bin "$second"
    expect_done sign --map "$map" $sign --out-dir plain --manifest-out plain/m --bundle plain/b \
        --publish plain/www/lamp user1.bin user2.bin
    rm user1.bin user2.bin
    expect_exit 0 release $build $sign --out-dir out --manifest-out out/m --bundle out/b \
        --publish out/www/lamp "$@"
    sed -n 's/^wrote \([^:]*\): .*/\1/p' "$SCRATCH/stdout" | sort >said
    find out -type f | sort | cmp -s - said || fail "the report names other files"
    grep -qE '^release [0-9a-f]{8}: version .*, security counter [0-9]+, signed by key [0-9a-f]{16} \(' \
        "$SCRATCH/stdout" || fail "the report does not name the release"
    [ "$(find plain -type f | wc -l)" -eq 9 ] || fail "another number of files"
    diff -r plain out >&2 || fail "not the files of build and sign"
}

case_same_bytes()
{
    expect_release 2 "" "$known" s1.elf s2.elf
    expect_verified ec out/user1.bin out/user2.bin out/m
    expect_release 2 "--crc sdk --mode dio --freq 80" "$known" s1.elf s2.elf
    expect_release 2 "--header flash --mode qout --freq 26" "$known" s1.elf s2.elf
    expect_release 2 "--entry 0x40100004" "$known --build-id now --tlv 0x4001=0102,critical" \
        s1.elf s2.elf
    expect_release 2 "--boot old" "$known" old1.elf old2.elf
    expect_release 4 "" "$known" s1.elf s2.elf
    expect_release 6 "" "$known" one.elf
    expect_release 6 "" "$known" one.elf one.elf
    expect_release 2 "" "$known --key other.pem" s1.elf s2.elf
    expect_release 2 "" "$release --key rsa2.pem --pss-salt-from-message" s1.elf s2.elf
    expect_release 2 "" "--vendor v --product p --fw-version 1.0.0 --key ec.pem
        --security-counter 4000000000 --allow-counter-jump" s1.elf s2.elf
}

case_layout_of_rboot()
{
    build="--map 2 --layout rboot"
    expect_exit 0 build $build --slot 1 -o user1.bin rom0.elf
    expect_exit 0 build $build --slot 2 -o user2.bin rom1.elf
    expect_done sign $build $known --out-dir plain user1.bin user2.bin
    expect_exit 0 release $build $known --out-dir out --slot-args args rom0.elf rom1.elf
    diff -r plain out >&2 || fail "not the files of build and sign"
    [ "$(cat args)" = "0x002000 out/user1.bin
0x082000 out/user2.bin" ] || fail "arguments: $(cat args)"
    expect_error 2 "--flash-args is for the vendor's boot loader" release $build $known --out-dir \
        out --flash-args new --boot-bin boot.bin --no-init-data rom0.elf rom1.elf
}

case_sections()
{
    elf more1.elf --map 2 --slot 1 --section .extra:0x3FFEC000:64
    elf more2.elf --map 2 --slot 2 --section .extra:0x3FFEC000:64
    expect_error 1 "--section adds it as a RAM segment" release --map 2 $known --out-dir out \
        more1.elf more2.elf
    expect_release 2 "--section .extra" "$known" more1.elf more2.elf
}

case_passphrases_and_signers()
{
    test_key locked locked.pem
    printf 'passphrase\n' >passphrase
    chmod 600 passphrase
    sign="$release --key locked.pem --passphrase-file passphrase"
    expect_release 2 "" "$sign" s1.elf s2.elf
    # A signer is given the digest of what the release signs.
    tail -c 76 plain/user1.bin | head -c 64 >locked.raw
    expect_release 2 "" "$known" s1.elf s2.elf
    tail -c 76 plain/user1.bin | head -c 64 >raw
    rm -r out
    mkdir out out/www
    released --map 2 $release --signer "cat >digest; cat raw" --pubkey ec.pub.pem \
        --out-dir out --manifest-out out/m --bundle out/b --publish out/www/lamp s1.elf s2.elf
    diff -r plain out >&2 || fail "a signer makes other files"
    [ "$(wc -c <digest)" -eq 32 ] || fail "no digest"
    expect_error 1 "the signer's output: " release --map 2 $release --signer "cat locked.raw" \
        --pubkey ec.pub.pem --out-dir out s1.elf s2.elf
}

case_arguments_of_esptool()
{
    released --map 2 --mode dio --freq 80 $known --out-dir out --slot-args slots \
        --flash-args first --boot-bin boot.bin --init-data init.bin s1.elf s2.elf
    expect_done merge --map 2 --boot-bin boot.bin --slot1 out/user1.bin --slot2 out/user2.bin \
        --init-data init.bin --flash-args first.merge --slot-args slots.merge
    expect_same first.merge first
    expect_same slots.merge slots
    released --map 2 --boot old $known --out-dir out --flash-args first --boot-bin \
        boot.bin --no-init-data old1.elf old2.elf
    expect_done merge --map 2 --boot-bin boot.bin --slot1 out/user1.bin --slot2 out/user2.bin \
        --no-init-data --flash-args first.merge
    expect_same first.merge first
    elfs="s1.elf s2.elf"
    both="--map 2 $known --out-dir out"
    expect_error 2 "--boot-bin is missing" release $both --flash-args f --init-data init.bin $elfs
    expect_error 2 "give one of --init-data and --no-init-data" release $both --flash-args f \
        --boot-bin boot.bin $elfs
    expect_error 2 "give one of --init-data and --no-init-data" release $both --flash-args f \
        --boot-bin boot.bin --init-data init.bin --no-init-data $elfs
    for words in "--boot-bin boot.bin" "--init-data init.bin" "--no-init-data"; do
        expect_error 2 "go with --flash-args" release $both $words $elfs
    done
    expect_error 2 "name the files of --out-dir" release --map 2 $known --bundle b --slot-args f \
        $elfs
    both="$both --flash-args f --no-init-data"
    head -c 4097 "$F/boot.4096" >long
    printf '\377' >>long
    expect_error 1 "long: 4097 bytes; one sector" release $both --boot-bin long $elfs
    : >empty
    expect_error 1 "empty: 0 bytes" release $both --boot-bin empty $elfs
    both="--map 2 $known --out-dir out --flash-args f --boot-bin boot.bin"
    expect_error 1 "init data" release $both --init-data boot.bin $elfs
}

# description EXPRESSION: true of the JSON, d.
description()
{
    "$PYTHON" -c '
import json
import os
import sys
d = json.load(open("json"))
sys.exit(not eval(sys.argv[1]))' "$1" || fail "not: $1"
}

case_description()
{
    released --map 2 $known --out-dir out --manifest-out m --json json --publish \
        plain/lamp s1.elf s2.elf
    description '[f["file"] for f in d["files"]][:3] == ["out/user1.bin", "out/user2.bin", "m"]'
    description '[f["file"] for f in d["files"]][5:] == [
        "plain/lamp.user1.bin", "plain/lamp.user2.bin", "plain/lamp.manifest"]'
    description 'all(os.path.getsize(f["file"]) == f["size"] for f in d["files"])'
    description '[(i["slot"], i["elf"]) for i in d["images"]] == [(1, "s1.elf"), (2, "s2.elf")]'
    description 'os.path.getsize("out/user2.bin") == d["images"][1]["size"]'
    for slot in 1 2; do
        expect_done size --json --map 2 --slot $slot s$slot.elf
        cp "$SCRATCH/stdout" size.$slot
        description "json.load(open('size.$slot')) == d['images'][$slot - 1]['memory']"
    done
    expect_done info --json m
    cp "$SCRATCH/stdout" info
    description '{**d["manifest"], "verified": False} == json.load(open("info"))[0]["manifest"]'
    [ -e "plain/lamp.$(head -c 148 m | sha256sum | cut -c 1-8).user1.bin" ] || fail "the name"
    description "d['digest'] == '$(head -c 148 m | sha256sum | cut -c 1-64)'"
}

# What it says is what it writes afterwards, and nothing is there before.
case_dry_run()
{
    outputs="--out-dir out --bundle b --manifest-out m --slot-args args --json json --publish
        plain/lamp"
    printf 'out/user1.bin\nout/user2.bin\nb\nm\nargs\njson\n' >wanted
    before=$(snapshot)
    released --dry-run --map 2 $known $outputs s1.elf s2.elf
    expect_unchanged "$before"
    cp "$SCRATCH/stdout" dry
    expect_exit 0 release --dry-run --map 2 $release --signer "touch called" --pubkey ec.pub.pem \
        $outputs s1.elf s2.elf
    [ ! -e called ] || fail "the signer was asked"
    [ ! -e out/user1.bin ] || fail "a file was written"
    sort "$SCRATCH/stdout" >dry.signer
    released --map 2 $known $outputs s1.elf s2.elf
    { cat wanted && find plain -type f; } | sed 's/^/would write /' | sort >said
    sort dry | diff said - >&2 || fail "it says other files"
    diff said dry.signer >&2 || fail "it says other files with a signer"
    # It finds what the other would.
    for words in "--fw-version 1" "--tlv 1=1"; do
        expect_exit 2 release --dry-run --map 2 --vendor v --product p --security-counter 1 \
            --key ec.pem $words --fw-version 1.0.0 --out-dir out s1.elf s2.elf
    done
    expect_error 1 "irom is linked at" release --dry-run --map 2 $known --out-dir out s2.elf s1.elf
    expect_error 3 "no/user1.bin: cannot create" release --dry-run --map 2 $known --out-dir no \
        s1.elf s2.elf
    expect_error 3 "missing.pem: " release --dry-run --map 2 $release --signer "touch called" \
        --pubkey missing.pem --out-dir out s1.elf s2.elf
}

case_name()
{
    expect_release 2 "" "$known" s1.elf s2.elf
    mkdir named
    expect_exit 0 release --map 2 $known --out-dir named --name the.lamp --slot-args args \
        s1.elf s2.elf
    [ "$(find named -type f | wc -l)" -eq 2 ] || fail "another number of files"
    for image in user1.bin user2.bin; do
        expect_same "out/$image" "named/the.lamp.$image"
    done
    grep -qx "0x081000 named/the.lamp.user2.bin" args || fail "arguments: $(cat args)"
    expect_error 2 "--name is of the files in --out-dir" release --map 2 $known --name lamp \
        --bundle b s1.elf s2.elf
    for name in a/b / ../a; do
        expect_error 2 "is a name without a folder" release --map 2 $known --out-dir out \
            --name "$name" s1.elf s2.elf
    done
    cp s1.elf named/in.user2.bin
    expect_error 2 "the output is the input" release --map 2 $known --out-dir named --name in \
        named/in.user2.bin s2.elf
}

case_options_from_a_file()
{
    expect_release 2 "--mode dio" "$known" s1.elf s2.elf
    rm -r out
    mkdir conf conf/out conf/out/www
    cp ec.pem conf/
    printf '%s\n' '# lamps' '--map 2' '--mode dio' '--vendor vendor.example' '--product lamp' \
        '--key ec.pem' '--out-dir out' '--manifest-out out/m' '--bundle out/b' \
        '--publish out/www/lamp' >conf/lamp.release
    released @conf/lamp.release --fw-version 1.2.3+4 --security-counter 7 s1.elf s2.elf
    diff -r plain conf/out >&2 || fail "other files"
}

case_wrong_use()
{
    elfs="s1.elf s2.elf"
    expect_error 2 "too few arguments" release --map 2 $known --out-dir out
    expect_error 2 "unexpected argument 'c'" release --map 2 $known --out-dir out a b c
    expect_error 2 "--map is missing" release $known --out-dir out $elfs
    expect_error 2 "missing: --key, --vendor, --product, --fw-version, --security-counter;" \
        release --map 2 --out-dir out $elfs
    expect_error 2 "give --key, or --signer and --pubkey" release --map 2 $release --out-dir o $elfs
    expect_error 2 "1 --signer and 0 --pubkey" release --map 2 $release --signer x --out-dir o $elfs
    expect_error 2 "give --out-dir, --publish or --bundle" release --map 2 $known $elfs
    expect_error 2 "--boot none has no slots" release --map 2 --boot none $known --out-dir out $elfs
    expect_error 2 "flash map 1 has no OTA slots" release --map 1 $known --out-dir out $elfs
    expect_error 2 "give two ELFs" release --map 2 $known --out-dir out s1.elf
    expect_error 2 "give two ELFs" release --map 4 $known --out-dir out s1.elf
    expect_error 2 "--publish needs a name" release --map 2 $known --publish out/ $elfs
    expect_error 2 "exclude each other" release --map 2 $known --passphrase-file a \
        --passphrase-env B --out-dir out $elfs
}

case_refused()
{
    elfs="s1.elf s2.elf"
    expect_error 1 "s2.elf: irom is linked at" release --map 2 $known --out-dir out s2.elf s1.elf
    expect_error 1 "s1.elf: irom is linked at" release --map 2 $known --out-dir out s1.elf s1.elf
    expect_error 3 "missing: cannot open" release --map 2 $known --out-dir out s1.elf missing
    expect_error 3 "ec.pem: not an ELF" release --map 2 $known --out-dir out s1.elf ec.pem
    expect_error 1 "they look like two different programs" release --strict --map 2 $known \
        --out-dir out s1.elf next2.elf
    expect_error 1 "--allow-counter-jump if it is meant" release --map 2 --key ec.pem --vendor v \
        --product p --fw-version 1.0.0 --security-counter 3000000000 --out-dir out $elfs
    expect_error 2 "the same key" release --map 2 $known --key ec.pem --out-dir out $elfs
    elf full1.elf --map 0 --slot 1 --irom-size 0x38900
    elf full2.elf --map 0 --slot 2 --irom-size 0x38900
    expect_exit 1 release --map 0 $known --out-dir out full1.elf full2.elf
    expect_text stderr "exceeds the slot of map 0"
    # Two programs that may be meant.
    expect_exit 0 release --map 2 $known --out-dir out s1.elf next2.elf
    expect_text stderr "warning: s1.elf, next2.elf: they look like two different programs"
}

# All or nothing, and no input is lost.
case_outputs()
{
    elfs="s1.elf s2.elf"
    printf 'kept' >out/user1.bin
    for words in "--bundle no/b" "--manifest-out no/m" "--json no/j" "--slot-args no/a" \
        "--publish no/lamp" "--bundle plain" "--bundle m --manifest-out m"; do
        before=$(snapshot)
        run release --map 2 $known --out-dir out $words $elfs
        [ "$status" -ne 0 ] || fail "done"
        expect_one_error_line release
        expect_unchanged "$before"
    done
    expect_error 3 "no/user1.bin: cannot create" release --map 2 $release --signer "touch called" \
        --pubkey ec.pub.pem --out-dir no $elfs
    expect_error 3 "no/j: cannot create" release --map 2 $release --signer "touch called" \
        --pubkey ec.pub.pem --out-dir out --json no/j $elfs
    expect_error 3 "/dev/full: cannot write" release --map 2 $known --out-dir out --json /dev/full \
        $elfs
    cp s1.elf out/user2.bin
    for input in s1.elf s2.elf ec.pem; do
        for option in bundle manifest-out json slot-args; do
            expect_error 2 "the output is the input $input" release --map 2 $known --out-dir out \
                --$option $input $elfs
        done
    done
    expect_error 2 "the output is the input" release --map 2 $known --out-dir out out/user2.bin \
        s2.elf
    cp s1.elf lamp.manifest
    expect_error 2 "the output is the input lamp.manifest" release --map 2 $known --publish lamp \
        lamp.manifest s2.elf
    expect_error 2 "the output is the input boot.bin" release --map 2 $known --out-dir out \
        --json boot.bin --flash-args f --boot-bin boot.bin --no-init-data $elfs
    expect_error 2 "the output is the input ec.pub.pem" release --map 2 $release --signer "touch x" \
        --pubkey ec.pub.pem --out-dir out --json ec.pub.pem $elfs
}

# The firmware's own ring and product, before a signer is asked.
case_trust_of_the_firmware()
{
    with="--map 2 --out-dir out --json json"
    trust good vendor.example lamp 1 "$K/ec.pub.pem"
    trusting good
    expect_done release $with $known t1.elf t2.elf
    description 'd["firmware_trust"]["compared"] and not d["firmware_trust"]["foreign_ring"]'
    description '[k["signs"] for k in d["firmware_trust"]["keys"]] == [True]'
    # A key more does no harm.
    expect_done release $with $known --key other.pem t1.elf t2.elf
    # Another key, product or vendor.
    product="--fw-version 1.2.3 --security-counter 7 --vendor vendor.example --product"
    cp "$K/other.pub.pem" .
    printf '#!/bin/sh\ntouch was-called\n' >call
    chmod +x call
    before=$(snapshot)
    for key in "--key other.pem" "--signer ./call --pubkey other.pub.pem"; do
        for dry in "" --dry-run; do
            expect_error 1 "t1.elf: 0 of the signing keys are in the firmware's ring, which needs \
1 of: " release $with $release $key $dry t1.elf t2.elf
            expect_text stderr "or give --foreign-ring if this is the last release before"
            expect_error 1 "t1.elf: the release is for another product than the firmware" release \
                $with $product lantern $key --foreign-ring $dry t1.elf t2.elf
            expect_error 1 "t1.elf: the release is for another vendor than the firmware" release \
                $with --vendor else.example --product lamp --fw-version 1.2.3 \
                --security-counter 7 $key --foreign-ring $dry t1.elf t2.elf
        done
    done
    expect_unchanged "$before"
}

case_rotation()
{
    with="--map 2 --out-dir out --json json"
    trust new vendor.example lamp 2 "$K/other.pub.pem" "$K/rsa2.pub.pem"
    trusting new
    expect_error 1 "which needs 2 of: " release $with $known t1.elf t2.elf
    expect_error 1 "1 of the signing keys is in the firmware's ring" release $with $known \
        --key other.pem t1.elf t2.elf
    # The last release by the old key.
    expect_exit 0 release $with $known --foreign-ring t1.elf t2.elf
    expect_one_error_line release
    expect_text stderr "t1.elf: note: 0 of the signing keys are in the firmware's ring"
    expect_text stderr "once it runs, a device takes no release without them"
    description 'd["firmware_trust"]["foreign_ring"] and d["firmware_trust"]["threshold"] == 2'
    description 'not any(k["signs"] for k in d["firmware_trust"]["keys"])'
    expect_verified ec out/user1.bin out/user2.bin
    # All after it.
    expect_done release $with $release --key other.pem --key rsa2.pem t1.elf t2.elf
    expect_warning release $with $release --key other.pem --key rsa2.pem --foreign-ring t1.elf \
        t2.elf
    expect_text stderr "--foreign-ring is not needed"
}

case_trust_that_lies()
{
    with="--map 2 --out-dir out"
    trust good vendor.example lamp 1 "$K/ec.pub.pem"
    trusting good:local
    expect_done release $with $known t1.elf t2.elf
    before=$(snapshot)
    expect_error 1 "t2.elf: has a symbol appverify_trust, s1.elf has none" release $with $known \
        s1.elf t2.elf
    expect_error 1 "s2.elf: has no symbol appverify_trust, t1.elf has one" release $with $known \
        t1.elf s2.elf
    expect_unchanged "$before"
    trusting good:local --object "appverify_trust:0x40100100:good"
    expect_error 3 "t1.elf: two symbols are named appverify_trust" release $with $known t1.elf \
        t2.elf
    head -c 108 good >short
    trusting short
    expect_error 3 "t1.elf: symbol appverify_trust has 108 bytes; it must have 112" release $with \
        $known t1.elf t2.elf
    { printf 'ART2' && tail -c 108 good; } >magic
    trusting magic
    expect_error 3 "t1.elf: appverify_trust begins with 0x32545241 and a size of 112" release \
        $with $known t1.elf t2.elf
    trust many vendor.example lamp 2 "$K/ec.pub.pem"
    trusting many
    expect_error 3 "1 keys and a threshold of 2" release $with $known t1.elf t2.elf
    trusting good
    cp t1.elf good1.elf
    trust other vendor.example lamp 1 "$K/other.pub.pem"
    trusting other
    expect_error 1 "differs in its keys from that of the other slot" release $with $known \
        good1.elf t2.elf
}

# The bytes above are those that the source of pubkey compiles to.
case_trust_as_pubkey_writes_it()
{
    command -v xtensa-lx106-elf-gcc >/dev/null || { skip_part "no cross compiler" && return; }
    trust wanted vendor.example lamp 2 "$K/ec.pub.pem" "$K/other.pub.pem"
    expect_done pubkey --format c --vendor vendor.example --product lamp --threshold 2 -o trust.c \
        "$K/ec.pub.pem" "$K/other.pub.pem"
    xtensa-lx106-elf-gcc -Os -I "$TESTS/../include" -c trust.c
    xtensa-lx106-elf-ld -r -o linked.o trust.o
    xtensa-lx106-elf-objcopy --keep-global-symbol=nothing linked.o
    xtensa-lx106-elf-ld -Ttext=0x40100000 --section-start=.irom0.text=0x40201010 -e 0 \
        -o trust.elf linked.o
    xtensa-lx106-elf-nm trust.elf | grep ' [a-z] appverify_trust$' >&2 || fail "it is no local one"
    "$PYTHON" - <<'END' || fail "other bytes"
import sys
sys.exit(open("wanted", "rb").read() not in open("trust.elf", "rb").read())
END
}

# Its description is ASCII, as all JSON is: a terminal obeys some other characters.
case_json_is_ascii()
{
    name=$(printf 's\302\2331m\303\244')
    mv s1.elf "$name"
    expect_exit 0 release --map 2 $known --out-dir out --json - "$name" s2.elf
    "$PYTHON" -c '
import json, sys
value = json.load(open(sys.argv[1], encoding="ascii"))
assert value["images"][0]["elf"] == sys.argv[2], value
' "$SCRATCH/stdout" "$name" || fail "another name, or not ASCII"
}

run_cases
