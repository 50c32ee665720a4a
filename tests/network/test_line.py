#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates over lines that lose, break and stall, from servers that go away; what a resumed
transfer costs is counted on the line.
usage: test_line.py BUILD_DIR IMAGETOOL SERVERS_DIR [CASE...]"""

import functools
import sys
import threading

from network_board import NetworkBench, Place, Updates, frames, told

from board import POWER_CUT, SECTOR, check, run_cases
from relay import CUT, RESET, STALL, Relay
from servers import Servers

SPEED = 200_000  # bytes a second: slower than the board, so nothing waits on the way
HEADERS = 2000  # all requests' headers, manifest included
RETRY = {"period": 1, "checks": 5}  # a try each second


class Tests(Updates):
    def __init__(self, bench, unpacked):
        super().__init__(bench)
        self.servers = Servers(unpacked, bench.work)
        self.root = self.folder("www", images="named")
        self.size = len(self.new.user2)
        self.half = self.size // 2

    def drop(self, rate, seeds=(1, 2)):
        lost = 0
        with self.servers.nginx(self.root) as server:
            for seed in seeds:
                run = self.update(Place(server.port, **RETRY),
                                  (f"drop={rate}", f"drop_seed={seed}"))
                lost += frames(run)[2]
        check((lost > 0) == (rate > 0), f"{lost} frames lost")
        return f"{lost} frames lost"

    def link_down(self):
        """For two seconds in the middle of the image."""
        with self.servers.nginx(self.root) as server:
            run = self.update(Place(server.port, **RETRY), ("down_at=250", "down_time=2000"))
        check(frames(run)[2] > 0, "no frame was lost")
        return f"{frames(run)[2]} frames lost"

    def link_down_long(self):
        """Longer than the client waits for a byte; it goes on where it was."""
        with self.servers.nginx(self.root) as server, Relay(server.port, speed=SPEED) as relay:
            run = self.update(Place(relay.port, **RETRY), ("down_at=250", "down_time=17000"))
        check(run.says("update refused: download: STALLED"), told(run))
        return f"{frames(run)[2]} frames lost"

    def broken(self, server, refusal, **fault):
        """The line breaks once, half an image in. Bytes from the server until the commit."""
        with server, Relay(server.port, at=self.half, speed=SPEED, **fault) as relay:
            run, flash = self.first_boot(Place(relay.port, **RETRY))
            count = relay.from_server
            self.second_boot(flash, Place(relay.port))
        check(run.refusal == refusal, f"want {refusal}:\n{told(run)}")
        return count

    def expect_one_image(self, count):
        """The rest was asked for, from the last sector on."""
        check(self.size < count < self.size + SECTOR + HEADERS, f"{count} bytes for {self.size}")
        return f"{count} bytes for {self.size}"

    def expect_more(self, count):
        """The server sent all of it again."""
        check(self.size + self.half < count < self.size + self.half + HEADERS,
              f"{count} bytes for {self.size}")
        return f"{count} bytes for {self.size}"

    def cut(self):
        return self.expect_one_image(
            self.broken(self.servers.nginx(self.root), "download: CUT", fault=CUT))

    def cut_chunked(self):
        return self.expect_more(
            self.broken(self.servers.node_chunked(self.root), "download: CUT", fault=CUT))

    def cut_python(self):
        """It knows no Range."""
        return self.expect_more(
            self.broken(self.servers.python(self.root), "download: CUT", fault=CUT))

    def reset(self):
        """What was on its way is lost with the connection."""
        count = self.broken(self.servers.nginx(self.root), "download: CUT", fault=RESET)
        check(self.size < count < self.size + self.half, f"{count} bytes for {self.size}")
        return f"{count} bytes for {self.size}"

    def stall(self):
        return self.expect_one_image(
            self.broken(self.servers.nginx(self.root), "download: STALLED", fault=STALL))

    def restart(self):
        """The server dies with the connection, and is there again some seconds later."""
        server = self.servers.nginx(self.root)
        back = threading.Timer(2.5, server.start)

        def die():
            server.kill()
            back.start()

        try:
            count = self.broken(server, "download: CUT", then=die)
        finally:
            back.cancel()
        return self.expect_one_image(count)

    def power_cut(self, journal):
        """Half an image in. After the reset the journal says what is there."""
        place = {"period": 1, "checks": 1, "journal": journal}
        with self.servers.nginx(self.root) as server, Relay(server.port, speed=SPEED) as relay:
            self.bench.line = ()
            # A sector costs an erase, 16 writes and an entry of the journal.
            cut = self.half // SECTOR * 18
            run, flash = self.bench.boot(self.flash, Place(relay.port, **place), cut=cut)
            check(run.status == POWER_CUT, told(run))
            first = relay.from_server
            _, flash = self.first_boot(Place(relay.port, **place), flash=flash)
            count = relay.from_server - first
            self.second_boot(flash, Place(relay.port))
        left = self.size - self.half
        margin = HEADERS + 3 * SECTOR  # with what was on its way to the board
        if journal:
            check(left - SECTOR < count < left + margin, f"{count} bytes, {left} left")
        else:
            check(self.size < count < self.size + margin, f"{count} bytes for {self.size}")
        return f"{first} bytes, then {count}"

    def unavailable(self):
        """503 with Retry-After, until the server is ready. By itself the client would come back
        after a minute."""
        seconds = 64
        gate = self.root / "closed"
        gate.write_bytes(b"")
        with self.servers.nginx(self.root, f"""
                add_header Retry-After {seconds} always;
                if (-f {gate}) {{ return 503; }}""") as server, \
                Relay(server.port, at=1, then=gate.unlink) as relay:
            run, flash = self.first_boot(Place(relay.port, checks=2))
            self.second_boot(flash, Place(relay.port))
        check(run.refusal == "manifest: STATUS 503", told(run))
        waited = relay.connected[1] - relay.connected[0]
        check(seconds < waited < seconds + 4, f"{waited} seconds")
        return f"asked again after {waited:.1f} seconds"

    def moved(self):
        """Followed on the same host, and nowhere else."""
        with self.servers.nginx(self.root, """
                location /old/ { rewrite ^/old(/.*)$ $1 permanent; }
                location /away/ { return 302 http://other.example/; }""") as server:
            self.update(Place(server.port, "/old/lamp"))
            self.expect_refused(Place(server.port, "/away/lamp"), "manifest: OTHER_HOST")
        return "301"


def main():
    tests = Tests(NetworkBench(*sys.argv[1:3]), sys.argv[3])
    cases = [(f"drop_{rate}", functools.partial(tests.drop, rate)) for rate in (0, 1, 2, 5)]
    cases += [(test.__name__, test) for test in (
        tests.link_down, tests.link_down_long, tests.cut, tests.cut_chunked, tests.cut_python,
        tests.reset, tests.stall, tests.restart, tests.unavailable, tests.moved)]
    cases += [("journal", functools.partial(tests.power_cut, 1)),
              ("no_journal", functools.partial(tests.power_cut, 0))]
    return run_cases(cases, sys.argv[4:])


if __name__ == "__main__":
    sys.exit(main())
