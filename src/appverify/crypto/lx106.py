# SPDX-License-Identifier: MIT
"""Assembly for the LX106: functions as lists of instructions, and columns of a long product that
are kept in registers within 32 bits."""

WORD_MIN, WORD_MAX = -(1 << 31), (1 << 31) - 1


class Code:
    """Instructions in the order in which they are written."""

    def __init__(self):
        self.lines = []

    def __call__(self, name, *operands):
        self.lines.append(f"    {name:<8}{', '.join(str(operand) for operand in operands)}".rstrip())

    def label(self, name):
        self.lines.append(f"{name}:")

    def comment(self, text):
        self.lines.append(f"    /* {text} */")

    def begin(self, name, section=True, align=True):
        """A function; one without an alignment goes on from what is above it."""
        if section:
            self.lines.append(f'\n    .section .text.{name}, "ax"')
        if align:
            self.lines.append("    .align  4")
        self.lines += [f"    .global {name}", f"    .type   {name}, @function", f"{name}:"]

    def end(self, name):
        self.lines.append(f"    .size   {name}, . - {name}")


class Interval:
    """The numbers that a register may hold."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def __add__(self, other):
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self):
        return Interval(-self.high, -self.low)

    def __mul__(self, other):
        corners = [x * y for x in (self.low, self.high) for y in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __rshift__(self, count):
        return Interval(self.low >> count, self.high >> count)

    def times(self, factor):
        return self * Interval(factor, factor)

    def join(self, other):
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def fits(self):
        return WORD_MIN <= self.low and self.high <= WORD_MAX


def within(limit):
    return Interval(-limit, limit)


class Columns:
    """Sums of products by their weight: column k stands for 2^(bits k). A ring of registers holds
    neighbours; whatever would not fit into 32 bits is carried into the next column first."""

    def __init__(self, code, registers, scratch, bits):
        self.code, self.registers, self.scratch, self.bits = code, registers, scratch, bits
        self.bounds = {}  # of the columns that are in registers

    def register(self, column):
        return self.registers[column % len(self.registers)]

    def start(self, column, bound):
        """The column is in its register now."""
        assert all(other % len(self.registers) != column % len(self.registers)
                   for other in self.bounds), f"column {column} has no register"
        assert bound.fits(), f"column {column} does not fit"
        self.bounds[column] = bound

    def carry(self, column, register, bound):
        """Adds what is in the register, or moves it, to a column."""
        if column in self.bounds:
            self.code("add", self.register(column), self.register(column), register)
            self.grow(column, bound)
        else:
            self.code("mov", self.register(column), register)
            self.start(column, bound)

    def shift_into(self, column, register, bound):
        """Carries the register's number divided by 2^bits into a column."""
        if column in self.bounds:
            self.code("srai", self.scratch, register, self.bits)
            self.carry(column, self.scratch, bound >> self.bits)
        else:
            self.code("srai", self.register(column), register, self.bits)
            self.start(column, bound >> self.bits)

    def grow(self, column, bound):
        self.bounds[column] = self.bounds[column] + bound
        assert self.bounds[column].fits(), f"column {column} overflows"

    def make_room(self, column, bound):
        """Afterwards something within the bound may be added to the column."""
        if not (self.bounds[column] + bound).fits():
            self.split(column)
        self.grow(column, bound)

    def split(self, column):
        register = self.register(column)
        self.shift_into(column + 1, register, self.bounds[column])
        self.code("extui", register, register, 0, self.bits)
        self.bounds[column] = Interval(0, (1 << self.bits) - 1)

    def add_product(self, column, first, second, bound):
        if column not in self.bounds:
            self.code("mull", self.register(column), first, second)
            self.start(column, bound)
        else:
            self.make_room(column, bound)
            self.code("mull", self.scratch, first, second)
            self.code("add", self.register(column), self.register(column), self.scratch)

    def drop(self, column):
        return self.bounds.pop(column)
