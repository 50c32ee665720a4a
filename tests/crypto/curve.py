# SPDX-License-Identifier: MIT
"""P-256 for tests, in Jacobian coordinates so that thousands of cases take seconds."""
import sys

PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def _double(p):
    x, y, z = p
    if not z:
        return p
    slope = 3 * (x - z * z) * (x + z * z) % PRIME
    beta = 4 * x * y * y % PRIME
    new = (slope * slope - 2 * beta) % PRIME
    return new, (slope * (beta - new) - 8 * y**4) % PRIME, 2 * y * z % PRIME


def _add(p, q):
    if not p[2] or not q[2]:
        return q if not p[2] else p
    zz, ww = p[2] * p[2] % PRIME, q[2] * q[2] % PRIME
    u, h = p[0] * ww % PRIME, (q[0] * zz - p[0] * ww) % PRIME
    s, r = p[1] * ww * q[2] % PRIME, (q[1] * zz * p[2] - p[1] * ww * q[2]) % PRIME
    if not h:
        return _double(p) if not r else (1, 1, 0)
    x = (r * r - h**3 - 2 * u * h * h) % PRIME
    return x, (r * (u * h * h - x) - s * h**3) % PRIME, h * p[2] * q[2] % PRIME


def _affine(p):
    if not p[2]:
        return None
    inverse = pow(p[2], -1, PRIME)
    return p[0] * inverse**2 % PRIME, p[1] * inverse**3 % PRIME


def _multiple(factor, point):
    total = (1, 1, 0)
    if point is not None:
        for bit in bin(factor % ORDER)[2:]:
            total = _double(total)
            if bit == "1":
                total = _add(total, (*point, 1))
    return total


def multiply(factor, point):
    """None is infinity, here and below."""
    return _affine(_multiple(factor, point))


def add_multiples(factor, point, other_factor, other):
    return _affine(_add(_multiple(factor, point), _multiple(other_factor, other)))


def negate(point):
    return None if point is None else (point[0], -point[1] % PRIME)


def with_x(x):
    """A point with this x, or None."""
    square = (x**3 - 3 * x + B) % PRIME
    y = pow(square, (PRIME + 1) // 4, PRIME)
    return (x, y) if x < PRIME and y * y % PRIME == square else None


def comb_table(point, teeth):
    """The table of docs/arithmetic.md as bytes."""
    columns = -(-256 // teeth)
    bases, current = [], (*point, 1)
    for _ in range(teeth):
        bases.append(current)
        for _ in range(columns):
            current = _double(current)
    entries = [bases.pop()]
    for x, y, z in reversed(bases):  # the lowest tooth comes last and changes fastest
        entries = [_add(entry, other) for entry in entries for other in ((x, -y, z), (x, y, z))]
    table = b""
    for entry in entries:
        for coordinate in _affine(entry):
            number = coordinate * 2**270 % PRIME
            if 2 * number > PRIME:
                number -= PRIME
            number += sum(2**(15 * i + 14) for i in range(16))
            if number >= 2**255:
                number -= PRIME
            table += (number % 2**256).to_bytes(32, "little")
    return table


if __name__ == "__main__":
    sys.exit("a module")
