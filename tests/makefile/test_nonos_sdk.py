#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples/nonos-sdk, built with the stand-in SDK, on the emulated board: updates that it fetches, and
that are posted to it, through the ports for espconn and the SDK's flash.
usage: test_nonos_sdk.py NETWORK_BUILD_DIR BUILD_DIR IMAGETOOL [CASE...]
BUILD_DIR is what build.sh filled."""

import concurrent.futures
import contextlib
import http.client
import pathlib
import shutil
import sys
import time

from sdk_board import SdkBench

from board import ASLEEP, RESET, check, in_slot, run_cases, skip
from relay import STALL, Relay
from servers import free_port, python_server

DONE, UP_TO_DATE, CONNECT, STALLED = "ota 2", "ota 6", "ota 100", "ota 101"  # docs/ota-errors.md
BOARD_TIME = 30  # seconds until it listens
INSTALLED, REFUSED = b"The update is installed.\n", b"The update is refused: 209\n"


class Tests:
    def __init__(self, bench, build):
        self.bench, self.build = bench, pathlib.Path(build)
        if not (self.build / "1.1.0").exists():
            skip(f"{self.build} was not built")
        self.flash = bench.factory(self.build / "1.0.0" / "ota.user1.bin")
        self.new = (self.build / "1.1.0" / "ota.user2.bin").read_bytes()
        self.bundle = (self.build / "1.1.0" / "ota.bundle").read_bytes()

    @contextlib.contextmanager
    def server(self, version="1.1.0"):
        """The port of a server that has this release."""
        root = self.bench.work / version
        root.mkdir(exist_ok=True)
        for name in ("manifest", "user1.bin", "user2.bin"):
            shutil.copyfile(self.build / version / f"ota.{name}", root / f"lamp.{name}")
        with python_server(self.bench.work, root) as server:
            yield server.port

    def expect_new(self, run, flash):
        """It has reset into the new release."""
        check(run.status == RESET, run.output)
        check(in_slot(flash, 2, len(self.new)) == self.new, "slot 2 differs from the release")

    def expect_peace(self, flash, port):
        """The new release runs, confirms itself, and then finds nothing newer."""
        run, flash = self.bench.start(flash, "confirmed", port)
        check(run.status == ASLEEP and "boot: 0x81000" in run.output, run.output)
        check(run.says("confirmed") and UP_TO_DATE in run.output, run.output)
        run, after = self.bench.start(flash, UP_TO_DATE, port)
        check("boot: 0x81000" in run.output and UP_TO_DATE in run.output, run.output)
        check(after == flash and not run.says("confirmed"), f"the flash changed:\n{run.output}")

    def update(self):
        with self.server() as port:
            run, flash = self.bench.start(self.flash, "nothing", port)
            check(DONE in run.output, run.output)
            self.expect_new(run, flash)
            self.expect_peace(flash, port)
        return "1.0.0, 1.1.0, up to date"

    def no_server(self):
        """Nobody answers at the server's address: the client gives up what it opens."""
        run, flash = self.bench.start(self.flash, CONNECT)
        check(run.status == ASLEEP and CONNECT in run.output, run.output)
        check(flash == self.first_boot(), "the flash changed")
        return "CONNECT"

    def stall(self):
        """Half an image in, nothing comes any more; a minute after giving up it goes on."""
        with self.server() as server, Relay(server, at=len(self.new) // 2, fault=STALL) as relay:
            run, flash = self.bench.start(self.flash, "nothing", relay.port, run_time=110000)
        check(STALLED in run.output and DONE in run.output, run.output)
        self.expect_new(run, flash)
        return "STALLED, then DONE"

    def first_boot(self):
        """The flash behind a boot in which nothing happens."""
        _, flash = self.bench.start(self.flash, "nothing", run_time=2000)
        return flash

    @contextlib.contextmanager
    def listening(self):
        """The port that leads to the board's page, and afterwards its run and flash."""
        port, ended = free_port(), []
        self.bench.listen_at(port)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            boot = pool.submit(self.bench.start, self.flash, "nothing", free_port(), run_time=20000)
            wait_for_page(port, boot)
            yield port, ended
            ended.extend(boot.result())
        self.bench.forwards = ()

    def post(self):
        with self.listening() as (port, ended):
            status, answer = patient_request(port, "PUT", "/update", self.bundle)
            check((status, answer) == (200, INSTALLED), f"{status} {answer}")
        self.expect_new(*ended)
        with self.server() as port:
            self.expect_peace(ended[1], port)
        return answer.decode().strip()

    def damaged_post(self):
        """A bit of the signed part is another one: refused, and the next one is installed."""
        damaged = bytearray(self.bundle)
        damaged[50] ^= 1
        with self.listening() as (port, ended):
            status, answer = patient_request(port, "PUT", "/update", bytes(damaged))
            check((status, answer) == (422, REFUSED), f"{status} {answer}")
            status, _ = patient_request(port, "GET", "/other")
            check(status == 404, f"{status}")
            status, answer = patient_request(port, "PUT", "/update", self.bundle)
            check((status, answer) == (200, INSTALLED), f"{status} {answer}")
        self.expect_new(*ended)
        return "422, then 200"

    def broken_post(self):
        """Whoever posts goes away in the middle, and posts again."""
        with self.listening() as (port, ended):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.putrequest("PUT", "/update")
            connection.putheader("Content-Length", str(len(self.bundle)))
            connection.endheaders(self.bundle[: len(self.bundle) // 2])
            time.sleep(0.5)
            connection.close()
            time.sleep(0.5)
            status, answer = patient_request(port, "PUT", "/update", self.bundle)
            check((status, answer) == (200, INSTALLED), f"{status} {answer}")
        self.expect_new(*ended)
        return answer.decode().strip()


def request(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def patient_request(*arguments):
    """The board takes one connection at a time, and resets others until the last one is forgotten."""
    end = time.monotonic() + 5
    while True:
        try:
            return request(*arguments)
        except ConnectionError:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)


def wait_for_page(port, boot):
    end = time.monotonic() + BOARD_TIME
    while time.monotonic() < end and not boot.done():
        with contextlib.suppress(OSError, http.client.HTTPException):
            # The emulator takes a connection before the board has an address.
            status, page = request(port, "GET", "/update")
            check(status == 200 and b"<form method=post enctype=multipart/form-data>" in page,
                  f"{status} {page}")
            return
        time.sleep(0.1)
    check(False, f"the board does not listen: {boot.result()[0].output if boot.done() else ''}")


def main():
    tests = Tests(SdkBench(sys.argv[1], sys.argv[3]), sys.argv[2])
    return run_cases([(test.__name__, test) for test in (
        tests.update, tests.no_server, tests.post, tests.damaged_post, tests.broken_post,
        tests.stall)], sys.argv[4:])


if __name__ == "__main__":
    sys.exit(main())
