# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# info: what it tells of images.
. "$CLI_FOLDER/cli_lib.sh"

fixtures info

before_each()
{
    cd "$FIXTURES"
}

case_figures()
{
    for file in good good.2 good.0.2 good.6 good.old good.old.2 flash none esptool esptool2 \
        old.sdk old.dump old.no-crc crc-sdk crc-refused crc-python3 no-crc dump dump.ff dump.ff4 \
        erased junk damaged xor irom-slot magic segment entry fits.small-slots fits.medium-slots \
        fits.old; do
        expect_done info $file.bin
        cat "$SCRATCH/stdout"
    done
}

case_several_files()
{
    expect_done info good.bin flash.bin
    expect_text stdout "good.bin: boot new"
    expect_text stdout "flash.bin: boot new"
}

# The JSON against the independent reader, which takes whole files only.
case_json()
{
    expect_done info --json good.bin good.2.bin good.0.2.bin good.6.bin good.old.bin \
        good.old.2.bin flash.bin none.bin old.sdk.bin crc-sdk.bin crc-refused.bin crc-python3.bin \
        damaged.bin xor.bin
    cp "$SCRATCH/stdout" "$WORK/whole.json"
    expect_done info --json dump.bin old.dump.bin dump.ff.bin dump.ff4.bin erased.bin no-crc.bin \
        old.no-crc.bin junk.bin esptool.bin esptool2.bin old.dump.ff1.bin old.dump.ff3.bin \
        old.dump.ff4.bin
    cp "$SCRATCH/stdout" "$WORK/other.json"
    "$PYTHON" - <<'END' || fail "JSON"
import json
import os

import image_reference

work = os.environ["WORK"]

def number(text):
    return int(text, 16)

for entry in json.load(open(work + "/whole.json")):
    data = open(entry["file"], "rb").read()
    facts = image_reference.describe_image(data)
    where = entry["file"]
    assert entry["size"] == len(data) and entry["boot"] == facts["boot"], where
    for ours, header, entry_address in (("header", "header", "entry"),
                                        ("ram_header", "inner_header", "inner_entry")):
        got = entry[ours]
        assert [got["magic"], got["count"], got["byte2"], got["byte3"]] == facts[header], where
        assert number(got["entry"]) == facts[entry_address], where
    assert [(s["offset"], number(s["address"]), s["size"]) for s in entry["segments"]] == \
        [(s["offset"], s["load"], s["length"]) for s in facts["segments"]], where
    assert [s["region"] for s in entry["segments"]] == ["iram", "dram", "dram"], where
    assert entry["xor"] == facts["xor"], where
    if facts["boot"] == "none":
        assert "irom" not in entry and "stored" not in entry["crc"], where
        continue
    assert (entry["irom"]["offset"], entry["irom"]["size"]) == \
        (facts["irom"]["offset"], facts["irom"]["length"]), where
    crc = entry["crc"]
    assert number(crc["stored"]) == facts["crc"]["stored"], where
    assert number(crc["crc32"]) == facts["crc"]["computed"], where
    assert number(crc["computed"]) == facts["crc"]["computed"] ^ 0xFFFFFFFF, where
    assert crc["convention"] == facts["convention"].replace("unknown", "none"), where
    assert crc["stock_device_accepts"] == ("sdk" in facts["conventions"]), where
    assert crc["offset"] == len(data) - 4 and entry["trailing_bytes"] == 0, where

    # By file: slot, map of the header, address of irom.
    known = {"good.bin": (1, 2, "0x40201010"), "good.2.bin": (2, 2, "0x40281010"),
             "good.0.2.bin": (2, 0, "0x40241010"), "good.6.bin": (1, 6, "0x40201010"),
             "good.old.bin": (1, -1, "0x40211000"), "good.old.2.bin": (2, 2, "0x40291000"),
             "flash.bin": (0, 6, "0x40201010")}
    if where in known:
        assert (entry["slot"], entry["map"], entry["irom"]["linked_at"]) == known[where], where
        assert entry["header_style"] == ("flash" if where == "flash.bin" else "slot"), where

others = {e["file"][:-4]: e for e in json.load(open(work + "/other.json"))}
for name, conventions, trailing in (("dump", ["portable"], 4096), ("old.dump", ["portable"], 777),
                                    ("dump.ff", ["inverted"], 99),
                                    ("dump.ff4", ["inverted"], 99),
                                    ("erased", ["none"], 100), ("no-crc", ["none"], 0),
                                    ("old.no-crc", ["none"], 0), ("junk", ["portable"], 5),
                                    ("esptool", ["portable", "sdk"], 0),
                                    ("old.dump.ff1", ["inverted"], 98),
                                    ("old.dump.ff3", ["inverted"], 98),
                                    ("old.dump.ff4", ["inverted"], 98),
                                    ("esptool2", ["none"], 0)):
    entry = others.pop(name)
    assert entry["crc"]["convention"] in conventions, name
    assert entry["trailing_bytes"] == trailing, name
    assert ("stored" in entry["crc"]) == (conventions != ["none"]), name
    assert name.startswith("esptool") or entry["diagnosis"], name
assert not others
END
}

# expect_text_of FILE TEXT
expect_text_of()
{
    expect_done info "$1"
    expect_text stdout "$2"
}

# Each convention, and what is off in one line.
case_crc_words()
{
    expect_text_of good.bin ": portable, stock devices accept it"
    expect_text_of crc-sdk.bin ": sdk, stock devices accept it"
    expect_text_of crc-refused.bin ": inverted, stock devices refuse it"
    expect_text_of crc-python3.bin ": python3, stock devices refuse it"
    expect_text_of damaged.bin "follows no rule"
    expect_text_of no-crc.bin "no word found"
    expect_done info good.bin
    expect_no_text stdout "diagnosis"
}

# What keeps the image from running comes before a note about its CRC word.
case_damage_before_crc()
{
    expect_text_of xor-irom.bin "diagnosis   XOR checksum B0 covers irom too"
    expect_text_of map-7.bin "diagnosis   flash map 7 is not defined"
}

# The maps whose slot takes what the file holds but for erased flash behind.
case_slots_that_fit()
{
    expect_text_of good.6.bin "  fits        slot 1 of map 0 2 3 4 5 6 8 9, slot 2 of map 5 6 8 9,"
    expect_text_of fits.small-slots.bin \
        "  fits        slot 1 of map 2 3 4 5 6 8 9, slot 2 of map 5 6 8 9,"
    expect_text_of fits.medium-slots.bin \
        "  fits        slot 1 of map 5 6 8 9, slot 2 of map 5 6 8 9,"
    expect_text_of fits.old.bin "  fits        slot 1 of map 2 3 4,"
    expect_text_of good.old.bin "  fits        slot 1 of map 0 2 3 4,"
    "$PYTHON" -c "
import sys
data = open('good.6.bin', 'rb').read()
open('padded.bin', 'wb').write(data.ljust(0x3A001, b'\xFF'))"
    expect_text_of padded.bin "  fits        slot 1 of map 0 2 3 4 5 6 8 9, slot 2 of map 5 6 8 9,"
    # Where no slot is large enough there is no list to end in "by the irom address".
    expect_text_of fits.none.bin "diagnosis   1030676 bytes exceed the slot of map 6"
    expect_no_text stdout "fits        by"
    expect_text_of old.no-crc.bin "diagnosis   no CRC word: no rule explains the last 4 bytes"
}

case_unreadable()
{
    expect_error 3 "good.elf: not an image but an ELF; imagetool build makes an image of it" \
        info good.elf
    expect_exit 3 info --json good.elf
    expect_one_error_line info
    expect_text stderr "good.elf: not an image but an ELF"
    expect_error 3 "garbage.bin: not an image: first byte is 67, not E9 or EA" info garbage.bin
    expect_error 3 "empty.bin: the file is empty" info empty.bin
    expect_error 3 "none.elf: cannot open" info none.elf
    expect_exit 3 info good.bin garbage.bin none.bin
    expect_one_error_line info
    expect_text stdout "good.bin: "
    expect_text stdout "none.bin: "
    expect_exit 3 info --json good.bin garbage.bin
    expect_one_error_line info
    "$PYTHON" -c '
import json, sys
assert ["error" in entry for entry in json.load(sys.stdin)] == [False, True]' <"$SCRATCH/stdout" ||
        fail "JSON"
}

# A name that is not UTF-8 still gives JSON.
case_file_names()
{
    name=$(printf 'a\377"\033b')
    cp good.bin "$name"
    expect_done info --json "$name"
    "$PYTHON" -c 'import json, sys; json.load(sys.stdin)' <"$SCRATCH/stdout" || fail "JSON"
    # Nor may it steer the terminal.
    expect_done info "$name"
    expect_no_text stdout "$(printf '\033')"
    rm "$name"
    name=$(printf 'a\001\033[31m\n\t\r\177b')
    cp good.bin "$name"
    expect_done info "$name"
    head -n 1 "$SCRATCH/stdout" | grep -qxF \
        'a??[31m????b: boot new (v1.2 and later), 28820 bytes' ||
        fail "the name"
    if tr -d '\n' <"$SCRATCH/stdout" | grep -q '[^ -~]'; then
        fail "control bytes"
    fi
    cp "$SCRATCH/stdout" "$WORK/control"
    expect_done info good.bin
    sed 1d "$SCRATCH/stdout" >"$WORK/plain"
    sed 1d "$WORK/control" | cmp - "$WORK/plain" || fail "other lines"
    rm "$name"
    expect_error 3 "a??[31m????b: cannot open" info "$name"
}

# Cut off anywhere before its CRC word an image is malformed, or one without a CRC word.
case_cut_off()
{
    for image in good.bin good.old.bin; do
        end=$("$PYTHON" -c "
import image_reference, sys
print(image_reference.describe_image(open(sys.argv[1], 'rb').read())['xor']['offset'])" $image)
        for length in 1 2 3 4 7 8 9 15 16 17 20 23 24 25 100 2000 $((end / 2)) $((end - 1200)) \
            $((end - 100)) $((end - 16)) $((end - 1)) "$end"; do
            head -c "$length" $image >cut.bin
            expect_error 3 "cut.bin: malformed image: " info cut.bin
        done
        for more in 1 2 3 4; do
            head -c $((end + more)) $image >cut.bin
            expect_done info cut.bin
            expect_text stdout "no word found"
        done
    done
}

run_cases
