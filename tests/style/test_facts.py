#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Copies of a fact agree with its owner, include/appverify/image_format.h and the command table.

usage: test_facts.py SOURCE_FOLDER IMAGETOOL GENERATE_TABLES"""

import json
import os
import re
import subprocess
import sys
import unittest

ROOT, IMAGETOOL, GENERATE_TABLES = sys.argv[1:4]
SCRIPTS = ("cmake/firmware.ld", "examples/plain-makefile/hello.common.ld",
           "examples/plain-makefile/hello.slot1.ld", "examples/plain-makefile/hello.slot2.ld")


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def constant(name):
    """The value of a #define of the owner that is a plain number."""
    text = read("include", "appverify", "image_format.h")
    return int(re.search(rf"(?m)^#define APPVERIFY_{name} (0x[0-9A-F]+)u", text).group(1), 16)


def flash_map(number):
    done = subprocess.run([IMAGETOOL, "maps", "--json", str(number)], stdout=subprocess.PIPE,
                          check=True)
    found = json.loads(done.stdout)
    return found[0] if isinstance(found, list) else found


def regions(script):
    """Name of a region to origin and length."""
    found = re.findall(r"(\w+) : ORIGIN = (0x[0-9A-Fa-f]+), LENGTH = (0x[0-9A-Fa-f]+)",
                       read(script))
    return {name: (int(origin, 16), int(length, 16)) for name, origin, length in found}


class Facts(unittest.TestCase):
    def test_tables_of_the_cmake_package_are_what_the_tool_generates(self):
        done = subprocess.run([GENERATE_TABLES], stdout=subprocess.PIPE, check=True)
        self.assertEqual(read("cmake", "AppbinTables.cmake"), done.stdout.decode(),
                         "run: generate_tables >cmake/AppbinTables.cmake")

    def test_linker_scripts_have_the_memory_of_the_chip(self):
        for script in SCRIPTS[:2]:
            found = regions(script)
            self.assertEqual(found["dram0_0_seg"],
                             (constant("DRAM_ADDRESS"), constant("DRAM_SIZE")), script)
            self.assertEqual(found["iram1_0_seg"],
                             (constant("IRAM_ADDRESS"), constant("IRAM_SIZE")), script)

    def test_linker_scripts_of_the_makefile_project_are_for_the_slots_of_map_2(self):
        expected = flash_map(2)
        for slot, script in enumerate(SCRIPTS[2:]):
            self.assertEqual(regions(script)["irom0_0_seg"],
                             (int(expected["irom_origin_new"][slot], 16), expected["irom_limit"]),
                             script)

    def test_every_linker_script_is_looked_at(self):
        done = subprocess.run(["git", "-C", ROOT, "ls-files", "*.ld"], stdout=subprocess.PIPE,
                              check=False)
        if done.returncode == 0 and done.stdout:
            # rom.ld names functions of the ROM, flash.ld no address; what is below tests is for the
            # emulator's memory.
            others = {"examples/hello-ota/rom.ld", "examples/hello-ota/rom_network.ld",
                      "makefile/flash.ld"}
            found = {name for name in done.stdout.decode().split() if not name.startswith("tests/")}
            self.assertEqual(found - others, set(SCRIPTS))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
