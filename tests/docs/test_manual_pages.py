# SPDX-License-Identifier: MIT
"""The manual pages say what the help says, shown by a real formatter.

usage: test_manual_pages.py IMAGETOOL GENERATOR CMAKE BUILD_FOLDER SOURCE_FOLDER
"""
import glob
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

import command_help
from command_help import words

IMAGETOOL, GENERATOR, CMAKE, BUILD, SOURCE = map(os.path.abspath, sys.argv[1:6])
CMAKE = sys.argv[3]
SCRIPT = os.path.join(SOURCE, "src/imagetool/completion.bash")
COMPLETIONS = ["imagetool", "imagetool.fish", "_imagetool"]  # bash, fish, zsh
WIDE = 400  # nothing breaks but where the page says so


def show_with_mandoc(path, width, device="ascii"):
    text = subprocess.run(["mandoc", "-T" + device, "-O", f"width={width}", path], check=True,
                          text=True, stdout=subprocess.PIPE).stdout
    return re.sub(".\b", "", text)


def show_with_man(path, width, device="ascii"):
    environment = dict(os.environ, MANWIDTH=str(width), MANROFFOPT="", MANOPT="",
                       LC_ALL={"ascii": "C", "utf8": "C.UTF-8"}[device])
    return subprocess.run(["man", "-P", "cat", "-l", path], check=True, text=True,
                          env=environment, stdout=subprocess.PIPE).stdout


def has_groff():
    return shutil.which("groff") is not None and shutil.which("man") is not None


def formatters():
    yield show_with_mandoc
    if has_groff():
        yield show_with_man


def sections(text):
    """Section name to its lines."""
    found, name = {}, ""
    for line in text.split("\n")[1:]:
        if line and not line.startswith(" "):
            name = line
        else:
            found.setdefault(name, []).append(line)
    return found


def entries(lines):
    """Rows of a list; a row starts at the least indentation."""
    rows, least = [], min(len(line) - len(line.lstrip()) for line in lines if line)
    for line in lines:
        if line and not line[least].isspace():
            rows.append(line)
        elif rows:
            rows[-1] += " " + line
    return [words(row) for row in rows]


def shell_lines(text):
    return [words(line) for line in text.replace("\\\n", " ").split("\n")]


def generate(folder, script=SCRIPT, **arguments):
    return subprocess.run([GENERATOR, folder, script], text=True, stderr=subprocess.PIPE,
                          **arguments)


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="manual pages ")
        cls.folder = cls.scratch.name
        assert generate(cls.folder).returncode == 0
        cls.help = command_help.Overview(IMAGETOOL)
        cls.pages = sorted(glob.glob(os.path.join(glob.escape(cls.folder), "*.1")))

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def each(self, name):
        for show in formatters():
            with self.subTest(page=name, formatter=show.__name__):
                yield sections(show(os.path.join(self.folder, name), WIDE))

    def test_there_is_a_page_for_every_command_and_no_other(self):
        wanted = ["imagetool.1"] + [f"imagetool-{name}.1" for name, _ in self.help.commands]
        self.assertGreater(len(wanted), 10)
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(wanted + COMPLETIONS))

    def test_overview_page_says_what_the_help_says(self):
        for page in self.each("imagetool.1"):
            self.assertEqual(words(" ".join(page["NAME"])),
                             "imagetool - " + self.help.summary.rstrip("."))
            self.assertEqual(words(" ".join(page["SYNOPSIS"])), self.help.usage)
            self.assertEqual(entries(page["COMMANDS"]),
                             [f"imagetool-{name}(1) {text}." for name, text in self.help.commands])
            self.assertEqual(entries(page["OPTIONS"]), self.help.options)
            self.assertIn(words(self.help.streams), words(" ".join(page["DESCRIPTION"])))

    def test_command_pages_say_what_the_help_says(self):
        for name, summary in self.help.commands:
            command = command_help.Command(IMAGETOOL, name)
            self.assertTrue(command.options)
            for page in self.each(f"imagetool-{name}.1"):
                self.assertEqual(words(" ".join(page["NAME"])), f"imagetool-{name} - {summary}")
                self.assertEqual(words(" ".join(page["SYNOPSIS"])), command.usage)
                self.assertEqual(words(" ".join(page["DESCRIPTION"])),
                                 words(f"{command.summary} {command.details}"))
                self.assertEqual(entries(page["OPTIONS"]), command.options)

    def test_references_are_to_pages_that_exist(self):
        for page in self.pages:
            text = show_with_mandoc(page, WIDE)
            self.assertIn("SEE ALSO", text)
            for name in re.findall(r"(imagetool\S*)\(1\)", text):
                self.assertIn(os.path.join(self.folder, name + ".1"), self.pages)
        see_also = "".join(sections(show_with_mandoc(
            os.path.join(self.folder, "imagetool-tbs.1"), WIDE))["SEE ALSO"])
        self.assertEqual(words(see_also), "imagetool(1), imagetool-attach(1)")

    def test_exit_status_is_that_of_the_readme(self):
        readme = dict(re.findall(r"^\| (\d) \| (.*) \|$", read_readme(), re.M))
        self.assertEqual(list(readme), ["0", "1", "2", "3"])
        for page in self.pages:
            for shown in self.each(os.path.basename(page)):
                found = dict(row.split(" ", 1) for row in entries(shown["EXIT STATUS"]))
                self.assertEqual(list(found), list(readme))
                for code, text in found.items():
                    self.assertTrue(readme[code].startswith(text), text)

    def test_environment_is_what_the_sources_read(self):
        wanted = set()
        for path in glob.glob(os.path.join(glob.escape(SOURCE), "src/*/*.c")):
            with open(path, encoding="utf-8") as source:
                wanted |= set(re.findall(r'getenv\("(\w+)"\)', source.read()))
        for page in self.each("imagetool.1"):
            names = {entry.split()[0] for entry in entries(page["ENVIRONMENT"])}
            self.assertEqual(names, wanted)

    def test_examples_are_those_of_the_readme(self):
        readme = shell_lines(read_readme())
        for page in self.each("imagetool.1"):
            lines = shell_lines("\n".join(page["EXAMPLES"]))
            self.assertIn(" \\\n", "\n".join(page["EXAMPLES"]))
            commands = [line for line in lines if line and not line.endswith(":")]
            self.assertGreaterEqual(len(commands), 3)
            for command in commands:
                self.assertTrue(any(line.startswith(command) for line in readme), command)

    def test_examples_of_commands_are_those_of_the_help(self):
        for name, _ in self.help.commands:
            wanted = []
            for purpose, lines in command_help.Command(IMAGETOOL, name).examples:
                wanted += [purpose, *lines.split("\n")]
            self.assertGreaterEqual(len(wanted), 2)
            path = os.path.join(self.folder, f"imagetool-{name}.1")
            for show in formatters():
                for device in "ascii", "utf8":
                    shown = sections(show(path, 80, device))["EXAMPLES"]
                    shown = [line.removeprefix(" " * 7) for line in shown]
                    # Bytes as they are copied; only a purpose may be broken into lines.
                    for line in wanted:
                        if not line.endswith(":"):
                            self.assertIn(line, shown)
                    self.assertEqual(words(" ".join(shown)), words(" ".join(wanted)))

    def test_lint_is_silent(self):
        # A date would make the pages depend on the day they are built; groff wants the title as
        # the file is called; nobody reads the source.
        meant = ('missing date, using ""', "lower case character in document title",
                 "input text line longer than 80 bytes")
        for page in self.pages:
            found = subprocess.run(["mandoc", "-Tlint", "-W", "style", page], text=True,
                                   stdout=subprocess.PIPE).stdout.splitlines()
            self.assertEqual([line for line in found if not any(text in line for text in meant)],
                             [])

    @unittest.skipUnless(has_groff(), "no groff")
    def test_groff_is_silent(self):
        for page in self.pages:
            for width in "80", "60":
                environment = dict(os.environ, MANROFFSEQ="", MANWIDTH=width, LC_ALL="C.UTF-8")
                done = subprocess.run(
                    ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], text=True,
                    env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_nothing_becomes_typographic(self):
        for page in self.pages:
            for show in formatters():
                text = show(page, WIDE, "utf8")
                self.assertIn("-h, --help\n", text)
                shown = sections(text)
                # Spaces at which the synopsis does not break.
                text = text.replace("\n".join(shown["SYNOPSIS"]), "")
                self.assertTrue("".join(shown["SYNOPSIS"]).replace("\xa0", " ").isascii())
                self.assertTrue(text.isascii(), re.findall("[^ -~\n]", text))

    def test_lines_fit_a_terminal(self):
        for page in self.pages:
            for show in formatters():
                for width in 80, 60:
                    shown = sections(show(page, width))
                    shown.pop("EXAMPLES", None)
                    for line in sum(shown.values(), []):
                        self.assertLessEqual(len(line), width)

    def test_pages_carry_the_version_and_no_place_or_day(self):
        version = subprocess.run([IMAGETOOL, "--version"], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.strip()
        for page in self.pages:
            text = read(page)
            self.assertIn(f'1 "" "{version}"', text.split("\n")[0])
            self.assertNotIn(os.path.dirname(SOURCE), text)


class Generator(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="generate manual ")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name

    def test_the_same_bytes_in_every_folder(self):
        built = os.path.join(BUILD, "src/imagetool/manual")
        self.assertEqual(generate(self.folder, env={"TZ": "Asia/Tokyo"}).returncode, 0)
        self.assertGreater(len(os.listdir(self.folder)), 10)
        for name in os.listdir(self.folder):
            self.assertEqual(read(os.path.join(self.folder, name)), read(os.path.join(built, name)))

    def expect_failure(self, text, folder, **arguments):
        done = generate(folder, **arguments)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, rf"\Agenerate_manual: .*{text}.*\n\Z")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_missing_folder_fails(self):
        self.expect_failure("imagetool.1: ", os.path.join(self.folder, "none"))

    def test_a_full_disk_fails_without_a_partial_file(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        self.expect_failure("imagetool.1: ", self.folder, preexec_fn=limit)

    def test_a_missing_script_fails(self):
        done = generate(self.folder, script=os.path.join(self.folder, "none"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("none: ", done.stderr)
        self.assertNotIn("imagetool", os.listdir(self.folder))

    def test_wrong_usage_fails(self):
        self.assertNotEqual(subprocess.run([GENERATOR], stderr=subprocess.DEVNULL).returncode, 0)


class Installed(unittest.TestCase):
    def test_the_component_tool_has_pages_completion_and_command(self):
        with tempfile.TemporaryDirectory(prefix="installed manual ") as prefix:
            subprocess.run([CMAKE, "--install", BUILD, "--prefix", prefix, "--component", "tool"],
                           check=True, stdout=subprocess.DEVNULL)
            pages = os.path.join(prefix, "share/man/man1")
            names = [name for name, _ in command_help.Overview(IMAGETOOL).commands]
            self.assertEqual(sorted(os.listdir(pages)),
                             sorted(["imagetool.1"] + [f"imagetool-{name}.1" for name in names]))
            subprocess.run([os.path.join(prefix, "bin/imagetool"), "--version"], check=True,
                           stdout=subprocess.DEVNULL)
            script = os.path.join(prefix, "share/bash-completion/completions/imagetool")
            found = subprocess.run(["bash", "-c", 'source "$1" && complete -p imagetool', "bash",
                                    script], check=True, text=True, stdout=subprocess.PIPE).stdout
            self.assertEqual(found, "complete -F _imagetool imagetool\n")
            for path in ("fish/vendor_completions.d/imagetool.fish",
                         "zsh/vendor-completions/_imagetool"):
                with open(os.path.join(prefix, "share", path), encoding="utf-8") as script:
                    self.assertIn("gen_appbin", script.read())
            self.assertIn("imagetool sign --key", show_with_mandoc(
                os.path.join(pages, "imagetool-sign.1"), 80))
            if has_groff():
                shown = subprocess.run(
                    ["man", "-P", "cat", "-M", os.path.join(prefix, "share/man"),
                     "imagetool-sign"], check=True, text=True, stdout=subprocess.PIPE).stdout
                self.assertIn("imagetool sign --key", shown)


def read_readme():
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as readme:
        return readme.read()


if __name__ == "__main__":
    if shutil.which("mandoc") is None:
        print("skipped: no mandoc")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
