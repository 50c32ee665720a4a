#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Power cuts during updates on the emulated board. Whatever change of the flash the power goes at,
the next boot runs the old or the new release, undamaged, and the second try of the update succeeds;
and no slot begins like an image whose content was not judged, whatever the server sent.

usage: test_power_cut.py [--all] [--jobs N] [--only CAMPAIGN] BUILD_DIR IMAGETOOL

Without --all each change of the download is cut in one of the four ways, in turn, and every other
change in all of them; the large image is cut in a sample of places. With --all the small image is
cut everywhere in every way, and the large one everywhere."""

import argparse
import concurrent.futures
import random
import sys

from board import (ASLEEP, CUTS, POWER_CUT, RESET, Bench, Failure, check, expect_judged,
                   stored_counter)

TRIAL_BOOTS = 3  # of examples/hello-ota/update.c
SWITCH_CHANGES = 4  # of the boot loader's parameters
COMMIT_CHANGES = 2 + 2 + SWITCH_CHANGES  # of the store, the slot's first word
PARAMETER_FLAG = 0xFF000
DOUBLE_CUTS = 40
LARGE_SAMPLE = 10


def in_turn(changes, commit_from, everything):
    """(change, kind) of an update."""
    for at in range(1, changes + 1):
        kinds = CUTS if everything or at >= commit_from else (CUTS[at % len(CUTS)],)
        yield from ((at, kind) for kind in kinds)


def unsigned(image):
    """As long as the signed one; its head is the same, and another program follows."""
    return image[:0x400] + bytes(byte ^ 1 for byte in image[0x400:])


class Campaign:
    """One bench each: campaigns may run side by side."""

    def __init__(self, arguments):
        self.everything = arguments.all
        self.bench = Bench(arguments.build, arguments.imagetool)
        self.old, self.new, self.large, self.never = (
            self.bench.release(name) for name in ("v1.0.0", "v1.1.0", "large", "never-confirms"))
        _, self.base = self.bench.boot(self.bench.factory_flash(self.old))
        self.random = random.Random(1)

    def power_on(self, flash, new):
        """What boots after a cut is whole. Returns the release, its slot and the flash."""
        run, after = self.bench.boot(flash)
        check(run.status == ASLEEP and run.running is not None, run.output)
        version, slot = run.running
        release = self.old if version == self.old.version else new
        check(version == release.version, f"runs {version}")
        self.bench.expect_intact(after, release, slot)
        return release, slot, after

    def cut_update(self, new, at, kind, is_judged):
        """One cut, and the update's second try. Returns which release ran in between."""
        run, flash = self.bench.boot(self.base, offer=new.offer(), cut=at, kind=kind, seed=at)
        check(run.status == POWER_CUT and run.changes == at, f"no cut:\n{run.output}")
        expect_judged(flash, 2, *[new] * is_judged)
        release, slot, flash = self.power_on(flash, new)
        check(slot == (1 if release is self.old else 2), f"{release.version} in slot {slot}")
        if release is self.old:
            flash = self.bench.update(flash, self.old, 1, new)
        run, after = self.bench.expect_boot(flash, new, 2)
        check(run.status == ASLEEP and after == flash, f"not at peace:\n{run.output}")
        return "old" if release is self.old else "new"

    def count_changes(self, new):
        run, _ = self.bench.expect_boot(self.base, self.old, 1, offer=new.offer())
        check(run.status == RESET, run.output)
        return run.changes

    def cut_all(self, new, changes, places):
        """The first copy of the boot loader's parameters holds, so that the slot is switched as
        soon as the erasure of the flag, the last but one change, has begun."""
        check(self.base[PARAMETER_FLAG] == 0, "the second copy holds")
        ran = {"old": 0, "new": 0}
        for at, kind in places:
            expected = "new" if at == changes or (at == changes - 1 and kind != "before") else "old"
            try:
                ran_now = self.cut_update(new, at, kind, at >= changes - SWITCH_CHANGES)
                check(ran_now == expected, f"the {ran_now} release ran")
                ran[ran_now] += 1
            except Failure as failure:
                raise Failure(f"{kind} change {at}: {failure}") from failure
        check(ran["old"] > 0 and ran["new"] > 0, f"{ran}: no cut was near the switch")
        return f"{sum(ran.values())} cuts: {ran['old']} times the old ran, {ran['new']} the new"

    def small_image(self):
        changes = self.count_changes(self.new)
        places = in_turn(changes, changes - COMMIT_CHANGES + 1, self.everything)
        return f"{changes} changes, " + self.cut_all(self.new, changes, places)

    def large_image(self):
        changes = self.count_changes(self.large)
        places = list(in_turn(changes, changes - COMMIT_CHANGES + 1, False))
        if not self.everything:
            places = self.random.sample(places[: -COMMIT_CHANGES * len(CUTS)], LARGE_SAMPLE) + [
                (changes - 3, "after"), (changes - 1, "half"), (changes, "before"),
                (changes, "after")]
        cuts = self.cut_all(self.large, changes, places)
        return f"{len(self.large.user2)} bytes, {changes} changes, {cuts}"

    def hostile_server(self):
        """It has a good manifest, and an image that ends one byte early, or is not the signed one. In
        the slot is an earlier release, whole: nothing of another may take its place."""
        fallen = self.fallen_back()
        expect_judged(fallen, 2, self.never)
        cuts = 0
        for name, image in (("short", self.new.user2[:-1]), ("unsigned", unsigned(self.new.user2))):
            offer = self.new.offer(user2=image)
            run, flash = self.bench.expect_boot(fallen, self.old, 1, offer=offer)
            check(run.status == ASLEEP and run.refusal, f"{name}: not refused:\n{run.output}")
            expect_judged(flash, 2)
            for at, kind in in_turn(run.changes, run.changes + 1, self.everything):
                try:
                    self.cut_hostile(fallen, offer, at, kind)
                except Failure as failure:
                    raise Failure(f"{name}, {kind} change {at}: {failure}") from failure
                cuts += 1
            self.bench.update(flash, self.old, 1, self.new)
        return f"{cuts} cuts"

    def fallen_back(self):
        """The old release runs from slot 1; in slot 2 is one that never confirmed."""
        _, flash = self.bench.boot(self.base, offer=self.never.offer())
        for _ in range(TRIAL_BOOTS + 2):
            _, flash = self.bench.boot(flash)
        self.bench.expect_intact(flash, self.never, 2)
        return flash

    def cut_hostile(self, flash, offer, at, kind):
        """"before" and "after" are what a reset at this moment leaves, too."""
        run, flash = self.bench.boot(flash, offer=offer, cut=at, kind=kind, seed=at)
        check(run.status == POWER_CUT and run.changes == at, f"no cut:\n{run.output}")
        expect_judged(flash, 2, *[self.never] * (at == 1))
        run, flash = self.bench.expect_boot(flash, self.old, 1)
        check(run.status == ASLEEP and run.changes == 0, f"not at peace:\n{run.output}")

    def cut_twice(self):
        """The second try is cut too, anywhere."""
        changes = self.count_changes(self.new)
        cuts = 0
        for _ in range(DOUBLE_CUTS * (10 if self.everything else 1)):
            flash, places = self.base, []
            for _ in range(2):
                at = self.random.choice((self.random.randint(1, changes),
                                         self.random.randint(changes - COMMIT_CHANGES, changes)))
                places.append((at, self.random.choice(CUTS)))
                run, flash = self.bench.boot(flash, offer=self.new.offer(), cut=at,
                                             kind=places[-1][1])
                cuts += run.status == POWER_CUT
            try:
                self.finish(flash)
            except Failure as failure:
                raise Failure(f"{places}: {failure}") from failure
        return f"{cuts} cuts"

    def finish(self, flash):
        release, slot, flash = self.power_on(flash, self.new)
        check(slot == (1 if release is self.old else 2), f"{release.version} in slot {slot}")
        if release is self.old:
            self.bench.update(flash, self.old, 1, self.new)

    def first_boot_of_the_new(self):
        """Trial and confirmation: the new release is confirmed in the end, the counter raised."""
        _, flash = self.bench.boot(self.base, offer=self.new.offer())
        run, _ = self.bench.expect_boot(flash, self.new, 2)
        changes = run.changes
        for at, kind in in_turn(changes, 1, True):
            where = f"{kind} change {at}"
            run, cut = self.bench.boot(flash, cut=at, kind=kind)
            check(run.status == POWER_CUT, f"{where}: no cut")
            _, after = self.bench.expect_boot(cut, self.new, 2)
            run, last = self.bench.expect_boot(after, self.new, 2)
            check(run.changes == 0 and last == after, f"{where}: not at peace:\n{run.output}")
            check(stored_counter(last) == 2, f"{where}: the counter was not raised")
        return f"{changes} changes, {changes * len(CUTS)} cuts"

    def fall_back(self):
        """A trial that fails: the old release runs in the end, after no more than its boots."""
        _, flash = self.bench.boot(self.base, offer=self.never.offer())
        changes = 0
        for at, kind in in_turn(2 * TRIAL_BOOTS + 4 + 2, 1, True):
            try:
                changes = self.fall_back_with_a_cut(flash, at, kind)
            except Failure as failure:
                raise Failure(f"{kind} change {at}: {failure}") from failure
        check(changes >= 2 * TRIAL_BOOTS + 6, f"only {changes} changes")
        return f"{2 * TRIAL_BOOTS + 6} changes, {(2 * TRIAL_BOOTS + 6) * len(CUTS)} cuts"

    def fall_back_with_a_cut(self, flash, at, kind):
        """The cut hits one change of all these boots, counted through. Returns their changes."""
        done, trials, cuts = 0, 0, 0
        for _ in range(12):
            run, flash = self.bench.boot(flash, cut=max(at - done, 0), kind=kind)
            cuts += run.status == POWER_CUT
            done += run.changes
            if run.status == ASLEEP and run.running == (self.old.version, 1):
                break
            trials += run.says("trial: self-test failed")
        check(cuts == 1, f"{cuts} cuts")
        check(run.running == (self.old.version, 1), f"runs {run.running}")
        check(TRIAL_BOOTS - 1 <= trials <= TRIAL_BOOTS, f"{trials} trials")
        run, last = self.bench.expect_boot(flash, self.old, 1)
        check(run.changes == 0 and last == flash, "not at peace")
        self.bench.update(flash, self.old, 1, self.new)
        return done

    def very_first_boot(self):
        """The boot loader writes its parameters, then the firmware its security counter."""
        factory = self.bench.factory_flash(self.old)
        run, _ = self.bench.boot(factory)
        changes = run.changes
        for at, kind in in_turn(changes, changes - 4, self.everything):
            run, flash = self.bench.boot(factory, cut=at, kind=kind)
            check(run.status == POWER_CUT, f"{kind} change {at}: no cut")
            check((run.running is None) == (at <= changes - 2), f"{kind} change {at}: {run.output}")
            run, flash = self.bench.expect_boot(flash, self.old, 1)
            run, _ = self.bench.expect_boot(flash, self.old, 1)
            check(run.changes == 0, f"{kind} change {at}: not at peace")
            check(stored_counter(flash) == 1, f"{kind} change {at}: the counter was not stored")
        return f"{changes} changes"


CAMPAIGNS = ("small_image", "large_image", "hostile_server", "cut_twice",
             "first_boot_of_the_new", "fall_back", "very_first_boot")


def run(name, arguments):
    try:
        return True, getattr(Campaign(arguments), name)()
    except Failure as failure:
        return False, str(failure)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", choices=CAMPAIGNS, action="append")
    parser.add_argument("build")
    parser.add_argument("imagetool")
    arguments = parser.parse_args()
    Bench(arguments.build, arguments.imagetool)  # skips here when something is missing
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = {name: pool.submit(run, name, arguments) for name in arguments.only or CAMPAIGNS}
        for name, result in results.items():
            good, text = result.result()
            failed += not good
            print(f"{'ok' if good else 'FAIL'} {name}: {text}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
