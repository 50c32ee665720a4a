#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds and describes ESP8266 application images: an independent second
implementation to compare the C tool with.  It favours plain code over
completeness; its refusals are its own and need not match the tool's."""

import argparse
import json
import struct
import sys
import zlib

MODES = {"qio": 0, "qout": 1, "dio": 2, "dout": 3}
FREQS = {"40": 0, "26": 1, "20": 2, "80": 15}
RAM_SECTIONS = (".text", ".data", ".rodata")
IROM_SECTION = ".irom0.text"
OLD_IROM_OFFSET = 0x10000

SHT_PROGBITS, SHT_SYMTAB, SHT_NOBITS = 1, 2, 8
SHF_ALLOC, SHF_COMPRESSED = 0x2, 0x800


class MalformedError(Exception):
    """The input is not a file of the expected kind."""


class RefusedError(Exception):
    """The input is sound but no correct image can be made of it."""


def slice_of(data, offset, size, what):
    if offset > len(data) or size > len(data) - offset:
        raise MalformedError(f"{what} lies outside the file")
    return data[offset:offset + size]


def string_at(table, offset, what):
    end = table.find(b"\0", offset)
    if offset >= len(table) or end < 0:
        raise MalformedError(f"{what} lies outside the string table")
    return table[offset:end].decode("latin-1")


class ElfSection:
    def __init__(self, fields, data):
        (self.name_offset, self.kind, self.flags, self.address, self.offset,
         self.size, self.link, _, _, self.entsize) = fields
        self.name = ""
        self.contents = b""
        if self.kind not in (0, SHT_NOBITS):
            self.contents = slice_of(data, self.offset, self.size, "a section")


class ElfFile:
    """Sections and entry symbols of a little-endian Xtensa executable."""

    def __init__(self, data):
        self.data = data
        if data[:4] != b"\x7fELF":
            raise MalformedError("not an ELF file")
        header = slice_of(data, 0, 52, "the ELF header")
        if header[4:7] != b"\x01\x01\x01":
            raise MalformedError("not a 32-bit little-endian ELF file")
        (kind, machine, _, self.entry, _, shoff, _, _, _, _,
         shentsize, shnum, shstrndx) = struct.unpack_from("<HHIIIIIHHHHHH", header, 16)
        if machine != 94 or kind != 2:
            raise MalformedError("not an Xtensa executable")
        if shnum == 0 or shentsize != 40:
            raise MalformedError("no usable section headers")
        table = slice_of(data, shoff, shnum * 40, "the section header table")
        self.sections = [ElfSection(fields, data)
                         for fields in struct.iter_unpack("<10I", table)]
        if shstrndx >= shnum:
            raise MalformedError("the section name table does not exist")
        names = self.sections[shstrndx].contents
        for section in self.sections[1:]:
            section.name = string_at(names, section.name_offset, "a section name")

    def payload(self, name):
        """Returns (address, contents), or None for a missing or empty section."""
        found = [s for s in self.sections[1:] if s.name == name]
        if len(found) > 1:
            raise MalformedError(f"two sections are named {name}")
        if not found or found[0].size == 0:
            return None
        section = found[0]
        if section.kind == SHT_NOBITS or section.flags & SHF_COMPRESSED:
            raise MalformedError(f"{name} has no plain contents")
        if section.address + section.size > 1 << 32:
            raise MalformedError(f"{name} wraps around the address space")
        return section.address, section.contents

    def symbols(self):
        """Returns the defined global and weak symbols as {name: value}."""
        result = {}
        for table in self.sections:
            if table.kind != SHT_SYMTAB:
                continue
            if table.entsize != 16 or table.size % 16 or table.link >= len(self.sections):
                raise MalformedError("the symbol table is malformed")
            strings = self.sections[table.link].contents
            for name, value, _, info, _, shndx in struct.iter_unpack("<IIIBBH", table.contents):
                if info >> 4 in (1, 2) and shndx != 0:
                    result.setdefault(string_at(strings, name, "a symbol name"), value)
        return result

    def entry_address(self, wanted):
        symbols = self.symbols()
        if wanted is not None:
            if wanted not in symbols:
                raise RefusedError(f"no symbol {wanted}")
            return symbols[wanted]
        for name in ("call_user_start1", "call_user_start"):
            if name in symbols:
                return symbols[name]
        if not self.entry_is_function():
            raise RefusedError("no entry point")
        return self.entry

    def entry_is_function(self):
        """Without a symbol table only ld's own choice, the start of .text, is none."""
        tables = [table for table in self.sections if table.kind == SHT_SYMTAB]
        if not tables:
            address, contents = self.payload(".text")
            return address < self.entry < address + len(contents)
        return any(value == self.entry and info & 15 == 2 and shndx != 0
                   for table in tables
                   for _, value, _, info, _, shndx in struct.iter_unpack("<IIIBBH", table.contents))

    def left_out(self, names):
        """Names the sections that the program needs in memory but the image lacks."""
        return [s.name for s in self.sections[1:]
                if s.kind == SHT_PROGBITS and s.flags & SHF_ALLOC
                and s.size and s.name not in names]


def ram_part(byte2, byte3, entry, segments):
    """Returns the E9 part and the offset of its first pad byte."""
    out = bytearray(struct.pack("<BBBBI", 0xE9, len(segments), byte2, byte3, entry))
    check = 0xEF
    for address, contents in segments:
        padded = contents + bytes(-len(contents) % 4)
        out += struct.pack("<II", address, len(padded)) + padded
        for byte in padded:
            check ^= byte
    pad = len(out)
    out.append(0)
    out += bytes((15 - len(out)) % 16)
    out.append(check)
    return bytes(out), pad


def trailer_words(crc):
    """Returns the trailer word of each rule that leaves the data alone."""
    inverted = crc ^ 0xFFFFFFFF
    signed = inverted - (1 << 32) if inverted >> 31 else inverted
    return {"inverted": inverted, "sdk": abs(signed), "python3": (crc + 1) & 0xFFFFFFFF}


def top_bit_effects(distance):
    """Tells for bits 0..7 of a byte that `distance` bytes follow whether
    flipping the bit flips the top bit of the CRC."""
    zeros = bytes(distance)
    base = zlib.crc32(b"\0" + zeros)
    return [(zlib.crc32(bytes([1 << bit]) + zeros) ^ base) >> 31 for bit in range(8)]


def try_byte(image, position, values):
    """Sets one byte to the first value that flips the CRC's top bit."""
    effects = top_bit_effects(len(image) - position - 1)
    for value in values:
        change = value ^ image[position]
        if sum(effects[bit] for bit in range(8) if change >> bit & 1) % 2:
            image[position] = value
            return True
    return False


def make_portable(image, pad):
    """Changes one of the zero pad bytes so that ~CRC-32 falls below 0x80000000."""
    if zlib.crc32(image) >> 31:
        return
    for position in reversed(pad):
        if try_byte(image, position, range(0x01, 0x100)):
            return
    raise RefusedError("no pad byte makes the trailer portable")


def trailer(image, rule, pad):
    if rule == "portable":
        make_portable(image, pad)
        rule = "inverted"
    return struct.pack("<I", trailer_words(zlib.crc32(image))[rule])


def build_image(elf, boot, map_number, slot=1, mode="qio", freq="40", header="slot",
                crc="portable", extra=(), entry=None):
    """Returns (image, irom) of an ElfFile; irom is the unpadded section."""
    flash_bytes = (MODES[mode], map_number << 4 | FREQS[freq])
    lead_bytes = (0, slot) if header == "slot" else flash_bytes
    address = elf.entry_address(entry)
    segments = [p for p in map(elf.payload, RAM_SECTIONS + tuple(extra)) if p]
    check_segments(segments)
    irom = (elf.payload(IROM_SECTION) or (0, b""))[1]

    ram, pad_offset = ram_part(*(lead_bytes if boot == "old" else flash_bytes),
                               address, segments)
    if boot == "none":
        return ram, irom
    if boot == "old":
        if len(ram) > OLD_IROM_OFFSET:
            raise RefusedError("the RAM segments reach into the irom")
        image = bytearray(ram.ljust(OLD_IROM_OFFSET, b"\xFF") + irom)
        start = 0
    else:
        padded = irom + bytes(-len(irom) % 16)
        image = bytearray(struct.pack("<BBBBIII", 0xEA, 4, *lead_bytes, address,
                                      0, len(padded)) + padded + ram)
        start = 16 + len(padded)
    pad = range(start + pad_offset, start + len(ram) - 1)
    return bytes(image + trailer(image, crc, pad)), irom


def check_segments(segments):
    if not segments:
        raise RefusedError("no RAM segment")
    if len(segments) > 255:
        raise RefusedError("too many RAM segments")
    ordered = sorted((address, address + len(data)) for address, data in segments)
    for (_, end), (begin, _) in zip(ordered, ordered[1:]):
        if begin < end:
            raise RefusedError("RAM segments overlap")


def walk_ram_part(data, start):
    """Returns the header, segments and checksum of the E9 part at `start`."""
    magic, count, byte2, byte3, entry = struct.unpack(
        "<BBBBI", slice_of(data, start, 8, "the header"))
    if magic != 0xE9:
        raise MalformedError("no E9 header where one belongs")
    check, segments, offset = 0xEF, [], start + 8
    for _ in range(count):
        load, length = struct.unpack("<II", slice_of(data, offset, 8, "a segment header"))
        for byte in slice_of(data, offset + 8, length, "a segment"):
            check ^= byte
        segments.append({"offset": offset + 8, "load": load, "length": length})
        offset += 8 + length
    position = offset + 1
    position += (15 - position) % 16
    stored = slice_of(data, position, 1, "the XOR byte")[0]
    return {"header": [magic, count, byte2, byte3], "entry": entry, "segments": segments,
            "xor": {"offset": position, "stored": stored, "computed": check}}


def convention_of(matches):
    """Names the rule that a stored word follows; portable satisfies both."""
    if {"inverted", "sdk"} <= set(matches):
        return "portable"
    return next((name for name in ("inverted", "sdk", "python3") if name in matches), "unknown")


def describe_image(data):
    """Returns a dictionary with the facts of an image of any boot mode."""
    lead = list(slice_of(data, 0, 8, "the header")[:4])
    entry = struct.unpack_from("<I", data, 4)[0]
    irom, boot, start = None, "none", 0
    if lead[0] == 0xEA:
        length = struct.unpack("<II", slice_of(data, 8, 8, "the irom header"))[1]
        slice_of(data, 16, length, "the irom")
        boot, start, irom = "new", 16 + length, {"offset": 16, "length": length}
    inner = walk_ram_part(data, start)
    end = inner["xor"]["offset"] + 1
    if lead[0] == 0xE9 and len(data) != end:
        boot = "old"
        end = OLD_IROM_OFFSET
        irom = {"offset": end, "length": len(data) - 4 - end}
    if boot == "new" and len(data) != end + 4 or boot == "old" and len(data) < end + 4:
        raise MalformedError("the length fits no boot mode")

    crc, matches, convention = None, [], None
    if boot != "none":
        stored = struct.unpack("<I", data[-4:])[0]
        crc = {"stored": stored, "computed": zlib.crc32(data[:-4])}
        matches = [name for name, word in trailer_words(crc["computed"]).items()
                   if word == stored]
        convention = convention_of(matches)
    return {"magic": lead[0], "boot": boot, "header": lead, "entry": entry,
            "inner_header": inner["header"], "inner_entry": inner["entry"],
            "segments": inner["segments"], "irom": irom, "xor": inner["xor"], "crc": crc,
            "convention": convention, "conventions": matches, "length": len(data)}


def add_header_arguments(parser, required=True):
    parser.add_argument("--boot", choices=("new", "old", "none"), required=required)
    parser.add_argument("--map", type=int, choices=range(16), required=required)
    parser.add_argument("--slot", type=int, choices=range(3), default=1)
    parser.add_argument("--mode", choices=MODES, default="qio")
    parser.add_argument("--freq", choices=FREQS, default="40")
    parser.add_argument("--header", choices=("slot", "flash"), default="slot")


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="make an image of an ELF file")
    build.add_argument("elf", metavar="ELF")
    build.add_argument("-o", dest="out", metavar="OUT", required=True)
    build.add_argument("--irom-out", metavar="FILE")
    add_header_arguments(build)
    build.add_argument("--crc", choices=("portable", "inverted", "sdk", "python3"),
                       default="portable")
    build.add_argument("--section", metavar="NAME", action="append", default=[])
    build.add_argument("--entry", metavar="SYMBOL")
    describe = commands.add_parser("describe", help="print the facts of an image as JSON")
    describe.add_argument("file", metavar="FILE")
    return parser.parse_args(arguments)


def read_file(path):
    with open(path, "rb") as stream:
        return stream.read()


def write_file(path, data):
    with open(path, "wb") as stream:
        stream.write(data)


def run(options):
    if options.command == "describe":
        print(json.dumps(describe_image(read_file(options.file)), indent=2))
        return
    elf = ElfFile(read_file(options.elf))
    image, irom = build_image(elf, options.boot, options.map, options.slot, options.mode,
                              options.freq, options.header, options.crc,
                              options.section, options.entry)
    for name in elf.left_out(RAM_SECTIONS + (IROM_SECTION,) + tuple(options.section)):
        print(f"image_reference.py: warning: {name} is left out", file=sys.stderr)
    write_file(options.out, image)
    if options.irom_out:
        write_file(options.irom_out, irom)


def main(arguments=None):
    try:
        run(parse_arguments(arguments))
    except RefusedError as error:
        print(f"image_reference.py: {error}", file=sys.stderr)
        return 1
    except (MalformedError, OSError) as error:
        print(f"image_reference.py: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
