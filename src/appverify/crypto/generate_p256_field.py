#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints p256_field_lx106.S: the field operations of p256_field.h for the LX106.

A product is the sum of 17 rows of 17 products. A block of five or six rows goes through the columns
with its digits of a, and as many columns, in registers. Montgomery's reduction goes along: when a
column is complete, its low 15 bits are how often p must be added at that place, and

    p = -1 + 2^(15 * 6 + 6) + 2^(15 * 12 + 12) - 2^(15 * 14 + 14) + 2^(15 * 17 + 1)

brings it into four later columns. Bounds are followed through all of it: the generator stops when
a word could overflow, and carries where one would.

The product of blocks 0 and 1 and the square of digits 0 to 11 are two functions; what remains, the
rows 12 to 16, is the same for both, where the square has 2 a in place of a for j below 12.

usage: generate_p256_field.py >p256_field_lx106.S
"""
from lx106 import Code, Columns, Interval, within
from p256_numbers import DIGITS, DIGIT_BITS

LAST_MAX = 33000  # of the last digit of a normal number
GROUP = 6         # the last quotient digit of a group is signed, as in p256_field.c
QUOTIENT_DIGITS = 18
TAIL = 12         # the first row that product and square have in common
COLUMNS = QUOTIENT_DIGITS + DIGITS
TERMS = ((6, 6), (12, 12), (17, 1))  # places and shifts with which p is added; and subtracted:
MINUS = (14, 14)

# Registers. Arguments come in a2 to a5; a0 and a12 to a15 belong to the caller.
B_POINTER, B, T = "a0", "a2", "a3"
ROWS = ("a4", "a5", "a6", "a7", "a8", "a9")
RING = ("a10", "a11", "a12", "a13", "a14", "a15")
TAIL_RING, R_POINTER, C_POINTER = RING[:5], "a9", "a15"
SAVED = ("a0", "a12", "a13", "a14", "a15")

# The frame, in words.
R_SLOT, A_SLOT, C_SLOT = 5, 6, 7
QUOTIENT_SLOT = 8
PART_SLOT = QUOTIENT_SLOT + QUOTIENT_DIGITS
PARTS = 17
FRAME = 256  # what one instruction can take off the stack pointer
assert 4 * (PART_SLOT + PARTS) <= FRAME

LOW_DIGIT = Interval(0, (1 << DIGIT_BITS) - 1)
HALF_DIGIT = within(1 << (DIGIT_BITS - 1))


def digit(index):
    return within(LAST_MAX) if index == DIGITS - 1 else HALF_DIGIT


class Product:
    """The state of a multiplication: columns in registers, parts of columns in the frame."""

    def __init__(self, code, ring, parts):
        self.code = code
        self.columns = Columns(code, ring, T, DIGIT_BITS)
        self.parts = dict(parts)  # bounds by column
        self.quotients = {}

    def stack(self, instruction, register, slot):
        self.code(instruction, register, "a1", 4 * slot)

    def quotient_bound(self, index):
        if index % GROUP < GROUP - 1:
            return LOW_DIGIT
        return HALF_DIGIT + (within(LAST_MAX // 2 + 1) if index == QUOTIENT_DIGITS - 1
                             else within(0))

    def add_part(self, column):
        """What earlier blocks left of the column."""
        if column not in self.parts:
            return
        bound = self.parts.pop(column)
        slot = PART_SLOT + column % PARTS
        if column in self.columns.bounds:
            self.columns.make_room(column, bound)
            self.stack("l32i", T, slot)
            self.code("add", self.columns.register(column), self.columns.register(column), T)
        else:
            self.stack("l32i", self.columns.register(column), slot)
            self.columns.start(column, bound)

    def leave_part(self, column):
        """A later block goes on with it, and must be able to add it to a digit."""
        if not (self.columns.bounds[column] + LOW_DIGIT).fits():
            self.columns.split(column)
        self.stack("s32i", self.columns.register(column), PART_SLOT + column % PARTS)
        assert column not in self.parts
        self.parts[column] = self.columns.drop(column)

    def add_quotients(self, column):
        """p, as often as earlier quotient digits say."""
        register = self.columns.register(column)
        terms = [(column - place, shift) for place, shift in TERMS]
        minus = column - MINUS[0]

        def known(index):
            return 0 <= index < QUOTIENT_DIGITS

        if known(minus):  # always together with the term at place 12, but for its end
            plus = terms[1][0]
            room = -self.quotient_bound(minus).times(1 << MINUS[1])
            if known(plus):
                room += self.quotient_bound(plus).times(1 << 12)
            self.columns.make_room(column, room)
            self.stack("l32i", T, QUOTIENT_SLOT + minus)
            if known(plus):  # 4 q - q' in units of 2^12
                self.stack("l32i", B, QUOTIENT_SLOT + plus)
                self.code("subx4", T, T, B)
            self.code("slli", T, T, 12 if known(plus) else MINUS[1])
            self.code("sub", register, register, T)
            del terms[1]
        for index, shift in terms:
            if known(index):
                self.columns.make_room(column, self.quotient_bound(index).times(1 << shift))
                self.stack("l32i", T, QUOTIENT_SLOT + index)
                if shift == 1:
                    self.code("addx2", register, T, register)
                else:
                    self.code("slli", T, T, shift)
                    self.code("add", register, register, T)

    def finish(self, column):
        """The column is complete: it becomes a quotient digit, or a digit of the result."""
        self.add_quotients(column)
        if column < QUOTIENT_DIGITS:
            self.make_quotient(column)
        else:
            self.make_digit(column)

    def make_quotient(self, column):
        register = self.columns.register(column)
        bound = self.columns.bounds[column]
        if column % GROUP < GROUP - 1:
            self.code("extui", B, register, 0, DIGIT_BITS)
            self.stack("s32i", B, QUOTIENT_SLOT + column)
            self.columns.shift_into(column + 1, register, bound)
        else:
            if column == QUOTIENT_DIGITS - 1:
                self.code("l32i", B, C_POINTER, 4 * (DIGITS - 1))
                self.code("srai", B, B, 1)
                self.code("sub", T, register, B)
                self.code("slli", T, T, 32 - DIGIT_BITS)
                self.code("srai", T, T, 32 - DIGIT_BITS)
                self.code("add", B, B, T)
            else:
                self.code("slli", B, register, 32 - DIGIT_BITS)
                self.code("srai", B, B, 32 - DIGIT_BITS)
            self.stack("s32i", B, QUOTIENT_SLOT + column)
            self.code("sub", T, register, B)
            self.columns.shift_into(column + 1, T, bound + -self.quotient_bound(column))
        self.columns.drop(column)

    def make_digit(self, column):
        register = self.columns.register(column)
        place = 4 * (column - QUOTIENT_DIGITS)
        bound = -digit(column - QUOTIENT_DIGITS)
        self.columns.make_room(column, bound)
        self.code("l32i", T, C_POINTER, place)
        self.code("sub", register, register, T)
        if column < COLUMNS - 1:
            self.columns.make_room(column, Interval(1 << 14, 1 << 14))
            self.code("addmi", register, register, 1 << 14)
            self.columns.shift_into(column + 1, register, self.columns.bounds[column])
            self.code("extui", register, register, 0, DIGIT_BITS)
            self.code("addmi", register, register, -(1 << 14))
        self.code("s32i", register, R_POINTER, place)
        self.columns.drop(column)

    def complete(self, column, limit):
        """No row of this block adds to the column any more; below the limit no other does."""
        self.add_part(column)
        if column < limit:
            self.finish(column)
        else:
            self.leave_part(column)

    def complete_rest(self, limit):
        while self.columns.bounds:
            self.complete(min(self.columns.bounds), limit)


def prologue(code, pointers):
    """pointers: what goes to which slot of the frame."""
    code("addmi", "a1", "a1", -FRAME)
    for index, register in enumerate(SAVED):
        code("s32i", register, "a1", 4 * index)
    for slot, register in pointers.items():
        code("s32i", register, "a1", 4 * slot)


def epilogue(code):
    for index, register in enumerate(SAVED):
        code("l32i", register, "a1", 4 * index)
    code("addmi", "a1", "a1", FRAME)
    code("ret")


def load_rows(code, rows, pointer):
    for register, row in zip(ROWS, rows):
        code("l32i", register, pointer, 4 * row)


def product_blocks(code):
    """Rows 0 to 11 of a product. Returns the bounds of what is left for the tail."""
    product = Product(code, RING, {})
    for first in (0, GROUP):
        rows = range(first, first + GROUP)
        code.comment(f"rows {first} to {rows[-1]}")
        if first > 0:
            product.stack("l32i", T, A_SLOT)
        load_rows(code, rows, T)
        for j in range(DIGITS):
            code("l32i", B, B_POINTER, 4 * j)
            for register, row in zip(ROWS, rows):
                product.columns.add_product(row + j, register, B, digit(row) * digit(j))
            product.complete(first + j, first + GROUP)
        product.complete_rest(first + GROUP)
    return product.parts


def square_blocks(code):
    """The square of digits 0 to 11: each product of two digits once, and doubled."""
    product = Product(code, RING, {})
    for first in (0, GROUP):
        rows = range(first, first + GROUP)
        code.comment(f"rows {first} to {rows[-1]}, from their diagonal on")
        load_rows(code, rows, B_POINTER)
        done = 2 * first
        for j in range(first, TAIL):
            if j in rows:
                own = ROWS[j - first]
                for register, row in zip(ROWS, range(first, j)):
                    product.columns.add_product(row + j, register, own,
                                                (digit(row) * digit(j)).times(2))
                product.columns.add_product(2 * j, own, own, digit(j) * digit(j))
                code("add", own, own, own)
            else:
                code("l32i", B, B_POINTER, 4 * j)
                for register, row in zip(ROWS, rows):
                    product.columns.add_product(row + j, register, B,
                                                (digit(row) * digit(j)).times(2))
            while done <= first + j:
                product.complete(done, TAIL)
                done += 1
        product.complete_rest(TAIL)
    return product.parts


def tail(code, parts):
    """Rows 12 to 16, of which SAR says whether they are doubled, and the rest of the reduction."""
    product = Product(code, TAIL_RING, parts)
    rows = range(TAIL, DIGITS)
    product.stack("l32i", R_POINTER, R_SLOT)
    product.stack("l32i", C_POINTER, C_SLOT)
    for j in range(DIGITS):
        if j == TAIL:
            for register in ROWS[:len(rows)]:
                code("sra", register, register)
        code("l32i", B, B_POINTER, 4 * j)
        for register, row in zip(ROWS, rows):
            bound = (digit(row) * digit(j)).times(2 if j < TAIL else 1)
            product.columns.add_product(row + j, register, B, bound)
        product.complete(TAIL + j, COLUMNS)
    product.complete_rest(COLUMNS)
    assert not product.parts
    epilogue(code)


def join_parts(product_parts, square_parts):
    joined = {}
    for column in sorted(product_parts.keys() | square_parts.keys()):
        zero = within(0)
        joined[column] = product_parts.get(column, zero).join(square_parts.get(column, zero))
    return joined


def clear_parts(code, joined, parts):
    """Columns that only the other function leaves."""
    missing = sorted(joined.keys() - parts.keys())
    if missing:
        code("movi", T, 0)
    for column in missing:
        code("s32i", T, "a1", 4 * (PART_SLOT + column % PARTS))


def multiplication():
    """Both functions and their tail, in one section."""
    front, back = Code(), Code()
    front.begin("appverify_p256_multiply_subtract")
    prologue(front, {R_SLOT: "a2", A_SLOT: "a3", C_SLOT: "a5"})
    front("mov", B_POINTER, "a4")
    product_parts = product_blocks(front)
    back.begin("appverify_p256_square_subtract", section=False)
    prologue(back, {R_SLOT: "a2", C_SLOT: "a4"})
    back("mov", B_POINTER, "a3")
    square_parts = square_blocks(back)
    joined = join_parts(product_parts, square_parts)

    clear_parts(front, joined, product_parts)
    front.comment("rows 12 to 16")
    front("l32i", T, "a1", 4 * A_SLOT)
    load_rows(front, range(TAIL, DIGITS), T)
    front("ssai", 0)
    front.label(".Ltail")
    tail(front, joined)
    front.end("appverify_p256_multiply_subtract")

    clear_parts(back, joined, square_parts)
    back.comment("rows 12 to 16, doubled")
    load_rows(back, range(TAIL, DIGITS), B_POINTER)
    for register in ROWS[:DIGITS - TAIL]:
        back("add", register, register, register)
    back("ssai", 1)
    back("j", ".Ltail")
    back.end("appverify_p256_square_subtract")
    return front.lines + back.lines


def combination():
    """sum a2, a a3, m a4, b a5, n a6. What exceeds 2^256 comes back in digits 0, 6, 12 and 14."""
    code = Code()
    last, excess, carry = "a7", "a8", "a9"
    code.begin("appverify_p256_combine")
    code("l32i", last, "a3", 4 * (DIGITS - 1))
    code("l32i", carry, "a5", 4 * (DIGITS - 1))
    code("mull", last, last, "a4")
    code("mull", carry, carry, "a6")
    code("add", last, last, carry)
    code("addmi", excess, last, 0x7F00)
    code("addmi", excess, excess, 0x100)
    code("srai", excess, excess, 16)
    code("slli", carry, excess, 16)
    code("sub", last, last, carry)
    code("mov", carry, excess)
    for index in range(DIGITS - 1):
        if index in (6, 12, 14):
            code("slli", "a10", excess, index)
            code("sub" if index < 14 else "add", carry, carry, "a10")
        code("l32i", "a10", "a3", 4 * index)
        code("l32i", "a11", "a5", 4 * index)
        code("mull", "a10", "a10", "a4")
        code("mull", "a11", "a11", "a6")
        code("add", "a10", "a10", carry)
        code("add", "a10", "a10", "a11")
        code("addmi", "a10", "a10", 1 << 14)
        code("srai", carry, "a10", DIGIT_BITS)
        code("extui", "a10", "a10", 0, DIGIT_BITS)
        code("addmi", "a10", "a10", -(1 << 14))
        code("s32i", "a10", "a2", 4 * index)
    code("add", last, last, carry)
    code("s32i", last, "a2", 4 * (DIGITS - 1))
    code("ret")
    code.end("appverify_p256_combine")
    return code.lines


def unpacking():
    """number a2, words a3, which are loaded one ahead."""
    code = Code()
    words = ("a4", "a5", "a6")
    loaded = 0
    code.begin("appverify_p256_unpack")
    for index in range(DIGITS):
        bit = DIGIT_BITS * index
        word, shift = bit // 32, bit % 32
        width = DIGIT_BITS if index < DIGITS - 1 else 16
        while loaded <= (bit + width - 1) // 32:
            code("l32i", words[loaded % 3], "a3", 4 * loaded)
            loaded += 1
        if index == DIGITS - 1:
            code("srai", "a8", words[word % 3], shift)
        elif shift + width <= 32:
            code("extui", "a8", words[word % 3], shift, width)
        else:
            code("ssai", shift)
            code("src", "a8", words[(word + 1) % 3], words[word % 3])
            code("extui", "a8", "a8", 0, width)
        if index < DIGITS - 1:
            code("addmi", "a8", "a8", -(1 << 14))
        code("s32i", "a8", "a2", 4 * index)
    code("ret")
    code.end("appverify_p256_unpack")
    return code.lines


HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Made by generate_p256_field.py, which explains it; a test compares. */
#include "lx106_assembly.h"

#if defined(APPVERIFY_LX106) && !defined(P256_FIELD_SMALL)"""


def main():
    print("\n".join([HEAD, *multiplication(), *combination(), *unpacking(), "#endif"]))


if __name__ == "__main__":
    main()
