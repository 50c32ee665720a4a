# SPDX-License-Identifier: MIT
"""The pictures of docs/ are what the format headers give, and what they show can be read.

usage: test_pictures.py IMAGETOOL
"""
import json
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree

import make_pictures

IMAGETOOL = sys.argv[1]
SVG = "{http://www.w3.org/2000/svg}"
LETTER = 0.55  # width of a letter on average, in units of the font size


class Pictures(unittest.TestCase):
    def test_the_files_are_what_the_headers_give(self):
        for name, content in make_pictures.draw().items():
            path = make_pictures.ROOT / "docs" / name
            self.assertEqual(path.read_text("ascii"), content, "run make_pictures.py")

    def test_another_constant_gives_another_picture(self):
        changed = make_pictures.read_facts()
        changed["FIXED_SIZE"] += 4
        changed["MANIFEST_MAX"] += 4
        before = make_pictures.draw()
        self.assertIn("B + 152", make_pictures.draw_layout(changed).content())
        self.assertNotIn("B + 152", before["image-layout.svg"])
        self.assertIn("at most 3688 bytes", make_pictures.draw_update(changed).content())
        self.assertNotIn("at most 3688 bytes", before["update.svg"])

    def test_the_constants_are_those_of_the_tool(self):
        known = make_pictures.read_facts()
        maps = json.loads(subprocess.run([IMAGETOOL, "maps", "--json"], check=True,
                                         stdout=subprocess.PIPE).stdout)
        for entry in maps:
            number = entry["map"]
            self.assertEqual(bool(known["MAP_HAS_SLOTS"](number)), entry["ota"])
            if entry["ota"]:
                offsets = [known["SLOT_1_OFFSET"], known["SLOT_2_OFFSET"](number)]
                self.assertEqual([int(text, 16) for text in entry["slot_offset"]], offsets)
                self.assertEqual(known["SLOT_LIMIT"](number), entry["slot_limit"])
                self.assertEqual(known["IROM_LIMIT"](number), entry["irom_limit"])

    def test_a_background_and_no_font_by_name(self):
        for content in make_pictures.draw().values():
            root = xml.etree.ElementTree.fromstring(content)
            first = root.find(f"{SVG}rect")
            self.assertEqual((first.get("width"), first.get("height"), first.get("fill")),
                             (root.get("width"), root.get("height"), "#ffffff"))
            fonts = re.findall("font-family: ([^;]*);", content)
            self.assertEqual(sorted(fonts), ["monospace", "sans-serif"])

    def test_text_stays_inside_the_picture_and_its_box(self):
        for content in make_pictures.draw().values():
            root = xml.etree.ElementTree.fromstring(content)
            boxes = [{key: float(rect.get(key)) for key in ("x", "y", "width", "height")}
                     for rect in root.iter(f"{SVG}rect") if rect.get("x")]
            self.assertGreater(len(boxes), 5)
            for text in root.iter(f"{SVG}text"):
                x, y = float(text.get("x")), float(text.get("y"))
                size = 18 if text.get("class") == "title" else 13
                right = x + len(text.text) * size * LETTER
                self.assertLess(y, float(root.get("height")))
                self.assertLess(right, float(root.get("width")), text.text)
                for box in boxes:
                    if box["x"] < x < box["x"] + box["width"] and \
                            box["y"] < y < box["y"] + box["height"]:
                        self.assertLess(right, box["x"] + box["width"], text.text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
