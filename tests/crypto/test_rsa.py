#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The verifier's RSA against Python's integers and against mbedTLS.

usage: test_rsa.py RSA_CALCULATOR [--cases N] [--seed SEED]
  --cases  how many random signatures for each length of key, and a tenth as many random moduli
  --seed   repeats a run; every run prints its own"""

import argparse
import hashlib
import pathlib
import random
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "reference"))
from rsa_reference import EXPONENT, RsaKey, encode, friendly_bytes

DIGIT_BITS = 15
SIZES = (2048, 3072)


class Calculator:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.friendly = {}
        self.failures = []
        self.count = 0

    def ask(self, command, bits, modulus, signature, digest=b""):
        if modulus not in self.friendly:
            self.friendly = {modulus: friendly_bytes(modulus, bits).hex()}
        print(command, modulus.to_bytes(bits // 8, "big").hex(), self.friendly[modulus],
              signature.to_bytes(bits // 8, "big").hex(), digest.hex(), file=self.process.stdin,
              flush=True)
        return self.process.stdout.readline().strip()

    def expect(self, wanted, answer, what):
        self.count += 1
        if answer != wanted:
            self.failures.append(f"{what}: {answer}, not {wanted}")

    def check_power(self, bits, modulus, signature, what):
        wanted = "refused"
        if signature < modulus:
            wanted = pow(signature, EXPONENT, modulus).to_bytes(bits // 8, "big").hex()
        self.expect(wanted, self.ask("power", bits, modulus, signature), what)

    def check_verdict(self, wanted, key, signature, digest, what):
        """mbedTLS must say the same; wanted None: whatever it says."""
        bits = 8 * key.size
        own, mbedtls = self.ask("verify", bits, key.modulus, signature, digest).split()
        self.expect(mbedtls, own, what)
        if wanted is not None:
            self.expect(wanted, own, what)

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            self.failures.append("rsa_calculator failed")


def digits(count, value):
    """A number all of whose digits of radix 2^15 are the same."""
    return sum(value << DIGIT_BITS * i for i in range(count))


def patterns(bits):
    """Numbers whose digits are extreme, or carry through: none longer than bits."""
    full = 1 << bits
    count = bits // DIGIT_BITS
    for value in (1, 0x3FFF, 0x4000, 0x4001, 0x7FFF):
        yield digits(count, value)
        yield digits(count, value) + 1
        yield full - digits(count, value)
    yield sum((0x4000 if i % 2 else 0x3FFF) << DIGIT_BITS * i for i in range(count))
    yield sum((0x7FFF if i % 2 else 0) << DIGIT_BITS * i for i in range(count))
    for shift in (0, 1, 14, 15, 16, 31, 32, 89, 90, 91, bits // 2, bits - 91, bits - 90, bits - 1):
        yield 1 << shift
        yield (1 << shift) - 1
        yield full - (1 << shift)


def moduli(bits, source, count):
    """Odd and of full length: what the arithmetic asks of a modulus. No primes are needed."""
    top = 1 << bits - 1
    found = {top | value % top | 1 for value in patterns(bits)}
    found |= {source.getrandbits(bits) | top | 1 for _ in range(count)}
    # Their k, and with it kN + 1, has extreme digits too.
    for value in (1, (1 << 90) - 1, digits(6, 0x4000) | 1, digits(6, 0x3FFF)):
        low = -pow(value, -1, 1 << 90) % (1 << 90)
        found.add(top | source.getrandbits(bits - 91) << 90 | low)
    return sorted(found)


def check_arithmetic(calculator, bits, source, count):
    for modulus in moduli(bits, source, count):
        numbers = {0, 1, 2, modulus - 1, modulus - 2, modulus // 2, modulus, modulus + 1,
                   (1 << bits) - 1, source.randrange(modulus)}
        numbers = sorted(value for value in numbers | set(patterns(bits)) if value < 1 << bits)
        for number in source.sample(numbers, 12):
            calculator.check_power(bits, modulus, number, f"{number:x}^65537 mod {modulus:x}")


def near_misses(size, source):
    """Encodings that break one rule of PSS each, and those that break none."""
    digest = hashlib.sha256(source.randbytes(20)).digest()
    salt = source.randbytes(32)
    pad = size - 32 - 1 - 32 - 1
    yield "valid", digest, encode(digest, salt, size)
    yield "valid", digest, encode(digest, bytes(32), size)
    yield "valid", digest, encode(digest, b"\xff" * 32, size)
    for length in (0, 1, 20, 31, 33, 64, pad + 32):
        yield "invalid", digest, encode(digest, source.randbytes(length), size)
    for trailer in (0, 0xBD, 0x3C, 0xCC, 0xFF):
        yield "invalid", digest, encode(digest, salt, size, trailer=trailer)
    for separator in (0, 2, 3, 0x81, 0xFF):
        yield "invalid", digest, encode(digest, salt, size, separator=separator)
    for place in (0, 1, pad // 2, pad - 1):
        for value in (1, 0x40, 0x7F) if place == 0 else (1, 0x80):
            padding = bytearray(pad)
            padding[place] = value
            yield "invalid", digest, encode(digest, salt, size, padding=bytes(padding))
    yield "invalid", digest, encode(digest, salt, size, top_bit=0x80)
    for place in (0, 31):
        check = bytearray(hashlib.sha256(bytes(8) + digest + salt).digest())
        check[place] ^= 1
        yield "invalid", digest, encode(digest, salt, size, check=bytes(check))
    yield "invalid", digest, encode(hashlib.sha256(digest).digest(), salt, size)
    yield "invalid", digest, encode(digest, salt, size, check=hashlib.sha256(digest + salt).digest())
    # PKCS#1 v1.5 with the same digest.
    info = bytes.fromhex("3031300d060960864801650304020105000420") + digest
    yield "invalid", digest, b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    for number in (bytes(size), bytes(size - 1) + b"\1", bytes(size - 1) + b"\xbc"):
        yield "invalid", digest, number


def check_encodings(calculator, key, source):
    for wanted, digest, encoded in near_misses(key.size, source):
        number = int.from_bytes(encoded, "big")
        if number >= key.modulus:
            continue
        signature = key.power(number)
        what = f"RSA-{8 * key.size} encoding {encoded.hex()} for {digest.hex()}"
        calculator.check_verdict(wanted, key, signature, digest, what)
        if signature + key.modulus < 1 << 8 * key.size:
            calculator.check_verdict("invalid", key, signature + key.modulus, digest, what + " + N")
        calculator.check_verdict(None, key, key.modulus - signature, digest, what + ", -s")


def check_random(calculator, key, source, cases):
    """A true signature of a hundred random ones with a few bits or bytes changed."""
    signatures = []
    for _ in range(max(1, cases // 100)):
        message = source.randbytes(source.randrange(100))
        signatures.append((hashlib.sha256(message).digest(), int.from_bytes(key.sign(message), "big")))
    for case in range(cases):
        digest, signature = source.choice(signatures)
        wanted = "invalid"
        kind = case % 4
        if kind == 0:
            wanted = "valid"
        elif kind == 1:
            signature ^= 1 << source.randrange(8 * key.size)
        elif kind == 2:
            signature = source.getrandbits(8 * key.size)
        else:
            place = source.randrange(32)
            digest = digest[:place] + bytes([digest[place] ^ 1 << source.randrange(8)]) \
                + digest[place + 1:]
        calculator.check_verdict(wanted, key, signature, digest,
                                 f"RSA-{8 * key.size} {signature:x} for {digest.hex()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calculator", metavar="RSA_CALCULATOR")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    source = random.Random(options.seed)
    calculator = Calculator(options.calculator)
    for bits in SIZES:
        key = RsaKey(bits)
        check_arithmetic(calculator, bits, source, options.cases // 10)
        check_encodings(calculator, key, source)
        check_random(calculator, key, source, options.cases)
    calculator.close()
    print("\n".join(calculator.failures[:20]))
    print(f"{calculator.count} checks, {len(calculator.failures)} failures")
    return 1 if calculator.failures else 0


if __name__ == "__main__":
    sys.exit(main())
