# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# merge: one image of the whole flash.
. "$CLI_FOLDER/cli_lib.sh"

fixtures merge

before_each()
{
    cd "$FIXTURES"
    flash=$WORK/flash.bin
    layouts=0
}

# layout SIZE SETTINGS OFFSET=FILE...: the whole flash, FF where no file lies. SETTINGS are
# bytes 2 and 3 of the boot loader: flash mode, map << 4 | clock.
layout()
{
    [ -e "$flash" ] || return 0 # reported already
    layouts=$((layouts + 1))
    mv "$flash" "$WORK/$layouts.flash"
    echo "$layouts $*" >>"$WORK/layouts"
}

# merged MAP USER1 SETTINGS [SIZE]: boot loader and user1 alone.
merged()
{
    expect_done merge --map "$1" --boot-bin boot.4096 --slot1 "$2" --no-init-data -o "$flash"
    layout "${4-0x100000}" "$3" 0=boot.4096 0x1000="$2"
}

case_layouts()
{
    : >"$WORK/layouts"
    expect_done merge --map 0 --boot-bin boot.4096 --slot1 new.0.1.bin --no-init-data -o "$flash"
    expect_wrote "$flash"
    expect_text stdout ": whole flash, 524288 bytes"
    layout 0x80000 0000 0=boot.4096 0x1000=new.0.1.bin
    expect_done merge --map 0 --boot-bin boot.64 --slot1 new.0.1.bin --slot2 new.0.2.bin \
        --init-data init.4096 -o "$flash"
    layout 0x80000 0000 0=boot.64 0x1000=new.0.1.bin 0x41000=new.0.2.bin 0x7c000=init.4096
    expect_done merge --map 2 --boot-bin boot.4096 --slot1 new.2.1.bin --slot2 new.2.2.bin \
        --init-data init.128 -o "$flash"
    layout 0x100000 0020 0=boot.4096 0x1000=new.2.1.bin 0x81000=new.2.2.bin 0xfc000=init.128
    merged 2 flash-header.bin 0020
    # Two programs: that is worth a word, but may be meant.
    expect_warning merge --map 6 --boot-bin boot.4096 --slot1 new.6.1.bin --slot2 new.6.2.bin \
        --init-data init.4096 -o "$flash"
    expect_text stderr "new.6.1.bin, new.6.2.bin: they look like two different programs: "
    layout 0x400000 0060 0=boot.4096 0x1000=new.6.1.bin 0x101000=new.6.2.bin 0x3fc000=init.4096
    expect_warning merge --map 8 --boot-bin boot.64 --slot1 new.8.1.bin --no-init-data -o "$flash"
    layout 0x800000 0080 0=boot.64 0x1000=new.8.1.bin
    merged 6 new.6.1.large.bin 0060 0x400000

    # Boot new: the settings of user1, not those of the boot loader nor of user2.
    merged 0 settings.0.bin 0101 0x80000
    merged 2 settings.2.bin 0222
    merged 3 settings.3.bin 033f 0x200000
    merged 4 settings.4.bin 004f 0x400000
    merged 5 settings.5.bin 0250 0x200000
    merged 6 settings.6.bin 016f 0x400000
    merged 4 settings.flash.bin 0241 0x400000
    expect_warning merge --map 8 --boot-bin boot.4096 --slot1 settings.8.bin \
        --no-init-data -o "$flash"
    layout 0x800000 0381 0=boot.4096 0x1000=settings.8.bin
    expect_warning merge --map 9 --boot-bin boot.4096 --slot1 settings.9.bin \
        --no-init-data -o "$flash"
    layout 0x1000000 029f 0=boot.4096 0x1000=settings.9.bin
    expect_done merge --map 2 --boot-bin boot.bin --slot1 settings.2.bin --slot2 new.2.2.bin \
        --no-init-data -o "$flash"
    layout 0x100000 0222 0=boot.bin 0x1000=settings.2.bin 0x81000=new.2.2.bin
    # Boot old: mode and clock of the boot loader, whatever the style of user1's header.
    expect_done merge --map 2 --boot-bin boot.4096 --slot1 old.2.1.bin --slot2 old.2.2.bin \
        --no-init-data -o "$flash"
    layout 0x100000 032f 0=boot.4096 0x1000=old.2.1.bin 0x81000=old.2.2.bin
    merged 2 settings.old.bin 032f
    merged 3 old.2.1.bin 033f 0x200000
    expect_done merge --map 4 --boot-bin boot.bin --slot1 old.2.1.bin --no-init-data -o "$flash"
    layout 0x400000 0040 0=boot.bin 0x1000=old.2.1.bin

    # What matters only over the air is no hindrance in a factory.
    for image in no-crc dump no-crc-dump dump-full crc-inverted crc-sdk crc-python3; do
        merged 2 $image.bin 0020
    done

    "$PYTHON" - <<'END' || fail "layout"
import os

work = os.environ["WORK"]
for line in open(work + "/layouts"):
    number, size, settings, *parts = line.split()
    wanted = bytearray(b"\xFF" * int(size, 0))
    for part in parts:
        offset, name = part.split("=")
        data = open(name, "rb").read()
        wanted[int(offset, 0):int(offset, 0) + len(data)] = data
    wanted[2:4] = bytes.fromhex(settings)
    assert open(f"{work}/{number}.flash", "rb").read() == wanted, line
END
    rm "$WORK"/*.flash
}

# refused CODE TEXT OPTION...: with a new output and with one that exists.
refused()
{
    refused_code=$1
    refused_text=$2
    shift 2
    case " $* " in
    *" --init-data "*) ;;
    *) set -- "$@" --no-init-data ;;
    esac
    [ ! -e "$flash" ] || fail "a flash image"
    expect_error "$refused_code" "$refused_text" merge "$@" -o "$flash"
    [ ! -e "$flash" ] || fail "a flash image"
    printf 'kept' >"$flash"
    expect_error "$refused_code" "$refused_text" merge "$@" -o "$flash"
    [ "$(cat "$flash")" = kept ] || fail "the output was changed"
    rm "$flash"
}
sound="--map 2 --boot-bin boot.4096 --slot1 new.2.1.bin"

case_no_room()
{
        refused 1 "boot loader at 0x000000, 4097 bytes, runs into user1 at 0x001000" \
            --map 2 --boot-bin boot.4097 --slot1 new.2.1.bin
        refused 1 "too-large.bin: 506388 bytes exceed the slot of map 2 (499712) by 6676 bytes" \
            --map 2 --boot-bin boot.16 --slot1 too-large.bin
        refused 1 "user1, 499713 bytes, exceeds the slot of map 2 (499712 bytes) by 1 bytes" \
            --map 2 --boot-bin boot.16 --slot1 dump-too-large.bin
}

case_swapped_or_of_another_map()
{
        # Swapped, or of another map.
        refused 1 "new.2.2.bin: header byte 3 is 2" --map 2 --boot-bin boot.16 --slot1 new.2.2.bin
        refused 1 "new.2.1.bin: header byte 3 is 1" $sound --slot2 new.2.1.bin
        refused 1 "old.2.1.bin: header byte 3 is 1" $sound --slot2 old.2.1.bin
        refused 1 "new.6.2.bin: header byte 3 is 2" --map 6 --boot-bin boot.16 --slot1 new.6.2.bin
        refused 1 "new.6.1.bin: header byte 3 is 1" --map 6 --boot-bin boot.16 --slot1 new.6.1.bin \
            --slot2 new.6.1.bin
        refused 1 "flash-header.bin: irom is linked at 0x40201010, slot 2" $sound \
            --slot2 flash-header.bin
        refused 1 "new.0.2.bin: header says flash map 0, not 2" $sound --slot2 new.0.2.bin
        refused 1 "irom-map.bin: irom is linked at 0x40241010, slot 2 of map 2" $sound \
            --slot2 irom-map.bin
        refused 1 "new.2.1.bin: header says flash map 2, not 6" \
            --map 6 --boot-bin boot.16 --slot1 new.2.1.bin
        refused 1 "new.2.1.bin: header says flash map 2, not 3" \
            --map 3 --boot-bin boot.16 --slot1 new.2.1.bin
        refused 1 "flash-header.bin: header says flash map 2, not 4" \
            --map 4 --boot-bin boot.16 --slot1 flash-header.bin
        refused 1 "none.6.1.bin: an image for boot none" --map 6 --boot-bin boot.16 \
            --slot1 none.6.1.bin
}

case_two_programs()
{
    programs="new.6.1.bin, new.6.2.bin: they look like two different programs: "
    refused 1 "$programs" --strict --map 6 --boot-bin boot.4096 --slot1 new.6.1.bin \
        --slot2 new.6.2.bin
    expect_done merge --strict $sound --slot2 new.2.2.bin --no-init-data -o "$flash"
    rm "$flash"
    # The warning goes with a result.
    refused 1 "4097 bytes" --map 6 --boot-bin boot.4097 --slot1 new.6.1.bin --slot2 new.6.2.bin
}

case_damaged()
{
        # Damaged, in either slot.
        for line in "damaged.bin: CRC word is" "wrong-word.bin: CRC word is 78563412" \
            "xor.bin: XOR" "xor-irom.bin: XOR" "segment.bin: segment 2" \
            "entry.bin: entry 0x40108000" "junk.bin: 5 bytes follow the image" \
            "slot-3.bin: header byte 3 is 3" "magic.bin: starts with EA 05"; do
            refused 1 "$line" --map 2 --boot-bin boot.16 --slot1 "${line%%:*}"
            expect_exit 1 merge $sound --slot2 "${line%%:*}" --no-init-data -o "$flash"
            expect_text stderr "${line%%:*}: "
            [ ! -e "$flash" ] || fail "a flash image"
        done
        refused 3 "cut.bin: malformed image" --map 2 --boot-bin boot.16 --slot1 cut.bin
        refused 3 "new.2.1.elf: not an image but an ELF; imagetool build makes an image of it" \
            --map 2 --boot-bin boot.16 --slot1 new.2.1.elf

        refused 1 "boot old" --map 6 --boot-bin boot.16 --slot1 old.2.1.bin
        # The warning of this map goes with a result.
        refused 1 "new.6.2.bin: header byte 3 is 2" --map 8 --boot-bin boot.16 --slot1 new.6.2.bin
}

case_no_boot_loader()
{
        # What is no boot loader.
        refused 3 "boot.blank: not an image: first byte is FF" \
            --map 2 --boot-bin boot.blank --slot1 new.2.1.bin
        refused 3 "boot.zero: not an image: first byte is 00" \
            --map 2 --boot-bin boot.zero --slot1 new.2.1.bin
        refused 3 "garbage: not an image" --map 2 --boot-bin garbage --slot1 new.2.1.bin
        refused 3 "boot.cut: malformed image" --map 2 --boot-bin boot.cut --slot1 new.2.1.bin
        refused 3 "new.2.1.elf: not an image but an ELF" \
            --map 2 --boot-bin new.2.1.elf --slot1 new.2.1.bin
        for image in boot.xor boot.data; do
            refused 1 "$image: not a boot loader: its XOR checksum is wrong" \
                --map 2 --boot-bin $image --slot1 new.2.1.bin
        done
        for image in new.2.1.bin new.2.2.bin old.2.1.bin; do
            refused 1 "$image: not a boot loader: it is an OTA image" \
                --map 2 --boot-bin $image --slot1 new.2.1.bin
        done
}

case_no_files()
{
        refused 3 "garbage: not an image" --map 2 --boot-bin boot.16 --slot1 garbage
        refused 3 "empty: the file is empty" --map 2 --boot-bin boot.16 --slot1 empty
        refused 3 "empty: the file is empty" --map 2 --boot-bin empty --slot1 new.2.1.bin
        refused 3 "empty: the file is empty" $sound --init-data empty
        for option in boot-bin slot1; do
            case $option in
            boot-bin) set -- --boot-bin missing --slot1 new.2.1.bin ;;
            slot1) set -- --boot-bin boot.16 --slot1 missing ;;
            esac
            refused 3 "missing: cannot open" --map 2 "$@"
        done
        refused 3 "missing: cannot open" $sound --slot2 missing
        refused 3 "missing: cannot open" $sound --init-data missing
}

# The sentence is about the parts; the output has nothing to do with it.
case_message_without_output()
{
    expect_exit 1 merge --map 2 --boot-bin boot.4097 --slot1 new.2.1.bin --no-init-data -o "$flash"
    expect_no_text stderr "flash.bin"
}

# Each file that people take for it is named.
case_init_data()
{
    wanted="init data, esp_init_data_default*.bin of the SDK, is 128 bytes, the first 05"
    refused 1 "blank.bin: 4096 bytes FF, as in the SDK's blank.bin; the $wanted" \
        $sound --init-data blank.bin
    refused 1 "new.2.1.bin: an image; the $wanted" $sound --init-data new.2.1.bin
    for length in 127 129 4097; do
        refused 1 "init.$length: $length bytes; the $wanted" $sound --init-data init.$length
    done
    refused 1 "init.first: begins with 06; the $wanted" $sound --init-data init.first
    expect_error 2 "--init-data is missing: without it the SDK resets for ever" merge $sound \
        -o "$flash"
    expect_text stderr "--no-init-data"
    expect_error 2 "--init-data and --no-init-data exclude each other" merge $sound \
        --init-data init.128 --no-init-data -o "$flash"
}

# The facts: which versions were seen to start user2 on which maps.
case_boot_loader_versions()
{
    while read -r version starts never unseen; do
        for map in $(echo "$starts" | tr , ' '); do
            judged expect_done "$version" "$map"
        done
        for map in $(echo "$never" | tr -d - | tr , ' '); do
            judged "expect_error 1 boot.v$version:" "$version" "$map"
            expect_text stderr "boot loader $version starts user1 on map $map, whatever"
        done
        for map in $(echo "$unseen" | tr -d - | tr , ' '); do
            judged expect_warning "$version" "$map"
            expect_text stderr "boot loader $version was not seen to start user2 on map $map;"
        done
    done <<'END'
1.2 0,2 5,6,8,9 3,4
1.4 0,2,6 - 3,4,5
1.5 0,2,3,4,5,6 8,9 -
1.6 0,2,3,4,5,6 8,9 -
1.7 0,2,3,4,5,6 - -
END
    # What users report weighs more than what was seen.
    for map in 8 9; do
        for version in 1.4 1.7; do
            judged expect_warning $version $map
            expect_text stderr "flash map $map: users report that user2 does not boot there"
        done
    done
}

# judged HOW VERSION MAP
judged()
{
    case $3 in
    2) user1=new.2.1.bin ;;
    *) user1=settings.$3.bin ;;
    esac
    rm -f "$flash"
    $1 merge --map "$3" --boot-bin "boot.v$2" --slot1 $user1 --no-init-data -o "$flash"
}

case_other_boot_loaders()
{
    for map in 0 2 6; do
        refused 1 "boot.rboot: rBoot: its configuration is at 0x1000 and its ROMs from 0x2000 on" \
            --map $map --boot-bin boot.rboot --slot1 new.$map.1.bin
    done
    refused 1 "boot.v1.1: boot loader 1.1 starts images of boot old only" \
        --map 2 --boot-bin boot.v1.1 --slot1 new.2.1.bin
    expect_done merge --map 2 --boot-bin boot.v1.1 --slot1 old.2.1.bin --slot2 old.2.2.bin \
        --no-init-data -o "$flash"
    expect_warning merge --map 2 --boot-bin boot.v1.8 --slot1 new.2.1.bin --no-init-data -o "$flash"
    expect_text stderr "boot.v1.8: warning: a version of the boot loader that this program does not"
    expect_warning merge --map 2 --boot-bin boot.16 --slot1 new.2.1.bin --no-init-data -o "$flash"
    expect_text stderr "boot.16: warning: a boot loader that names no version"
}

# By the files of arguments esptool writes what merge does; for the slots alone it leaves what else
# is in the flash.
case_flash_args()
{
    cp new.6.1.bin "$WORK/user 1's.bin"
    for map in 0 2 6; do
        slot1=new.$map.1.bin
        [ $map -ne 6 ] || slot1="$WORK/user 1's.bin"
        expect_exit 0 merge --map $map --boot-bin boot.4096 --slot1 "$slot1" \
            --slot2 new.$map.2.bin --init-data init.128 -o "$WORK/$map.flash" \
            --flash-args "$WORK/$map.first" --slot-args "$WORK/$map.slots"
        expect_wrote "$WORK/$map.flash" "$WORK/$map.first" "$WORK/$map.slots"
    done
    expect_done merge --map 2 --boot-bin boot.4096 --slot1 settings.2.bin --no-init-data \
        -o "$WORK/dio.flash" --flash-args "$WORK/dio.first" --slot-args "$WORK/dio.slots"
    for name in 0 2 6 dio; do
        "$PYTHON" "$CLI_FOLDER/flash_by_args.py" "$WORK/$name" || fail "$name"
    done

    # Without -o; a name that esptool would take for an option.
    cp new.2.1.bin ./-user1
    expect_done merge --map 2 --boot-bin boot.4096 --slot1=-user1 --no-init-data \
        --slot-args "$WORK/dash.slots"
    [ "$(cat "$WORK/dash.slots")" = "0x001000 ./-user1" ] || fail "dash"
    rm ./-user1
    before=$(snapshot)
    expect_error 2 "the output is the input" merge $sound --no-init-data --slot-args new.2.1.bin
    expect_error 1 "rBoot" merge --map 2 --boot-bin boot.rboot --slot1 new.2.1.bin --no-init-data \
        --flash-args first
    expect_unchanged "$before"
}

run_cases
