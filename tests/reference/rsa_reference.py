# SPDX-License-Identifier: MIT
"""RSA-PSS on Python's integers, from RFC 8017 and docs/arithmetic.md: test helpers."""

import hashlib

EXPONENT = 65537
HASH_SIZE = 32
ROW_BITS = 90


def friendly_modulus(modulus, bits):
    """What a key ring has beside a modulus: (kN + 1) / 2^90 and R^65537 mod N."""
    factor = -pow(modulus, -1, 1 << ROW_BITS) % (1 << ROW_BITS)
    whole, rest = divmod(factor * modulus + 1, 1 << ROW_BITS)
    assert rest == 0
    rows = -(-bits // ROW_BITS) + 1
    return whole, pow(2, ROW_BITS * rows * EXPONENT, modulus)


def friendly_bytes(modulus, bits):
    """The same as the bytes of a key ring's words."""
    return b"".join(number.to_bytes(bits // 8, "little")
                    for number in friendly_modulus(modulus, bits))


def mask(seed, size):
    """MGF1 with SHA-256."""
    pieces = (hashlib.sha256(seed + number.to_bytes(4, "big")).digest()
              for number in range(-(-size // HASH_SIZE)))
    return b"".join(pieces)[:size]


def encode(digest, salt, size, padding=None, separator=1, trailer=0xBC, top_bit=0, check=None):
    """EMSA-PSS-ENCODE for a modulus of 8 * size bits; what is given besides breaks a rule."""
    check = check or hashlib.sha256(bytes(8) + digest + salt).digest()
    block_size = size - HASH_SIZE - 1
    if padding is None:
        padding = bytes(block_size - len(salt) - 1)
    block = padding + bytes([separator]) + salt
    masked = bytearray(a ^ b for a, b in zip(block, mask(check, block_size)))
    masked[0] = masked[0] & 0x7F | top_bit
    return bytes(masked) + check + bytes([trailer])


class RsaKey:
    """A key for tests only: everybody knows its primes, each the output of SHAKE-128 for a text plus
    a small number."""
    PRIMES = {2048: (("p", 616), ("q", 1398)), 3072: (("p", 72), ("q", 994))}

    def __init__(self, bits):
        self.size = bits // 8
        self.p, self.q = (self.prime(bits, *choice) for choice in self.PRIMES[bits])
        self.modulus = self.p * self.q
        self.secret = pow(EXPONENT, -1, (self.p - 1) * (self.q - 1))

    @staticmethod
    def start(bits, name):
        data = bytearray(hashlib.shake_128(f"RSA-{bits} {name}".encode()).digest(bits // 16))
        data[0] |= 0xC0
        data[-1] |= 1
        return int.from_bytes(data, "big")

    @classmethod
    def prime(cls, bits, name, distance):
        return cls.start(bits, name) + distance

    def power(self, number):
        """number^secret, by the Chinese remainder theorem."""
        half_p = pow(number % self.p, self.secret % (self.p - 1), self.p)
        half_q = pow(number % self.q, self.secret % (self.q - 1), self.q)
        return half_q + (half_p - half_q) * pow(self.q, -1, self.p) % self.p * self.q

    def sign(self, message):
        """PSS with SHA-256 and a salt of 32 bytes made from the message."""
        digest = hashlib.sha256(message).digest()
        salt = hashlib.sha256(b"salt" + digest).digest()
        encoded = encode(digest, salt, self.size)
        return self.power(int.from_bytes(encoded, "big")).to_bytes(self.size, "big")
