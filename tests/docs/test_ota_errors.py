#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/ota-errors.md has each result of otastream once, by its number and name, and the tests of
the library expect each.

usage: test_ota_errors.py SOURCE_FOLDER"""

import pathlib
import re
import sys

VERIFIER = 200


def enumerators(header, prefix):
    """(name without its prefix, error of the verifier or "", number or "") of each constant."""
    return re.findall(rf"(?m)^    {prefix}_(\w+) =\s+(?:200 \+ APPVERIFY_ERR_(\w+)|(\d+))", header)


def results(root):
    """{number: (constant, name)} as the headers have them."""
    refusals = {name: int(number) for name, _, number in enumerators(
        (root / "include/appverify/result.h").read_text(), "APPVERIFY_ERR")}
    header = (root / "include/otastream/stream_result.h").read_text()
    numbered = {}
    for constant, refusal, number in enumerators(header, "OTASTREAM"):
        value = int(number) if number else VERIFIER + refusals[refusal]
        numbered[value] = (constant, constant.removeprefix("ERR_"))
    return numbered


def page_rows(root):
    page = (root / "docs/ota-errors.md").read_text()
    return [(int(number), name, cause) for number, name, cause in
            re.findall(r"(?m)^\| (\d+) \| (\w+) \| ([^|]*) \|", page)]


def main():
    root = pathlib.Path(sys.argv[1])
    wanted = results(root)
    rows = page_rows(root)
    wrong = []
    if len(wanted) < 60:
        wrong.append(f"only {len(wanted)} results found in the headers")
    if sorted(number for number, _, _ in rows) != sorted(wanted):
        wrong.append("not each number once: "
                     f"{sorted(set(wanted) ^ {number for number, _, _ in rows})}")
    wrong += [f"{number} is {wanted[number][1]}, not {name}" for number, name, _ in rows
              if number in wanted and wanted[number][1] != name]
    wrong += [f"{number} {name} says nothing" for number, name, cause in rows
              if len(cause.split()) < 3]
    expected = "".join(path.read_text() for folder in ("otastream", "appverify")
                       for path in sorted((root / "tests" / folder).glob("test_*.c"))
                       if path.name != "test_stream_writers.c")
    for constant, name in wanted.values():
        refusal = constant.replace("REFUSED_", "APPVERIFY_ERR_")
        if not re.search(rf"\b(OTASTREAM_{constant}|{refusal})\b|REFUSED\([^;]*\b{name}\)",
                         expected):
            wrong.append(f"no test expects {constant}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
