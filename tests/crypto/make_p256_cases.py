#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes cases for p256_cases: the vectors of project Wycheproof, then keys and signatures made so
that what is rare happens, half of them forged.

usage: make_p256_cases.py FILE WYCHEPROOF_FOLDER COUNT [SEED]
"""
import hashlib
import os
import random
import sys

import curve
from curve import BASE, ORDER, PRIME

TEETH = (3, 4, 5, 6)
FILES = ("ecdsa_secp256r1_sha256_p1363_test.txt", "ecdsa_secp256r1_sha256_test.txt")


def number_bytes(number):
    return number.to_bytes(32, "big")


def key_record(x, y, point):
    """With tables of the point, which is another one when the key is none."""
    tables = b"".join(curve.comb_table(point, teeth) for teeth in TEETH)
    return b"K" + number_bytes(x) + number_bytes(y) + tables


def case_record(digest, r, s, valid):
    return b"C" + digest + number_bytes(r) + number_bytes(s) + bytes([valid])


def integer(der):
    """The first INTEGER, when it is a number of 256 bits in DER, and what follows."""
    if len(der) < 3 or der[0] != 2 or not 1 <= der[1] <= 33 or len(der) < 2 + der[1]:
        raise ValueError
    body, rest = der[2:2 + der[1]], der[2 + der[1]:]
    if body[0] >= 0x80 or (len(body) > 1 and body[0] == 0 and body[1] < 0x80):
        raise ValueError
    return int.from_bytes(body, "big"), rest


def two_numbers(signature, is_der):
    """r and s, or ValueError when they are no two numbers of 256 bits."""
    if not is_der:
        if len(signature) != 64:
            raise ValueError
        return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if signature[:1] != b"\x30" or len(signature) < 2 or signature[1] != len(signature) - 2:
        raise ValueError
    r, rest = integer(signature[2:])
    s, rest = integer(rest)
    if rest or r >= 2**256 or s >= 2**256:
        raise ValueError
    return r, s


def wycheproof(folder):
    """What cannot be two numbers never comes to the arithmetic."""
    for name in FILES:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            for line in file:
                field = line.split()
                if field[0] == "key":
                    der = bytes.fromhex(field[1])
                    x, y = (int.from_bytes(der[-64 + i:][:32], "big") for i in (0, 32))
                    yield key_record(x, y, (x, y))
                    continue
                message, signature = (bytes.fromhex(f.replace("-", "")) for f in field[2:4])
                try:
                    r, s = two_numbers(signature, "p1363" not in name)
                except ValueError:
                    continue
                yield case_record(hashlib.sha256(message).digest(), r, s, field[1] == "valid")


def edge_scalar(rng):
    return rng.choice((
        0, 1, 2, 3, 5, 7, 8, 15, 16, ORDER - 1, ORDER - 2, ORDER - 3, (ORDER + 1) // 2,
        (ORDER - 1) // 2, 1 << rng.randrange(256), (1 << rng.randrange(1, 256)) - 1,
        ORDER - (1 << rng.randrange(255)), 0x5555 * (2**256 // 0xFFFF), 0xAAAA * (2**256 // 0xFFFF),
        rng.randrange(ORDER), rng.randrange(ORDER), rng.getrandbits(128))) % ORDER


def edge_x(rng):
    """An x at one of the ends or with long runs of equal bits."""
    while True:
        x = rng.choice((
            rng.randrange(2000), PRIME - 1 - rng.randrange(2000), ORDER + rng.randrange(2000),
            ORDER - rng.randrange(2000), 2**255 + rng.randrange(-2000, 2000),
            (1 << rng.randrange(20, 256)) - rng.randrange(2000) % 2**20,
            (PRIME - (1 << rng.randrange(20, 224))) - rng.randrange(2000)))
        point = curve.with_x(x % PRIME)
        if point is not None:
            return point if rng.random() < 0.5 else curve.negate(point)


def edge_form(rng):
    """A point with a coordinate whose form in the verifier is next to the largest or smallest."""
    while True:
        form = rng.choice((1, -1)) * (PRIME // 2 - rng.getrandbits(rng.randrange(1, 242)))
        point = curve.with_x(form * pow(2**270, -1, PRIME) % PRIME)
        if point is not None:
            return point if rng.random() < 0.5 else curve.negate(point)


def edge_entry(rng):
    """A key of which such a point is an entry of a table."""
    teeth = rng.choice(TEETH)
    columns = -(-256 // teeth)
    factor = 1 << (columns * (teeth - 1))
    for tooth in range(teeth - 1):
        factor += rng.choice((1, -1)) << (columns * tooth)
    return curve.multiply(pow(factor, -1, ORDER), edge_form(rng))


def make_key(rng):
    kind = rng.randrange(5)
    if kind == 0:
        return curve.multiply(edge_scalar(rng) or 1, BASE)
    if kind > 2:
        return edge_form(rng) if kind == 3 else edge_entry(rng)
    return edge_x(rng) if kind == 1 else curve.multiply(rng.randrange(1, ORDER), BASE)


def signature_of(rng, u, v, key):
    """Digest, r and s whose check adds u times the base point and v times the key."""
    point = curve.add_multiples(u, BASE, v, key)
    if point is None or v == 0:
        return None
    r = point[0] % ORDER
    s = r * pow(v, -1, ORDER) % ORDER
    digest = u * s % ORDER
    if digest < 2**256 - ORDER and rng.random() < 0.5:
        digest += ORDER
    return (digest, r, s) if r and s else None


def forgeries(rng, digest, r, s):
    """Each differs from a valid one in little."""
    yield digest ^ 1 << rng.randrange(256), r, s
    yield digest, (r + rng.choice((1, -1))) % 2**256, s
    yield digest, r, (s + rng.choice((1, -1))) % 2**256
    yield digest, r ^ 1 << rng.randrange(256), s
    yield digest, s, r
    yield digest, ORDER - r, s
    yield digest, r, 0
    yield digest, 0, s
    yield digest, ORDER, s
    yield digest, r, ORDER
    yield digest, 0, 0
    yield digest, 2**256 - 1, 2**256 - 1
    for number, other in ((r, s), (s, r)):
        if number + ORDER < 2**256:
            yield (digest, number + ORDER, other) if number == r else (digest, other, number + ORDER)


def really_valid(key, digest, r, s):
    """A small change of a number may be none: s and n - s, a digest and itself plus n."""
    if not (0 < r < ORDER and 0 < s < ORDER):
        return False
    w = pow(s, -1, ORDER)
    point = curve.add_multiples(digest * w % ORDER, BASE, r * w % ORDER, key)
    return point is not None and point[0] % ORDER == r


def cases_of(rng, key, u, v):
    made = signature_of(rng, u, v, key)
    if made is None:
        return
    digest, r, s = made
    yield case_record(number_bytes(digest), r, s, True)
    yield case_record(number_bytes(digest), r, ORDER - s, True)
    for forged in rng.sample(list(forgeries(rng, *made)), 2):
        yield case_record(number_bytes(forged[0]), *forged[1:], really_valid(key, *forged))


def wrapped(rng):
    """A key and a signature whose point has an x of n or more, so that r is x - n."""
    while True:
        point = curve.with_x(ORDER + rng.randrange(1, 2**40))
        if point is not None:
            break
    u, v = rng.randrange(ORDER), rng.randrange(1, ORDER)
    inverse = pow(v, -1, ORDER)
    key = curve.add_multiples(inverse, point, -u * inverse % ORDER, BASE)
    return key, u, v


def bad_keys(rng):
    """Off the curve, not reduced, infinity: with the tables of a good key and its signature."""
    key = curve.multiply(rng.randrange(1, ORDER), BASE)
    small = next(p for p in map(curve.with_x, range(rng.randrange(1000), 2**32)) if p is not None)
    for x, y, point in ((key[0], key[1] ^ 1, key), (key[0] ^ 2, key[1], key), (0, 0, key),
                        (small[0] + PRIME, small[1], small), (key[0], PRIME, key),
                        (PRIME, key[1], key), (2**256 - 1, 2**256 - 1, key)):
        yield key_record(x, y, point)
        made = signature_of(rng, rng.randrange(ORDER), rng.randrange(1, ORDER), point)
        yield case_record(number_bytes(made[0]), made[1], made[2], False)


# An s whose inversion takes 623 division steps from delta = 1, and more than 40 times 15 are not
# made: from delta = 1/2 no number takes more than 590. Found by a directed search.
LONG_DIVISION = 0xBCCDFD14DB01FEFCCCBD819AA542A2D4AA4A1256A543F032642040255CA2B292


def long_division(rng):
    """A key for which a signature has this s."""
    nonce, digest = rng.randrange(1, ORDER), rng.getrandbits(256)
    r = curve.multiply(nonce, BASE)[0] % ORDER
    secret = (LONG_DIVISION * nonce - digest) * pow(r, -1, ORDER) % ORDER
    key = curve.multiply(secret, BASE)
    yield key_record(*key, key)
    for s in LONG_DIVISION, ORDER - LONG_DIVISION:
        yield case_record(number_bytes(digest), r, s, really_valid(key, digest, r, s))


def structured(rng, count):
    yield from bad_keys(rng)
    yield from long_division(rng)
    made = 0
    while made < count:
        if rng.random() < 0.2:
            key, u, v = wrapped(rng)
            rounds = [(u, v)]
        else:
            key = make_key(rng)
            rounds = [(edge_scalar(rng), edge_scalar(rng)) for _ in range(4)]
        yield key_record(*key, key)
        for u, v in rounds:
            for record in cases_of(rng, key, u, v):
                made += 1
                yield record


def main():
    path, folder, count = sys.argv[1:4]
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.SystemRandom().getrandbits(32)
    rng = random.Random(seed)
    print(f"seed {seed}")
    with open(path, "wb") as file:
        for record in wycheproof(folder):
            file.write(record)
        for record in structured(rng, int(count)):
            file.write(record)
        file.write(b"E")


if __name__ == "__main__":
    main()
