# SPDX-License-Identifier: MIT
"""The completions of fish and zsh offer what the tool takes, in the shells themselves.

usage: test_completion_fish_zsh.py IMAGETOOL FOLDER_OF_COMPLETIONS
"""
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import command_help

IMAGETOOL, SCRIPTS = map(os.path.abspath, sys.argv[1:3])
FILES = ["my file.bin", "qio.bin"]

# Writes what each Tab offers into a file, and a line END when it is done.
ZSH = r"""
fpath=('%s' $fpath)
autoload -Uz compinit
compinit -u -D
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rl -- $hits >>offered
    builtin compadd "$@"
}
finish() { BUFFER=; print END >>offered; }
zle -N finish
bindkey '^I' complete-word
bindkey '^X' finish
unsetopt list_beep
zstyle ':completion:*' menu no
print READY >>offered
"""


def folder_of_files(test):
    scratch = tempfile.TemporaryDirectory(prefix="completion ")
    test.addCleanup(scratch.cleanup)
    for name in FILES:
        with open(os.path.join(scratch.name, name), "w", encoding="ascii"):
            pass
    os.mkdir(os.path.join(scratch.name, "folder"))
    return scratch.name


class Shell:
    """What both shells are to offer; complete() gives the words, without their texts."""

    def test_commands_are_those_of_the_help(self):
        names = [name for name, _ in command_help.Overview(IMAGETOOL).commands]
        self.assertGreater(len(names), 10)
        self.assertEqual(sorted(self.complete("imagetool ")), sorted(names))
        self.assertEqual(sorted(self.complete("imagetool help ")), sorted(names))

    def test_options_are_those_of_the_help(self):
        for name, _ in command_help.Overview(IMAGETOOL).commands:
            heads = command_help.Command(IMAGETOOL, name).heads
            long = [option for names, _ in heads for option in names if option.startswith("--")]
            with self.subTest(command=name):
                self.assertEqual(sorted(self.complete(f"imagetool {name} --")), sorted(long))

    def test_words(self):
        for line, words in (("imagetool b", "build"),
                            ("imagetool -", "-V --version -h --help"),
                            ("imagetool build --mode ", "qio qout dio dout"),
                            ("imagetool build --mode q", "qio qout"),
                            ("imagetool verify --slot ", "1 2"),
                            ("imagetool build --map ", "0 1 2 3 4 5 6 8 9"),
                            ("imagetool maps ", "0 1 2 3 4 5 6 8 9"),
                            ("imagetool maps 2 b", ""),
                            ("imagetool help build b", ""),
                            ("imagetool lms ", "status split adopt"),
                            ("imagetool lms s", "status split"),
                            ("imagetool lms -n 3 sp", "split"),
                            ("imagetool keygen --type rsa", "rsa-2048 rsa-3072"),
                            ("imagetool keygen --passphrase-env KEY_", "KEY_OTHER KEY_PASS"),
                            ("imagetool sign --vendor ", ""),
                            ("imagetool frob ", "")):
            with self.subTest(line=line):
                self.assertEqual(sorted(self.complete(line)), sorted(words.split()))

    def test_files(self):
        for line in ("imagetool info ", "imagetool build -o ", "imagetool sign --key ",
                     "imagetool lms status ", "imagetool lms split -n 3 "):
            with self.subTest(line=line):
                self.assertLessEqual(set(FILES), set(self.complete(line)))
        folders = [word.rstrip("/") for word in self.complete("imagetool sign --out-dir ")]
        self.assertEqual(folders, ["folder"])
        self.assertNotIn("qio.bin", self.complete("imagetool keygen "))

    def test_an_option_is_offered_once_unless_it_repeats(self):
        self.assertNotIn("--map", self.complete("imagetool build --map 2 --"))
        self.assertIn("--section", self.complete("imagetool build --section a --"))


ENVIRONMENT = {"PATH": os.environ["PATH"], "KEY_PASS": "1", "KEY_OTHER": "2", "TERM": "dumb",
               "LC_ALL": "C"}


@unittest.skipIf(shutil.which("fish") is None, "there is no fish")
class Fish(Shell, unittest.TestCase):
    def setUp(self):
        self.folder = folder_of_files(self)

    def complete(self, line):
        script = 'source $argv[1]; complete -C "$argv[2]"'
        done = subprocess.run(["fish", "--no-config", "-c", script,
                               os.path.join(SCRIPTS, "imagetool.fish"), line],
                              cwd=self.folder, env=ENVIRONMENT | {"HOME": self.folder}, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [offer.split("\t")[0] for offer in done.stdout.splitlines()]

    # fish offers an option again.
    test_an_option_is_offered_once_unless_it_repeats = None


@unittest.skipIf(shutil.which("zsh") is None, "there is no zsh")
class Zsh(Shell, unittest.TestCase):
    def setUp(self):
        self.folder = folder_of_files(self)
        with open(os.path.join(self.folder, ".zshrc"), "w", encoding="ascii") as driver:
            driver.write(ZSH % SCRIPTS)
        child, self.terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-d", "-i"],
                       ENVIRONMENT | {"HOME": self.folder, "ZDOTDIR": self.folder})
        self.addCleanup(os.waitpid, child, 0)
        self.addCleanup(os.close, self.terminal)
        self.offered("", "READY")

    def offered(self, keys, end):
        """Types, and waits until the last line that was written is this one."""
        path = os.path.join(self.folder, "offered")
        os.write(self.terminal, keys.encode())
        limit = time.monotonic() + 20
        shown = b""
        while time.monotonic() < limit:
            if select.select([self.terminal], [], [], 0.02)[0]:
                shown += os.read(self.terminal, 65536)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    lines = file.read().splitlines()
                if lines and lines[-1] == end:
                    os.remove(path)
                    return lines[:-1]
        self.fail(f"no {end} behind {keys!r}: {shown!r}")

    def complete(self, line):
        words = self.offered(line + "\t\x18", "END")
        return list(dict.fromkeys(word.rstrip("=").replace("\\ ", " ") for word in words))


if __name__ == "__main__":
    program = unittest.main(argv=sys.argv[:1], exit=False)
    result = program.result
    if result.wasSuccessful() and len(result.skipped) == result.testsRun:
        sys.exit(77)
    sys.exit(not result.wasSuccessful())
