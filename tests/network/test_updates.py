#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates over a real network, from reset to reset: 1.0.0 in slot 1 fetches 1.1.0, or gets
it posted.
usage: test_updates.py BUILD_DIR IMAGETOOL [CASE...]"""

import concurrent.futures
import http.client
import re
import sys
import time

from network_board import Listener, NetworkBench, Place

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
        check(run.status == ASLEEP and run.refusal == "manifest: CONNECT", run.output)
        check(after == self.flash, "the flash changed")
        return "CONNECT"

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

    def posted(self):
        """The bundle, to the board's own server, which has a page that does it."""
        port, bench = free_port(), self.bench
        bundle = self.new.manifest + self.new.user1 + self.new.user2
        bench.listen_at(port)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            boot = pool.submit(bench.expect_boot, self.flash, self.old, 1, offer=Listener())
            page = request(port, "GET")
            wrong = request(port, "PUT", bundle[:50] + b"\1" + bundle[51:])
            status, answer = request(port, "PUT", bundle)
            run, flash = boot.result()
        check(page[0] == 200 and b"<form method=post enctype=multipart/form-data>" in page[1], page)
        check(wrong == (422, b"The update is refused: 209 REFUSED_SIGNATURE\n"), wrong)
        check((status, answer) == (200, b"The update is installed.\n"), answer)
        check(run.status == RESET and run.says("update: committed"), run.output)
        run, _ = bench.expect_boot(flash, self.new, 2)
        check(run.status == ASLEEP and run.says("trial: confirmed"), run.output)
        return f"{len(bundle)} bytes"


def request(port, method, body=None):
    """Status and body of the board's answer; waits until the board is there."""
    end = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, "/update", body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            check(time.monotonic() < end, f"no answer: {error}")
            time.sleep(0.2)
        finally:
            connection.close()


def frames(run):
    """Sent, received, lost."""
    return [int(number) for number in re.findall(
        r"bench: (\d+) frames sent, (\d+) received, (\d+) lost", run.output)[0]]


def main():
    tests = Tests(NetworkBench(*sys.argv[1:3]))
    return run_cases([(test.__name__, test) for test in (
        tests.python, tests.lost_frames, tests.link_down, tests.no_server, tests.no_release,
        tests.no_address, tests.posted)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
