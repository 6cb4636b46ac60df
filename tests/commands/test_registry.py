from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gate.registry.drivers.folder import open_registry
from gate.registry.plain import Plain
from tests.command import NOW, tunegate
from tests.keys import REPOSITORY
from tests.registry.stating import DIGEST, FIRST, MODEL, SECOND, keys_file, said, sealed
from tests.repo import Repo


class Place:
    """A folder as a registry with the versions 1 (reviewed) and 2 (not), and whoever asks it."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder / "consumer")
        self.folder = folder / "registry"
        is_copy = self.folder.exists()
        self.folder.mkdir(exist_ok=True)
        self.keys = keys_file(folder)
        self.registry: Plain = open_registry(f"folder:{self.folder}", {})
        if is_copy:
            return
        self.registry.register(MODEL, "1", {"model.safetensors": FIRST})
        self.registry.register(MODEL, "2", {"model.safetensors": SECOND})

    def run(self, name: str, *args: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
        keys = ["--keys", str(self.keys), "--repository", REPOSITORY]
        return tunegate(self.repo, "registry", name, *args, "--registry", f"folder:{self.folder}", *keys, "--now", now)

    def publish(self, value: dict[str, Any], ref: str = f"{MODEL}@1", *args: str) -> subprocess.CompletedProcess[str]:
        self.repo.write("statement.json", sealed(value))
        return self.run("publish", "statement.json", ref, *args)

    def query(self, ref: str, *args: str, expect: int) -> dict[str, Any]:
        done = self.run("query", ref, "--format", "json", *args)
        assert done.returncode == expect, done.stdout + done.stderr
        value: dict[str, Any] = json.loads(done.stdout)
        return value


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_published_and_asked(place: Place) -> None:
    done = place.publish(said(environment="prod"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "attached: sha256:" in done.stdout
    assert "IN-FORCE: support-assistant@1" in done.stdout
    again = place.publish(said(environment="prod"))
    assert again.returncode == 0  # signed once more, which gives other bytes, or the same for a deterministic key
    for ref in (f"{MODEL}@1", f"{MODEL}@{DIGEST}", DIGEST):
        answer = place.query(ref, expect=0)
        assert answer["status"] == "in-force"
        assert answer["standing"]["decision"] == "proceed"
        assert answer["standing"]["signers"] == ["ai-committee@acme.example"]
    state = answer["standing"]["state"]
    assert place.query(state, expect=0)["standing"]["state"] == state
    (row,) = place.registry.find(MODEL, "1")
    assert row.hints["tunegate.status"] == "in-force"
    assert row.hints["tunegate.expires"] == "2027-05-31"


def test_answers(place: Place) -> None:
    assert place.query(f"{MODEL}@2", expect=1)["status"] == "not-reviewed"
    assert place.query(f"{MODEL}@9", expect=4)["status"] == "none"
    assert place.query("sha256:" + "0" * 64, expect=4)["status"] == "none"
    place.publish(said(expires="2026-11-22"))
    assert place.query(f"{MODEL}@1", expect=6)["status"] == "expired"
    assert place.query(f"{MODEL}@1", "--as-of", "2026-11-22", expect=1)["status"] == "not-reviewed"  # not yet stated
    place.publish(said(at="2026-11-20T00:00:00Z", expires="2026-11-22"))
    assert place.query(f"{MODEL}@1", "--as-of", "2026-11-22", expect=0)["status"] == "in-force"
    assert place.query(f"{MODEL}@1", "--as-of", "2026-11-20T00:00:00Z", expect=0)["status"] == "in-force"
    place.publish(said(at="2026-11-23T11:00:00Z", passed=False))
    assert place.query(f"{MODEL}@1", "--as-of", "2026-11-23T11:00:00Z", expect=7)["status"] == "revoked"
    place.registry.register(MODEL, "3", {"model.safetensors": FIRST})
    answer = place.query(DIGEST, expect=5)
    assert (answer["status"], [row["version"] for row in answer["versions"]]) == ("several", ["1", "3"])


def test_other_weights(place: Place) -> None:
    done = place.publish(said(), f"{MODEL}@2")
    assert done.returncode == 3
    assert "support-assistant@2 has other weights than the statement is about" in done.stderr
    (row,) = place.registry.find(MODEL, "2")
    assert place.registry.attached(row) == ()
    assert row.hints == {}


def test_unproven(place: Place, tmp_path: Path) -> None:
    place.registry.register(MODEL, "3")  # its weights are elsewhere
    done = place.publish(said(environment="prod"), f"{MODEL}@3")
    assert done.returncode == 1
    assert "unproven" in done.stdout
    gate = ("gate", f"{MODEL}@3", "--environment", "prod")
    assert place.run(*gate).returncode == 1
    (tmp_path / "model.safetensors").write_bytes(FIRST)
    assert place.run(*gate, "--artefact", str(tmp_path / "model.safetensors")).returncode == 0
    (tmp_path / "model.safetensors").write_bytes(SECOND)
    assert place.run(*gate, "--artefact", str(tmp_path / "model.safetensors")).returncode == 1
    done = place.publish(said(), f"{MODEL}@3", "--artefact", str(tmp_path / "model.safetensors"))
    assert done.returncode == 3
    assert "the artefact has other weights" in done.stderr


def test_promoted(place: Place) -> None:
    place.publish(said(environment="prod"))
    gate = ("gate", f"{MODEL}@1", "--promote", "production", "--environment")
    assert place.run(*gate, "staging").returncode == 1
    assert place.registry.find(MODEL, "production") == ()
    done = place.run(*gate, "prod")
    assert (done.returncode, done.stderr) == (0, "")
    assert "production: version 1 (before: none)" in done.stdout
    assert place.query(f"{MODEL}@production", expect=0)["versions"][0]["version"] == "1"
    assert place.run(*gate, "prod").returncode == 0
    assert place.run("gate", f"{MODEL}@2", "--promote", "production", "--environment", "prod").returncode == 1
    assert place.query(f"{MODEL}@production", expect=0)["versions"][0]["version"] == "1"
    done = place.run("gate", f"{MODEL}@1")
    assert done.returncode == 2
    assert "--environment" in done.stderr


def test_brought_in_line(place: Place) -> None:
    place.publish(said(environment="prod"))
    place.run("gate", f"{MODEL}@1", "--promote", "production", "--environment", "prod")
    later, alias = "2027-06-01T00:00:00Z", ("--alias", "production")
    assert place.run("sync", *alias).stdout == "all is in line\n"
    done = place.run("sync", *alias, now=later)
    assert done.returncode == 1
    assert "support-assistant@1: expired (the disposition held until 2027-05-31)" in done.stdout
    assert "would set tunegate.status = expired" in done.stdout
    assert "would take the alias production away" in done.stdout
    assert len(place.registry.find(MODEL, "production")) == 1
    assert place.run("sync", *alias, "--apply", now=later).returncode == 0
    assert place.registry.find(MODEL, "production") == ()
    assert place.run("sync", *alias, now=later).stdout == "all is in line\n"


def test_model_that_cannot_be_read_keeps_no_other_from_being_brought_in_line(place: Place) -> None:
    place.publish(said())
    place.registry.register("another-model", "1")
    (place.folder / "models/another-model/aliases.json").write_text("[")
    done = place.run("sync", "--apply", now="2027-06-01T00:00:00Z")
    assert done.returncode == 3
    assert "models/another-model/aliases.json cannot be read" in done.stderr
    (row,) = place.registry.find(MODEL, "1")
    assert row.hints["tunegate.status"] == "expired"


def test_superseded(place: Place) -> None:
    place.publish(said(at="2026-11-01T00:00:00Z"))
    place.publish(said(weights=SECOND), f"{MODEL}@2")
    assert place.run("sync", "--apply").returncode == 0
    (first,), (second,) = place.registry.find(MODEL, "1"), place.registry.find(MODEL, "2")
    assert first.hints["tunegate.superseded"] == "yes"
    assert second.hints.get("tunegate.superseded", "") == ""


def test_index(place: Place, tmp_path: Path) -> None:
    place.publish(said())
    index = tmp_path / "index.sqlite"
    assert place.run("sync", "--index", str(index)).returncode == 0
    assert place.query(DIGEST, "--index", str(index), expect=0)["status"] == "in-force"
    place.registry.register(MODEL, "3", {"model.safetensors": b"others"})
    from gate.values.canonical import digest_of

    assert place.query(digest_of(b"others"), "--index", str(index), expect=1)["versions"][0]["version"] == "3"
    index.write_bytes(b"not a database")
    assert place.query(DIGEST, "--index", str(index), expect=0)["status"] == "in-force"


@pytest.mark.parametrize("ref", ["support-assistant", "@1", "x@", "../x@1", "sha256:0", "a@b/../c"])
def test_what_names_no_version(place: Place, ref: str) -> None:
    assert place.run("query", ref).returncode == 2


def test_registry_that_cannot_be_read(place: Place) -> None:
    place.publish(said(environment="prod"))
    (place.folder / f"models/{MODEL}/aliases.json").write_text("[")
    for asked in (("query", f"{MODEL}@1"), ("gate", f"{MODEL}@1", "--environment", "prod"), ("sync",)):
        done = place.run(*asked)
        assert done.returncode == 3, done.stdout
        assert f"folder:{place.folder}: models/{MODEL}/aliases.json cannot be read" in done.stderr


def test_what_anyone_attached_does_not_get_in_the_way(place: Place) -> None:
    place.publish(said())
    (row,) = place.registry.find(MODEL, "1")
    place.registry.attach(row, b"\xff\x00")
    place.registry.attach(row, sealed(said(passed=False, at="2026-11-23T11:00:00Z"), by="mallory@acme.example"))
    answer = place.query(f"{MODEL}@1", expect=0)
    assert sorted(row["rule"] for row in answer["refused"]) == ["signer", "unreadable"]
