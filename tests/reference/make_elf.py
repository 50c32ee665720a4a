#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Crafts ELF32 Xtensa executables for tests: arbitrary sections and symbols,
a firmware-like preset, damaged variants and chosen image CRCs.  The same
arguments always give the same bytes."""

import argparse
import hashlib
import struct
import sys
import zlib

import elf_defects
import image_reference

SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_NOBITS = 1, 2, 3, 8
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR = 1, 2, 4
SHN_ABS = 0xFFF1
HEADER_SIZE, SECTION_HEADER_SIZE, SYMBOL_SIZE = 52, 40, 16

# User image offsets in flash by map: (slot 1, slot 2).
SLOT_OFFSETS = {0: (0x1000, 0x41000)}
SLOT_OFFSETS.update(dict.fromkeys((2, 3, 4), (0x1000, 0x81000)))
SLOT_OFFSETS.update(dict.fromkeys((5, 6, 8, 9), (0x1000, 0x101000)))

TEXT_ADDRESS, DATA_ADDRESS, FLASH_ADDRESS = 0x40100000, 0x3FFE8000, 0x40200000


def pseudo_random(seed, name, size):
    return hashlib.shake_128(f"{seed}:{name}".encode()).digest(size)


def with_literals(contents, begin, size):
    """Turns about one aligned word in 16 into an aligned address inside the
    range, as the literals of real firmware are."""
    out = bytearray(contents)
    for offset in range(0, len(out) - 3, 4):
        word = struct.unpack_from("<I", out, offset)[0]
        if word >> 28 == 0 and size >= 4:
            struct.pack_into("<I", out, offset, begin + word % size // 4 * 4)
    return bytes(out)


def irom_origin(boot, map_number, slot):
    """Returns the address that the vendor's linker scripts give to the irom."""
    if boot == "none":
        return FLASH_ADDRESS + 0x10000
    offset = SLOT_OFFSETS[map_number][slot - 1] % 0x100000
    return FLASH_ADDRESS + offset + (0x10 if boot == "new" else 0x10000)


def default_flags(name, kind):
    if kind == SHT_NOBITS or name.startswith((".data", ".rodata", ".bss")):
        return SHF_ALLOC | SHF_WRITE
    return SHF_ALLOC | SHF_EXECINSTR


class Section:
    def __init__(self, name, address, contents=b"", kind=SHT_PROGBITS, flags=None):
        self.name = name
        self.address = address
        self.contents = contents
        self.kind = kind
        self.flags = default_flags(name, kind) if flags is None else flags
        self.memory_size = len(contents)
        self.link = self.info = self.entsize = 0

    def make_nobits(self, size):
        self.kind, self.contents, self.memory_size = SHT_NOBITS, b"", size
        return self


class ElfMaker:
    """Holds the sections and symbols of an executable until build()."""

    def __init__(self, entry=0):
        self.entry = entry
        self.sections = []
        self.symbols = []

    def add(self, name, address, contents):
        self.sections.append(Section(name, address, contents))

    def add_nobits(self, name, address, size):
        self.sections.append(Section(name, address, kind=SHT_NOBITS).make_nobits(size))

    def add_symbol(self, name, value, absolute=None, function=False, binding=1, size=0):
        """absolute=None: a symbol inside code belongs to its section, any
        other is absolute; nm then prints T and A as it does for an SDK link."""
        kind = 2 if function else 1 if size else 0
        self.symbols.append((name, value, absolute, binding << 4 | kind, size))

    def add_object(self, name, address, contents, binding=1):
        """A data object in place of what its section holds there."""
        section = next(s for s in self.sections
                       if s.address <= address and address + len(contents) <= s.address +
                       len(s.contents))
        at = address - section.address
        section.contents = section.contents[:at] + contents + section.contents[at + len(contents):]
        self.add_symbol(name, address, binding=binding, size=len(contents))

    def add_undefined(self, name, binding=1):
        """binding 1 is a global symbol, 2 a weak one."""
        self.symbols.append((name, 0, None, binding << 4, 0))

    def find(self, name):
        return next(s for s in self.sections if s.name == name)

    def remove(self, name):
        self.sections = [s for s in self.sections if s.name != name]

    def symbol_section(self, value, absolute):
        for index, s in enumerate(self.sections, 1):
            inside = s.address <= value < s.address + max(s.memory_size, 1)
            if inside and s.flags & SHF_EXECINSTR and not absolute:
                return index
        return SHN_ABS

    def symbol_tables(self):
        strings = bytearray(1)
        table = bytearray(SYMBOL_SIZE)
        for name, value, absolute, info, size in self.symbols:
            shndx = self.symbol_section(value, absolute) if value else 0
            table += struct.pack("<IIIBBH", len(strings), value, size, info, 0, shndx)
            strings += name.encode() + b"\0"
        symtab = Section(".symtab", 0, bytes(table), SHT_SYMTAB, 0)
        # info is the index of the first global symbol.
        symtab.link, symtab.info, symtab.entsize = len(self.sections) + 2, 1, SYMBOL_SIZE
        return [symtab, Section(".strtab", 0, bytes(strings), SHT_STRTAB, 0)]

    def build(self, with_symbols=True):
        sections = self.sections + (self.symbol_tables() if with_symbols else [])
        names = bytearray(1)
        name_offsets = []
        for name in [s.name for s in sections] + [".shstrtab"]:
            name_offsets.append(len(names))
            names += name.encode() + b"\0"
        sections = sections + [Section(".shstrtab", 0, bytes(names), SHT_STRTAB, 0)]

        out = bytearray(HEADER_SIZE)
        headers = bytearray(SECTION_HEADER_SIZE)
        for section, name_offset in zip(sections, name_offsets):
            out += bytes(-len(out) % 16)
            headers += struct.pack("<10I", name_offset, section.kind, section.flags,
                                   section.address, len(out), section.memory_size,
                                   section.link, section.info, 4, section.entsize)
            out += section.contents
        out += bytes(-len(out) % 4)
        struct.pack_into("<16sHHIIIIIHHHHHH", out, 0, b"\x7fELF\x01\x01\x01", 2, 94, 1,
                         self.entry, 0, len(out), 0x300, HEADER_SIZE, 0, 0,
                         SECTION_HEADER_SIZE, len(sections) + 1, len(sections))
        return bytes(out + headers)


def hello_preset(irom_address, text_size=0x1234, data_size=0x345, rodata_size=0x456,
                 irom_size=0x5678, bss_size=0x600, seed="0", entry_name="call_user_start1"):
    """Returns a maker with the sections and symbols of an SDK link."""
    text = pseudo_random(seed, ".text", text_size)
    irom = pseudo_random(seed, ".irom0.text", irom_size)
    rodata_address = (DATA_ADDRESS + data_size + 15) & ~15
    bss_address = (rodata_address + rodata_size + 15) & ~15
    entry = TEXT_ADDRESS + 4

    maker = ElfMaker(entry)
    maker.add(".data", DATA_ADDRESS, pseudo_random(seed, ".data", data_size))
    maker.add(".rodata", rodata_address, pseudo_random(seed, ".rodata", rodata_size))
    maker.add_nobits(".bss", bss_address, bss_size)
    maker.add(".text", TEXT_ADDRESS, with_literals(text, irom_address, irom_size))
    maker.add(".irom0.text", irom_address, with_literals(irom, irom_address, irom_size))

    maker.add_symbol(entry_name, entry)
    for prefix, begin, size in (("_data", DATA_ADDRESS, data_size),
                                ("_rodata", rodata_address, rodata_size),
                                ("_bss", bss_address, bss_size),
                                ("_text", TEXT_ADDRESS, text_size),
                                ("_irom0_text", irom_address, irom_size)):
        maker.add_symbol(prefix + "_start", begin, True)
        maker.add_symbol(prefix + "_end", begin + size, True)
    return maker


def solve_bits(columns, wanted):
    """Returns the bit set whose columns XOR to `wanted`: elimination over GF(2)."""
    pivots = {}
    for index, column in enumerate(columns):
        chosen = 1 << index
        while column:
            high = column.bit_length()
            if high not in pivots:
                pivots[high] = (column, chosen)
                break
            column ^= pivots[high][0]
            chosen ^= pivots[high][1]
    result = 0
    while wanted:
        column, chosen = pivots[wanted.bit_length()]
        wanted ^= column
        result ^= chosen
    return result


def forge_crc(maker, target, image_options):
    """Changes the last aligned irom word so that the CRC-32 of the image
    without its last word, with an all-zero pad, equals `target`."""
    def covered():
        elf = image_reference.ElfFile(maker.build())
        return image_reference.build_image(elf, crc="inverted", **image_options)[0][:-4]

    section = maker.find(".irom0.text")
    position = len(section.contents) // 4 * 4 - 4
    if position < 0:
        raise ValueError("the irom is too small to forge a CRC")
    start = 16 if image_options["boot"] == "new" else image_reference.OLD_IROM_OFFSET
    data = covered()
    zeros = bytes(len(data) - start - position - 4)
    base = zlib.crc32(bytes(4) + zeros)
    columns = [zlib.crc32(struct.pack("<I", 1 << bit) + zeros) ^ base for bit in range(32)]
    change = solve_bits(columns, zlib.crc32(data) ^ target)

    contents = bytearray(section.contents)
    word = struct.unpack_from("<I", contents, position)[0]
    struct.pack_into("<I", contents, position, word ^ change)
    section.contents = bytes(contents)
    if zlib.crc32(covered()) != target:
        raise AssertionError("the forged image misses the target")


def number(text):
    return int(text, 0)


def add_sections(maker, options):
    for text in options.section:
        name, address, size, *seed = text.split(":")
        contents = pseudo_random(seed[0] if seed else "0", name, number(size))
        maker.add(name, number(address), contents)
    for text in options.nobits:
        name, address, size = text.split(":")
        maker.add_nobits(name, number(address), number(size))
    for text in options.symbol:
        name, value, *kind = text.split(":")
        maker.add_symbol(name, number(value), kind == ["abs"] or None)
    for text in options.object:
        name, address, path, *kind = text.split(":")
        with open(path, "rb") as file:
            maker.add_object(name, number(address), file.read(), 0 if kind == ["local"] else 1)


def image_options_of(options):
    names = ("boot", "slot", "mode", "freq", "header")
    result = {name: getattr(options, name) for name in names}
    return dict(result, map_number=options.map, extra=options.image_section)


def make(options):
    """Returns the bytes that the parsed command line asks for."""
    if options.preset:
        origin = options.irom_address
        if origin is None:
            origin = irom_origin(options.boot, options.map, options.slot)
        maker = hello_preset(origin, options.text_size, options.data_size,
                             options.rodata_size, options.irom_size, options.bss_size,
                             options.seed, options.entry_name)
    else:
        maker = ElfMaker()
    add_sections(maker, options)
    if options.entry is not None:
        maker.entry = options.entry
    if options.crc_target is not None:
        forge_crc(maker, options.crc_target, image_options_of(options))
    if options.defect:
        data = elf_defects.apply(options.defect, maker)
    else:
        data = maker.build()
    return data if options.truncate is None else data[:options.truncate]


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", dest="out", metavar="OUT", required=True)
    parser.add_argument("--section", metavar="NAME:ADDRESS:SIZE[:SEED]",
                        action="append", default=[])
    parser.add_argument("--nobits", metavar="NAME:ADDRESS:SIZE", action="append", default=[])
    parser.add_argument("--symbol", metavar="NAME:VALUE[:abs]", action="append", default=[])
    parser.add_argument("--object", metavar="NAME:ADDRESS:FILE[:local]", action="append",
                        default=[], help="a symbol, and the bytes of FILE in its section")
    parser.add_argument("--entry", type=number, metavar="ADDRESS")
    parser.add_argument("--preset", choices=("hello",))
    parser.add_argument("--text-size", type=number, default=0x1234)
    parser.add_argument("--data-size", type=number, default=0x345)
    parser.add_argument("--rodata-size", type=number, default=0x456)
    parser.add_argument("--irom-size", type=number, default=0x5678)
    parser.add_argument("--bss-size", type=number, default=0x600)
    parser.add_argument("--irom-address", type=number)
    parser.add_argument("--seed", default="0", help="of the preset's contents")
    parser.add_argument("--entry-name", default="call_user_start1", help="of the preset")
    parser.add_argument("--defect", choices=elf_defects.NAMES)
    parser.add_argument("--truncate", type=number, metavar="BYTES")
    parser.add_argument("--crc-target", type=lambda text: int(text, 16), metavar="HEX")
    parser.add_argument("--image-section", metavar="NAME", action="append", default=[],
                        help="extra RAM section of the image that --crc-target forges")
    image_reference.add_header_arguments(parser, required=False)
    parser.set_defaults(boot="new", map=6)
    options = parser.parse_args(arguments)
    if options.crc_target is not None and options.boot == "none":
        parser.error("an image for boot none has no CRC")
    if options.preset and options.boot != "none" and options.irom_address is None:
        if options.map not in SLOT_OFFSETS or options.slot == 0:
            parser.error("this map and slot have no irom origin; give --irom-address")
    return options


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        data = make(options)
        image_reference.write_file(options.out, data)
    except (ValueError, StopIteration, OSError, image_reference.MalformedError,
            image_reference.RefusedError) as error:
        print(f"make_elf.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
