# SPDX-License-Identifier: MIT
"""Files of every kind that people hand to the tool, made from their published layouts."""

import gzip
import hashlib
import struct

import make_elf
from linked_code import code

TEXT, DATA, FLASH = make_elf.TEXT_ADDRESS, make_elf.DATA_ADDRESS, make_elf.FLASH_ADDRESS


def image(segments, entry=TEXT + 4):
    """Header, segments, zero pad and XOR byte."""
    out = struct.pack("<BBBBI", 0xE9, len(segments), 2, 0x1F, entry)
    check = 0xEF
    for address, contents in segments:
        out += struct.pack("<II", address, len(contents)) + contents
        for byte in contents:
            check ^= byte
    return out + bytes(15 - len(out) % 16) + bytes([check])


def contents(name, size):
    return bytes(byte & 0x3F for byte in make_elf.pseudo_random("kind", name, size))


def ram_part():
    return image([(TEXT, contents("text", 0x400)), (DATA, contents("data", 0x100))])


def rboot(origin):
    """Boot new as of esptool2 -boot2 -iromchksum: flash settings, irom in the checksum, no CRC."""
    irom = code(origin)
    ram = bytearray(ram_part())
    for byte in irom:
        ram[-1] ^= byte
    return struct.pack("<BBBBIII", 0xEA, 4, 2, 0x1F, TEXT + 4, 0, len(irom)) + irom + bytes(ram)


def arduino():
    """eboot in the first sector, the application after it."""
    eboot = image([(0x4010F000, contents("eboot", 0x2D0))], 0x4010F004)
    return eboot.ljust(0x1000, b"\xAA") + image([(FLASH + 0x1010, code(FLASH + 0x1010)),
                                                 (TEXT, contents("text", 0x400))])


def rtos_sdk_3():
    body = image([(FLASH + 0x10010, code(FLASH + 0x10010)), (TEXT, contents("text", 0x400)),
                  (DATA, contents("data", 0x100))])
    return body + hashlib.sha256(body).digest()


def joined(offset):
    return ram_part().ljust(offset, b"\xFF") + code(FLASH + offset)


def micropython():
    body = bytearray(joined(0x9000))
    struct.pack_into("<I", body, 0x9000 - 4, len(body))
    return bytes(body) + hashlib.md5(body[4:]).digest()


def loader():
    return image([(0x4010E000, contents("stub", 0x800)), (DATA, contents("data", 0x40))],
                 0x4010E004)


def esp32(chip):
    """The header of that family is 16 bytes longer: WP pin, chip id, a byte for the SHA-256."""
    header = struct.pack("<BBBBI", 0xE9, 2, 2, 0x1F, 0x40080400) + \
        struct.pack("<B3xH", 0xEE, chip) + bytes(9) + b"\1"
    segments = b"".join(struct.pack("<II", address, 16) + contents("esp32", 16)
                        for address in (0x3F400020, 0x40080000))
    body = header + segments
    body += bytes(16 - len(body) % 16)
    return body + hashlib.sha256(body).digest()


def intel_hex(data):
    lines = []
    for offset in range(0, len(data), 16):
        record = struct.pack(">BHB", len(data[offset:offset + 16]), offset, 0) + \
            data[offset:offset + 16]
        lines.append(b":" + (record + bytes([-sum(record) & 0xFF])).hex().upper().encode())
    return b"\r\n".join(lines + [b":00000001FF", b""])


def uf2(data):
    """One block of the format, of the ESP8266 family."""
    return struct.pack("<8I", 0x0A324655, 0x9E5D5157, 0x2000, 0, 256, 0, 1, 0x7EAB61ED) + \
        data[:256].ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30)


def elf_for(machine):
    elf = bytearray(make_elf.ElfMaker().build())
    struct.pack_into("<H", elf, 18, machine)
    return bytes(elf)


# What goes into no slot, by the name that the tool gives to its kind.
IMAGES = {
    "ram-part": ram_part(),
    "arduino": arduino(),
    "rtos-sdk-3": rtos_sdk_3(),
    "joined": joined(0x10000),
    "micropython": micropython(),
    "loader": loader(),
}
ROMS = {"rboot": rboot(0x40202010), "rboot-2": rboot(0x40282010)}
OTHERS = {
    "esp32": esp32(0),
    "esp32-c3": esp32(5),
    "elf-riscv": elf_for(243),
    "gzip": gzip.compress(ram_part(), mtime=0),
    "intel-hex": intel_hex(ram_part()),
    "uf2": uf2(ram_part()),
    "html": b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n",
    "text": b'{"error": "no such\nrelease"}\n',
    "key": b"-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n",
}
