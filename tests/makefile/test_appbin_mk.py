#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""appbin.mk in a makefile project: what it makes, and each obstacle that a project has for it.
usage: test_appbin_mk.py NETWORK_BUILD_DIR IMAGETOOL [CASE...]"""

import json
import os
import shutil
import subprocess
import sys
import time

from project import ELF, LINES, Project, same_iram
from sdk_board import IMAGE, MAKE, SdkBench, make, make_sdk

from board import check, run_cases

BUILD = MAKE[1:]
# Bytes, gcc 12. The aims are 3,072 of DRAM and 28 KB of flash, which
# 930 bytes of a journal and 300 of redirects have gone beyond.
DRAM_BUDGET = 2920
FLASH_BUDGET = 30_100


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.built = Project.new(bench, bench.work / "built")
        self.built.release("1.0.0")
        shutil.rmtree(self.built.app / "release-1.0.0")
        self.count = 0

    def project(self):
        self.count += 1
        return self.built.copy(self.bench, self.bench.work / f"sdk {self.count}")

    def new(self, *variants, flash_map="2"):
        self.count += 1
        folder = self.bench.work / f"sdk {self.count}"  # a blank in the project's path
        return Project.new(self.bench, folder, *variants, flash_map=flash_map)

    def good(self, folder, slots=(1, 2)):
        """The release is one that a device with this key takes."""
        self.bench.command("pubkey", "-o", self.bench.work / "lamp.pub.pem",
                           self.bench.work / "lamp.pem")
        told = self.bench.command(
            "verify", "--pubkey", self.bench.work / "lamp.pub.pem", "--vendor", "example.com",
            "--product", "lamp", *(folder / f"user{slot}.bin" for slot in slots),
            folder / "lamp.manifest")
        check("verified" in told, told)
        self.bench.command("check", *(folder / f"user{slot}.bin" for slot in slots))

    def release(self):
        project = self.project()
        folder, _ = project.release("1.0.0")
        names = {path.name for path in folder.iterdir()}
        wanted = {"user1.bin", "user2.bin", "lamp.manifest", "lamp.bundle", "lamp.json",
                  "lamp.user1.bin", "lamp.user2.bin", "slots.args"}
        check(wanted <= names, f"{wanted - names} missing")
        check(json.loads((folder / "lamp.json").read_text())["manifest"]["fw_version"] == "1.0.0",
              "lamp.json")
        self.good(folder)
        output = project.make("size")[1]
        check(output.count("irom") == 2 and "slot 2:" in output, output)
        return "two slots, one call"

    def iram(self):
        project = self.project()
        project.release("1.0.0")
        ours = project.iram(ELF.format(1))
        plain = make_sdk(self.bench.work / "plain")
        status, output = make(plain, "eagle.app.v6.out")
        check(status == 0, output)
        project.app = plain
        return same_iram(ours, project.iram(IMAGE))

    def memory(self):
        project = self.project()
        project.release("1.0.0")
        return project.memory_of_library(FLASH_BUDGET, DRAM_BUDGET)

    def variant(self, *names):
        project = self.new(*names)
        self.good(project.release("1.0.0")[0])
        return "verified"

    def at_the_top(self):
        project = self.project()
        project.edit("Makefile", lambda text: LINES + text.replace(LINES, ""))
        output = project.refused("release", "VERSION=1.0.0")
        check("include it behind GEN_IMAGES" in output, output)
        return "an error"

    def before_the_recursion(self):
        project = self.project()
        project.edit("Makefile", lambda text: text.replace(LINES, "").replace(
            "\nINCLUDES :=", f"{LINES}\nINCLUDES :=", 1))
        self.good(project.release("1.0.0")[0])
        status, output = project.make("-n", *BUILD)
        check(status == 0 and "eagle.app.v6.out" in output, f"another default goal:\n{output}")
        return "works, and all is the default"

    def changed_source(self):
        """What is signed has the change, also with many jobs at once, from nothing and again."""
        project = self.project()
        for jobs in ("-j1", "-j8"):
            for text in ("alpha", "beta"):
                project.edit("user/user_main.c", lambda source, text=text, jobs=jobs: source.replace(
                    "    lamp_init();", f'    os_printf("{text}{jobs}\\n");\n    lamp_init();'))
                folder, _ = project.release("1.0.0", jobs)
                for slot in (1, 2):
                    check(f"{text}{jobs}".encode() in (folder / f"user{slot}.bin").read_bytes(),
                          f"an old library in slot {slot}, {jobs}")
            project.make("clean")
        return "linked"

    def unchanged(self):
        project = self.project()
        project.release("1.0.0")
        begin = time.monotonic()
        _, output = project.release("1.0.1")
        took = time.monotonic() - begin
        check("appbin: trust.c" not in output and ".elf" not in output, output)
        check(took < 3, f"{took:.1f} s")  # a third of it where nothing else runs
        return f"{took:.2f} s"

    def other_map(self):
        """No object of the old map stays, without make clean."""
        project = self.project()
        last_sectors = {"2": (0xFB000).to_bytes(4, "little"), "4": (0x3FB000).to_bytes(4, "little")}
        folder, _ = project.release("1.0.0")
        image = (folder / "user1.bin").read_bytes()
        check(last_sectors["2"] in image and last_sectors["4"] not in image, "not map 2")
        project.release_file(("map", "4"))
        folder, _ = project.release("1.0.1")
        image = (folder / "user1.bin").read_bytes()
        check(last_sectors["4"] in image and last_sectors["2"] not in image, "mixed objects")
        self.good(folder)
        output = project.refused(*BUILD)
        check("SPI_SIZE_MAP is 2, but lamp.release has --map 4" in output, output)
        return "made anew"

    def one_link(self):
        project = self.new(flash_map="6")
        folder, _ = project.release("1.0.0")
        check(not (project.app / ELF.format(2)).exists(), "linked twice")
        self.good(folder)
        return "map 6"

    def old_boot(self):
        project = self.project()
        project.release_file(("map", "2"), ("boot", "old"))
        self.good(project.release("1.0.0")[0])
        return "verified"

    def without_slot(self):
        """What make does without a release links the library too."""
        project = self.new("2.2.1")
        status, output = project.make("COMPILE=gcc", "eagle.app.v6.out")
        check(status == 0, output[-2000:])
        names = subprocess.run(["xtensa-lx106-elf-nm", project.app / IMAGE], capture_output=True,
                               text=True, check=True).stdout
        check(" appbin_ota_start\n" in names, names[-2000:])
        return "links"

    def own_names(self):
        """The application's own store.c, crypto.c, and functions that are called as ours."""
        project = self.project()
        for name in ("store", "crypto"):
            project.app.joinpath("user", f"{name}.c").write_text(
                f"int {name}(void);\nint {name}(void) {{ return 1; }}\n")
        project.edit("user/user_main.c", lambda text: text.replace(
            "static os_timer_t timer;",
            "static os_timer_t timer;\nint manifest = 1;\n"
            "int appverify_begin(void);\nint appverify_begin(void) { return manifest; }\n"))
        project.edit("Makefile", lambda text: text.replace(LINES, f"vpath %.c user\n{LINES}"))
        self.good(project.release("1.0.0")[0])
        return "no clash"

    def own_targets(self):
        project = self.project()
        project.edit("Makefile", lambda text: text.replace(
            LINES, f"release:\n\t@echo their own\n{LINES}"))
        status, output = project.make("release")
        check(status == 0 and output == "their own\n", output)
        status, output = project.make("appbin-release", "VERSION=1.0.0")
        check(status == 0, output)
        self.good(project.app / "release-1.0.0")
        return "appbin-release"

    def not_called(self):
        project = self.project()
        project.edit("user/user_main.c",
                     lambda text: text.replace("    appbin_ota_start(&updates);\n", ""))
        _, output = project.release("1.0.0")
        check("warning: nothing calls appbin_ota_start" in output, output)
        return "a warning"

    def mistakes(self):
        project = self.project()
        for words, told in (
                (["release"], "say which release this is: make release VERSION=1.0.0"),
                (["release", "VERSION=1"], "--fw-version is '1'"),
                (["release", "VERSION=1.0.0", "APPBIN_RELEASE=a b"], "names one file"),
                (["release", "VERSION=1.0.0", "APPBIN_RELEASE=none.release"],
                 "none.release cannot be used"),
                (["release", "VERSION=1.0.0", "APPBIN_KEYS=none.pem"], "none.pem"),
                (["flash-args"], "there is no release yet")):
            output = project.refused(*words)
            check(told in output, f"want {told}:\n{output}")
            check(not list(project.app.glob("release-*")), f"{words}: something was made")
        (project.app / "lamp.release").unlink()
        status, output = project.make("clean")
        check(status == 0, f"clean needs lamp.release:\n{output}")
        return "one line each"

    def ring(self, project):
        return (project.app / ".output/eagle/debug/appbin/trust.c").read_text()

    def changed_key(self):
        """The key ring follows the file of the release, and APPBIN_KEYS."""
        project = self.project()
        project.release("1.0.0")
        other = self.bench.work / "other.pem"
        self.bench.command("keygen", "--no-passphrase", "-o", other)
        shutil.copy(other, project.app / "other.pem")
        ids = [self.bench.command("pubkey", "--format", "id", key).split()[0]
               for key in (project.key, other)]
        project.edit("lamp.release", lambda text: text.replace("lamp.pem", "other.pem"))
        project.release("1.0.1")
        check(ids[1] in self.ring(project) and ids[0] not in self.ring(project), "not made anew")
        project.release("1.0.2", "APPBIN_KEYS=lamp.pem other.pem")
        check(all(name in self.ring(project) for name in ids), "not both")
        project.release("1.0.3")
        check(ids[0] not in self.ring(project), "the ring has not changed back")
        return "compiled anew"

    def foreign_ring(self):
        """A release that its own firmware would take no successor of is refused."""
        project = self.project()
        self.bench.command("keygen", "--no-passphrase", "-o", project.app / "next.pem")
        output = project.refused("release", "VERSION=1.0.0", "APPBIN_KEYS=next.pem")
        check("keys are in the firmware's ring" in output and "--foreign-ring" in output, output)
        output = project.refused("release", "VERSION=1.0.0", "APPBIN_OPTIONS=--foreign-ring",
                                 "APPBIN_THRESHOLD=2")
        check("threshold" in output, output)
        project.release("1.0.0", "APPBIN_KEYS=next.pem", "APPBIN_OPTIONS=--foreign-ring")
        return "but for --foreign-ring"

    def flash_args(self):
        project = self.project()
        (project.app.parent / "bin").mkdir()
        for name in ("boot_v1.7.bin", "esp_init_data_default_v08.bin"):
            source = project.app.parent / "bin" / name
            source.write_bytes(boot_loader() if "boot" in name else init_data())
        folder, _ = project.release("1.0.0")
        words = (folder / "flash.args").read_text().split()
        check("0x001000" in words and "release-1.0.0/user1.bin" in words, words)
        status, output = project.make("flash-args")
        check(status == 0 and output == "esptool.py write_flash @release-1.0.0/flash.args\n",
              output)
        return "of the last release"

    def header(self):
        """The application's compiler and warnings may be any."""
        share = self.bench.command("makefile").strip().removesuffix("/appbin.mk")
        source = self.bench.work / "header.c"
        source.write_text('#include "appbin_ota.h"\nextern int used;\nint used;\n')
        strict = ("-Wall", "-Wextra", "-Wundef", "-Werror", "-fsyntax-only", "-I",
                  f"{share}/makefile")
        for words in (("-std=gnu90", "-pedantic"), ("-std=c99", "-pedantic"),
                      ("-x", "c++", "-pedantic"), ("-mlongcalls",)):
            compiler = "xtensa-lx106-elf-gcc" if words[0] == "-mlongcalls" else "cc"
            done = subprocess.run([compiler, *words, *strict, source], capture_output=True,
                                  text=True)
            check(done.returncode == 0, f"{words}: {done.stderr}")
        return "gnu90, C99, C++"

    def reproducible(self):
        images = []
        for jobs in ("-j1", "-j4"):
            folder, _ = self.new().release("1.0.0", jobs)
            images.append([(folder / f"user{slot}.bin").read_bytes() for slot in (1, 2)])
        check(images[0] == images[1], "two folders, two images")
        return "the same bytes in another folder"


def boot_loader():
    """As far as merge looks into one: a header, a segment and a name with a version."""
    code = b"2nd boot version : 1.7(5d6877f)\n\0".ljust(0x700, b"\0")
    head = bytes([0xE9, 1, 0, 0, 0x04, 0x00, 0x10, 0x40])
    body = head + (0x40100000).to_bytes(4, "little") + len(code).to_bytes(4, "little") + code
    total = 0xEF
    for byte in code:
        total ^= byte
    return body.ljust((len(body) | 15), b"\0") + bytes([total])


def init_data():
    return bytes([5, 0]).ljust(128, b"\0")


def main():
    os.environ.pop("MAKEFLAGS", None)
    tests = Tests(SdkBench(*sys.argv[1:3]))
    cases = [(test.__name__, test) for test in (
        tests.release, tests.iram, tests.memory, tests.at_the_top, tests.before_the_recursion,
        tests.changed_source, tests.unchanged, tests.other_map, tests.one_link, tests.old_boot,
        tests.without_slot, tests.own_names, tests.own_targets, tests.not_called, tests.mistakes, tests.changed_key,
        tests.foreign_ring, tests.flash_args, tests.header, tests.reproducible)]
    cases += [("-".join(names), lambda names=names: tests.variant(*names)) for names in (
        ("2.2.1",), ("werror",), ("no-gc-sections",), ("mbedtls",), ("libc",))]
    return run_cases(cases, sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
