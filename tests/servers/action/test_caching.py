"""pip's cache between runs of the Action: what it saves, and what a changed one can do. A mirror over HTTP."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.project.test_install import Machine, environment, machine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pip's paths are those of Linux")
__all__ = ["environment", "machine"]  # fixtures


@dataclass
class Mirror:
    """A page of links on this machine, and the wheels that were asked for."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def mirror(machine: Machine) -> Iterator[Mirror]:
    found = Mirror("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            if name:
                found.asked.append(name)
                body = (machine.wheels / name).read_bytes()
            else:
                links = "".join(f'<a href="{path.name}">{path.name}</a>' for path in machine.wheels.glob("*.whl"))
                body = f"<!doctype html><html><body>{links}</body></html>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream" if name else "text/html")
            self.send_header("Content-Length", str(len(body)))
            # as indexes serve what never changes
            self.send_header("Cache-Control", "public, max-age=31536000, immutable" if name else "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cached(machine: Machine, mirror: Mirror) -> Machine:
    """A runner that names its cache by a variable, as the documentation says."""
    host = mirror.url.removeprefix("http://").rstrip("/")
    variables = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": mirror.url, "PIP_TRUSTED_HOST": host}
    return replace(machine, env={**variables, "PIP_CACHE_DIR": str(machine.home / "cache")})


def test_second_run_downloads_nothing(cached: Machine, mirror: Mirror) -> None:
    wheels = sorted(path.name for path in cached.wheels.glob("*.whl"))
    assert cached.install()[:2] == (0, "")
    assert sorted(mirror.asked) == wheels
    mirror.asked.clear()
    again = replace(cached, into="again")
    assert again.install()[:2] == (0, "")
    assert (again.installed(), mirror.asked) == (cached.installed(), [])


def test_changed_cache_is_refused(cached: Machine) -> None:
    """Each file of the cache in turn, changed within what it holds of the wheel."""
    assert cached.install()[:2] == (0, "")
    changed = 0
    for path in sorted(Path(cached.home, "cache").rglob("*")):
        if path.is_file() and b"demo.py" in (data := path.read_bytes()):
            path.write_bytes(data.replace(b"demo.py", b"evil.py"))
            changed += 1
    assert changed
    again = replace(cached, into="again")
    code, reason, _ = again.install()
    assert (code, "THESE PACKAGES DO NOT MATCH THE HASHES" in reason) == (1, True), reason
    assert again.installed() == set()


def test_cache_that_cannot_be_read_is_none(cached: Machine, mirror: Mirror) -> None:
    cached.write("cache", "a file where the folder should be")
    assert cached.install()[:2] == (0, "")
    assert mirror.asked
