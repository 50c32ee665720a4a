# SPDX-License-Identifier: MIT
"""The emulated board as the update tests use it: a flash file, boots, power cuts."""

import dataclasses
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

SKIPPED = 77
ASLEEP, RESET, POWER_CUT, HANGS = 0, 20, 21, 23  # tests/device/boot/README.md
CUTS = ("before", "half", "weak", "after")  # enum nor_flash_cut

SECTOR = 0x1000
SLOTS = {1: 0x1000, 2: 0x81000}
SLOT_LIMIT = 0x7A000
STORE = slice(0x7C000, 0x7E000)
STORE_RECORD = "<4sIIIIII"  # magic, sequence, security counter, slot, counter and boots of a trial,
STORE_CRC_AT = 24           # CRC-32 of all before it
PARAMETERS = slice(0xFD000, 0x100000)

MAGICS = (0xE9, 0xEA)  # what a boot loader starts begins with one of them
HEAD = 4  # bytes of a slot that the commit writes last

# A boot loader for imagetool merge, with nothing in it: the ROM plays the real one.
BOOT_LOADER = bytes([0xE9, 0, 0, 0, 0, 0, 0x10, 0x40]) + bytes(7) + b"\xef"


class Failure(Exception):
    """Something that must hold does not."""


def check(condition, text):
    if not condition:
        raise Failure(text)


@dataclasses.dataclass
class Offer:
    """What the update server has. None: not there."""

    manifest: bytes | None = None
    user1: bytes | None = None
    user2: bytes | None = None


@dataclasses.dataclass
class Release:
    version: str
    manifest: bytes
    user1: bytes
    user2: bytes
    unsigned: dict  # slot: the image before it was signed
    key: pathlib.Path

    def image(self, slot):
        return self.user1 if slot == 1 else self.user2

    def offer(self, **other):
        files = {"manifest": self.manifest, "user1": self.user1, "user2": self.user2}
        return Offer(**files | other)


@dataclasses.dataclass
class Run:
    """One run of the board, from reset to reset, sleep or power cut."""

    status: int
    output: str

    def line(self, pattern):
        found = re.search(f"^{pattern}$", self.output, re.MULTILINE)
        return found.groups() if found else None

    def says(self, line):
        return line in self.output.splitlines()

    @property
    def running(self):
        """(version, slot) of the firmware that ran, None without one."""
        found = self.line(r"hello-ota (\S+) slot (\d)")
        return (found[0], int(found[1])) if found else None

    @property
    def refusal(self):
        found = self.line(r"update refused: (.*)")
        return found[0] if found else None

    @property
    def changes(self):
        return int(self.line(r"bench: (\d+) changes of the flash, \d+ reads")[0])

    @property
    def reads(self):
        return int(self.line(r"bench: \d+ changes of the flash, (\d+) reads")[0])

    @property
    def touched(self):
        """Addresses of the firmware's changes of the flash: (first, behind the last)."""
        writes = re.findall(r"^flash: write 0x([0-9a-f]+) (\d+)$", self.output, re.MULTILINE)
        erases = re.findall(r"^flash: erase 0x([0-9a-f]+)$", self.output, re.MULTILINE)
        return [(int(at, 16), int(at, 16) + int(size)) for at, size in writes] + [
            (int(at, 16), int(at, 16) + SECTOR) for at in erases
        ]


class Bench:
    """Where the programs are. Makes boards."""

    rom_name = "boot/boot.elf"
    machine = ("-M", "sim", "-serial", "stdio")
    time_limit = 120  # seconds for a boot

    def __init__(self, build, imagetool):
        self.build = pathlib.Path(build)
        self.imagetool = imagetool
        self.rom = self.build / self.rom_name
        if not shutil.which("qemu-system-xtensa"):
            skip("no qemu-system-xtensa (Debian: qemu-system-misc)")
        if not self.rom.exists():
            skip(f"{self.rom} was not built")
        self._work = tempfile.TemporaryDirectory(prefix="board.")
        self.work = pathlib.Path(self._work.name)
        self._accepted = set()

    def release(self, name, key="ecdsa"):
        manifest = self.build.joinpath(f"{name}.manifest").read_bytes()
        return Release(
            "%d.%d.%d" % struct.unpack_from("<HHI", manifest, 40),
            manifest,
            *(self.build.joinpath(f"{name}.user{slot}.bin").read_bytes() for slot in (1, 2)),
            {slot: self.unsigned(name, slot) for slot in (1, 2)},
            self.public_key(key),
        )

    def unsigned(self, name, slot):
        path = self.work / "unsigned.bin"
        self.command("build", "--map", "2", "--slot", str(slot), "-o", path,
                     self.build / f"{name}.user{slot}.elf")
        return path.read_bytes()

    def sign(self, release, version, counter, slots=(1, 2), key="ecdsa", more=()):
        """The images of a release under another version. What the server then has. more: options of
        imagetool sign."""
        folder = self.work / "signed"
        folder.mkdir(exist_ok=True)
        images = [self.work / f"user{slot}.bin" for slot in slots]
        for slot, image in zip(slots, images):
            image.write_bytes(release.unsigned[slot])
        self.command(
            "sign", "--key", self.build / f"{key}.pem", "--vendor", "vendor.example", "--product",
            "hello-ota", "--fw-version", version, "--security-counter", str(counter),
            "--manifest-out", folder / "manifest", "--out-dir", folder, *more, *images)
        return Offer((folder / "manifest").read_bytes(),
                     **{image.stem: (folder / image.name).read_bytes() for image in images})

    def public_key(self, key):
        path = self.work / f"{key}.pub.pem"
        if not path.exists():
            self.command("pubkey", "-o", path, self.build / f"{key}.pem")
        return path

    def command(self, *arguments):
        done = subprocess.run([self.imagetool, *arguments], capture_output=True, text=True)
        check(done.returncode == 0, f"imagetool {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def accepts(self, image, slot, key):
        """What imagetool verify says. A good image is asked about once."""
        if (image, slot, key) in self._accepted:
            return True
        path = self.work / "slot.bin"
        path.write_bytes(image)
        done = subprocess.run(
            [self.imagetool, "verify", "--pubkey", key, "--map", "2", "--slot", str(slot),
             "--vendor", "vendor.example", "--product", "hello-ota", path],
            capture_output=True)
        if done.returncode == 0:
            self._accepted.add((image, slot, key))
        return done.returncode == 0

    def factory_flash(self, release, signed=True):
        """The flash as it leaves the factory: the release in slot 1, all else blank."""
        boot, slot1, flash = (self.work / name for name in ("boot.bin", "user1.bin", "flash.bin"))
        boot.write_bytes(BOOT_LOADER)
        slot1.write_bytes(release.user1 if signed else release.unsigned[1])
        self.command("merge", "--map", "2", "--boot-bin", boot, "--slot1", slot1,
                     "--no-init-data", "-o", flash)
        return flash.read_bytes()

    def boot(self, flash, offer=None, cut=None, kind="before", fail=0, seed=1):
        """Runs the board once. Returns the run and the flash as it is then. From 1: cut, the number
        of the change of the flash that loses the power; fail, of the firmware's read that fails."""
        arguments = [f"seed={seed}", f"fail={fail}", *self.offered(offer)]
        if cut:
            arguments += [f"cut={cut}", f"kind={CUTS.index(kind)}"]
        return self.run(flash, arguments)

    def offered(self, offer):
        """Arguments of the board that name what the update server has."""
        for name, content in vars(offer or Offer()).items():
            if content is not None:
                (self.work / name).write_bytes(content)
                yield f"{name}={name}"

    def emulator(self, arguments):
        """The command that runs the board, in the folder work."""
        words = (self.rom.name, "flash.bin", *arguments)
        config = "enable=on,target=native" + "".join(f",arg={word}" for word in words)
        return ["qemu-system-xtensa", *self.machine, "-cpu", "lx106", "-display", "none", "-monitor",
                "none", "-semihosting-config", config, "-kernel", self.rom.resolve()]

    def run(self, flash, arguments):
        (self.work / "flash.bin").write_bytes(flash)
        done = subprocess.run(
            self.emulator(arguments), cwd=self.work, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=self.time_limit)
        run = Run(done.returncode, done.stdout)
        check(run.status in (ASLEEP, RESET, POWER_CUT, HANGS),
              f"status {run.status}:\n{done.stdout}{done.stderr}")
        return run, (self.work / "flash.bin").read_bytes()

    def expect_intact(self, flash, release, slot):
        """The release is in the slot byte for byte, and imagetool accepts it there."""
        image = release.image(slot)
        content = in_slot(flash, slot, len(image))
        check(content == image, f"slot {slot} differs from the release")
        check(self.accepts(content, slot, release.key), f"imagetool refuses slot {slot}")

    def expect_boot(self, flash, release, slot, **options):
        """A boot that must run this release from this slot, undamaged. Returns as boot."""
        run, after = self.boot(flash, **options)
        check(run.running == (release.version, slot),
              f"runs {run.running}, not {release.version} in slot {slot}:\n{run.output}")
        self.expect_intact(after, release, slot)
        return run, after

    def update(self, flash, old, old_slot, new, seed=1):
        """A whole update that must succeed: reset into the new release, which confirms itself."""
        run, flash = self.expect_boot(flash, old, old_slot, offer=new.offer(), seed=seed)
        check(run.status == RESET and run.says("update: committed"), f"no update:\n{run.output}")
        run, flash = self.expect_boot(flash, new, 3 - old_slot)
        check(run.status == ASLEEP and run.says("trial: confirmed"),
              f"not confirmed:\n{run.output}")
        check(not run.says("update: committed"), "an update nobody offered")
        return flash


def stored_counter(flash):
    """The security counter of the newest record of the store that is not damaged."""
    records = [struct.unpack_from(STORE_RECORD, flash, at)
               for at in range(STORE.start, STORE.stop, SECTOR)
               if zlib.crc32(flash[at : at + STORE_CRC_AT])
               == struct.unpack_from("<I", flash, at + STORE_CRC_AT)[0]]
    return max(record[1:] for record in records if record[0] == b"AVST")[1]


def in_slot(flash, slot, length=SLOT_LIMIT):
    return flash[SLOTS[slot] : SLOTS[slot] + length]


def expect_judged(flash, slot, *judged):
    """The slot begins like an image only if it holds one of these releases. Of the first word itself
    a power cut may leave a part."""
    content = in_slot(flash, slot)
    images = [release.image(slot) for release in judged]
    check(content[0] not in MAGICS
          or any(content[HEAD : len(image)] == image[HEAD:] for image in images),
          f"slot {slot} begins with {content[:HEAD].hex()}, and nobody judged what it holds")


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def run_cases(cases, wanted):
    """Runs (name, function) pairs, or those wanted by name; a function returns a word for the
    report. Exit status."""
    unknown = set(wanted) - {name for name, _ in cases}
    if unknown:
        print(f"no case {' '.join(unknown)}; there are: {' '.join(name for name, _ in cases)}",
              file=sys.stderr)
        return 2
    cases = [(name, function) for name, function in cases if not wanted or name in wanted]
    failed = 0
    for name, function in cases:
        try:
            print(f"ok {name}: {function()}", flush=True)
        except Failure as failure:
            failed += 1
            print(f"FAIL {name}: {failure}", flush=True)
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0
