"""What holds without ``sigstore``; what holds with it is tried in ``tests/servers/registry/test_bundles.py``."""

from __future__ import annotations

import json
import sys

import pytest

from gate.approvals.signatures import Rejected
from gate.registry import bundles, dsse
from gate.registry.bundles import Identities
from gate.values.errors import UndecidedError


def bundle(**fields: object) -> bytes:
    value = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {},
        "dsseEnvelope": {"payload": "e30=", "payloadType": dsse.PAYLOAD_TYPE, "signatures": [{"sig": "AAAA"}]},
    }
    return json.dumps({**value, **fields}).encode()


def test_read() -> None:
    found = dsse.parse(bundle(), "b.json")
    assert (found.payload, found.bundle) == (b"{}", bundle())
    for data in (bundle(dsseEnvelope=[]), bundle(dsseEnvelope={}), bundle(mediaType="x"), bundle(mediaType=["x"])):
        with pytest.raises(dsse.EnvelopeError):
            dsse.parse(data, "b.json")


def test_nobody_is_listed() -> None:
    found = bundles.verify(bundle(), b"{}", dsse.PAYLOAD_TYPE, None)
    assert isinstance(found, Rejected)
    assert "lists no identity" in found.message


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sigstore", None)
    known = Identities(b"{}", "root.json", {"ci@acme.example": ("a", "b")})
    with pytest.raises(UndecidedError, match="sigstore is not installed"):
        bundles.verify(bundle(), b"{}", dsse.PAYLOAD_TYPE, known)
