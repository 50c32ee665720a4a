#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the arithmetic of the library's own on the emulated LX106 and compares every figure with
arithmetic_budget.json: none may be larger than the budget, and one that is smaller is a reason to
write it anew.

usage: arithmetic_cost.py BUILD_FOLDER [--update]
BUILD_FOLDER holds arithmetic.elf. Exit 1, with a line for each reason; with other versions of the
tools than the budget's the reasons are only reported."""

import argparse
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUDGET = HERE / "arithmetic_budget.json"
SKIPPED = 77
# Figure: the functions and tables whose bytes of flash it is.
SIZES = {
    "sha256_flash": r"appverify_sha256_\w+",
    "rsa_flash": r"appverify_(rsa|pss)_\w+",
    "rsa_rows_flash": r"appverify_rsa_\w+_lx106",
    "sha256_compress_flash": r"appverify_sha256_(compress_lx106|constants)",
}


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def sizes(program):
    """Bytes of flash of each figure. Literals in front of a function are not counted."""
    symbols = re.findall(r"(?m)^\w+ (\w+) [tTrRdD] (\w+)$",
                         output_of("xtensa-lx106-elf-nm", "-S", str(program)))
    return {figure: sum(int(size, 16) for size, name in symbols if re.fullmatch(names, name))
            for figure, names in SIZES.items()}


def static_ram(folder):
    """Bytes of the library that the SDK's linker scripts put into DRAM: there should be none."""
    listing = output_of("xtensa-lx106-elf-size", "-A",
                        str(folder / "appverify" / "crypto" / "libappverify_builtin_crypto.a"))
    sections = re.findall(r"(?m)^\.(?:rodata|data|bss)\S* +(\d+)", listing)
    if not sections:
        raise SystemExit("size has another format")
    return sum(map(int, sections))


def measure(folder):
    done = subprocess.run(("sh", str(HERE.parent / "run.sh"), "arithmetic.elf"), cwd=folder,
                          text=True, stdout=subprocess.PIPE, check=False)
    if done.returncode == SKIPPED:
        print(done.stdout.strip())
        raise SystemExit(SKIPPED)
    if done.returncode != 0:
        raise SystemExit(f"arithmetic.elf: exit {done.returncode}\n{done.stdout}")
    return {**json.loads(done.stdout), **sizes(folder / "arithmetic.elf"),
            "static_ram": static_ram(folder)}


def tool_versions():
    emulator = re.search(r"version (\d+\.\d+)", output_of("qemu-system-xtensa", "--version"))
    return {"gcc": output_of("xtensa-lx106-elf-gcc", "-dumpfullversion").strip(),
            "qemu": emulator[1]}


def differences(figures, budget):
    for name in sorted(figures.keys() | budget.keys()):
        if figures.get(name) != budget.get(name):
            yield f"{name} is {figures.get(name)}, budget {budget.get(name)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="BUILD_FOLDER", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    measured = {"versions": tool_versions(), "figures": measure(options.folder.resolve())}
    if options.update:
        BUDGET.write_text(json.dumps(measured, indent=2) + "\n")
        return 0
    stored = json.loads(BUDGET.read_text())
    reasons = list(differences(measured["figures"], stored["figures"]))
    print("\n".join(reasons))
    if measured["versions"] != stored["versions"]:
        print(f"only reported: versions are {measured['versions']}, not {stored['versions']}")
        return 0
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
