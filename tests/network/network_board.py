# SPDX-License-Identifier: MIT
"""The emulated board with a network: boots that ask servers on 127.0.0.1, or are posted to."""

import dataclasses
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "device" / "update"))

from board import ASLEEP, RESET, Bench, check  # pylint: disable=wrong-import-position
from servers import publish

HOST = "10.0.2.2"  # the computer that runs the emulator, as the board sees it
PORT_80 = "10.0.2.100"  # leads from its port 80 to a port of the computer


@dataclasses.dataclass
class Place:
    """Where the board asks for releases, PATH.manifest and so on, and how: settings of the firmware
    (examples/hello-ota). None: as it does by itself."""

    port: int
    path: str = "/lamp"
    host: str = HOST
    address: str = HOST  # of the host, where that is a name
    checks: int | None = None
    period: int | None = None
    journal: int | None = None


@dataclasses.dataclass
class Listener:
    """The board takes posts, until none came for so many seconds."""

    listen: int = 5


class NetworkBench(Bench):
    rom_name = "network.elf"
    line = ()  # more arguments of the board, such as faults of the line
    forwards = ()  # of the emulator, such as hostfwd=

    @property
    def machine(self):
        return ("-M", "lx60-nommu", "-serial", "null", "-nic",
                ",".join(("user,model=open_eth", *self.forwards)))

    def listen_at(self, port):
        """Connections to this port of 127.0.0.1 go to port 80 of the board."""
        self.forwards = (f"hostfwd=tcp:127.0.0.1:{port}-:80",)

    def offered(self, offer):
        """offer: a Place or a Listener; None: the board has no network."""
        if offer is None:
            return
        yield from self.line
        if getattr(offer, "host", HOST) != HOST:
            yield f"name={offer.host}"
            yield f"address={offer.address}"
        for name, value in vars(offer).items():
            if value is not None and name != "address":
                yield f"set.{name}={value}"


class Updates:
    """Whole updates, from reset to reset: 1.0.0 in slot 1 fetches 1.1.0."""

    def __init__(self, bench):
        self.bench = bench
        self.old, self.new = bench.release("v1.0.0"), bench.release("v1.1.0")
        _, self.flash = bench.boot(bench.factory_flash(self.old))

    def folder(self, name, release=None, **how):
        """A folder of a server, with 1.1.0 in it."""
        root = self.bench.work / name
        publish(root, release or self.new, **how)
        return root

    def first_boot(self, place, line=(), flash=None):
        """It runs 1.0.0 and is over with the update committed."""
        bench, self.bench.line = self.bench, line
        run, flash = bench.expect_boot(flash or self.flash, self.old, 1, offer=place)
        bench.line = ()
        check(run.status == RESET and run.says("update: committed"), f"no update:\n{told(run)}")
        return run, flash

    def second_boot(self, flash, place=None):
        """The new release confirms itself; asked again, there is nothing newer."""
        run, _ = self.bench.expect_boot(flash, self.new, 2, offer=place)
        check(run.status == ASLEEP and run.says("trial: confirmed")
              and (place is None or run.says("update: none newer")), f"not at peace:\n{told(run)}")

    def update(self, place, line=()):
        run, flash = self.first_boot(place, line)
        self.second_boot(flash, dataclasses.replace(place, checks=None))
        return run

    def expect_refused(self, place, refusal):
        """1.0.0 goes on running. The flash as it is then."""
        run, flash = self.bench.expect_boot(self.flash, self.old, 1, offer=place)
        check(run.status == ASLEEP and run.refusal == refusal,
              f"want {refusal}:\n{told(run)}")
        return flash


def told(run):
    """What a run said, without each access to the flash."""
    return "".join(line for line in run.output.splitlines(True) if not line.startswith("flash:"))


def frames(run):
    """Sent, received, lost."""
    return [int(number) for number in re.findall(
        r"bench: (\d+) frames sent, (\d+) received, (\d+) lost", run.output)[0]]
