#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Judges what p256_arithmetic prints with Python's integers.

usage: test_p256_arithmetic.py p256_arithmetic [SEED [ROUNDS]]     the host's program
       test_p256_arithmetic.py --output FILE                       what another machine printed
"""
import subprocess
import sys

PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MONTGOMERY = pow(2**270, -1, PRIME)
DIGITS = 17
LINES_MIN = 5000


def value(digits):
    assert len(digits) == DIGITS
    return sum(digit << (15 * i) for i, digit in enumerate(digits))


def number_of(words):
    assert len(words) == 8
    return sum(word << (32 * i) for i, word in enumerate(words))


def check_element(expected, digits):
    """Congruent, normal, and 0 in one form only."""
    assert (value(digits) - expected) % PRIME == 0, "wrong value"
    assert all(abs(digit) <= 1 << 14 for digit in digits[:-1]), "a digit is too large"
    assert abs(digits[-1]) <= 33000, "the last digit is too large"
    assert expected % PRIME or not any(digits), "0 has other digits"


def check_multiply(a, b, c, product):
    check_element(value(a) * value(b) * MONTGOMERY - value(c), product)


def check_square(a, c, square):
    check_multiply(a, a, c, square)


def check_combine(a, b, m, n, total):
    check_element(m[0] * value(a) + n[0] * value(b), total)


def check_unpack(words, digits, packed):
    bias = sum(1 << (14 + 15 * i) for i in range(DIGITS - 1))
    number = number_of(words)
    signed = number - 2**256 if number >= 2**255 else number
    assert value(digits) == signed - bias, "wrong value"
    assert packed == words, "packed differently"


def check_split(words, digits):
    assert value(digits) == number_of(words), "wrong value"
    assert all(0 <= digit < 1 << 15 for digit in digits[:-1]), "a digit is too large"


def check_divide(numerator, divisor, order, done, quotient):
    modulus = ORDER if order[0] else PRIME
    assert done == [1], "not done"
    assert (value(quotient) * number_of(divisor) - number_of(numerator)) % modulus == 0, "wrong"
    assert abs(value(quotient)) < modulus * 6 // 10, "too large"
    assert all(0 <= digit < 1 << 15 for digit in quotient[:-1]), "a digit is too large"


CHECKS = {"multiply": check_multiply, "square": check_square, "combine": check_combine,
          "unpack": check_unpack, "split": check_split, "divide": check_divide}


def output():
    if sys.argv[1] == "--output":
        with open(sys.argv[2], encoding="ascii") as file:
            return file.read()
    return subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True, text=True).stdout


def main():
    lines = output().splitlines()
    for line in lines:
        name, *fields = line.split()
        try:
            CHECKS[name](*([int(x) for x in field.split(",")] for field in fields))
        except AssertionError as error:
            sys.exit(f"{error}: {line}")
    if len(lines) < LINES_MIN or {line.split()[0] for line in lines} != set(CHECKS):
        sys.exit(f"only {len(lines)} lines")
    print(f"{len(lines)} results are right")


if __name__ == "__main__":
    main()
