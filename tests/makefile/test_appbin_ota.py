#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makefile projects update themselves: built by "make release" in a stand-in SDK, run on the emulated
core, from a web server over a network.
usage: test_appbin_ota.py NETWORK_BUILD_DIR IMAGETOOL [CASE...]"""

import os
import sys

from project import ELF, LIBRARY, SETTINGS, Project
from sdk_board import SdkBench

from board import ASLEEP, RESET, check, run_cases
from servers import free_port, python_server

# Flash offsets of slot 2 and of the store, by map.
SLOT_2 = {"2": 0x81000, "6": 0x101000}
STORE = {"2": (0x7B000, 0x80000), "6": (0xFB000, 0x100000)}
STORE_MAGIC = b"AVST"


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.built = {}
        self.count = 0

    def project(self, *variants, **how):
        """A variant is built once."""
        if not (variants, *how.items()) in self.built:
            folder = self.bench.work / "-".join(("built", *variants, *how.values()))
            built = Project.new(self.bench, folder, *variants, **how)
            built.release("1.0.0")
            self.built[(variants, *how.items())] = built
        self.count += 1
        return self.built[(variants, *how.items())].copy(self.bench,
                                                         self.bench.work / f"sdk{self.count}")

    def boot(self, flash, until, port=None, **settings):
        return self.bench.start(flash, until, port, **settings)

    def first_boot(self, flash, port, identity):
        """It takes the release that the server has, and is reset."""
        run, flash = self.boot(flash, "nothing", port)
        check(run.status == RESET and run.says(identity), run.output[-3000:])
        check(run.line(r"appbin: check 2, http 200") is not None, run.output[-3000:])
        return flash

    def whole(self, *variants, **how):
        """1.0.0 takes 1.1.0, which confirms itself, and then has nothing newer to take."""
        flash_map = how.get("flash_map", "2")
        project = self.project(*variants, **how)
        old, _ = project.release("1.0.0")
        new, _ = project.release("1.1.0")
        flash = self.bench.factory(old / "user1.bin", flash_map)
        with python_server(self.bench.work, new) as server:
            flash = self.first_boot(flash, server.port, "appbin: slot 1, release 1.0.0+0, counter 1")
            image = (new / "user2.bin").read_bytes()
            at = SLOT_2[flash_map]
            check(flash[at : at + len(image)] == image, "slot 2 is not the new release")
            run, flash = self.boot(flash, "appbin: confirmed", server.port)
            for line in ("appbin: slot 2, release 1.1.0+0, counter 1", "appbin: on trial",
                         "appbin: confirmed"):
                check(run.status == ASLEEP and run.says(line), f"not {line}:\n{run.output[-3000:]}")
            run, after = self.boot(flash, "appbin: check", server.port)
            check(not run.says("appbin: on trial"), "still on trial")
            check(run.line(r"appbin: check 6, http 200") is not None, run.output[-3000:])
        check(any(flash[sector:][:4] == STORE_MAGIC for sector in STORE[flash_map]),
              "the store is elsewhere")
        check(after == flash, "the flash changed")
        return "1.0.0, 1.1.0, up to date"

    def hybrid(self):
        """ECDSA and LMS, and both must sign."""
        project = self.project()
        self.bench.command("keygen", "--no-passphrase", "--type", "lms-h5", "-o", project.app / "lms.pem")
        project.edit("lamp.release", lambda text: f"{text}--key lms.pem\n")
        old, _ = project.release("1.0.0", "APPBIN_THRESHOLD=2")
        new, _ = project.release("1.1.0", "APPBIN_THRESHOLD=2")
        with python_server(self.bench.work, new) as server:
            flash = self.first_boot(self.bench.factory(old / "user1.bin"), server.port,
                                    "appbin: slot 1, release 1.0.0+0, counter 1")
            run, _ = self.boot(flash, "appbin: confirmed", server.port)
        check(run.says("appbin: slot 2, release 1.1.0+0, counter 1"), run.output[-3000:])
        sections = project.sections(LIBRARY)
        return f"{sections['.irom0.text']} bytes of flash, {sections['.bss']} of RAM"

    def unsigned(self):
        """What the old makefile made has no version: it takes the first signed release."""
        project = self.project()
        new, _ = project.release("0.0.1")
        plain = self.bench.image(project.app / ELF.format(1))
        with python_server(self.bench.work, new) as server:
            run, flash = self.boot(self.bench.factory(plain), "nothing", server.port)
            check(run.status == RESET and
                  run.line(r"appbin: slot 1, not signed \([0-9a-f]+\)") is not None,
                  run.output[-3000:])
            run, _ = self.boot(flash, "appbin: confirmed", server.port)
        check(run.says("appbin: slot 2, release 0.0.1+0, counter 1"), run.output[-3000:])
        return "takes 0.0.1"

    def other_signer(self):
        """The same project, signed with another key: refused before anything is erased."""
        project = self.project()
        old, _ = project.release("1.0.0")
        flash = self.bench.factory(old / "user1.bin")
        other = self.project(key="other.pem")
        new, _ = other.release("1.1.0")
        with python_server(self.bench.work, new) as server:
            run, after = self.boot(flash, "appbin: check", server.port)
        check(run.line(r"appbin: check (\d+), http 200") not in (None, ("2",), ("6",)),
              run.output[-3000:])
        slot = SLOT_2["2"]
        check(after[slot : slot + 0x7A000] == flash[slot : slot + 0x7A000], "slot 2 was touched")
        return "refused"

    def other_header(self):
        """esptool has rewritten the map in the boot loader's header."""
        project = self.project("2.2.1")
        old, _ = project.release("1.0.0")
        new, _ = project.release("1.1.0")
        flash = bytearray(self.bench.factory(old / "user1.bin"))
        flash[3] = flash[3] & 0x0F | 0x30
        with python_server(self.bench.work, new) as server:
            run, _ = self.boot(bytes(flash) + b"\xff" * len(flash), "nothing", server.port)
        check(run.says("appbin: the boot loader's header says flash map 3, this is for 2"),
              run.output[-3000:])
        check(run.line(r"appbin: check 2, http 200") is not None, run.output[-3000:])
        return "said, and nothing else"

    def other_slots(self):
        """The boot loader would look for slot 2 elsewhere: nothing is put there."""
        project = self.project("2.2.1", flash_map="6")
        old, _ = project.release("1.0.0")
        new, _ = project.release("1.1.0")
        flash = bytearray(self.bench.factory(old / "user1.bin", "6"))
        flash[3] = flash[3] & 0x0F | 0x40
        with python_server(self.bench.work, new) as server:
            run, after = self.boot(bytes(flash), "address", server.port)
        check(run.says("appbin: the boot loader's header says flash map 4, this is for 6"),
              run.output[-3000:])
        check(run.says("appbin: no updates (2)") and run.line(r"appbin: check") is None,
              run.output[-3000:])
        slot = SLOT_2["6"]
        check(set(after[slot : slot + 0x1000]) <= {0xFF}, "slot 2 was touched")
        return "refused"

    def taken_store(self):
        """A partition of the application has a sector of the store."""
        project = self.project()
        project.edit("user/user_main.c", lambda text: text.replace(
            "OTA_2 - 0x5000, 0x1000}", "OTA_2 - 0x6000, 0x2000}"))
        old, _ = project.release("1.0.0")
        run, _ = self.boot(self.bench.factory(old / "user1.bin"), "address")
        check(run.says("appbin: no updates (3)"), run.output[-3000:])
        project.call(f"{SETTINGS}, .store_sectors = {{0x6C000, 0x6D000}}")
        moved, _ = project.release("1.0.1")
        run, _ = self.boot(self.bench.factory(moved / "user1.bin"), "address")
        check(not run.says("appbin: no updates (3)"), run.output[-3000:])
        return "refused, or elsewhere"

    def goes_back(self, settings, said):
        """An update to a firmware that can take none goes back: its trial fails."""
        project = self.project()
        old, _ = project.release("1.0.0")
        project.call(settings)
        new, _ = project.release("1.1.0")
        with python_server(self.bench.work, new) as server:
            flash = self.first_boot(self.bench.factory(old / "user1.bin"), server.port,
                                    "appbin: slot 1, release 1.0.0+0, counter 1")
        for _ in range(3):
            run, flash = self.boot(flash, "address")
            check(run.says(said) and run.says("appbin: on trial"),
                  run.output[-3000:])
        run, flash = self.boot(flash, "nothing")
        check(run.says("appbin: the trial has failed, back to slot 1") and run.status == RESET,
              run.output[-3000:])
        run, _ = self.boot(flash, "address", free_port())
        check(run.says("appbin: slot 1, release 1.0.0+0, counter 1"), run.output[-3000:])
        return "goes back after three boots"

    def wrong_settings(self):
        return self.goes_back('.host = 0, .path = "/lamp"', "appbin: no updates (1)")

    def wrong_store(self):
        """Its trial is on record where the store was before."""
        return self.goes_back(f"{SETTINGS}, .store_sectors = {{0x5000, 0x6000}}",
                              "appbin: no updates (3)")

    def shorter_partition(self):
        """A slot that is registered shorter takes no longer image."""
        project = self.project()
        small = "#define OTA_SIZE 0x20000"
        project.edit("user/user_main.c", lambda text: text.replace("#define OTA_SIZE 0x6A000",
                                                                   small))
        old, _ = project.release("1.0.0")
        new, _ = project.release("1.1.0")
        check((new / "user2.bin").stat().st_size > 0x20000, "the image is too short for the test")
        with python_server(self.bench.work, new) as server:
            run, _ = self.boot(self.bench.factory(old / "user1.bin"), "appbin: check",
                               server.port)
        check(run.line(r"appbin: check 2, http 200") is None, run.output[-3000:])
        return "refused"


def main():
    os.environ.pop("MAKEFLAGS", None)
    tests = Tests(SdkBench(*sys.argv[1:3]))
    cases = [("3.0", tests.whole), ("2.2.1", lambda: tests.whole("2.2.1")),
             ("no-gc-sections", lambda: tests.whole("no-gc-sections")),
             ("mbedtls", lambda: tests.whole("mbedtls")),
             ("map-6", lambda: tests.whole(flash_map="6"))]
    cases += [(test.__name__, test) for test in (
        tests.hybrid, tests.unsigned, tests.other_signer, tests.other_header, tests.other_slots,
        tests.taken_store, tests.wrong_settings, tests.wrong_store, tests.shorter_partition)]
    return run_cases(cases, sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
