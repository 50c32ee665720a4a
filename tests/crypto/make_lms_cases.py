#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes cases for lms_cases: valid signatures of every height, and what breaks each of their
fields; then COUNT valid signatures of random messages.

usage: make_lms_cases.py FILE COUNT [SEED]
"""
import pathlib
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
import lms_reference as lms

TYPES = {5: 10, 10: 11, 15: 12, 20: 13}
ONE_TIME = 7
C, CHAINS, TREE_TYPE, PATH = 8, 32, 1256, 1260


def make_key(source, height, leaf, ots=ONE_TIME):
    return lms.FalseTree(TYPES[height], ots, source.randbytes(16), source.randbytes(24), leaf)


def case(public, digest, signature, valid):
    return b"C" + public + digest + bytes([valid]) + signature


def with_number(data, offset, number):
    return data[:offset] + lms.u32(number) + data[offset + 4:]


def flipped(data, offset, bit):
    out = bytearray(data)
    out[offset] ^= 1 << bit
    return bytes(out)


def spoiled(source, key, public, digest, good):
    """Signatures none of which is valid."""
    height, leaf = key.tree.h, key.only
    for q in (leaf ^ 1, 1 << height, leaf | 1 << height, leaf | 1 << 31, 0xFFFFFFFF,
              (1 << height + 1) - 1):
        yield with_number(good, 0, q)
    for number in (*range(12), ONE_TIME << 24, ONE_TIME | 1 << 16, 0xFFFFFFFF):
        if number != ONE_TIME:
            yield with_number(good, 4, number)
    for number in (*range(16), TYPES[height] << 24, TYPES[height] | 0x100, 0xFFFFFFFF):
        if number != TYPES[height]:
            yield with_number(good, TREE_TYPE, number)
    for first, last in ((C, CHAINS), (CHAINS, TREE_TYPE), (PATH, len(good))):
        for offset in {first, last - 1, source.randrange(first, last)}:
            yield flipped(good, offset, source.randrange(8))
    for chain in range(51):  # each of them counts, to its first and its last byte
        yield flipped(good, CHAINS + 24 * chain, 7)
        yield flipped(good, CHAINS + 24 * chain + 23, 0)
    for level in range(height):
        yield flipped(good, PATH + 24 * level + source.randrange(24), source.randrange(8))
    yield good[:CHAINS] + good[CHAINS + 24:CHAINS + 48] + good[CHAINS:CHAINS + 24] \
        + good[CHAINS + 48:]
    yield bytes(len(good))
    # The chains from their ends, or a step too far: what anybody can calculate.
    digits = lms.with_checksum(key.hash(lms.u32(leaf), lms.u16(lms.D_MESG), good[C:CHAINS], digest),
                               key.ots)
    ends, further = b"", b""
    for i, digit in enumerate(digits):
        value = good[CHAINS + 24 * i:CHAINS + 24 * i + 24]
        ends += key.hash.chain(leaf, i, digit, 15, value)
        further += key.hash.chain(leaf, i, digit, min(digit + 1, 15), value)
    yield good[:CHAINS] + ends + good[TREE_TYPE:]
    yield good[:CHAINS] + further + good[TREE_TYPE:]


def without_checksum(source, key):
    """A message whose digits are those of another one, but one that is higher: its chain can be
    calculated, and only the checksum tells."""
    while True:
        digest, randomizer = source.randbytes(32), source.randbytes(24)
        message = key.hash(lms.u32(key.only), lms.u16(lms.D_MESG), randomizer, digest)
        digits = lms.with_checksum(message, key.ots)
        if min(digits[:4]) > 0:
            break
    lower = [digit - 1 if i < 4 else digit for i, digit in enumerate(digits[:48])]
    total = sum(15 - digit for digit in lower)
    lower += [total >> 8, total >> 4 & 15, total & 15]
    chains = b"".join(key.hash.chain(key.only, i, 0, max(old, new) if i < 48 else old,
                                     key.secret(key.only, i))
                      for i, (old, new) in enumerate(zip(lower, digits)))
    return digest, (lms.u32(key.only) + lms.u32(ONE_TIME) + randomizer + chains
                    + lms.u32(key.tree_type) + key.path(key.only))


def of_height(source, height):
    for leaf in (0, 1, (1 << height) - 1, source.randrange(1 << height)):
        key, digest = make_key(source, height, leaf), source.randbytes(32)
        public, good = key.public(), key.sign(digest, leaf)
        lms.verify(public, digest, good)
        yield case(public, digest, good, 1)
        yield case(public, flipped(digest, source.randrange(32), 3), good, 0)
        for signature in spoiled(source, key, public, digest, good):
            yield case(public, digest, signature, 0)
        for offset in (8, 23, 24, 47, source.randrange(8, 48)):
            yield case(flipped(public, offset, 5), digest, good, 0)
        for offset in (1, 2, 4, 5, 6, 7):  # another type, the same in the signature
            other = flipped(public, offset, 0)
            signature = with_number(good, 4, int.from_bytes(other[4:8], "big"))
            signature = with_number(signature, TREE_TYPE, int.from_bytes(other[:4], "big"))
            yield case(other, digest, signature, 0)
        digest, forged = without_checksum(source, key)
        yield case(public, digest, forged, 0)
    for tree_type in (9, 14, 5):  # trees that the format does not have
        public = lms.u32(tree_type) + public[4:]
        yield case(public, digest, with_number(good, TREE_TYPE, tree_type)[:1380], 0)


def main():
    path, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    source = random.Random(seed)
    with open(path, "wb") as cases:
        for height in TYPES:
            for record in of_height(source, height):
                cases.write(record)
        key = make_key(source, 10, source.randrange(1 << 10))
        for _ in range(count):
            digest = source.randbytes(32)
            cases.write(case(key.public(), digest,
                             key.sign(digest, key.only, source.randbytes(24)), 1))
        cases.write(b"E")


main()
