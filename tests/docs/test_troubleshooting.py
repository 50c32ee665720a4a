# SPDX-License-Identifier: MIT
"""Runs every command of docs/troubleshooting.md and compares what it prints.

usage: test_troubleshooting.py IMAGETOOL SOURCE_FOLDER

In a ```console block a line "$ COMMAND" is run in a folder of the files that the page names; the
lines up to the next command are what it prints, on either stream. "..." stands for any text.
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

IMAGETOOL, SOURCE = map(os.path.abspath, sys.argv[1:3])
PAGE = os.path.join(SOURCE, "docs", "troubleshooting.md")
TESTS = os.path.join(SOURCE, "tests")


def entries():
    """Symptom, as the page has it, to the text of its section."""
    with open(PAGE, encoding="utf-8") as page:
        parts = re.split(r"(?m)^## (.*)\n", page.read())
    return dict(zip(parts[1::2], parts[2::2]))


def commands(text):
    """Yields each command of a section with the lines that it must print."""
    for block in re.findall(r"(?ms)^```console\n(.*?)^```$", text):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more.removeprefix("> ")
            yield command, output


def pattern(output):
    return re.escape(output.strip()).replace(re.escape("..."), ".*?")


class Troubleshooting(unittest.TestCase):
    maxDiff = None

    def run_section(self, text):
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", LC_ALL="C",
                               PYTHONPATH=os.path.join(TESTS, "reference"),
                               PATH=os.path.dirname(IMAGETOOL) + os.pathsep + os.environ["PATH"])
            subprocess.run([sys.executable, os.path.join(TESTS, "docs", "troubleshooting_files.py"),
                            folder], env=environment, check=True)
            for command, expected in commands(text):
                done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
                printed = done.stdout.decode()
                self.assertRegex(printed.strip(), re.compile(rf"\A{pattern(expected)}\Z", re.S),
                                 command)

    def test_every_section_shows_a_command(self):
        for symptom, text in entries().items():
            self.assertTrue(list(commands(text)), symptom)

    def test_the_symptoms_of_the_forums_are_there(self):
        found = "\n".join(entries()).lower()
        for symptom in ("flash_crc", "rf_cal", "error bin file", "error magic",
                        "please check the bin file", "sometimes"):
            self.assertIn(symptom, found)


def add_section_test(number, symptom, text):
    def test(self):
        self.run_section(text)
    test.__doc__ = symptom
    name = re.sub(r"\W+", "_", symptom.lower()).strip("_")
    setattr(Troubleshooting, f"test_{number:02}_{name}", test)


for index, (title, section) in enumerate(entries().items()):
    add_section_test(index, title, section)

if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
