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


class NetworkBench(Bench):
    rom_name = "network.elf"
    machine = ("-M", "lx60-nommu", "-serial", "null", "-nic", "user,model=open_eth")
    line = ()  # arguments about faults of the line

    def offered(self, offer):
        """offer: a Place; None: the board has no network."""
        if offer is None:
            return
        yield from self.line
        if offer.host != HOST:
            yield f"name={offer.host}"
        yield from (f"set.{name}={value}" for name, value in vars(offer).items())
