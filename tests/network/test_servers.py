#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates from the servers that products use, with images named by the release and with fixed
names. usage: test_servers.py BUILD_DIR IMAGETOOL SERVERS_DIR [CASE...]"""

import dataclasses
import functools
import sys

from network_board import PORT_80, NetworkBench, Place, Updates

from board import check, run_cases
from servers import HERE, Servers, ask, publish

KINDS = ("python", "nginx", "nginx_gzip", "nginx_chunked", "node", "node_chunked", "lighttpd")
COMPRESSING = ("nginx_gzip", "nginx_chunked")
WITH_RANGE = ("nginx", "nginx_gzip", "lighttpd")
NAME = "updates.example"


class Tests(Updates):
    def __init__(self, bench, unpacked):
        super().__init__(bench)
        self.servers = Servers(unpacked, bench.work)

    def served(self, kind, images):
        """A whole update. The server is what it is taken for: that is asked first."""
        with getattr(self.servers, kind)(self.folder(images, images=images)) as server:
            answer, _ = ask(server.port, headers={"Accept-Encoding": "identity", "Range": "bytes=8-"})
            is_chunked = answer.getheader("Transfer-Encoding") == "chunked"
            check(is_chunked == kind.endswith("chunked")
                  and (answer.getheader("Content-Length") is None) == is_chunked
                  and answer.status == (206 if kind in WITH_RANGE else 200),
                  f"not {kind}: {answer.status} {answer.headers}")
            _, compressed = ask(server.port, headers={"Accept-Encoding": "gzip"})
            check((compressed != self.new.manifest) == (kind in COMPRESSING),
                  f"{kind} and compression")
            self.update(Place(server.port))
        return images

    def published(self):
        """As imagetool writes it; the names that only stock devices ask for are not needed."""
        root = self.bench.work / "published"
        root.mkdir()
        self.bench.sign(self.new, self.new.version, 2, more=("--publish", root / "lamp"))
        for slot in (1, 2):
            root.joinpath(f"lamp.user{slot}.bin").unlink()
        with self.servers.nginx(root) as server:
            self.update(Place(server.port))
        return " ".join(sorted(path.name for path in root.iterdir()))

    def newest(self):
        """1.2.0, of which only the version differs."""
        offer = self.bench.sign(self.new, "1.2.0", 3)
        return dataclasses.replace(self.new, version="1.2.0", **vars(offer))

    def haproxy(self):
        """Which server it is the name says, without a port: the board asks at port 80."""
        with self.servers.nginx(self.folder("fixed")) as behind, \
                self.servers.haproxy(NAME, behind.port) as front:
            # A port of the board's own network, so that nobody needs the rights for port 80.
            self.bench.forwards = (
                f"guestfwd=tcp:{PORT_80}:80-cmd:{sys.executable} {HERE / 'relay.py'} {front.port}",)
            try:
                self.update(Place(80, host=NAME, address=PORT_80))
                other, _ = ask(front.port, headers={"Host": f"{NAME}:80"})
                check(other.status == 503, f"any host will do: {other.status}")
            finally:
                self.bench.forwards = ()
        return NAME

    def stale_edge(self):
        """The manifest is that of 1.2.0, the images under fixed names are still those of 1.1.0, of
        equal length. Nothing is lost, and 1.2.0 is installed when it is there."""
        newest = self.newest()
        check(len(newest.user2) == len(self.new.user2), "a difference that the length shows")
        root = self.folder("edge", dataclasses.replace(self.new, manifest=newest.manifest))
        with self.servers.nginx(root) as server:
            flash = self.expect_refused(Place(server.port), "image: REFUSED_MANIFEST_COPY")
            _, flash = self.bench.expect_boot(flash, self.old, 1)
            publish(root, newest)
            _, flash = self.first_boot(Place(server.port), flash=flash)
        self.bench.expect_intact(flash, newest, 2)
        return "refused, then 1.2.0"

    def stale_edge_named(self):
        """As before, but the images of 1.2.0 have names that the edge has not seen."""
        newest = self.newest()
        root = self.folder("edge", self.new)
        publish(root, newest, images="named")
        with self.servers.nginx(root) as server:
            _, flash = self.first_boot(Place(server.port))
        self.bench.expect_intact(flash, newest, 2)
        return "1.2.0"


def main():
    tests = Tests(NetworkBench(*sys.argv[1:3]), sys.argv[3])
    cases = [(kind if images == "named" else f"{kind}_{images}",
              functools.partial(tests.served, kind, images))
             for kind in KINDS for images in ("named", "fixed")]
    cases += [(test.__name__, test)
              for test in (tests.published, tests.haproxy, tests.stale_edge, tests.stale_edge_named)]
    return run_cases(cases, sys.argv[4:])


if __name__ == "__main__":
    sys.exit(main())
