"""The list of those who may sign."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.approvals import ssh
from gate.approvals.revoked import Revoked
from gate.approvals.signers import Signers, parse_signers
from gate.values.errors import ConfigError
from tests.approvals.steps import MESSAGE, OTHER, checked, listed, reasons, said
from tests.keys import COMMITTEE, NAMESPACE, SIGNERS, fingerprint, key, run, signature, signer


def test_allowed_signers() -> None:
    options = f'namespaces="{NAMESPACE}",valid-after="20260101Z",valid-before="20271231235959Z"'
    found = listed("# who may approve\n\n", signer(), "  " + signer(OTHER, options=options).rstrip() + " a comment\r\n")
    assert [(row.principal, row.line, row.valid_after, row.valid_before) for row in found.rows] == [
        (COMMITTEE, 3, None, None),
        (OTHER, 4, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ]


def test_our_reading_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    """A list that is accepted here means the same to ssh-keygen."""
    options = f'namespaces="{NAMESPACE}",valid-before="20271231Z"'
    text = signer() + signer(OTHER, options=options)
    found = listed(text)
    (tmp_path / "signers").write_text("".join(ssh.allowed_line(row, NAMESPACE) for row in found.rows))
    for row, path in zip(found.rows, (key(), key(OTHER)), strict=True):
        (tmp_path / "sig").write_text(signature(MESSAGE, path))
        arguments = ["-Y", "find-principals", "-f", str(tmp_path / "signers"), "-s", str(tmp_path / "sig")]
        assert run("ssh-keygen", *arguments).decode().split() == [row.principal]


BAD_SIGNERS = {
    "pattern": (signer("*@acme.example", key()), "'*@acme.example' is not a literal principal"),
    "negated": (signer("!x@acme.example", key()), "'!x@acme.example' is not a literal principal"),
    "two": (signer("a@acme.example,b@acme.example", key()), "'a@acme.example,b@acme.example' names several principals"),
    "quoted": (signer('"a@acme.example"', key()), "'\"a@acme.example\"' is not a literal principal"),
    "no namespaces": (signer(options=""), f"the line has no namespaces, not for {NAMESPACE!r} alone"),
    "any namespace": (
        signer(options='namespaces="*"'),
        f"the line is for the namespaces '*', not for {NAMESPACE!r} alone",
    ),
    "two namespaces": (
        signer(options=f'namespaces="{NAMESPACE},git"'),
        f"the line is for the namespaces '{NAMESPACE},git', not for {NAMESPACE!r} alone",
    ),
    "authority": (
        signer(options=f'cert-authority,namespaces="{NAMESPACE}"'),
        "certificate authorities are not supported",
    ),
    "unknown option": (signer(options=f'namespaces="{NAMESPACE}",verify-required'), "unknown option 'verify-required'"),
    "option twice": (
        signer(options=f'namespaces="{NAMESPACE}",namespaces="git"'),
        "the option namespaces appears twice",
    ),
    "local time": (
        signer(options=f'namespaces="{NAMESPACE}",valid-before="20271231"'),
        "valid-before '20271231' is in the time zone of whoever reads it",
    ),
    "no time": (
        signer(options=f'namespaces="{NAMESPACE}",valid-before="20271331Z"'),
        "valid-before '20271331Z' is not a time",
    ),
    "turned round": (
        signer(options=f'namespaces="{NAMESPACE}",valid-after="20270101Z",valid-before="20260101Z"'),
        "valid-before is not after valid-after",
    ),
    "short rsa": (
        signer(path=key("short@acme.example", "rsa", 2048)),
        "the RSA key has 2048 bits; 3072 to 16384 are accepted",
    ),
}


@pytest.mark.parametrize("name", BAD_SIGNERS)
def test_refused_signers(name: str) -> None:
    line, message = BAD_SIGNERS[name]
    with pytest.raises(ConfigError) as error:
        listed("# one\n", line)
    assert said(error.value) == [(2, message)]
    assert error.value.problems[0].remedy


def test_one_key_is_one_person() -> None:
    with pytest.raises(ConfigError) as error:
        listed(signer(), signer(OTHER, key()))
    assert said(error.value) == [(2, f"the key of {OTHER} is on line 1 already")]
    with pytest.raises(ConfigError) as error:
        listed(signer(), signer(COMMITTEE.upper(), key(OTHER)))
    assert said(error.value) == [(2, f"'{COMMITTEE.upper()}' and '{COMMITTEE}' (line 1) differ by case only")]
    assert len(listed(signer(), signer(COMMITTEE, key(OTHER))).rows) == 2


def test_every_line_is_reported() -> None:
    with pytest.raises(ConfigError) as error:
        listed("x\n", signer(), "y z\n")
    assert [line for line, _ in said(error.value)] == [1, 3]
    with pytest.raises(ConfigError) as error:
        listed("# nobody\n")
    assert said(error.value) == [(1, "nobody is listed")]


@given(st.binary(max_size=300))
def test_any_bytes_are_no_signers(data: bytes) -> None:
    with pytest.raises(ConfigError):
        parse_signers(data, SIGNERS, NAMESPACE)


def test_validity_of_a_key() -> None:
    options = f'namespaces="{NAMESPACE}",valid-after="20261101Z",valid-before="20261130Z"'
    signers = listed(signer(options=options))
    text = signature(MESSAGE)
    for at, expected in (
        ("2026-10-31T23:59:59Z", ["key-not-yet-valid"]),
        ("2026-11-01T00:00:00Z", []),
        ("2026-11-30T00:00:00Z", []),
        ("2026-11-30T00:00:01Z", ["key-expired"]),
        ("2026-11-30T01:30:00+02:00", []),
    ):
        assert reasons(checked(text, signers=signers, at=at)) == expected, at


def test_unlisted_key() -> None:
    found = checked(signature(MESSAGE, key(OTHER)))
    mark = fingerprint(key(OTHER))
    assert [(row.reason, row.message, row.principal, row.fingerprint) for row in found.rejected] == [
        ("key-unknown", f"the key {mark} is not in {SIGNERS}", None, mark)
    ]


def test_nobody_is_listed_anywhere() -> None:
    assert Signers("", "", ()).of(b"") is None
    assert Revoked().rows == {}
