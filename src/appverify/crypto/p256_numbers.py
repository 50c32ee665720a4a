# SPDX-License-Identifier: MIT
"""P-256 with Python's integers, and the forms in which the verifier's C code has its numbers."""

PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE_POINT = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
              0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)

DIGITS = 17
DIGIT_BITS = 15
RADIX = 2**270  # Montgomery's
BIAS = sum(1 << (14 + DIGIT_BITS * i) for i in range(DIGITS - 1))


def add(point, other):
    """The sum of two points; None is infinity."""
    if point is None or other is None:
        return other if point is None else point
    if point[0] == other[0]:
        if (point[1] + other[1]) % PRIME == 0:
            return None
        slope = (3 * point[0] ** 2 - 3) * pow(2 * point[1], -1, PRIME) % PRIME
    else:
        slope = (other[1] - point[1]) * pow(other[0] - point[0], -1, PRIME) % PRIME
    x = (slope ** 2 - point[0] - other[0]) % PRIME
    return x, (slope * (point[0] - x) - point[1]) % PRIME


def negate(point):
    return None if point is None else (point[0], -point[1] % PRIME)


def multiply(factor, point):
    result = None
    for bit in bin(factor % ORDER)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def words_of(number):
    """A number of 256 bits as 8 words, the low one first."""
    return [number >> (32 * i) & 0xFFFFFFFF for i in range(8)]


def signed_digits(number):
    """Digits from -2^14 to 2^14 - 1, the last one whatever is left."""
    digits = []
    for _ in range(DIGITS - 1):
        digit = (number + 0x4000 & 0x7FFF) - 0x4000
        digits.append(digit)
        number = number - digit >> DIGIT_BITS
    return digits + [number]


def value_of(digits):
    return sum(digit << (DIGIT_BITS * i) for i, digit in enumerate(digits))


def centered(number):
    """The number modulo p that is next to 0."""
    number %= PRIME
    return number - PRIME if number > PRIME // 2 else number


def pack(number):
    """A number modulo p as a constant or a coordinate of a table has it."""
    biased = centered(number) + BIAS
    return words_of(biased - PRIME if biased >= 2**255 else biased)


def comb_table(point, teeth):
    """Entries of 16 words. Entry i is 2^((teeth - 1) c) P plus, for each lower tooth t, 2^(t c) P
    when bit t of i is set and minus it when not, where c is 256 / teeth rounded up."""
    columns = -(-256 // teeth)
    bases = [multiply(1 << (columns * tooth), point) for tooth in range(teeth)]
    entries = []
    for index in range(1 << (teeth - 1)):
        entry = bases[teeth - 1]
        for tooth in range(teeth - 1):
            entry = add(entry, bases[tooth] if index >> tooth & 1 else negate(bases[tooth]))
        entries.append(pack(entry[0] * RADIX) + pack(entry[1] * RADIX))
    return entries
