#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints p256_field_small_lx106.S: multiplication for the LX106 in a third of the code and a fifth
more time.

One pass takes six rows of the product, six quotient digits and a step of six digits to the right;
three passes are a multiplication. generate_p256_field.py explains rows and quotient digits.

usage: generate_p256_field_small.py >p256_field_small_lx106.S
"""
from generate_p256_field import (B, B_POINTER, DIGIT_BITS, DIGITS, GROUP, HALF_DIGIT, LAST_MAX,
                                 LOW_DIGIT, RING, ROWS, SAVED, T, digit)
from lx106 import Code, Columns, Interval, within

PASSES = 3
PASS_COLUMNS = DIGITS + GROUP  # 0 to 22
# Between passes the sum has digits from 0 to 2^15 - 1, and a last one of this size.
SUM_LAST = within(1 << 17)

# The frame, in words.
R_SLOT, C_SLOT, A_SLOT, CENTER_SLOT, COUNT_SLOT = 5, 6, 7, 8, 9
QUOTIENT_SLOT = 10
SUM_SLOT = QUOTIENT_SLOT + GROUP
FRAME = 256
assert 4 * (SUM_SLOT + DIGITS) <= FRAME


def quotient_bound(index):
    return LOW_DIGIT if index < GROUP - 1 else HALF_DIGIT + within(LAST_MAX // 2 + 1)


def add_quotients(code, columns, column):
    """p, as often as the quotient digits of this pass say."""
    register = columns.register(column)
    for place, shift, plus in ((6, 6, True), (12, 12, True), (14, 14, False), (17, 1, True)):
        index = column - place
        if not 0 <= index < GROUP:
            continue
        bound = quotient_bound(index).times(1 << shift)
        columns.make_room(column, bound if plus else -bound)
        code("l32i", T, "a1", 4 * (QUOTIENT_SLOT + index))
        if shift == 1:
            code("addx2", register, T, register)
        else:
            code("slli", T, T, shift)
            code("add" if plus else "sub", register, register, T)


def make_quotient(code, columns, column):
    """The last one is around a number that the last pass takes from c."""
    register, bound = columns.register(column), columns.bounds[column]
    if column < GROUP - 1:
        code("extui", B, register, 0, DIGIT_BITS)
        code("s32i", B, "a1", 4 * (QUOTIENT_SLOT + column))
        columns.shift_into(column + 1, register, bound)
    else:
        code("l32i", B, "a1", 4 * CENTER_SLOT)
        code("sub", T, register, B)
        code("slli", T, T, 32 - DIGIT_BITS)
        code("srai", T, T, 32 - DIGIT_BITS)
        code("add", B, B, T)
        code("s32i", B, "a1", 4 * (QUOTIENT_SLOT + column))
        code("sub", T, register, B)
        columns.shift_into(column + 1, T, bound + -quotient_bound(column))
    columns.drop(column)


def complete(code, columns, column):
    if column < DIGITS:
        columns.make_room(column, LOW_DIGIT if column < DIGITS - 1 else SUM_LAST)
        code("l32i", T, "a1", 4 * (SUM_SLOT + column))
        code("add", columns.register(column), columns.register(column), T)
    if column < GROUP:
        make_quotient(code, columns, column)
        return
    if column not in columns.bounds:  # nothing but the carry comes here
        columns.start(column, within(0))
        code("movi", columns.register(column), 0)
    add_quotients(code, columns, column)
    if column < PASS_COLUMNS - 1:
        columns.split(column)
    code("s32i", columns.register(column), "a1", 4 * (SUM_SLOT + column - GROUP))
    bound = columns.drop(column)
    limit = LOW_DIGIT if column < PASS_COLUMNS - 1 else SUM_LAST
    assert limit.low <= bound.low and bound.high <= limit.high, f"column {column} is too large"


def row_digit(row):
    """The largest of the three passes; the sixth row of the last one does not exist."""
    return digit(DIGITS - 1) if row == GROUP - 2 else HALF_DIGIT


def one_pass(code):
    columns = Columns(code, RING, T, DIGIT_BITS)
    for j in range(DIGITS):
        code("l32i", B, B_POINTER, 4 * j)
        for row, register in enumerate(ROWS):
            columns.add_product(row + j, register, B, row_digit(row) * digit(j))
        complete(code, columns, j)
    for column in range(DIGITS, PASS_COLUMNS):
        complete(code, columns, column)
    assert not columns.bounds


def prologue(code):
    code("addmi", "a1", "a1", -FRAME)
    for index, register in enumerate(SAVED):
        code("s32i", register, "a1", 4 * index)
    code("s32i", "a2", "a1", 4 * R_SLOT)
    code("s32i", "a5", "a1", 4 * C_SLOT)
    code("mov", B_POINTER, "a4")
    code("movi", "a2", 0)
    for index in range(DIGITS):
        code("s32i", "a2", "a1", 4 * (SUM_SLOT + index))
    code("s32i", "a2", "a1", 4 * CENTER_SLOT)
    code("movi", "a2", PASSES - 1)


def load_rows(code):
    """a2: passes to come; a3: digits of a. The last pass has no sixth row, and a center."""
    code("s32i", "a2", "a1", 4 * COUNT_SLOT)
    for row in range(GROUP - 1):
        code("l32i", ROWS[row], "a3", 4 * row)
    code("bnez", "a2", "2f")
    code("l32i", "a2", "a1", 4 * C_SLOT)
    code("l32i", "a2", "a2", 4 * (DIGITS - 1))
    code("srai", "a2", "a2", 1)
    code("s32i", "a2", "a1", 4 * CENTER_SLOT)
    code("movi", ROWS[-1], 0)
    code("j", "3f")
    code.label("2")
    code("l32i", ROWS[-1], "a3", 4 * (GROUP - 1))
    code.label("3")
    code("addi", "a3", "a3", 4 * GROUP)
    code("s32i", "a3", "a1", 4 * A_SLOT)


def write_result(code):
    """The sum minus c in signed digits."""
    carry = within(2)
    again = (LOW_DIGIT + -HALF_DIGIT + carry + Interval(1 << 14, 1 << 14)) >> DIGIT_BITS
    assert carry.low <= again.low and again.high <= carry.high
    code("l32i", "a2", "a1", 4 * R_SLOT)
    code("l32i", "a3", "a1", 4 * C_SLOT)
    code("addi", "a4", "a1", 4 * SUM_SLOT)
    code("addi", "a5", "a4", 4 * (DIGITS - 1))
    code("movi", "a6", 0)
    code.label("4")
    code("l32i", "a7", "a4", 0)
    code("l32i", "a8", "a3", 0)
    code("add", "a6", "a6", "a7")
    code("sub", "a6", "a6", "a8")
    code("addmi", "a6", "a6", 1 << 14)
    code("extui", "a7", "a6", 0, DIGIT_BITS)
    code("srai", "a6", "a6", DIGIT_BITS)
    code("addmi", "a7", "a7", -(1 << 14))
    code("s32i", "a7", "a2", 0)
    for pointer in ("a2", "a3", "a4"):
        code("addi", pointer, pointer, 4)
    code("bne", "a4", "a5", "4b")
    code("l32i", "a7", "a4", 0)
    code("l32i", "a8", "a3", 0)
    code("add", "a6", "a6", "a7")
    code("sub", "a6", "a6", "a8")
    code("s32i", "a6", "a2", 0)


def multiplication():
    code = Code()
    code.begin("appverify_p256_square_subtract")
    code("mov", "a5", "a4")
    code("mov", "a4", "a3")
    code.end("appverify_p256_square_subtract")
    code.begin("appverify_p256_multiply_subtract", section=False, align=False)
    prologue(code)
    code.label("1")
    load_rows(code)
    one_pass(code)
    code("l32i", "a2", "a1", 4 * COUNT_SLOT)
    code("l32i", "a3", "a1", 4 * A_SLOT)
    code("addi", "a2", "a2", -1)
    code("bltz", "a2", "5f")
    code("j", "1b")
    code.label("5")
    write_result(code)
    for index, register in enumerate(SAVED):
        code("l32i", register, "a1", 4 * index)
    code("addmi", "a1", "a1", FRAME)
    code("ret")
    code.end("appverify_p256_multiply_subtract")
    return code.lines


HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Made by generate_p256_field_small.py, which explains it; a test compares. */
#include "lx106_assembly.h"

#if defined(APPVERIFY_LX106) && defined(P256_FIELD_SMALL)"""


if __name__ == "__main__":
    print("\n".join([HEAD, *multiplication(), "#endif"]))
