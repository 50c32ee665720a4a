#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the reference itself.  Expected values are worked out by hand from
the image format, or come from zlib and from the vendor's published images."""

import contextlib
import io
import itertools
import json
import os
import struct
import sys
import tempfile
import unittest
import zlib

sys.dont_write_bytecode = True
import elf_defects
import image_reference as reference
import make_elf

VECTORS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "..", "data", "sdk-image-crc.tsv")
TEXT, DATA, IROM = 0x40100000, 0x3FFE8000, 0x40201010
TEXT_BYTES = bytes([1, 2, 3, 4, 5])
# 8 header bytes, two segments of 8 + 8 and 8 + 4: the XOR byte belongs at 47.
# 0xEF ^ 1^2^3^4^5 ^ 0x10 = 0xEF ^ 0x01 ^ 0x10 = 0xFE
SMALL_SEGMENTS = bytes.fromhex("00001040 08000000 0102030405000000"
                               "0080fe3f 04000000 10000000")
SMALL_PAD = bytes(11)
SMALL_XOR = b"\xfe"


def small_maker(irom=b"\xAA" * 17):
    maker = make_elf.ElfMaker(TEXT)
    maker.add(".text", TEXT, TEXT_BYTES)
    maker.add(".data", DATA, b"\x10")
    maker.add(".irom0.text", IROM, irom)
    maker.add_symbol("call_user_start1", TEXT + 4)
    return maker


def build(maker, boot="new", map_number=6, **options):
    elf = reference.ElfFile(maker.build())
    return reference.build_image(elf, boot, map_number, **options)[0]


class Layout(unittest.TestCase):
    def test_build_none_matches_bytes_by_hand(self):
        header = bytes.fromhex("e902026f 04001040")
        image = build(small_maker(), "none", mode="dio", freq="80")
        self.assertEqual(image, header + SMALL_SEGMENTS + SMALL_PAD + SMALL_XOR)
        self.assertEqual(len(image), 48)

    def test_build_new_matches_bytes_by_hand(self):
        expected = (bytes.fromhex("ea040002 04001040 00000000 20000000")
                    + b"\xAA" * 17 + bytes(15)
                    + bytes.fromhex("e9020352 04001040")
                    + SMALL_SEGMENTS + SMALL_PAD + SMALL_XOR)
        image = build(small_maker(), map_number=5, slot=2, mode="dout", freq="20",
                      crc="inverted")
        self.assertEqual(image[:-4], expected)
        self.assertEqual(image[-4:], struct.pack("<I", zlib.crc32(expected) ^ 0xFFFFFFFF))
        self.assertEqual(len(image) % 16, 4)

    def test_build_old_matches_bytes_by_hand(self):
        ram = bytes.fromhex("e9020001 04001040") + SMALL_SEGMENTS + SMALL_PAD + SMALL_XOR
        expected = ram + b"\xFF" * (0x10000 - 48) + b"\xAA" * 17
        image = build(small_maker(), "old", 2, crc="sdk")
        self.assertEqual(image[:-4], expected)

    def test_build_header_flash_stores_flash_settings(self):
        for boot in ("old", "new"):
            image = build(small_maker(), boot, 4, header="flash", mode="qout", freq="26")
            self.assertEqual(image[2:4], b"\x01\x41")

    def test_build_irom_multiple_of_16_adds_no_pad(self):
        image = build(small_maker(bytes(32)))
        self.assertEqual(image[8:16], bytes.fromhex("00000000 20000000"))
        self.assertEqual(image[48], 0xE9)

    def test_build_without_irom_keeps_empty_irom_header(self):
        maker = small_maker()
        maker.remove(".irom0.text")
        image = build(maker)
        self.assertEqual(image[:2] + image[8:17], b"\xEA\x04" + bytes(8) + b"\xE9")

    def test_build_xor_position_for_each_segment_length(self):
        for size, pad in ((4, 11), (8, 7), (12, 3), (16, 15)):
            maker = make_elf.ElfMaker(TEXT)
            maker.add(".text", TEXT, bytes(size))
            maker.add_symbol("call_user_start", TEXT)
            image = build(maker, "none", 2)
            self.assertEqual(image[16 + size:], bytes(pad) + b"\xEF")

    def test_build_missing_or_empty_section_is_not_counted(self):
        for change in (elf_defects.empty(".data"), elf_defects.without(".data")):
            maker = small_maker()
            change(maker)
            image = build(maker)
            self.assertEqual((image[:2], image[48:50]), (b"\xEA\x04", b"\xE9\x01"))

    def test_build_extra_sections_follow_rodata_in_given_order(self):
        maker = small_maker()
        maker.add(".b", TEXT + 0x200, b"\x02")
        maker.add(".a", TEXT + 0x100, b"\x01")
        maker.add(".rodata", DATA + 0x100, b"\x03")
        facts = reference.describe_image(build(maker, extra=(".b", ".missing", ".a")))
        self.assertEqual([s["load"] for s in facts["segments"]],
                         [TEXT, DATA, DATA + 0x100, TEXT + 0x200, TEXT + 0x100])

    def test_build_old_full_ram_part_needs_no_fill(self):
        maker = make_elf.ElfMaker(TEXT)
        # 0x10000 less 16 header bytes, 3 pad bytes and the XOR byte.
        maker.add(".text", TEXT, bytes(0xFFEC))
        maker.add_symbol("call_user_start", TEXT)
        self.assertEqual(len(build(maker, "old", 2)), 0x10004)

    def test_build_old_long_ram_part_is_refused(self):
        maker = make_elf.ElfMaker(TEXT)
        maker.add(".text", TEXT, bytes(0xFFED))
        maker.add_symbol("call_user_start", TEXT)
        with self.assertRaises(reference.RefusedError):
            build(maker, "old", 2)

    def test_build_without_ram_sections_is_refused(self):
        maker = make_elf.ElfMaker(TEXT)
        maker.add(".irom0.text", IROM, bytes(16))
        with self.assertRaises(reference.RefusedError):
            build(maker)


class Entry(unittest.TestCase):
    def entry(self, symbols, wanted=None, e_entry=0x40100099):
        maker = make_elf.ElfMaker(e_entry)
        maker.add(".text", TEXT, bytes(64))
        for name, value in symbols or ():
            maker.add_symbol(name, value, function=name == "function")
        return reference.ElfFile(maker.build(symbols is not None)).entry_address(wanted)

    def test_entry_of_header_must_be_a_function(self):
        self.assertEqual(self.entry([("function", TEXT + 8)], e_entry=TEXT + 8), TEXT + 8)
        for symbols in ([("label", TEXT + 8)], [("function", TEXT + 4)], []):
            with self.assertRaises(reference.RefusedError):
                self.entry(symbols, e_entry=TEXT + 8)

    def test_entry_of_stripped_file_is_not_the_start_of_text(self):
        self.assertEqual(self.entry(None, e_entry=TEXT + 4), TEXT + 4)
        for e_entry in (0, TEXT, TEXT + 64):
            with self.assertRaises(reference.RefusedError):
                self.entry(None, e_entry=e_entry)

    def test_entry_prefers_option_then_start1_then_start_then_header(self):
        old, new, own = ("call_user_start", TEXT), ("call_user_start1", TEXT + 4), ("own", TEXT + 8)
        self.assertEqual(self.entry([old, new, own], "own"), TEXT + 8)
        self.assertEqual(self.entry([old, new, own]), TEXT + 4)
        self.assertEqual(self.entry([old, own]), TEXT)

    def test_entry_unknown_symbol_is_refused(self):
        with self.assertRaises(reference.RefusedError):
            self.entry([("call_user_start1", TEXT)], "missing")

    def test_entry_absent_is_refused(self):
        with self.assertRaises(reference.RefusedError):
            self.entry([], e_entry=0)


class Conventions(unittest.TestCase):
    def test_trailer_words_at_the_edges(self):
        # crc: (inverted, sdk, python3)
        edges = {0x00000000: (0xFFFFFFFF, 0x00000001, 0x00000001),
                 0x00000001: (0xFFFFFFFE, 0x00000002, 0x00000002),
                 0x7FFFFFFF: (0x80000000, 0x80000000, 0x80000000),
                 0x80000000: (0x7FFFFFFF, 0x7FFFFFFF, 0x80000001),
                 0xCBF43926: (0x340BC6D9, 0x340BC6D9, 0xCBF43927),
                 0xFFFFFFFF: (0x00000000, 0x00000000, 0x00000000)}
        for crc, (inverted, sdk, python3) in edges.items():
            self.assertEqual(reference.trailer_words(crc),
                             {"inverted": inverted, "sdk": sdk, "python3": python3})

    def test_trailer_words_match_every_vendor_image(self):
        with open(VECTORS, encoding="ascii") as stream:
            rows = [line.rstrip("\n").split("\t") for line in stream if line[0] != "#"]
        both = 0
        for name, _, _, crc, stored, *_ in rows:
            words = reference.trailer_words(int(crc, 16))
            self.assertEqual(words["sdk"], int(stored, 16), name)
            both += words["inverted"] == words["sdk"]
        self.assertEqual((len(rows), both), (96, 56))

    def test_describe_names_the_convention(self):
        for target, rule, expected in ((0x12345678, "inverted", "inverted"),
                                       (0x12345678, "sdk", "sdk"),
                                       (0x12345678, "python3", "sdk"),
                                       (0x92345678, "inverted", "portable"),
                                       (0x92345678, "sdk", "portable"),
                                       (0x92345678, "python3", "python3"),
                                       (0x12345678, "portable", "portable")):
            maker = small_maker()
            make_elf.forge_crc(maker, target, {"boot": "new", "map_number": 6})
            facts = reference.describe_image(build(maker, crc=rule))
            self.assertEqual(facts["convention"], expected)

    def test_describe_wrong_trailer_is_unknown(self):
        image = bytearray(build(small_maker()))
        image[-1] ^= 0x10
        self.assertEqual(reference.describe_image(bytes(image))["convention"], "unknown")


class Portable(unittest.TestCase):
    @staticmethod
    def by_trial(image, pad):
        """The rule in its plainest and slowest form."""
        trials = [(p, v) for p in reversed(pad) for v in range(256)]
        for position, value in [(pad[0], 0)] + trials:
            trial = bytearray(image)
            trial[position] = value
            if zlib.crc32(trial) >> 31:
                return trial
        return None

    @staticmethod
    def samples(distance):
        """Random bytes, but for four of pad at offset 16."""
        for seed in itertools.count():
            image = bytearray(make_elf.pseudo_random(seed, "portable", 20 + distance))
            image[16:20] = bytes(4)
            yield image

    def test_make_portable_equals_trial_and_error(self):
        # The large distances make a single pad byte at offset 16 useless.
        useless = 0
        for distance in [*range(40), 236, 820, 854, 981, 1029, 1050, 1944]:
            image = next(i for i in self.samples(distance) if zlib.crc32(i) >> 31 == 0)
            for pad in (range(16, 20), range(16, 17)):
                result = bytearray(image)
                wanted = self.by_trial(image, pad)
                if wanted is None:
                    with self.assertRaises(reference.RefusedError):
                        reference.make_portable(result, pad)
                    wanted = image
                    useless += 1
                else:
                    reference.make_portable(result, pad)
                self.assertEqual(result, wanted)
        self.assertEqual(useless, 7)

    def test_make_portable_passes_over_a_useless_pad_byte(self):
        # 239 bytes after a byte, none of its bits reach the CRC's top bit.
        self.assertEqual(reference.top_bit_effects(239), [0] * 8)
        image = bytearray(241)
        while zlib.crc32(image) >> 31:
            image[-1] += 1
        result = bytearray(image)
        reference.make_portable(result, range(2))
        self.assertEqual(result[1:], image[1:])
        self.assertNotEqual(result[0], 0)
        self.assertEqual(zlib.crc32(result) >> 31, 1)

    def test_make_portable_without_useful_byte_is_refused(self):
        image = bytearray(240)
        while zlib.crc32(image) >> 31:
            image[-1] += 1
        with self.assertRaises(reference.RefusedError):
            reference.make_portable(image, range(1))

    def test_build_portable_satisfies_both_conventions(self):
        changed = 0
        for boot in ("old", "new"):
            for target in (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF):
                maker = small_maker(bytes(33))
                make_elf.forge_crc(maker, target, {"boot": boot, "map_number": 4})
                plain = build(maker, boot, 4, crc="inverted")
                image = build(maker, boot, 4)
                facts = reference.describe_image(image)
                self.assertEqual(facts["conventions"][:2], ["inverted", "sdk"])
                self.assertLess(facts["crc"]["stored"], 0x80000000)
                self.assertEqual(facts["xor"]["stored"], facts["xor"]["computed"])
                differing = [i for i in range(len(image) - 4) if image[i] != plain[i]]
                last_pad = facts["xor"]["offset"] - 1
                self.assertEqual(differing, [] if target >> 31 else [last_pad])
                changed += len(differing)
        self.assertEqual(changed, 6)


class Damage(unittest.TestCase):
    ACCEPTED = {"empty-data", "empty-irom", "extra-flash-section", "extra-section",
                "no-data", "no-irom", "no-symbols", "no-text"}

    def test_build_damaged_elf_is_refused(self):
        for name in elf_defects.NAMES:
            with self.subTest(name):
                data = elf_defects.apply(name, make_elf.hello_preset(IROM))
                if name in self.ACCEPTED:
                    reference.build_image(reference.ElfFile(data), "new", 6)
                    continue
                with self.assertRaises((reference.MalformedError, reference.RefusedError)):
                    reference.build_image(reference.ElfFile(data), "new", 6)

    def test_build_truncated_elf_is_malformed(self):
        data = small_maker().build()
        for length in range(len(data)):
            with self.assertRaises(reference.MalformedError):
                reference.ElfFile(data[:length])

    def test_describe_truncated_image_is_malformed(self):
        image = build(small_maker())
        for length in range(len(image)):
            with self.assertRaises(reference.MalformedError):
                reference.describe_image(image[:length])

    def test_left_out_names_unplaced_sections(self):
        data = elf_defects.apply("extra-section", make_elf.hello_preset(IROM))
        placed = reference.RAM_SECTIONS + (reference.IROM_SECTION,)
        self.assertEqual(reference.ElfFile(data).left_out(placed), [".lit4"])


class Maker(unittest.TestCase):
    def test_make_same_arguments_same_bytes(self):
        first = make_elf.hello_preset(IROM, seed="x").build()
        self.assertEqual(first, make_elf.hello_preset(IROM, seed="x").build())
        self.assertNotEqual(first, make_elf.hello_preset(IROM, seed="y").build())

    def test_preset_holds_irom_literals(self):
        elf = reference.ElfFile(make_elf.hello_preset(IROM).build())
        for name in (".text", ".irom0.text"):
            contents = elf.payload(name)[1]
            words = struct.unpack_from(f"<{len(contents) // 4}I", contents)
            share = sum(IROM <= w < IROM + 0x5678 for w in words) / len(words)
            self.assertTrue(1 / 24 < share < 1 / 11, share)

    def test_irom_origin_of_each_map_and_slot(self):
        for boot, number, slot, address in (("new", 0, 1, 0x40201010), ("new", 0, 2, 0x40241010),
                                            ("old", 0, 1, 0x40211000), ("old", 0, 2, 0x40251000),
                                            ("new", 3, 2, 0x40281010), ("old", 3, 2, 0x40291000),
                                            ("new", 6, 2, 0x40201010), ("none", 2, 1, 0x40210000)):
            self.assertEqual(make_elf.irom_origin(boot, number, slot), address)


class Commands(unittest.TestCase):
    def run_quietly(self, function, *arguments):
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            status = function(list(arguments))
        return status, out.getvalue(), errors.getvalue()

    def test_commands_make_build_describe(self):
        with tempfile.TemporaryDirectory() as folder:
            elf, image, irom = (os.path.join(folder, n) for n in ("a.elf", "a.bin", "irom.bin"))
            place = ("--boot", "old", "--map", "2", "--slot", "2")
            self.run_quietly(make_elf.main, "-o", elf, "--preset", "hello",
                             "--crc-target", "7fffffff", *place)
            status, _, _ = self.run_quietly(reference.main, "build", elf, "-o", image,
                                            "--irom-out", irom, "--crc", "inverted", *place)
            self.assertEqual(status, 0)
            status, text, _ = self.run_quietly(reference.main, "describe", image)
            facts = json.loads(text)
            self.assertEqual((facts["crc"]["computed"], facts["boot"]), (0x7FFFFFFF, "old"))
            self.assertEqual(os.path.getsize(irom), facts["irom"]["length"])

    def test_commands_bad_input_reports_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            elf, image = os.path.join(folder, "a.elf"), os.path.join(folder, "a.bin")
            for defect, expected in (("not-elf", 3), ("no-entry-symbol", 1)):
                self.run_quietly(make_elf.main, "-o", elf, "--preset", "hello",
                                 "--defect", defect)
                status, _, errors = self.run_quietly(
                    reference.main, "build", elf, "-o", image, "--boot", "new", "--map", "6")
                self.assertEqual((status, errors.count("\n")), (expected, 1))
                self.assertFalse(os.path.exists(image))


if __name__ == "__main__":
    unittest.main()
