# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# check: verdicts on images and pairs.
. "$CLI_FOLDER/cli_lib.sh"

fixtures check

before_each()
{
    cd "$FIXTURES"
}

# show CODE [OPTION]... FILE...: verdict and exit code, compared by the driver. The same
# with --json goes to a list for one look at the end.
show()
{
    show_code=$1
    shift
    echo "\$ check $* ($show_code)"
    expect_exit "$show_code" check "$@"
    [ ! -s "$SCRATCH/stderr" ] || fail "text on standard error"
    cat "$SCRATCH/stdout"
    calls=$((calls + 1))
    cp "$SCRATCH/stdout" "$WORK/$calls.text"
    expect_exit "$show_code" check --json "$@"
    cp "$SCRATCH/stdout" "$WORK/$calls.json"
    echo "$calls $show_code" >>"$WORK/calls"
}

case_verdicts()
{
    calls=0
    : >"$WORK/calls"
    for file in good good.2 good.0.2 good.6 good.6.2 good.old good.old.2; do
        show 0 $file.bin
    done
    show 0 --slot 1 --map 2 good.bin
    show 0 --slot 2 --map 2 good.2.bin
    show 0 --slot 2 --map 0 good.0.2.bin
    show 0 --slot 1 --map 2 good.old.bin
    show 0 --map 3 good.old.2.bin

    show 1 magic.bin
    show 1 magic.old.bin
    show 0 flash-header.bin
    show 0 flash-header.old.bin
    show 1 --header slot flash-header.bin
    show 1 --header slot flash-header.old.bin
    show 0 --header flash flash-header.bin
    show 0 --header flash flash-header.old.bin
    show 0 --header flash --slot 2 --map 2 flash-header.2.bin
    show 1 --header flash --slot 2 flash-header.bin
    show 1 --header flash --map 4 flash-header.bin
    show 1 --header flash slot-3.bin
    show 1 --header flash damaged.bin
    show 0 --header flash flash-header.bin flash-header.2.bin
    show 1 slot-3.bin
    show 1 --slot 2 good.bin
    show 1 --slot 1 good.6.2.bin
    show 1 no-crc.bin
    show 1 crc-refused.bin
    show 1 crc-python3.bin
    show 0 crc-sdk.bin
    show 0 crc-sdk-same.bin
    show 1 damaged.bin
    show 1 dump.bin
    show 1 junk.bin
    show 1 xor.bin
    show 1 xor-irom.bin
    show 1 irom-slot.bin
    show 1 irom-map.bin
    show 1 --map 6 --slot 2 good.2.bin
    show 1 too-large.bin
    show 1 map-1.bin
    show 1 map-7.bin
    show 1 --map 3 good.bin
    show 1 --map 1 good.bin
    show 1 --map 6 good.old.bin
    show 1 segment.bin
    show 1 entry.bin
    show 1 not-ota.bin
    show 1 two.bin

    show 0 good.bin good.2.bin
    show 0 good.2.bin good.bin
    show 0 good.old.bin good.old.2.bin
    show 0 --map 3 good.old.bin good.old.2.bin
    # Their contents are two programs, whatever the headers say.
    show 0 good.6.bin good.6.2.bin
    show 0 good.bin irom.2.bin
    show 1 --strict good.bin irom.2.bin
    show 0 good.bin text.2.bin
    show 1 --strict text.2.bin good.bin
    show 1 --header flash --strict good.bin segments.2.bin
    show 0 strings.bin strings.2.bin
    show 1 --strict strings.bin strings.2.bin
    show 0 --strict strings.bin strings.same.2.bin
    # One file for both slots, as RTOS SDK 1.x and 2.x make it.
    for number in 5 6; do
        show 0 --header flash --strict flash-header.$number.1.bin flash-header.$number.2.bin
    done
    show 1 --header flash flash-header.bin flash-header.bin
    show 1 good.bin good.bin
    show 1 good.bin irom-slot.bin
    show 1 good.bin good.6.2.bin
    show 1 good.bin crc-sdk.bin
    show 1 good.bin good.0.2.bin
    show 1 good.2.bin irom-slot.bin
    # No word of the two when one is bad.
    show 1 xor.bin irom.2.bin
    show 1 xor.bin good.2.bin

    "$PYTHON" - <<'END' || fail "JSON"
import json
import os
import re


def word_for(finding):
    if finding["refuses"]:
        return "refused"
    return "warning" if finding["code"] == "pair-programs" else "note"



# What is said of where a good image is linked: the fixtures have addresses, but no functions.
linked = {"addresses": r"irom is linked for it by (\d+) of \d+ addresses, too few functions tell",
          "none": "not checked where irom is linked: the code does not tell"}
ok = (r"ok( for slot \d| for map \d)( of map \d)?"
      "(: header, segments, size, XOR and CRC word are right; LINKED"
      "|: header, segments, XOR and CRC word are right; LINKED; not checked whether it fits: "
      "give --map)")
os.chdir(os.environ["WORK"])
seen = set()
for line in open("calls"):
    name, code = line.split()
    entries = json.load(open(name + ".json"))
    lines = []
    for entry in entries:
        refuses = [f for f in entry["findings"] if f["refuses"]]
        assert entry["accepted"] == (not refuses), entry
        name_of = re.escape(entry["file"])
        lines += [f'{name_of}: {word_for(f)}: {re.escape(f["text"])}' for f in entry["findings"]]
        pair = ", " in entry["file"]
        assert ("linked_by" in entry) == ("kind" in entry) == (not pair), entry
        if not refuses and pair:
            lines.append(name_of + r": (two slots|one image for both slots) of map \d")
        elif not refuses:
            lines.append(name_of + ": " + ok.replace("LINKED", linked[entry["linked_by"]]))
        seen.update(f["code"] for f in entry["findings"])
    assert (code == "0") == all(e["accepted"] for e in entries), name
    found = open(name + ".text").read().splitlines()
    assert len(lines) == len(found) and all(map(re.fullmatch, lines, found)), (name, lines)
assert seen == {"magic", "slot-byte", "no-crc", "crc-refused", "crc-plain-refused",
                "trailing-bytes", "xor", "irom-address", "too-large", "map", "segment", "entry",
                "pair-same", "pair-slot", "pair-map", "pair-programs", "not-ota"}, seen
END
}

# Byte 3 of a flash-style header is not a slot, not even where it looks like one.
case_slot_byte_of_flash_header()
{
    for freq in 26 20; do
        for slot in 1 2; do
            expect_done check --header flash flash-header.0.$freq.$slot.bin
            expect_done check --header flash --map 0 --slot $slot flash-header.0.$freq.$slot.bin
        done
        expect_done check --header flash flash-header.0.$freq.1.bin flash-header.0.$freq.2.bin
        expect_text stdout ", flash-header.0.$freq.2.bin: two slots of map 0"
    done
}

case_unreadable()
{
    expect_error 3 "garbage.bin: not an image: first byte is 67" check garbage.bin
    expect_error 3 "empty.bin: the file is empty" check empty.bin
    expect_error 3 "good.elf: not an image but an ELF; imagetool build makes an image of it" \
        check good.elf
    expect_error 3 "none.bin: cannot open" check none.bin
}

# For boot old nothing tells a damaged image from one without a CRC word.
case_no_crc_word()
{
    for option in "" "--slot 1 --map 2"; do
        expect_exit 1 check $option damaged.old.bin
        expect_one_line stdout
        expect_text stdout \
            "damaged.old.bin: refused: no CRC word: no rule explains the last 4 bytes"
    done
    expect_exit 1 check no-crc.bin
    expect_one_line stdout
    expect_text stdout "no-crc.bin: refused: no CRC word at the end of the image"
}

# One unreadable file does not keep the others from being judged; the worst code counts.
case_several_files()
{
    expect_exit 3 check good.bin none.bin not-ota.bin
    expect_one_error_line check
    expect_text stdout "good.bin: ok"
    expect_text stdout "not-ota.bin: refused"
    expect_exit 3 check none.bin good.bin
    expect_no_text stdout "two slots"
}

# Nor may a file's name steer the terminal.
case_file_name_on_terminal()
{
    name=$(printf 'a\001\033[31m\n\t\r\177b')
    cp good.bin "$name"
    expect_done check "$name"
    expect_one_line stdout
    expect_text stdout "a??[31m????b: ok for slot 1 of map 2: "
    expect_done check "$name" good.2.bin
    expect_text stdout "a??[31m????b, good.2.bin: two slots of map 2"
    [ "$(wc -l <"$SCRATCH/stdout")" -eq 3 ] || fail "not three lines"
    cp damaged.bin "$name"
    expect_exit 1 check "$name"
    expect_one_line stdout
    expect_text stdout "a??[31m????b: refused: CRC word"
    expect_exit 1 check --json "$name"
    "$PYTHON" -c 'import json, sys; assert json.load(sys.stdin)[0]["file"] == sys.argv[1]' "$name" \
        <"$SCRATCH/stdout" || fail "JSON"
    expect_no_text stdout "$(printf '\033')"
    rm "$name"
    expect_error 3 "a??[31m????b: cannot open" check "$name"
}

# shown NAME TEXT: a file that is not there is called so; both in escapes of printf.
shown()
{
    run check "$(printf "$1")"
    printf "imagetool check: $2: cannot open: No such file or directory\n" >"$WORK/expected"
    cmp "$WORK/expected" "$SCRATCH/stderr" || fail "$1"
}

# RFC 3629: a character has one form, and there are none for surrogates and beyond U+10FFFF.
case_file_name_beyond_ascii()
{
    for plain in '\303\244' '\302\240' '\337\277' '\340\240\200' '\342\202\254' '\355\237\277' \
        '\356\200\200' '\357\277\277' '\360\220\200\200' '\360\237\230\200' '\364\217\277\277'; do
        shown "a${plain}b" "a${plain}b"
    done
    # Control characters: U+009B starts a command of the terminal, as ESC [ does.
    for control in '\302\200' '\302\233' '\302\237'; do
        shown "a${control}31mb" "a?31mb"
    done
    # Marks of direction: what follows would be read in another order.
    for mark in '\330\234' '\342\200\216' '\342\200\217' '\342\200\252' '\342\200\256' \
        '\342\201\246' '\342\201\251'; do
        shown "a${mark}b" "a?b"
    done
    shown '\342\200\215\342\200\220\342\200\251\342\200\257\342\201\245\342\201\252' \
        '\342\200\215\342\200\220\342\200\251\342\200\257\342\201\245\342\201\252'
    for byte in '\200' '\233' '\277' '\300' '\301' '\365' '\377' '\303' '\342' '\360'; do
        shown "a${byte}[b" "a?[b"
    done
    shown 'a\303' 'a?'
    shown 'a\342\202' 'a??'
    shown 'a\360\237\230' 'a???'
    shown 'a\302\302\233b' 'a??b'
    shown 'a\300\233b' 'a??b'
    shown 'a\301\277b' 'a??b'
    shown 'a\340\202\233b' 'a???b'
    shown 'a\355\240\200b' 'a???b'
    shown 'a\355\277\277b' 'a???b'
    shown 'a\360\202\202\254b' 'a????b'
    shown 'a\364\220\200\200b' 'a????b'
    shown 'a\370\210\200\200\200b' 'a?????b'
}

run_cases
