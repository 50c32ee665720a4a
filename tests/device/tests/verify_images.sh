#!/bin/sh
# SPDX-License-Identifier: MIT
# Signs images of 64 KB to 1 MB, puts each into a flash file and verifies it on the emulated core;
# prints a table. usage: verify_images.sh IMAGETOOL WORK_DIR MBEDTLS_SOURCE_DIR
# Exit 77 when something that it needs is missing.
set -eu

[ $# -eq 3 ] || {
    echo "usage: ${0##*/} IMAGETOOL WORK_DIR MBEDTLS_SOURCE_DIR" >&2
    exit 2
}
imagetool=$1
mbedtls=$3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)

# Those of verify_image.c.
vendor=10111213-1415-1617-1819-1a1b1c1d1e1f
product=20212223-2425-2627-2829-2a2b2c2d2e2f
# Slot 2 of map 5: 2 MB of flash, two slots of 1 MB.
map=5
slot=2
slot_offset=1052672
slot_limit=1024000
flash_size=2097152
types="ecdsa-p256 rsa-2048 rsa-3072"

set --
for type in $types; do
    [ -f "$work/$type.pem" ] || "$imagetool" keygen --no-passphrase --type "$type" -o "$work/$type.pem"
    set -- "$@" "$work/$type.pem"
done
"$imagetool" pubkey --format c "$@" >"$work/key_ring.c"
sh "$here/../build.sh" "$work/build" "$mbedtls" "-DDEVICE_KEY_RING=$work/key_ring.c" \
    >"$work/build.log" 2>&1 || {
    status=$?
    tail -n 20 "$work/build.log"
    exit "$status"
}

# make_image IROM_SIZE: $work/image.bin, with RAM segments of 24 KB
make_image() {
    python3 "$here/../../reference/make_elf.py" --preset hello --map $map --slot $slot \
        --irom-size "$1" --text-size 20480 --data-size 1024 --rodata-size 3072 -o "$work/image.elf"
    "$imagetool" build --map $map --slot $slot -o "$work/image.bin" "$work/image.elf"
}

# run_core: verifies what flash.bin holds, $size bytes of image
run_core() {
    (cd "$work" && sh "$here/../run.sh" build/verify_image.elf flash.bin $map $slot $slot_offset \
        $slot_limit "$size" 4096) >"$work/result.json"
}

# verify TYPE: signs image.bin, flashes it and verifies it
verify() {
    "$imagetool" sign --key "$work/$1.pem" --vendor $vendor --product $product \
        --fw-version 1.2.3 --security-counter 1 --map $map --pss-salt-from-message \
        -o "$work/signed.bin" "$work/image.bin"
    head -c $flash_size /dev/zero | tr '\0' '\377' >"$work/flash.bin"
    dd if="$work/signed.bin" of="$work/flash.bin" bs=4096 seek=$((slot_offset / 4096)) \
        conv=notrunc status=none
    size=$(wc -c <"$work/signed.bin")
    run_core || {
        status=$?
        cat "$work/result.json"
        [ "$status" -eq 77 ] || echo "$1, $size bytes: refused on the core" >&2
        exit "$status"
    }
    python3 - "$1" "$work/result.json" <<'END'
import json
import sys

name, path = sys.argv[1:]
cost = json.load(open(path))
print(f"{name:10} {cost['image_size']:8} {cost['instructions']:11} {cost['per_byte']:8.2f}"
      f" {cost['longest_step']:9} {cost['steps']:6} {cost['heap_peak']:6}"
      f" {cost['stack_library_and_flash']:6} {cost['stack_crypto']:6}")
END
}

echo "algorithm     bytes instructions per byte   longest  steps   heap  stack crypto's stack"
# 64 KB, 250 KB, the longest image of the map.
for irom_size in 40960 231424 998400; do
    make_image $irom_size
    for type in $types; do
        verify "$type"
    done
done

# What was just accepted, with a byte of the body changed (its value is pseudo-random, not 1).
printf '\001' | dd of="$work/flash.bin" bs=1 seek=$((slot_offset + 500000)) conv=notrunc status=none
status=0
run_core || status=$?
if [ "$status" -ne 1 ]; then
    cat "$work/result.json"
    echo "a changed image was not refused: exit $status" >&2
    exit 1
fi
echo "a changed image was refused"
