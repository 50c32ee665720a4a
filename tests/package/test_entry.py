# SPDX-License-Identifier: MIT
"""What the boot loader jumps to: a wrong entry is an error that names it, of the linker or before."""
import os
import shutil

from package_case import GENERATORS, START, PackageCase, main, read, write

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(lamp LANGUAGES C ASM)
find_package(appbin 0.2 REQUIRED COMPONENTS tool)
appbin_add_firmware(lamp SOURCES {sources} MAP {map} {words})
"""
# Reached from start.S, with literals: what the linker of binutils 2.40 crashes on when it is not.
MAIN = """int lamp_first;
int lamp_data = 4;
static int second;
void user_init(void);
int lamp_sum(void);
int lamp_sum(void)
{
    return lamp_first + second;
}
void user_init(void)
{
    second = lamp_sum() + lamp_data;
}
"""
GC = "LINK_OPTIONS -Wl,--gc-sections "


class Entry(PackageCase):
    def make_project(self, words="", sources="start.S main.c", flash_map=2, name="lamp"):
        folder = self.path(name)
        os.makedirs(folder)
        shutil.copy(START, folder)
        with open(START, encoding="utf-8") as file:
            text = file.read()
        section = '.section .text.call_user_start1, "ax"'
        assert section in text
        old = "\n".join(line for line in text.splitlines() if ".set" not in line and
                        not line.endswith("call_user_start"))
        write(os.path.join(folder, "old.S"), old.replace("call_user_start1", "call_user_start") + "\n")
        mine = old.replace("call_user_start1", "my_start")
        write(os.path.join(folder, "irom.S"), mine.replace(".text.my_start", ".text") + "\n")
        write(os.path.join(folder, "iram.S"), mine.replace(".text.my_start", ".iram.text") + "\n")
        write(os.path.join(folder, "main.c"), MAIN)
        write(os.path.join(folder, "CMakeLists.txt"),
              PROJECT.format(sources=sources, map=flash_map, words=words))
        return folder

    def check_entry(self, *, generator="Ninja", wanted="", **project):
        """Builds it; without wanted, a message, the entry is in iram."""
        folder = self.make_project(**project)
        self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={self.install()}")
        text = self.build(folder, status="any failure" if wanted else 0)
        if wanted:
            self.assertIn(wanted, text)
            self.assertNotIn("signal", text)
            self.assertNotIn("Segmentation", text)
            return folder
        image = read(os.path.join(folder, "build", "lamp.user1.bin"))
        self.assertEqual(int.from_bytes(image[4:8], "little") & 0xFFFF8000, 0x40100000)
        return folder

    def test_a_good_one(self):
        self.check_entry(name="usual")
        self.check_entry(words=GC, name="collected")
        self.check_entry(words=GC, sources="old.S main.c", name="old name")
        self.check_entry(words=GC + "ENTRY my_start", sources="iram.S main.c", name="mine")
        self.check_entry(words=GC + "ENTRY 0x40100010", name="address")
        self.check_entry(words=GC, flash_map=6, name="one link")

    def test_one_that_is_not_defined(self):
        for generator in GENERATORS:
            self.check_entry(words=GC, sources="main.c", generator=generator, name=generator,
                             wanted="the entry, call_user_start1, is not defined in iram")
        self.check_entry(sources="main.c", name="not collected",
                         wanted="the entry, call_user_start1, is not defined in iram")
        self.check_entry(words=GC + "ENTRY no_such", name="no such",
                         wanted="the entry, no_such, is not defined in iram")

    def test_one_that_is_not_in_iram(self):
        for words, sources in (("ENTRY my_start", "irom.S main.c"), ("ENTRY user_init", None),
                               ("ENTRY lamp_data", None), ("ENTRY lamp_first", None),
                               ("ENTRY 0x40201010", None), ("ENTRY 0x3FFE8000", None)):
            entry = words.split()[1]
            self.check_entry(words=GC + words, sources=sources or "start.S main.c", name=entry,
                             wanted=f"the entry, {entry}, is not defined in iram")

    def test_with_a_linker_script_of_ones_own(self):
        folder = self.make_project(words=GC + "ENTRY no_such LINKER_SCRIPTS 1.ld 2.ld")
        script = os.path.join(self.install(), "share", "appbin", "cmake", "firmware.ld")
        shutil.copy(script, folder)
        for slot, origin in ("1", "0x40201010"), ("2", "0x40281010"):
            write(os.path.join(folder, f"{slot}.ld"),
                  f"MEMORY {{ irom0_0_seg : ORIGIN = {origin}, LENGTH = 0x6B000 }}\n"
                  "INCLUDE \"firmware.ld\"\n")
        lists = os.path.join(folder, "CMakeLists.txt")
        found = f"-DCMAKE_PREFIX_PATH={self.install()}"
        for entry in ("ENTRY no_such", ""):
            write(lists, PROJECT.format(sources="start.S main.c" if entry else "main.c", map=2, words=(
                f"LINK_OPTIONS -nostdlib -Wl,--gc-sections {entry} LINKER_SCRIPTS 1.ld 2.ld")))
            self.configure(folder, "Ninja", found)
            text = self.build(folder, status="any failure")
            self.assertIn("required symbol `no_such' not defined" if entry else
                          "cannot find entry symbol call_user_start1", text)

    def test_other_errors_of_the_linker_stay(self):
        folder = self.make_project(words=GC)
        main_c = os.path.join(folder, "main.c")
        with open(main_c, encoding="utf-8") as file:
            text = file.read()
        write(main_c, text.replace("lamp_sum() + lamp_data", "lamp_other()").replace(
            "void user_init(void);", "void user_init(void);\nint lamp_other(void);"))
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        text = self.build(folder, status="any failure")
        self.assertIn("undefined reference to `lamp_other'", text)
        self.assertFalse(os.path.exists(os.path.join(folder, "build", "lamp.user1.bin")))

    def test_no_symbol_and_no_address(self):
        for entry in ("my start", "1x", "a-b", "0"):
            folder = self.make_project(words=f'ENTRY "{entry}"', name=entry)
            text = self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}", status=1)
            self.assertIn(f"ENTRY is '{entry}'; it must be", " ".join(text.split()))


if __name__ == "__main__":
    main(needs=("xtensa-lx106-elf-gcc",))
