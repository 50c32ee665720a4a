# SPDX-License-Identifier: MIT
"""The emulated board with a network: boots that ask servers on 127.0.0.1."""

import dataclasses
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "device" / "update"))

from board import Bench  # pylint: disable=wrong-import-position

HOST = "10.0.2.2"  # the computer that runs the emulator, as the board sees it


@dataclasses.dataclass
class Place:
    """Where the board asks for releases: PATH.manifest and so on."""

    port: int
    path: str = "/lamp"
    host: str = HOST


@dataclasses.dataclass
class Listener:
    """The board takes posts, until none came for so many seconds."""

    listen: int = 5


class NetworkBench(Bench):
    rom_name = "network.elf"
    machine = ("-M", "lx60-nommu", "-serial", "null", "-nic", "user,model=open_eth")
    line = ()  # arguments about faults of the line
    settings = ()  # more settings, each NAME=VALUE

    def offered(self, offer):
        """offer: a Place or a Listener; None: the board has no network."""
        if offer is None:
            return
        yield from self.line
        if getattr(offer, "host", HOST) != HOST:
            yield f"name={offer.host}"
        yield from (f"set.{name}={value}" for name, value in vars(offer).items())
        yield from (f"set.{setting}" for setting in self.settings)

    def listen_at(self, port):
        """Connections to this port of 127.0.0.1 go to port 80 of the board."""
        self.machine = (*self.machine[:-1],
                        f"user,model=open_eth,hostfwd=tcp:127.0.0.1:{port}-:80")
