#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""appbin.mk in a makefile project of the RTOS SDK 2.x: what is otherwise than with the non-OS SDK.
usage: test_appbin_rtos.py IMAGETOOL [CASE...]"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from project import ELF, LINES, Project, same_iram

from board import check, run_cases, skip

sys.path.insert(0, str(pathlib.Path(__file__).parent / "rtos"))

from make_rtos_sdk import CROSS, make_rtos_sdk  # pylint: disable=wrong-import-position

START = ('#include "appbin_ota.h"\nstatic const struct appbin_ota updates = '
         '{.host = "192.168.1.10", .port = 8000, .path = "/lamp"};')
CALL = "    appbin_ota_start(&updates);"
STRICT = "APPBIN_CFLAGS=-Wextra -Werror"
# Bytes, gcc 12; see docs/makefile-rtos.md.
DRAM_BUDGET = 3584
FLASH_BUDGET = 30_500


class Bench:
    def __init__(self, imagetool, work):
        self.imagetool, self.work = os.path.abspath(imagetool), work

    def run(self, *words):
        return subprocess.run([self.imagetool, *map(str, words)], capture_output=True, text=True)

    def command(self, *words):
        done = self.run(*words)
        check(done.returncode == 0, f"{words}: {done.stdout}{done.stderr}")
        return done.stdout


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.plain = make_rtos_sdk(bench.work / "tree")
        os.environ["SDK_PATH"] = str(self.plain.parent / "sdk")
        os.environ.pop("BIN_PATH", None)
        bench.command("keygen", "--no-passphrase", "-o", bench.work / "lamp.pem")
        bench.command("pubkey", "-o", bench.work / "lamp.pub.pem", bench.work / "lamp.pem")
        self.count = 0

    def project(self, *options):
        self.count += 1
        app = self.bench.work / f"app {self.count}"
        shutil.copytree(self.plain, app)
        project = Project(self.bench, app, self.bench.work / "lamp.pem")
        shutil.copy(project.key, app / "lamp.pem")
        project.release_file(("map", "2"), *options)
        project.edit("Makefile", lambda text: text + LINES)
        project.edit("user/user_main.c", lambda text: text.replace(
            "\n\n", f"\n{START}\n\n", 1).replace("{\n", f"{{\n{CALL}\n"))
        return project

    def good(self, folder, header="flash"):
        images = [folder / "user1.bin", folder / "user2.bin"]
        told = self.bench.command("verify", "--pubkey", self.bench.work / "lamp.pub.pem",
                                  "--vendor", "example.com", "--product", "lamp", *images,
                                  folder / "lamp.manifest")
        check("user2.bin: verified, for slot 2" in told, told)
        self.bench.command("check", "--header", header, *images)
        is_refused = self.bench.run("check", "--header", "slot", images[1]).returncode != 0
        check(is_refused == (header == "flash"), "the header is of another kind")

    def release(self):
        """Compiled without a warning."""
        folder, output = self.project().release("1.0.0", STRICT)
        check("port_sockets.c" in output and "espconn" not in output, output)
        self.good(folder)
        return "two slots, verified"

    def one_link(self):
        project = self.project(("map", "6"))
        folder, _ = project.release("1.0.0", STRICT)
        check(not (project.app / ELF.format(2)).exists(), "linked twice")
        self.good(folder)
        return "map 6"

    def own_header(self):
        folder, _ = self.project(("header", "slot")).release("1.0.0")
        self.good(folder, "slot")
        return "that of lamp.release"

    def memory(self):
        project = self.project()
        project.release("1.0.0")
        return project.memory_of_library(FLASH_BUDGET, DRAM_BUDGET)

    def iram(self):
        project = self.project()
        project.release("1.0.0")
        ours = project.iram(ELF.format(1))
        shutil.copytree(self.plain, self.bench.work / "plain")
        project.app = self.bench.work / "plain"
        status, output = project.make("COMPILE=gcc", "BOOT=new", "APP=1", "SPI_SIZE_MAP=2",
                                      "eagle.app.v6.out")
        check(status == 0, output)
        return same_iram(ours, project.iram(".output/eagle/debug/image/eagle.app.v6.out"))

    def without_slot(self):
        status, output = self.project().make("COMPILE=gcc", "eagle.app.v6.out")
        check(status == 0, output[-2000:])
        return "links"

    def no_sdk(self):
        project = self.project()
        sdk = os.environ.pop("SDK_PATH")
        output = project.refused("release", "VERSION=1.0.0")
        os.environ["SDK_PATH"] = sdk
        check("SDK_PATH is not set" in output, output)
        return "one line"


def main():
    os.environ.pop("MAKEFLAGS", None)
    if not shutil.which(CROSS + "gcc"):
        skip(f"no {CROSS}gcc (Debian: gcc-xtensa-lx106)")
    with tempfile.TemporaryDirectory(prefix="appbin_rtos.") as work:
        tests = Tests(Bench(sys.argv[1], pathlib.Path(work)))
        cases = [(test.__name__, test) for test in (
            tests.release, tests.one_link, tests.own_header, tests.memory, tests.iram,
            tests.without_slot, tests.no_sdk)]
        return run_cases(cases, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
