"""Statements in Sigstore bundles: of an instance that lives for the test, and of Sigstore's own if at hand."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gate.approvals.signatures import Rejected, Verified
from gate.registry import bundles, dsse
from gate.registry.bundles import Identities
from gate.values.canonical import digest_of
from gate.values.errors import ConfigError
from tests.command import NOW, tunegate
from tests.keys import REPOSITORY
from tests.registry.stating import FIRST, MODEL, said
from tests.repo import Repo
from tests.servers.registry.sigstore_instance import ISSUER, WORKFLOW, Instance

CI = "ci@acme.example"
PAYLOAD = json.dumps(said(environment="prod")).encode()


@pytest.fixture(scope="module")
def instance() -> Instance:
    return Instance()


def configured(repo: Repo, instance: Instance, digest: str = "", identity: str = WORKFLOW) -> None:
    root = instance.trusted_root()
    block = {
        "trusted_root": ".tunegate/trusted_root.json",
        "digest": digest or digest_of(root),
        "identities": {CI: {"identity": identity, "issuer": ISSUER}},
    }
    line = f"signing: {{repository: {REPOSITORY}"
    text = (repo.path / "tunegate.yaml").read_text()
    repo.write("tunegate.yaml", text.replace(line, f"{line}, sigstore: {json.dumps(block)}"))
    repo.write(".tunegate/trusted_root.json", root)
    repo.commit("bundles count")


def verify(repo: Repo, bundle: bytes, expect: int) -> str:
    repo.write("statement.json", bundle)
    done = tunegate(repo, "statement", "verify", "statement.json", "--now", NOW)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_published_and_promoted(example: Repo, instance: Instance) -> None:
    """No key is listed: the workflow's identity alone counts."""
    configured(example, instance)
    bundle = instance.bundle(PAYLOAD)
    assert f"signed by {CI}" in verify(example, bundle, 0)
    from gate.registry.drivers.folder import open_registry

    (example.path / "models").mkdir()
    url = f"folder:{example.path / 'models'}"
    open_registry(url, {}).register(MODEL, "1", {"model.safetensors": FIRST})
    there = ("--registry", url, "--now", NOW)
    assert tunegate(example, "registry", "publish", "statement.json", f"{MODEL}@1", *there).returncode == 0
    gate = ("registry", "gate", f"{MODEL}@1", "--environment", "prod", "--promote", "production", *there)
    done = tunegate(example, *gate)
    assert (done.returncode, CI in done.stdout) == (0, True), done.stdout + done.stderr
    configured_key = tunegate(example, "statement", "sign", "statement.json", "--repository", REPOSITORY)
    assert (configured_key.returncode, "has one signature" in configured_key.stderr) == (2, True)


def test_trusted_root_that_is_not_the_one_pinned(example: Repo, instance: Instance) -> None:
    configured(example, instance, digest="sha256:" + "0" * 64)
    assert "names another" in verify(example, instance.bundle(PAYLOAD), 2)
    (example.path / ".tunegate/trusted_root.json").unlink()
    example.commit("gone")
    assert "is not there" in verify(example, instance.bundle(PAYLOAD), 2)


def asked(bundle: bytes, identities: Identities | None) -> Verified | Rejected:
    found = dsse.parse(bundle, "b.json")
    assert found.bundle == bundle
    return bundles.verify(bundle, found.payload, dsse.PAYLOAD_TYPE, identities)


def known(instance: Instance, identity: str = WORKFLOW, issuer: str = ISSUER) -> Identities:
    return Identities(instance.trusted_root(), "root.json", {CI: (identity, issuer)})


def test_whose(instance: Instance) -> None:
    bundle = instance.bundle(PAYLOAD)
    assert isinstance(asked(bundle, known(instance)), Verified)
    others = [
        None,
        known(instance, identity=WORKFLOW.replace("heads/main", "heads/feature")),
        known(instance, identity=WORKFLOW.upper()),
        known(instance, issuer="https://accounts.example"),
        known(Instance()),  # another instance that says the same
    ]
    assert [type(asked(bundle, row)) for row in others] == [Rejected] * len(others)
    assert isinstance(asked(instance.bundle(PAYLOAD, "me@acme.example"), known(instance, "me@acme.example")), Verified)


def test_trusted_root_that_is_none(instance: Instance) -> None:
    for data in (b"", b"{}", b"[]", instance.trusted_root().replace(b"rawBytes", b"raw")):
        with pytest.raises(ConfigError, match="the trusted root cannot be read"):
            asked(instance.bundle(PAYLOAD), Identities(data, "root.json", {CI: (WORKFLOW, ISSUER)}))


def other(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(data).decode()


def spoil(*path: str | int) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = other(value[path[-1]])

    return change


def without(*path: str | int) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        del value[path[-1]]

    return change


ENTRY = ("verificationMaterial", "tlogEntries", 0)


@pytest.mark.parametrize(
    "change",
    [
        spoil("dsseEnvelope", "signatures", 0, "sig"),
        spoil("dsseEnvelope", "payload"),
        spoil("verificationMaterial", "certificate", "rawBytes"),
        spoil(*ENTRY, "canonicalizedBody"),
        spoil(*ENTRY, "inclusionPromise", "signedEntryTimestamp"),
        spoil(*ENTRY, "inclusionProof", "rootHash"),
        spoil(*ENTRY, "logId", "keyId"),
        without(*ENTRY, "inclusionProof"),
        without(*ENTRY, "inclusionPromise"),
        without(*ENTRY),
        without("verificationMaterial", "certificate"),
        lambda value: value[ENTRY[0]][ENTRY[1]][0].update(integratedTime="1"),
        lambda value: value[ENTRY[0]][ENTRY[1]].append(value[ENTRY[0]][ENTRY[1]][0]),
        lambda value: value["dsseEnvelope"]["signatures"].append({"sig": "AAAA"}),
        lambda value: value.update(mediaType="application/vnd.dev.sigstore.bundle.v9+json"),
    ],
)
def test_bundle_that_was_changed(instance: Instance, change: Callable[[Any], None]) -> None:
    value = json.loads(instance.bundle(PAYLOAD))
    change(value)
    assert isinstance(asked(json.dumps(value).encode(), known(instance)), Rejected)


def test_bundle_of_another_statement(instance: Instance) -> None:
    """The certificate, the entry and the proof of one, and the payload of the other."""
    first, second = (json.loads(instance.bundle(row)) for row in (PAYLOAD, json.dumps(said(passed=False)).encode()))
    first["dsseEnvelope"] = second["dsseEnvelope"]
    assert isinstance(asked(json.dumps(first).encode(), known(instance)), Rejected)
    snake = json.loads(instance.bundle(PAYLOAD))
    snake["dsse_envelope"] = second["dsseEnvelope"]  # protobuf's other spelling of the field
    found = asked(json.dumps(snake).encode(), known(instance))
    assert isinstance(found, Verified) or found.reason == "document"


def test_signature_over_a_file() -> None:
    data = json.dumps({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "messageSignature": {}}).encode()
    with pytest.raises(dsse.EnvelopeError, match="no DSSE envelope: it signs a file"):
        dsse.parse(data, "b.json")


def test_bundle_of_the_public_instance() -> None:
    """A bundle of sigstore-python's own tests, by the staging instance's trusted root that the library brings."""
    folder = os.environ.get("SIGSTORE_PYTHON")  # a clone of sigstore/sigstore-python
    path = Path(folder or "", "test/assets/a.dsse.staging-rekor-v2.txt.sigstore.json")
    if not folder or not path.is_file():
        pytest.skip("SIGSTORE_PYTHON names no clone of sigstore-python")
    spec = importlib.util.find_spec("sigstore")
    assert spec is not None
    assert spec.origin is not None
    (root,) = Path(spec.origin).parent.glob("_store/*sigstage.dev/trusted_root.json")
    data = path.read_bytes()
    value = json.loads(data)
    payload = base64.b64decode(value["dsseEnvelope"]["payload"])
    kind = value["dsseEnvelope"]["payloadType"]
    beacon = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
    workflow = f"{beacon}/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
    for identity, expected in ((workflow, Verified), (WORKFLOW, Rejected)):
        identities = Identities(root.read_bytes(), str(root), {CI: (identity, ISSUER)})
        assert isinstance(bundles.verify(data, payload, kind, identities), expected)
