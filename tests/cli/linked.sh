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

run_cases
