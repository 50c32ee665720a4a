# SPDX-License-Identifier: MIT
"""Runs every example of imagetool COMMAND --help, in a folder that holds the files they name.

usage: test_examples.py IMAGETOOL SOURCE_FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import command_help
import run_blocks

IMAGETOOL, SOURCE = map(os.path.abspath, sys.argv[1:3])
TWO = {"build", "release", "sign", "verify", "check", "tbs", "attach", "keygen", "size"}
ENVIRONMENT = dict(os.environ, LC_ALL="C",
                   PATH=os.path.dirname(IMAGETOOL) + os.pathsep + os.environ["PATH"])

# Beside what run_blocks makes.
FILES = r"""
imagetool build --map 2 --slot 1 -o user1.bin firmware.slot1.elf
imagetool build --map 2 --slot 2 -o user2.bin firmware.slot2.elf
imagetool keygen -o release.pem
imagetool pubkey -o release.pub.pem release.pem
echo words >passphrase.txt
chmod 600 passphrase.txt
RELEASE='--vendor example.com --product lamp --fw-version 1.2.3 --security-counter 1'
imagetool tbs $RELEASE -o lamp.tbs user1.bin user2.bin
openssl dgst -sha256 -sign release.pem -out lamp.sig lamp.tbs
mkdir signed
imagetool sign --key release.pem $RELEASE --out-dir signed --bundle lamp.bundle user1.bin user2.bin
cp lamp.bundle other.bundle
printf '%s\n' '--map 2' '--key release.pem' '--vendor example.com' '--product lamp' \
    '--out-dir out' >lamp.release
mkdir out
"""
# These know the folder that they were made in.
LMS_FILES = r"""
imagetool keygen --type lms-h5 -o lms.pem
imagetool keygen --type lms-h5 -o lost.pem
cp lost.pem restored.pem
rm lost.pem
"""
# What a command line says that it writes.
OUTPUT = re.compile(r"(?:(?<=\s)(?:-o|--output|--bundle|--manifest-out|--flash-args|--slot-args)"
                    r" (?!-\s)|>)([\w./-]+\.\w+)")


def run(lines, folder):
    """A shell that notices a failure inside a pipe."""
    return subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", lines], cwd=folder,
                          env=ENVIRONMENT, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)


def state(folder):
    """Each file with its time and content."""
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            with open(full, "rb") as file:
                found[os.path.relpath(full, folder)] = (os.stat(full).st_mtime_ns, file.read())
    return found


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="examples ")
        cls.ready = os.path.join(cls.scratch.name, "ready")
        os.mkdir(cls.ready)
        run_blocks.make_images(SOURCE, cls.ready)
        done = run(FILES, cls.ready)
        assert done.returncode == 0, done.stderr
        cls.commands = {name: command_help.Command(IMAGETOOL, name)
                        for name, _ in command_help.Overview(IMAGETOOL).commands}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def examples(self):
        return [(name, lines) for name, command in self.commands.items()
                for _, lines in command.examples]

    def try_out(self, lines):
        """In a folder of its own; the state before and after."""
        with tempfile.TemporaryDirectory(dir=self.scratch.name) as folder:
            work = os.path.join(folder, "work")
            shutil.copytree(self.ready, work)
            self.assertEqual(run(LMS_FILES, work).returncode, 0)
            before = state(work)
            done = run(lines, work)
            return done, before, state(work)

    def test_there_is_one_for_every_command_and_two_for_the_most_used(self):
        for name, command in self.commands.items():
            self.assertGreaterEqual(len(command.examples), 2 if name in TWO else 1, name)
        self.assertLessEqual(TWO, set(self.commands))

    def test_each_calls_its_command(self):
        for name, lines in self.examples():
            self.assertRegex(lines, rf"(?m)(^|[|] ) *imagetool {name}( |$)")

    def test_each_runs_and_writes_what_it_says(self):
        count = 0
        for _, lines in self.examples():
            with self.subTest(lines=lines):
                done, before, after = self.try_out(lines)
                self.assertEqual(done.returncode, 0, done.stderr)
                for name in OUTPUT.findall(lines):
                    self.assertNotEqual(before.get(name), after[name])
                    self.assertGreater(len(after[name][1]), 0)
                    count += 1
                changed = {name for name in after if after[name] != before.get(name)}
                self.assertTrue(changed or done.stdout, "nothing was written or said")
        self.assertGreaterEqual(count, 15)

    def test_a_file_that_is_not_there_fails(self):
        for wrong in ("imagetool info user3.bin", "cat none | imagetool info - | cat",
                      "imagetool frob", "imagetool info - <none"):
            done, before, after = self.try_out(wrong)
            self.assertNotEqual(done.returncode, 0, wrong)
            self.assertEqual(before, after)

    def test_lines_fit_a_terminal(self):
        for _, lines in self.examples():
            for line in lines.split("\n"):
                self.assertLessEqual(len(line), 80 - 7)  # the margin of a manual page


if __name__ == "__main__":
    for program in "bash", "openssl":
        if shutil.which(program) is None:
            print(f"skipped: no {program}")
            sys.exit(77)
    unittest.main(argv=sys.argv[:1])
