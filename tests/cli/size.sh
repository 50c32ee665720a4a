# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# size: figures, limits and bars.
. "$CLI_FOLDER/cli_lib.sh"

fixtures size

# show CODE [OPTION]... NAME: the numbers on standard output, compared by the driver.
show()
{
    show_code=$1
    shift
    show_options=
    while [ $# -gt 1 ]; do
        show_options="$show_options $1"
        shift
    done
    echo "\$ size$show_options $1.elf"
    expect_exit "$show_code" size $show_options "$FIXTURES/$1.elf"
    [ ! -s "$SCRATCH/stderr" ] || fail "text on standard error"
    expect_no_text stdout "$(printf '\033')"
    expect_no_text stdout "#"
    cat "$SCRATCH/stdout"
}

case_figures()
{
    show 0 small
    show 0 --map 2 small
    show 0 --map 2 --slot 1 small
    show 0 --map 6 small
    show 0 --map 2 --slot 2 slot2
    show 0 --map 2 old
    show 0 --map 2 iram-full
    show 1 --map 2 iram-over
    show 1 iram-over
    show 0 --map 2 dram-full
    show 1 --map 2 dram-over
    show 0 --map 2 irom-full
    show 0 --map 2 irom-over
    show 0 irom-over
    show 1 --map 2 slot-over
    show 0 --map 6 slot-over

    # Boot none has a flash layout of its own: no limits, and no slot.
    for name in none none-rtos none-1.4 none-sming no-irom empty-irom; do
        show 0 --map 2 $name
    done
    show 0 --map 0 none
    show 0 --map 6 none
    show 1 --map 2 none-over
}

case_no_limits()
{
    for map in 0 1 2 3 4 5 6 8 9; do
        expect_done size --map $map "$FIXTURES/none.elf"
        expect_no_text stdout slot
    done
    expect_done size --map 1 "$FIXTURES/small.elf"
    expect_text stdout "irom      4096 bytes"
}

case_json()
{
    expect_done size --json --map 2 "$FIXTURES/none.elf"
    cp "$SCRATCH/stdout" none.json

    expect_exit 1 size --json --map 2 "$FIXTURES/slot-over.elf"
    cp "$SCRATCH/stdout" over.json
    expect_done size --json "$FIXTURES/small.elf"
    cp "$SCRATCH/stdout" small.json
    "$PYTHON" - <<'END' || fail "JSON"
import json

over, small = (json.load(open(name)) for name in ("over.json", "small.json"))
assert over["iram"] == {"used": 0x100, "limit": 0x8000, "exceeded": False}
assert over["dram"] == {"used": 0x100, "limit": 0x14000, "exceeded": False}
assert over["irom"] == {"used": 0x7A000 - 16 - 432, "limit": 0x6B000, "exceeded": True}
assert over["slot"] == {"used": 0x7A004, "limit": 0x7A000, "exceeded": True}
assert small["irom"] == {"used": 0x1000, "limit": None, "exceeded": False}
assert small["slot"]["limit"] is None
none = json.load(open("none.json"))
assert none["irom"] == {"used": 0x1000, "limit": None, "exceeded": False}
assert none["slot"]["limit"] is None and not none["slot"]["used"]
END
}

# The slot figure is the length of the image that build makes.
case_length_of_image()
{
    for line in "small 2 1 new" "slot2 2 2 new" "old 2 1 old"; do
        set -- $line
        expect_done build --map "$2" --slot "$3" --boot "$4" -o image "$FIXTURES/$1.elf"
        expect_done size --map "$2" "$FIXTURES/$1.elf"
        [ "$(awk '$1 == "slot" { print $2 }' "$SCRATCH/stdout")" -eq $(wc -c <image) ] ||
            fail "the image has $(wc -c <image) bytes"
    done
}

terminal()
{
    last_command="$* (on a terminal)"
    runs=$((runs + 1))
    status=0
    env $tool_environment "$PYTHON" "$CLI_FOLDER/run_on_terminal.py" "$IMAGETOOL" "$@" \
        >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" || status=$?
}
escape=$(printf '\033')

# Bars belong on a terminal, colour too, but for NO_COLOR.
case_terminal()
{
    terminal size --map 2 "$FIXTURES/small.elf"
    [ "$status" -eq 0 ] || fail "exit $status"
    expect_text stdout "${escape}[32m"
    expect_text stdout "[0m]"
    expect_no_text stdout "${escape}[31m"
    expect_no_text stdout "${escape}[33m"
    terminal size "$FIXTURES/iram-94.elf"
    expect_text stdout "${escape}[33m############################.."
    terminal size --map 2 "$FIXTURES/slot-over.elf"
    [ "$status" -eq 1 ] || fail "exit $status"
    expect_text stdout \
        "${escape}[31m##############################${escape}[0m]  exceeded by 4 bytes"
    terminal size --json "$FIXTURES/small.elf"
    expect_no_text stdout "$escape"
    tool_environment=NO_COLOR=1
    terminal size --map 2 "$FIXTURES/slot-over.elf"
    expect_no_text stdout "$escape"
    expect_text stdout "[##############################]  exceeded by 4 bytes"
    # An empty NO_COLOR does not count, as its definition says.
    tool_environment=NO_COLOR=
    terminal size --map 2 "$FIXTURES/small.elf"
    expect_text stdout "${escape}[32m"
    tool_environment=
}

case_refused()
{
    expect_error 3 ".irom0.text is missing" size --map 2 --slot 1 "$FIXTURES/no-irom.elf"
    expect_error 3 ".irom0.text is empty" size --map 2 --slot 1 "$FIXTURES/empty-irom.elf"
    expect_error 3 "not an ELF" size "$FIXTURES/not-elf.elf"
    expect_error 3 "empty-file.elf: the file is empty" size "$FIXTURES/empty-file.elf"
    expect_error 3 "64-bit" size "$FIXTURES/class64.elf"
    expect_error 3 "none.elf: cannot open" size none.elf
    expect_error 1 "slot 2 of map 2 needs 0x40281010" size --map 2 --slot 2 "$FIXTURES/small.elf"
    expect_error 1 "0x40281010" size --map 2 --slot 1 "$FIXTURES/slot2.elf"
    expect_error 1 "0x40281010" size --map 6 "$FIXTURES/slot2.elf"
    expect_error 1 "0x40281010" size --map 0 "$FIXTURES/slot2.elf"
    expect_error 1 "0x40211000, slot 1 of map 6 needs 0x40201010" size --map 6 "$FIXTURES/old.elf"
    expect_error 1 "0x40211010, slot 1 of map 2 needs 0x40201010" size --map 2 \
        "$FIXTURES/none-other.elf"
    for slot in 1 2; do
        expect_error 1 "irom is linked at 0x40210000, slot $slot of map 2 needs 0x40" \
            size --map 2 --slot $slot "$FIXTURES/none.elf"
        expect_error 2 "--slot needs --map with OTA slots" size --map 1 --slot $slot \
            "$FIXTURES/none.elf"
        expect_error 2 "--slot needs --map" size --slot $slot "$FIXTURES/none.elf"
    done
}

run_cases
