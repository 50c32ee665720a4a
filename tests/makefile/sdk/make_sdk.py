#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a tree that a makefile project builds in as in the vendor's ESP8266_NONOS_SDK.
usage: make_sdk.py OUT [--variant NAME]...  (README.md beside this folder has the names)"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROM = HERE.parents[2] / "examples" / "hello-ota"  # addresses of the board's services
VARIANTS = ("3.0", "2.2.1", "werror", "no-gc-sections", "mbedtls", "libc", "no-libc")
CROSS = "xtensa-lx106-elf-"
SKIPPED = 77

# Name of a script without the vendor's prefix: where irom0 begins, its length.
SCRIPTS = {
    "": (0x40210000, 0x5C000),
    "new.512.app1": (0x40201010, 0x2B000),
    "new.512.app2": (0x40241010, 0x2B000),
    "new.1024.app1": (0x40201010, 0x6B000),
    "new.1024.app2": (0x40281010, 0x6B000),
    "new.2048": (0x40201010, 0xE0000),
    "old.512.app1": (0x40211000, 0x2B000),
    "old.512.app2": (0x40251000, 0x2B000),
    "old.1024.app1": (0x40211000, 0x6B000),
    "old.1024.app2": (0x40291000, 0x6B000),
}
# Libraries whose code the scripts put in flash.
IN_FLASH = ("crypto", "espnow", "json", "lwip", "net80211", "smartconfig", "ssl", "upgrade", "wpa",
            "wpa2", "wps", "mbedtls")

# Libraries of which only the size matters: what is called at start, its section, and bytes of code,
# .data and .bss. With these an application has as much free IRAM as the vendor's examples leave.
FILLERS = {
    "phy": ("phy_init", ".text", 9216, 1024, 512),
    "pp": ("pp_init", ".text", 18000, 512, 12288),
    "net80211": ("net80211_init", ".text.net80211_init", 49152, 512, 2048),
    "wpa": ("wpa_init", ".text.wpa_init", 16384, 128, 512),
    "crypto": ("crypto_init", ".text.crypto_init", 8192, 0, 256),
    "hal": ("hal_rest", ".text", 256, 0, 0),
    "upgrade": ("upgrade_rest", ".text.upgrade_rest", 4096, 0, 0),
    "driver": ("driver_rest", ".text", 256, 0, 0),
}
# What the chip has in its ROM is not in the vendor's libgcc.a either.
IN_ROM = [f"_{name}.o" for name in (
    "divdi3", "divsi3", "moddi3", "modsi3", "muldi3", "udivdi3", "udivsi3", "umoddi3", "umodsi3")]
BOARD_LACKS = {"_modsi3.o", "_moddi3.o"}
ROM_NAMES = ("memcmp", "memcpy", "memmove", "memset", "strcmp", "strcpy", "strlen", "strncmp",
             "strncpy", "strstr")
FLAGS = ("-std=gnu11", "-Os", "-g", "-Wall", "-Wextra", "-Werror", "-mlongcalls",
         "-mtext-section-literals", "-ffreestanding", "-fno-jump-tables", "-fno-builtin",
         "-fno-tree-loop-distribute-patterns")
NEW_CCFLAGS = ("-fno-guess-branch-probability -freorder-blocks-and-partition "
               "-fno-cse-follow-jumps")


class Tree:
    def __init__(self, out, variants):
        self.out = out
        self.version = "2.2.1" if "2.2.1" in variants else "3.0.0"
        self.is_new = self.version[0] == "3"
        self.has_libc = "libc" in variants or not self.is_new and "no-libc" not in variants
        self.has_mbedtls = "mbedtls" in variants
        self.is_strict = "werror" in variants or not self.is_new
        self.collects = "no-gc-sections" not in variants

    def write(self, name, text):
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def fill(self, source, target, **values):
        """Writes a file with its @NAMES@ replaced."""
        text = (HERE / source).read_text()
        self.write(target, re.sub(r"@([A-Z0-9_]+)@", lambda name: values[name[1]], text))

    def headers(self):
        shutil.copytree(HERE / "include", self.out / "include",
                        ignore=shutil.ignore_patterns("*.in"), dirs_exist_ok=True)
        major, minor, patch = map(int, self.version.split("."))
        self.fill("include/version.h.in", "include/version.h", STRING=self.version,
                  NUMBER=f"0x{major << 16 | minor << 8 | patch:06x}")

    def scripts(self):
        libraries = "\n".join(f"    *lib{name}.a:(.literal.* .text.*)" for name in IN_FLASH)
        for name, (origin, length) in SCRIPTS.items():
            self.fill("ld/app.ld.in", f"ld/eagle.app.v6.{name}{'.' if name else ''}ld",
                      ORIGIN=f"0x{origin:08X}", LENGTH=f"0x{length:X}", LIBRARIES=libraries)
        rom = [(ROM / name).read_text() for name in ("rom.ld", "rom_network.ld")]
        rom += [f"PROVIDE({name} = ets_{name});\n" for name in ROM_NAMES]
        self.write("ld/eagle.rom.addr.v6.ld", "".join(rom))

    def rules(self):
        self.fill("Makefile", "Makefile", WERROR="-Werror" if self.is_strict else "",
                  CCFLAGS=NEW_CCFLAGS if self.is_new else "",
                  DEFINES="DEFINES += -DSPI_FLASH_SIZE_MAP=$(size_map)" if self.is_new else "")
        self.write("tools/gen_appbin.py",
                   'import sys\nsys.exit("gen_appbin.py was called: nobody may need it")\n')

    def application(self):
        shutil.copytree(HERE / "app", self.out / "app", dirs_exist_ok=True)
        self.fill("app/Makefile", "app/Makefile", LIBHAL="-lhal " if self.is_new else "",
                  GC_SECTIONS="\t-Wl,--gc-sections \\\n" if self.collects else "",
                  LIBMBEDTLS=" -lmbedtls" if self.has_mbedtls else "",
                  MBEDTLS_DEFINE="UNIVERSAL_TARGET_DEFINES = -DUSE_SDK_MBEDTLS\n"
                  if self.has_mbedtls else "")


class Libraries:
    def __init__(self, tree, work):
        self.tree, self.work = tree, work
        self.objects = {}
        (tree.out / "lib").mkdir(parents=True, exist_ok=True)
        (work / "user_config.h").write_text("")

    def run(self, tool, *arguments):
        done = subprocess.run([CROSS + tool, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{CROSS}{tool}: {done.stderr}")
        return done.stdout.strip()

    def add(self, library, source, *flags):
        target = self.work / f"{library}_{source.stem}.o"
        self.run("gcc", *FLAGS, *flags, f"-I{self.work}", f"-I{self.tree.out / 'include'}",
                 f"-I{ROM}", "-c", source, "-o", target)
        self.objects.setdefault(library, []).append(target)
        return target

    def sources(self):
        """libNAME_*.c and .S belong to libNAME.a. Only libmain.a is not named in the scripts: its code
        is in flash by its section, but for the entry."""
        for source in sorted([*(HERE / "lib").glob("lib*_*.c"), *(HERE / "lib").glob("lib*_*.S")]):
            library = source.stem[3:].split("_")[0]
            if library == "c" and not self.tree.has_libc:
                continue
            if library == "mbedtls" and not self.tree.has_mbedtls:
                continue
            flags = ("-ffunction-sections",) if library != "main" else ()
            target = self.add(library, source, *flags)
            if library == "main" and source.suffix == ".c":
                self.run("objcopy", "--rename-section", ".text=.irom0.text", target)

    def fillers(self):
        for library, (name, section, text, data, bss) in FILLERS.items():
            if library == "hal" and not self.tree.is_new:
                continue
            self.add(library, HERE / "lib" / "filler.S", f"-DNAME={name}", f"-DSECTION={section}",
                     f"-DTEXT={text}", f"-DDATA={data}", f"-DBSS={bss}")

    def archives(self):
        for library, objects in self.objects.items():
            path = self.tree.out / "lib" / f"lib{library}.a"
            path.unlink(missing_ok=True)
            self.run("ar", "rcs", path, *objects)
        path = self.tree.out / "lib" / "libgcc.a"
        shutil.copyfile(self.run("gcc", "-print-libgcc-file-name"), path)
        members = set(self.run("ar", "t", path).split())
        self.run("ar", "ds", path, *sorted(members & set(IN_ROM) - BOARD_LACKS))


def main():
    parser = argparse.ArgumentParser(usage="make_sdk.py OUT [--variant NAME]...")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--variant", action="append", default=[], choices=VARIANTS)
    arguments = parser.parse_args()
    if not shutil.which(CROSS + "gcc"):
        print(f"skipped: no {CROSS}gcc (Debian: gcc-xtensa-lx106)")
        sys.exit(SKIPPED)
    tree = Tree(arguments.out.absolute(), arguments.variant)
    tree.out.mkdir(parents=True, exist_ok=True)
    tree.headers()
    tree.scripts()
    tree.rules()
    tree.application()
    with tempfile.TemporaryDirectory(prefix="sdk.") as work:
        libraries = Libraries(tree, pathlib.Path(work))
        libraries.sources()
        libraries.fillers()
        libraries.archives()


if __name__ == "__main__":
    main()
