# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# info and check: images that are not for a slot, and files that are no images.
. "$CLI_FOLDER/cli_lib.sh"

fixtures kinds

before_each()
{
    cd "$FIXTURES"
}

# kind FILE NAME TEXT REASON: info tells what it is, check why no slot takes it, in one line.
kind()
{
    expect_done info "$1.bin"
    expect_text stdout "$1.bin: $3"
    expect_no_text stdout diagnosis
    expect_no_text stdout trailing
    expect_done info --json "$1.bin"
    "$PYTHON" -c 'import json, sys; assert json.load(sys.stdin)[0]["kind"] == sys.argv[1]' "$2" \
        <"$SCRATCH/stdout" || fail "kind"
    for options in "" "--slot 1 --map 2" "--header slot"; do
        expect_exit 1 check $options "$1.bin"
        expect_one_line stdout
        expect_text stdout "$1.bin: refused: $4"
    done
    expect_error 1 "$4" sign --key "$SCRATCH/key.pem" --vendor v --product p --fw-version 1.0.0 \
        --security-counter 1 --map 2 -o signed.bin "$1.bin"
    case $2 in
    rboot) ;;
    ram-part) expect_error 1 "boot none carries no CRC word" fix-crc -o fixed.bin "$1.bin" ;;
    *) # nor does a CRC word make one of it
        for trailer in "" "--trailer present" "--trailer absent"; do
            expect_error 1 "$4" fix-crc $trailer -o fixed.bin "$1.bin"
        done
        ;;
    esac
}

case_images_for_no_slot()
{
    test_key ec "$SCRATCH/key.pem"
    kind ram-part ram-part "boot none, 1312 bytes" \
        "an image for boot none (no irom, no CRC word)"
    kind arduino arduino "an Arduino firmware: eboot, and an application at 0x1000" \
        "an Arduino firmware with its own boot loader, eboot"
    kind rtos-sdk-3 rtos-sdk-3 \
        "an image of RTOS SDK 3.x, flash of 2 MB, its SHA-256 is right" \
        "an image of RTOS SDK 3.x: that SDK sends it over the air, with its own boot loader"
    kind joined joined "an image for boot none with irom joined at 0x10000" \
        "an image for boot none with irom joined to it"
    kind micropython micropython \
        "a MicroPython image: boot none, irom at 0x9000, its MD5 is right" \
        "a MicroPython image for boot none"
    kind loader loader "a program that loads to 0x40108000 to 0x4010ffff" \
        "a boot loader or a stub"
    kind rboot rboot "an image of esptool2 for rBoot" \
        "irom is linked at 0x40202010, for the ROM of rBoot at 0x2000"
    kind rboot-2 rboot "an image of esptool2 for rBoot" \
        "irom is linked at 0x40282010, for the ROM of rBoot at 0x82000"
}

# Of an RTOS SDK 3.x image: neither a map nor bytes that trail, nor a segment that is astray.
case_rtos_sdk_3()
{
    expect_done info rtos-sdk-3.bin
    for text in "appbin does not sign it yet" "2 MB" "at 0x40210010 irom" "stored"; do
        expect_text stdout "$text"
    done
    for text in "map 1" trailing "does not lie in iram" "CRC "; do
        expect_no_text stdout "$text"
    done
    expect_done info --json rtos-sdk-3.bin rtos-sdk-3.damaged.bin rtos-sdk-3.short.bin
    "$PYTHON" - "$SCRATCH/stdout" <<'END' || fail "JSON"
import json, sys
whole, damaged, short = json.load(open(sys.argv[1]))
assert (whole["map"], whole["digest_right"], whole["diagnosis"]) == (-1, True, None), whole
assert (damaged["map"], damaged["digest_right"]) == (-1, False), damaged
assert (short["kind"], short["digest_right"]) == ("rtos-sdk-3", None), short
END
    expect_done info rtos-sdk-3.damaged.bin
    expect_text stdout "its SHA-256 is wrong: the file is damaged"
    expect_done info micropython.damaged.bin
    expect_text stdout "its MD5 is wrong: the file is damaged"
}

# other FILE TEXT
other()
{
    for command in info check fix-crc; do
        [ $command != fix-crc ] || set -- "$1" "$2" "-o fixed.bin"
        expect_error 3 "$1.bin: not an image but $2" $command ${3:-} "$1.bin"
    done
}

case_no_images()
{
    other esp32 "an image for the ESP32; appbin is for the ESP8266"
    other esp32-c3 "an image for the ESP32-C3"
    other elf-riscv "an ELF for RISC-V; appbin is for the ESP8266"
    other gzip "gzip data; gunzip unpacks it"
    other intel-hex "an Intel HEX file; objcopy -I ihex -O binary"
    other uf2 "a UF2 file"
    other html "an HTML page; a server's error page"
    other text "text; look at it in an editor"
    other key "a key or a certificate (PEM); imagetool pubkey reads keys"
}

# The advice is one that works.
case_advice()
{
    gunzip -c <gzip.bin >"$SCRATCH/unpacked.bin"
    expect_same ram-part.bin "$SCRATCH/unpacked.bin"
    objcopy -I ihex -O binary intel-hex.bin "$SCRATCH/unpacked.bin"
    expect_same ram-part.bin "$SCRATCH/unpacked.bin"
}

run_cases
