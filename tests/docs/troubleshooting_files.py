#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the files that docs/troubleshooting.md names: troubleshooting_files.py FOLDER"""

import gzip
import os
import struct
import subprocess
import sys
import zlib

import image_reference as reference
import make_elf

FOLDER = sys.argv[1]
TEXT = make_elf.TEXT_ADDRESS


def write(name, data):
    reference.write_file(os.path.join(FOLDER, name), data)


def maker_of(slot=1, number=2, **options):
    return make_elf.hello_preset(make_elf.irom_origin("new", number, slot), **options)


def image_of(maker, slot=1, number=2):
    return reference.build_image(reference.ElfFile(maker.build()), "new", number, slot)[0]


def boot_loader():
    """As the vendor's: an E9 image with the text of its version."""
    text = b"2nd boot version : 1.7".ljust(4048, b"\0")
    check = 0xEF
    for byte in text:
        check ^= byte
    return struct.pack("<BBBBI", 0xE9, 1, 0, 0, TEXT) + struct.pack("<II", TEXT, len(text)) + \
        text + bytes(15) + bytes([check])


def main():
    user1, user2 = image_of(maker_of()), image_of(maker_of(2), 2)
    write("user1.bin", user1)
    write("user2.bin", user2)
    for slot in (1, 2):
        write(f"firmware.slot{slot}.elf", maker_of(slot).build())
    # As a port of the script to Python 3 ends it, where that is not what a device wants.
    maker = maker_of()
    make_elf.forge_crc(maker, 0x9E3D4D31, {"boot": "new", "map_number": 2, "slot": 1})
    image = image_of(maker)
    crc = zlib.crc32(image[:-4])
    write("python3.bin", image[:-4] + struct.pack("<I", crc + 1))
    write("page.bin", b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n")
    write("user1.bin.gz", gzip.compress(user1, mtime=0))
    write("cut.bin", user1[:-200])
    write("twice.bin", image_of(maker_of(1), 2))
    write("boot_v1.7.bin", boot_loader())
    write("esp_init_data_default.bin", b"\5" + bytes(range(1, 128)))
    write("blank.bin", b"\xFF" * 4096)
    flash = bytearray(b"\xFF" * 0x100000)
    loader = bytearray(boot_loader())
    loader[3] = 0x20
    for offset, data in ((0, loader), (0x1000, user1), (0x81000, user2)):
        flash[offset:offset + len(data)] = data
    write("dump.bin", bytes(flash))
    maker = maker_of()
    maker.symbols = [symbol for symbol in maker.symbols if not symbol[0].startswith("call_user")]
    maker.entry = 0
    write("no-entry.elf", maker.build())
    write("iram.elf", maker_of(text_size=0x8044).build())


if __name__ == "__main__":
    main()
