# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# @FILE: options in a file.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

commands="build release gen_appbin info check fix-crc maps size merge keygen pubkey sign tbs attach"
commands="$commands verify"
fixtures images
sign_fixtures ec other
F=$FIXTURES
K=$KEYS
prepare
mkdir conf
cp "$F/new.2.1.elf" a.elf
cp "$F/new.2.1.bin" wanted.bin
cp "$F/user1.bin" "$F/user2.bin" .
cp "$K/ec.pem" "$K/other.pem" conf/

# lines FILE LINE...
lines()
{
    file=$1
    shift
    printf '%s\n' "$@" >"$file"
}

case_every_command()
{
    for command in $commands; do
        expect_done "$command" --help
        expect_text stdout "@FILE  "
        expect_error 3 "imagetool $command: no/file: cannot open: " "$command" @no/file
        lines f '# all is well' '' '--nothing'
        expect_error 2 "imagetool $command: f:3: unknown option '--nothing'" "$command" @f
    done
}

case_as_on_the_command_line()
{
    lines f '--map 2' '--slot 1' '--mode DIO'
    expect_done build @f -o new.bin a.elf
    expect_done build --map 2 --slot 1 --mode dio -o plain.bin a.elf
    expect_same plain.bin new.bin
    for words in "a.elf @f -o new2.bin" "-o new2.bin a.elf @f"; do
        expect_done build $words
        expect_same plain.bin new2.bin
        rm new2.bin
    done
    # Two files, and none of the options elsewhere.
    lines f '--map 2'
    lines g '--slot=1' '-o new3.bin'
    expect_done build @f @g a.elf
    expect_same wanted.bin new3.bin
    : >empty
    expect_done info @empty wanted.bin
}

case_layout_of_lines()
{
    printf '\357\273\277# for people\r\n\r\n  --map \t 2\r\n\t# again\r\n--slot 1  # no\r\n' >f
    expect_error 2 "f:5: --slot is '1  # no'; it must be one of 1, 2" build @f -o new.bin a.elf
    printf '\357\273\277# for people\r\n\r\n  --map \t 2\r\n\t# again\r\n--slot 1\r\n-o new.bin' >f
    expect_done build @f a.elf
    expect_same wanted.bin new.bin
    # Without a mark, it is the second line that has one.
    printf '#\n\357\273\277--map 2\n' >f
    expect_exit 2 build @f a.elf
    expect_text stderr "f:2: not an option: "
}

# As they stand: no quotes, no comment behind a value.
case_values_with_blanks()
{
    lines f '--build-id  v1 "of"  today # 3 ' '--vendor=vendor.example' '--product lamp'
    expect_done sign @f --key "$K/ec.pem" --fw-version 1.2.3+4 --security-counter 7 -o new.bin \
        user1.bin
    facts new.bin "(1, False, b'v1 \"of\"  today # 3 ') in tlvs"
    lines f '--build-id= v1'
    expect_done sign @f --key "$K/ec.pem" $release -o new.bin user1.bin
    facts new.bin "(1, False, b' v1') in tlvs"
}

# Paths count from the folder of the file, but for those that begin with "/".
case_paths()
{
    signed_pair
    mkdir conf/out
    lines conf/lamp.release '--key ec.pem' '--out-dir out' '--manifest-out out/manifest' \
        '--bundle=out/bundle' '--publish www/lamp'
    mkdir conf/www
    expect_done sign @conf/lamp.release $release user1.bin user2.bin
    for name in user1.bin user2.bin manifest; do
        expect_same out/$name conf/out/$name
    done
    expect_same out/user1.bin conf/www/lamp.user1.bin
    [ -s conf/out/bundle ] || fail "no bundle"
    lines conf/f "--key $PWD/conf/ec.pem" "-o $PWD/absolute.bin"
    expect_done sign @conf/f $release user1.bin
    (cd / && IMAGETOOL=$IMAGETOOL && "$IMAGETOOL" sign "@$WORK/conf/f" $release \
        "$WORK/user2.bin") || fail "not from another folder"
    # A command is not a path.
    cat "$K/ec.pub.pem" >conf/pub.pem
    tail -c 76 absolute.bin | head -c 64 >raw
    lines conf/f '--signer ls conf >&2; cat raw' '--pubkey pub.pem' '-o new.bin'
    run sign @conf/f $release user2.bin
    [ "$status" -eq 0 ] || fail "the command was changed"
    expect_text stderr lamp.release
    [ -e conf/new.bin ] || fail "the output is elsewhere"
}

# One that repeats adds, another is refused: as two on the command line.
case_given_twice()
{
    lines f '--map 2' '--slot 1'
    lines g '' '--slot 1'
    expect_error 2 "--map is given twice: f:1 and the command line" build @f --map 2 -o n a.elf
    expect_error 2 "--map is given twice: the command line and f:1" build --map 2 @f -o n a.elf
    expect_error 2 "--slot is given twice: f:2 and g:2" build @f @g -o n a.elf
    expect_error 2 "--map is given twice: f:1 and f:1" build @f @f -o n a.elf
    lines f '--key conf/ec.pem'
    expect_done sign @f --key conf/other.pem $release -o both.bin user1.bin
    expect_done sign --key conf/ec.pem --key conf/other.pem $release -o plain.bin user1.bin
    expect_same plain.bin both.bin
    expect_error 2 "the same key" sign @f @f $release -o n user1.bin
    i=0
    while [ $i -lt 65 ]; do
        echo "--section a$i"
        i=$((i + 1))
    done >f
    expect_error 2 "too many options" build @f -o n a.elf
}

case_mistakes()
{
    for line in a.elf 'map 2' '@g' '--' '-' '-m 2' '---map 2' '--ma 2' '-onew' '--help' '-h' '=' \
        '--map' '--map  ' '--map=' '-o' '--MAP 2'; do
        lines f '' "$line"
        expect_error 2 "imagetool build: f:2: " build @f -o new a.elf
    done
    lines f '@g'
    expect_error 2 "f:1: one file of options does not read another: '@g'" build @f a.elf
    lines f '--map'
    expect_error 2 "f:1: there is no value of '--map'" build @f --slot 1 a.elf
    for line in '--json yes' '--json=' '--json=yes'; do
        lines f "$line"
        expect_error 2 "f:1: no value goes with '--json'" info @f wanted.bin
    done
    lines f '--json  '
    expect_done info @f wanted.bin
    lines f '--map 10'
    expect_error 2 "f:1: --map is '10'; it must be a number from 0 to 9" check @f wanted.bin
    lines f '--security-counter x'
    expect_error 2 "f:1: --security-counter is 'x'" sign @f --key conf/ec.pem --vendor v \
        --product p --fw-version 1.0.0 -o n user1.bin
    printf -- '--map 2\n--slot 1\r1\n' >f
    expect_error 2 "f:2: a control character" build @f -o n a.elf
    printf -- '--map 2\n\033[31m\n' >f
    expect_error 2 "f:2: a control character" build @f -o n a.elf
    printf -- '--map 2\n\0' >f
    expect_error 3 "f: a NUL byte" build @f -o n a.elf
    printf -- '#\n' | iconv -t UTF-16 >f
    expect_error 3 "f: a NUL byte" build @f -o n a.elf
}

case_files_that_are_none()
{
    expect_error 2 "@ needs the name of a file of options" build @ a.elf
    expect_error 3 "missing: cannot open" build @missing a.elf
    expect_error 3 "conf: cannot read: Is a directory" build @conf a.elf
    head -c 65536 /dev/zero | tr '\0' '#' >f
    expect_done info @f wanted.bin
    echo '#' >>f
    expect_error 3 "f: longer than 65536 bytes" info @f wanted.bin
    if modes_count; then
        lines f '--map 2'
        chmod 000 f
        expect_exit 3 build @f -o n a.elf
        expect_text stderr "f: cannot open: Permission denied"
        chmod 600 f
    fi
}

# It is an input: no output takes its place, under whatever name, and whatever option names it.
case_no_output_takes_its_place()
{
    lines f '--map 2' '--slot 1'
    cp f before
    ln -s f link
    ln f twin
    for name in f ./f link twin; do
        expect_error 2 "$name: the output is the input f" build @f -o $name a.elf
        expect_same before f
    done
    lines g '-o f'
    expect_error 2 "the output is the input f" build @f @g a.elf
    expect_same before f
    lines r '--vendor v' '--product p' '--fw-version 1.0.0' '--security-counter 1'
    cp r before
    for option in --manifest-out --bundle; do
        expect_error 2 "the output is the input r" sign @r --key conf/ec.pem $option r -o n user1.bin
        expect_same before r
    done
    set --
    for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        lines o$number '#'
        set -- "$@" @o$number
    done
    expect_done info "$@" wanted.bin
    expect_error 2 "more than 16 files of options" info "$@" @o1 wanted.bin
}

# A name that begins with "@", and a value.
case_not_a_file_of_options()
{
    cp wanted.bin @f
    expect_done info ./@f
    expect_done info -- @f
    expect_done sign --key conf/ec.pem $release --build-id @f -o new.bin user1.bin
    facts new.bin "(1, False, b'@f') in tlvs"
}

run_cases
