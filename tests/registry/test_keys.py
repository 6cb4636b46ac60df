from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gate.approvals.revoked import Revoked
from gate.approvals.signers import parse_signers
from gate.registry import dsse
from gate.registry.keys import Keys, verify
from gate.values.errors import UndecidedError
from tests.command import NOW
from tests.keys import REPOSITORY, key, signer
from tests.registry.stating import DEPLOYER, NAMESPACE, keys_file, said, sealed


def listed(folder: Path) -> Keys:
    path = keys_file(folder)
    return Keys(parse_signers(path.read_bytes(), str(path), NAMESPACE), Revoked())


def test_repository(tmp_path: Path) -> None:
    assert listed(tmp_path).repository == REPOSITORY


def test_raw_signature_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could say FAILED, and be the latest: to leave it out would let an older statement decide."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    raw = dsse.envelope(json.dumps(said(passed=False)).encode(), [dsse.Seal(b"0" * 64)])
    with pytest.raises(UndecidedError, match="cryptography is not installed"):
        verify(dsse.parse(raw, "e.json"), "e.json", listed(tmp_path), NOW)
    assert verify(dsse.parse(sealed(said()), "e.json"), "e.json", listed(tmp_path), NOW).verified


def test_raw_signature_that_no_listed_key_can_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    line = signer(DEPLOYER, key(DEPLOYER, "rsa", 3072), options=f'namespaces="{NAMESPACE}"')
    keys = Keys(parse_signers(line.encode(), "keys", NAMESPACE), Revoked())
    raw = dsse.envelope(json.dumps(said()).encode(), [dsse.Seal(b"0" * 64, "a hint")])
    found = verify(dsse.parse(raw, "e.json"), "e.json", keys, NOW)
    assert [row.reason for row in found.rejected] == ["key-unknown"]
