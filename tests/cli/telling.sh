# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What commands say of their work: reports, --quiet and --color.
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

# Each file that was written has a line, with its length; then comes the release.
case_reports()
{
    mkdir out www
    expect_done sign --key ec.pem --out-dir out --manifest-out m --bundle b --publish www/lamp \
        $release user1.bin user2.bin
    sed -n 's/^wrote \([^:]*\): .*/\1/p' "$SCRATCH/stdout" >said
    printf '%s\n' out/user1.bin out/user2.bin b m "$(echo www/lamp.????????.user1.bin)" \
        "$(echo www/lamp.????????.user2.bin)" www/lamp.user1.bin www/lamp.user2.bin \
        www/lamp.manifest | diff - said >&2 || fail "other files"
    expect_text stdout "wrote out/user1.bin: image, $(wc -c <out/user1.bin) bytes"
    expect_text stdout "wrote b: bundle, $(wc -c <b) bytes"
    expect_text stdout "wrote m: manifest, $(wc -c <m) bytes"
    name=$(echo www/lamp.????????.user1.bin)
    name=${name#www/lamp.}
    expect_text stdout "release ${name%%.*}: version 1.2.3+4, security counter 7, signed by key $("$IMAGETOOL" pubkey --format id ec.pem) (ecdsa-p256)"
    # A named image that was there is not written again.
    expect_done sign --key ec.pem --publish www/lamp $release user1.bin user2.bin
    expect_wrote www/lamp.user1.bin www/lamp.user2.bin www/lamp.manifest
    expect_done pubkey -o pub ec.pem
    expect_wrote pub
    expect_done build --map 2 --slot 1 -o made.bin hello.elf
    expect_wrote made.bin
    expect_exit 0 gen_appbin hello.elf 2 0 0 2 1
    expect_wrote eagle.app.flash.bin
}

# What is on standard output is data: the report is on standard error, and says nothing of it.
case_data_on_stdout()
{
    expect_done sign --key ec.pem -o wanted $release user1.bin
    expect_exit 0 sign --key ec.pem -o - --manifest-out m $release user1.bin
    expect_same wanted "$SCRATCH/stdout"
    expect_text stderr "wrote m: manifest, $(wc -c <m) bytes"
    expect_one_line stderr
    expect_done sign --key ec.pem -o - $release user1.bin
    for output in - /dev/stdout /dev/fd/1; do
        expect_exit 0 fix-crc -o $output cut.bin
        expect_same user1.bin "$SCRATCH/stdout"
        expect_one_line stderr
        expect_text stderr "cut.bin: CRC word 0x"
    done
    expect_done tbs --digest $release user1.bin
    expect_done pubkey ec.pem
}

# A report that nobody can read is no failure: the files are there.
case_report_without_reader()
{
    for output in /dev/full /dev/null; do
        [ -c $output ] || continue
        rm -f made.bin
        "$IMAGETOOL" build --map 2 --slot 1 -o made.bin hello.elf >$output || fail "exit $?"
        cmp "$FIXTURES/new.2.1.bin" made.bin >&2 || fail "another image"
    done
    # Nor does a file get into the place of a stream that is closed.
    for closed in ">&-" "2>&-" ">&- 2>&-" "<&- >&- 2>&-"; do
        rm -f made.bin signed.bin
        eval '"$IMAGETOOL" build --map 2 --slot 1 -o made.bin hello.elf '"$closed" || fail "exit $?"
        eval '"$IMAGETOOL" sign --key ec.pem -o signed.bin $release user1.bin '"$closed" ||
            fail "exit $?"
        cmp "$FIXTURES/new.2.1.bin" made.bin >&2 || fail "another image with $closed"
        expect_done verify --pubkey ec.pub.pem signed.bin
    done
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
