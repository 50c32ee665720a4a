#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates that are posted to the board: by curl, and by a browser from the board's own page.
usage: test_posts.py BUILD_DIR IMAGETOOL SERVERS_DIR [CASE...]"""

import concurrent.futures
import contextlib
import http.client
import sys
import time

from network_board import Listener, NetworkBench, Updates, told

from board import RESET, Failure, check, run_cases
from browser import Browser
from servers import Servers, ask, free_port

TARGET = "/update"
BOARD_TIME = 60  # seconds until it has an address and listens
INSTALLED = "The update is installed.\n"


class Tests(Updates):
    def __init__(self, bench, unpacked):
        super().__init__(bench)
        self.servers = Servers(unpacked, bench.work)
        self.bundle = bench.work / "lamp.bundle"
        bench.sign(self.new, self.new.version, 2, more=("--bundle", self.bundle))

    @contextlib.contextmanager
    def board(self):
        """The board, while it takes posts, at its address. Afterwards it runs what was posted."""
        port, bench = free_port(), self.bench
        bench.listen_at(port)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            boot = pool.submit(bench.expect_boot, self.flash, self.old, 1, offer=Listener(10))
            wait_for_page(port, boot)
            yield f"http://127.0.0.1:{port}{TARGET}"
            run, flash = boot.result()
        check(run.status == RESET and run.says("update: committed"), f"no update:\n{told(run)}")
        bench.forwards = ()
        self.second_boot(flash)

    def curl(self, *words):
        with self.board() as address:
            answer = self.servers.curl(*words, address)
        check(answer == INSTALLED, answer)
        return words[0]

    def curl_data(self):
        return self.curl("--data-binary", f"@{self.bundle}")

    def curl_put(self):
        return self.curl("-T", self.bundle)

    def curl_form(self):
        return self.curl("-F", f"bundle=@{self.bundle}")

    def curl_damaged(self):
        """A bit of the signed part is another one: refused, and the next one is installed."""
        damaged = bytearray(self.bundle.read_bytes())
        damaged[50] ^= 1
        wrong = self.bench.work / "wrong.bundle"
        wrong.write_bytes(damaged)
        with self.board() as address:
            refused = self.servers.curl("-F", f"bundle=@{wrong}", "-w", "%{http_code}", address)
            answer = self.servers.curl("-F", f"bundle=@{self.bundle}", address)
        check(refused == "The update is refused: 209 REFUSED_SIGNATURE\n422", refused)
        check(answer == INSTALLED, answer)
        return "422, then 200"

    def browser(self):
        with self.board() as address, Browser(self.servers.commands / "chromium") as browser:
            browser.open(address)
            browser.choose_file("input[type=file]", self.bundle)
            browser.evaluate("document.querySelector('button').click()")
            text = browser.wait_for("!document.querySelector('form') && document.body"
                                    " && document.body.innerText", "answer")
        check(text.strip() == INSTALLED.strip(), text)
        return text.strip()


def wait_for_page(port, boot):
    end = time.monotonic() + BOARD_TIME
    while time.monotonic() < end and not boot.done():
        with contextlib.suppress(OSError, http.client.HTTPException):
            # The emulator takes a connection before the board has an address; nothing comes of it.
            answer, page = ask(port, TARGET)
            check(answer.status == 200 and b"<form method=post enctype=multipart/form-data>" in page,
                  f"{answer.status} {page}")
            return
        time.sleep(0.1)
    raise Failure("the board does not listen")


def main():
    tests = Tests(NetworkBench(*sys.argv[1:3]), sys.argv[3])
    return run_cases([(test.__name__, test) for test in (
        tests.curl_data, tests.curl_put, tests.curl_form, tests.curl_damaged, tests.browser)],
        sys.argv[4:])


if __name__ == "__main__":
    sys.exit(main())
