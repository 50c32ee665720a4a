# shellcheck shell=sh disable=SC1091,SC2086 # lists of options are split on purpose
. "$CLI_FOLDER/cli_lib.sh"

fixtures merge
cd "$FIXTURES"
flash=$WORK/flash.bin

# layout SIZE OFFSET=FILE...: the whole flash, FF where no file lies.
: >"$WORK/layouts"
layouts=0
layout()
{
    layouts=$((layouts + 1))
    mv "$flash" "$WORK/$layouts.flash"
    echo "$layouts $*" >>"$WORK/layouts"
}
expect_done merge --map 0 --boot-bin boot.4096 --slot1 new.0.1.bin -o "$flash"
[ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
layout 0x80000 0=boot.4096 0x1000=new.0.1.bin
expect_done merge --map 0 --boot-bin boot.1 --slot1 new.0.1.bin --slot2 new.0.2.bin \
    --init-data init.4096 -o "$flash"
layout 0x80000 0=boot.1 0x1000=new.0.1.bin 0x41000=new.0.2.bin 0x7c000=init.4096
expect_done merge --map 2 --boot-bin boot.4096 --slot1 new.2.1.bin --slot2 new.2.2.bin \
    --init-data init.1 -o "$flash"
layout 0x100000 0=boot.4096 0x1000=new.2.1.bin 0x81000=new.2.2.bin 0xfc000=init.1
expect_done merge --map 2 --boot-bin boot.4096 --slot1 old.2.1.bin --slot2 old.2.2.bin -o "$flash"
layout 0x100000 0=boot.4096 0x1000=old.2.1.bin 0x81000=old.2.2.bin
expect_done merge --map 2 --boot-bin boot.4096 --slot1 flash-header.bin -o "$flash"
layout 0x100000 0=boot.4096 0x1000=flash-header.bin
expect_done merge --map 6 --boot-bin boot.4096 --slot1 new.6.1.bin --slot2 new.6.2.bin \
    --init-data init.4096 -o "$flash"
layout 0x400000 0=boot.4096 0x1000=new.6.1.bin 0x101000=new.6.2.bin 0x3fc000=init.4096
expect_warning merge --map 8 --boot-bin boot.1 --slot1 new.8.1.bin -o "$flash"
layout 0x800000 0=boot.1 0x1000=new.8.1.bin

"$PYTHON" - <<'END' || fail "layout"
import os

work = os.environ["WORK"]
for line in open(work + "/layouts"):
    number, size, *parts = line.split()
    wanted = bytearray(b"\xFF" * int(size, 0))
    for part in parts:
        offset, name = part.split("=")
        data = open(name, "rb").read()
        wanted[int(offset, 0):int(offset, 0) + len(data)] = data
    assert open(f"{work}/{number}.flash", "rb").read() == wanted, line
END
rm "$WORK"/*.flash

# refused CODE TEXT OPTION...: with a new output and with one that exists.
refused()
{
    refused_code=$1
    refused_text=$2
    shift 2
    [ ! -e "$flash" ] || fail "a flash image"
    expect_error "$refused_code" "$refused_text" merge "$@" -o "$flash"
    [ ! -e "$flash" ] || fail "a flash image"
    printf 'kept' >"$flash"
    expect_error "$refused_code" "$refused_text" merge "$@" -o "$flash"
    [ "$(cat "$flash")" = kept ] || fail "the output was changed"
    rm "$flash"
}
sound="--map 2 --boot-bin boot.4096 --slot1 new.2.1.bin"
{
    refused 1 "boot loader at 0x000000, 4097 bytes, runs into user1 at 0x001000" \
        --map 2 --boot-bin boot.4097 --slot1 new.2.1.bin
    refused 1 "init data at 0x0fc000, 4097 bytes, runs into the parameter sectors at 0x0fd000" \
        $sound --init-data init.4097
    refused 1 "user1, 506388 bytes, exceeds the slot of map 2 (499712 bytes) by 6676 bytes" \
        --map 2 --boot-bin boot.1 --slot1 too-large.bin

    # Swapped, or of another map.
    refused 1 "new.2.2.bin: header byte 3 is 2" --map 2 --boot-bin boot.1 --slot1 new.2.2.bin
    refused 1 "new.2.1.bin: header byte 3 is 1" $sound --slot2 new.2.1.bin
    refused 1 "old.2.1.bin: header byte 3 is 1" $sound --slot2 old.2.1.bin
    refused 1 "new.6.2.bin: header byte 3 is 2" --map 6 --boot-bin boot.1 --slot1 new.6.2.bin
    refused 1 "new.6.1.bin: header byte 3 is 1" --map 6 --boot-bin boot.1 --slot1 new.6.1.bin \
        --slot2 new.6.1.bin
    refused 1 "flash-header.bin: irom is linked at 0x40201010, slot 2" $sound \
        --slot2 flash-header.bin
    refused 1 "new.0.2.bin: irom is linked at 0x40241010, slot 2 of map 2" $sound \
        --slot2 new.0.2.bin
    refused 1 "xor.bin: XOR" --map 2 --boot-bin boot.1 --slot1 xor.bin
    refused 1 "none.6.1.bin: an image for boot none" --map 6 --boot-bin boot.1 --slot1 none.6.1.bin

    refused 1 "boot old" --map 6 --boot-bin boot.1 --slot1 old.2.1.bin
    # The warning of this map goes with a result.
    refused 1 "new.6.2.bin: header byte 3 is 2" --map 8 --boot-bin boot.1 --slot1 new.6.2.bin

    refused 3 "garbage: not an image" --map 2 --boot-bin boot.1 --slot1 garbage
    refused 3 "empty: the file is empty" --map 2 --boot-bin boot.1 --slot1 empty
    refused 3 "empty: the file is empty" --map 2 --boot-bin empty --slot1 new.2.1.bin
    refused 3 "empty: the file is empty" $sound --init-data empty
    for option in boot-bin slot1; do
        case $option in
        boot-bin) set -- --boot-bin missing --slot1 new.2.1.bin ;;
        slot1) set -- --boot-bin boot.1 --slot1 missing ;;
        esac
        refused 3 "missing: cannot open" --map 2 "$@"
    done
    refused 3 "missing: cannot open" $sound --slot2 missing
    refused 3 "missing: cannot open" $sound --init-data missing
}
# The sentence is about the parts; the output has nothing to do with it.
expect_exit 1 merge --map 2 --boot-bin boot.4097 --slot1 new.2.1.bin -o "$flash"
expect_no_text stderr "flash.bin"
