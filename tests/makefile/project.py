# SPDX-License-Identifier: MIT
"""A project in a stand-in SDK that got the lines of docs/makefile.md."""

import os
import pathlib
import re
import shutil
import subprocess

from sdk_board import make_sdk

from board import check

LINES = "\nAPPBIN_RELEASE = lamp.release\ninclude $(shell imagetool makefile)\n"
SETTINGS = '.host = "updates.test", .path = "/lamp"'
ELF = ".output/eagle/debug/slot{}.elf"
LIBRARY = ".output/eagle/debug/appbin/libappbin.o"


class Project:
    """The application in a folder: with the lines, and ready to be released."""

    def __init__(self, bench, app, key):
        self.imagetool = bench.imagetool
        self.app = app
        self.key = key

    @classmethod
    def new(cls, bench, folder, *variants, flash_map="2", key="lamp.pem"):
        """In an SDK made for it."""
        key = bench.work / key
        if not key.exists():
            bench.command("keygen", "--no-passphrase", "-o", key)
        project = cls(bench, make_sdk(pathlib.Path(folder), *variants), key)
        shutil.copy(key, project.app / "lamp.pem")
        project.release_file(("map", flash_map))
        project.edit("Makefile", lambda text: text + LINES)
        project.call()
        return project

    def copy(self, bench, folder):
        """With all that was built, so that only what a test changes is built again."""
        shutil.copytree(self.app.parent, folder)
        return Project(bench, pathlib.Path(folder) / "app", self.key)

    def edit(self, name, change):
        path = self.app / name
        text = path.read_text()
        changed = change(text)
        check(changed != text, f"{name}: nothing changed")
        path.write_text(changed)

    def release_file(self, *options):
        lines = dict((("vendor", "example.com"), ("product", "lamp"), ("key", "lamp.pem"),
                      ("security-counter", "1"), *options))
        self.app.joinpath("lamp.release").write_text(
            "".join(f"--{name} {value}\n" for name, value in lines.items()))

    def call(self, settings=SETTINGS):
        """The lines of C, as the document has them."""
        def change(text):
            text = re.sub(r'#include "appbin_ota.h"\n.*\n', "", text)
            text = text.replace("    appbin_ota_start(&updates);\n", "")
            start = ('#include "appbin_ota.h"\n'
                     f"static const struct appbin_ota updates = {{{settings}}};\n")
            text = text.replace("\n#ifdef", f"\n{start}#ifdef", 1)
            return re.sub(r"(user_init\(void\)\n\{\n(?:.*\n)*?)\}",
                          r"\1    appbin_ota_start(&updates);\n}", text)
        self.edit("user/user_main.c", change)

    def make(self, *words):
        """The exit status of make, and all that it said."""
        path = f"{pathlib.Path(self.imagetool).resolve().parent}:{os.environ['PATH']}"
        done = subprocess.run(["make", *words], cwd=self.app, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              env=os.environ | {"PATH": path})
        return done.returncode, done.stdout

    def release(self, version, *words):
        """The folder of a release, and what make said."""
        status, output = self.make("release", f"VERSION={version}", *words)
        check(status == 0, output[-3000:])
        check("wrote " not in output, output)  # a build is calm
        return self.app / f"release-{version}", output

    def refused(self, *words):
        """What make said when it failed."""
        status, output = self.make(*words)
        check(status != 0, f"not refused:\n{output[-3000:]}")
        return output

    def sections(self, name):
        """Sizes of the sections of an ELF."""
        done = subprocess.run(["xtensa-lx106-elf-size", "-A", self.app / name],
                              capture_output=True, text=True, check=True)
        return {name: int(size) for name, size in re.findall(r"^(\.\S+)\s+(\d+)", done.stdout,
                                                             re.MULTILINE)}

    def memory_of_library(self, flash_budget, dram_budget):
        """What the library takes itself; nothing of it is elsewhere."""
        sections = self.sections(LIBRARY)
        flash = sections[".irom0.text"] + sections[".irom.text"]
        dram = sum(sections.get(name, 0) for name in (".data", ".rodata", ".bss"))
        check(flash <= flash_budget, f"{flash} bytes of flash")
        check(dram <= dram_budget, f"{dram} bytes of DRAM")
        check(not {".text", ".literal"} & set(sections), f"code elsewhere: {sections}")
        return f"flash {flash}, DRAM {dram}"

    def iram(self, name):
        """Bytes of IRAM that an ELF takes."""
        return self.sections(name)[".text"]


def same_iram(ours, theirs):
    """With the library it is what it was, to the byte."""
    check(ours == theirs, f"{ours - theirs} bytes more")
    return f"{theirs} bytes with and without"
