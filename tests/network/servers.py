# SPDX-License-Identifier: MIT
"""Servers on 127.0.0.1 that offer a release: each with a folder and a configuration of its own, a
free port, and the rights of whoever runs the tests; ended with the test, however it ends."""

import contextlib
import hashlib
import http.client
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import time

from board import check, skip

HERE = pathlib.Path(__file__).parent
START_TIME = 20  # seconds
SIGNED_SIZE_AT = 6  # in the manifest


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def release_name(manifest):
    """8 hex digits that are the release's own (include/otastream/stream_update.h)."""
    size, = struct.unpack_from("<H", manifest, SIGNED_SIZE_AT)
    return hashlib.sha256(manifest[:size]).hexdigest()[:8]


def put(path, content):
    """All of a file at once."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(content)
    new.replace(path)


def publish(folder, release, name="lamp", images="fixed"):
    """The files of a release; the manifest last. The images are named by the release, or have fixed
    names."""
    folder.mkdir(exist_ok=True)
    stem = name if images == "fixed" else f"{name}.{release_name(release.manifest)}"
    for slot in (1, 2):
        put(folder / f"{stem}.user{slot}.bin", release.image(slot))
    put(folder / f"{name}.manifest", release.manifest)


def ask(port, path="/lamp.manifest", headers=None):
    """(response, body) of a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


class Server:
    """A process that answers at a port. Starts again where it was."""

    def __init__(self, command, port, work, name):
        self.command, self.port, self.work = [str(word) for word in command], port, work
        self.log = work / f"{name}.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as output:
            # A group of its own: some have more than one process.
            self.process = subprocess.Popen(
                self.command, cwd=self.work, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True)
        end = time.monotonic() + START_TIME
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                ask(self.port)
                return
            time.sleep(0.02)
        text = self.log.read_text(errors="replace")[-2000:]
        check(False, f"{self.command[0]} does not answer:\n{text}")

    def kill(self):
        """At once, and all that it has started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        self.kill()


NGINX = """
daemon off;
{user}
worker_processes 1;
pid {work}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    default_type application/octet-stream;
    server_name_in_redirect off;
    server {{
        listen 127.0.0.1:{port} sndbuf=16k;
        root {root};
        {settings}
    }}
    {more}
}}
"""

LIGHTTPD = """
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "/dev/stderr"
"""

HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
frontend all
    bind 127.0.0.1:{port}
    http-request return status 200 content-type text/plain string "ready" if {{ path /ready }}
    use_backend updates if {{ hdr(host) -i {host} }}
backend updates
    server files 127.0.0.1:{behind}
"""


def python_server(work, root):
    """Python's http.server: HTTP/1.0, the header in pieces, no Range."""
    port = free_port()
    return Server([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", root,
                   port], port, work, "python")


class Servers:
    """Makes servers of the files in a folder. unpacked: what get_servers.sh unpacked."""

    def __init__(self, unpacked, work):
        self.commands = pathlib.Path(unpacked).absolute() / "commands"
        self.work = work
        for name in ("nginx", "node", "lighttpd", "haproxy", "curl", "chromium"):
            if not (self.commands / name).exists():
                skip(f"no {name} in {self.commands} (get_servers.sh unpacks it)")

    def _configured(self, name, text, port, **values):
        path = self.work / f"{name}.{port}.conf"
        path.write_text(text.format(work=self.work, port=port, **values))
        return path

    def python(self, root):
        return python_server(self.work, root)

    def nginx(self, root, settings="", more=""):
        port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""  # not nobody: the folder is private
        path = self._configured("nginx", NGINX, port, root=root, user=user, settings=settings,
                                more=more)
        return Server([self.commands / "nginx", "-p", self.work, "-e", "stderr", "-c", path],
                      port, self.work, "nginx")

    def nginx_gzip(self, root):
        return self.nginx(root, "gzip on; gzip_types *; gzip_min_length 1;")

    def nginx_chunked(self, root):
        """In front of an origin that compresses; it must give the plain file, and so has no length
        any more."""
        behind = free_port()
        return self.nginx(root, f"""
            location / {{
                proxy_pass http://127.0.0.1:{behind};
                proxy_http_version 1.1;
                proxy_set_header Accept-Encoding gzip;
                gunzip on;
            }}""", f"""
            server {{
                listen 127.0.0.1:{behind};
                root {root};
                gzip on;
                gzip_types *;
                gzip_min_length 1;
            }}""")

    def _node(self, root, mode):
        port = free_port()
        return Server([self.commands / "node", HERE.absolute() / "node_server.js", port, root, mode],
                      port, self.work, "node")

    def node(self, root):
        return self._node(root, "whole")

    def node_chunked(self, root):
        return self._node(root, "stream")

    def lighttpd(self, root):
        port = free_port()
        path = self._configured("lighttpd", LIGHTTPD, port, root=root)
        modules = next(self.commands.parent.glob("usr/lib/lighttpd"))
        return Server([self.commands / "lighttpd", "-D", "-f", path, "-m", modules], port, self.work,
                      "lighttpd")

    def haproxy(self, host, behind):
        """Sends what is asked of a host to another server."""
        port = free_port()
        path = self._configured("haproxy", HAPROXY, port, host=host, behind=behind)
        return Server([self.commands / "haproxy", "-db", "-f", path], port, self.work, "haproxy")

    def curl(self, *words):
        """What curl says, after it has ended well."""
        done = subprocess.run([self.commands / "curl", "--silent", "--show-error", "--max-time", "60",
                               *words], capture_output=True, text=True)
        check(done.returncode == 0, f"curl: {done.returncode} {done.stderr}")
        return done.stdout
