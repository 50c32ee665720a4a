#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A glitch campaign: one instruction of the library at a time is replaced by a no-op, and one
conditional branch at a time is inverted, for the whole of every attack of scenario.c.

usage: campaign.py [--every N] [--functions REGEX] [--jobs N] PROGRAM
PROGRAM is glitch_host, or glitch.elf for the emulated core.
  --every N          every N-th fault only
  --functions REGEX  with it, all faults in these functions
  --jobs N           processes at a time (1)
Prints each finding with its instruction. Exit 1 for a finding that is not known, or when the function that is known
to be weak was not found; 77 when a tool is missing."""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RUN_ON_CORE = HERE.parent / "device" / "run.sh"
SKIPPED = 77
XTENSA = 94
WEAK = "glitch_weak_verdict"
LIMIT = re.compile(r"device_(library|builtin_crypto)_text_(start|end)")
NO_OP, INVERTED = "no-op", "inverted"
# Known, and listed with the reason in docs/device.md: the caller's stack pointer is lost.
LEFT = re.compile(r"appverify_((rsa|lms)_)?step\+0x[0-9a-f]+ \(addi a1, a1, -?\d+\) no-op")


class Xtensa:
    prefix = "xtensa-lx106-elf-"

    @staticmethod
    def code(printed):
        return bytes.fromhex(printed)[::-1]  # printed as one number

    @staticmethod
    def no_op(size):
        return {2: b"\x3d\xf0", 3: b"\xf0\x20\x00"}[size]  # nop.n, nop

    @staticmethod
    def is_branch(words):
        return re.match(r"b(eq|ne|lt|ge|any|none|all|nall|bc|bs)[uiz]*(\.n)? ", words)

    @staticmethod
    def invert(code):
        """A branch and its opposite differ in one bit: of r in RRI8, of m or z in the others."""
        if code[0] & 0x0F == 0x07:
            return bytes((code[0], code[1] ^ 0x80, code[2]))
        return bytes((code[0] ^ 0x40,)) + code[1:]

    @staticmethod
    def command(program, faults):
        return ["sh", str(RUN_ON_CORE), str(program), faults]


class X86:
    prefix = ""

    @staticmethod
    def code(printed):
        return bytes.fromhex(printed)

    @staticmethod
    def no_op(size):
        return b"\x90" * size

    @staticmethod
    def is_branch(words):
        return re.match(r"j(?!mp)", words)

    @staticmethod
    def invert(code):
        """Condition codes come in pairs."""
        at = 1 if code[0] == 0x0F else 0
        return code[:at] + bytes((code[at] ^ 1,)) + code[at + 1:]

    @staticmethod
    def command(program, faults):
        return [str(program), faults]


class Fault:
    def __init__(self, function, offset, words, kind, address, code):
        self.function, self.offset, self.words, self.kind = function, offset, words, kind
        self.packed = struct.pack("<II16s", address, len(code), code)

    def __str__(self):
        return f"{self.function}+0x{self.offset:x} ({self.words}) {self.kind}"


def end(text, status=1):
    print(text)
    raise SystemExit(status)


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def functions(program, machine):
    """(name, address, size) of the library's and of the weak one. Between them lie literals."""
    found, limits = [], {}
    for line in output_of(machine.prefix + "objdump", "-t", program).splitlines():
        match = re.match(r"(\w+) .{7}\s*\S+\t(\w+)\s+(?:\.\w+ )?(\S+)$", line)
        if not match:
            continue
        address, size, name = int(match[1], 16), int(match[2], 16), match[3]
        limit = LIMIT.fullmatch(name)
        if limit:
            limits.setdefault(limit[1], {})[limit[2]] = address
        if line[match.end(1) + 1:][6] == "F":
            found.append((name, address, size))
    return sorted(each for each in found
                  if each[0] == WEAK
                  or any(part["start"] <= each[1] < part["end"] for part in limits.values()))


def instructions(program, machine):
    """{address: (code, words)} of the whole program."""
    found = {}
    for line in output_of(machine.prefix + "objdump", "-dw", "--insn-width=16",
                          program).splitlines():
        match = re.match(r" *([0-9a-f]+):\t([0-9a-f ]+?)\s*\t(\S.*)$", line)
        if match:
            found[int(match[1], 16)] = machine.code(match[2]), re.sub(r"\s+", " ", match[3])
    return found


def list_faults(program, machine):
    code = instructions(program, machine)
    for name, start, size in functions(program, machine):
        for address in range(start, start + size):
            old, words = code.get(address, (b"", ".byte"))
            if words.startswith("."):
                continue
            at = name, address - start, words
            yield Fault(*at, NO_OP, address, machine.no_op(len(old)))
            if machine.is_branch(words):
                yield Fault(*at, INVERTED, address, machine.invert(old))


def run_part(program, machine, faults):
    """{fault: [what it led to]}"""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "faults").write_bytes(b"".join(each.packed for each in faults))
        run = subprocess.run(machine.command(program, "faults"), cwd=folder, text=True,
                             capture_output=True, check=False)
    if run.returncode == SKIPPED:
        end(run.stdout.strip(), SKIPPED)
    for number, attack, path, level, switches in re.findall(
            r"(?m)^found (\d+) (\w+) (\w+) (\d+) (\d+)$", run.stdout):
        what = f"{attack}, {path}: " + ("switch" if int(switches) else f"verdict {level}")
        found.setdefault(faults[int(number)], []).append(what)
    if run.returncode != 0 or f"done {len(faults)}" not in run.stdout.splitlines():
        end(f"the campaign did not end:\n{run.stdout[-2000:]}{run.stderr}")
    return found


def run_all(program, machine, faults, jobs):
    found = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for part in pool.map(lambda start: run_part(program, machine, faults[start::jobs]),
                             range(jobs)):
            found.update(part)
    return found


def judge(found, count):
    """Prints the findings; 1 when there are new ones, or when the weak function is none."""
    shown = {fault: runs for fault, runs in found.items() if fault.function != WEAK}
    new = [fault for fault in shown if not LEFT.fullmatch(str(fault))]
    for fault in sorted(shown, key=str):
        print(f"{fault}{'' if fault in new else ', known'}\n    " + "\n    ".join(shown[fault]))
    weak = {fault.kind for fault in found if fault.function == WEAK}
    for kind in (NO_OP, INVERTED):
        if kind not in weak:
            print(f"no finding of the kind {kind} in {WEAK}: this campaign would find nothing")
    print(f"{count} faults, {len(new)} findings, {len(shown) - len(new)} known")
    return 0 if not new and weak == {NO_OP, INVERTED} else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--functions", default="")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("program", type=pathlib.Path)
    options = parser.parse_args()
    if not options.program.exists():
        end(f"skipped: {options.program} was not built", SKIPPED)
    program = options.program.resolve()
    machine = Xtensa if program.read_bytes()[18] == XTENSA else X86
    if not shutil.which(machine.prefix + "objdump"):
        end(f"skipped: no {machine.prefix}objdump", SKIPPED)
    faults = list(list_faults(program, machine))
    chosen = [fault for index, fault in enumerate(faults)
              if index % options.every == 0 or fault.function == WEAK
              or (options.functions and re.fullmatch(options.functions, fault.function))]
    return judge(run_all(program, machine, chosen, options.jobs), len(chosen))


if __name__ == "__main__":
    sys.exit(main())
