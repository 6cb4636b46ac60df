"""OPA servers on loopback, real ones and one that says what it is told to."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.tools import require


@contextmanager
def opa(*arguments: str | Path, scheme: str = "http") -> Iterator[str]:
    """The address of a server with these arguments."""
    address = f"127.0.0.1:{free_port()}"
    command = [require("opa"), "run", "--server", "--addr", address, "--log-level", "error", *arguments]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, server.stderr and server.stderr.read()
                time.sleep(0.05)
        yield f"{scheme}://{address}"
    finally:
        server.kill()
        server.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answering(HTTPServer):
    """A server that gives one answer, as proxies and half-configured servers do."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body
        super().__init__(("127.0.0.1", 0), Answerer)


class Answerer(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is its own."""
