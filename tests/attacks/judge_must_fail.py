#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs imagetool verify on every file of a must-fail set:
    judge_must_fail.py IMAGETOOL FOLDER
Prints how many files were refused and accepted, as they must be."""

import json
import os
import subprocess
import sys


# What the tool rightly takes for a dump of a slot; the set holds files as they are sent.
DUMPS = {"image_erased_flash_after_crc"}
# Questions that cannot be asked: wrong usage.
NO_QUESTIONS = {"same_key_trusted_twice"}


def judge(imagetool, record, file):
    words = [word for key in record["keys"] for word in ("--pubkey", key)]
    for name, value in record["policy"].items():
        words += [f"--{name}", str(value)]
    with open(file, "rb") as content:
        if content.read(4) == b"APBM":
            words.append("--manifest-only")
    command = [imagetool, "verify", "--threshold", str(record["threshold"]), *words, file]
    result = subprocess.run(command, capture_output=True, check=False)
    lines = result.stderr.decode("ascii").splitlines()
    if record["expected"] == "accept" or record["name"] in DUMPS:
        return result.returncode == 0 and not lines, command, result
    good = result.returncode == 1 and len(lines) == 1 and not result.stdout \
        and lines[0].startswith(f"imagetool verify: {file}: not verified: ")
    if record["threshold"] == 0 or record["name"] in NO_QUESTIONS:
        good = result.returncode == 2 and not result.stdout
    return good, command, result


def main():
    imagetool = os.path.abspath(sys.argv[1])
    os.chdir(sys.argv[2])
    counts, wrong = {"refuse": 0, "accept": 0}, 0
    with open("manifest.json", encoding="utf-8") as index:
        records = json.load(index)
    for record in records:
        for file in record["files"]:
            good, command, result = judge(imagetool, record, file)
            counts[record["expected"]] += 1
            if not good:
                wrong += 1
                print(f"attack {record['attack']}, {record['name']}: exit {result.returncode}, "
                      f"wanted: {record['expected']}: {' '.join(command[1:])}\n"
                      f"{result.stdout}\n{result.stderr}", file=sys.stderr)
    print(counts["refuse"], counts["accept"])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
