# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What commands say of their work: --quiet and --color.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

fixtures images
sign_fixtures ec other
prepare
cp "$FIXTURES/new.2.1.elf" hello.elf
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
cp "$KEYS/ec.pem" "$KEYS/ec.pub.pem" "$KEYS/other.pub.pem" .
head -c -4 user1.bin >cut.bin
escape=$(printf '\033')

expect_nothing()
{
    [ ! -s "$SCRATCH/$1" ] || fail "text on $1"
}

# --quiet: nothing where all is well; what was asked for, and what is wrong, stays.
case_quiet()
{
    mkdir out
    for quiet in -q --quiet "-q -q"; do
        for words in "sign --key ec.pem --out-dir out $release user1.bin user2.bin" \
            "build --map 2 --slot 1 -o made.bin hello.elf" "pubkey -o pub ec.pem" \
            "fix-crc -o fixed.bin cut.bin" "fix-crc user1.bin" "check user1.bin user2.bin" \
            "check user1.bin user2.bin user1.bin" "verify --pubkey ec.pub.pem out/user1.bin" \
            "keygen --type lms-h5 --force -o lms.pem"; do
            expect_done ${words%% *} $quiet ${words#* }
            expect_nothing stdout
        done
    done
    for words in "info user1.bin" "maps 2" "size hello.elf" "pubkey ec.pem" "check --json user1.bin" \
        "lms status lms.pem" "tbs --json $release user1.bin"; do
        expect_done $words
        mv "$SCRATCH/stdout" wanted
        expect_done $words --quiet
        expect_same wanted "$SCRATCH/stdout"
    done
    expect_exit 1 check -q user1.bin user1.bin
    expect_one_line stdout
    expect_text stdout "user1.bin, user1.bin: refused: "
    expect_error 1 "user2.bin: not verified" verify -q --pubkey ec.pub.pem user2.bin
    expect_error 3 "missing: cannot open" check -q user1.bin missing
    cp "$FIXTURES/user1.bin" damaged.bin
    printf 'abcd' | dd of=damaged.bin bs=1 seek=512 conv=notrunc 2>/dev/null
    expect_warning fix-crc -q damaged.bin
    expect_nothing stdout
}

# In a file of options too; but not --help, which would say that nothing is to be done.
case_in_a_file()
{
    echo --quiet >options
    expect_done check @options -q user1.bin
    expect_nothing stdout
    printf -- '--color always\n' >options
    expect_done check @options user1.bin
    expect_text stdout "${escape}[32mok"
    echo --help >options
    expect_error 2 "options:1: unknown option '--help'" check @options user1.bin
}

case_color()
{
    expect_done check --color always user1.bin user2.bin
    expect_text stdout "user1.bin: ${escape}[32mok${escape}[0m for slot 1"
    expect_exit 1 check --color=always user1.bin user1.bin
    expect_text stdout ": ${escape}[31mrefused${escape}[0m: "
    expect_exit 3 check --color=always missing
    expect_text stderr "${escape}[31mimagetool check:${escape}[0m missing: cannot open"
    expect_exit 2 check --color=always
    expect_text stderr "${escape}[31mimagetool check:${escape}[0m "
    mkdir out
    expect_done sign --color=always --key ec.pem --out-dir out $release user1.bin user2.bin
    expect_no_text stdout "$escape"
    expect_done verify --color=always --pubkey ec.pub.pem out/user1.bin
    expect_text stdout "out/user1.bin: ${escape}[32mverified${escape}[0m, for slot 1"
    # JSON has none, and without a terminal nobody asked for it.
    expect_exit 1 check --json --color=always user1.bin user1.bin
    expect_no_text stdout "$escape"
    for words in "check user1.bin" "check --color auto user1.bin" "check --color=never user1.bin"; do
        expect_done $words
        expect_no_text stdout "$escape"
    done
    expect_error 2 "--color is 'red'; it must be one of auto, always, never" check --color red a
    expect_error 2 "--color is given twice" check --color auto --color never a
}

# shown WORD...: on a terminal, with $tool_environment
shown()
{
    last_command="$* (on a terminal)"
    runs=$((runs + 1))
    env $tool_environment "$PYTHON" "$CLI_FOLDER/run_on_terminal.py" "$IMAGETOOL" "$@" \
        >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" </dev/null || fail "exit $?"
}

# --color is above NO_COLOR, which is above the terminal.
case_color_on_terminal()
{
    tool_environment=TERM=xterm
    shown check user1.bin
    expect_text stdout "${escape}[32mok"
    shown check --color never user1.bin
    expect_no_text stdout "$escape"
    for tool_environment in TERM=dumb NO_COLOR=1; do
        shown check user1.bin
        expect_no_text stdout "$escape"
        shown size --map 2 hello.elf
        expect_text stdout "  [#"
        expect_no_text stdout "$escape"
        shown check --color always user1.bin
        expect_text stdout "${escape}[32mok"
    done
    tool_environment=NO_COLOR=
    shown check user1.bin
    expect_text stdout "${escape}[32mok"
    tool_environment=
}

run_cases
