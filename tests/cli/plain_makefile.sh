# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# examples/plain-makefile, built as its users do.
. "$CLI_FOLDER/cli_lib.sh"

for program in xtensa-lx106-elf-gcc make; do
    command -v $program >/dev/null || skip "there is no $program"
done
prepare
# A project of its own, in a clean folder.
cp -R "$EXAMPLES/plain-makefile" "a project"
rm -rf "a project/build"
make -s -C "$PWD/a project" BUILD_DIR="$PWD" IMAGETOOL="$IMAGETOOL" images >&2

# The makefile takes absolute names.
before_each()
{
    cp -a "$SCRATCH/ready/." .
    example="$WORK/a project"
}

case_images()
{
    expect_done check --strict user1.bin user2.bin
    for line in "user1.bin: ok for slot 1 of map 2: " \
        "user2.bin: ok for slot 2 of map 2: " \
        "user1.bin, user2.bin: two slots of map 2"; do
        expect_text stdout "$line"
    done
    expect_done check --slot 1 --map 2 user1.bin
    expect_done check --slot 2 --map 2 user2.bin
    expect_exit 1 check --slot 2 user1.bin
    expect_done info user1.bin user2.bin
    expect_text stdout "linked at 0x40201010"
    expect_text stdout "linked at 0x40281010"
    expect_no_text stdout "diagnosis"
    expect_done size --map 2 --slot 1 hello.slot1.elf
    expect_done size --map 2 --slot 2 hello.slot2.elf
    expect_error 1 "0x40281010" build --map 2 --slot 2 -o new.bin hello.slot1.elf
    expect_error 1 "0x40201010" build --map 2 --slot 1 -o new.bin hello.slot2.elf
}

# gen_appbin, as a makefile of an SDK would call it.
case_gen_appbin()
{
    expect_done gen_appbin hello.slot1.elf 2 0 0 2 1
    expect_same user1.bin eagle.app.flash.bin
    expect_done gen_appbin hello.slot2.elf 2 0 0 2 2
    expect_same user2.bin eagle.app.flash.bin
    rm eagle.app.flash.bin
}

case_reference()
{
    for slot in 1 2; do
        for header in slot flash; do
            for rule in portable inverted sdk; do
                expect_done build --map 2 --slot $slot --header $header --crc $rule \
                    -o $slot.$header.$rule hello.slot$slot.elf
            done
        done
    done
    "$PYTHON" - <<'END' || fail "reference"
import image_reference as reference

for slot in (1, 2):
    elf = reference.ElfFile(reference.read_file(f"hello.slot{slot}.elf"))
    assert reference.read_file(f"user{slot}.bin") == reference.build_image(elf, "new", 2, slot)[0]
    for header in ("slot", "flash"):
        for rule in ("portable", "inverted", "sdk"):
            wanted, _ = reference.build_image(elf, "new", 2, slot, header=header, crc=rule)
            assert reference.read_file(f"{slot}.{header}.{rule}") == wanted
END
}

# Both slots' images come from the same objects and, built elsewhere, from other folders.
case_reproducible()
{
    mkdir again
    make -s -C "$example" BUILD_DIR="$WORK/again" IMAGETOOL="$IMAGETOOL" images >&2
    expect_same user1.bin again/user1.bin
    expect_same user2.bin again/user2.bin
}

# A release, made anew when the key or the version changes, and only then.
case_release()
{
    "$IMAGETOOL" keygen --no-passphrase -o "a key.pem"
    release() {
        make -s -C "$example" BUILD_DIR="$WORK" IMAGETOOL="$IMAGETOOL" KEY="$WORK/a key.pem" \
            "$@" release >&2
    }
    release
    "$IMAGETOOL" pubkey -o public.pem "a key.pem"
    expect_done verify --pubkey public.pem --vendor example.com --product hello \
        release/user1.bin release/user2.bin hello.manifest
    cp hello.manifest first.manifest
    touch -d 2001-01-01 release/user1.bin
    release
    # shellcheck disable=SC3013 # dash and busybox have it too
    [ ! release/user1.bin -nt "a key.pem" ] || fail "signed again without a reason"
    release VERSION=1.0.1
    expect_done info release/user2.bin
    expect_text stdout "1.0.1"
    rm "a key.pem"
    "$IMAGETOOL" keygen --no-passphrase -o "a key.pem"
    release VERSION=1.0.1
    expect_exit 1 verify --pubkey public.pem --vendor example.com --product hello \
        release/user1.bin release/user2.bin hello.manifest
    rm "a key.pem"
    if release VERSION=1.0.1 2>errors; then
        fail "released without a key"
    fi
    grep -q "imagetool keygen -o" errors || fail "no word on how to make a key: $(cat errors)"
}

run_cases
