#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Updates that must be refused on the emulated board: each with its reason, slot choice and store
untouched, the old release booting still. usage: test_refusals.py BUILD_DIR IMAGETOOL [CASE...]"""

import struct
import sys

from board import (ASLEEP, HANGS, HEAD, RESET, PARAMETERS, SECTOR, SLOTS, STORE, Bench, Offer,
                   Release, check, expect_judged, in_slot, run_cases)

OFFSET_SIGNED_SIZE, OFFSET_VERSION_PATCH = 6, 44
BLOCK_HEADER = 12
BLANK_HEAD = b"\xff" * HEAD


def flip(data, at, bit=0):
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    return bytes(changed)


def without_signatures(manifest):
    """The signed part and an end block that counts none."""
    signed = manifest[: struct.unpack_from("<H", manifest, OFFSET_SIGNED_SIZE)[0]]
    return signed + struct.pack("<BBH", 0, 0, len(signed) + 4)


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.old, self.new, self.newer = (bench.release(f"v1.{minor}.0") for minor in range(3))
        _, self.factory = bench.expect_boot(bench.factory_flash(self.old), self.old, 1)
        self.updated = bench.update(self.factory, self.old, 1, self.new)

    def refused(self, offer: Offer, reason: str, running: Release | None = None, slot=1, seed=1):
        """One offer, to a board that runs a release from a slot. Returns the flash behind it."""
        running = running or self.old
        before = self.factory if slot == 1 else self.updated
        run, after = self.bench.expect_boot(before, running, slot, offer=offer, seed=seed)
        check(run.status == ASLEEP and run.refusal == reason, f"want {reason}:\n{run.output}")
        check(after[STORE] == before[STORE], "the store changed")
        check(after[PARAMETERS] == before[PARAMETERS], "the slot choice changed")
        if reason.startswith("manifest"):
            check(run.changes == 0 and after == before, "the flash changed")
        self.only_the_announced_was_written(run, 3 - slot, offer)
        check(not run.touched or in_slot(after, 3 - slot, HEAD) == BLANK_HEAD,
              "what was refused could be started")
        run, last = self.bench.expect_boot(after, running, slot)
        check(run.status == ASLEEP and run.changes == 0 and last == after, "not at peace after it")
        return after

    @staticmethod
    def only_the_announced_was_written(run, slot, offer):
        if run.touched:
            end = SLOTS[slot] + announced_size(offer.manifest, slot)
            sector_end = (end + SECTOR - 1) // SECTOR * SECTOR
            check(min(first for first, _ in run.touched) >= SLOTS[slot], "below the slot")
            check(max(behind for _, behind in run.touched) <= sector_end, "beyond the image")

    def succeeds_after(self, flash):
        """A refused update leaves nothing behind that would hinder a good one."""
        self.bench.update(flash, self.old, 1, self.new)

    def flipped_bit_in_the_body(self):
        image, body = self.new.user2, announced_body(self.new.manifest, 2)
        places = [0, 1, 3, 4, 8, 12, 16, 17, body - 2, body - 1, *range(100, body, 4111)]
        for seed, at in enumerate(places):
            offer = self.new.offer(user2=flip(image, at, at % 8))
            flash = self.refused(offer, "image: REFUSED_DIGEST", seed=seed)
        self.succeeds_after(flash)
        return f"{len(places)} places"

    def flipped_bit_behind_the_body(self):
        image, body = self.new.user2, announced_body(self.new.manifest, 2)
        for at in range(body, len(image) - 8, 23):
            self.refused(self.new.offer(user2=flip(image, at, at % 8)), "image: REFUSED_MANIFEST_COPY")
        for at in range(len(image) - 8, len(image)):
            flash = self.refused(self.new.offer(user2=flip(image, at, at % 8)), "image: REFUSED_CRC")
        self.succeeds_after(flash)
        return "the manifest in the image, pad word, CRC word"

    def flipped_bit_in_the_manifest(self):
        manifest = self.new.manifest
        signed = struct.unpack_from("<H", manifest, OFFSET_SIGNED_SIZE)[0]
        signature = signed + BLOCK_HEADER
        for at in (OFFSET_VERSION_PATCH, 8, 24, 52, 68, 72, signed - 1, signature, signature + 63):
            self.refused(self.new.offer(manifest=flip(manifest, at)), "manifest: REFUSED_SIGNATURE")
        self.refused(self.new.offer(manifest=flip(manifest, 0)), "manifest: REFUSED_NOT_FOUND")
        self.refused(self.new.offer(manifest=flip(manifest, 4, 1)), "manifest: REFUSED_VERSION")
        self.refused(self.new.offer(manifest=flip(manifest, 5, 1)), "manifest: REFUSED_FORMAT")
        return "signed part, signature, magic, format version, payload count"

    def foreign_key(self):
        self.refused(self.bench.release("foreign-key").offer(), "manifest: REFUSED_SIGNATURE")
        return "SIGNATURE"

    def wrong_product(self):
        self.refused(self.bench.release("wrong-product").offer(), "manifest: REFUSED_CLASS")
        self.refused(self.bench.release("wrong-vendor").offer(), "manifest: REFUSED_VENDOR")
        return "CLASS, and VENDOR for another vendor"

    def image_of_the_other_slot(self):
        flash = self.refused(self.new.offer(user2=self.new.user1), "image: REFUSED_DIGEST")
        self.succeeds_after(flash)
        self.refused(self.newer.offer(user1=self.newer.user2), "image: REFUSED_DIGEST", self.new, 2)
        return "user1 for slot 2, user2 for slot 1"

    def release_for_slot_1_alone(self):
        one = self.bench.sign(self.new, "1.1.0", 2, slots=(1,))
        self.refused(self.new.offer(manifest=one.manifest), "manifest: REFUSED_SLOT")
        return "SLOT"

    def older_security_counter(self):
        late = self.bench.release("old-counter")
        self.refused(late.offer(), "manifest: REFUSED_ROLLBACK", self.new, 2)
        self.refused(self.old.offer(), "manifest: REFUSED_ROLLBACK", self.new, 2)
        self.bench.update(self.factory, self.old, 1, late)
        return "ROLLBACK after the update, and taken before it"

    def older_than_the_factory_firmware(self):
        """No update has ever raised the stored counter: that of the firmware itself counts."""
        _, flash = self.bench.boot(self.bench.factory_flash(self.newer))
        for offer in (self.old.offer(), self.new.offer(), self.bench.release("old-counter").offer(),
                      self.bench.sign(self.newer, "2.0.0", 2)):
            run, after = self.bench.expect_boot(flash, self.newer, 1, offer=offer)
            check(run.status == ASLEEP and run.refusal == "manifest: REFUSED_ROLLBACK", run.output)
            check(run.changes == 0 and after == flash, "the flash changed")
        run, _ = self.bench.boot(flash, offer=self.bench.sign(self.newer, "2.0.0", 3))
        check(run.says("update: committed"), run.output)
        return "ROLLBACK, for a higher version too"

    def refused_image_does_not_boot(self):
        """The boot loader would start anything when the running slot is lost."""
        foreign = self.bench.release("foreign-key", "foreign")
        size = len(self.newer.user1)
        for image, reason in (
                ((foreign.user1 + b"\xff" * size)[:size], "image: REFUSED_DIGEST"),
                (foreign.user1[: size - 1], "download: TOO_SHORT"),
                (foreign.user1 + b"\xff" * size, "download: TOO_LONG")):
            flash = self.refused(self.newer.offer(user1=image), reason, self.new, 2)
            lost = bytearray(flash)
            lost[SLOTS[2]] ^= 0xFF
            run, _ = self.bench.boot(bytes(lost))
            check(run.status == HANGS and run.running is None, run.output)
        return "HANGS, with the other slot destroyed"

    def truncated(self):
        image, manifest = self.new.user2, self.new.manifest
        for length in (0, 1, 3, 16, 1023, 1024, 4096, len(image) - 4, len(image) - 1):
            offer = self.new.offer(user2=image[:length])
            flash = self.refused(offer, "download: TOO_SHORT", seed=length)
        self.succeeds_after(flash)
        self.refused(self.new.offer(user2=None), "download: NOT_FOUND")
        for length in (0, 3, 60, len(manifest) - 4, len(manifest) - 1):
            self.refused(self.new.offer(manifest=manifest[:length]), "manifest: TOO_SHORT")
        return "image and manifest"

    def grown(self):
        image = self.new.user2
        for more in (b"\0", b"\xff" * 3, b"\xff" * 4, bytes(5000), bytes(0x100000)):
            offer = self.new.offer(user2=image + more)
            flash = self.refused(offer, "download: TOO_LONG", seed=len(more))
        self.succeeds_after(flash)
        for more in (4, 5000):
            offer = self.new.offer(manifest=self.new.manifest + bytes(more))
            self.refused(offer, "manifest: TOO_LONG")
        return "image and manifest"

    def unsigned(self):
        bare, image = self.new.unsigned[2], self.new.user2
        body = announced_body(self.new.manifest, 2)
        self.refused(self.new.offer(user2=bare), "download: TOO_SHORT")
        filled = image[:body] + b"\xff" * (len(image) - body)
        flash = self.refused(self.new.offer(user2=filled), "image: REFUSED_MANIFEST_COPY")
        self.succeeds_after(flash)
        offer = self.new.offer(manifest=without_signatures(self.new.manifest))
        self.refused(offer, "manifest: REFUSED_FORMAT")
        return "image as built, image filled up, manifest without signature"

    def mixed_pair(self):
        check(len(self.new.user2) == len(self.newer.user2), "the lengths give it away")
        flash = self.refused(self.new.offer(user2=self.newer.user2), "image: REFUSED_DIGEST")
        self.succeeds_after(flash)
        self.refused(self.newer.offer(user2=self.new.user2), "image: REFUSED_DIGEST")
        body = announced_body(self.new.manifest, 2)
        spliced = self.newer.user2[:body] + self.new.user2[body:]
        self.refused(self.new.offer(user2=spliced), "image: REFUSED_DIGEST")
        spliced = self.new.user2[:body] + self.newer.user2[body:]
        self.refused(self.new.offer(user2=spliced), "image: REFUSED_MANIFEST_COPY")
        return "manifest of one release, image of another"

    def read_errors(self):
        """Any read of an update fails once: the old release boots still, or the new one if it was
        committed."""
        run, _ = self.bench.boot(self.factory, offer=self.new.offer())
        late = run.reads - 30
        places = [*range(1, 8), *range(8, late, 41), *range(late, run.reads + 1)]
        committed, not_switched, unknown = 0, 0, 0
        for fail in places:
            run, flash = self.bench.boot(self.factory, offer=self.new.offer(), fail=fail)
            if run.says("release: READ"):
                unknown += 1
                check(run.running == ("unknown", 1) and run.says("update: none newer"), run.output)
                check(flash == self.factory, "an update of a firmware that does not know what it is")
                continue
            check(run.running == (self.old.version, 1), run.output)
            if run.says("update: committed"):
                committed += 1
                self.bench.expect_boot(flash, self.new, 2)
                continue
            if run.refusal == "commit: REFUSED_SWITCH":
                not_switched += 1
                flash = self.after_a_failed_switch(run, flash)
            else:
                check(run.status == ASLEEP and run.refusal or run.says("boot: READ"), run.output)
                expect_judged(flash, 2, *[self.new] * (run.refusal == "commit: REFUSED_WRITE"))
                run, flash = self.bench.expect_boot(flash, self.old, 1)
            self.bench.update(flash, self.old, 1, self.new)
        check(not_switched > 0, "no read of the switch failed")
        check(unknown > 0, "no read of the own manifest failed")
        check(committed < len(places) // 4, f"{committed} of {len(places)} did not matter")
        return f"{len(places)} reads"

    def after_a_failed_switch(self, run, flash):
        """Only a reset tells which slot runs; if it is the old one, it does not try at once."""
        check(run.status == RESET, run.output)
        self.bench.expect_intact(flash, self.new, 2)
        run, flash = self.bench.expect_boot(flash, self.old, 1, offer=self.new.offer())
        check(run.status == ASLEEP and run.refusal == "manifest: TRIAL_FAILED", run.output)
        return flash

    def read_errors_on_trial(self):
        """A firmware on trial leaves the other slot alone, whatever it cannot read."""
        _, flash = self.bench.boot(self.factory, offer=self.new.offer())
        run, _ = self.bench.expect_boot(flash, self.new, 2)
        for fail in range(1, run.reads + 1):
            run, after = self.bench.boot(flash, offer=self.newer.offer(), fail=fail)
            version = "unknown" if run.says("release: READ") else self.new.version
            check(run.running == (version, 2), run.output)
            if not run.says("trial: confirmed"):
                self.bench.expect_intact(after, self.old, 1)
                check("update: " not in run.output, run.output)
        return f"{run.reads} reads"

    def nothing_offered(self):
        offer = self.new.offer(manifest=None)
        run, after = self.bench.expect_boot(self.factory, self.old, 1, offer=offer)
        check(run.says("update: none") and after == self.factory, run.output)
        return "images without a manifest are no offer"


def payload(manifest, slot):
    for at in range(60, 60 + 44 * manifest[5], 44):
        if manifest[at] == slot:
            return manifest[at : at + 44]
    return bytes(44)


def announced_body(manifest, slot):
    return struct.unpack_from("<I", payload(manifest, slot), 8)[0]


def announced_size(manifest, slot):
    return announced_body(manifest, slot) + len(manifest) + 8


def main():
    tests = Tests(Bench(*sys.argv[1:3]))
    return run_cases([(test.__name__, test) for test in (
        tests.flipped_bit_in_the_body, tests.flipped_bit_behind_the_body,
        tests.flipped_bit_in_the_manifest, tests.foreign_key, tests.wrong_product,
        tests.image_of_the_other_slot, tests.release_for_slot_1_alone, tests.older_security_counter,
        tests.older_than_the_factory_firmware, tests.refused_image_does_not_boot, tests.truncated,
        tests.grown, tests.unsigned, tests.mixed_pair, tests.read_errors,
        tests.read_errors_on_trial, tests.nothing_offered)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
