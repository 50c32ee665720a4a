#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The stand-in SDK: in each variant of it an application builds and runs, and it has the obstacles of
the vendor's.
usage: test_applications.py NETWORK_BUILD_DIR IMAGETOOL [CASE...]"""

import pathlib
import subprocess
import sys
import tempfile

from sdk_board import HERE, IMAGE, SdkBench, make, make_sdk

from board import ASLEEP, RESET, check, run_cases

ROOT = HERE.parent.parent
COMPILE = ("xtensa-lx106-elf-gcc", "-std=gnu11", "-mlongcalls", "-DICACHE_FLASH", "-Wall", "-Wextra",
           "-Werror", "-fsyntax-only")
ADDRESS = "address 10.0.2.15"  # the emulator's network gives it
# As the vendor's examples leave IRAM: less than what a verifier takes.
MORE_CODE = '__asm__(".section .text\\n.global more\\nmore: .fill 5120, 4, 0xF01DF01D");\n'


class Tests:
    def __init__(self, bench):
        self.bench = bench

    def application(self, *variants):
        return make_sdk(pathlib.Path(tempfile.mkdtemp(dir=self.bench.work)), *variants)

    def built(self, *variants):
        app = self.application(*variants)
        status, output = make(app, "eagle.app.v6.out")
        check(status == 0, output)
        return app

    def flash(self, app):
        return self.bench.factory(self.bench.image(app / IMAGE))

    def runs(self, *variants):
        run, _ = self.bench.start(self.flash(self.built(*variants)), ADDRESS)
        check(run.status == ASLEEP and run.says(ADDRESS), run.output)
        return variants[0] if variants else "3.0"

    def ports(self):
        """The ports for the SDK compile with the headers of 2.2.1, too."""
        app = self.application("2.2.1")
        for source in ("appverify/port_nonos_sdk.c", "otastream/port_espconn.c",
                       "otastream/port_espconn_server.c"):
            done = subprocess.run(
                [*COMPILE, f"-I{ROOT / 'include'}", f"-I{app / 'include'}", "-isystem",
                 app.parent / "include", ROOT / "src" / source], capture_output=True, text=True)
            check(done.returncode == 0, done.stderr)
        return "no warning"

    def full_iram(self):
        app = self.application()
        source = app / "user" / "user_main.c"
        text = source.read_text().replace("    lamp_init();", "    lamp_init();\n    more();")
        source.write_text(f"void more(void);\n{MORE_CODE}{text}")
        status, output = make(app, "eagle.app.v6.out")
        check(status != 0 and "will not fit in region `iram1_0_seg'" in output, output)
        return "20 KB do not fit"

    def old_library(self):
        """The image does not know that the libraries of the subfolders may be old."""
        app = self.built()
        source = app / "user" / "user_main.c"
        source.write_text(source.read_text().replace("application, ", "another one, "))
        status, output = make(app, IMAGE)
        check(status == 0 and b"another one" not in (app / IMAGE).read_bytes(), output)
        status, output = make(app, "eagle.app.v6.out")
        check(status == 0 and b"another one" in (app / IMAGE).read_bytes(), output)
        make(app, "clean")
        status, output = make(app, IMAGE)
        check(status != 0 and "No rule to make target 'user/" in output, output)
        return "linked as it is, or missing"

    def read_again(self):
        """The application's makefile is read once in each folder."""
        app = self.application()
        with (app / "Makefile").open("a") as makefile:
            makefile.write("$(info read in $(notdir $(CURDIR)))\n")
        _, output = make(app, "eagle.app.v6.out")
        for folder in ("app", "user", "driver"):
            check(f"read in {folder}\n" in output, output)
        return "app, user, driver"

    def python_2(self):
        status, output = make(self.built())
        check(status != 0 and "eagle.app.v6.bin] Error" in output, output)
        return "the rule for .bin fails"

    def other_map(self):
        """The table of partitions is for map 2, the boot loader's header says 3."""
        flash = bytearray(self.flash(self.built()))
        flash[3] = flash[3] & 0x0F | 0x30
        run, _ = self.bench.start(bytes(flash) + b"\xff" * len(flash), ADDRESS)
        check(run.status == RESET and run.says("the table of partitions is refused"), run.output)
        return "refused"

    def other_mbedtls(self):
        """The names of the SDK's mbedTLS are those of its library, which is wrong on purpose."""
        run, _ = self.bench.start(self.flash(self.built("mbedtls")), ADDRESS)
        check(run.says("wrong mbedTLS: mbedtls_sha256_init was called"), run.output)
        return "linked"


def main():
    bench = SdkBench(*sys.argv[1:3])
    tests = Tests(bench)
    variants = [(), ("2.2.1",), ("werror",), ("no-gc-sections",), ("mbedtls",), ("libc",),
                ("2.2.1", "no-libc")]
    cases = [("-".join(names) or "3.0", lambda names=names: tests.runs(*names))
             for names in variants]
    cases += [(test.__name__, test) for test in (
        tests.ports, tests.full_iram, tests.old_library, tests.read_again, tests.python_2, tests.other_map,
        tests.other_mbedtls)]
    return run_cases(cases, sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
