#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The verifier reads what lies in flash by aligned 32-bit loads only: its own constants, the key
ring, and the tables of keys. Programs on the emulated core whose constants trap show it.

usage: test_flash_trap.py BUILD_FOLDER OWN_FOLDER MBEDTLS_SOURCE
BUILD_FOLDER holds flash_access_flash_trap.elf and run_tests_flash_trap.elf."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "cost"))
import cost
from cost_configurations import (CONFIGURATIONS, MAP, SLOT, SLOT_LIMIT, SLOT_OFFSET, make_body,
                                 make_key, sign_body, write_flash)

SKIPPED = 77
TRAPPED = "flash is not read by an aligned 32-bit load"
# Access: exit status, and what the trap says.
ACCESSES = {
    "words": (0, "2 words read from flash"),
    "byte": (97, TRAPPED),
    "half-word": (97, TRAPPED),
    "signed half-word": (97, TRAPPED),
    "store": (97, TRAPPED),
    "misaligned word": (98, "exception 9 "),
    "word behind": (98, "exception 15 "),
    "nothing": (97, "nothing was tested"),
}
# Tables of run_tests that reach the constants of the library, and do not take long.
TABLES = ("both_slots", "commit", "crc32", "crypto_failure", "evidence", "flow", "manifest", "rsa",
          "run", "store", "wear")
IROM_SIZE = 8192


def run(folder, *arguments):
    """Returns (exit status, output)."""
    done = subprocess.run(("sh", str(HERE.parent / "run.sh"), *map(str, arguments)), cwd=folder,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode == SKIPPED:
        print(done.stdout.strip())
        sys.exit(SKIPPED)
    return done.returncode, done.stdout


def check(name, outcome, status, text):
    """1 when it failed."""
    good = outcome[0] == status and text in outcome[1]
    print(f"ok {name}" if good else f"FAIL {name}: exit {outcome[0]}, not {status} with \"{text}\":"
          f"\n{outcome[1][-1000:]}")
    return 0 if good else 1


def check_images(folder, mbedtls, name):
    """Images signed with each algorithm, verified with a key ring in flash; and a changed one."""
    configuration = CONFIGURATIONS[name]
    folder = folder / name
    keys = [make_key(number) for number in configuration.signing]
    cost.build(folder, mbedtls, configuration, keys, "verify_image_flash_trap")
    failed = 0
    for key in keys:
        image, _ = sign_body(make_body(IROM_SIZE), key)
        for changed, status in ((0, 0), (1, 1)):
            write_flash(folder / "flash.bin", bytes([*image[:5000], image[5000] ^ changed,
                                                     *image[5001:]]))
            outcome = run(folder, "verify_image_flash_trap.elf", "flash.bin", MAP, SLOT,
                          SLOT_OFFSET, SLOT_LIMIT, len(image), 4096)
            failed += check(f"{name}, algorithm {key.public.algorithm}, "
                            f"{'changed' if changed else 'good'} image",
                            outcome, status, "words read from flash")
    return failed


def main():
    folder, own, mbedtls = (pathlib.Path(name).resolve() for name in sys.argv[1:4])
    failed = 0
    for access, (status, text) in ACCESSES.items():
        failed += check(access, run(folder, "flash_access_flash_trap.elf", access), status, text)
    for table in TABLES:
        failed += check(f"table {table}", run(folder, "run_tests_flash_trap.elf", table), 0,
                        "words read from flash")
    for name in ("builtin/all", "mbedtls/all"):
        failed += check_images(own, mbedtls, name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
