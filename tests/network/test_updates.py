#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates over a real network, from reset to reset: 1.0.0 in slot 1 fetches 1.1.0.
usage: test_updates.py BUILD_DIR IMAGETOOL [CASE...]"""

import sys

from network_board import NetworkBench, Place, Updates, frames

from board import ASLEEP, check, run_cases
from servers import free_port, python_server


class Tests(Updates):
    def __init__(self, bench):
        super().__init__(bench)
        self.root = self.folder("www")

    def python(self):
        with python_server(self.bench.work, self.root) as server:
            run = self.update(Place(server.port))
        return "{} frames sent, {} received".format(*frames(run)[:2])

    def no_server(self):
        run, after = self.bench.expect_boot(self.flash, self.old, 1, offer=Place(free_port()))
        check(run.status == ASLEEP and run.refusal == "manifest: CONNECT", run.output)
        check(after == self.flash, "the flash changed")
        return "CONNECT"

    def no_release(self):
        with python_server(self.bench.work, self.root) as server:
            run, after = self.bench.expect_boot(self.flash, self.old, 1,
                                                offer=Place(server.port, "/nothing"))
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


def main():
    tests = Tests(NetworkBench(*sys.argv[1:3]))
    return run_cases([(test.__name__, test) for test in (
        tests.python, tests.no_server, tests.no_release, tests.no_address)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
