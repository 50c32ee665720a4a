#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a tree that a makefile project builds in as in the vendor's ESP8266_RTOS_SDK 2.x; its
images link and do not run. usage: make_rtos_sdk.py OUT"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "sdk"))

from make_sdk import CROSS, FLAGS, SCRIPTS, SKIPPED, Tree  # pylint: disable=wrong-import-position

# The application reads this makefile itself; the non-OS SDK's ends by reading the one above it.
END = "# One folder up"
INCLUDES = ("include", "include/espressif", "include/lwip", "include/lwip/posix")


def rules(tree):
    """Those of the non-OS SDK, but for the search path, and SDK_PATH where that has two dots."""
    tree.rules()
    text = (tree.out / "Makefile").read_text()
    text = text[:text.index(END)].replace("../tools/", "$(SDK_PATH)/tools/")
    folders = " ".join(f"-I $(SDK_PATH)/{name}" for name in INCLUDES)
    tree.write("Makefile", f"{text}INCLUDES := $(INCLUDES) {folders}\n")


def scripts(tree):
    """Functions with a section of their own go to flash, whichever library they are of."""
    for name in SCRIPTS:
        if "old" not in name:
            origin, length = SCRIPTS[name]
            tree.fill("ld/app.ld.in", f"ld/eagle.app.v6.{name}{'.' if name else ''}ld",
                      ORIGIN=f"0x{origin:08X}", LENGTH=f"0x{length:X}",
                      LIBRARIES="    *(.literal.* .text.*)")
    tree.write("ld/eagle.rom.addr.v6.ld", "/* all is in libmain.a */\n")


def libraries(out):
    def run(tool, *words):
        return subprocess.run([CROSS + tool, *words], check=True, capture_output=True,
                              text=True).stdout.strip()
    (out / "lib").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rtos_sdk.") as work:
        target = pathlib.Path(work) / "main.o"
        run("gcc", *FLAGS, "-ffunction-sections", "-c", HERE / "lib" / "main.c", "-o", target)
        run("ar", "rcs", out / "lib" / "libmain.a", target)
    shutil.copyfile(run("gcc", "-print-libgcc-file-name"), out / "lib" / "libgcc.a")


def make_rtos_sdk(out):
    """Returns the folder of the application, which is outside of the SDK."""
    tree = Tree(out / "sdk", ["2.2.1"])
    tree.out.mkdir(parents=True)
    shutil.copytree(HERE / "include", tree.out / "include")
    rules(tree)
    scripts(tree)
    libraries(tree.out)
    shutil.copytree(HERE / "app", out / "app")
    return out / "app"


def main():
    if not shutil.which(CROSS + "gcc"):
        print(f"skipped: no {CROSS}gcc (Debian: gcc-xtensa-lx106)")
        sys.exit(SKIPPED)
    make_rtos_sdk(pathlib.Path(sys.argv[1]).absolute())


if __name__ == "__main__":
    main()
