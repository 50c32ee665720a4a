#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates on the emulated board: 1.0.0 in slot 1, 1.1.0 in slot 2, 1.2.0 back in slot 1; and
a release that never confirms itself. usage: test_versions.py BUILD_DIR IMAGETOOL [CASE...]"""

import dataclasses
import struct
import sys

from board import (ASLEEP, CUTS, PARAMETERS, POWER_CUT, RESET, SECTOR, SLOTS, STORE, Bench, check,
                   in_slot, run_cases, stored_counter)

HEADER = 16  # of a boot new image
TRIAL_BOOTS = 3  # of examples/hello-ota/update.c


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.v100, self.v110, self.v120, self.never = (
            bench.release(name) for name in ("v1.0.0", "v1.1.0", "v1.2.0", "never-confirms"))

    def three_versions(self):
        bench = self.bench
        flash = bench.factory_flash(self.v100)
        run, flash = bench.expect_boot(flash, self.v100, 1)
        check(run.status == ASLEEP and run.says("update: none"), run.output)
        flash = bench.update(flash, self.v100, 1, self.v110, seed=2)
        flash = bench.update(flash, self.v110, 2, self.v120, seed=3)
        for _ in range(5):
            run, after = bench.expect_boot(flash, self.v120, 1)
            check(after == flash and run.changes == 0, "a quiet boot changes the flash")
        check(in_slot(flash, 2, len(self.v110.user2)) == self.v110.user2, "the old release is gone")
        return "1.0.0 slot 1, 1.1.0 slot 2, 1.2.0 slot 1"

    def rsa(self):
        old, new = (self.bench.release(f"rsa-{version}", "rsa") for version in ("1.0.0", "1.1.0"))
        self.bench.update(self.bench.factory_flash(old), old, 1, new)
        return "1.0.0 slot 1, 1.1.0 slot 2"

    def same_offer_again(self):
        """A server offers the current release for as long as it is the current one."""
        bench, offer = self.bench, self.v110.offer()
        flash = bench.update(bench.factory_flash(self.v100), self.v100, 1, self.v110)
        for _ in range(3):
            self.expect_not_newer(flash, self.v110, 2, offer)
        _, flash = bench.boot(bench.factory_flash(self.v100))
        self.expect_not_newer(flash, self.v100, 1, self.v100.offer())
        run, flash = bench.expect_boot(flash, self.v100, 1, offer=offer)
        check(run.status == RESET, run.output)
        bench.expect_boot(flash, self.v110, 2, offer=offer)  # on trial
        return "nothing is written"

    def expect_not_newer(self, flash, running, slot, offer):
        run, after = self.bench.expect_boot(flash, running, slot, offer=offer)
        check(run.status == ASLEEP and run.says("update: none newer"), run.output)
        check(run.refusal is None, run.output)
        check(after == flash and run.changes == 0, "the flash changed")

    def signed_as_another_version(self):
        """A firmware that calls itself 1.0.0 in its code, signed as 1.1.0: it is 1.1.0, and does not
        install itself again at every check."""
        bench = self.bench
        offer = bench.sign(self.v100, "1.1.0", 1)
        check(b"1.0.0\0" in offer.user1, "it says nothing of itself")
        signed = dataclasses.replace(self.v100, version="1.1.0", **vars(offer))
        flash = bench.update(bench.factory_flash(self.v100), self.v100, 1, signed)
        for _ in range(6):
            self.expect_not_newer(flash, signed, 2, offer)
        bench.update(flash, signed, 2, self.v120)
        return "6 checks, nothing written"

    def unsigned_first_image(self):
        """It is 0.0.0, says so, and takes the first signed release, whatever its version."""
        bench = self.bench
        _, flash = bench.boot(bench.factory_flash(self.v120, signed=False))
        run, after = bench.boot(flash)
        check(run.running == ("0.0.0", 1), run.output)
        check(run.says("release: unsigned, takes the first signed one"), run.output)
        check(run.changes == 0 and after == flash, "an unsigned image changes the flash")
        for offer in bench.sign(self.v110, "0.0.0", 2), bench.sign(self.v110, "0.0.0+1", 2):
            run, after = bench.boot(flash, offer=offer)
            check(run.says("update: committed") == (b"\1\0\0\0" == offer.manifest[48:52]), run.output)
        run, flash = bench.boot(flash, offer=self.v100.offer())
        check(run.status == RESET and run.says("update: committed"), run.output)
        run, flash = bench.expect_boot(flash, self.v100, 2)
        check(run.says("trial: confirmed") and stored_counter(flash) == 1, run.output)
        bench.update(flash, self.v100, 2, self.v110)
        return "0.0.0 slot 1, 1.0.0 slot 2, 1.1.0 slot 1"

    def stale_manifest(self):
        """An unsigned image over a longer signed one, whose manifest is left and is good."""
        bench, large = self.bench, self.bench.release("large")
        flash = bytearray(bench.factory_flash(large))
        short = self.v100.unsigned[1]
        end = -(-len(short) // SECTOR) * SECTOR  # as a programmer erases
        flash[SLOTS[1] : SLOTS[1] + end] = short.ljust(end, b"\xff")
        check(large.manifest in bytes(flash), "the manifest is lost")
        run, _ = bench.boot(bytes(flash))
        check(run.running == ("0.0.0", 1), run.output)
        return "not found"

    def higher_versions_only(self):
        """All with the security counter of the running release, which is 1.1.0."""
        bench = self.bench
        flash = bench.update(bench.factory_flash(self.v100), self.v100, 1, self.v110)
        older = ("0.9.9", "0.2.0", "0.65535.4294967295+4294967295", "1.0.0", "1.0.9", "1.1.0",
                 "1.0.4294967295+4294967295")
        for version in older:
            self.expect_not_newer(flash, self.v110, 2, bench.sign(self.v110, version, 2))
        newer = ("1.1.0+1", "1.1.1", "1.1.4294967295+4294967295", "1.2.0", "1.10.0", "2.0.0",
                 "65535.0.0")
        for version in newer:
            offer = bench.sign(self.v110, version, 2)
            run, _ = bench.expect_boot(flash, self.v110, 2, offer=offer)
            check(run.status == RESET and run.says("update: committed"), f"{version}:{run.output}")
        return f"{len(older)} not taken, {len(newer)} taken"

    def network_in_any_pieces(self):
        """The same flash comes of it, however the network cuts the file up."""
        _, flash = self.bench.boot(self.bench.factory_flash(self.v100))
        results = set()
        for seed in range(1, 21):
            run, after = self.bench.boot(flash, offer=self.v110.offer(), seed=seed)
            check(run.status == RESET, run.output)
            results.add(after)
        check(len(results) == 1, f"{len(results)} different results")
        check(in_slot(after, 2, len(self.v110.user2)) == self.v110.user2, "not the release")
        return "20 seeds"

    def never_confirmed(self):
        """Three boots on trial, none of which takes an update; then the old release for good."""
        bench = self.bench
        _, flash = bench.boot(bench.factory_flash(self.v100))
        run, flash = bench.expect_boot(flash, self.v100, 1, offer=self.never.offer())
        check(run.status == RESET, run.output)
        for _ in range(TRIAL_BOOTS):
            run, flash = bench.expect_boot(flash, self.never, 2, offer=self.v120.offer())
            check(run.status == RESET and run.says("trial: self-test failed"), run.output)
            check(not run.says("trial: confirmed") and not "update" in run.output, run.output)
        run, flash = bench.expect_boot(flash, self.never, 2)
        check(run.status == RESET and run.says("trial: failed, back to the other slot"), run.output)
        run, flash = self.expect_no_update(flash, self.never.offer())
        run, after = bench.expect_boot(flash, self.v100, 1)
        check(run.status == ASLEEP, run.output)
        check(flash[STORE] == after[STORE], "the trial is on record still")
        check(flash[PARAMETERS] == after[PARAMETERS], "the slot is switched again")
        bench.update(flash, self.v100, 1, self.v110)
        bench.update(flash, self.v100, 1, self.v120)
        return f"{TRIAL_BOOTS} boots, then back; the next update succeeds"

    def expect_no_update(self, flash, offer):
        """1.0.0 runs again: it ends the trial of the other slot, and only that."""
        run, after = self.bench.expect_boot(flash, self.v100, 1, offer=offer)
        check(run.status == ASLEEP and run.refusal == "manifest: TRIAL_FAILED", run.output)
        check(all(STORE.start <= first and behind <= STORE.stop for first, behind in run.touched),
              run.output)
        check(in_slot(after, 2) == in_slot(flash, 2), "slot 2 changed")
        return run, after

    def boot_loader_falls_back(self):
        """The new slot is destroyed before it ever boots: the boot loader itself goes back."""
        bench = self.bench
        _, flash = bench.boot(bench.factory_flash(self.v100))
        run, flash = bench.boot(flash, offer=self.v110.offer())
        check(run.status == RESET, run.output)
        ram_part = HEADER + struct.unpack_from("<I", self.v110.user2, 12)[0]
        first_byte = ram_part + 16  # of the first segment: only the XOR byte tells
        for at in (0, ram_part, first_byte):
            damaged = bytearray(flash)
            damaged[SLOTS[2] + at] ^= 0xFF
            run, after = self.expect_no_update(bytes(damaged), self.v110.offer())
            check(run.output.count("boot: nothing to start at 0x81000") == 4, run.output)
            bench.update(after, self.v100, 1, self.v110)
        return "after four tries, and takes no update at once"

    def flashed_by_cable(self):
        """The counter of a firmware that no update brought is stored in its first boot, and holds
        when an older firmware is flashed over it."""
        bench = self.bench
        flash = bench.update(bench.factory_flash(self.v100), self.v100, 1, self.v110)
        check(stored_counter(flash) == 2, "the update raised nothing")
        run, flash = bench.expect_boot(by_cable(flash, 2, self.v120), self.v120, 2)
        check(run.changes == 2 and stored_counter(flash) == 3, f"not stored:\n{run.output}")
        run, after = bench.expect_boot(flash, self.v120, 2)
        check(run.changes == 0 and after == flash, "not at peace")
        flash = by_cable(flash, 2, self.v110)
        run, after = bench.expect_boot(flash, self.v110, 2, offer=bench.sign(self.v110, "2.0.0", 2))
        check(run.refusal == "manifest: REFUSED_ROLLBACK" and after == flash, run.output)
        bench.update(flash, self.v110, 2, self.v120)
        return "counter 3 is stored, and refuses 2"

    def damaged_store(self):
        """Both records lost: the firmware recovers the store with its own counter, and the next
        update is taken; what is older than it is refused still. A cut leaves no counter of 0."""
        bench = self.bench
        flash = bench.update(bench.factory_flash(self.v100), self.v100, 1, self.v110)
        damaged = bytearray(flash)
        for sector in range(STORE.start, STORE.stop, SECTOR):
            damaged[sector + 8] ^= 0x55
        older = bench.sign(self.v110, "2.0.0", 1)
        run, flash = bench.expect_boot(bytes(damaged), self.v110, 2, offer=older)
        check(run.says("boot: STORE") and run.says("store: recovery: OK"), run.output)
        check(run.changes == 4 and stored_counter(flash) == 2, run.output)
        check(run.refusal == "manifest: REFUSED_ROLLBACK", run.output)
        run, after = bench.expect_boot(flash, self.v110, 2)
        check(run.changes == 0 and after == flash, f"not at peace:\n{run.output}")
        bench.update(flash, self.v110, 2, self.v120)
        for at in range(1, 5):
            for kind in CUTS:
                run, cut = bench.boot(bytes(damaged), cut=at, kind=kind)
                check(run.status == POWER_CUT, run.output)
                run, after = bench.expect_boot(cut, self.v110, 2, offer=older)
                check(stored_counter(after) == 2, f"{kind} change {at}: another counter")
                check(run.refusal == "manifest: REFUSED_ROLLBACK", f"{kind} change {at}:\n{run.output}")
        return "4 changes, 16 cuts"


def by_cable(flash, slot, release):
    """A release flashed over what was in a slot."""
    image = release.image(slot)
    changed = bytearray(flash)
    changed[SLOTS[slot] : SLOTS[slot] + len(image)] = image
    return bytes(changed)


def main():
    tests = Tests(Bench(*sys.argv[1:3]))
    return run_cases([(test.__name__, test) for test in (
        tests.three_versions, tests.rsa, tests.same_offer_again, tests.signed_as_another_version,
        tests.unsigned_first_image, tests.stale_manifest, tests.higher_versions_only,
        tests.network_in_any_pieces, tests.never_confirmed,
        tests.boot_loader_falls_back, tests.flashed_by_cable, tests.damaged_store)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
