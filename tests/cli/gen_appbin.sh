# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# gen_appbin: the arguments of the vendor's script.
. "$CLI_FOLDER/cli_lib.sh"

image=eagle.app.flash.bin
irom=eagle.app.v6.irom0text.bin
"$PYTHON" "$CLI_FOLDER/make_golden.py" gen_appbin "$FIXTURES"

# In an SDK makefile nothing but the tool's name is known: no PATH, no COMPILE. Each run
# replaces the file of the one before.
case_images()
{
    printf 'stale' >"$image"
    tool_environment=PATH=
    while read -r name elf arguments; do
        expect_done gen_appbin "$FIXTURES/$elf" $arguments
        expect_same "$FIXTURES/$name.bin" "$image"
        case $arguments in
        0*)
            expect_same "$FIXTURES/$elf.irom" "$irom"
            rm "$irom"
            ;;
        *) [ ! -e "$irom" ] || fail "$irom was written" ;;
        esac
    done <"$FIXTURES/cases"
    tool_environment=
}

# The last boot new case, once more, for the errors.
elf="$FIXTURES/$(awk '$3 == 2 && NF == 7 { elf = $2 } END { print elf }' "$FIXTURES/cases")"

case_wrong_arguments()
{
    expect_error 2 "too few arguments" gen_appbin "$elf" 2 0 0
    expect_error 2 "'8'" gen_appbin "$elf" 2 0 0 6 1 8
    expect_error 2 "BOOT_MODE" gen_appbin "$elf" 3 0 0 6 1
    expect_error 2 "BOOT_MODE" gen_appbin "$elf" new 0 0 6 1
    expect_error 2 "FLASH_MODE" gen_appbin "$elf" 2 4 0 6 1
    expect_error 2 "FLASH_CLK_DIV" gen_appbin "$elf" 2 0 3 6 1
    expect_error 2 "FLASH_SIZE_MAP" gen_appbin "$elf" 2 0 0 10 1
    expect_error 2 "flash map 7" gen_appbin "$elf" 2 0 0 7 1
    expect_error 2 "flash map 1" gen_appbin "$elf" 2 0 0 1 1
    expect_error 2 "USER_BIN" gen_appbin "$elf" 2 0 0 6 3
    expect_error 2 "USER_BIN" gen_appbin "$elf" 2 0 0 6 0
    expect_error 2 "boot old" gen_appbin "$elf" 1 0 0 6 1
}

# The ELF has no part in what is wrong with such arguments.
case_message_without_file()
{
    for arguments in "2 0 0 7 1" "2 0 0 1 1" "1 0 0 6 1" "0 0 0 7" "2 0 0 6 0" "2 0 3 6 1"; do
        expect_error 2 "imagetool gen_appbin: " gen_appbin "$elf" $arguments
        expect_no_text stderr ".elf"
    done
}

case_refused()
{
    expect_error 1 "slot 2 of map 2" gen_appbin "$elf" 2 0 0 2 2
    expect_error 3 "none.elf" gen_appbin none.elf 2 0 0 6 1
    expect_warning gen_appbin "$elf" 2 0 0 8 2
    expect_text stderr "map 8"
}

# esp-link and Espruino count slots from 0; docs/migrating.md tells what to change.
case_user_bin_counted_from_0()
{
    for slot in 1 2; do
        "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --map 2 --slot $slot -o slot$slot.elf
    done
    expect_error 2 "USER_BIN is 0; it must be 1 for user1 and 2 for user2" \
        gen_appbin slot1.elf 2 0 0 2 0
    expect_error 1 "(slot 2 of maps 2 to 4), slot 1 of map 2 with boot new needs" \
        gen_appbin slot2.elf 2 0 0 2 1
    for slot in 1 2; do
        expect_done gen_appbin slot$slot.elf 2 0 0 2 $slot
        # What their update code asks of the first bytes: EA 04, mode at most 3, map at most 6.
        [ "$(head -c 4 $image | od -An -tx1)" = " ea 04 00 0$slot" ] || fail "header of slot $slot"
    done
    rm slot1.elf slot2.elf $image
}

# The vendor's makefile moves both files, so both are there.
case_boot_none_without_irom()
{
    "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --boot none --defect no-irom -o none.elf
    printf 'stale' >$irom
    expect_done gen_appbin none.elf 0 0 0 2
    if [ ! -e $irom ] || [ -s $irom ]; then
        fail "$irom is not empty"
    fi
    rm none.elf $irom $image
}

# A hint names an option that the command has; this one has none.
case_no_foreign_options()
{
    for line in "1 extra-section" "1 extra-flash-section" "3 no-entry-symbol" "3 no-entry-stripped"; do
        set -- $line
        "$PYTHON" "$REFERENCE/make_elf.py" --preset hello --map 6 --defect "$2" -o defect.elf
        expect_exit "$1" gen_appbin defect.elf 2 0 0 6 1
        expect_no_text stderr " --"
    done
    rm defect.elf
}

run_cases
