# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# --slot-limit: devices whose OTA partition is shorter than the slot of their map.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec
fixtures rboot
K=$KEYS

# elf NAME SLOT IROM_SIZE
elf()
{
    "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --map 2 --slot "$2" --irom-size "$3" -o "$1"
}

prepare
# An image is 6676 bytes longer than irom here, in steps of 16; 0x6a000 is 434176.
for slot in 1 2; do
    elf full$slot.elf $slot 427488
    elf close$slot.elf $slot 427328
    elf tight$slot.elf $slot 427200
    elf long$slot.elf $slot 427504
done
cp "$FIXTURES/rom0.elf" "$FIXTURES/rom1.elf" .
cp "$K/ec.pem" ec.pem
cp "$K/ec.pub.pem" ec.pub.pem
mkdir out
limit="--map 2 --slot-limit 0x6A000"
known="$release --key ec.pem"

case_build_and_size()
{
    expect_done build $limit --slot 1 -o full.bin full1.elf
    [ "$(wc -c <full.bin)" -eq 434164 ] || fail "another image than meant"
    expect_done build --map 2 --slot 1 -o plain.bin full1.elf
    expect_same plain.bin full.bin
    expect_error 1 "the image, 434180 bytes, exceeds the slot of map 2 (434176 bytes) by 4 bytes" \
        build $limit --slot 1 -o none long1.elf
    expect_done size $limit --json full1.elf
    expect_text stdout '"limit": 434176'
    expect_exit 1 size $limit long1.elf
    expect_text stdout "exceeded by 4 bytes"
    expect_done size --map 2 long1.elf
}

case_check()
{
    expect_exit 0 build --map 2 --slot 1 -o full.bin full1.elf
    expect_exit 0 build --map 2 --slot 1 -o long.bin long1.elf
    expect_done check $limit full.bin
    cp "$SCRATCH/stdout" limited
    expect_done check --map 2 full.bin
    expect_same limited "$SCRATCH/stdout"
    expect_done check --map 2 long.bin
    expect_exit 1 check $limit long.bin
    expect_text stdout "434180 bytes exceed the slot of map 2 (434176) by 4 bytes"
    expect_exit 1 check $limit --json long.bin
    expect_text stdout '"code": "too-large"'
    # It is the map's layout otherwise: header and place are judged.
    expect_exit 1 check $limit --slot 2 full.bin
    expect_exit 1 check --map 3 --slot-limit 0x6A000 full.bin
    expect_text stdout "header says flash map 2, not 3"
}

# With its signature, an image must fit too, and this is told before a signer is asked.
case_release_and_sign()
{
    for slot in 1 2; do
        expect_exit 0 build $limit --slot $slot -o full$slot.bin full$slot.elf
        expect_exit 0 build $limit --slot $slot -o tight$slot.bin tight$slot.elf
    done
    before=$(snapshot)
    signer="--signer ./none --pubkey ec.pub.pem"
    for key in "--key ec.pem" "$signer"; do
        expect_error 1 "exceeds the slot of map 2" sign $limit $release $key --out-dir out \
            full1.bin full2.bin
        expect_error 1 "exceeds the slot of map 2" release $limit $release $key --out-dir out \
            full1.elf full2.elf
        expect_error 1 "exceeds the slot of map 2" release $limit $release $key --out-dir out \
            --dry-run full1.elf full2.elf
    done
    expect_error 1 "exceeds the slot of map 2" tbs $limit $release -o tbs full1.bin full2.bin
    expect_unchanged "$before"
    expect_done sign $limit $known --out-dir out tight1.bin tight2.bin
    mkdir plain
    expect_done sign --map 2 $known --out-dir plain tight1.bin tight2.bin
    diff -r plain out >&2 || fail "other bytes than without the limit"
    expect_exit 0 release $limit $known --out-dir plain --json json tight1.elf tight2.elf
    cmp plain/user1.bin out/tight1.bin >&2 || fail "release makes another file"
    grep -q '"limit": 434176' json || fail "the limit is not in the description"
    expect_exit 0 release --map 2 $known --out-dir plain full1.elf full2.elf
}

# tbs cannot know how long the signatures are, attach does. The map is the one that was signed.
case_attach()
{
    for slot in 1 2; do
        for length in full close tight long; do
            expect_exit 0 build --map 2 --slot $slot -o $length$slot.bin $length$slot.elf
        done
    done
    for length in full close tight long; do
        mkdir $length
        expect_done tbs -o $length.tbs $release ${length}1.bin ${length}2.bin
        expect_done sign $known --out-dir $length --manifest-out $length.manifest ${length}1.bin \
            ${length}2.bin
        tail -c +161 $length.manifest | head -c 64 >$length.signature
    done
    # Its manifest fits beside the image, but not with the signature.
    expect_done tbs $limit -o limited.tbs $release close1.bin close2.bin
    expect_same close.tbs limited.tbs
    attach="--pubkey ec.pub.pem --slot-limit 0x6A000 --out-dir out"
    for length in full close long; do
        expect_error 1 "the slot of map 2" attach --tbs $length.tbs --signature \
            $length.signature $attach ${length}1.bin ${length}2.bin
        expect_text stderr "exceed"
    done
    [ -z "$(ls out)" ] || fail "a file was written"
    expect_done attach --tbs full.tbs --signature full.signature --pubkey ec.pub.pem --out-dir out \
        full1.bin full2.bin
    expect_same full/full1.bin out/full1.bin
    attach="--tbs tight.tbs --signature tight.signature --pubkey ec.pub.pem"
    expect_done attach $attach --slot-limit 0x6A000 --out-dir out tight1.bin tight2.bin
    diff tight/tight1.bin out/tight1.bin >&2 || fail "other bytes than without the limit"
    diff tight/tight2.bin out/tight2.bin >&2 || fail "other bytes than without the limit"
    rm -r out
    mkdir out
    for bytes in 0 4095 0x7B000; do
        expect_error 2 "is no multiple of 4096 from 4096 to 499712, the slot of map 2" attach $attach \
            --slot-limit $bytes --out-dir out tight1.bin tight2.bin
    done
    expect_error 2 "--slot-limit" attach $attach --slot-limit 6A000 --out-dir out tight1.bin tight2.bin
}

case_attach_to_roms()
{
    for slot in 1 2; do
        expect_exit 0 build --map 2 --layout rboot --slot $slot -o rom$slot.bin rom$((slot - 1)).elf
    done
    expect_done tbs --map 2 --layout rboot -o rom.tbs $release rom1.bin rom2.bin
    expect_done sign --map 2 --layout rboot $known --out-dir out --manifest-out rom.manifest rom1.bin \
        rom2.bin
    tail -c +161 rom.manifest | head -c 64 >rom.signature
    attach="--tbs rom.tbs --signature rom.signature --pubkey ec.pub.pem --out-dir out"
    expect_done attach $attach rom1.bin rom2.bin
    expect_error 2 "which the places of the ROMs limit" attach $attach --slot-limit 0x6A000 rom1.bin \
        rom2.bin
}

case_verify()
{
    expect_exit 0 release --map 2 $known --out-dir out --bundle tight tight1.elf tight2.elf
    expect_done verify $limit --pubkey ec.pub.pem out/user1.bin out/user2.bin
    expect_done verify $limit --pubkey ec.pub.pem tight
    expect_exit 0 release --map 2 $known --out-dir out --bundle full full1.elf full2.elf
    expect_done verify --map 2 --pubkey ec.pub.pem full
    expect_exit 1 verify $limit --pubkey ec.pub.pem out/user1.bin
    expect_text stderr "does not fit the slot"
    expect_exit 1 verify $limit --pubkey ec.pub.pem full
}

case_wrong_use()
{
    for bytes in 0 4095 0x6A001 0x7B000 0xFFFFF000; do
        expect_error 2 "is no multiple of 4096 from 4096 to 499712, the slot of map 2" build --map 2 \
            --slot 1 --slot-limit $bytes -o none full1.elf
    done
    for bytes in '' 6A000 -4096 0x100001000 4096x; do
        expect_error 2 "--slot-limit" build --map 2 --slot 1 --slot-limit "$bytes" -o none full1.elf
    done
    expect_error 2 "--slot-limit needs --map" check --slot-limit 0x6A000 full1.elf
    expect_error 2 "--slot-limit needs --map" size --slot-limit 0x6A000 full1.elf
    expect_error 2 "flash map 1 has no OTA slots" size --map 1 --slot-limit 0x6A000 full1.elf
    expect_error 2 "a ROM ends where --rom has the other one" build --map 2 --layout rboot --slot 1 \
        --slot-limit 0x6A000 -o none rom0.elf
}

run_cases
