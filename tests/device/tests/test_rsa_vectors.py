#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs signatures on the emulated core: the RSA vectors of project Wycheproof.
usage: test_rsa_vectors.py BUILD_FOLDER [PROGRAM]
BUILD_FOLDER holds the program: rsa_vectors.elf, or another one."""

import hashlib
import pathlib
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(TESTS / "reference"))
from rsa_reference import friendly_bytes

# File: algorithm, bytes of the modulus, signatures of that length and how many of them are valid.
FILES = {"rsa_pss_2048_sha256_mgf1_32_test.txt": (2, 256, 103, 63),
         "rsa_pss_3072_sha256_mgf1_32_test.txt": (3, 384, 103, 63)}
BEFORE_MODULUS, BEHIND_MODULUS = 33, 5
SKIPPED = 77


def unhex(text):
    return b"" if text == "-" else bytes.fromhex(text)


def records(name):
    """The signatures that are as long as the wire has them; the others never reach the verifier."""
    algorithm, size, _, _ = FILES[name]
    for line in (TESTS / "data" / "wycheproof" / name).read_text().splitlines():
        words = line.split(" ")
        if words[0] == "key":
            modulus = bytes.fromhex(words[1])[BEFORE_MODULUS:-BEHIND_MODULUS]
            friendly = friendly_bytes(int.from_bytes(modulus, "big"), 8 * size)
            continue
        number, verdict, message, signature = words[0], words[1], unhex(words[2]), unhex(words[3])
        if len(signature) == size:
            yield (struct.pack("<3I", algorithm, verdict == "valid", int(number)) + modulus + friendly
                   + hashlib.sha256(message).digest() + signature)
        elif verdict == "valid":
            sys.exit(f"{name}: test {number} has another length")


def main():
    folder = pathlib.Path(sys.argv[1])
    program = sys.argv[2] if len(sys.argv) > 2 else "rsa_vectors.elf"
    for name, (_, _, tests, valid) in FILES.items():
        found = list(records(name))
        (folder / "rsa_vectors.bin").write_bytes(b"".join(found))
        done = subprocess.run(("sh", str(HERE.parent / "run.sh"), program), cwd=folder,
                              text=True, stdout=subprocess.PIPE, check=False)
        print(f"{name}: {done.stdout.strip()}")
        if done.returncode == SKIPPED:
            return SKIPPED
        if done.returncode != 0 or len(found) != tests or f" {valid} valid" not in done.stdout:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
