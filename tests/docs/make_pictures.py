#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws docs/image-layout.svg and docs/update.svg with the figures of the two format headers.

usage: make_pictures.py
"""

import pathlib
import sys

sys.dont_write_bytecode = True
import c_constants
from svg_picture import Picture

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ("image_format.h", "manifest_format.h")
MAP = 2  # the flash map of the pictures
PAYLOADS = 2

HEADER, IROM, RAM, SIGNED, TAIL, FREE = (
    "#d6d3ee", "#cfe5f5", "#d5ecd3", "#fbe3b5", "#f3d0d0", "#f1f1f1")


def read_facts():
    folder = ROOT / "include" / "appverify"
    return c_constants.read([folder / name for name in HEADERS], "APPVERIFY_")


class Layout:
    """The rows of a signed image, top to bottom, and what covers which of them."""
    LEFT, WIDTH, TOP = 230, 370, 92

    def __init__(self, facts):
        self.picture = Picture(1000, 748, "A signed boot new image in its slot")
        self.facts = facts
        self.y = self.TOP
        self.edges = {}

    def row(self, name, height, color, offset, title, *details):
        """offset is a number, or text where it depends on what the image holds; may be empty."""
        picture, start = self.picture, self.facts["SLOT_1_OFFSET"]
        picture.box(self.LEFT, self.y, self.WIDTH, height, color)
        if isinstance(offset, int):
            picture.text(10, self.y + 14, f"0x{start + offset:05X}", "number")
            offset = f"0x{offset:X}"
        if offset:
            picture.text(90, self.y + 14, offset, "number")
        first = self.y + height / 2 + 5 - 8 * len(details)
        picture.text(self.LEFT + 12, first, title, "strong")
        for i, detail in enumerate(details):
            picture.text(self.LEFT + 12, first + 16 * (i + 1), detail)
        self.edges[name] = (self.y, self.y + height)
        self.y += height

    def cover(self, column, first, last, *words):
        """A bar beside the rows first to last, with words beside it."""
        x = self.LEFT + self.WIDTH + 20 + 125 * column
        top, bottom = self.edges[first][0] + 2, self.edges[last][1] - 2
        self.picture.bar(x, top, bottom)
        middle = (top + bottom) / 2 + 5 - 8 * (len(words) - 1)
        for i, word in enumerate(words):
            self.picture.text(x + 12, middle + 16 * i, word, "strong" if i == 0 else "")


def draw_rows(layout, facts):
    irom = facts["IROM_OFFSET_NEW"]
    header, segment = facts["IMAGE_HEADER_SIZE"], facts["SEGMENT_HEADER_SIZE"]
    linked = facts["IROM_ADDRESS"] + facts["SLOT_1_OFFSET"] + irom
    layout.row("header", 40, HEADER, 0, f"header: {header} bytes",
               f"{facts['IMAGE_MAGIC_IROM']:02X} {facts['IMAGE_COUNT_IROM']:02X}, 0, slot, entry")
    layout.row("length", 40, HEADER, header, f"header of irom: {segment} bytes", "0, length L")
    layout.row("irom", 72, IROM, irom, f"irom: L bytes, a multiple of {facts['IROM_ALIGNMENT']}",
               "code that runs from flash,", f"linked at 0x{linked:08X}")
    layout.row("ram", 40, HEADER, f"R = 0x{irom:X} + L", f"header of the RAM part: {header} bytes",
               f"{facts['IMAGE_MAGIC_RAM']:02X}, segments, flash mode, map, clock, entry")
    layout.row("text", 34, RAM, f"R + {header}", f".text: {segment} + length bytes, to iram")
    layout.row("data", 34, RAM, "", f".data: {segment} + length bytes, to dram")
    layout.row("rodata", 34, RAM, "", f".rodata: {segment} + length bytes, to dram")
    layout.row("xor", 56, HEADER, "", "pad bytes, XOR byte",
               f"the XOR byte is at {facts['XOR_OFFSET'](0)} mod {facts['XOR_OFFSET'](0) + 1};",
               "one pad byte is free for the CRC word")


def draw_manifest(layout, facts):
    fixed, entry = facts["FIXED_SIZE"], facts["PAYLOAD_SIZE"]
    signed = fixed + PAYLOADS * entry
    block = facts["BLOCK_HEADER_SIZE"] + facts["ECDSA_P256_SIZE"]
    size = signed + block + facts["END_SIZE"]
    pad = facts["TRAILER_SIZE"] - facts["CRC_SIZE"]
    layout.row("signed", 72, SIGNED, "B", f"signed part: {signed} to {facts['SIGNED_MAX']} bytes",
               "product, version, security counter;", "for each slot offset, B and SHA-256")
    layout.row("block", 40, SIGNED, f"B + {signed}", f"signature block: {block} bytes",
               "key id and ECDSA P-256 signature")
    layout.row("end", 40, SIGNED, f"B + {signed + block}", f"end block: {facts['END_SIZE']} bytes",
               "length of the manifest")
    layout.row("pad", 40, TAIL, f"B + {size}", f"pad word: {pad} bytes",
               "free for the CRC word")
    layout.row("crc", 34, TAIL, f"B + {size + pad}", f"CRC word: {facts['CRC_SIZE']} bytes")
    layout.row("free", 40, FREE, f"B + {size + facts['TRAILER_SIZE']}", "erased flash",
               "every byte is FF")
    limit = facts["SLOT_LIMIT"](MAP)
    layout.picture.text(10, layout.y + 14, f"0x{facts['SLOT_1_OFFSET'] + limit:05X}", "number")
    layout.picture.text(90, layout.y + 14, f"0x{limit:X}, the slot limit", "number")


def draw_layout(facts):
    layout = Layout(facts)
    picture = layout.picture
    picture.text(10, 32, f"A signed boot new image in slot 1 of flash map {MAP}", "title")
    picture.text(10, 56, "Not to scale. B is the length of the body. Offsets after it: a manifest"
                 " for both slots, one ECDSA signature, no TLVs.")
    picture.text(10, layout.TOP - 8, "in flash", "head")
    picture.text(90, layout.TOP - 8, "in the file", "head")
    picture.text(layout.LEFT + layout.WIDTH + 20, layout.TOP - 8, "what covers it", "head")
    draw_rows(layout, facts)
    draw_manifest(layout, facts)
    layout.cover(0, "text", "rodata", "XOR byte:", "bytes of the", "segments")
    layout.cover(1, "header", "xor", "SHA-256 of", "the body:", "a field of the", "signed part")
    layout.cover(1, "signed", "signed", "signature:", "nothing else", "is signed")
    layout.cover(2, "header", "pad", "CRC word:", "all before it;", "no secret,", "so no proof")
    return picture


class Update:
    """The steps of an update, and what each leaves when the power is cut in it."""
    LEFT, WIDTH, HEIGHT, GAP, TOP = 40, 330, 62, 22, 96
    CHANGES, LEAVES = 392, 592

    def __init__(self):
        self.picture = Picture(1000, 776, "An update, and what a power cut leaves")
        self.y = self.TOP

    def step(self, color, lines, changes, leaves, arrow=True):
        if arrow:
            self.picture.arrow(self.LEFT + self.WIDTH / 2, self.y - self.GAP, self.y)
        self.picture.box(self.LEFT, self.y, self.WIDTH, self.HEIGHT, color)
        for x, texts, first in ((self.LEFT + 12, lines, "strong"), (self.CHANGES, changes, ""),
                                (self.LEAVES, leaves, "")):
            top = self.y + self.HEIGHT / 2 + 5 - 8 * (len(texts) - 1)
            for i, text in enumerate(texts):
                self.picture.text(x, top + 16 * i, text, first if i == 0 else "")
        self.y += self.HEIGHT + self.GAP

    def branch(self, steps_back):
        """An arrow on the left from an earlier step to the next one."""
        middle = self.HEIGHT / 2
        self.picture.branch(self.LEFT, 22, self.y - steps_back * (self.HEIGHT + self.GAP) + middle,
                            self.y + middle)


def draw_steps(update, facts):
    old = ("the old firmware, and nothing has changed",)
    update.step(SIGNED, ("1 fetch the manifest", f"at most {facts['MANIFEST_MAX']} bytes, to RAM"),
                ("RAM",), old, arrow=False)
    update.step(SIGNED, ("2 judge it",
                         "structure, signatures, product, map, slot,", "security counter, length"),
                ("RAM",), old)
    update.step(IROM, ("3 erase and write the other slot",
                       f"image: at most 0x{facts['SLOT_LIMIT'](MAP):X} bytes on map {MAP}"),
                ("the other slot",), ("the old firmware; the other slot has no first word",
                                      "yet, so that no boot loader starts it"))
    update.step(IROM, ("4 verify what is in flash", "digest, structure, manifest, CRC word"),
                ("nothing: it only reads",), ("the old firmware; the update begins anew",))
    update.step(RAM, ("5 commit", "check all of it again, record the trial,", "write the first word, switch the slot"),
                ("the store, the first word,", "the boot loader's", "parameters"),
                ("the old firmware, and its next boot ends the trial;",
                 "or, once the slot is switched, the new one on trial"))
    update.step(RAM, ("6 reset, the new firmware on trial", "each boot uses up one of N"),
                ("the store",), ("the new firmware: the boot that was cut counts",))
    update.step(RAM, ("7 confirm", "the security counter rises"), ("the store",),
                ("the new firmware, confirmed or still on trial",))
    update.branch(2)
    update.step(TAIL, ("or: N boots without a confirmation", "switch back"),
                ("the boot loader's", "parameters"),
                ("the trial stays on record until the old firmware",
                 "runs; until then every boot switches back again"), arrow=False)


def draw_update(facts):
    update = Update()
    picture = update.picture
    picture.text(10, 32, "An update with a trial, and what a power cut leaves", "title")
    picture.text(10, 56, "A refusal in steps 2, 4 or 5 ends the update: the old firmware goes on,"
                 " and neither store nor boot loader has changed.")
    picture.text(update.LEFT, update.TOP - 10, "step", "head")
    picture.text(update.CHANGES, update.TOP - 10, "what changes", "head")
    picture.text(update.LEAVES, update.TOP - 10, "after a power cut there boots", "head")
    draw_steps(update, facts)
    return picture


def draw():
    """File names of docs/ to contents."""
    facts = read_facts()
    return {"image-layout.svg": draw_layout(facts).content(),
            "update.svg": draw_update(facts).content()}


def main():
    for name, content in draw().items():
        (ROOT / "docs" / name).write_text(content, "ascii")


if __name__ == "__main__":
    main()
