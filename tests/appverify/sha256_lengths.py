#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes sha256_lengths.h with the hash of Python's standard library.
usage: sha256_lengths.py > sha256_lengths.h"""

import hashlib

LONGEST = 300


def message(length):
    """As message_byte() in test_sha256.c."""
    return bytes((index * 167 + (index >> 5) * 29 + 11) & 0xFF for index in range(length))


def main():
    digests = [hashlib.sha256(message(length)).digest() for length in range(LONGEST + 1)]
    firsts = [f"0x{digest[:4].hex().upper()}" for digest in digests]
    rows = [", ".join(firsts[i:i + 8]) for i in range(0, len(firsts), 8)]
    whole = ", ".join(f"0x{byte:02X}" for byte in hashlib.sha256(b"".join(digests)).digest())
    print(f"""/* SPDX-License-Identifier: MIT */
/* Made by sha256_lengths.py: SHA-256 of messages of 0 to {LONGEST} bytes. */
#ifndef APPVERIFY_TESTS_SHA256_LENGTHS_H
#define APPVERIFY_TESTS_SHA256_LENGTHS_H

#include <stdint.h>

/* The first four bytes of each digest. */
static const uint32_t length_digests[{LONGEST + 1}] = {{
    {(","+chr(10)+"    ").join(rows)},
}};

/* The digest of all these digests, one behind the other. */
static const uint8_t digest_of_digests[32] = {{{whole}}};

#endif""")


if __name__ == "__main__":
    main()
