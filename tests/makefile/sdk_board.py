# SPDX-License-Identifier: MIT
"""Applications built in the stand-in SDK, on the emulated board with a network."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "network"))

from network_board import PORT_80, NetworkBench  # pylint: disable=wrong-import-position

from board import BOOT_LOADER, check, skip  # pylint: disable=wrong-import-position
from servers import HERE as NETWORK  # pylint: disable=wrong-import-position

NAME = "updates.test"  # OTA_HOST of build.sh
MAKE = ("make", "COMPILE=gcc", "BOOT=new", "APP=1", "SPI_SIZE_MAP=2")
IMAGE = ".output/eagle/debug/image/eagle.app.v6.out"


def make_sdk(out, *variants):
    words = [word for name in variants for word in ("--variant", name)]
    done = subprocess.run([sys.executable, HERE / "sdk" / "make_sdk.py", out, *words],
                          capture_output=True, text=True)
    if done.returncode == 77:
        skip(done.stdout.strip().removeprefix("skipped: "))
    check(done.returncode == 0, f"make_sdk.py: {done.stdout}{done.stderr}")
    return out / "app"


def make(app, *goals):
    """The exit status of make, and all that it said."""
    done = subprocess.run([*MAKE, *goals], cwd=app, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


class SdkBench(NetworkBench):
    def factory(self, image, boot_map="2"):
        """A flash with this image in slot 1."""
        boot, flash = self.work / "boot.bin", self.work / "factory.bin"
        boot.write_bytes(BOOT_LOADER)
        self.command("merge", "--map", boot_map, "--boot-bin", boot, "--slot1", image,
                     "--no-init-data", "-o", flash)
        return flash.read_bytes()

    def image(self, elf, boot_map="2"):
        """The unsigned image of an application."""
        path = self.work / "app.user1.bin"
        self.command("build", "--map", boot_map, "--slot", "1", "-o", path, elf)
        return path

    def start(self, flash, until, port=None, **settings):
        """A boot until a line of the console; the server's name leads to that port of 127.0.0.1."""
        forwards, self.forwards = self.forwards, (*self.forwards, *self.to_server(port))
        words = [f"set.until={until}", "set.random=0", f"name={NAME}", f"address={PORT_80}"]
        words += [f"set.{name}={value}" for name, value in settings.items()]
        try:
            run, after = self.run(flash, words)
        finally:
            self.forwards = forwards
        check("sdk: " not in run.output, f"the SDK was misused:\n{run.output[-2000:]}")
        return run, after

    @staticmethod
    def to_server(port):
        if port is not None:
            relay = f"cmd:{sys.executable} {NETWORK / 'relay.py'} {port}"
            yield f"guestfwd=tcp:{PORT_80}:80-{relay}"
