"""Keys that were taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gate.approvals import ssh
from gate.approvals.armor import parse_signatures
from gate.approvals.revoked import parse_revoked
from gate.values.errors import ConfigError
from tests.approvals.steps import MESSAGE, OTHER, SIG, checked, listed, said
from tests.keys import fingerprint, key, public, signature


def test_revoked_key() -> None:
    mark = fingerprint(key())
    for line in (f"hash: {mark}", public(key())):
        found = checked(signature(MESSAGE), revoked=f"# lost\n{line} # since 2026-11-20: the laptop was stolen\n")
        assert [(row.reason, row.message) for row in found.rejected] == [
            ("key-revoked", f"the key {mark} is revoked since 2026-11-20: the laptop was stolen")
        ]
        assert found.verified == ()


def test_ssh_keygen_knows_the_revocation_too() -> None:
    (found,), _ = parse_signatures(signature(MESSAGE).encode(), SIG)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    (row,) = listed().rows
    assert ssh.verified(MESSAGE, found, row, [], at)
    assert not ssh.verified(MESSAGE, found, row, [fingerprint(key())], at)
    assert ssh.verified(MESSAGE, found, row, [fingerprint(key(OTHER))], at)


def test_damaged_revocations() -> None:
    mark = fingerprint(key())
    note = "# since 2026-11-20: lost"
    neither = "the line names neither a fingerprint nor a public key"
    for text, message in (
        (f"hash: {mark}", "the line does not say since when and why"),
        (f"hash: {mark} # since 2026-13-01: lost", "the line does not say since when and why"),
        (f"hash: {mark} # since 2026-11-20:", "the line does not say since when and why"),
        (f"hash: {mark[:-1]} {note}", neither),
        (f"serial: 1 {note}", neither),
        (f"ssh-rsa {public(key()).split()[1]} {note}", neither),
    ):
        with pytest.raises(ConfigError) as error:
            parse_revoked(f"\n{text}\n".encode(), "revoked")
        assert said(error.value) == [(2, message)]
    with pytest.raises(ConfigError) as error:
        parse_revoked(f"hash: {mark} {note}\n{public(key())} {note}\n".encode(), "revoked")
    assert said(error.value) == [(2, "the key is on line 1 already")]
    assert parse_revoked(b"# nothing yet\n", "revoked").rows == {}
