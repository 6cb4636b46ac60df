"""Folders of weights that model_signing 1.1 signed with keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gate.approvals.revoked import Revoked, parse_revoked
from gate.approvals.signers import parse_signers
from gate.registry.artefacts import artefact
from gate.registry.model_signing import WeightsKeys
from gate.registry.port import RegistryError
from tests.command import MODEL, NOW, tunegate
from tests.keys import REPOSITORY
from tests.registry.stating import FIRST, said, sealed
from tests.repo import Repo

NAMESPACE = f"tunegate-weights-v1@{REPOSITORY}"
TRAINER = "trainer@acme.example"


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "weights.pem"
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(path))
    return path


@pytest.fixture
def folder(tmp_path: Path, key: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    (made / "model.safetensors").write_bytes(FIRST)
    (made / "config.json").write_text("{}")
    sign(made, key)
    return made


def sign(folder: Path, key: Path) -> None:
    code = "from model_signing._cli import main; main()"
    arguments = ["sign", "key", "--signature", str(folder / "model.sig"), "--private_key", str(key), str(folder)]
    run(sys.executable, "-c", code, *arguments)


def line(key: Path, options: str = "") -> str:
    """The line of a PEM key in a list, as ssh-keygen(1) converts it."""
    public = key.with_suffix(".pub")
    run("openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public))
    return f'{TRAINER} namespaces="{NAMESPACE}"{options} {run("ssh-keygen", "-i", "-m", "PKCS8", "-f", str(public))}'


def keys(*lines: str, revoked: str = "") -> WeightsKeys:
    found = parse_revoked(revoked.encode(), "revoked") if revoked else Revoked()
    return WeightsKeys(parse_signers("".join(lines).encode(), ".tunegate/weights_keys", NAMESPACE), found, NOW)


def test_signed(folder: Path, key: Path, tmp_path: Path) -> None:
    assert artefact(folder, keys(line(key))) == artefact(folder)
    other = tmp_path / "other.pem"
    run("openssl", "ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", str(other))
    with pytest.raises(RegistryError, match=r"no key of \.tunegate/weights_keys made it"):
        artefact(folder, keys(line(other)))
    sign(folder, other)
    artefact(folder, keys(line(key), line(other).replace(TRAINER, "second@acme.example")))


def test_key_that_does_not_count(folder: Path, key: Path) -> None:
    mark = run("ssh-keygen", "-l", "-f", str(listed(key))).split()[1]
    with pytest.raises(RegistryError, match="revoked since 2026-11-01"):
        artefact(folder, keys(line(key), revoked=f"hash: {mark} # since 2026-11-01: stolen\n"))
    with pytest.raises(RegistryError, match="was valid until 2026-01-01"):
        artefact(folder, keys(line(key, ',valid-before="20260101Z"')))


def listed(key: Path) -> Path:
    path = key.with_suffix(".ssh")
    path.write_text(" ".join(line(key).split()[2:]) + "\n")
    return path


def test_weights_that_changed(folder: Path, key: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(RegistryError, match=r"model\.safetensors has another digest"):
        artefact(folder, keys(line(key)))


def test_signature_that_is_none(folder: Path, key: Path) -> None:
    """One who exchanges the weights writes a manifest that fits them, too."""
    known = keys(line(key))
    whole = json.loads((folder / "model.sig").read_text())
    others = [
        {**whole, "dsseEnvelope": {**whole["dsseEnvelope"], "signatures": []}},
        {**whole, "dsseEnvelope": {**whole["dsseEnvelope"], "signatures": [{"sig": "AAAA"}]}},
        {**whole, "dsseEnvelope": {**whole["dsseEnvelope"], "payloadType": "text/plain"}},
        {**whole, "verificationMaterial": {"certificate": {"rawBytes": "AAAA"}}},
        {"dsseEnvelope": whole["dsseEnvelope"]},
    ]
    for value in others:
        (folder / "model.sig").write_text(json.dumps(value))
        with pytest.raises(RegistryError):
            artefact(folder, known)
    (folder / "model.sig").unlink()
    with pytest.raises(RegistryError, match=r"has no model\.sig"):
        artefact(folder, known)
    with pytest.raises(RegistryError, match="a file alone has no signature"):
        artefact(folder / "model.safetensors", known)


def test_published_with_the_weights_at_hand(example: Repo, folder: Path, key: Path, tmp_path: Path) -> None:
    from gate.registry.drivers.folder import open_registry
    from tests.keys import signer
    from tests.registry.stating import DEPLOYER
    from tests.registry.stating import NAMESPACE as STATEMENTS

    block = f"signing: {{repository: {REPOSITORY}"
    text = (example.path / "tunegate.yaml").read_text()
    lists = "statement_keys: .tunegate/statement_keys, weights_keys: .tunegate/weights_keys"
    example.write("tunegate.yaml", text.replace(block, f"{block}, {lists}"))
    example.write(".tunegate/statement_keys", signer(DEPLOYER, options=f'namespaces="{STATEMENTS}"'))
    example.write(".tunegate/weights_keys", line(key))
    example.commit("weights are signed")
    (tmp_path / "models").mkdir()
    url = f"folder:{tmp_path / 'models'}"
    open_registry(url, {}).register(MODEL, "1")  # it vouches for nothing
    example.write("statement.json", sealed(said(environment="prod")))
    asked = ("--registry", url, "--artefact", str(folder), "--now", NOW)
    publish = ("registry", "publish", "statement.json", f"{MODEL}@1", *asked)
    gate = ("registry", "gate", f"{MODEL}@1", "--environment", "prod", *asked)
    other = tmp_path / "other.pem"
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(other))
    sign(folder, other)
    for command in (publish, gate):
        done = tunegate(example, *command)
        assert (done.returncode, "no key of .tunegate/weights_keys made it" in done.stderr) == (3, True), done.stderr
    sign(folder, key)
    (folder / "config.json").unlink()
    sign(folder, key)
    for command in (publish, gate):
        done = tunegate(example, *command)
        assert done.returncode == 0, done.stdout + done.stderr
