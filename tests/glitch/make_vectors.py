#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes vectors_p256.h, vectors_rsa.h and vectors_lms.h into this folder: keys for tests only, the signature of a
good release, and signatures of the release after it that nobody may accept.

The two digests are those of the signed parts that builtin.c builds; it says when they are others.
The forged signatures are those that one missing piece of the arithmetic would let pass."""

import hashlib
import pathlib
import random
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "reference"), str(HERE.parent / "crypto")]
import curve
import lms_reference
import rsa_reference
from curve import BASE, ORDER

RELEASE = bytes.fromhex("38579d540ca7abf40452d1be06cd9b94b401e1096cb8c5af8b83329a7203d9bb")
NEXT = bytes.fromhex("63f6b6ff9767b5ea1343171860254b977012c96429ca24b1a8f18c2da2c9134c")
TEETH = 5
SIZE = 256

HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Made by make_vectors.py. */
#ifndef APPVERIFY_TESTS_GLITCH_{guard}
#define APPVERIFY_TESTS_GLITCH_{guard}

#include <stdint.h>
"""


def rows(values, width, per_row, suffix=""):
    texts = [f"0x{value:0{width}x}{suffix}" for value in values]
    lines = [", ".join(texts[i:i + per_row]) for i in range(0, len(texts), per_row)]
    return ",\n    ".join(lines)


def words(name, data):
    numbers = [int.from_bytes(data[i:i + 4], "little") for i in range(0, len(data), 4)]
    return f"static const uint32_t {name}[{len(numbers)}] = {{\n    {rows(numbers, 8, 6, 'u')}}};\n"


def octets(name, data):
    return f"static const uint8_t {name}[{len(data)}] = {{\n    {rows(data, 2, 15)}}};\n"


def write(name, parts):
    guard = name.upper().replace(".", "_")
    (HERE / name).write_text("\n".join([HEAD.format(guard=guard), *parts, "#endif\n"]))


def digests():
    return [octets("release_digest", RELEASE), octets("next_digest", NEXT)]


def number(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % ORDER


def pair(r, s):
    return r.to_bytes(32, "big") + (s % ORDER).to_bytes(32, "big")


def x_of(factor, point, other_factor=0, other=None):
    return curve.add_multiples(factor, point, other_factor, other)[0] % ORDER


def chosen_last(factor):
    """The entry of a comb that is added in its last column, as a multiple of the point."""
    columns = -(-256 // TEETH)
    bits = (factor if factor % 2 else ORDER - factor) >> 1 | 1 << (TEETH * columns - 1)
    signs = [bits >> columns * tooth & 1 for tooth in range(TEETH)]
    return sum((1 if sign == signs[-1] else -1) << columns * tooth
               for tooth, sign in enumerate(signs))


def of_last_entry(key):
    """A signature whose r is the x of the last entry that is added."""
    for s in range(number("last"), ORDER):
        r = x_of(chosen_last(number("entry")), key)
        if chosen_last(r * pow(s, -1, ORDER) % ORDER) == chosen_last(number("entry")):
            return r, s
    raise AssertionError


def p256():
    secret, k = number("key"), number("nonce")
    key = curve.multiply(secret, BASE)
    inverse = pow(k, -1, ORDER)
    release, digest = (int.from_bytes(each, "big") for each in (RELEASE, NEXT))
    r = x_of(k, BASE)
    of_key = x_of(k, key)
    of_both = x_of(k, BASE, k, key)
    infinite = -digest * pow(secret, -1, ORDER) % ORDER
    signatures = {
        "zero": (0, 0),
        "release": (r, inverse * (release + r * secret)),
        "random": (number("r"), number("s")),
        # r is the x of what is left of the sum (digest / s) * base + (r / s) * key
        "without_key": (r, inverse * digest),
        "without_base": (of_key, inverse * of_key),
        "base_for_key": (r, inverse * (digest + r)),
        "digest_for_r": (of_both, inverse * digest),
        "r_for_digest": (of_both, inverse * of_both),
        "last_entry": of_last_entry(key),
        # the sum is infinity
        "infinity": (infinite, k),
        "base_point": (BASE[0] % ORDER, BASE[0]),
    }
    coordinates = b"".join(each.to_bytes(32, "big") for each in key)
    write("vectors_p256.h", [
        *digests(), words("key_words", coordinates),
        words("key_table", curve.comb_table(key, TEETH)),
        *(octets(f"signature_{name}", pair(*each)) for name, each in signatures.items())])


def flipped(data, at, bit=1):
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]


def rsa():
    key = rsa_reference.RsaKey(8 * SIZE)
    salt = hashlib.sha256(b"salt").digest()

    def sign(encoded):
        return key.power(int.from_bytes(encoded, "big")).to_bytes(SIZE, "big")

    encoded = rsa_reference.encode(NEXT, salt, SIZE)
    check = flipped(hashlib.sha256(bytes(8) + NEXT + salt).digest(), 17)
    padding = bytes(SIZE - 32 - 1 - 32 - 1)
    signatures = {
        "release": sign(rsa_reference.encode(RELEASE, salt, SIZE)),
        "random": random.Random(1).randrange(key.modulus).to_bytes(SIZE, "big"),
        "without_power": encoded,
        # signed by the key, and nearly right
        "wrong_hash": sign(rsa_reference.encode(NEXT, salt, SIZE, check=check)),
        "wrong_padding": sign(rsa_reference.encode(NEXT, salt, SIZE, flipped(padding, 80))),
        "wrong_trailer": sign(flipped(encoded, SIZE - 1, 2)),
    }
    write("vectors_rsa.h", [
        *digests(), words("key_words", key.modulus.to_bytes(SIZE, "big")),
        words("key_table", rsa_reference.friendly_bytes(key.modulus, 8 * SIZE)),
        *(octets(f"signature_{name}", each) for name, each in signatures.items())])


def lms():
    """What is signed is the digest. With H5: the shortest signature."""
    leaf, chains = 10, 32
    key = lms_reference.FalseTree(10, 7, hashlib.sha256(b"identifier").digest()[:16],
                                  hashlib.sha256(b"seed").digest()[:24], leaf)
    release, right = key.sign(RELEASE, leaf), key.sign(NEXT, leaf)

    def with_digits(change):
        """The true signature of the next release, but for where its chains are entered."""
        digest = key.hash(lms_reference.u32(leaf), lms_reference.u16(lms_reference.D_MESG),
                          right[8:chains], NEXT)
        digits = lms_reference.with_checksum(digest, key.ots)
        values = b"".join(key.hash.chain(leaf, i, 0, change(i, digit), key.secret(leaf, i))
                          for i, digit in enumerate(digits))
        return right[:chains] + values + right[chains + len(values):]

    signatures = {
        "release": release,
        "random": random.Random(1).randbytes(len(right)),
        # what anybody can calculate from the release's: it would do if a chain took no step, or
        # always began anew
        "ends": with_digits(lambda i, digit: 15),
        "last_steps": with_digits(lambda i, digit: max(digit, 14)),
        # by the key, and nearly right
        "wrong_chain": with_digits(lambda i, digit: digit + 1 if i == 47 else digit),
        "wrong_checksum": with_digits(lambda i, digit: digit if i < 48 else 0),
        "wrong_path": flipped(right, len(right) - 1),
    }
    signatures["random"] = right[:8] + signatures["random"][8:1256] + right[1256:]
    write("vectors_lms.h", [
        *digests(), words("key_words", key.public()),
        *(octets(f"signature_{name}", each) for name, each in signatures.items())])


p256()
rsa()
lms()
