# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# build, size and check agree about every limit: at it, and one beyond.
. "$CLI_FOLDER/cli_lib.sh"

fixtures limits

# agree CODE NAME MAP [BOOT]: the exit code of all three. check reads the image that the reference
# made of the ELF, for beyond a limit build makes none.
agree()
{
    boot=${4:-new}
    expect_exit "$1" build --map "$3" --slot 1 --boot "$boot" -o new.bin "$FIXTURES/$2.elf"
    cp "$SCRATCH/stderr" build.text
    rm -f new.bin
    expect_exit "$1" size --map "$3" --slot 1 "$FIXTURES/$2.elf"
    expect_exit "$1" check --map "$3" --slot 1 "$FIXTURES/$2.bin"
}

case_iram()
{
    agree 0 iram-at 2
    agree 1 iram-beyond 2
    expect_text stdout "ends 4 bytes beyond iram"
}

case_dram()
{
    agree 0 dram-at 2
    agree 1 dram-beyond 2
    expect_text stdout "ends 4 bytes beyond dram"
}

# .bss is in no image: only build and size see it.
case_dram_of_bss()
{
    agree 0 bss-at 2
    expect_error 1 "dram is exceeded by 1 bytes" build --map 2 --slot 1 -o new.bin \
        "$FIXTURES/bss-beyond.elf"
    expect_exit 1 size --map 2 "$FIXTURES/bss-beyond.elf"
    expect_text stdout "exceeded by 1 bytes"
}

# A limit of the SDK's linker scripts and of no device: said by all, refused by none.
case_irom()
{
    for map in 0 2 6; do
        agree 0 irom-at.$map $map
        [ ! -s build.text ] || fail "build says something"
        expect_no_text stdout "linker scripts"
        agree 0 irom-beyond.$map $map
        grep -q "warning: irom, .* linker scripts allow for map $map by 1 bytes" build.text ||
            fail "build does not tell"
        expect_text stdout "note: irom, "
        expect_text stdout "linker scripts allow for map $map"
        expect_done size --map $map "$FIXTURES/irom-beyond.$map.elf"
        expect_text stdout "exceeded by 1 bytes: a limit of the SDK's linker scripts"
    done
}

# Of boot new the length is a multiple of 16 and the CRC word; of boot old it has any length.
case_slot()
{
    for map in 0 2 6; do
        agree 0 slot-at.$map $map
        agree 1 slot-beyond.$map $map
        expect_text stdout "by 4 bytes"
    done
    agree 0 slot-at.old 2 old
    agree 1 slot-beyond.old 2 old
    expect_text stdout "by 1 bytes"
}

run_cases
