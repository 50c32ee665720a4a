#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Flashes NAME.first and NAME.slots as esptool would, and compares with NAME.flash of merge:
    flash_by_args.py NAME

esptool puts the words of @FILE into the command line, split line by line as a shell does, and
changes bytes 2 and 3 of an image at offset 0. Only what merge writes is understood here."""

import re
import shlex
import sys

NAME = sys.argv[1]
MODES = {"qio": 0, "qout": 1, "dio": 2, "dout": 3}
CLOCKS = {"40m": 0, "26m": 1, "20m": 2, "80m": 15}
SIZES = {"512KB": 0, "1MB": 2, "2MB": 3, "4MB": 4, "2MB-c1": 5, "4MB-c1": 6, "8MB": 8, "16MB": 9}


def words(path):
    with open(path, encoding="utf-8") as file:
        return [word for line in file for word in shlex.split(line)]


def flash(path, content):
    """The flash after esptool write_flash @path."""
    arguments = words(path)
    options = {}
    while arguments[0].startswith("-"):
        option = arguments.pop(0)
        options[option] = True if option == "--erase-all" else arguments.pop(0)
    assert set(options) in ({"--erase-all", "-fm", "-ff", "-fs"}, set()), options
    if options:
        content[:] = b"\xFF" * len(content)
    assert arguments and len(arguments) % 2 == 0, arguments
    offsets = []
    for offset, name in zip(arguments[::2], arguments[1::2]):
        assert re.fullmatch("0x[0-9a-f]+", offset), offset
        start = int(offset, 16)
        offsets.append(start)
        assert start % 0x1000 == 0
        with open(name, "rb") as file:
            data = bytearray(file.read())
        if start == 0:
            assert data[0] == 0xE9
            data[2] = MODES[options["-fm"]]
            data[3] = SIZES[options["-fs"]] << 4 | CLOCKS[options["-ff"]]
        end = -(-(start + len(data)) // 0x1000) * 0x1000  # whole sectors are erased
        content[start:end] = data.ljust(end - start, b"\xFF")
    return offsets


def main():
    with open(NAME + ".flash", "rb") as file:
        wanted = file.read()
    content = bytearray(b"\x5A" * len(wanted))
    flash(NAME + ".first", content)
    assert content == wanted, "the first flash"
    content = bytearray(b"\x5A" * len(wanted))
    slots = flash(NAME + ".slots", content)
    assert slots[0] == 0x1000 and len(slots) <= 2 and 0 not in slots, slots
    for start, end in zip((0, *slots), (0x1000, *slots)):
        assert set(content[start:end]) <= set(wanted[start:end]) | {0x5A}
    for at in range(0, len(wanted), 0x1000):
        sector = bytes(content[at:at + 0x1000])
        assert sector in (wanted[at:at + 0x1000], b"\x5A" * 0x1000), hex(at)
    # Boot loader, calibration, init data, parameters and what is between the slots are kept.
    for at in (0, *range(len(wanted) - 0x5000, len(wanted), 0x1000), slots[-1] - 0x1000):
        assert content[at:at + 0x1000] == b"\x5A" * 0x1000, hex(at)


main()
