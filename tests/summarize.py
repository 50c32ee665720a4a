#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Names the skipped tests and counts all; the last line is "N passed, N failed, N skipped".
usage: summarize.py [--stopped STEP] JUNIT_FILE...

The files are those of ctest --output-junit. With CI in the environment a skip is a failure: exit 1.
A step that stopped the run counts as failed where no test did."""

import argparse
import os
import pathlib
import re
import sys
import xml.etree.ElementTree

# What the tests print when they skip themselves or leave out a part.
WHOLE = re.compile(r"skipped: (.*)")
PART = re.compile(r"left out: (.*)|\[  SKIPPED \] (test_\w+)$|\.\.\. skipped (.*)")
# All that unittest says when it is not verbose.
UNNAMED = re.compile(r"^(?:OK|FAILED) \(.*skipped=(\d+)")


def read(path):
    """Yields name, outcome and output of each test."""
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        outcome = {"run": "passed", "notrun": "skipped"}.get(case.get("status"), "failed")
        skipped = case.find("skipped")
        if outcome == "skipped" and "SKIP_" not in skipped.get("message", ""):
            outcome = "failed"  # what it needs has failed
        yield case.get("name"), outcome, case.findtext("system-out") or ""


def skips(name, outcome, output):
    lines = output.splitlines()
    if outcome == "skipped":
        found = [match.group(1) for match in map(WHOLE.search, lines) if match]
        yield f"{name}: {found[-1] if found else 'no reason given'}"
    parts = [match[match.lastindex] for match in map(PART.search, lines) if match]
    if not parts:
        unnamed = [match[1] for match in map(UNNAMED.search, lines) if match]
        parts = [f"{count} cases, it does not say why" for count in unnamed]
    for reason in dict.fromkeys(parts):
        yield f"{name}, a part: {reason}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stopped")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    skipped = []
    for path in arguments.files:
        for name, outcome, output in read(path):
            counts[outcome] += 1
            skipped += [f"{path.stem}: {text}" for text in skips(name, outcome, output)]
    for text in skipped:
        print(f"skipped: {text}")
    if not skipped and counts["passed"]:
        print("no test was skipped")
    refused = skipped and os.environ.get("CI")
    if refused:
        print("a skipped test is a failure, as CI is set")
    if arguments.stopped:
        print(f"stopped in the step: {arguments.stopped}")
        counts["failed"] = counts["failed"] or 1
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return 1 if refused or counts["failed"] else 0


sys.exit(main())
