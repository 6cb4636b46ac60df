from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from gate.approvals.revoked import Revoked
from gate.approvals.signers import parse_signers
from gate.registry import dsse
from gate.registry.dsse import EnvelopeError
from gate.registry.keys import Keys, verify
from tests.command import NOW
from tests.keys import NAMESPACE as DISPOSITIONS
from tests.keys import key, signature
from tests.registry.stating import DEPLOYER, NAMESPACE, keys_file, said, sealed


def test_encoding_of_the_specification() -> None:
    """The example of protocol.md of DSSE 1.0."""
    assert dsse.pae(b"hello world", "http://example.com/HelloWorld") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def who(envelope: bytes, folder: Path) -> tuple[list[str], list[str]]:
    path = keys_file(folder)
    signers = parse_signers(path.read_bytes(), str(path), NAMESPACE)
    found = verify(dsse.parse(envelope, "e.json"), "e.json", Keys(signers, Revoked()), NOW)
    return [row.principal for row in found.verified], [row.reason for row in found.rejected]


def test_signed(tmp_path: Path) -> None:
    envelope = sealed(said())
    assert who(envelope, tmp_path) == ([DEPLOYER], [])
    both = dsse.sign(json.dumps(said()).encode(), key("other@acme.example"), NAMESPACE, dsse.parse(envelope, "").seals)
    assert who(both, tmp_path) == ([DEPLOYER], ["key-unknown"])
    again = dsse.sign(json.dumps(said()).encode(), key(DEPLOYER), NAMESPACE, dsse.parse(envelope, "").seals)
    assert json.loads(again).keys() == {"payload", "payloadType", "signatures"}
    assert len(json.loads(again)["signatures"]) == 1


def test_signature_for_another_purpose(tmp_path: Path) -> None:
    assert who(sealed(said(), namespace=DISPOSITIONS), tmp_path) == ([], ["namespace"])
    assert who(sealed(said(), namespace="tunegate-statement-v1@acme/other"), tmp_path) == ([], ["namespace"])


def test_signature_over_the_payload_alone(tmp_path: Path) -> None:
    """One that was made by hand over a file, with the right key and namespace: the type was not signed with it."""
    payload = json.dumps(said()).encode()
    from gate.approvals.armor import parse_signatures

    rows, _ = parse_signatures(signature(payload, key(DEPLOYER), NAMESPACE).encode(), "")
    assert who(dsse.envelope(payload, [dsse.Seal(row.blob) for row in rows]), tmp_path) == ([], ["document"])


def test_signature_of_another_statement(tmp_path: Path) -> None:
    value = json.loads(sealed(said()))
    value["payload"] = base64.b64encode(json.dumps(said(weights=b"others")).encode()).decode()
    assert who(json.dumps(value).encode(), tmp_path) == ([], ["document"])


def edited(**fields: Any) -> bytes:
    return json.dumps({**json.loads(sealed(said())), **fields}).encode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"payloadType": "text/plain"}, "the payload is 'text/plain'"),
        ({"payload": "e30=\n"}, "not base64"),
        ({"payload": "e31="}, "not base64"),
        ({"payload": 1}, "not base64"),
        ({"signatures": []}, "has no signatures"),
        ({"signatures": [{"sig": "e30="}] * 101}, "more than 100"),
        ({"signatures": [{"sig": "-_-_"}]}, "not base64"),
        ({"signatures": [{"sig": "e30=", "cert": "x"}]}, "not base64"),
        ({"signatures": [{"sig": "U1NIU0lH"}]}, "not base64"),
        ({"signatures": [{"sig": "e30=", "keyid": 1}]}, "not base64"),
        ({"extra": 1}, "not a DSSE envelope"),
    ],
)
def test_what_is_no_envelope(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(EnvelopeError, match=message):
        dsse.parse(edited(**fields), "e.json")


@pytest.mark.parametrize("data", [b"", b"[]", b"{" * 50_000, b'{"payload":"e30=","payload":"e30="}', b" " * 100_000])
def test_bytes_that_are_no_envelope(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        dsse.parse(data, "e.json")
