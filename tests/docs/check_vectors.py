# SPDX-License-Identifier: MIT
"""The test vector on the format page is the one that the reference implementation makes.

usage: check_vectors.py PAGE MANIFEST_REFERENCE
"""
import subprocess
import sys


def main():
    page, reference = sys.argv[1:3]
    vectors = subprocess.run([sys.executable, reference, "vectors"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    block = "\n".join("    " + line if line.strip() else "" for line in vectors.rstrip().split("\n"))
    with open(page, encoding="utf-8") as document:
        if block not in document.read():
            sys.exit(f"{page}: the test vector differs from what {reference} makes")


if __name__ == "__main__":
    main()
