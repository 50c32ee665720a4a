# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# info and check of a whole flash.
. "$CLI_FOLDER/cli_lib.sh"

fixtures flash

before_each()
{
    cd "$FIXTURES"
}

# Every verdict: exit code, and what a line says.
case_verdicts()
{
    while IFS='|' read -r name code text; do
        expect_exit "$code" check "$name.flash"
        [ ! -s "$SCRATCH/stderr" ] || fail "text on standard error"
        expect_text stdout "$name.flash: $text"
        case $code in
        0) expect_no_text stdout ": refused: " ;;
        *) expect_no_text stdout ": ok" ;;
        esac
    done <<'END'
new|0|ok, slot 1 starts next and would run
both|0|ok, slot 1 starts next and would run
updated|0|ok, slot 2 starts next and would run
updated-copy2|0|ok, slot 2 starts next and would run
trial|0|ok, slot 2 starts next and would run
back|0|ok, slot 1 starts next and would run
other-version|0|ok, slot 1 starts next and would run
by-address|0|ok, slot 2 starts next and would run
elsewhere|0|note: the parameters start 0x083000, which is no slot: not judged
elsewhere|0|nothing was found that refuses; what starts next was not judged
stops|1|refused: the parameters make the boot loader stop: error user bin flag
unknown-next|0|note: which slot starts next is not known
unknown-next|0|nothing was found that refuses; what starts next was not judged
nothing-runs|1|refused: which slot starts next is not known, and neither would run
nothing-runs|1|note: slot 1: CRC word is
torn-store|0|note: 1 damaged record of an update store
store-in-slot|0|note: the update store at 0x079000 is not in a free area
no-init|1|refused: no RF init data at 0x0fc000, but FF: the SDK resets for ever (rf_cal[0] !=0x05)
blank-init|1|refused: no RF init data at 0x0fc000, but FF
wrong-init|1|refused: no RF init data at 0x0fc000, but something else
damaged|1|refused: slot 1, which starts next: CRC word is
damaged-next|1|refused: slot 2, which starts next: XOR checksum is
damaged-other|0|note: slot 2, which does not start next: XOR checksum is
no-user2|1|refused: slot 2, which starts next: erased
swapped|1|refused: slot 1, which starts next: header byte 3 is 2
junk-slot|1|refused: slot 1, which starts next: not an image: first byte is 6A
leftover|0|ok, slot 1 starts next and would run
unknown-content|0|ok, slot 1 starts next and would run
boot-1.1|1|refused: boot loader 1.1 starts images of boot old only
boot-old|0|ok, slot 1 starts next and would run
boot-1.2-map-6|1|refused: boot loader 1.2 starts user1 on map 6, whatever the parameters say
boot-1.4-map-4|0|note: boot loader 1.4 was not seen to start user2 on map 4; 1.5 was
map-0|0|ok, slot 1 starts next and would run
map-6|0|ok, slot 1 starts next and would run
map-7|1|refused: the boot loader's header names flash map 7, which has no OTA slots
map-8|0|note: flash map 8: users report that user2 does not boot there
nameless|0|note: a boot loader that names no version
rboot|1|refused: rBoot: its configuration is at 0x1000
short|0|note: 589824 bytes of 1048576: what is after them was not judged
short-1|0|note: slot 2: after the end of the file
large-chip|0|ok, slot 1 starts next and would run
large-chip|0|note: 4194304 bytes, the flash of map 2 has 1048576: what is after them was not judged
END
}

# Commands for images say what it is.
case_not_for_a_command_for_images()
{
    test_key ec "$SCRATCH/key.pem"
    for name in new both updated; do
        expect_error 1 "$name.flash: a whole flash, not an image" fix-crc -o fixed.bin "$name.flash"
        expect_error 1 "$name.flash: a whole flash, not an image" sign --key "$SCRATCH/key.pem" \
            --vendor v --product p --fw-version 1.0.0 --security-counter 1 -o new.bin "$name.flash"
        expect_error 1 "$name.flash: not verified: a whole flash, not an image" verify \
            --pubkey "$TESTS/data/keys/test-ec.pub.pem" "$name.flash"
    done
}

case_map_and_slot_of_the_target()
{
    expect_done check --map 2 both.flash
    expect_exit 1 check --map 6 both.flash
    expect_text stdout "refused: the boot loader's header names flash map 2, not 6"
    expect_error 2 "both.flash: a whole flash; --slot is for an image" check --slot 1 both.flash
    expect_error 2 "both.flash: a whole flash; --header is for an image" check --header slot \
        both.flash
    expect_error 2 "both.flash: a whole flash; --layout is for an image" check --layout rboot \
        --map 2 both.flash
    expect_error 2 "--strict judges two images as a pair" check --strict both.flash
}

# Signatures are not verified here, and two releases are what an update leaves.
case_signed_slots()
{
    test_key ec "$SCRATCH/key.pem"
    for counter in 1 2; do
        expect_done sign --key "$SCRATCH/key.pem" --vendor v --product p --fw-version 1.0.$counter \
            --security-counter $counter --out-dir "$WORK" user1.bin user2.bin
        mv "$WORK/user1.bin" "$WORK/user1.$counter.bin"
        mv "$WORK/user2.bin" "$WORK/user2.$counter.bin"
    done
    set -- --map 2 --boot-bin boot.bin --init-data init.bin --slot1 "$WORK/user1.1.bin"
    expect_done merge "$@" --slot2 "$WORK/user2.1.bin" -o "$WORK/one.flash"
    "$PYTHON" - <<'END'
import os

work = os.environ["WORK"]
flash = open(f"{work}/one.flash", "rb").read()
erased = flash[:0x81000] + b"\xFF" * 0x7B000 + flash[0xFC000:]

def put(image):
    return erased[:0x81000] + image + erased[0x81000 + len(image):]

for name, image in (("two", f"{work}/user2.2.bin"), ("beside", "user2.bin")):
    with open(f"{work}/{name}.flash", "wb") as out:
        out.write(put(open(image, "rb").read()))
unsigned = open("user1.bin", "rb").read() + b"\xFF" * 4096
with open(f"{work}/after.flash", "wb") as out:
    made = put(open(f"{work}/user2.2.bin", "rb").read())
    out.write(made[:0x1000] + unsigned + made[0x1000 + len(unsigned):])
END
    expect_done check "$WORK/one.flash"
    expect_text stdout "ok, slot 1 starts next and would run; irom is linked for it by 453 of 453"
    expect_text stdout "; signed, not verified here"
    expect_no_text stdout "note: "
    expect_done check "$WORK/two.flash"
    expect_text stdout "note: each slot has another manifest, as after an update"
    expect_done check "$WORK/beside.flash"
    expect_text stdout "note: only the image in slot 1 is signed"
    expect_text stdout "; signed, not verified here"
    expect_done check "$WORK/after.flash"
    expect_text stdout "note: only the image in slot 2 is signed"
    expect_text stdout "ok, slot 1 starts next and would run"
    expect_no_text stdout "not verified"
}

# damaged NAME OFFSET BYTES...: signed.flash with bytes changed in slot 1, as octal escapes.
damaged()
{
    cp "$WORK/signed.flash" "$WORK/$1.flash"
    printf %b "$3" | dd of="$WORK/$1.flash" bs=1 seek=$((0x1000 + $2)) conv=notrunc 2>"$SCRATCH/dd"
}

# What is damaged in the slot that starts next is told, signed or not.
case_damaged_slots()
{
    broken="slot 1, which starts next: a manifest begins after the image, but no CRC word ends it"
    test_key ec "$SCRATCH/key.pem"
    expect_done sign --key "$SCRATCH/key.pem" --vendor v --product p --fw-version 1.0.0 \
        --security-counter 1 --out-dir "$WORK" user1.bin user2.bin
    set -- --map 2 --boot-bin boot.bin --init-data init.bin
    expect_done merge "$@" --slot1 "$WORK/user1.bin" --slot2 "$WORK/user2.bin" \
        -o "$WORK/signed.flash"
    size=$(wc -c <"$WORK/user1.bin")
    body=$(wc -c <user1.bin)
    damaged irom 2000 '\0377\0000'
    damaged manifest $((body + 60)) '\0377\0000'
    damaged word $((size - 4)) '\0377\0377\0377\0377'
    damaged cut $((size - 20)) "$(printf '\\0377%.0s' $(seq 20))"
    for name in irom manifest word cut; do
        expect_exit 1 check "$WORK/$name.flash"
        expect_text stdout "refused: $broken"
        expect_done info --json "$WORK/$name.flash"
        expect_text stdout '"sound": false'
    done
    # An image without a right word, before what an older one left in later sectors.
    "$PYTHON" - <<'END'
import os

flash = bytearray(open("both.flash", "rb").read())
size = os.path.getsize("user1.bin")
end = 0x1000 + (size + 0xFFF & ~0xFFF)
flash[end:end + 0x2000] = b"\x5A" * 0x2000
for name, at, data in (("wrong-word", 0x1000 + 2000, b"\xFF\0\xFF"),
                       ("no-word", 0x1000 + size - 4, b"\xFF" * 4)):
    made = bytearray(flash)
    made[at:at + len(data)] = data
    open(f"{os.environ['WORK']}/{name}.flash", "wb").write(made)
END
    expect_exit 1 check "$WORK/wrong-word.flash"
    expect_text stdout "refused: slot 1, which starts next: CRC word is"
    expect_exit 0 check "$WORK/no-word.flash"
    expect_text stdout "slot 1 starts next; nothing was found that refuses; not checked: irom, for"
    expect_no_text stdout "would run"
}

# A flash is not what a slot holds.
case_not_for_a_slot()
{
    expect_error 1 "both.flash: a whole flash, not an image" merge --map 2 --boot-bin boot.bin \
        --no-init-data --slot1 both.flash -o "$WORK/merged.flash"
}

# What merge makes is described as what went in.
case_round_trip()
{
    expect_done merge --map 2 --boot-bin boot.bin --slot1 user1.bin --slot2 user2.bin \
        --init-data init.bin -o "$WORK/merged.flash"
    expect_done info --json "$WORK/merged.flash"
    "$PYTHON" - "$SCRATCH/stdout" <<'END' || fail "JSON"
import json
import os
import sys

entry, = json.load(open(sys.argv[1]))
flash = entry["flash"]
assert entry["size"] == 0x100000 and flash["map"] == 2 and flash["next"] == "slot-1"
assert flash["boot_loader"] == {"kind": "vendor", "version": "1.7", "map": 2, "mode": "qio",
                                "clock_mhz": 40}
for number, slot in enumerate(flash["slots"], 1):
    assert slot == {"slot": number, "offset": ["0x00001000", "0x00081000"][number - 1],
                    "content": "valid", "sound": True, "boot": "new",
                    "size": os.path.getsize(f"user{number}.bin"), "signed": False}
assert [flash[name] for name in ("rf_calibration", "init_data", "parameters")] == \
    ["erased", "valid", "erased"]
assert "update_store" not in flash
END
    expect_done check "$WORK/merged.flash"
    expect_done merge --map 2 --boot-bin boot.bin --slot1 user1.bin --no-init-data \
        -o "$WORK/merged.flash"
    expect_exit 1 check "$WORK/merged.flash"
    expect_text stdout "refused: no RF init data"
}

# The fixtures are made by hand: what is said of them is known.
case_json()
{
    for name in updated trial torn-store unknown-content elsewhere stops rboot short \
        damaged-other; do
        expect_done info --json $name.flash
        cp "$SCRATCH/stdout" "$WORK/$name.json"
    done
    "$PYTHON" - <<'END' || fail "JSON"
import json
import os

def flash(name):
    entry, = json.load(open(f"{os.environ['WORK']}/{name}.json"))
    return entry["flash"]

def area(name, of):
    return [(one["size"], one["used"]) for one in flash(of)["areas"] if one["name"] == name]

assert flash("updated")["update_store"] == {
    "sectors": ["0x0007c000", "0x0007d000"], "security_counter": 7, "trial_slot": 0,
    "trial_counter": 0, "boots_left": 0}
assert flash("updated")["next"] == "slot-2" and flash("updated")["parameters"] == "other"
assert flash("trial")["update_store"] == {
    "sectors": ["0x0007d000", "0x0007c000"], "security_counter": 6, "trial_slot": 2,
    "trial_counter": 7, "boots_left": 3}
assert flash("torn-store")["update_store"]["sectors"] == ["0x0007c000"]
assert area("free", "unknown-content") == [(0x6000, 0x1000)]
assert area("rf-calibration", "unknown-content") == [(0x1000, 0x1000)]
assert flash("unknown-content")["rf_calibration"] == "other"
assert area("free", "updated") == [(0x6000, 0x2000)]
assert flash("elsewhere")["next_address"] == "0x00083000"
assert flash("stops")["next"] == "nothing"
assert flash("rboot")["boot_loader"]["kind"] == "rboot"
assert [slot["content"] for slot in flash("rboot")["slots"]] == ["absent", "absent"]
assert flash("short")["init_data"] == "absent" and flash("short")["next"] == "unknown"
assert [slot["sound"] for slot in flash("damaged-other")["slots"]] == [True, False]
END
}

case_text()
{
    expect_done info updated.flash
    expect_text stdout "updated.flash: whole flash, 1048576 bytes, as on map 2 (1024 KB, 512+512)"
    expect_text stdout "  0x000000 to 0x000fff  100 %  boot loader 1.7; dio, 40 MHz, map 2"
    expect_text stdout "slot 2: boot new, $(wc -c <user2.bin) bytes; starts next"
    expect_text stdout "free, 16384 bytes of it erased; update store at 0x07c000, 0x07d000"
    expect_text stdout "  update store: security counter 7"
    expect_no_text stdout "["
    expect_done info trial.flash
    expect_text stdout "security counter 6, slot 2 on trial for 3 more boots"
    expect_done info no-init.flash
    expect_text stdout "init data: erased"
    expect_done info wrong-init.flash
    expect_text stdout "init data: something else"
    expect_done info rboot.flash
    expect_text stdout "not judged: rBoot has no slots"
    expect_done info junk-slot.flash
    expect_text stdout "slot 1: no image: not an image: first byte is 6A"
}

# 64 marks: a slot of 488 KB has 31, and each stands for 16 KB.
case_terminal()
{
    last_command="info both.flash (on a terminal)"
    runs=$((runs + 1))
    env NO_COLOR=1 "$PYTHON" "$CLI_FOLDER/run_on_terminal.py" "$IMAGETOOL" info both.flash \
        >"$SCRATCH/stdout"
    expect_text stdout \
        "[b11..............................22............................s]"
    env NO_COLOR= "$PYTHON" "$CLI_FOLDER/run_on_terminal.py" "$IMAGETOOL" info damaged.flash \
        >"$SCRATCH/stdout"
    expect_text stdout "$(printf '\033')[31m1"
    expect_text stdout "$(printf '\033')[32m2"
}

# A boot loader alone, an image, and an image as long as a flash are no whole flash.
case_no_whole_flash()
{
    head -c 1048576 /dev/zero | tr '\000' '\377' >"$WORK/erased"
    expect_error 3 "not an image: first byte is FF" info "$WORK/erased"
    expect_done info boot.bin
    expect_text stdout "boot.bin: the SDK's boot loader 1.7"
    expect_exit 1 check boot.bin
    expect_text stdout "refused: a boot loader or a stub: a slot wants an application"
    head -c 4096 rboot.flash >"$WORK/rboot.bin"
    expect_done info "$WORK/rboot.bin"
    expect_text stdout "rboot.bin: the boot loader rBoot"
    { cat user1.bin "$WORK/erased"; } | head -c 1048576 >"$WORK/long.bin"
    expect_done info "$WORK/long.bin"
    expect_text stdout "long.bin: boot new"
    # A flash is no half of a pair.
    expect_exit 0 check both.flash new.flash
    expect_no_text stdout "pair"
    expect_text stderr "note: not checked as a pair: a whole flash is no image"
    expect_exit 2 check --strict both.flash user1.bin
    expect_text stderr "--strict judges two images as a pair"
}

run_cases
