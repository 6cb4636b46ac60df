"""A GitHub on loopback that keeps what it is sent, in the form of GitHub's own examples.

``answer`` can take a request before it is looked at, for what a real server does on a bad day.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPO = "/repos/acme/assistant"
BOT = "github-actions[bot]"
TOKEN = "ghs_" + "Zq9" * 12


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    status: int
    value: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None


@dataclass
class Forge:
    """``examples`` are the shapes: path template and method -> the example of the answer."""

    url: str = ""
    login: str = BOT
    head: str = "b" * 40
    author: Mapping[str, Any] | None = None
    comments: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    annotations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    answer: Callable[[Request], Reply | None] = lambda request: None
    page: int = 100
    shapes: Callable[[str], dict[str, Any]] = lambda name: {}

    def asked(self) -> list[str]:
        """Method and path of every request, in order."""
        return [f"{r.method} {r.path}" for r in self.requests]

    def reply(self, request: Request) -> Reply:
        self.requests.append(request)
        early = self.answer(request)
        if early is not None:
            return early
        if request.path == "/graphql":
            return Reply(200, {"data": {"viewer": {"login": self.login}}})
        for pattern, handler in (
            (rf"GET {REPO}/pulls/(\d+)", lambda n: Reply(200, {**self.shapes("pull"), **self._pull(int(n))})),
            (rf"GET {REPO}/pulls/\d+/reviews", lambda: self._list(request, self.reviews)),
            (rf"GET {REPO}/issues/\d+/comments", lambda: self._list(request, self.comments)),
            (rf"POST {REPO}/issues/\d+/comments", lambda: self._comment(request)),
            (rf"PATCH {REPO}/issues/comments/(\d+)", lambda n: self._edit(int(n), request)),
            (rf"GET {REPO}/commits/(\w+)/check-runs", lambda sha: self._runs(sha, request)),
            (rf"POST {REPO}/check-runs", lambda: self._run(request)),
            (rf"PATCH {REPO}/check-runs/(\d+)", lambda n: self._append(int(n), request)),
            (rf"GET {REPO}/check-runs/(\d+)/annotations", lambda n: self._list(request, self.annotations[int(n)])),
        ):
            found = re.fullmatch(pattern, f"{request.method} {request.path}")
            if found:
                reply: Reply = handler(*found.groups())
                return reply
        return Reply(404, {"message": "Not Found"})

    def _list(self, request: Request, rows: list[dict[str, Any]], key: str | None = None) -> Reply:
        number = int(request.query.get("page", "1"))
        part = rows[(number - 1) * self.page : number * self.page]
        headers = {}
        if number * self.page < len(rows):
            headers["Link"] = f'<{self.url}{request.path}?page={number + 1}>; rel="next"'
        return Reply(200, {"total_count": len(rows), key: part} if key else part, headers)

    def _pull(self, number: int) -> dict[str, Any]:
        shape = self.shapes("pull")
        return {
            "number": number,
            "user": self.author,
            "head": {**shape.get("head", {}), "sha": self.head},
        }

    def _comment(self, request: Request) -> Reply:
        self.comments.append(self.comment(self.login, request.body["body"]))
        return Reply(201, self.comments[-1])

    def comment(self, login: str | None, body: str) -> dict[str, Any]:
        """A comment as GitHub gives it, by a user or by one who was deleted."""
        shape = self.shapes("comment")
        user = None if login is None else {**shape.get("user", {}), "login": login}
        return {**shape, "id": 900 + len(self.comments), "user": user, "body": body}

    def _edit(self, number: int, request: Request) -> Reply:
        (row,) = [row for row in self.comments if row["id"] == number]
        row["body"] = request.body["body"]
        return Reply(200, row)

    def run(self, slug: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Put a check run of an App on record."""
        shape = self.shapes("run")
        output = dict(body["output"])
        number = 700 + len(self.runs)
        self.annotations[number] = [self._annotation(row) for row in output.pop("annotations", [])]
        row = {
            **shape,
            "id": number,
            "name": body["name"],
            "head_sha": body["head_sha"],
            "status": body["status"],
            "conclusion": body["conclusion"],
            "output": {**shape.get("output", {}), "title": output["title"], "summary": output["summary"]},
            "app": {**shape.get("app", {}), "slug": slug},
        }
        self.runs.append(row)
        return row

    def _run(self, request: Request) -> Reply:
        return Reply(201, self.run(self.login.removesuffix("[bot]"), request.body))

    def _append(self, number: int, request: Request) -> Reply:
        (row,) = [row for row in self.runs if row["id"] == number]
        row["conclusion"] = request.body["conclusion"]
        row["output"]["summary"] = request.body["output"]["summary"]
        self.annotations[number] += [self._annotation(row) for row in request.body["output"]["annotations"]]
        return Reply(200, row)

    def _annotation(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**self.shapes("annotation"), "raw_details": None, "start_column": None, "end_column": None, **row}

    def _runs(self, sha: str, request: Request) -> Reply:
        rows = [r for r in self.runs if r["head_sha"] == sha and r["name"] == request.query.get("check_name")]
        return self._list(request, rows, "check_runs")


@contextmanager
def serve(forge: Forge) -> Iterator[Forge]:
    """The forge at an address of this machine, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            reply = forge.reply(Request(self.command, parts.path, query, dict(self.headers), body))
            if reply.status == 0:  # hangs up without a word
                self.close_connection = True
                return
            data = reply.raw if reply.raw is not None else json.dumps(reply.value).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = handle_any

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        forge.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield forge
        finally:
            server.shutdown()
            thread.join()
