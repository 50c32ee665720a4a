# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# --layout rboot: images for the ROMs of rBoot, built, checked, signed and verified.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

fixtures rboot
F=$FIXTURES
prepare
test_key ec ec.pem
cp "$TESTS/data/keys/test-ec.pub.pem" ec.pub.pem
rboot="--layout rboot --map 2"
cp "$F/esptool2.rom0.bin" "$F/esptool2.rom1.bin" .
esptool2="esptool2.rom0.bin esptool2.rom1.bin"

# built: user1.bin and user2.bin for ROM 0 and ROM 1.
built()
{
    expect_done build $rboot --slot 1 -o user1.bin "$F/rom0.elf"
    expect_done build $rboot --slot 2 -o user2.bin "$F/rom1.elf"
}

# signed: they, their manifest and the release of esptool2's images.
signed()
{
    built
    mkdir out esptool2
    expect_done sign $rboot --key ec.pem --out-dir out --manifest-out out/manifest $release \
        user1.bin user2.bin
    expect_done sign $rboot --key ec.pem --out-dir esptool2 $release $esptool2
}

# rBoot's own rules, as its readme and source give them: header EA 04, irom of the length that the
# header says, then a standard image whose checksum is right; the entry is that of the second header.
case_rboot_takes_the_images()
{
    signed
    "$PYTHON" - user1.bin user2.bin out/user1.bin out/user2.bin <<'END'
import struct
import sys

for name in sys.argv[1:]:
    data = open(name, "rb").read()
    magic, second, _, _, entry, add, length = struct.unpack_from("<BBBBIII", data)
    assert (magic, second, add) == (0xEA, 4, 0), name
    position = 16 + length
    magic, count, _, _, again = struct.unpack_from("<BBBBI", data, position)
    assert magic == 0xE9 and 0 < count <= 32 and again == entry, name
    position += 8
    checksum = 0xEF
    for _ in range(count):
        _, size = struct.unpack_from("<II", data, position)
        for byte in data[position + 8:position + 8 + size]:
            checksum ^= byte
        position += 8 + size
    assert data[position | 15] == checksum, name
END
}

case_build_wants_the_address_of_the_rom()
{
    built
    expect_error 1 "slot 1 of map 2 with boot new needs 0x40202010" build $rboot --slot 1 \
        -o new.bin "$F/rom1.elf"
    expect_error 1 "slot 1 of map 2 with boot new needs 0x40202010" build $rboot --slot 1 \
        -o new.bin "$F/slot1.elf"
    expect_done build $rboot --slot 1 --rom 0x12000 --rom 0x82000 -o high.bin "$F/rom-high.elf"
    # 4 MB: both ROMs are seen at the same address, one image would do.
    expect_done build --layout rboot --map 6 --slot 1 -o one.bin "$F/rom0.elf"
    expect_done build --layout rboot --map 6 --slot 2 -o two.bin "$F/rom0.elf"
    cmp -s one.bin two.bin && fail "the slot byte is the same"
    return 0
}

case_check_says_what_it_looked_at()
{
    built
    expect_done check $rboot user1.bin user2.bin
    expect_text stdout "user1.bin: ok for slot 1 of map 2 in rBoot's ROMs: segments, size and XOR \
are right; irom is linked for it (40 addresses of functions)"
    expect_done check $rboot $esptool2
    expect_text stdout "rom1.bin: ok for slot 2 of map 2 in rBoot's ROMs"
    expect_exit 1 check --map 2 user1.bin
    expect_text stdout "refused: irom is linked at 0x40202010, for the ROM of rBoot at 0x2000"
    expect_exit 1 check $rboot --slot 2 user1.bin
    expect_text stdout "refused: irom is linked at 0x40202010, slot 2 of the layout on map 2 is at 0x40282010"
    expect_exit 1 check $rboot --rom 0x12000 --rom 0x82000 user1.bin
}

case_manifest_has_the_true_offsets()
{
    signed
    facts out/user1.bin 'm["map"] == 0x82 and [(p["slot"], p["flash_offset"]) for p in
        m["payloads"]] == [(1, 0x2000), (2, 0x82000)]'
    expect_done info --json out/user1.bin
    expect_text stdout '"own_layout": true'
    # The header of an image by esptool2 names no slot: where it is linked does.
    facts esptool2/esptool2.rom1.bin '[p["slot"] for p in m["payloads"]] == [1, 2]'
    expect_done verify --pubkey ec.pub.pem $rboot --slot 2 esptool2/esptool2.rom1.bin
}

case_verify_judges_the_layout()
{
    signed
    expect_done verify --pubkey ec.pub.pem $rboot out/user1.bin out/user2.bin out/manifest
    expect_text stdout "not checked: vendor, product, counter (no option asked)"
    expect_done verify --pubkey ec.pub.pem out/user1.bin out/user2.bin
    expect_text stdout "not checked: vendor, product, map, counter (no option asked)"
    expect_text stdout "map 2 with slots of its own"
    expect_error 1 "signed for slots of a layout of its own" verify --pubkey ec.pub.pem --map 2 out/user1.bin
    expect_error 1 "signed for another flash map" verify --pubkey ec.pub.pem --layout rboot \
        --map 3 out/user1.bin
    expect_error 1 "the manifest has the image for slot 2 at 0x082000, the layout has it at \
0x083000" verify --pubkey ec.pub.pem $rboot --rom 0x2000 --rom 0x83000 out/user2.bin
    sh -c "cat out/user1.bin >changed.bin; printf x | dd of=changed.bin bs=1 seek=99 conv=notrunc" \
        2>"$SCRATCH/dd"
    expect_exit 1 verify --pubkey ec.pub.pem $rboot changed.bin
}

# A release of a map and one of ROMs are not each other's.
case_not_for_a_slot_of_the_map()
{
    built
    expect_error 1 "for the ROM of rBoot at 0x2000" sign --key ec.pem -o new.bin $release user1.bin
    expect_done build --map 2 --slot 1 -o vendor.bin "$F/slot1.elf"
    expect_done sign --key ec.pem -o vendor.signed.bin $release vendor.bin
    expect_error 1 "signed for another flash map" verify --pubkey ec.pub.pem $rboot \
        vendor.signed.bin
    expect_error 1 "slot 1 of the layout on map 2 is at 0x40202010" sign $rboot --key ec.pem -o new.bin \
        $release vendor.bin
}

case_signed_elsewhere()
{
    has_openssl || return 0
    built
    mkdir out
    expect_done tbs $rboot -o release.tbs $release user1.bin user2.bin
    openssl dgst -sha256 -sign ec.pem -out signature release.tbs
    expect_done attach --tbs release.tbs --signature signature --pubkey ec.pub.pem --out-dir out \
        user1.bin user2.bin
    expect_done verify --pubkey ec.pub.pem $rboot out/user1.bin out/user2.bin
    mkdir one
    expect_done tbs $rboot -o one.tbs $release user2.bin
    openssl dgst -sha256 -sign ec.pem -out signature one.tbs
    expect_done attach --tbs one.tbs --signature signature --pubkey ec.pub.pem --out-dir one \
        user2.bin
    expect_done verify --pubkey ec.pub.pem $rboot one/user2.bin
}

case_wrong_use()
{
    built
    b="build --slot 1 -o new.bin"
    expect_error 2 "--layout rboot needs --map" $b --layout rboot "$F/rom0.elf"
    expect_error 2 "--rom needs --layout rboot" $b --map 2 --rom 0x2000 --rom 0x82000 "$F/rom0.elf"
    expect_error 2 "1 --rom; give it twice" $b $rboot --rom 0x2000 "$F/rom0.elf"
    expect_error 2 "3 --rom; give it twice" $b $rboot --rom 1 --rom 2 --rom 3 "$F/rom0.elf"
    expect_error 2 "both ROMs at 0x82000" $b $rboot --rom 0x82000 --rom 0x82000 "$F/rom0.elf"
    expect_error 2 "it must be at the start of a sector" $b $rboot --rom 0x2010 --rom 0x82000 \
        "$F/rom0.elf"
    expect_error 2 "leaves 0x2000 to 0xfb000 for ROMs" $b $rboot --rom 0x1000 --rom 0x82000 \
        "$F/rom0.elf"
    expect_error 2 "--layout is 'sming'; it must be one of vendor, rboot" $b --layout sming \
        --map 2 "$F/rom0.elf"
    expect_error 2 "--layout rboot goes with --boot new only" $b $rboot --boot old "$F/rom0.elf"
}

run_cases
