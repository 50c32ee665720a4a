# SPDX-License-Identifier: MIT
"""The passphrase that is asked for on a terminal, and the terminal as it was before.

usage: test_passphrase_prompt.py IMAGETOOL TESTS_FOLDER
"""
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from terminal import Terminal
from terminal_case import IMAGETOOL, TESTS, TerminalCase

SECRET = "right horse: so long that free() leaves some of it"
ASKED = "Passphrase of {}: "
AGAIN = "Wrong. Passphrase of {}: "
NEW = "New passphrase of {} (empty for none): "
REPEAT = "The same for {} again: "
ENCRYPTED = "the key is encrypted; give its passphrase with --passphrase-file or --passphrase-env"
RELEASE = ("--vendor vendor.example --product lamp --fw-version 1.2.3 --security-counter 7 "
           "-o signed.bin user1.bin").split()


def openssl(*words):
    return subprocess.run(["openssl", *words], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def memory_of(process):
    """All that the process may write: its stack, heap and variables."""
    memory = b""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb") as content:
        for line in maps:
            span, rights = line.split()[:2]
            first, end = (int(word, 16) for word in span.split("-"))
            if rights.startswith("rw") and end - first < 1 << 28:  # no shadow of a sanitizer
                content.seek(first)
                memory += content.read(end - first)
    return memory


class Case(TerminalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("ec", "other"):
            # Few rounds, so that a wrong passphrase takes no time.
            openssl("pkcs8", "-topk8", "-v2", "aes256", "-iter", "2000", "-passout",
                    "pass:" + SECRET, "-in", str(TESTS / f"data/keys/test-{name}.pem"), "-out",
                    str(cls.fixtures / f"{name}.pem"))

    def setUp(self):
        super().setUp()
        for name in ("user1.bin", "ec.pem", "other.pem"):
            shutil.copy(self.fixtures / name, self.folder)
            os.chmod(self.folder / name, 0o600)
        (self.folder / "secret").write_text(SECRET + "\n")
        (self.folder / "secret").chmod(0o600)

    def start(self, *words, **options):
        """Without colours, so that messages are compared as they are."""
        return super().start(*words, environment={"NO_COLOR": "1"}, **options)

    def shell(self, script):
        """With job control, so that a job can be stopped and be in the background."""
        session = Terminal(["sh", "-c", "set -m\n" + script], self.folder,
                           environment={"IMAGETOOL": IMAGETOOL})
        self.addCleanup(session.__exit__)
        return session

    def check_end(self, session, code):
        self.assertEqual(session.end(), code, session.text())
        self.assertTrue(session.is_as_before())

    def assert_signed_by(self, name):
        verified = subprocess.run([IMAGETOOL, "verify", "--pubkey",
                                   TESTS / f"data/keys/test-{name}.pub.pem", "signed.bin"],
                                  cwd=self.folder, stdout=subprocess.DEVNULL, check=False)
        self.assertEqual(verified.returncode, 0)


class Ask(Case):
    def test_sign_prompt_is_hidden(self):
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        session.wait_for(ASKED.format("ec.pem"))
        self.assertFalse(session.echoes())
        session.type(SECRET + "\n")
        self.check_end(session, 0)
        self.assertEqual(session.text().count("Passphrase"), 1)
        self.assertNotIn(SECRET, session.text())
        self.assert_signed_by("ec")

    def test_wrong_is_asked_again(self):
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        where = session.answer(ASKED.format("ec.pem"), "wrong horse")
        session.answer(AGAIN.format("ec.pem"), SECRET, where)
        self.check_end(session, 0)
        self.assertNotIn("horse", session.text())
        self.assert_signed_by("ec")

    def test_wrong_thrice_is_refused(self):
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        where = session.answer(ASKED.format("ec.pem"), "wrong 1")
        where = session.answer(AGAIN.format("ec.pem"), "wrong 2", where)
        session.answer(AGAIN.format("ec.pem"), "wrong 3", where)
        self.check_end(session, 3)
        self.assertTrue(session.text().endswith("imagetool sign: ec.pem: wrong passphrase\n"))
        self.assertFalse((self.folder / "signed.bin").exists())

    def test_nothing_typed_is_refused(self):
        for keys in ("\n", "\x04"):  # an empty line, end of file
            session = self.start("sign", "--key", "ec.pem", *RELEASE)
            session.wait_for(ASKED.format("ec.pem"))
            session.type(keys)
            self.check_end(session, 3)
            self.assertIn("ec.pem: no passphrase was given\n", session.text())

    def test_byte_of_zero_is_refused(self):
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        session.answer(ASKED.format("ec.pem"), SECRET + "\0")
        self.check_end(session, 3)
        self.assertIn("ec.pem: the passphrase has a NUL byte\n", session.text())

    def test_long_line_is_refused(self):
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        session.wait_for(ASKED.format("ec.pem"))
        session.type("x" * 1025 + "y" * 40 + "\n")
        self.check_end(session, 3)
        self.assertIn("ec.pem: the passphrase is longer than 1024 bytes\n", session.text())
        self.assertNotIn("xxx", session.text())
        self.assertEqual(session.unread(), b"")  # for a shell to run

    def test_longest_line_is_taken(self):
        longest = "z" * 1024
        openssl("pkcs8", "-topk8", "-v2", "aes256", "-iter", "2000", "-passout", "pass:" + longest,
                "-in", str(TESTS / "data/keys/test-ec.pem"), "-out", str(self.folder / "ec.pem"))
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        session.answer(ASKED.format("ec.pem"), longest)
        self.check_end(session, 0)

    def test_typed_before_the_prompt_is_dropped(self):
        session = self.start("sign", "--key", "/dev/fd/0", *RELEASE, stdin=subprocess.PIPE)
        session.type("mkdir -p signed\n")  # the next line of what was pasted
        session.wait_for("signed")
        session.process.stdin.write((self.folder / "ec.pem").read_bytes())
        session.process.stdin.close()
        session.answer(ASKED.format("/dev/fd/0"), SECRET)
        self.check_end(session, 0)
        self.assertNotIn("Wrong", session.text())

    def test_two_keys_are_asked_by_name(self):
        session = self.start("sign", "--key", "ec.pem", "--key", "other.pem", *RELEASE)
        where = session.answer(ASKED.format("ec.pem"), SECRET)
        session.answer(ASKED.format("other.pem"), SECRET, where)
        self.check_end(session, 0)
        self.assert_signed_by("ec")
        self.assert_signed_by("other")

    def test_nothing_is_left_in_memory(self):
        session = self.start("sign", "--key", "ec.pem", "--key", "other.pem", *RELEASE)
        where = session.answer(ASKED.format("ec.pem"), SECRET.replace("right", "wrong"))
        where = session.answer(AGAIN.format("ec.pem"), SECRET, where)
        session.wait_for(ASKED.format("other.pem"), where)
        memory = memory_of(session.process.pid)
        self.assertIn(b"other.pem", memory)
        self.assertNotIn(SECRET.encode()[16:], memory)

    def test_key_from_standard_input(self):
        with open(self.folder / "ec.pem", "rb") as key:
            session = self.start("sign", "--key", "-", *RELEASE, stdin=key)
        session.answer(ASKED.format("/dev/stdin"), SECRET)
        self.check_end(session, 0)
        self.assert_signed_by("ec")

    def test_streams_elsewhere(self):
        session = self.start("pubkey", "ec.pem", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        session.answer(ASKED.format("ec.pem"), SECRET)
        self.check_end(session, 0)
        self.assertEqual(session.process.stdout.read(),
                         (TESTS / "data/keys/test-ec.pub.pem").read_bytes())
        self.assertEqual(session.process.stderr.read(), b"")

    def test_pubkey_of_two(self):
        session = self.start("pubkey", "--format", "id", "ec.pem", "other.pem")
        where = session.answer(ASKED.format("ec.pem"), "wrong")
        where = session.answer(AGAIN.format("ec.pem"), SECRET, where)
        session.answer(ASKED.format("other.pem"), SECRET, where)
        self.check_end(session, 0)

    def test_lms_key(self):
        subprocess.run([IMAGETOOL, "keygen", "--type", "lms-h5", "--passphrase-file", "secret",
                        "-o", "lms.pem"], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        session = self.start("sign", "--key", "lms.pem", *RELEASE)
        session.answer(ASKED.format("lms.pem"), SECRET)
        self.check_end(session, 0)
        session = self.start("lms", "status", "lms.pem")
        self.check_end(session, 0)
        self.assertEqual(session.text(), "lms.pem: lms-h5, 31 of 32 signatures left, leaves 1 to "
                                         "31\n")

    def test_name_does_not_steer_the_terminal(self):
        os.rename(self.folder / "ec.pem", self.folder / "ec\x1b[2J.pem")
        session = self.start("pubkey", "ec\x1b[2J.pem")
        session.answer(ASKED.format("ec?[2J.pem"), SECRET)
        self.check_end(session, 0)


class NotAsked(Case):
    def test_plain_key(self):
        shutil.copy(TESTS / "data/keys/test-ec.pem", self.folder / "ec.pem")
        session = self.start("sign", "--key", "ec.pem", *RELEASE)
        self.check_end(session, 0)
        self.assertNotIn("Passphrase", session.text())

    def test_option_is_wrong(self):
        (self.folder / "secret").write_text("wrong\n")
        for words in (["--passphrase-file", "secret"], ["--passphrase-env", "HOME"]):
            session = self.start("sign", "--key", "ec.pem", *words, *RELEASE)
            self.check_end(session, 3)
            self.assertEqual(session.text(), "imagetool sign: ec.pem: wrong passphrase\n")

    def test_no_terminal(self):
        for command in (["sign", "--key", "ec.pem", *RELEASE], ["pubkey", "ec.pem"]):
            session = self.start(*command, terminal=False)
            self.check_end(session, 3)
            self.assertEqual(session.text(), f"imagetool {command[0]}: ec.pem: {ENCRYPTED}\n")

    def test_background(self):
        session = self.shell('"$IMAGETOOL" pubkey ec.pem &\nwait $!; echo "exit $?"')
        session.wait_for(ENCRYPTED)
        session.wait_for("exit 3")


class Signals(Case):
    def test_ended(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT,
                       signal.SIGALRM, signal.SIGUSR1, signal.SIGXCPU, signal.SIGVTALRM,
                       signal.SIGPROF, signal.SIGIO):
            session = self.start("sign", "--key", "ec.pem", *RELEASE)
            session.wait_for(ASKED.format("ec.pem"))
            session.type("half")
            self.assertFalse(session.echoes())
            session.process.send_signal(number)
            self.check_end(session, -number)
            self.assertEqual(session.unread(), b"")
            self.assertFalse((self.folder / "signed.bin").exists())

    def test_control_c(self):
        session = self.start("keygen", "-o", "new.pem")
        where = session.answer(NEW.format("new.pem"), SECRET)
        session.wait_for(REPEAT.format("new.pem"), where)
        session.type("half\x03")
        self.check_end(session, -signal.SIGINT)
        self.assertFalse((self.folder / "new.pem").exists())

    def test_ignored_stays_ignored(self):
        session = self.shell('trap "" HUP\nexec "$IMAGETOOL" pubkey --format id ec.pem')
        session.wait_for(ASKED.format("ec.pem"))
        session.process.send_signal(signal.SIGHUP)
        session.read(0.3)
        session.type(SECRET + "\n")
        self.check_end(session, 0)
        self.assertEqual(session.text().count("Passphrase"), 1)

    def test_stopped_and_continued(self):
        session = self.shell('"$IMAGETOOL" pubkey --format id ec.pem\n'
                             'echo "stopped $?"; read line; echo "got $line"; fg; echo "over $?"')
        where = session.wait_for(ASKED.format("ec.pem"))
        session.type("half\x1a")
        where = session.wait_for("stopped", where)
        self.assertTrue(session.echoes())
        session.type("between\n")
        where = session.wait_for("got between", where)
        where = session.wait_for(ASKED.format("ec.pem"), where)
        self.assertFalse(session.echoes())
        session.type(SECRET + "\n")
        session.wait_for("over 0", where)
        self.check_end(session, 0)
        self.assertNotIn("half", session.text())
        self.assertNotIn(SECRET, session.text())


class TwoAtOnce(Case):
    """Two commands in the foreground, as make -j2 has them."""

    def setUp(self):
        super().setUp()
        self.session = self.shell('"$IMAGETOOL" pubkey ec.pem >1.pub | '
                                  '"$IMAGETOOL" pubkey other.pem >2.pub')
        self.first = self.session.wait_for("Passphrase of ")
        end = time.monotonic() + 1  # for the other one, were it to ask too
        while time.monotonic() < end:
            self.session.read(0.1)

    def test_one_after_the_other(self):
        self.assertEqual(self.session.text().count("Passphrase"), 1)
        self.assertFalse(self.session.echoes())
        self.session.type(SECRET + "\n")
        self.session.wait_for("Passphrase of ", self.first)
        self.assertFalse(self.session.echoes())
        self.session.type(SECRET + "\n")
        self.check_end(self.session, 0)
        self.assertNotIn(SECRET, self.session.text())
        for number, name in ((1, "ec"), (2, "other")):
            self.assertEqual((self.folder / f"{number}.pub").read_bytes(),
                             (TESTS / f"data/keys/test-{name}.pub.pem").read_bytes())

    def test_control_c_ends_both(self):
        self.session.type("half\x03")
        self.assertIn(self.session.end(), (-signal.SIGINT, 128 + signal.SIGINT))  # of the shell
        self.assertTrue(self.session.is_as_before())
        self.assertEqual(self.session.text().count("Passphrase"), 1)


class New(Case):
    NOTE = "imagetool keygen: new.pem: note: the key is not encrypted"
    REPORT = r"\Awrote new\.pem: private key, .*\n"

    def opens(self, passphrase):
        return subprocess.run(["openssl", "pkey", "-in", "new.pem", "-noout", "-passin",
                               "pass:" + passphrase], cwd=self.folder, check=False,
                              stderr=subprocess.DEVNULL).returncode == 0

    def is_plain(self):
        return "BEGIN PRIVATE KEY" in (self.folder / "new.pem").read_text()

    def test_encrypted(self):
        session = self.start("keygen", "-o", "new.pem")
        where = session.wait_for(NEW.format("new.pem"))
        self.assertFalse(session.echoes())
        session.type(SECRET + "\n")
        session.answer(REPEAT.format("new.pem"), SECRET, where)
        self.check_end(session, 0)
        self.assertNotIn(SECRET, session.text())
        self.assertNotIn("note", session.text())
        self.assertFalse(self.is_plain())
        self.assertTrue(self.opens(SECRET))
        self.assertFalse(self.opens("x"))

    def test_lms(self):
        session = self.start("keygen", "--type", "lms-h5", "-o", "new.pem")
        where = session.answer(NEW.format("new.pem"), SECRET)
        session.answer(REPEAT.format("new.pem"), SECRET, where)
        self.check_end(session, 0)
        self.assertIn("ENCRYPTED", (self.folder / "new.pem").read_text())
        self.assertNotIn("not encrypted", session.text())

    def test_differ_once(self):
        session = self.start("keygen", "-o", "new.pem")
        where = session.answer(NEW.format("new.pem"), SECRET)
        where = session.answer(REPEAT.format("new.pem"), "left horse", where)
        where = session.wait_for("They differ. Once more.", where)
        where = session.answer(NEW.format("new.pem"), SECRET, where)
        session.answer(REPEAT.format("new.pem"), SECRET, where)
        self.check_end(session, 0)
        self.assertTrue(self.opens(SECRET))

    def test_differ_always(self):
        session = self.start("keygen", "-o", "new.pem")
        where = 0
        for second in (SECRET + "x", SECRET[:-1], ""):
            where = session.answer(NEW.format("new.pem"), SECRET, where)
            where = session.answer(REPEAT.format("new.pem"), second, where)
        self.check_end(session, 3)
        self.assertTrue(session.text().endswith("imagetool keygen: new.pem: the two passphrases "
                                                "differ; no key was made\n"))
        self.assertFalse((self.folder / "new.pem").exists())

    def test_empty(self):
        session = self.start("keygen", "-o", "new.pem")
        where = session.answer(NEW.format("new.pem"), "")
        session.answer(REPEAT.format("new.pem"), "", where)
        self.check_end(session, 0)
        self.assertEqual(session.text().count(self.NOTE), 1)
        self.assertTrue(self.is_plain())

    def test_no_passphrase(self):
        session = self.start("keygen", "--no-passphrase", "-o", "new.pem")
        self.check_end(session, 0)
        self.assertRegex(session.text(), self.REPORT + r"\Z")
        self.assertTrue(self.is_plain())

    def test_no_terminal(self):
        session = self.start("keygen", "-o", "new.pem", terminal=False)
        self.check_end(session, 0)
        self.assertRegex(session.text(), rf"{self.REPORT}{self.NOTE}.*\n\Z")
        self.assertTrue(self.is_plain())

    def test_options_exclude_each_other(self):
        for words in (["--passphrase-file", "secret"], ["--passphrase-env", "HOME"]):
            session = self.start("keygen", "--no-passphrase", *words, "-o", "new.pem")
            self.check_end(session, 2)
            self.assertFalse((self.folder / "new.pem").exists())

    def test_option_is_not_asked_for(self):
        session = self.start("keygen", "--passphrase-file", "secret", "-o", "new.pem")
        self.check_end(session, 0)
        self.assertRegex(session.text(), self.REPORT + r"\Z")
        self.assertTrue(self.opens(SECRET))

    def test_key_that_is_there_comes_first(self):
        session = self.start("keygen", "-o", "ec.pem")
        self.check_end(session, 1)
        self.assertIn("--force", session.text())
        self.assertNotIn("passphrase", session.text())

    def test_missing_folder_comes_first(self):
        session = self.start("keygen", "-o", "missing/new.pem")
        self.check_end(session, 3)
        self.assertEqual(session.text(), "imagetool keygen: missing/new.pem: cannot create: No such "
                                         "file or directory\n")


if __name__ == "__main__":
    if shutil.which("openssl") is None:
        print("test_passphrase_prompt: skipped: there is no openssl")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
