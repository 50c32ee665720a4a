# SPDX-License-Identifier: MIT
"""The damaged variants of make_elf.py: each entry changes one thing about an
otherwise sound executable, so that a test knows what must be refused."""

import struct

SECTION_HEADER_SIZE = 40
SYMBOL_SIZE = 16
SHF_COMPRESSED = 0x800

# Offsets of fields in the ELF header and in a section header.
E_TYPE, E_MACHINE, E_ENTRY, E_SHOFF, E_SHNUM, E_SHSTRNDX = 16, 18, 24, 32, 48, 50
SH_NAME, SH_FLAGS, SH_OFFSET, SH_SIZE, SH_LINK, SH_ENTSIZE = 0, 8, 16, 20, 24, 36


def header_half(offset, value):
    """Returns a change that stores 16 bits in the ELF header."""
    def change(data, _):
        struct.pack_into("<H", data, offset, value)
    return change


def header_word(offset, value):
    def change(data, _):
        struct.pack_into("<I", data, offset, value)
    return change


def section_word(name, field, value):
    """Returns a change that stores 32 bits in the header of a section;
    value may depend on the file and on the field's old value."""
    def change(data, maker):
        position = section_header(data, maker, name) + field
        old = struct.unpack_from("<I", data, position)[0]
        struct.pack_into("<I", data, position, value(data, old) if callable(value) else value)
    return change


def section_header(data, maker, name):
    names = [s.name for s in maker.sections] + [".symtab", ".strtab", ".shstrtab"]
    table = struct.unpack_from("<I", data, E_SHOFF)[0]
    return table + SECTION_HEADER_SIZE * (names.index(name) + 1)


def file_byte(offset, value):
    def change(data, _):
        data[offset] = value
    return change


def shoff_beyond(data, _):
    struct.pack_into("<I", data, E_SHOFF, len(data) + 0x1000)


def no_sections(data, _):
    struct.pack_into("<I", data, E_SHOFF, 0)
    struct.pack_into("<HH", data, E_SHNUM, 0, 0)


def size_overflow(data, maker):
    """offset + size wraps to a small number in 32 bits."""
    position = section_header(data, maker, ".text")
    offset = struct.unpack_from("<I", data, position + SH_OFFSET)[0]
    struct.pack_into("<I", data, position + SH_SIZE, (1 << 32) - offset + 16)


def symbol_name_bad(data, maker):
    header = section_header(data, maker, ".symtab")
    table = struct.unpack_from("<I", data, header + SH_OFFSET)[0]
    struct.pack_into("<I", data, table + SYMBOL_SIZE, 0x7FFFFFFF)


FILE_DEFECTS = {
    "not-elf": file_byte(0, ord("X")),
    "empty-file": lambda data, _: data.clear(),
    "truncated": lambda data, _: data.__delitem__(slice(len(data) // 2, None)),
    "class64": file_byte(4, 2),
    "big-endian": file_byte(5, 2),
    "wrong-machine": header_half(E_MACHINE, 40),
    "relocatable-type": header_half(E_TYPE, 1),
    "shoff-overflow": header_word(E_SHOFF, 0xFFFFFFF0),
    "shoff-beyond": shoff_beyond,
    "huge-shnum": header_half(E_SHNUM, 0xFFFF),
    "no-sections": no_sections,
    "shstrndx-bad": header_half(E_SHSTRNDX, 0x7FFF),
    "section-size-overflow": size_overflow,
    "section-offset-beyond": section_word(".text", SH_OFFSET, lambda data, _: len(data) + 16),
    "name-offset-bad": section_word(".text", SH_NAME, 0x7FFFFFFF),
    "symbol-name-bad": symbol_name_bad,
    "symtab-entsize-zero": section_word(".symtab", SH_ENTSIZE, 0),
    "symtab-link-bad": section_word(".symtab", SH_LINK, 0x7FFF),
    "compressed-section": section_word(".text", SH_FLAGS, lambda _, old: old | SHF_COMPRESSED),
}


def no_entry_symbol(maker):
    maker.entry = 0
    maker.symbols = [s for s in maker.symbols
                     if s[0] not in ("call_user_start1", "call_user_start")]


def ld_entry(maker):
    """The entry that ld takes when nobody names one: the start of .text."""
    maker.entry = maker.find(".text").address


def without(name):
    return lambda maker: maker.remove(name)


def empty(name):
    def change(maker):
        section = maker.find(name)
        section.contents, section.memory_size = b"", 0
    return change


def nobits(name):
    def change(maker):
        section = maker.find(name)
        section.make_nobits(section.memory_size)
    return change


def added_after(existing, name, size=0x24):
    """Returns a change that adds a section right behind an existing one."""
    def change(maker):
        section = maker.find(existing)
        end = (section.address + section.memory_size + 15) & ~15
        maker.add(name, end, bytes(range(1, size + 1)))
    return change


def overlap(maker):
    data = maker.find(".data")
    maker.find(".rodata").address = data.address + data.memory_size // 2 // 4 * 4


def address_wraps(maker):
    maker.find(".data").address = 0xFFFFFFF0


MODEL_DEFECTS = {
    "no-entry-symbol": no_entry_symbol,
    "no-entry-stripped": ld_entry,
    "no-irom": without(".irom0.text"),
    "no-data": without(".data"),
    "no-text": without(".text"),
    "empty-irom": empty(".irom0.text"),
    "empty-data": empty(".data"),
    "extra-section": added_after(".text", ".lit4"),
    "extra-flash-section": added_after(".irom0.text", ".irom1.text"),
    "duplicate-text": added_after(".text", ".text"),
    "irom-nobits": nobits(".irom0.text"),
    "text-nobits": nobits(".text"),
    "segments-overlap": overlap,
    "section-address-wraps": address_wraps,
}

NAMES = sorted([*FILE_DEFECTS, *MODEL_DEFECTS, "no-symbols"])


def apply(name, maker):
    """Returns the file with one defect; the maker may change."""
    if name in MODEL_DEFECTS:
        MODEL_DEFECTS[name](maker)
    data = bytearray(maker.build(with_symbols=name not in ("no-symbols", "no-entry-stripped")))
    if name in FILE_DEFECTS:
        FILE_DEFECTS[name](data, maker)
    return bytes(data)
