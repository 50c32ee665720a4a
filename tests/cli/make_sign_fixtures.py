#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the small images that the tests of signing need:
    make_sign_fixtures.py FOLDER"""

import os
import struct
import sys
import zlib

import image_reference as reference
import make_elf

SLOT_LIMIT = 0x7A000  # of maps 2, 3 and 4
SMALL = {"text_size": 0x64, "data_size": 0x20, "rodata_size": 0x30, "irom_size": 0x101}


def image(boot="new", number=2, slot=1, seed="0", sizes=(), **options):
    maker = make_elf.hello_preset(make_elf.irom_origin(boot, number, slot), seed=seed,
                                  **{**SMALL, **dict(sizes)})
    return reference.build_image(reference.ElfFile(maker.build()), boot, number, slot,
                                 **options)[0]


def with_body_size(size):
    """A boot new image whose body has this length, a multiple of 16."""
    other = len(image()) - 4 - (SMALL["irom_size"] + 15) // 16 * 16
    return image(sizes={"irom_size": size - other})


def with_bytes(data, offset, value):
    return data[:offset] + value + data[offset + len(value):]


def resealed(data):
    return data[:-4] + struct.pack("<I", zlib.crc32(data[:-4]) ^ 0xFFFFFFFF)


def files():
    for slot in (1, 2):
        yield f"user{slot}.bin", image(slot=slot)
        yield f"next/user{slot}.bin", image(slot=slot, seed="next")
        yield f"old{slot}.bin", image("old", slot=slot)
        yield f"flash{slot}.bin", image(slot=slot, header="flash")
        yield f"map6.{slot}.bin", image(number=6, slot=slot)
        # Map 0 at 26 MHz: byte 3 looks like slot 1.
        yield f"rtos0.{slot}.bin", image(number=0, slot=slot, header="flash", freq="26")
        yield f"rtos6.{slot}.bin", image(number=6, slot=slot, header="flash")
        yield f"sdk{slot}.bin", image(slot=slot, crc="sdk")
        yield f"inverted{slot}.bin", image(slot=slot, crc="inverted")
    yield "old-flash.bin", image("old", header="flash")
    good = image()
    yield "no-crc.bin", good[:-4]
    yield "old-no-crc.bin", image("old")[:-4]
    yield "dump.bin", good + b"\xFF" * 4096
    yield "none.bin", reference.build_image(
        reference.ElfFile(make_elf.hello_preset(0x40210000, **SMALL).build()), "none", 6, 1)[0]
    yield "firmware.elf", make_elf.hello_preset(make_elf.irom_origin("new", 2, 1)).build()
    yield "damaged.bin", with_bytes(good, 0x80, bytes([good[0x80] ^ 4]))
    yield "wrong-word.bin", good[:-4] + b"\x12\x34\x56\x78"
    yield "junk.bin", good + b"junk!"
    xor = reference.describe_image(good)["xor"]
    yield "xor.bin", resealed(with_bytes(good, xor["offset"], bytes([xor["stored"] ^ 1])))
    yield "slot-3.bin", resealed(with_bytes(good, 3, b"\3"))
    yield "cut.bin", good[:200]
    # What one ECDSA signature and one payload add: 60 + 44 + 12 + 64 + 4 and pad and CRC word.
    largest = (SLOT_LIMIT - 184 - 8) // 16 * 16
    yield "largest.bin", with_body_size(largest)
    yield "too-large.bin", with_body_size(largest + 16)
    yield "no-room.bin", with_body_size(SLOT_LIMIT // 16 * 16 - 16)
    yield "beyond.bin", with_body_size(SLOT_LIMIT)


def main():
    folder = sys.argv[1]
    os.makedirs(os.path.join(folder, "next"), exist_ok=True)
    for name, data in files():
        reference.write_file(os.path.join(folder, name), data)


if __name__ == "__main__":
    main()
