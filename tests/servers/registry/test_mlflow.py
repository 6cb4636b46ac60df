"""The driver of MLflow against its own server."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from gate.registry.drivers.mlflow import STATEMENT, Mlflow, open_registry
from gate.registry.port import MovedError, RegistryError
from gate.values.errors import UsageError
from tests.command import NOW, tunegate
from tests.keys import REPOSITORY
from tests.registry import driving
from tests.registry.driving import ENVELOPE, one
from tests.registry.stating import FIRST, SECOND, keys_file, said, sealed
from tests.repo import Repo


class Server:
    """A model of a name of its own, with two versions."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = f"support-{uuid.uuid4().hex[:12]}"
        self.post("registered-models/create", name=self.name)
        for _ in range(2):
            self.post("model-versions/create", name=self.name, source="s3://acme/weights")

    def post(self, path: str, **body: Any) -> Any:
        answer = requests.post(f"{self.url}/api/2.0/mlflow/{path}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def server(mlflow_server: str) -> Server:
    return Server(mlflow_server)


@pytest.fixture
def registry(server: Server) -> Mlflow:
    return open_registry(f"mlflow+{server.url}", {})


def find(registry: Mlflow, server: Server, ref: str) -> Any:
    return one(registry, ref, server.name)


def test_finds(registry: Mlflow, server: Server) -> None:
    assert server.name in registry.names()
    rows = list(registry.versions(server.name))
    assert sorted(row.version for row in rows) == ["1", "2"]
    assert {(row.digest, row.registry) for row in rows} == {(None, f"mlflow+{server.url}")}
    assert find(registry, server, "1").place == f"{server.name}@1"
    assert registry.find(server.name, "3") == registry.find(server.name, "nobody") == ()
    assert registry.find(server.name, "sha256:" + "0" * 64) == registry.find("another-model", "1") == ()
    assert list(registry.versions("another-model")) == []


def test_attaches(registry: Mlflow, server: Server) -> None:
    driving.attaches(registry, server.name)


def test_hints_and_moves(registry: Mlflow, server: Server) -> None:
    driving.hints(registry, server.name)
    registry.hint(find(registry, server, "2"), {"expires": ""})
    assert find(registry, server, "2").hints["tunegate.expires"] == ""
    driving.moves(registry, server.name)


def test_published_and_promoted_by_the_weights_at_hand(server: Server, tmp_path: Path) -> None:
    """MLflow vouches for no digest: without the weights the version is unproven."""
    (tmp_path / "model.safetensors").write_bytes(FIRST)
    repo = Repo(tmp_path / "consumer")
    repo.write("statement.json", sealed(said(environment="prod")))
    given = ["--registry", f"mlflow+{server.url}", "--keys", str(keys_file(tmp_path)), "--repository", REPOSITORY]
    given += ["--now", NOW, "--environment", "prod"]
    place, weights = f"{server.name}@1", ["--artefact", str(tmp_path / "model.safetensors")]

    def run(name: str, *args: str) -> tuple[int, str]:
        done = tunegate(repo, "registry", name, *args, *given)
        return done.returncode, done.stdout + done.stderr

    code, said_so = run("publish", "statement.json", place)
    assert (code, "unproven" in said_so) == (1, True), said_so
    code, said_so = run("gate", place, "--promote", "production")
    assert (code, "NOT-REVIEWED" in said_so) == (1, True), said_so
    code, said_so = run("gate", place, "--promote", "production", *weights)
    assert (code, "production: version 1" in said_so) == (0, True), said_so
    (tmp_path / "model.safetensors").write_bytes(SECOND)
    assert run("gate", f"{server.name}@production", *weights)[0] == 1


def test_envelope_that_someone_overwrote_is_put_back(registry: Mlflow, server: Server) -> None:
    version = find(registry, server, "2")
    registry.attach(version, ENVELOPE)
    (key,) = [tag for tag in registry._tags(version) if tag.startswith(STATEMENT)]
    server.post("model-versions/set-tag", name=server.name, version="2", key=key, value="{}")
    assert registry.attached(version) == (b"{}",)
    assert registry.attach(version, ENVELOPE)
    assert registry.attached(version) == (ENVELOPE,)


def test_concurrent_publishes(registry: Mlflow, server: Server) -> None:
    version = find(registry, server, "2")
    envelopes = [json.dumps({"payload": str(number)}).encode() for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda envelope: registry.attach(version, envelope), envelopes * 2))
    assert sorted(registry.attached(version)) == sorted(envelopes)


def test_pages(registry: Mlflow, server: Server) -> None:
    for _ in range(22):
        server.post("model-versions/create", name=server.name, source="s3://acme/weights")
    assert sorted(int(row.version) for row in registry.versions(server.name)) == list(range(1, 25))


def test_moves_that_are_none(registry: Mlflow, server: Server) -> None:
    with pytest.raises(UsageError, match="has no version 9"):
        registry.move(server.name, "production", "9", None)
    with pytest.raises(MovedError, match="stands for no version"):
        registry.move(server.name, "production", "1", "2")
    gone = find(registry, server, "2")
    answer = requests.delete(
        f"{server.url}/api/2.0/mlflow/model-versions/delete", json={"name": server.name, "version": "2"}, timeout=60
    )
    assert answer.status_code == 200
    with pytest.raises(RegistryError, match="is not in the registry any more"):
        registry.attach(gone, ENVELOPE)
