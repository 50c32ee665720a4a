# SPDX-License-Identifier: MIT
"""A terminal with a person at it: a command runs there, what it shows is collected, and lines are
typed once a prompt stands there."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

PATIENCE = 60  # seconds, on a machine that is slow and busy


class Terminal:
    """One command in a session of its own, with this terminal."""

    def __init__(self, words, folder, environment=None, terminal=True, columns=80,
                 **streams):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.shown = b""
        self.before = termios.tcgetattr(self.slave)
        for name in ("stdin", "stdout", "stderr"):
            streams.setdefault(name, self.slave)

        def take_terminal():
            os.setsid()
            if terminal:
                fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(words, cwd=folder, preexec_fn=take_terminal,
                                        env={**os.environ, "TERM": "xterm", **(environment or {})},
                                        pass_fds=[self.slave], **streams)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        os.close(self.master)
        os.close(self.slave)

    def read(self, seconds):
        """What is shown within this time, at once when there is something."""
        if select.select([self.master], [], [], seconds)[0]:
            self.shown += os.read(self.master, 65536)

    def wait_for(self, text, where=0):
        """Until the text stands on the terminal; returns where it ends."""
        end = time.monotonic() + PATIENCE
        while text.encode() not in self.shown[where:]:
            if time.monotonic() > end:
                raise AssertionError(f"no {text!r} in {self.shown!r}")
            self.read(0.1)
        return self.shown.index(text.encode(), where) + len(text)

    def type(self, text):
        os.write(self.master, text.encode())

    def answer(self, prompt, line, where=0):
        """Types the line where the prompt is; returns where what follows begins."""
        where = self.wait_for(prompt, where)
        self.type(line + "\n")
        return where

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def is_as_before(self):
        return termios.tcgetattr(self.slave) == self.before

    def unread(self):
        """What was typed and nobody has read, a line or less."""
        modes = termios.tcgetattr(self.slave)
        modes[3] &= ~termios.ICANON
        termios.tcsetattr(self.slave, termios.TCSANOW, modes)
        return os.read(self.slave, 4096) if select.select([self.slave], [], [], 0)[0] else b""

    def end(self):
        """The exit code, once all is shown."""
        limit = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if time.monotonic() > limit:
                raise AssertionError(f"it does not end: {self.shown!r}")
            self.read(0.05)
        while select.select([self.master], [], [], 0)[0]:
            self.read(0)
        return self.process.returncode

    def text(self):
        return self.shown.decode().replace("\r\n", "\n")
