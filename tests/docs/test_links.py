# SPDX-License-Identifier: MIT
"""Every link inside the documents leads to a file, and to a heading where it names one.

usage: test_links.py SOURCE_FOLDER
"""
import os
import re
import sys
import unittest

SOURCE = os.path.abspath(sys.argv[1])
LEFT_OUT = {".git", "build"}


def documents():
    for folder, folders, files in os.walk(SOURCE):
        folders[:] = [name for name in folders
                      if name not in LEFT_OUT and not name.startswith("build-")]
        yield from (os.path.join(folder, name) for name in files if name.endswith(".md"))


def read(path):
    with open(path, encoding="utf-8") as file:
        return re.sub(r"^```.*?^```$|`[^`\n]*`", "", file.read(), flags=re.M | re.S)


def headings(path):
    with open(path, encoding="utf-8") as file:
        found = re.findall(r"^#+ (.*)$", file.read(), re.M)
    return {re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-") for text in found}


def links(path):
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", read(path))
            if not re.match(r"https?:|mailto:", target)]


class Links(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        count = 0
        for path in documents():
            for target in links(path):
                count += 1
                name, _, heading = target.partition("#")
                place = path
                if name:
                    place = os.path.normpath(os.path.join(os.path.dirname(path), name))
                with self.subTest(document=os.path.relpath(path, SOURCE), link=target):
                    self.assertTrue(os.path.exists(place))
                    self.assertTrue(place.startswith(SOURCE + os.sep))
                    if heading:
                        self.assertIn(heading, headings(place))
        self.assertGreater(count, 40)

    def test_every_page_is_reached_from_the_readme(self):
        seen, waiting = set(), [os.path.join(SOURCE, "README.md")]
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                waiting += [os.path.normpath(os.path.join(os.path.dirname(path), target))
                            for target in (link.partition("#")[0] for link in links(path))
                            if target.endswith(".md")]
        pages = {path for path in documents()
                 if os.path.dirname(path) in (SOURCE, os.path.join(SOURCE, "docs"))}
        self.assertGreater(len(pages), 10)
        self.assertEqual(sorted(pages - seen), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
