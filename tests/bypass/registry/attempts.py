"""What whoever has a registry's token can do, and what is asked then."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.commands.test_registry import Place
from tests.registry.stating import MODEL

LOG = ("--log", "folder:log")
PROD = ("--environment", "prod")


def attach(place: Place, envelope: bytes, version: str = "1") -> None:
    (row,) = place.registry.find(MODEL, version)
    place.registry.attach(row, envelope)


def gate(place: Place, version: str = "1", *args: str, now: str = "2026-11-23T12:00:00Z") -> tuple[str, list[str]]:
    """(the answer, the rules by which statements do not count)."""
    options: Sequence[str] = args or PROD
    done = place.run("gate", f"{MODEL}@{version}", *options, "--format", "json", now=now)
    value = json.loads(done.stdout)
    assert (done.returncode == 0) == (value["status"] == "in-force")
    return value["status"], sorted({row["rule"] for row in value["refused"]})
