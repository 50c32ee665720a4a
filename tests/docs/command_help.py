# SPDX-License-Identifier: MIT
"""What imagetool --help and imagetool COMMAND --help say, in parts."""
import re
import subprocess


def words(text):
    """Text with one space between words, as lines may break elsewhere."""
    return " ".join(text.split())


def _print_help(imagetool, *command):
    return subprocess.run([imagetool, *command, "--help"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def _entries(block):
    """Rows of a list; a row starts with two spaces or, without a letter, six."""
    entries = []
    for line in block.split("\n"):
        if re.match(r" {2}(-|@|\w| {4}--)", line):
            entries.append(line)
        else:
            entries[-1] += " " + line
    return [words(entry) for entry in entries]


def _head(line):
    """Names and argument of an option: (["-o", "--output"], "FILE"). Its text starts in column
    26, or is on the next line."""
    if re.match(r".{25} \S", line):
        line = line[:26]
    *names, last = line.strip().split(", ")
    name, _, argument = last.partition(" ")
    return names + [name], argument.removesuffix("...")


def _examples(block):
    """Purposes, each with the lines of its command."""
    head, *lines = block.split("\n")
    assert head == "Examples:", head
    found = []
    for line in lines:
        if line.startswith("    "):
            found[-1][1].append(line[4:])
        else:
            assert re.fullmatch(r"  \S.*:", line), line
            found.append((line.strip(), []))
    return [(purpose, "\n".join(command)) for purpose, command in found]


class Overview:
    def __init__(self, imagetool):
        parts = _print_help(imagetool).rstrip("\n").split("\n\n")
        usage, self.summary, commands, options, self.streams, self.exit_status = parts
        self.usage = words(usage).removeprefix("Usage: ")
        self.commands = [tuple(entry.split(" ", 1)) for entry in _entries(commands)]
        self.options = _entries(options)


class Command:
    def __init__(self, imagetool, name):
        parts = _print_help(imagetool, name).rstrip("\n").split("\n\n")
        self.usage = words(parts[0]).removeprefix("Usage: ")
        self.summary = parts[1]
        self.options = _entries(parts[2])
        self.heads = [_head(line) for line in parts[2].split("\n") if re.match(" +--?[a-z]", line)]
        *details, examples = parts[3:]
        self.details = words(" ".join(details))
        self.examples = _examples(examples)
