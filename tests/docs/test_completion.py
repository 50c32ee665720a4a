# SPDX-License-Identifier: MIT
"""The bash completion offers what the tool takes, in a script and on a terminal.

usage: test_completion.py IMAGETOOL COMPLETION
"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import unittest

import command_help

IMAGETOOL, COMPLETION = map(os.path.abspath, sys.argv[1:3])
PROMPT = "<ready>"

# Reads one case a line, its words separated by tabs; prints what is offered, the same way,
# behind what readline is asked to complete.
DRIVER = r"""
source "$1"
compopt() { [[ $1 == -o ]] && asked+="$2 "; }
while IFS= read -r line; do
    asked=
    COMP_WORDS=()
    rest=$line$'\t'
    while [[ -n $rest ]]; do
        COMP_WORDS+=("${rest%%$'\t'*}")
        rest=${rest#*$'\t'}
    done
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMPREPLY=(left over)
    _imagetool imagetool "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '%s' "$asked"
    for word in "${COMPREPLY[@]}"; do printf '\t%s' "$word"; done
    printf '\n'
done
"""
FILES, FOLDERS, NOTHING = ("bashdefault default", []), ("dirnames", []), ("", [])


def complete(*cases, options=(), before=""):
    """What is offered behind each of the lines, given as lists of words as bash splits them."""
    lines = "".join("\t".join(["imagetool", *case]) + "\n" for case in cases)
    with tempfile.TemporaryDirectory() as folder:
        for name in "lamp.release", "my options":
            with open(os.path.join(folder, name), "w", encoding="ascii"):
                pass
        done = subprocess.run(["bash", *options, "-c", before + DRIVER, "bash", COMPLETION],
                              input=lines, text=True, stdout=subprocess.PIPE, cwd=folder,
                              stderr=subprocess.PIPE,
                              env={"PATH": os.environ["PATH"], "KEY_PASS": "1", "KEY_OTHER": "2"})
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"exit {done.returncode}: {done.stderr}")
    found = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(found) == len(cases)
    return [(row[0].strip(), row[1:]) for row in found]


def offers(text):
    return ("", text.split())


# What every command takes.
COMMON = "-q --quiet --color -h --help"
COMMON_LONG = "--quiet --color --help"

CASES = [
    (["b"], offers("build")),
    (["m"], offers("maps merge makefile")),
    (["--v"], offers("--version")),
    (["-"], offers("-V --version -h --help")),
    (["x"], NOTHING),
    (["help", "b"], offers("build")),
    (["help", "-"], offers(COMMON)),
    (["frob", ""], NOTHING),
    (["frob", "-"], NOTHING),
    (["--help", ""], NOTHING),
    (["buil", "--"], NOTHING),
    # values
    (["build", "--mode", ""], offers("qio qout dio dout")),
    (["build", "--mode", "q"], offers("qio qout")),
    (["build", "--mode", "x"], NOTHING),
    (["build", "--mode", "-"], NOTHING),
    (["build", "--mode", "="], offers("qio qout dio dout")),
    (["build", "--mode", "=", "d"], offers("dio dout")),
    (["build", "--mode=d"], offers("--mode=dio --mode=dout")),
    (["build", "--map", ""], offers("0 1 2 3 4 5 6 8 9")),
    (["verify", "--slot", ""], offers("1 2")),
    (["fix-crc", "--trailer", "p"], offers("present")),
    (["keygen", "--type", "rsa"], offers("rsa-2048 rsa-3072")),
    (["keygen", "--passphrase-env", "KEY_"], offers("KEY_OTHER KEY_PASS")),
    (["keygen", "--passphrase-file", ""], FILES),
    (["build", "-o", ""], FILES),
    (["build", "-o", "-"], FILES),
    (["build", "--irom-out", "=", "x"], FILES),
    (["sign", "--key", ""], FILES),
    (["sign", "--out-dir", ""], FOLDERS),
    (["sign", "--vendor", ""], NOTHING),
    (["check", "--mode", ""], FILES),  # no option of check: a file comes next
    # operands
    (["build", ""], FILES),
    (["build", "--map", "2", "fi"], FILES),
    (["build", "--map", "=", "2", ""], FILES),
    (["build", "--map", "=", "--", "--s"], offers("--slot --section --slot-limit")),
    (["info", "--json", ""], FILES),
    (["info", "--", ""], FILES),
    (["info", "--", "-"], FILES),
    (["info", "--", "--json", "--"], FILES),
    (["maps", ""], offers("0 1 2 3 4 5 6 8 9")),
    (["maps", "--json", "8"], offers("8")),
    (["maps", "2", ""], offers("--json --flash-args " + COMMON)),
    (["help", "build", "b"], NOTHING),
    (["lms", ""], offers("status split adopt")),
    (["lms", "s"], offers("status split")),
    (["lms", "-n", "3", "sp"], offers("split")),
    (["lms", "--count", "=", "3", "sp"], offers("split")),
    (["lms", "@o", "a"], offers("adopt")),
    (["lms", "--", ""], offers("status split adopt")),
    (["lms", "status", ""], FILES),
    (["lms", "status", "-"], offers("-n --count -o --output --skip " + COMMON)),
    (["lms", "split", "-n", "3", "s"], FILES),
    (["lms", "-n", "3", "split", "--", "s"], FILES),
    (["lms", "--", "split", "s"], FILES),
    (["keygen", ""], offers("--type --passphrase-file --passphrase-env --no-passphrase "
                            "--force -o --output " + COMMON)),
    (["keygen", "x"], NOTHING),
    # a file of options
    (["build", "@"], ("filenames", ["@lamp.release", "@my options"])),
    (["build", "--map", "2", "@l"], ("filenames", ["@lamp.release"])),
    (["build", "@x"], ("filenames", [])),
    (["build", "--", "@l"], FILES),
    (["build", "--boot", "@l"], NOTHING),
    # options that were given
    (["info", "--json", "-"], offers(COMMON)),
    (["info", "--json", "a.bin", "--"], offers(COMMON_LONG)),
    (["check", "--map", "2", "--slot", "1", "--"],
     offers("--header --layout --rom --slot-limit --strict --json " + COMMON_LONG)),
    (["check", "--map=2", "--"],
     offers("--slot --header --layout --rom --slot-limit --strict --json " + COMMON_LONG)),
    (["fix-crc", "-o", "x", "-"], offers("--crc --trailer " + COMMON)),
    (["fix-crc", "-ox", "-"], offers("--crc --trailer " + COMMON)),
    (["fix-crc", "--output", "x", "-"], offers("--crc --trailer " + COMMON)),
    (["fix-crc", "-o", "--crc", "--c"], offers("--crc --color")),
    (["build", "--section", "a", "--sec"], offers("--section")),
]


class Offers(unittest.TestCase):
    maxDiff = None

    def check_cases(self, **arguments):
        found = complete(*[case for case, _ in CASES], **arguments)
        for (case, wanted), offered in zip(CASES, found):
            with self.subTest(case=case, **arguments):
                self.assertEqual(offered, wanted)

    def test_cases(self):
        self.check_cases()

    def test_cases_with_a_strict_shell(self):
        self.check_cases(options=["-eu"])
        self.check_cases(options=["-eu", "-o", "posix"])

    def test_cases_with_other_settings_of_the_user(self):
        self.check_cases(before="IFS=-o\n")
        self.check_cases(before="shopt -s nullglob dotglob failglob\n")
        self.check_cases(options=["-f"])

    def test_commands_are_those_of_the_help(self):
        names = [name for name, _ in command_help.Overview(IMAGETOOL).commands]
        self.assertGreater(len(names), 10)
        self.assertEqual(complete([""]), [("", names)])

    def test_options_are_those_of_the_help(self):
        for name, _ in command_help.Overview(IMAGETOOL).commands:
            heads = command_help.Command(IMAGETOOL, name).heads
            every = [option for names, _ in heads for option in names]
            (_, offered), (_, long) = complete([name, "-"], [name, "--"])
            self.assertEqual(offered, every)
            self.assertEqual(len(set(every)), len(every))
            self.assertEqual(long, [option for option in every if option.startswith("--")])

    def test_values_are_of_the_kind_that_the_help_names(self):
        kinds = {"FILE": FILES, "KEY.pem": FILES, "PUB.pem": FILES, "COMMAND": FILES,
                 "DIR": FOLDERS}
        for name, _ in command_help.Overview(IMAGETOOL).commands:
            for names, argument in command_help.Command(IMAGETOOL, name).heads:
                for option in names if argument else []:
                    found = complete([name, option, ""])[0]
                    if argument in kinds:
                        self.assertEqual(found, kinds[argument])
                    else:
                        self.assertEqual(found[0], "")
                    if "|" in argument:
                        self.assertLessEqual(set(argument.split("|")), set(found[1]))

    def test_shellcheck_is_silent(self):
        if shutil.which("shellcheck") is None:
            self.skipTest("no shellcheck")
        done = subprocess.run(["shellcheck", COMPLETION], text=True, stdout=subprocess.PIPE)
        self.assertEqual(done.stdout, "")


class Choices(unittest.TestCase):
    """The tool itself takes the words that are offered and refuses others."""

    def run_tool(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([IMAGETOOL, *arguments], cwd=folder, text=True,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return done.returncode, done.stderr

    def options_with_choices(self):
        for name, _ in command_help.Overview(IMAGETOOL).commands:
            for names, argument in command_help.Command(IMAGETOOL, name).heads:
                words = complete([name, names[-1], ""])[0][1] if argument else []
                if words and names[-1] not in ("--map", "--passphrase-env"):
                    yield name, names[-1], words

    # What makes each command look at its options, and then stop before it does anything.
    RELEASE = "--vendor v --product p --fw-version 1.0.0 --security-counter 1 no.such.file"
    REST = {"keygen": ["-o", "new.pem", "--passphrase-env", "NOT_SET"],
            "build": "--map 2 -o new.bin no.such.file".split(),
            "merge": "--map 2 --boot-bin no --slot1 such -o file".split(),
            "sign": ("--key no -o new.bin " + RELEASE).split(),
            "tbs": ("-o new " + RELEASE).split(),
            "release": ("--map 2 --key no --out-dir . " + RELEASE).split()}

    def test_words_are_taken_and_others_refused(self):
        count = 0
        for name, option, words in self.options_with_choices():
            rest = self.REST.get(name, ["no.such.file"])
            for other in "other", words[0] + "x":
                code, message = self.run_tool(name, option, other, *rest)
                self.assertEqual(code, 2, message)
                listed = re.search(f"{option} is '{other}'; it must be one of (.*); see", message)
                self.assertEqual(listed.group(1).split(", "), words)
            for word in words:
                for text in word, word.upper():
                    _, message = self.run_tool(name, option, text, *rest)
                    self.assertNotIn(f"{option} is", message)
            count += 1
        self.assertGreaterEqual(count, 12)

    def test_words_are_explained_by_the_help(self):
        for name, option, words in self.options_with_choices():
            command = command_help.Command(IMAGETOOL, name)
            texts = [text for (names, _), text in zip(command.heads, command.options)
                     if option in names]
            for word in words:
                self.assertRegex(texts[0], rf"(?<![\w.-]){re.escape(word)}(?![\w-])")

    def test_maps_are_those_that_are_defined(self):
        defined = [str(number) for number in range(16)
                   if self.run_tool("maps", str(number))[0] == 0]
        for case in ["maps", ""], ["build", "--map", ""], ["verify", "--map", ""]:
            self.assertEqual(complete(case)[0][1], defined)


class Terminal(unittest.TestCase):
    """A Tab in an interactive bash."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="completion ")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        for name in "my file.bin", "-dash.bin", "a:b.bin", "qio.bin", "$var.bin":
            with open(os.path.join(self.folder, name), "w", encoding="ascii"):
                pass
        os.mkdir(os.path.join(self.folder, "my folder"))
        self.start()

    def start(self):
        child, self.terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "TERM": "dumb",
                           "PS1": PROMPT, "INPUTRC": "/dev/null", "HISTFILE": "", "LC_ALL": "C"}
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
        self.addCleanup(os.waitpid, child, 0)
        self.addCleanup(os.close, self.terminal)
        self.wait()
        # Shows the words that the shell made of the line.
        self.type("imagetool() { printf '<%s>' \"$@\" END; }\n")
        self.type(f"source '{COMPLETION}'; bind 'set bell-style none'\n")

    def wait(self):
        text = b""
        while not text.endswith(PROMPT.encode()):
            if not select.select([self.terminal], [], [], 20)[0]:
                self.fail(f"no prompt behind {text!r}")
            text += os.read(self.terminal, 4096)
        return text.decode("ascii", "replace")

    def type(self, keys):
        os.write(self.terminal, keys.encode())
        return self.wait()

    def check(self, keys, *wanted):
        text = self.type(keys + "\n")
        self.assertIn("\n" + "".join(f"<{word}>" for word in wanted) + "<END>", text)

    def test_words_and_names(self):
        self.check("imagetool inf\tmy\\ fi\t", "info", "my file.bin")
        self.check("imagetool build --mo\tqo\t", "build", "--mode", "qout")
        self.check("imagetool build --mode=qo\t", "build", "--mode=qout")
        self.check("imagetool build --boot=n\to\t", "build", "--boot=none")
        self.check("imagetool build --irom-out=q\t", "build", "--irom-out=qio.bin")
        self.check("imagetool build --irom-out 'my fi\t", "build", "--irom-out", "my file.bin")
        self.check('imagetool build --irom-out="my fi\t', "build", "--irom-out=my file.bin")
        self.check("imagetool sign --out-dir m\t", "sign", "--out-dir", "my folder/")
        self.check("imagetool info ~/q\t", "info", self.folder + "/qio.bin")
        self.check("imagetool info -- -d\t", "info", "--", "-dash.bin")
        self.check("imagetool info a\t", "info", "a:b.bin")
        self.check("imagetool info \\$v\t", "info", "$var.bin")
        self.check("PATH=$PATH imagetool inf\tq\t", "info", "qio.bin")
        self.check("cd / && imagetool inf\t; cd - >a:b.bin", "info")

    def test_nothing_is_offered_where_nothing_fits(self):
        self.check("imagetool build --mode my\t", "build", "--mode", "my")
        self.check("imagetool frob q\t", "frob", "q")
        self.check("imagetool sign --vendor q\t", "sign", "--vendor", "q")

    def test_a_redirection_completes_a_file(self):
        self.type("imagetool size --json >q\t\n")
        with open(os.path.join(self.folder, "qio.bin"), encoding="ascii") as file:
            self.assertEqual(file.read(), "<size><--json><END>")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
