#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A line between the board and a server: counts bytes, and breaks where a test wants it.
usage: relay.py PORT, between standard input and output and that port on 127.0.0.1"""

import contextlib
import selectors
import socket
import struct
import sys
import threading
import time

PIECE = 4096
BUFFERS = 8192  # small, so that what was counted is about what arrived

CUT, RESET, STALL = "cut", "reset", "stall"


class Relay:
    """Takes connections as long as it is entered. At the byte number `at` from the server, counted
    over all connections, it does `fault` once: ends both sides in order, resets them, or lets
    nothing through any more. Or it calls `then`, and goes on."""

    def __init__(self, target, at=None, fault=None, then=None, speed=None):
        self.target, self.at, self.fault, self.then = target, at, fault, then
        self.speed = speed  # bytes a second from the server; None: as they come
        self.from_server = 0
        self.connected = []  # when, in seconds
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._is_over = threading.Event()
        self._threads = []

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _start(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        self._listener.settimeout(0.1)
        while not self._is_over.is_set():
            with contextlib.suppress(TimeoutError):
                board, _ = self._listener.accept()
                self.connected.append(time.monotonic())
                self._start(self._serve, board)

    def _serve(self, board):
        with board, socket.socket() as server:
            board.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFERS)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFERS)
            with contextlib.suppress(OSError):  # either side has gone
                server.connect(("127.0.0.1", self.target))
                self._carry(board, server)

    def _carry(self, board, server):
        with selectors.DefaultSelector() as selector:
            selector.register(board, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, board)
            while not self._is_over.is_set():
                for key, _ in selector.select(0.1):
                    piece = key.fileobj.recv(self._piece(key.fileobj is server))
                    if not piece:
                        return
                    key.data.sendall(piece)
                    if key.fileobj is server and self._count(len(piece), board, server):
                        return

    def _piece(self, is_from_server):
        left = (self.at or 0) - self.from_server
        return min(PIECE, left) if is_from_server and left > 0 else PIECE

    def _count(self, length, board, server):
        """Whether the connection is over."""
        self.from_server += length
        if self.speed:
            time.sleep(length / self.speed)
        if self.at is None or self.from_server < self.at:
            return False
        self.at = None
        if self.then:
            self.then()
        if self.fault == RESET:
            for side in board, server:
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if self.fault == STALL:
            self._wait_for_end(board)
        return self.fault is not None

    def _wait_for_end(self, board):
        board.settimeout(0.1)
        while not self._is_over.is_set():
            with contextlib.suppress(TimeoutError):
                if not board.recv(PIECE):
                    return


def main():
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as server:
        def from_server():
            while piece := server.recv(PIECE):
                sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()

        back = threading.Thread(target=from_server)
        back.start()
        with contextlib.suppress(OSError):
            while piece := sys.stdin.buffer.raw.read(PIECE):
                server.sendall(piece)
            server.shutdown(socket.SHUT_WR)
        back.join()


if __name__ == "__main__":
    main()
