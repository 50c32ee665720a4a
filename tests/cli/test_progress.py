# SPDX-License-Identifier: MIT
"""The line that says how far a long work is: after a second, on a terminal, and gone at the end.

usage: test_progress.py IMAGETOOL TESTS_FOLDER

A file that is a pipe makes every work as long as the test wants.
"""
import fcntl
import os
import re
import signal
import subprocess
import sys
import time
import unittest

from terminal import Terminal
from terminal_case import IMAGETOOL, TESTS, TerminalCase

ERASE = "\r\x1b[K"
KEY = str(TESTS / "data/keys/test-ec.pub.pem")


def screen(text):
    """What is left of lines that were erased."""
    return "\n".join(line.split(ERASE)[-1] for line in text.split("\n"))


class Progress(TerminalCase):
    def setUp(self):
        super().setUp()
        self.image = (self.fixtures / "user1.bin").read_bytes()
        for name in ("a.bin", "b.bin", "slow.bin"):
            (self.folder / name).write_bytes(self.image)

    def slow(self):
        """The one file comes when the test wants."""
        os.unlink(self.folder / "slow.bin")
        os.mkfifo(self.folder / "slow.bin")

    def feed(self):
        (self.folder / "slow.bin").write_bytes(self.image)

    def run_plain(self, command, *words):
        """Without a terminal, in the colours of one."""
        return subprocess.run([IMAGETOOL, command, "--color", "always", *words], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              text=True)

    def watch(self, session, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            session.read(0.05)

    def assert_same_lines(self, shown, plain):
        """A terminal gets the lines of results earlier than a pipe does."""
        self.assertEqual(sorted(shown.split("\n")), sorted(plain.split("\n")))

    def check_files(self, *words):
        """As without a terminal, but for the line meanwhile."""
        plain = self.run_plain(*words)
        self.slow()
        session = self.start(*words)
        self.watch(session, 0.7)
        self.assertEqual(session.shown, b"")
        session.wait_for("2 of 3 files, 1 s")
        self.feed()
        self.assertEqual(session.end(), plain.returncode)
        self.assert_same_lines(screen(session.text()), plain.stdout)
        return session.text()

    def test_check(self):
        text = self.check_files("check", "a.bin", "b.bin", "slow.bin")
        self.assertIn(ERASE + "[################........]  66 %, 2 of 3 files, 1 s", text)

    def test_check_of_bad_files(self):
        (self.folder / "b.bin").write_bytes(self.image[:-1] + b"x")
        self.check_files("check", "a.bin", "b.bin", "slow.bin")

    def test_check_json(self):
        self.check_files("check", "--json", "a.bin", "b.bin", "slow.bin")

    def test_verify_each(self):
        self.check_files("verify", "--each", "--pubkey", KEY, "a.bin", "b.bin", "slow.bin")

    def test_ten_a_second(self):
        self.slow()
        session = self.start("check", "a.bin", "b.bin", "slow.bin")
        session.wait_for("files, 1 s")
        before = session.text().count(ERASE)
        self.watch(session, 1)
        count = session.text().count(ERASE) - before
        self.assertTrue(1 <= count <= 11, count)

    def test_quick_work_shows_nothing(self):
        words = ("check", "a.bin", "b.bin", "slow.bin")
        session = self.start(*words)
        self.assertEqual(session.end(), 0)
        self.assert_same_lines(session.text(), self.run_plain(*words).stdout)

    def never_shown(self, words=("check", "a.bin", "b.bin", "slow.bin"), **options):
        self.slow()
        session = self.start(*words, **options)
        self.watch(session, 1.6)
        self.assertEqual(session.shown, b"")
        self.feed()
        self.assertEqual(session.end(), 0)
        self.assertNotIn(ERASE.encode(), session.shown)
        return session

    def test_pipe(self):
        session = self.never_shown(stderr=subprocess.PIPE)
        self.assertEqual(session.process.stderr.read(), b"imagetool check: note: not checked whether"
                         b" any of the 3 files are a pair: give two\n")

    def test_terminal_that_erases_nothing(self):
        for term in ("dumb", ""):
            self.never_shown(environment={"TERM": term})

    def test_background(self):
        self.slow()
        session = Terminal(["sh", "-c", 'set -m; "$TOOL" check a.bin b.bin slow.bin & wait'],
                           self.folder, environment={"TOOL": IMAGETOOL})
        self.addCleanup(session.__exit__)
        self.watch(session, 1.6)
        self.assertEqual(session.shown, b"")
        self.feed()
        self.assertEqual(session.end(), 0)

    def test_results_elsewhere(self):
        self.slow()
        session = self.start("check", "a.bin", "b.bin", "slow.bin", stdout=subprocess.PIPE)
        session.wait_for("2 of 3 files, 1 s")
        self.feed()
        self.assertEqual(session.end(), 0)
        self.assertNotIn(b"\x1b", session.process.stdout.read())

    def test_narrow_terminal(self):
        self.slow()
        session = self.start("check", "a.bin", "b.bin", "slow.bin", columns=30)
        session.wait_for("[####")
        self.feed()
        self.assertEqual(session.end(), 0)
        lines = [part for part in session.text().split(ERASE) if part.startswith("[")]
        self.assertEqual({len(line.rstrip("\n")) for line in lines}, {29})

    def test_interrupted(self):
        self.slow()
        session = self.start("check", "a.bin", "b.bin", "slow.bin")
        session.wait_for("files, 1 s")
        session.type("\x03")
        self.assertEqual(session.end(), -signal.SIGINT)

    def test_new_lms_key(self):
        session = self.start("keygen", "--no-passphrase", "--type", "lms-h20", "-o", "lms.pem")
        session.wait_for("of 1048576 leaves, 1 s")
        session.wait_for("of 1048576 leaves, 2 s")
        found = [int(word) for word in re.findall(r"(\d+) of 1048576", session.text())]
        self.assertEqual(found, sorted(found))
        self.assertGreater(found[-1], found[0])
        session.process.send_signal(signal.SIGTERM)
        self.assertEqual(session.end(), -signal.SIGTERM)
        self.assertEqual(list(self.folder.glob("lms*")), [])

    def test_lms_key_that_somebody_has(self):
        self.assertEqual(self.run_plain("keygen", "--no-passphrase", "--type", "lms-h5", "-o",
                                        "lms.pem").returncode, 0)
        place = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(place, fcntl.LOCK_EX)
        session = self.start("sign", "--key", "lms.pem", "--vendor", "vendor.example", "--product",
                             "lamp", "--fw-version", "1.2.3", "--security-counter", "7", "-o",
                             "signed.bin", "a.bin")
        session.wait_for(ERASE + "signing with an LMS key, 1 s")
        os.close(place)
        self.assertEqual(session.end(), 0)
        self.assertIn("lms.pem: note: 31 of 32 signatures are left\n", screen(session.text()))
        self.assertNotIn("signing", screen(session.text()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
