#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints p256_constants.c: constants of the curve and the tables of its base point; or p256_prime.c,
which is linked for keys without a table only.

usage: generate_p256_constants.py >p256_constants.c
       generate_p256_constants.py prime >p256_prime.c
"""
import sys

import p256_numbers as p256

HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Made by generate_p256_constants.py; a test compares. */
#include "p256_constants.h"

#include "appverify/crypto.h"
"""


def rows(numbers, form, per_line, indent="    "):
    lines = []
    for start in range(0, len(numbers), per_line):
        lines.append(indent + ", ".join(form % x for x in numbers[start:start + per_line]) + ",")
    return "\n".join(lines)


def words(name, values):
    return (f"\nconst uint32_t {name}[P256_WORDS] APPVERIFY_IN_FLASH = {{\n"
            f"{rows(values, '0x%08xu', 4)}\n}};\n")


def modulus(name, value):
    digits = p256.signed_digits(value)
    inverse = pow(value, -1, 1 << p256.DIGIT_BITS)
    return (f"\nconst struct p256_modulus {name} APPVERIFY_IN_FLASH = {{\n"
            f"    {{{{\n{rows(digits, '%d', 9, '        ')}\n    }}}},\n    {inverse}u,\n}};\n")


def table(teeth):
    entries = p256.comb_table(p256.BASE_POINT, teeth)
    numbers = [word for entry in entries for word in entry]
    return rows(numbers, "0x%08xu", 4)


def base_tables():
    text = "\nconst uint32_t appverify_p256_base_table[] APPVERIFY_IN_FLASH = {\n"
    for teeth in (3, 4, 5, 6):
        text += f"#{'if' if teeth == 3 else 'elif'} P256_BASE_TEETH == {teeth}\n{table(teeth)}\n"
    return text + "#else\n#error \"P256_BASE_TEETH is 3, 4, 5 or 6\"\n#endif\n};\n"


def main():
    print(HEAD, end="")
    print("/* clang-format off */", end="\n")
    if sys.argv[1:] == ["prime"]:
        print(modulus("appverify_p256_prime", p256.PRIME), end="")
        return
    print(words("appverify_p256_one", p256.pack(p256.RADIX)), end="")
    print(words("appverify_p256_b", p256.pack(p256.B * p256.RADIX)), end="")
    print(words("appverify_p256_to_field", p256.pack(p256.RADIX ** 2)), end="")
    print(words("appverify_p256_order_words", p256.words_of(p256.ORDER)), end="")
    print(words("appverify_p256_prime_words", p256.words_of(p256.PRIME)), end="")
    print(modulus("appverify_p256_order", p256.ORDER), end="")
    print(base_tables(), end="")


if __name__ == "__main__":
    main()
