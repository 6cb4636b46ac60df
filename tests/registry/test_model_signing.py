"""What holds without ``cryptography``; the rest is tried in ``tests/servers/registry/test_model_signing.py``."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import pytest

from gate.approvals.revoked import Revoked
from gate.approvals.signers import parse_signers
from gate.registry.dsse import PAYLOAD_TYPE
from gate.registry.model_signing import WeightsKeys, refuse_unsigned
from gate.registry.port import RegistryError
from gate.values.errors import UndecidedError
from tests.command import NOW
from tests.keys import REPOSITORY, key, signer

NAMESPACE = f"tunegate-weights-v1@{REPOSITORY}"


def keys() -> WeightsKeys:
    line = signer(path=key("trainer", "ecdsa", 256), options=f'namespaces="{NAMESPACE}"')
    return WeightsKeys(parse_signers(line.encode(), "keys", NAMESPACE), Revoked(), NOW)


def bundle(**fields: Any) -> bytes:
    envelope = {"payload": base64.b64encode(b"{}").decode(), "payloadType": PAYLOAD_TYPE, "signatures": [{"sig": ""}]}
    return json.dumps({"verificationMaterial": {"publicKey": {}}, "dsseEnvelope": envelope, **fields}).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot be read"),
        (b"[]", "cannot be read"),
        (b'{"a": 1, "a": 2}', "cannot be read"),
        (bundle(verificationMaterial=1), "cannot be read"),
        (bundle(dsseEnvelope={}), "cannot be read"),
        (bundle(verificationMaterial={"certificate": {}}), "signed with a certificate"),
        (bundle(verificationMaterial={"x509CertificateChain": {}}), "signed with a certificate"),
    ],
)
def test_what_is_no_signature_by_a_key(data: bytes, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        refuse_unsigned(data, "model.sig", keys())


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UndecidedError, match="cryptography is not installed"):
        refuse_unsigned(bundle(), "model.sig", keys())
