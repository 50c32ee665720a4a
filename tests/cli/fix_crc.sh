# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# fix-crc: every rule from every other.
. "$CLI_FOLDER/cli_lib.sh"

fixtures fix_crc

# repaired WANTED SOURCE [OPTION]...: in place, to another file, and once more.
repaired()
{
    repaired_image=$FIXTURES/$1
    cp "$FIXTURES/$2" image
    shift 2
    cp image source
    chmod 640 image
    expect_done fix-crc "$@" -o other image
    expect_wrote other
    told image other
    expect_same source image
    expect_same "$repaired_image" other
    expect_done fix-crc "$@" image
    expect_same "$repaired_image" image
    # shellcheck disable=SC2012 # the name is known
    [ "$(ls -l image | cut -c 1-10)" = "-rw-r-----" ] || fail "another mode"
    before=$(snapshot)
    expect_done fix-crc "$@" image
    expect_one_line stdout
    told image image
    expect_unchanged "$before"
    rm image source other
}

# told BEFORE AFTER: keeps what is_told compares: one interpreter for all takes a tenth of the time.
told()
{
    reports=$((${reports:-0} + 1))
    cp "$1" "$SCRATCH/$reports.before"
    cp "$2" "$SCRATCH/$reports.after"
    cp "$SCRATCH/stdout" "$SCRATCH/$reports.report"
}

# is_told: what the reports say of the CRC word and of other bytes is so.
is_told()
{
    "$PYTHON" - "$SCRATCH" "$reports" <<'END' || fail "a report is wrong"
import re, struct, sys
for report in range(1, int(sys.argv[2]) + 1):
    name = f"{sys.argv[1]}/{report}."
    before, after = (open(name + kind, "rb").read() for kind in ("before", "after"))
    line, = (line for line in open(name + "report") if line.startswith("image: "))
    at = len(after) - 4
    word = lambda image: struct.unpack("<I", image[at:at + 4])[0]
    number = lambda pattern: [int(found, 16) for found in re.search(pattern, line).groups()]
    if before == after:
        assert number(r"nothing to change: CRC word 0x(\w{8}) .* at 0x(\w{6})$") == [word(after), at]
    elif "appended" in line:
        assert len(before) == at
        assert number(r"CRC word 0x(\w{8}) .* appended at 0x(\w{6})") == [word(after), at]
    else:
        assert number(r"CRC word at 0x(\w{6}) was 0x(\w{8}) .*, is 0x(\w{8}) ") == \
            [at, word(before), word(after)]
    changed = [i for i in range(at) if before[i:i + 1] != after[i:i + 1]]
    assert len(changed) <= 1 and ("pad byte" in line) == bool(changed), line
    for i in changed:
        assert number(r"pad byte at 0x(\w{6}) was 0x(\w\w), is 0x(\w\w)") == [i, before[i], after[i]]
    dropped = re.search("; ([0-9]+) erased bytes behind it dropped", line)
    assert (int(dropped[1]) if dropped else 0) == max(0, len(before) - len(after)), line
END
}

case_rules()
{
    for boot in new old; do
        for target in 12345678 92345678; do
            name=$boot.$target
            for rule in inverted sdk; do
                for from in inverted sdk python3 bare dump; do
                    # Without a CRC word only the caller knows where irom ends with boot old.
                    [ $boot.$from = old.bare ] && continue
                    repaired $name.$rule.bin $name.$from.bin --crc $rule
                done
            done
            for from in portable inverted sdk python3 dump; do
                repaired $name.portable.bin $name.$from.bin
                repaired $name.portable.bin $name.$from.bin --crc portable
            done
            # An image that is portable has a pad byte of its own; other rules keep it.
            cp "$FIXTURES/$name.portable.bin" image
            expect_done fix-crc --crc inverted image
            expect_same "$FIXTURES/$name.portable.bin" image
            expect_done fix-crc --crc sdk image
            expect_same "$FIXTURES/$name.portable.bin" image
        done
    done
    for target in 12345678 92345678; do
        repaired new.$target.portable.bin new.$target.bare.bin
    done
    is_told
}

# rule_of FIXTURE: as info names it; a word may follow more than one.
rule_of()
{
    "$IMAGETOOL" info --json "$FIXTURES/$1" |
        "$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)[0]["crc"]["convention"])'
}

# The word can be made right for damaged data too: one that followed no rule is worth a line,
# as long as it is there.
case_word_without_rule()
{
    for target in 12345678 92345678; do
        for rule in portable inverted sdk; do
            cp "$FIXTURES/new.$target.wrong.bin" image
            expect_warning fix-crc --crc $rule -o other image
            expect_text stderr "image: warning: the old CRC word followed no rule"
            expect_same "$FIXTURES/new.$target.wrong.bin" image
            expect_same "$FIXTURES/new.$target.$rule.bin" other
            expect_warning fix-crc --crc $rule image
            expect_text stderr "image: warning: the old CRC word followed no rule"
            expect_text stdout " (no rule), is 0x"
            expect_text stdout " ($(rule_of new.$target.$rule.bin))"
            expect_same "$FIXTURES/new.$target.$rule.bin" image
            expect_done fix-crc --crc $rule image
            expect_same "$FIXTURES/new.$target.$rule.bin" image
        done
    done
    rm image other
}

# No rule explains the last word of a boot old image: the caller has to.
case_trailer_of_boot_old()
{
    cp "$FIXTURES/old.wrong.bin" wrong
    cp "$FIXTURES/old.12345678.bare.bin" bare
    for image in wrong bare; do
        expect_error 1 "--trailer present" fix-crc $image
        expect_error 1 "--trailer absent" fix-crc -o new.bin $image
    done
    expect_warning fix-crc --trailer present -o fixed wrong
    expect_same "$FIXTURES/old.12345678.portable.bin" fixed
    expect_done fix-crc --trailer absent -o fixed bare
    expect_same "$FIXTURES/old.12345678.portable.bin" fixed
    expect_done fix-crc --trailer absent --crc sdk bare
    expect_same "$FIXTURES/old.12345678.sdk.bin" bare
    rm wrong bare fixed
}

# A right CRC word does not heal a wrong XOR checksum, whether the old word was right or not;
# the warning stays where the repair changes nothing.
case_wrong_xor()
{
    for name in xor xor-only; do
        cp "$FIXTURES/$name.bin" image
        for _ in 1 2; do
            expect_warning fix-crc image
            expect_text stderr "image: warning: the XOR checksum is wrong"
            expect_exit 1 check image
            expect_text stdout "XOR"
            expect_no_text stdout "CRC"
        done
        rm image
    done
    # One over irom too is a fashion, not damage.
    cp "$FIXTURES/xor-irom.bin" image
    expect_done fix-crc image
    expect_exit 1 check image
    expect_text stdout "esptool2"
    expect_no_text stdout "CRC"
    rm image
}

# Through a symbolic link the file behind it is repaired.
case_symbolic_link()
{
    cp "$FIXTURES/new.12345678.inverted.bin" real
    ln -s real link
    expect_done fix-crc link
    [ -L link ] || fail "the link was replaced"
    expect_same "$FIXTURES/new.12345678.portable.bin" real
    rm link real
}

# What cannot be repaired stays as it is.
case_refused()
{
    for name in none junk garbage empty; do
        cp "$FIXTURES/$name.bin" $name
    done
    cp "$FIXTURES/hello.elf" elf
    printf 'kept' >old.bin
    expect_error 1 "boot none" fix-crc none
    expect_error 1 "5 unknown bytes" fix-crc junk
    expect_error 3 "not an image: first byte is 67" fix-crc garbage
    expect_error 3 "the file is empty" fix-crc empty
    expect_error 3 "missing: cannot open" fix-crc missing
    expect_error 3 "elf: not an image but an ELF; imagetool build makes an image of it" fix-crc elf
    for name in none junk; do
        expect_error 1 "$name: " fix-crc -o old.bin $name
        expect_error 1 "$name: " fix-crc -o new.bin --crc sdk $name
    done
    for name in garbage empty missing elf; do
        expect_error 3 "$name: " fix-crc -o old.bin $name
        expect_error 3 "$name: " fix-crc -o new.bin --crc sdk $name
    done
}

case_cut_off()
{
    for length in 1 8 16 24 1000 20000 22160 22170 28000 28815; do
        head -c $length "$FIXTURES/new.12345678.sdk.bin" >short
        expect_error 3 "short: malformed image" fix-crc short
    done
}

run_cases
