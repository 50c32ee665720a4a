#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The files that generators made are what the generators make.

usage: test_p256_generated.py SOURCE_FOLDER
"""
import pathlib
import subprocess
import sys

GENERATED = {
    "p256_constants.c": ["generate_p256_constants.py"],
    "p256_prime.c": ["generate_p256_constants.py", "prime"],
    "p256_field_lx106.S": ["generate_p256_field.py"],
    "p256_field_small_lx106.S": ["generate_p256_field_small.py"],
}


def main():
    folder = pathlib.Path(sys.argv[1]) / "src" / "appverify" / "crypto"
    for name, (script, *arguments) in GENERATED.items():
        made = subprocess.run([sys.executable, "-B", folder / script, *arguments],
                              stdout=subprocess.PIPE, check=True, text=True).stdout
        if made != (folder / name).read_text():
            sys.exit(f"{name} is not what {' '.join([script, *arguments])} prints")
        print(f"{name}: {len(made)} bytes")


if __name__ == "__main__":
    main()
