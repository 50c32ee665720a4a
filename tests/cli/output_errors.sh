# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Outputs that are inputs, full disks, closed folders.
. "$CLI_FOLDER/cli_lib.sh"

fixtures images
prepare
cp "$FIXTURES/new.2.1.elf" hello.elf
cp "$FIXTURES/none.6.1.elf" none.elf
cp "$FIXTURES/new.2.1.bin" user1.bin
cp "$FIXTURES/boot.bin" boot.bin
slot1="--map 2 --slot 1"
none="--map 6 --boot none"

# The output must not be the input, by whatever name.
case_output_is_input()
{
    ln hello.elf hard.elf
    ln -s hello.elf soft.elf
    mkdir folder
    ln -s ../user1.bin folder/soft.bin
    ln user1.bin hard.bin
    for same in hello.elf ./hello.elf folder/../hello.elf "$PWD/hello.elf" hard.elf soft.elf; do
        expect_error 2 "the output is the input hello.elf" build $slot1 -o "$same" hello.elf
        expect_error 2 "the output is the input $same" build $slot1 -o hello.elf "$same"
        expect_error 2 "the output is the input" build $slot1 -o new.bin --irom-out "$same" \
            hello.elf
    done
    for same in user1.bin ./user1.bin hard.bin folder/soft.bin; do
        expect_error 2 "the output is the input" fix-crc -o "$same" user1.bin
        for part in boot-bin slot1 slot2 init-data; do
            set -- merge --map 2 -o "$same" --boot-bin boot.bin --slot1 user1.bin
            case $part in
            boot-bin) set -- merge --map 2 -o "$same" --boot-bin user1.bin --slot1 user1.bin ;;
            slot1) ;;
            *) set -- "$@" "--$part" user1.bin ;;
            esac
            [ $part = init-data ] || set -- "$@" --no-init-data
            expect_error 2 "the output is the input" "$@"
        done
    done
    ln -s "$PWD/eagle.app.flash.bin" eagle.link
    cp hello.elf eagle.app.flash.bin
    expect_error 2 "the output is the input" gen_appbin eagle.app.flash.bin 2 0 0 2 1
    expect_error 2 "the output is the input" gen_appbin eagle.link 2 0 0 2 1
    rm eagle.app.flash.bin eagle.link
}

# Nor may two outputs be one file, be it there or not.
case_outputs_are_the_same()
{
    expect_error 2 "two outputs are the same" build $none -o new.bin --irom-out new.bin none.elf
    expect_error 2 "two outputs are the same" build $none -o new.bin --irom-out ./new.bin none.elf
    expect_error 2 "two outputs are the same" build $none -o "$PWD/new.bin" --irom-out new.bin \
        none.elf
    printf 'kept' >old.bin
    ln -s old.bin old.link
    expect_error 2 "two outputs are the same" build $none -o old.bin --irom-out ./old.bin none.elf
    expect_error 2 "two outputs are the same" build $none -o old.bin --irom-out old.link none.elf
    rm old.bin old.link
    set -- merge --map 2 --boot-bin boot.bin --slot1 user1.bin --no-init-data
    expect_error 2 "two outputs are the same" "$@" -o new.bin --flash-args new.bin
    expect_error 2 "two outputs are the same" "$@" --flash-args new --slot-args ./new
}

case_no_file_possible()
{
    mkdir folder
    # Places where no file can be.
    expect_error 3 "missing/new.bin: cannot create: No such file" \
        build $slot1 -o missing/new.bin hello.elf
    expect_error 3 "folder: " build $slot1 -o folder hello.elf
    expect_error 3 "hello.elf/new.bin: " build $slot1 -o hello.elf/new.bin hello.elf
    expect_error 3 "missing/irom: " build $none -o new.bin --irom-out missing/irom none.elf
    expect_error 3 "missing/new.bin: " build $none -o missing/new.bin --irom-out irom none.elf
    expect_error 3 "missing/new.bin: " fix-crc -o missing/new.bin user1.bin
    expect_error 3 "missing/new.bin: " merge --map 2 --boot-bin boot.bin \
        --slot1 user1.bin --no-init-data -o missing/new.bin
    mkdir eagle.app.flash.bin
    expect_error 3 "eagle.app.flash.bin: " gen_appbin hello.elf 2 0 0 2 1
    rmdir eagle.app.flash.bin
}

# A full disk: a device that is always full, and a file that may not grow.
case_full_device()
{
    full=/dev/full
    if [ -c "$full" ]; then
        expect_error 3 "$full: cannot write: No space left" build $slot1 -o "$full" hello.elf
        expect_error 3 "$full: cannot write: No space left" build $none -o new.bin \
            --irom-out "$full" none.elf
        expect_error 3 "$full: cannot write: No space left" build $none -o "$full" --irom-out irom \
            none.elf
        expect_error 3 "$full: " fix-crc -o "$full" user1.bin
        for command in "maps" "maps --json" "info user1.bin" "info --json user1.bin" \
            "check user1.bin" "size hello.elf" "--version" "--help" "build --help"; do
            last_command="$command >$full"
            runs=$((runs + 1))
            status=0
            "$IMAGETOOL" $command >"$full" 2>"$SCRATCH/stderr" </dev/null || status=$?
            [ "$status" -eq 3 ] || fail "exit $status instead of 3"
            expect_one_line stderr
            expect_text stderr "cannot write to standard output"
        done
    else
        skip_part "there is no $full"
    fi
}

# limited COMMAND...: like expect_error, but files end at 8 blocks.
limited()
{
    before=$(snapshot)
    last_command="$* (with ulimit -f 8)"
    runs=$((runs + 1))
    status=0
    # The signal would kill who does not ignore it, and leave a temporary file.
    (
        ulimit -f 8
        exec "$IMAGETOOL" "$@"
    ) >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" </dev/null || status=$?
    [ "$status" -eq 3 ] || fail "exit $status instead of 3"
    expect_one_error_line "$1"
    expect_text stderr "cannot write: File too large"
    expect_unchanged "$before"
}

# python_word IMAGE WORD: puts four characters in place of the CRC word.
python_word()
{
    "$PYTHON" -c "
import sys
with open(sys.argv[1], 'r+b') as image:
    image.seek(-4, 2)
    image.write(b'$2')" "$1"
}

case_disk_full()
{
    limited build $slot1 -o new.bin hello.elf
    printf 'kept' >old.bin
    limited build $slot1 -o old.bin hello.elf
    limited build $none -o old.bin --irom-out irom none.elf
    limited gen_appbin hello.elf 2 0 0 2 1
    cp user1.bin broken.bin
    python_word broken.bin abcd
    limited fix-crc broken.bin
    limited fix-crc -o new.bin broken.bin
    limited fix-crc -o old.bin broken.bin
    limited merge --map 2 --boot-bin boot.bin --slot1 user1.bin --no-init-data -o new.bin
    limited merge --map 2 --boot-bin boot.bin --slot1 user1.bin --no-init-data -o old.bin
    rm old.bin broken.bin
}

# What goes to standard output may meet the limit too.
case_standard_output_full()
{
    for command in "maps" "maps --json" "info --json user1.bin"; do
        last_command="$command (with ulimit -f 1)"
        runs=$((runs + 1))
        status=0
        (
            ulimit -f 1
            exec "$IMAGETOOL" $command
        ) >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" </dev/null || status=$?
        [ "$status" -eq 3 ] || fail "exit $status instead of 3"
        expect_one_line stderr
        expect_text stderr "cannot write to standard output"
    done
}

# A name as long as the file system takes leaves no room for a suffix.
case_long_name()
{
    long=$(printf '%0250d' 0)
    expect_done build $slot1 -o "$long" hello.elf
    rm -f "$long"
}

case_unwritable()
{
    if ! modes_count; then
        skip_part "unwritable files and folders: root may write everywhere"
    else
        mkdir closed
        printf 'kept' >closed/old.bin
        printf 'kept' >locked.bin
        cp user1.bin broken.bin
        python_word broken.bin abcd
        chmod 555 closed
        chmod 444 locked.bin broken.bin
        expect_error 3 "closed/new.bin: cannot create: Permission denied" \
            build $slot1 -o closed/new.bin hello.elf
        expect_error 3 "closed/old.bin: cannot create: Permission denied" \
            build $slot1 -o closed/old.bin hello.elf
        expect_error 3 "closed/irom: " build $none -o new.bin --irom-out closed/irom none.elf
        expect_error 3 "locked.bin: cannot write: Permission denied" \
            build $slot1 -o locked.bin hello.elf
        expect_error 3 "broken.bin: cannot write: Permission denied" fix-crc broken.bin
        chmod 000 "$FIXTURES/new.2.1.elf"
        expect_error 3 "new.2.1.elf: cannot open: Permission denied" \
            build $slot1 -o new.bin "$FIXTURES/new.2.1.elf"
    fi
}

run_cases
