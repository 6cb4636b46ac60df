"""Servers of this machine, each on a free port of the loopback, ended with the session."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

START_SECONDS = 180  # MLflow imports for long where other tests run beside it


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """``url`` once it answers; the end of the test, with what the server said, where it ends before."""
    log = folder / "log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        ends = time.monotonic() + START_SECONDS
        while not _answers(url):
            assert server.poll() is None, log.read_text("utf-8", "replace")[-3000:]
            assert time.monotonic() < ends, log.read_text("utf-8", "replace")[-3000:]
            time.sleep(0.1)
        yield url
    finally:
        os.killpg(server.pid, 15)  # its workers, too
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, 9)
            server.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code < 500
    except requests.exceptions.RequestException:
        return False
