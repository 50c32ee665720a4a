# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What commands say of their work: reports, --quiet, --color, and errors as JSON.
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
    for word in -q --quiet --color=always; do
        expect_exit 2 $word check user1.bin
        expect_text stderr "imagetool: $word goes behind a command; see imagetool --help"
    done
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

# json_error CODE NAME FILE COMMAND...: an object in place of the value, the line for people as ever.
json_error()
{
    json_code=$1
    json_name=$2
    json_file=$3
    shift 3
    before=$(snapshot)
    expect_exit "$json_code" "$@"
    expect_one_error_line "$1"
    "$PYTHON" -c '
import json, sys
value = json.load(open(sys.argv[1]))
line = open(sys.argv[2]).read().rstrip("\n")
code, name, file = sys.argv[3:6]
message = line.split(": ", 2 if file else 1)[-1]
assert value == {"file": file or None,
                 "error": {"code": int(code), "name": name, "message": message}}, value
' "$SCRATCH/stdout" "$SCRATCH/stderr" "$json_code" "$json_name" "$json_file" || fail "another object"
    expect_unchanged "$before"
}

case_json_errors()
{
    json_error 2 usage "" info --json
    json_error 2 usage "" info --bogus --json user1.bin
    json_error 2 usage "" info --bogus user1.bin --json
    json_error 2 usage "" check --json --map 99 user1.bin
    json_error 2 usage "" maps --json 7
    json_error 3 input missing.elf size --json missing.elf
    json_error 3 input user1.bin size --json user1.bin
    json_error 1 refused hello.elf size --json --map 2 --slot 2 hello.elf
    json_error 3 input missing verify --json --pubkey missing user1.bin
    json_error 3 input user1.bin verify --json --pubkey user1.bin user1.bin
    json_error 2 usage "" tbs --json user1.bin
    json_error 3 input missing tbs --json $release missing
    json_error 3 input hello.elf tbs --json -o - $release hello.elf
    json_error 2 usage "" release --json - hello.elf
    json_error 2 usage "" release --bogus --json=-
    json_error 3 input missing release --json - --map 6 --key ec.pem $release --bundle b missing
}

# Nothing where no value was to go, and none beside a value.
case_no_json_error()
{
    expect_error 2 "unknown option" info --bogus user1.bin
    expect_error 2 "unknown option" info --bogus -- --json
    expect_error 2 "unknown option '--json'" sign --json
    expect_error 3 "--json: cannot open" check -- --json
    expect_error 3 "missing: cannot open" tbs --json -o tbs.json $release missing
    expect_error 3 "missing: cannot open" release --json made.json --map 6 --key ec.pem $release \
        --bundle b missing
    expect_error 2 "missing: " release --json made.json
    expect_exit 1 check --json user1.bin user1.bin
    "$PYTHON" -m json.tool <"$SCRATCH/stdout" >/dev/null || fail "no JSON, or two values"
    expect_exit 0 maps --json --help
    expect_text stdout "Usage: imagetool maps"
}

# A file that cannot be read has its place among the others.
case_json_entries()
{
    for command in info check; do
        expect_exit 3 $command --json user1.bin missing hello.elf user2.bin
        "$PYTHON" -c '
import json, sys
entries = json.load(open(sys.argv[1]))
assert [entry["file"] for entry in entries] == \
    ["user1.bin", "missing", "hello.elf", "user2.bin"], entries
assert ["error" in entry for entry in entries] == [False, True, True, False], entries
for entry in entries[1:3]:
    assert entry["error"]["code"] == 3 and entry["error"]["name"] == "input", entry
    line = "%s: %s" % (entry["file"], entry["error"]["message"])
    assert line in open(sys.argv[2]).read(), entry
    if sys.argv[3] == "check":
        assert entry["accepted"] is False and entry["findings"] == [], entry
' "$SCRATCH/stdout" "$SCRATCH/stderr" $command || fail "other entries"
    done
}

# A name has its characters in JSON, but a terminal gets none that it obeys: U+009B is ESC [.
case_json_is_ascii()
{
    name=$(printf 'a\302\2331m\303\244\342\200\256\360\237\230\200')
    cp user1.bin "$name"
    for words in "0 check" "0 info" "3 size"; do
        expect_exit ${words% *} ${words#* } --json "$name"
        "$PYTHON" -c '
import json, sys
text = open(sys.argv[1], encoding="ascii").read()
value = json.loads(text)
assert (value[0] if isinstance(value, list) else value)["file"] == sys.argv[2], text
' "$SCRATCH/stdout" "$name" || fail "another name, or not ASCII"
    done
}

run_cases
