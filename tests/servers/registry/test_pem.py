"""Statements that are signed with PEM keys, as OpenSSL makes them."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gate.registry import dsse
from gate.registry.pem import PASSPHRASE
from tests.command import NOW, tunegate
from tests.commands.test_registry import Place
from tests.keys import REPOSITORY, fingerprint
from tests.registry.stating import DEPLOYER, MODEL, NAMESPACE, SECOND, keys_file, said, sealed

LATER = "2026-11-24T12:00:00Z"


def openssl(*args: str) -> str:
    return subprocess.run(["openssl", *args], capture_output=True, check=True, text=True).stdout


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    openssl("genpkey", "-algorithm", "ed25519", "-out", str(found.repo.path / "key.pem"))
    return found


def sign(place: Place, *args: str, key: str = "key.pem", expect: int = 0, env: dict[str, str] | None = None) -> str:
    done = tunegate(
        place.repo, "statement", "sign", "statement.json", "--key", key, "--repository", REPOSITORY, *args, env=env
    )
    assert done.returncode == expect, done.stderr
    return done.stdout if expect == 0 else done.stderr


def listed(place: Place, told: str, options: str = "") -> None:
    """Put the line that 'sign' told into the list, by its own words."""
    line = told.splitlines()[-1].split(": ", 1)[1].replace("NAME", "pem@acme.example", 1)
    place.keys.write_text(place.keys.read_text() + line.replace('" ssh-', f'"{options} ssh-', 1) + "\n")


def verify(place: Place, *args: str, expect: int) -> str:
    keys = ("--keys", str(place.keys), "--repository", REPOSITORY)
    done = tunegate(place.repo, "statement", "verify", "statement.json", *keys, *args, "--now", NOW)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_signed_listed_published_and_promoted(place: Place) -> None:
    place.repo.write("statement.json", json.dumps(said(environment="prod")))
    told = sign(place)
    assert "made this signature over this statement" in verify(place, expect=1)  # nobody lists it yet
    listed(place, told)
    assert "signed by pem@acme.example" in verify(place, expect=0)
    assert place.run("publish", "statement.json", f"{MODEL}@1").returncode == 0
    gate = ("gate", f"{MODEL}@1", "--environment", "prod", "--promote", "production")
    assert place.run(*gate).returncode == 0
    place.repo.write("statement.json", json.dumps(said(environment="prod", passed=False, at=LATER)))
    sign(place)
    assert place.run("publish", "statement.json", f"{MODEL}@1", now=LATER).returncode == 1
    assert place.run(*gate[:4], now=LATER).returncode == 7  # the one that says FAILED decides, whoever signed the other


def test_beside_an_ssh_signature(place: Place) -> None:
    place.repo.write("statement.json", sealed(said()))
    listed(place, sign(place))
    before = (place.repo.path / "statement.json").read_bytes()
    assert len(json.loads(before)["signatures"]) == 2
    sign(place)
    assert (place.repo.path / "statement.json").read_bytes() == before  # signed again, it is the same
    out = verify(place, expect=0)
    assert "signed by pem@acme.example" in out
    assert f"signed by {DEPLOYER}" in out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (',valid-before="20261101Z"', "was valid until 2026-11-01"),
        (',valid-after="20261201Z"', "is valid from 2026-12-01"),
    ],
)
def test_key_of_another_time(place: Place, options: str, message: str) -> None:
    place.repo.write("statement.json", json.dumps(said()))
    listed(place, sign(place), options)
    assert message in verify(place, expect=1)


def test_revoked(place: Place, tmp_path: Path) -> None:
    place.repo.write("statement.json", json.dumps(said()))
    told = sign(place)
    listed(place, told)
    (tmp_path / "pem.pub").write_text(" ".join(told.split()[-2:]) + "\n")
    (tmp_path / "revoked").write_text(f"hash: {fingerprint(tmp_path / 'pem')} # since 2026-11-01: stolen\n")
    assert "revoked since 2026-11-01: stolen" in verify(place, "--revoked", str(tmp_path / "revoked"), expect=1)


def test_statement_of_another_repository(place: Place) -> None:
    """A raw signature has no namespace: what it is for is what the statement says."""
    value = said()
    extension = next(row for row in value["predicate"].values() if isinstance(row, dict) and "repository" in row)
    extension["repository"] = "acme/other"
    place.repo.write("statement.json", json.dumps(value))
    listed(place, sign(place))
    assert f"about another repository than {REPOSITORY}" in verify(place, expect=1)


def test_other_bytes(place: Place) -> None:
    place.repo.write("statement.json", json.dumps(said()))
    listed(place, sign(place))
    value = json.loads((place.repo.path / "statement.json").read_text())
    blob = base64.b64decode(value["signatures"][0]["sig"])
    payload = base64.b64encode(json.dumps(said(weights=SECOND)).encode()).decode()
    cut = base64.b64encode(blob[:-1]).decode()
    for other in ({"payload": payload}, {"signatures": [{"sig": cut}]}, {"signatures": [{"sig": ""}]}):
        place.repo.write("statement.json", json.dumps({**value, **other}))
        verify(place, expect=1)
    many = [{"sig": base64.b64encode(bytes([n]) * 64).decode()} for n in range(20)]
    place.repo.write("statement.json", json.dumps({**value, "signatures": [*many, *value["signatures"]]}))
    assert "more than 10 raw signatures" in verify(place, expect=1)


def test_passphrase(place: Place) -> None:
    place.repo.write("statement.json", json.dumps(said()))
    path = str(place.repo.path / "closed.pem")
    openssl("genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:hush", "-out", path)
    assert PASSPHRASE in sign(place, key="closed.pem", expect=2)
    assert PASSPHRASE in sign(place, key="closed.pem", expect=2, env={PASSPHRASE: "wrong"})
    listed(place, sign(place, key="closed.pem", env={PASSPHRASE: "hush"}))
    verify(place, expect=0)


@pytest.mark.parametrize("kind", ["rsa", "x25519"])
def test_other_kinds_of_keys(place: Place, kind: str) -> None:
    before = json.dumps(said())
    place.repo.write("statement.json", before)
    openssl("genpkey", "-algorithm", kind, "-out", str(place.repo.path / "other.pem"))
    assert "no Ed25519 key" in sign(place, key="other.pem", expect=2)
    place.repo.write("other.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    assert "cannot be read" in sign(place, key="other.pem", expect=2)
    assert (place.repo.path / "statement.json").read_text() == before


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_signature_of_another_tool(place: Place, curve: ec.EllipticCurve) -> None:
    """What cosign makes with a key of its own: ECDSA, and a keyid that says nothing."""
    key = ec.generate_private_key(curve)
    payload = json.dumps(said()).encode()
    sha = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}[curve.key_size]
    seal = dsse.Seal(key.sign(dsse.pae(payload), ec.ECDSA(sha)))
    place.repo.write("statement.json", dsse.envelope(payload, [seal]))
    form = serialization
    line = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH).decode()
    keys_file(place.keys.parent)
    place.keys.write_text(f'ci@acme.example namespaces="{NAMESPACE}" {line}\n')
    assert "signed by ci@acme.example" in verify(place, expect=0)
