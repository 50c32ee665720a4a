#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes ELF files, the images that belong to them and a list of command lines,
all of one group in one process:  make_golden.py GROUP FOLDER

FOLDER/cases holds a line "NAME ELF OPTION..." for each case; NAME.bin is the
image of the independent reference, ELF.irom the raw irom."""

import itertools
import os
import sys

import elf_defects
import image_reference as reference
import make_elf

SMALL = {"text_size": 0x123, "data_size": 0x45, "rodata_size": 0x56, "irom_size": 0x567,
         "bss_size": 0x60}
MAPS_NEW, MAPS_OLD, MAPS_NONE = (0, 2, 3, 4, 5, 6), (0, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6, 8, 9)
HEADERS, RULES = ("slot", "flash"), ("sdk", "inverted", "portable")
MODES, FREQS = ("qio", "qout", "dio", "dout"), ("40", "26", "20", "80")


class Golden:
    def __init__(self, folder):
        self.folder = folder
        self.cases = []
        self.elves = {}

    def write(self, name, data):
        reference.write_file(os.path.join(self.folder, name), data)

    def add_elf(self, data):
        """Returns the name and the parsed form; equal files are written once."""
        if data not in self.elves:
            name = f"{len(self.elves):03}.elf"
            elf = reference.ElfFile(data)
            self.write(name, data)
            self.write(name + ".irom", elf.payload(".irom0.text")[1])
            self.elves[data] = (name, elf)
        return self.elves[data]

    def is_warned(self, elf, boot, number, entry):
        """build warns of a long irom and of an entry in irom."""
        address, contents = elf.payload(".irom0.text")
        limit = 0x2B000 if number == 0 else 0x6B000 if number <= 4 else 0xE0000
        return (boot != "none" and len(contents) > limit) or elf.entry_address(entry) >= address

    def add(self, data, boot, number, slot=1, sections=(), entry=None, **options):
        elf_name, elf = self.add_elf(data)
        name = f"{len(self.cases):03}"
        image, _ = reference.build_image(elf, boot, number, slot, extra=sections, entry=entry,
                                         **options)
        self.write(name + ".bin", image)
        if self.is_warned(elf, boot, number, entry):
            self.write(name + ".warned", b"")
        words = [name, elf_name, "--boot", boot, "--map", str(number)]
        if boot != "none":
            words += ["--slot", str(slot)]
        words += [w for key, value in options.items() for w in ("--" + key, value)]
        words += [w for section in sections for w in ("--section", section)]
        self.cases.append(" ".join(words + (["--entry", entry] if entry else [])))
        return image

    def close(self):
        self.write("cases", "".join(line + "\n" for line in self.cases).encode())


def preset(boot, number, slot=1, **sizes):
    return make_elf.hello_preset(make_elf.irom_origin(boot, number, slot), **{**SMALL, **sizes})


def matrix(golden):
    for boot, maps in (("new", MAPS_NEW), ("old", MAPS_OLD)):
        for number, slot in itertools.product(maps, (1, 2)):
            data = preset(boot, number, slot).build()
            for header, crc in itertools.product(HEADERS, RULES):
                golden.add(data, boot, number, slot, header=header, crc=crc)
    for number in MAPS_NONE:
        golden.add(preset("none", number).build(), "none", number)
    for header, crc in itertools.product(HEADERS, RULES):
        golden.add(preset("none", 6).build(), "none", 6, header=header, crc=crc)


def flash_settings(golden):
    for boot, header in (("new", "slot"), ("new", "flash"), ("old", "flash"), ("none", "slot")):
        data = preset(boot, 4).build()
        for mode, freq in itertools.product(MODES, FREQS):
            golden.add(data, boot, 4, header=header, mode=mode, freq=freq)


def lengths(golden):
    for boot, extra in itertools.product(("new", "old", "none"), range(16)):
        golden.add(preset(boot, 2, irom_size=0x200 + extra).build(), boot, 2)
    for text, data, rodata in itertools.product(range(4), repeat=3):
        elf = preset("new", 2, text_size=0x40 + text, data_size=0x20 + data,
                     rodata_size=0x30 + rodata).build()
        golden.add(elf, "new", 2)
    # The XOR byte behind a segment end at every residue, that is, 1, 5, 9 and 13 pad bytes.
    for boot, words in itertools.product(("new", "old", "none"), range(4)):
        golden.add(preset(boot, 2, text_size=0x40 + 4 * words).build(), boot, 2)
    for size in (1, 2, 3, 4, 15, 16, 17):
        golden.add(preset("new", 6, irom_size=size).build(), "new", 6)
        golden.add(preset("old", 2, irom_size=size).build(), "old", 2)


def limits(golden):
    # The E9 part of boot old ends exactly at 0x10000: headers 32, one XOR byte, three pad bytes.
    ram = 0x10000 - 32 - 4
    golden.add(preset("old", 2, text_size=0x8000, data_size=0x20,
                      rodata_size=ram - 0x8020).build(), "old", 2)
    # One byte more would exceed the slot of 0x7A000 bytes.
    golden.add(preset("old", 2, irom_size=0x7A000 - 4 - 0x10000).build(), "old", 2)
    ram = len(golden.add(preset("none", 2).build(), "none", 2))
    golden.add(preset("new", 2, irom_size=(0x7A000 - 4 - 16 - ram) // 16 * 16).build(), "new", 2)


def contents(golden):
    text, data = make_elf.TEXT_ADDRESS, make_elf.DATA_ADDRESS
    maker = preset("new", 2)
    maker.add(".lit4", text + 0x400, bytes(range(0x21)))
    golden.add(maker.build(), "new", 2, sections=[".lit4"])
    maker.add(".late", data + 0x400, bytes(range(0x1f, 0, -1)))
    maker.add(".early", text + 0x800, b"\x5a")
    golden.add(maker.build(), "new", 2, sections=[".lit4", ".late", ".early"])
    golden.add(maker.build(), "new", 2, sections=[".early", ".late", ".lit4"])

    for boot in ("new", "old", "none"):
        maker = preset(boot, 2, entry_name="call_user_start")
        golden.add(maker.build(), boot, 2)
        maker.add_symbol("call_user_start1", text + 8)
        golden.add(maker.build(), boot, 2)
        maker.add_symbol("own_start", text + 12)
        golden.add(maker.build(), boot, 2, entry="own_start")
    maker = preset("new", 2, entry_name="other")
    maker.entry = text + 16
    maker.add_symbol("own_entry", maker.entry, function=True)
    golden.add(maker.build(), "new", 2)
    maker.add_symbol("in_irom", make_elf.irom_origin("new", 2, 1) + 4)
    golden.add(maker.build(), "new", 2, entry="in_irom")

    for names in ([".data"], [".rodata"], [".data", ".rodata"]):
        for boot, change in itertools.product(("new", "none"), ("empty", "without")):
            maker = preset(boot, 2)
            for name in names:
                getattr(elf_defects, change)(name)(maker)
            golden.add(maker.build(), boot, 2)
    # Absolute symbols are not where addresses come from: without them nothing changes.
    maker = preset("new", 2)
    maker.symbols = maker.symbols[:1]
    golden.add(maker.build(), "new", 2)


def crc(golden):
    for target in (0x00000000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00000001, 0x80000001):
        for boot, header in itertools.product(("new", "old"), HEADERS):
            maker = preset(boot, 4)
            make_elf.forge_crc(maker, target, {"boot": boot, "map_number": 4, "header": header})
            data = maker.build()
            images = {rule: golden.add(data, boot, 4, header=header, crc=rule) for rule in RULES}
            # The facts page, not the reference, says what must come out.
            if (images["portable"] == images["inverted"]) != (target >= 0x80000000):
                raise AssertionError(f"portable against inverted at {target:08x}")
            changed = sum(a != b for a, b in zip(images["portable"][:-4], images["sdk"][:-4]))
            if changed != (target < 0x80000000):
                raise AssertionError(f"{changed} bytes changed at {target:08x}")
            if images["portable"][-1] >= 0x80:
                raise AssertionError(f"the portable word of {target:08x}")
    for seed, boot in itertools.product(range(12), ("new", "old")):
        golden.add(preset(boot, 2, seed=f"crc {seed}").build(), boot, 2)


def gen_appbin(golden):
    """Here a case is "NAME ELF ARGUMENT..." of gen_appbin, and the reference obeys the
    options that the script's arguments stand for."""
    for boot, number, slot in [("new", n, s) for n in MAPS_NEW for s in (0, 1, 2)] + \
                              [("old", n, s) for n in MAPS_OLD for s in (0, 1, 2)] + \
                              [("none", 6, 0), ("none", 1, 0), ("none", 6, None)]:
        linked = preset(boot, number, slot or 1).build()
        for mode, freq in (("qio", "40"), ("dout", "80"), ("dio", "26"), ("qout", "20")):
            golden.add(linked, boot, number, slot or 1, mode=mode, freq=freq,
                       header="slot" if slot else "flash")
            words = golden.cases[-1].split()[:2]
            words += [str(("none", "old", "new").index(boot)), str(reference.MODES[mode]),
                      str(reference.FREQS[freq]), str(number)]
            # 0 is what the makefile of an SDK passes for an application without boot loader.
            words += [str(slot)] if slot or (slot is not None and boot == "none") else []
            golden.cases[-1] = " ".join(words)


GROUPS = {f.__name__: f for f in (matrix, flash_settings, lengths, limits, contents, crc,
                                  gen_appbin)}


def main():
    golden = Golden(sys.argv[2])
    GROUPS[sys.argv[1]](golden)
    golden.close()


if __name__ == "__main__":
    main()
