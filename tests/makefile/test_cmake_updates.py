#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The project of docs/cmake.md with updates by one call, in a stand-in SDK: built by CMake with the
lines that the document shows, it updates itself on the emulated core over a network.
usage: test_cmake_updates.py NETWORK_BUILD_DIR IMAGETOOL [CASE...]"""

import pathlib
import re
import shutil
import subprocess
import sys

from project import Project
from sdk_board import IMAGE, SdkBench, make, make_sdk

from board import ASLEEP, RESET, check, run_cases
from servers import python_server

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIND = "find_package(appbin 0.2 REQUIRED)"


def block():
    """The CMakeLists.txt of the document, with appbin as a folder beside the project."""
    text = (ROOT / "docs" / "cmake.md").read_text()
    found = [part for part in re.findall(r"```cmake\n(.*?)```", text, re.S)
             if "appbin_add_sdk_updates(" in part]
    check(len(found) == 1 and FIND in found[0], "docs/cmake.md has no such block")
    return found[0].replace(FIND, f'add_subdirectory("{ROOT}" appbin EXCLUDE_FROM_ALL)')


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.sdk = bench.work / "ESP8266_NONOS_SDK"
        project = Project.new(bench, self.sdk)
        self.folder = bench.work / "lamp"
        for name in ("user", "driver", "include"):
            shutil.copytree(project.app / name, self.folder / name)
        shutil.copy(project.app / "lamp.pem", self.folder)
        shutil.copy(project.app / "lamp.release", self.folder)
        self.text = block()

    def command(self, *words):
        done = subprocess.run(words, cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def configure(self, text, *more):
        (self.folder / "CMakeLists.txt").write_text(text)
        return self.command(
            "cmake", "-B", "build", "-DCMAKE_BUILD_TYPE=MinSizeRel", "-DAPPVERIFY_P256_SMALL=ON",
            "-DAPPVERIFY_SHA256_SMALL=ON", f"-DAPPBIN_IMAGETOOL={self.bench.imagetool}",
            "--toolchain", ROOT / "cmake" / "toolchain-xtensa-lx106.cmake", *more)

    def release(self, version):
        """The folder of a server that has it."""
        status, output = self.configure(self.text.replace("VERSION 1.0.0", f"VERSION {version}"))
        check(status == 0, output[-3000:])
        status, output = self.command("cmake", "--build", "build", "--parallel", "2")
        check(status == 0, output[-3000:])
        folder = self.bench.work / f"www-{version}"
        folder.mkdir()
        for name in ("manifest", "user1.bin", "user2.bin"):
            shutil.copy(self.folder / "build" / f"lamp.{name}", folder)
        return folder

    def update(self):
        old, new = self.release("1.0.0"), self.release("1.1.0")
        flash = self.bench.factory(old / "lamp.user1.bin")
        with python_server(self.bench.work, new) as server:
            run, flash = self.bench.start(flash, "nothing", server.port)
            check(run.status == RESET and run.says("appbin: slot 1, release 1.0.0+0, counter 1"),
                  run.output[-3000:])
            run, flash = self.bench.start(flash, "appbin: confirmed", server.port)
        check(run.status == ASLEEP and run.says("appbin: slot 2, release 1.1.0+0, counter 1"),
              run.output[-3000:])
        return "1.0.0, 1.1.0"

    def iram(self):
        """The SDK's own scripts, and not a byte more than without updates."""
        self.release("2.0.0")
        plain = make_sdk(self.bench.work / "plain", "libc")
        status, output = make(plain, "eagle.app.v6.out")
        check(status == 0, output)
        sizes = [self.text_size(elf) for elf in (self.folder / "build" / "lamp.user1.elf",
                                                 plain / IMAGE)]
        check(sizes[0] == sizes[1], f"{sizes[0] - sizes[1]} bytes more")
        return f"{sizes[0]} bytes with and without"

    @staticmethod
    def text_size(elf):
        done = subprocess.run(["xtensa-lx106-elf-size", "-A", elf], capture_output=True, text=True,
                              check=True)
        return int(re.search(r"^\.text\s+(\d+)", done.stdout, re.M)[1])

    def mistakes(self):
        call = 'appbin_add_sdk_updates(updates SDK "${SDK}" RELEASE_FILE lamp.release)'
        for other, told in (
                (call.replace('SDK "${SDK}" ', ""), "SDK is missing"),
                (call.replace("${SDK}", "nowhere"), "where include/user_interface.h is missing"),
                (call.replace("lamp.release", "none.release"), "there is no file"),
                (call.replace(")", " KEYS none.pem)"), "there is no file"),
                (call.replace(")", " MAP 2)"), "'MAP' is no option")):
            status, output = self.configure(self.text.replace(call, other))
            output = re.sub(r"\s+", " ", output)
            check(status != 0 and told in output, f"want {told}:\n{output[-2000:]}")
        return "one line each"


def main():
    tests = Tests(SdkBench(*sys.argv[1:3]))
    return run_cases([(test.__name__, test) for test in (
        tests.update, tests.iram, tests.mistakes)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
