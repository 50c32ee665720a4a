# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# info and check: where irom is linked, told by the functions in it.
. "$CLI_FOLDER/cli_lib.sh"

fixtures linked

before_each()
{
    cd "$FIXTURES"
}

case_functions()
{
    expect_done info slot1.bin
    expect_text stdout "linked at 0x40201010 (functions: 40 at 0x40201010"
    expect_done check slot1.bin
    expect_text stdout "irom is linked for it (40 addresses of functions)"
    expect_exit 1 check slot1.at-2.bin
    expect_one_line stdout
    expect_text stdout "irom is linked at 0x40281010, slot 1 of map 2 is at 0x40201010"
    expect_done check few.bin
    expect_text stdout "not checked where irom is linked: the code does not tell"
    expect_done info few.bin
    expect_text stdout "the code does not tell where it is linked (functions: 4 at 0x40234010"
    expect_done info --json slot1.bin few.bin
    "$PYTHON" - "$SCRATCH/stdout" <<'END' || fail "JSON"
import json, sys
told, few = (entry["irom"] for entry in json.load(open(sys.argv[1])))
assert (told["linked_at"], told["linked_by"]) == ("0x40201010", "functions"), told
assert (told["best"], told["best_hits"]) == ("0x40201010", 40) and told["next_hits"] < 8, told
assert (few["linked_at"], few["linked_by"], few["best_hits"]) == (None, "none", 4), few
END
}

# Functions in RAM that call functions in irom: too far for a call without an address.
compile_functions()
{
    "$PYTHON" >functions.c <<'END'
for n in range(20):
    print(f'__attribute__((section(".irom0.text"))) int f{n}(int x)')
    print(f"{{ int y[8]; for (int i = 0; i < 8; i++) y[i] = x + {n}; asm(\"\" :: \"r\"(y)); "
          f"return y[x & 7]; }}")
    print(f"int g{n}(int x) {{ return f{n}(x) + f{n}(x + 1); }}")
END
    xtensa-lx106-elf-gcc -Os -mlongcalls -mtext-section-literals -c functions.c
}

# image_linked_at ADDRESS: boot new, to standard output.
image_linked_at()
{
    xtensa-lx106-elf-ld -e g0 -Ttext=0x40100000 --section-start=.irom0.text="$1" \
        -o functions.elf functions.o
    for section in .text .irom0.text; do
        xtensa-lx106-elf-objcopy --only-section=$section -O binary functions.elf $section.bin
    done
    "$PYTHON" -c '
import struct, sys, kind_files
text, irom = (open(name, "rb").read() for name in (".text.bin", ".irom0.text.bin"))
text, irom = text + bytes(-len(text) % 4), irom + bytes(-len(irom) % 16)
sys.stdout.buffer.write(struct.pack("<BBBBIII", 0xEA, 4, 0, 1, 0x40100004, 0, len(irom)) + irom +
                        kind_files.image([(0x40100000, text)]))'
}

case_compiled()
{
    if ! command -v xtensa-lx106-elf-gcc >"$SCRATCH/which"; then
        skip_part "there is no xtensa-lx106-elf-gcc"
        return
    fi
    compile_functions
    for address in 0x40201010 0x40281010 0x40241010 0x40202010 0x40234010 0x40210000; do
        PYTHONPATH="$CLI_FOLDER:$PYTHONPATH" image_linked_at $address >compiled.bin
        expect_done info compiled.bin
        expect_text stdout "linked at $address (functions: "
    done
}

run_cases
