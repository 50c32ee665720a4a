# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# build: what it refuses.
. "$CLI_FOLDER/cli_lib.sh"

fixtures errors
slot1="--map 2 --slot 1"

# refuse CODE TEXT ELF [OPTION]...: what build says about a file; without options, for
# slot 1 of map 2.
refuse()
{
    refuse_code=$1
    refuse_text=$2
    refuse_elf=$FIXTURES/$3.elf
    shift 3
    [ $# -gt 0 ] || set -- --map 2 --slot 1
    expect_build_error "$refuse_code" "$refuse_text" "$@" "$refuse_elf"
}

# The file.
case_file()
{
    refuse 3 "not-elf.elf: not an ELF" not-elf
    refuse 3 "empty-file.elf: the file is empty" empty-file
    refuse 3 "64-bit" class64
    refuse 3 "big-endian" big-endian
    refuse 3 "machine 40 (ARM); the ESP8266 is Xtensa" wrong-machine
    refuse 3 "chip of the ESP32 family (section .flash.text is at 0x400d0020)" esp32
    refuse 3 "ELF of RTOS SDK 3.x" rtos-sdk-3
    expect_error 3 "chip of the ESP32 family" size "$FIXTURES/esp32.elf"
    expect_error 3 "ELF of RTOS SDK 3.x" size "$FIXTURES/rtos-sdk-3.elf"
    refuse 3 "not a linked program" relocatable-type
    refuse 3 "malformed ELF" truncated
    refuse 3 "section headers" shoff-overflow
    refuse 3 "section headers" shoff-beyond
    refuse 3 "huge-shnum.elf: malformed ELF" huge-shnum
    refuse 3 "no sections" no-sections
    refuse 3 "no section names" shstrndx-bad
    refuse 3 ".text" section-size-overflow
    refuse 3 ".text lies outside the file" section-offset-beyond
    refuse 3 ".data wraps" section-address-wraps
    refuse 3 "section name" name-offset-bad
    refuse 3 "symbol name" symbol-name-bad
    refuse 3 "symbol entry size" symtab-entsize-zero
    refuse 3 "string table" symtab-link-bad
    refuse 3 ".text is compressed" compressed-section
    # As long as before, where a length has 32 bits.
    size=$(wc -c <"$FIXTURES/new.2.1.elf")
    cp "$FIXTURES/new.2.1.elf" long.elf
    truncate -s $((0x100000000 + size)) long.elf
    expect_build_error 3 "long.elf: ELF above 256 MiB" $slot1 long.elf
    expect_error 3 "long.elf: longer than" info long.elf
    rm long.elf
    expect_build_error 3 "none.elf: " $slot1 none.elf
    mkdir folder
    expect_build_error 3 "folder: " $slot1 folder
    rmdir folder
}

# What is missing in it.
case_missing_parts()
{
    refuse 3 "no entry: no symbol table, and the ELF's own entry, 0x40100000, is no function; \
--entry takes an address" no-entry-stripped
    refuse 3 "no entry: neither call_user_start1 nor call_user_start is defined" no-entry-symbol
    expect_text stderr "; --entry takes another symbol, or an address"
    refuse 3 "entry 0x3ffe8000, does not lie in code" new.2.1 $slot1 --entry 0x3ffe8000
    refuse 3 "no entry symbol missing" new.2.1 $slot1 --entry missing
    refuse 3 "_data_start, 0x3ffe8000, does not lie in code" new.2.1 $slot1 --entry _data_start
    refuse 3 "0x40200000, is not in code" entry-outside
    refuse 3 ".irom0.text is missing" no-irom
    refuse 3 ".irom0.text is empty" empty-irom
    refuse 3 ".irom0.text" irom-nobits
    refuse 3 ".text is missing" no-text
    refuse 3 "section .lit4 is missing" new.2.1 $slot1 --section .lit4
}

# What the image would drop or misplace.
case_dropped_or_misplaced()
{
    refuse 1 "section .lit4, 36 bytes at 0x40101240 would be dropped; --section" extra-section
    refuse 1 "section .irom1.text, 36 bytes at 0x40206690 would be dropped" extra-flash-section
    expect_no_text stderr "--section"
    refuse 1 "section .far, 4 bytes at 0x60000000 would be dropped" far
    refuse 1 "section .far, 4 bytes at 0x60000000, does not lie in iram or dram" far \
        $slot1 --section .far
    refuse 1 "two sections are named .text" duplicate-text
    refuse 1 ".text holds no data" text-nobits
    refuse 1 ".bss holds no data" new.2.1 $slot1 --section .bss
    refuse 2 ".text is in the image already" new.2.1 $slot1 --section .text
    refuse 2 ".lit4 is in the image already" extra-section $slot1 --section .lit4 --section .lit4
    refuse 1 ".data and .rodata overlap" segments-overlap
    refuse 1 ".data at 0x3ffe8002 is not aligned" unaligned
    refuse 1 ".text, 32772 bytes at 0x40100000, ends 4 bytes beyond iram" text-outside
    refuse 1 ".data, 81924 bytes at 0x3ffe8000, ends 4 bytes beyond dram" data-outside
    expect_build_error 1 "by 4 bytes" $slot1 "$FIXTURES/new-slot.elf"
    expect_text stderr "499716 bytes"
    expect_text stderr "map 2 (499712 bytes)"
}

# Names from the file must not steer the terminal; expect_error looks for such bytes.
case_names_on_terminal()
{
    refuse 1 ".li?[31mt???" control
    refuse 1 ".li?[31mt???" control-outside
    refuse 3 "none.elf" new.2.1 $slot1 --section "$(printf '\033[31mnone.elf')"
    expect_error 3 "?[31mnone" build $slot1 -o new.bin "$(printf '\033[31mnone')"
}

# irom linked for another slot or map: both are named.
case_irom_address()
{
    refuse 1 "0x40281010 (slot 2 of maps 2 to 4), slot 1 of map 2 with boot new" new.2.2
    expect_text stderr "0x40201010"
    refuse 1 "0x40201010 (slot 1" new.2.1 --map 2 --slot 2
    expect_text stderr "slot 2 of map 2 with boot new needs 0x40281010"
    refuse 1 "slot 2 of map 0" new.0.2 --map 2 --slot 2
    expect_text stderr "slot 2 of map 2"
    refuse 1 "slot 2 of maps 2 to 4" new.2.2 --map 6 --slot 2
    expect_text stderr "slot 2 of map 6"
    refuse 1 "boot old" new.2.1 --boot old --map 2 --slot 1
    expect_text stderr "0x40211000"
    refuse 1 "boot old" old.2.2 --map 2 --slot 2
    expect_text stderr "with boot new needs 0x40281010"
}

none="--boot none --irom-out irom.bin"

# The irom of boot none is flashed as a file of its own, from the start of a sector.
case_boot_none()
{
    refuse 1 "irom is linked at 0x40201010 (slot 1), \
boot none needs it at the start of a sector, a multiple of 0x1000" new.2.1 --map 2 $none
    refuse 1 "irom is linked at 0x40201010" new.6.1 --map 6 $none
    refuse 1 "irom is linked at 0x4020fff0 (no slot of any map), boot none needs it at the start" \
        none-below --map 6 $none
    for name in none-lowest none-sming; do
        expect_done build --map 6 $none -o done.bin "$FIXTURES/$name.elf"
        expect_same "$FIXTURES/$name.bin" done.bin
        expect_same "$FIXTURES/$name.irom" irom.bin
    done
    refuse 1 "reaches 16 bytes into irom at 0x2000" none-2000-over --map 6 $none
    expect_error 2 "--boot none needs --irom-out: the irom is a file of its own; see" \
        build --map 6 --boot none -o new.bin "$FIXTURES/none-lowest.elf"
    rm done.bin irom.bin
}

# Without irom there is no second file; where one is asked for, it is empty.
case_boot_none_without_irom()
{
    for name in no-irom empty-irom; do
        expect_done build --map 2 --boot none -o done.bin "$FIXTURES/$name.elf"
        expect_same "$FIXTURES/no-irom.bin" done.bin
        printf 'stale' >irom.bin
        expect_done build --map 2 $none -o done.bin "$FIXTURES/$name.elf"
        if [ ! -e irom.bin ] || [ -s irom.bin ]; then
            fail "irom.bin is not empty"
        fi
        rm done.bin irom.bin
    done
}

# A symbol or an address; a stripped ELF has its own entry, which must not be ld's default.
case_entry()
{
    stripped=$FIXTURES/no-symbols.elf
    expect_done build $slot1 -o done.bin "$stripped"
    expect_same "$FIXTURES/new.2.1.bin" done.bin
    for entry in 0x40100004 1074790404; do
        expect_done build $slot1 --entry $entry -o done.bin "$FIXTURES/no-entry-stripped.elf"
        expect_same "$FIXTURES/new.2.1.bin" done.bin
    done
    expect_build_error 3 "no entry symbol call_user_start1" $slot1 --entry call_user_start1 \
        "$stripped"
    rm done.bin
}

# What is built all the same, with a word about it: KIND TEXT ELF [OPTION]...
remarked()
{
    remarked_kind=$1
    remarked_text=$2
    remarked_elf=$FIXTURES/$3.elf
    shift 3
    [ $# -gt 0 ] || set -- --map 2 --slot 1
    expect_exit 0 build "$@" -o done.bin "$remarked_elf"
    expect_one_error_line build
    expect_text stderr "$remarked_kind: $remarked_text"
    rm done.bin
}

case_remarks()
{
    remarked warning "entry 0x40201014 lies in irom" new.2.1 $slot1 --entry 0x40201014
    remarked warning "2 symbols are unresolved, address 0 in the code: missing_one, missing_two" \
        unresolved
    remarked warning "section .bss, 1536 bytes at 0x3ffe8344, overlaps section .data" bss-over-data
    remarked note "section .note.gnu.build-id, 36 bytes, is left out" note
}

# Sizes: by how many bytes.
case_sizes()
{
    refuse 1 "slot of map 6 (1024000 bytes) by 20 bytes" new-slot.6 --map 6 --slot 1
    refuse 1 "slot of map 2 (499712 bytes) by 1 bytes" old-slot --boot old --map 2 --slot 1
    refuse 1 "slot of map 0 (237568 bytes) by 100 bytes" old-slot.0 --boot old --map 0 --slot 1
    refuse 1 "65552 bytes, reaches 16 bytes into irom" old-ram --boot old --map 2 --slot 1
    refuse 1 "65552 bytes, reaches 16 bytes into irom" none-ram --boot none --map 2 \
        --irom-out irom.bin
}

elf=$FIXTURES/new.2.1.elf

# Maps and boot modes.
case_maps_and_boot_modes()
{
    expect_build_error 2 "flash map 1 has no OTA" --map 1 --slot 1 "$elf"
    expect_build_error 2 "flash map 1 has no OTA" --map 1 --slot 1 --boot old "$elf"
    expect_build_error 2 "flash map 7" --map 7 --slot 1 "$elf"
    for map in 5 6 8 9; do
        expect_build_error 2 "boot old does not go with flash map $map" \
            --map $map --slot 1 --boot old "$elf"
    done
    for map in 8 9; do
        for slot in 1 2; do
            expect_warning build --map $map --slot $slot -o warned.bin "$FIXTURES/new.6.1.elf"
            expect_text stderr "map $map"
            expect_text stderr "user2"
            [ -s warned.bin ] || fail "no image"
            rm warned.bin
        done
    done
}

# Which map it is has nothing to do with the ELF.
case_message_without_file()
{
    for options in "--map 7 --slot 1" "--map 1 --slot 1" "--map 5 --boot old --slot 1"; do
        expect_exit 2 build $options -o new.bin "$elf"
        expect_no_text stderr ".elf"
    done
}

# A warning goes with a result; where there is none, the error is all there is to say.
case_warnings()
{
    expect_warning build --map 6 --boot none --slot 1 --irom-out irom.bin -o warned.bin \
        "$FIXTURES/none.6.1.elf"
    expect_text stderr "imagetool build: warning: the slot has no effect with boot none"
    expect_done build --map 6 --boot none --irom-out irom.2.bin -o done.bin "$FIXTURES/none.6.1.elf"
    expect_same done.bin warned.bin
    expect_same irom.2.bin irom.bin
    rm warned.bin irom.bin done.bin irom.2.bin
    slot_none="--map 6 --boot none --slot 1 --irom-out irom.bin"
    expect_build_error 3 "none.elf: cannot open" $slot_none none.elf
    expect_build_error 1 "boot none needs it at the start of a sector" $slot_none "$FIXTURES/new.6.1.elf"
    expect_build_error 3 "no entry symbol missing" $slot_none --entry missing \
        "$FIXTURES/none.6.1.elf"
    expect_error 3 "missing/new.bin: cannot create" build $slot_none -o missing/new.bin \
        "$FIXTURES/none.6.1.elf"
    expect_error 2 "flash map 1 has no OTA slots" build --map 1 --boot none --slot 1 \
        --irom-out irom.bin -o new.bin "$FIXTURES/none.6.1.elf"
}

# Stock OTA code wants E9 03 in front: fewer segments are worth a word with boot old only.
case_stock_ota_code()
{
    "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --boot old --map 2 --defect empty-data \
        -o empty.elf
    expect_warning build --boot old --map 2 --slot 1 -o warned.bin empty.elf
    expect_text stderr "2 RAM segments"
    rm warned.bin empty.elf
    expect_done build $slot1 -o done.bin "$FIXTURES/empty-data.elf"
    expect_done build $slot1 -o done.bin "$FIXTURES/no-data.elf"
    rm done.bin
}

# A file cut off anywhere is never built.
case_cut_off()
{
    size=$(wc -c <"$elf")
    for length in 0 1 3 4 5 6 7 15 16 17 18 19 20 32 48 50 51 52 53 100 1000 5000 \
        $((size / 2)) $((size - 400)) $((size - 41)) $((size - 40)) $((size - 39)) $((size - 1)); do
        head -c "$length" "$elf" >"$FIXTURES/cut.elf"
        expect_error 3 "cut.elf: " build $slot1 -o new.bin "$FIXTURES/cut.elf"
        expect_error 3 "cut.elf: " size "$FIXTURES/cut.elf"
    done
}

run_cases
