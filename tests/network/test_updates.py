#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates over a real network, from reset to reset: 1.0.0 in slot 1 fetches 1.1.0.
usage: test_updates.py BUILD_DIR IMAGETOOL [CASE...]"""

import re
import sys

from network_board import NetworkBench, Place

from board import ASLEEP, RESET, check, run_cases
from servers import free_port, publish, python_server


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.old, self.new = bench.release("v1.0.0"), bench.release("v1.1.0")
        self.root = bench.work / "www"
        publish(self.root, self.new)
        _, self.flash = bench.boot(bench.factory_flash(self.old))

    def update(self, place, line=()):
        """Reset, update, reset; the new release confirms itself, asks again and is up to date."""
        bench, self.bench.line = self.bench, line
        run, flash = bench.expect_boot(self.flash, self.old, 1, offer=place)
        check(run.status == RESET and run.says("update: committed"), f"no update:\n{run.output}")
        first = run
        bench.line = ()
        run, flash = bench.expect_boot(flash, self.new, 2, offer=place)
        check(run.status == ASLEEP and run.says("trial: confirmed")
              and run.says("update: none newer"), f"not at peace:\n{run.output}")
        return first

    def python(self):
        with python_server(self.bench.work, self.root) as port:
            run = self.update(Place(port))
        return "{} frames sent, {} received".format(*frames(run)[:2])

    def lost_frames(self):
        lost = 0
        with python_server(self.bench.work, self.root) as port:
            for seed in (1, 2):
                lost += frames(self.update(Place(port), ("drop=2", f"drop_seed={seed}")))[2]
        check(lost > 0, "no frame was lost")
        return f"{lost} frames"

    def link_down(self):
        """For two seconds in the middle of the image."""
        with python_server(self.bench.work, self.root) as port:
            run = self.update(Place(port), ("down_at=250", "down_time=2000"))
        check(frames(run)[2] > 0, "no frame was lost")
        return f"{frames(run)[2]} frames lost"

    def no_server(self):
        run, after = self.bench.expect_boot(self.flash, self.old, 1, offer=Place(free_port()))
        check(run.status == ASLEEP and run.refusal == "manifest: CUT", run.output)
        check(after == self.flash, "the flash changed")
        return "CUT"

    def no_release(self):
        with python_server(self.bench.work, self.root) as port:
            run, after = self.bench.expect_boot(self.flash, self.old, 1,
                                                offer=Place(port, "/nothing"))
        check(run.status == ASLEEP and run.refusal == "manifest: STATUS 404", run.output)
        check(after == self.flash, "the flash changed")
        return "404"

    def no_address(self):
        """A line that loses everything."""
        bench, self.bench.line = self.bench, ("drop=100",)
        run, after = bench.expect_boot(self.flash, self.old, 1, offer=Place(free_port()))
        bench.line = ()
        check(run.status == ASLEEP and run.refusal == "network: no address", run.output)
        check(after == self.flash, "the flash changed")
        return "after 30 seconds"


def frames(run):
    """Sent, received, lost."""
    return [int(number) for number in re.findall(
        r"bench: (\d+) frames sent, (\d+) received, (\d+) lost", run.output)[0]]


def main():
    tests = Tests(NetworkBench(*sys.argv[1:3]))
    return run_cases([(test.__name__, test) for test in (
        tests.python, tests.lost_frames, tests.link_down, tests.no_server, tests.no_release,
        tests.no_address)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
