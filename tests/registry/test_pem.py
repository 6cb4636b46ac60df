"""What holds without ``cryptography``; what holds with it is tried in ``tests/servers/registry/test_pem.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gate.approvals.keys import parse_key
from gate.registry import dsse, pem
from gate.values.errors import UndecidedError
from tests.keys import key, public
from tests.registry.stating import DEPLOYER


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)


def test_which_keys_are_pem(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("-----BEGIN PRIVATE KEY-----\n")
    assert pem.is_pem(path)
    assert not pem.is_pem(key(DEPLOYER))  # OpenSSH's own form
    assert not pem.is_pem(tmp_path)
    assert pem.public_line(key(DEPLOYER)) is None


def test_library_that_is_not_installed(tmp_path: Path) -> None:
    """Nobody can say whether the signature is good, so nothing is decided."""
    path = tmp_path / "key.pem"
    path.write_text("-----BEGIN PRIVATE KEY-----\n")
    with pytest.raises(UndecidedError, match="cryptography is not installed"):
        dsse.sign(b"{}", path, "n@a")
    with pytest.raises(UndecidedError, match="cryptography is not installed"):
        pem.verified(b"", b"", parse_key(*public(key(DEPLOYER)).split()))
    assert not pem.verified(b"", b"", parse_key(*public(key("rsa@acme.example", "rsa", 3072)).split()))
