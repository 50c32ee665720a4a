#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the arithmetic of the library's own on the emulated LX106 and compares every figure with
arithmetic_budget.json: none may be larger than the budget, and one that is smaller is a reason to
write it anew.

usage: arithmetic_cost.py BUILD_FOLDER [--update]
BUILD_FOLDER holds arithmetic.elf. Exit 1, with a line for each reason; with other versions of the
tools than the budget's the reasons are only reported."""

import argparse
import pathlib
import sys

import exact_budget

HERE = pathlib.Path(__file__).resolve().parent
BUDGET = HERE / "arithmetic_budget.json"
# Figure: the functions and tables whose bytes of flash it is.
SIZES = {
    "sha256_flash": r"appverify_sha256_\w+",
    "rsa_flash": r"appverify_(rsa|pss)_\w+",
    "lms_flash": r"appverify_lms_\w+",
    "rsa_rows_flash": r"appverify_rsa_\w+_lx106",
    "sha256_compress_flash": r"appverify_sha256_(compress_lx106|constants)",
}


def measure(folder):
    library = folder / "appverify" / "crypto" / "libappverify_builtin_crypto.a"
    in_dram = exact_budget.section_sizes(library, r"\.(rodata|data|bss).*")  # by the SDK's scripts
    return {**exact_budget.run_program(HERE.parent / "run.sh", folder, "arithmetic.elf"),
            **exact_budget.symbol_sizes(folder / "arithmetic.elf", SIZES),
            "static_ram": sum(in_dram.values())}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="BUILD_FOLDER", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    figures = measure(options.folder.resolve())
    if options.update:
        exact_budget.write(BUDGET, figures)
        return 0
    return exact_budget.compare(BUDGET, figures)


if __name__ == "__main__":
    sys.exit(main())
