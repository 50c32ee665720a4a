# SPDX-License-Identifier: MIT
"""Headless Chromium, told what to do over a pair of pipes by its DevTools protocol."""

import fcntl
import json
import os
import signal
import subprocess
import tempfile
import time

from board import check

TIME = 60  # seconds
READ_FD, WRITE_FD = 3, 4  # where --remote-debugging-pipe has them


def high_pipe():
    """A pipe whose numbers are not those that the browser wants."""
    ends = []
    for low in os.pipe():
        ends.append(fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, WRITE_FD + 1))
        os.close(low)
    return ends


class Browser:
    """One tab. command: get_servers.sh's chromium."""

    def __init__(self, command):
        self._profile = tempfile.TemporaryDirectory(prefix="browser.", ignore_cleanup_errors=True)
        to_browser, self._to = high_pipe()
        self._from, from_browser = high_pipe()
        # No sandbox: it needs rights that a container has not, and the only page is the board's.
        self._process = subprocess.Popen(
            # dash would not take numbers of two digits.
            ["bash", "-c", f'exec "$0" "$@" {READ_FD}<&{to_browser} {WRITE_FD}>&{from_browser}',
             command, "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             f"--user-data-dir={self._profile.name}", "--remote-debugging-pipe"],
            pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._number = 0
        self._session = None

    def __enter__(self):
        try:
            target = self._call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
                "sessionId"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        os.close(self._to)
        os.close(self._from)
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._profile.cleanup()

    def _receive(self):
        while b"\0" not in self._rest:
            piece = os.read(self._from, 65536)
            check(piece, f"the browser has ended: {self._process.poll()}")
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def _call(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                check("error" not in answer, f"{method}: {answer.get('error')}")
                return answer["result"]

    def evaluate(self, script):
        return self._call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get(
            "value")

    def wait_for(self, script, what):
        end = time.monotonic() + TIME
        while not (value := self.evaluate(script)):
            check(time.monotonic() < end, f"no {what}: {self.evaluate('document.body.innerText')}")
            time.sleep(0.05)
        return value

    def open(self, address):
        self._call("Page.navigate", url=address)
        self.wait_for("document.readyState == 'complete' && location.href != 'about:blank'",
                      "page")

    def choose_file(self, selector, path):
        """As a person does it in the page's form."""
        node = self._call("Runtime.evaluate", expression=f"document.querySelector({selector!r})")
        self._call("DOM.setFileInputFiles", files=[str(path)],
                   objectId=node["result"]["objectId"])
