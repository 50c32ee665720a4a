#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the libupgrade of a vendor's SDK does with the project's images and with two kinds of
servers, on the emulated core, over the TCP/IP library of that SDK.
usage: ESP8266_NONOS_SDK_DIR=FOLDER stock_update.py OUT_DIR IMAGETOOL

Where the SDK has no third_party/include (2.1.0 and before), ESP8266_LWIP_INCLUDE_DIR names that of
a later one. Exit 1 when an image is taken or refused other than docs/image-formats.md says; what a
server does to an SDK is only reported."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from stock_images import ImageMaker
from stock_servers import serving

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
SLOT_2 = 0x81000
CHECK_TIME = 30000  # when libupgrade gives up; the SDK's example says 120000 milliseconds
LIMIT = 45000
SERVERS = {"whole header": False, "status line apart": True}
BOTH_SERVERS = ("build", "build --crc inverted")  # what is judged is the same: once is enough


def fail(status, text):
    print(f"stock_update.py: {text}", file=sys.stderr)
    sys.exit(status)


def sdk_folders():
    sdk = os.environ.get("ESP8266_NONOS_SDK_DIR")
    if not sdk:
        fail(2, "set ESP8266_NONOS_SDK_DIR to the folder of the vendor's ESP8266_NONOS_SDK")
    sdk = pathlib.Path(sdk).resolve()
    headers = os.environ.get("ESP8266_LWIP_INCLUDE_DIR", sdk / "third_party" / "include")
    headers = pathlib.Path(headers).resolve()
    for path in (sdk / "lib" / "libupgrade.a", sdk / "lib" / "liblwip.a",
                 sdk / "include" / "upgrade.h"):
        if not path.is_file():
            fail(2, f"ESP8266_NONOS_SDK_DIR is no SDK: no {path}")
    if not (headers / "lwip" / "netif.h").is_file():
        fail(2, f"no lwip/netif.h in {headers}: name the third_party/include of a later SDK by "
             "ESP8266_LWIP_INCLUDE_DIR")
    return sdk, headers


def version_of(sdk):
    """As libmain.a has it for the log of the start."""
    library = sdk / "lib" / "libmain.a"
    found = re.search(rb"(\d+\.\d+\.\d+[-\w]*)\([0-9a-f]{7}\)",
                      library.read_bytes() if library.is_file() else b"")
    return found[1].decode() if found else "unknown"


def build(out, sdk, headers):
    commands = (["cmake", "-S", HERE, "-B", out, "--toolchain",
                 ROOT / "cmake" / "toolchain-xtensa-lx106.cmake",
                 f"-DESP8266_NONOS_SDK_DIR={sdk}", f"-DESP8266_LWIP_INCLUDE_DIR={headers}",
                 "--no-warn-unused-cli"],
                ["cmake", "--build", out])
    for command in commands:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        if done.returncode != 0:
            fail(1, f"{' '.join(map(str, command))} failed:\n{done.stdout}")
    return out / "stock_update.elf"


class Run:
    """One update. The console is libupgrade's, and lines of the bench."""

    def __init__(self, program, image, apart):
        self.image = image
        with tempfile.TemporaryDirectory() as work, serving(image.content, apart) as port:
            flash = pathlib.Path(work) / "flash.bin"
            arguments = (program.name, port, "user2.bin", CHECK_TIME, LIMIT, flash)
            done = subprocess.run(
                ["qemu-system-xtensa", "-M", "lx60-nommu", "-cpu", "lx106", "-display", "none",
                 "-monitor", "none", "-serial", "null", "-nic", "user,model=open_eth",
                 "-semihosting-config", "enable=on,target=native" +
                 "".join(f",arg={argument}" for argument in arguments), "-kernel", program],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=10 * LIMIT / 1000, check=False)
            self.console = done.stdout.decode(errors="replace")
            self.flash = flash.read_bytes() if flash.exists() else b""
        if done.returncode != 0 or not self.flash:
            fail(1, f"the program failed with {done.returncode}:\n{self.console[-2000:]}")

    def number(self, name):
        return int(re.search(rf"^bench: .*\b{name} (\d+)", self.console, re.M)[1])

    @property
    def counts(self):
        return [int(count) for count in re.findall(r"^totallen = (\d+)", self.console, re.M)]

    @property
    def outcome(self):
        """What libupgrade made of the image; None: it never came to that."""
        for line in ("error bin file", "please check the bin file"):
            if line in self.console:
                return line
        if "upgrade file download finished" not in self.console:
            return None
        return "taken" if self.number("upgrade_flag") == 1 else "CRC word refused"

    @property
    def defects(self):
        """Where it is not as the documents say."""
        if self.outcome not in (None, self.image.expected):
            yield f"expected: {self.image.expected}"
        content = self.image.content
        if self.outcome == "taken" and self.flash[SLOT_2:SLOT_2 + len(content)] != content:
            yield "the slot does not hold the image"
        if self.number("rule") != 0:
            yield f"the flash was misused, rule {self.number('rule')}"

    @property
    def story(self):
        if self.outcome is not None:
            return self.outcome
        counts, length = self.counts, len(self.image.content)
        end = "gives up after check_times" if self.number("called back") else "no end"
        if not counts:
            return f"{end}, nothing received"
        first = ", ".join(map(str, counts[:2]))
        return f"{end}; totallen = {first}, ... {counts[-1]}, {counts[-1] - length:+} of the length"


def main():
    if len(sys.argv) != 3:
        fail(2, "usage: ESP8266_NONOS_SDK_DIR=FOLDER stock_update.py OUT_DIR IMAGETOOL")
    for tool in ("xtensa-lx106-elf-gcc", "qemu-system-xtensa", "cmake"):
        if shutil.which(tool) is None:
            fail(2, f"no {tool}")
    sdk, headers = sdk_folders()
    out, imagetool = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    program = build(out, sdk, headers)
    version = version_of(sdk)
    defects = 0
    print(f"{'SDK':9}{'server':19}{'image':22}{'length':>7}  {'CRC word':10}libupgrade")
    for image in ImageMaker(imagetool, out).images():
        for server, apart in SERVERS.items():
            if apart and image.name not in BOTH_SERVERS:
                continue
            run = Run(program, image, apart)
            wrong = "; ".join(run.defects)
            if not apart and run.outcome is None:
                wrong = "a whole header must do"
            defects += 1 if wrong else 0
            print(f"{version:9}{server:19}{image.name:22}{len(image.content):7}  "
                  f"{image.word:08x}  {run.story}{' -- WRONG: ' + wrong if wrong else ''}",
                  flush=True)
    if defects:
        fail(1, f"{defects} runs are not as docs/image-formats.md says")


if __name__ == "__main__":
    main()
