#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a command with a terminal as its standard output, copies what it prints and
exits with its exit code:  run_on_terminal.py COMMAND [ARGUMENT]..."""

import os
import pty
import sys


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # how Linux reports that the other end is closed
            break
        if not data:
            break
        os.write(1, data.replace(b"\r\n", b"\n"))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
