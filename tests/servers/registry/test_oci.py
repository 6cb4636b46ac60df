"""The driver of OCI registries against distribution's, which has no referrers API; oras reads the same."""

from __future__ import annotations

import json
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from gate.registry.drivers.oci import IN_TOTO, Oci, open_registry
from gate.registry.port import MovedError, RegistryError
from gate.values.canonical import digest_of
from gate.values.errors import UsageError
from tests.registry import driving
from tests.registry.driving import ENVELOPE, one
from tests.tools import require

WEIGHTS = b"weights of version "


class Server:
    """A prefix of its own, below which a model has two versions that oras pushed."""

    def __init__(self, host: str, folder: Path) -> None:
        self.prefix = f"acme-{uuid.uuid4().hex[:12]}"
        self.url = f"oci://{host}/{self.prefix}"
        self.base = f"{host}/{self.prefix}/{driving.NAME}"
        self.api = f"http://{host}/v2/{self.prefix}/{driving.NAME}"
        self.folder = folder
        for version in ("1", "2"):
            (folder / "model.safetensors").write_bytes(WEIGHTS + version.encode())
            kind = "application/vnd.cncf.model.weight.v1.raw"
            self.oras("push", f"{self.base}:{version}", f"model.safetensors:{kind}", "--artifact-type", "x/y")

    def oras(self, command: str, *arguments: str) -> str:
        done = subprocess.run(
            [require("oras"), *command.split(), "--plain-http", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            env={"HOME": str(self.folder)},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def discovered(self, ref: str) -> list[Any]:
        found = json.loads(self.oras("discover", f"{self.base}{ref}", "--format", "json"))
        return list(found.get("referrers") or found.get("manifests") or [])


@pytest.fixture
def server(oci_server: str, tmp_path: Path) -> Server:
    return Server(oci_server, tmp_path)


@pytest.fixture
def registry(server: Server) -> Oci:
    return open_registry(server.url, {})


def test_does_what_a_registry_does(registry: Oci) -> None:
    driving.finds(registry)
    driving.attaches(registry)
    driving.hints(registry)
    driving.moves(registry)
    driving.finds(registry)  # what was pushed beside the versions is none


def test_files_of_a_version(registry: Oci) -> None:
    first = one(registry, "1")
    assert dict(first.files) == {"model.safetensors": digest_of(WEIGHTS + b"1")}
    assert [row.version for row in registry.find(driving.NAME, first.files["model.safetensors"])] == ["1"]


def test_another_client_finds_the_envelope(registry: Oci, server: Server) -> None:
    version = one(registry, "1")
    registry.attach(version, ENVELOPE)
    registry.attach(version, ENVELOPE + b" ")
    found = server.discovered(":1")
    assert [row["artifactType"] for row in found] == [IN_TOTO] * 2
    for number, row in enumerate(found):
        manifest = json.loads(server.oras("manifest fetch", f"{server.base}@{row['digest']}"))
        (layer,) = manifest["layers"]
        place = server.folder / f"envelope-{number}"
        server.oras("blob fetch", f"{server.base}@{layer['digest']}", "--output", str(place))
        assert place.read_bytes().strip() == ENVELOPE


def test_envelope_that_another_client_attached(registry: Oci, server: Server) -> None:
    (server.folder / "envelope.json").write_bytes(ENVELOPE)
    layer = "envelope.json:application/vnd.dsse.envelope.v1+json"
    server.oras("attach", f"{server.base}:1", layer, "--artifact-type", IN_TOTO)
    server.oras("attach", f"{server.base}:1", "envelope.json:text/plain", "--artifact-type", "text/plain")
    assert registry.attached(one(registry, "1")) == (ENVELOPE,)


def test_concurrent_publishes_lose_none(registry: Oci, server: Server) -> None:
    version = one(registry, "2")
    envelopes = [json.dumps({"payload": str(number)}).encode() for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda envelope: registry.attach(version, envelope), envelopes * 2))
    assert sorted(registry.attached(version)) == sorted(envelopes)
    registry.attach(version, ENVELOPE)  # whoever attaches next lists what a race left out
    assert len(server.discovered(":2")) == 7


def test_index_that_someone_emptied_is_filled_again(registry: Oci, server: Server) -> None:
    version = one(registry, "1")
    registry.attach(version, ENVELOPE)
    index: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [],
    }
    tag = str(version.digest).replace(":", "-")
    answer = requests.put(
        f"{server.api}/manifests/{tag}", json.dumps(index), headers={"Content-Type": index["mediaType"]}, timeout=30
    )
    assert answer.status_code == 201
    assert registry.attached(version) == (ENVELOPE,)
    assert registry.attach(version, ENVELOPE)
    assert len(server.discovered(":1")) == 1
    assert not registry.attach(version, ENVELOPE)


def test_tag_that_another_manifest_was_pushed_under(registry: Oci, server: Server) -> None:
    """A version that moved has other statements: they belong to the manifest."""
    before = one(registry, "1")
    registry.attach(before, ENVELOPE)
    (server.folder / "model.safetensors").write_bytes(b"other weights")
    server.oras("push", f"{server.base}:1", "model.safetensors")
    after = one(registry, "1")
    assert after.digest != before.digest
    assert registry.attached(after) == ()


def test_several_tags_of_one_manifest(registry: Oci, server: Server) -> None:
    server.oras("tag", f"{server.base}:2", "2.0.1", "latest", "staging")
    assert [row.version for row in registry.versions(driving.NAME)] == ["1", "2", "2.0.1"]
    assert one(registry, "latest").version == "2.0.1"
    assert one(registry, "2").aliases == ("latest", "staging")


def test_moves_that_are_none(registry: Oci) -> None:
    with pytest.raises(UsageError, match="has no version 9"):
        registry.move(driving.NAME, "production", "9", None)
    for alias in ("2", "v2", "sha256-" + "0" * 64):
        with pytest.raises(UsageError):
            registry.move(driving.NAME, alias, "1", None)
    with pytest.raises(MovedError, match="stands for no version"):
        registry.move(driving.NAME, "production", "1", "2")


def test_version_that_is_gone(registry: Oci, server: Server) -> None:
    version = one(registry, "1")
    requests.delete(f"{server.api}/manifests/{version.digest}", timeout=30)
    with pytest.raises(RegistryError, match="is not in the registry any more"):
        registry.attach(version, ENVELOPE)
    assert [row.version for row in registry.versions(driving.NAME)] == ["2"]
