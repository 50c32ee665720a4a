# SPDX-License-Identifier: MIT
"""Servers on 127.0.0.1 that offer a release: started in a folder of their own, ended with it."""

import contextlib
import http.client
import pathlib
import socket
import subprocess
import sys
import time

from board import check

START_TIME = 20  # seconds


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def publish(folder, release, name="lamp"):
    """The files of a release under their fixed names; the manifest last."""
    folder.mkdir(exist_ok=True)
    for ending, content in (("user1.bin", release.user1), ("user2.bin", release.user2),
                            ("manifest", release.manifest)):
        path = folder / f"{name}.{ending}"
        path.with_suffix(".new").write_bytes(content)
        path.with_suffix(".new").replace(path)


def wait_for_answer(process, port, log):
    """Until the server answers a request."""
    end = time.monotonic() + START_TIME
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/lamp.manifest")
            connection.getresponse().read()
            connection.close()
            return
        time.sleep(0.05)
    check(False, f"{process.args[0]} does not answer:\n{log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def running(command, port, work, log_name):
    """A server while it is needed. Gives its port."""
    log = pathlib.Path(work) / f"{log_name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=work, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT)
    try:
        wait_for_answer(process, port, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def python_server(work, root):
    """Python's http.server: HTTP/1.0, the header in pieces, no Range."""
    port = free_port()
    return running([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory",
                    str(root), str(port)], port, work, "python")
