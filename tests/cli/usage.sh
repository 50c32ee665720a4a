# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The command line: help, options and their mistakes.
. "$CLI_FOLDER/cli_lib.sh"

commands="build release gen_appbin info check fix-crc maps size merge keygen pubkey sign tbs attach"
commands="$commands verify"
fixtures images
prepare
cp "$FIXTURES/new.2.1.elf" -- ./-dash.elf

case_version_and_help()
{
    expect_done --version
    expect_one_line stdout
    expect_text stdout "imagetool ${VERSION:-}"

    # Help is what was asked for: standard output and success, even beside other mistakes.
    for help in --help -h; do
        expect_done $help
        for command in $commands; do
            expect_text stdout "  $command "
        done
        expect_text stdout "Exit status: 0 done, 1 refused, 2 wrong usage, 3"
        for command in $commands; do
            expect_done "$command" $help
            expect_text stdout "Usage: imagetool $command "
            if awk 'length > 100 { exit 1 }' "$SCRATCH/stdout"; then :; else fail "a long line"; fi
        done
    done
    expect_done build --map 99 --help
}

# options COMMAND OPTION...: the help names every option of the manual.
options()
{
    expect_done "$1" --help
    shift
    for option in "$@" --help; do
        expect_text stdout "$option"
    done
}

case_options_in_help()
{
    options build --map --slot --boot --mode --freq --header --entry --crc --section --irom-out -o \
        --output
    options gen_appbin ELF BOOT_MODE FLASH_MODE FLASH_CLK_DIV FLASH_SIZE_MAP USER_BIN
    options info --json
    options check --slot --map --header --strict --json
    options fix-crc --crc -o --output --trailer
    options maps --json --flash-args
    options size --map --slot --json
    options merge --map --boot-bin --slot1 --slot2 --init-data --no-init-data --strict -o --output \
        --flash-args --slot-args
    options keygen --type --passphrase-file --passphrase-env --no-passphrase --force -o --output
    options pubkey --format --threshold --passphrase-file --passphrase-env -o --output
    options sign --key --passphrase-file --passphrase-env --pss-salt-from-message \
        --signer --pubkey --vendor --product --fw-version --security-counter \
        --allow-counter-jump --map --build-id --tlv --strict --manifest-out --bundle --publish \
        -o --output --out-dir --in-place
    options tbs --digest --json --vendor --product --fw-version --security-counter \
        --allow-counter-jump --map --build-id --tlv --strict -o --output
    options attach --tbs --signature --pubkey --manifest-out --bundle --publish -o --output --out-dir \
        --in-place
    options verify --pubkey --threshold --vendor --product --slot --map \
        --min-counter --critical-tlv --manifest --manifest-only --json
}

# usage TEXT [COMMAND...]: exit 2, one line with TEXT and where to read on.
usage()
{
    usage_text=$1
    shift
    expect_error 2 "$usage_text" "$@"
    expect_text stderr "; see imagetool $1 --help"
}
# The same where JSON was asked for, and says so too.
usage_as_json()
{
    usage_text=$1
    shift
    expect_exit 2 "$@"
    expect_one_error_line "$1"
    expect_text stderr "$usage_text"
    expect_text stdout '"name": "usage"'
}

# The same without a command, where the line starts "imagetool: ".
usage_before_command()
{
    usage_text=$1
    shift
    expect_exit 2 "$@"
    expect_one_line stderr
    expect_text stderr "imagetool: $usage_text; see imagetool --help"
    [ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
}

# help and -V are what somebody types who does not know the tool.
case_help_command()
{
    expect_done --help
    mv "$SCRATCH/stdout" overview
    expect_done help
    expect_same overview "$SCRATCH/stdout"
    for command in $commands; do
        expect_done "$command" --help
        mv "$SCRATCH/stdout" page
        expect_done help "$command"
        expect_same page "$SCRATCH/stdout"
    done
    expect_done --help size
    mv "$SCRATCH/stdout" page
    expect_done size --help
    expect_same page "$SCRATCH/stdout"
    usage "unknown command 'frobnicate'" help frobnicate
    usage "unknown command 'maps2', did you mean 'maps'?" help maps2
    usage "unexpected argument 'size'" help maps size
    expect_done -V
    expect_one_line stdout
    expect_text stdout "imagetool ${VERSION:-}"
}

# One letter more, less, other or swapped; what is like nothing gets no advice.
case_did_you_mean()
{
    for pair in "biuld build" "bulid build" "buid build" "builds build" "Build build" "relase release" \
        "fix_crc fix-crc" "keygne keygen" "pubkeys pubkey" "genappbin gen_appbin" "sing sign" \
        "inf info"; do
        usage_before_command "unknown command '${pair% *}', did you mean '${pair#* }'?" ${pair% *}
    done
    usage "unknown option '--rost'" release --rost 1
    expect_no_text stderr "did you mean"
    # One dash where two are meant; "-output" would be a file "utput".
    usage "unknown option '-map', did you mean --map?" build -map 2
    usage "unknown option '-map=2', did you mean --map?" build -map=2
    usage "unknown option '-slot', did you mean --slot?" build --map 2 -slot 1
    usage "unknown option '-output', did you mean --output?" build --map 2 --slot 1 -output new a.elf
    usage "the value of '-o=new' would be '=new'; write -o new" build --map 2 --slot 1 -o=new a.elf
    usage "'--s' is short for several options: --slot, --section, --slot-limit" build --s 1
    usage "'--slot' is short for several options: --slot-limit, --slot-args" release --slot 1
    usage_before_command "--help takes no value" --help=1
    usage_before_command "unknown option '--versoin', did you mean --version?" --versoin
    usage_before_command "unknown option '-version', did you mean --version?" -version
    for word in x qqqq explain inspect "build it" "$(printf '%0150d' 0)"; do
        usage_before_command "unknown command '$word'" "$word"
        expect_no_text stderr "did you mean"
    done
    usage "unknown word 'statsu', did you mean 'status'?" lms statsu key.pem
    usage "'key.pem' is none of status, split, adopt" lms key.pem status
    usage "unknown option '--vendro', did you mean --vendor?" sign --vendro v
    usage "unknown option '--fwversion=1', did you mean --fw-version?" sign --fwversion=1
    usage "unknown option '--security-count3r', did you mean --security-counter?" sign \
        --security-count3r 1
    usage "unknown option '--map-number'" build --map-number 2
    expect_no_text stderr "did you mean"
}

# Several runs to learn what is needed are several too many.
case_all_that_is_missing()
{
    usage "missing: --map, --slot, -o, a file to work on;" build
    usage "missing: --map, -o;" build --slot 1 a.elf
    usage "missing: --map, -o;" build --boot none a.elf
    usage "missing: --map, --key, --vendor, --product, --fw-version, --security-counter, --out-dir, \
a file to work on;" release
    usage "missing: --product, --security-counter;" sign --key a --vendor v --fw-version 1.0.0 -o b c
    usage "missing: --key, --fw-version;" sign --vendor v --product p --security-counter 1 \
        --in-place c
    usage "missing: --tbs, --signature, --pubkey, -o, a file to work on;" attach
    usage "missing: --pubkey, a file to work on;" verify
    usage "missing: --vendor, --product, --fw-version, --security-counter, a file" tbs
}

# What "-" is stands where a reader looks: in the list of options.
case_help_on_streams()
{
    expect_done --help
    expect_text stdout "- is standard input, and where one is written, standard output."
    for command in $commands lms help; do
        expect_done "$command" --help
        expect_text stdout "@-: on standard input"
        case $command in
        gen_appbin | maps | lms | help) expect_no_text stdout "as a FILE: " ;;
        info | check | size | keygen | verify)
            grep -q '^  -  *as a FILE: standard input$' "$SCRATCH/stdout" || fail "no row" ;;
        *) expect_text stdout "as a FILE: standard input, or standard output where one is" ;;
        esac
    done
}

case_unknown_commands()
{
    usage_before_command "no command"
    usage_before_command "unknown command 'frob'" frob
    usage_before_command "unknown command ''" ''
    usage_before_command "unknown option '--bild'" --bild
    usage_before_command "unknown option '-x'" -x
    usage_before_command "unknown command '?[31mred'" "$(printf '\033[31mred')"
}

case_unknown_options()
{
    for command in $commands; do
        usage "unknown option '--frobnicate'" "$command" --frobnicate
        usage "unknown option '-x'" "$command" -x
        # The letters of "-xo" come one by one; the message must not name another word.
        usage "unknown option '-x';" "$command" -xo
        usage "unknown option '-x';" "$command" -xxx file
    done
}

case_build()
{
    most="--map 2 --slot 1 -o new.bin"
    usage "too few arguments: a file to work on is missing" build --map 2 --slot 1 -o new.bin
    usage "unexpected argument 'b.elf'" build --map 2 --slot 1 -o new.bin a.elf b.elf
    usage "--map is missing" build --slot 1 -o new.bin a.elf
    usage "--slot is missing" build --map 2 -o new.bin a.elf
    usage "-o is missing" build --map 2 --slot 1 a.elf
    usage "--entry is '0'; no code is there" build --map 2 --slot 1 --entry 0 -o new.bin a.elf
    for address in 0x 12x 0x1g 0x100000000 4294967296; do
        usage "--entry is '$address'" build --map 2 --slot 1 --entry $address -o new.bin a.elf
    done
    for option in map slot boot mode freq header entry crc section irom-out output; do
        usage "'--$option' needs an argument" build a.elf "--$option"
    done
    usage "option '-o' needs an argument" build a.elf -o
    usage "option '--out' needs an argument" build a.elf --out
    for pair in "map 2" "slot 1" "boot new" "mode qio" "freq 40" "header slot" "entry a" "crc sdk" \
        "irom-out b" "output b"; do
        usage "--${pair% *} is given twice" build --$pair --$pair a.elf
    done
    usage "--output is given twice" build -o a --output b a.elf
    usage "--map is '10'; it must be a number from 0 to 9" build --map 10 --slot 1 -o b a.elf
    for word in x -1 2x ' 2' 0x 99999999999999999999; do
        usage "--map is '$word'" build --map "$word" --slot 1 -o b a.elf
    done
    usage "flash map 7 is not defined" build --map 7 --slot 1 -o b a.elf
    for word in 0 3 x 11; do
        usage "--slot is '$word'; it must be one of 1, 2" build --map 2 --slot "$word" -o b a.elf
    done
    usage "--boot is 'newer'; it must be one of none, old, new" \
        build $most --boot newer a.elf
    usage "--mode is 'QIOO'; it must be one of qio, qout, dio, dout" \
        build $most --mode QIOO a.elf
    usage "--mode is 'qi'; it must be one of qio, qout, dio, dout" \
        build $most --mode qi a.elf
    usage "--freq is '26.6'; it must be one of 40, 26, 20, 80" \
        build $most --freq 26.6 a.elf
    usage "--freq is '60'; it must be one of 40, 26, 20, 80" \
        build $most --freq 60 a.elf
    usage "--header is 'x'; it must be one of slot, flash" \
        build $most --header x a.elf
    usage "--crc is 'python3'; it must be one of portable, inverted, sdk" \
        build $most --crc python3 a.elf
}

# empty_options COMMAND OPTION...
empty_options()
{
    empty_command=$1
    shift
    for option in "$@"; do
        usage "--$option is empty" "$empty_command" "--$option" '' a
        usage "--$option is empty" "$empty_command" "--$option=" a
    done
}

# An empty word is rather a variable without a value than what was meant.
case_empty_words()
{
    empty_options build map slot boot mode freq header entry crc section irom-out output
    empty_options check slot map header
    empty_options fix-crc crc trailer output
    empty_options size map slot
    empty_options merge map boot-bin slot1 slot2 init-data output flash-args slot-args
    empty_options maps flash-args
    for command in build fix-crc merge; do
        usage "--output is empty" $command -o '' a
    done
}

case_switches_take_no_value()
{
    usage "--help takes no value" build --help=1
    usage "--help takes no value" info --he= a
    for pair in "info json" "check json" "maps json" "size json"; do
        set -- $pair
        usage "--json takes no value" "$1" --json=yes a
        usage "--json takes no value" "$1" --json= a
    done
}

case_other_commands()
{
    usage "too few arguments: 0 of at least 5" gen_appbin
    usage "too few arguments: 4 of at least 5" gen_appbin a 2 0 0
    usage "too few arguments: the first is one of: status split adopt" lms
    usage "status needs the file of the key" lms status
    usage "an argument is empty" info a ''
    usage "an argument is empty" size -- ''
    usage "unexpected argument 'a': options are all it takes" keygen a
    usage "too few arguments" info
    usage_as_json "too few arguments" info --json
    usage_as_json "--json is given twice" info --json --json a
    usage "too few arguments" check
    usage "--slot is '3'" check --slot 3 a
    usage "--map is '10'" check --map 10 a
    usage "--header is 'x'; it must be one of slot, flash" check --header x a
    usage "--header is given twice" check --header slot --header flash a
    usage "flash map 7" check --map 7 a
    usage "--slot is given twice" check --slot 1 --slot 1 a
    usage "too few arguments" fix-crc
    usage "unexpected argument 'b'" fix-crc a b
    usage "--crc is 'x'" fix-crc --crc x a
    usage "--trailer is" fix-crc --trailer x a
    usage "unexpected argument '3'" maps 2 3
    usage "'10'" maps 10
    usage "--flash-args needs the number of a map" maps --flash-args first
    usage_as_json "--flash-args and --json do not go together" maps --json --flash-args first 2
    usage "flash map 1 has no OTA" maps --flash-args slots 1
    usage "--flash-args is 'all'; it must be one of first, slots" maps --flash-args all 2
    usage "'x'" maps x
    usage "too few arguments" size
    usage "unexpected argument 'b'" size a b
    usage "--slot needs --map" size --slot 1 a
    usage "--slot needs --map" size --map 1 --slot 1 a
    usage "flash map 7 is not defined" size --map 7 a
    usage "missing: --map, --boot-bin, --slot1, --init-data, -o;" merge
    usage "--boot-bin is missing" merge --map 2 --slot1 b --no-init-data -o c
    usage "--slot1 is missing" merge --map 2 --boot-bin a --no-init-data -o c
    usage "-o is missing" merge --map 2 --boot-bin a --slot1 b --no-init-data
    usage "--init-data is missing" merge --map 2 --boot-bin a --slot1 b -o c
    usage "flash map 1 has no OTA" merge --map 1 --boot-bin a --slot1 b --no-init-data -o c
    usage "unexpected argument 'd'" merge --map 2 --boot-bin a --slot1 b -o c d
}

# What getopt promises: options behind the operands, "--", "=", abbreviations.
case_getopt()
{
    expect_done build "$FIXTURES/new.2.1.elf" --map=2 --slot=1 -onew.bin
    expect_same "$FIXTURES/new.2.1.bin" new.bin
    expect_done build --map 0x2 --slot 1 --output new.bin -- -dash.elf
    expect_same "$FIXTURES/new.2.1.bin" new.bin
}

# same_options LOWER UPPER
same_options()
{
    expect_done build --map 2 --slot 1 $1 -o lower.bin -- -dash.elf
    expect_done build --map 2 --slot 1 $2 -o upper.bin -- -dash.elf
    expect_same lower.bin upper.bin
}

# Choices in capitals, and the clock by its full name.
case_choices_in_capitals()
{
    same_options "--mode qio" "--mode QIO"
    same_options "--mode qout" "--mode Qout"
    same_options "--mode dio" "--mode DIO"
    same_options "--mode dout" "--mode DOut"
    same_options "--header flash" "--header FLASH"
    same_options "--crc sdk" "--crc SDK"
    same_options "--crc inverted" "--crc Inverted"
    same_options "--boot new" "--boot NEW"
    same_options "--freq 26" "--freq 26.7"
    same_options "--header flash --freq 26 --mode dio" "--header Flash --freq 26.7 --mode Dio"
    expect_done build --map 2 --slot 1 --freq 26.7 -o 26.bin -- -dash.elf
    expect_done build --map 2 --slot 1 --freq 40 -o 40.bin -- -dash.elf
    expect_differ 26.bin 40.bin
}

run_cases
