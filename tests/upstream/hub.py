"""A server on this machine that answers as registries do: the Hub, an OCI registry, MLflow and two providers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GIVEN = "hf_0123456789abcdefghij"


class Hub(ThreadingHTTPServer):
    """``answers`` are bodies by path, JSON unless they are bytes; ``asked`` is what came, with its authorization."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Any] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.challenge = ""  # of the OCI registry; empty where it is open

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        given = self.headers.get("Authorization") or self.headers.get("x-api-key")
        self.server.asked.append((self.path, given))
        if self.path in self.server.redirects:
            self.answer(302, b"", {"Location": self.server.redirects[self.path]})
        elif self.path.startswith("/v2/") and self.server.challenge and given is None:
            self.answer(401, b"{}", {"WWW-Authenticate": self.server.challenge})
        elif self.path in self.server.answers:
            body = self.server.answers[self.path]
            self.answer(200, body if isinstance(body, bytes) else json.dumps(body).encode(), {})
        else:
            self.answer(404, b"{}", {})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is its own."""


@contextmanager
def serving() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
