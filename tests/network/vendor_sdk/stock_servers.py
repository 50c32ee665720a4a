# SPDX-License-Identifier: MIT
"""Servers that differ only in how they cut their answer into pieces."""

import contextlib
import socket
import threading
import time

PAUSE = 1.2  # seconds: so that a piece is a TCP segment of its own; the emulator looks every 0.5


def header_of(length):
    """As Python 2's SimpleHTTPServer writes it: 17 bytes of status line, 203 in all for six digits."""
    return [b"HTTP/1.0 200 OK\r\n",
            b"Server: SimpleHTTP/0.6 Python/2.7.6\r\n"
            b"Date: Thu, 01 Jan 2015 00:00:00 GMT\r\n"
            b"Content-type: application/octet-stream\r\n"
            b"Content-Length: %d\r\n"
            b"Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT\r\n\r\n" % length]


def read_request(connection):
    request = b""
    while b"\r\n\r\n" not in request:
        piece = connection.recv(4096)
        if not piece:
            raise OSError("no request")
        request += piece
    return request


def answer(connection, content, apart):
    """apart: the status line, the rest of the header and the body are sent one after the other."""
    with contextlib.suppress(OSError), connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = read_request(connection)
        pieces = header_of(len(content)) + ([content] if request.startswith(b"GET ") else [])
        for number, piece in enumerate(pieces if apart else [b"".join(pieces)]):
            time.sleep(PAUSE if number > 0 else 0)
            connection.sendall(piece)


def serve(listener, content, apart):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=answer, args=(connection, content, apart), daemon=True).start()


@contextlib.contextmanager
def serving(content, apart):
    """Serves content under every name, on a port that it gives."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener, content, apart), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
