"""Keys and mailboxes that no scan can have overlooked."""

from __future__ import annotations

import pytest

from gate.derive.marks import Marks, marks_in

NOTHING = Marks(0, 1, 0, 1)
AWS = b"AKIA" + b"Q3EGRIJZ5LWXYT2M"
KEYS = (
    AWS,
    b"ghp_" + b"a1" * 18,
    b"github_pat_" + b"a" * 22 + b"_" + b"b" * 59,
    b"glpat-" + b"a-1_" * 5,
    b"xoxb-" + b"123456789012-abcdefABCDEF",
    b"AIza" + b"x" * 35,
    b"hf_" + b"a" * 34,
    b"-----BEGIN OPENSSH PRIVATE KEY-----",
    b"-----BEGIN PRIVATE KEY-----",
)
NO_KEYS = (
    b"",
    AWS[:-1],
    AWS + b"A",
    b"x" + AWS,
    b"AKIA" + b"IOSFODNN7EXAMPLE",
    b"ghp_short",
    b"hf_" + b"a" * 35,
    b"-----BEGIN CERTIFICATE-----",
)


@pytest.mark.parametrize("key", KEYS)
def test_keys(key: bytes) -> None:
    assert marks_in(b'{"a": 1}\n{"text": "my key is ' + key + b'"}\n') == Marks(1, 2, 0, 1)


@pytest.mark.parametrize("text", NO_KEYS)
def test_no_keys(text: bytes) -> None:
    assert marks_in(b"my key is " + text) == NOTHING


@pytest.mark.parametrize("mailbox", ["jane.doe@mail.com", "j+x@a.b.co.uk", "x_1@d.io"])
def test_mailboxes(mailbox: str) -> None:
    assert marks_in(f"\nmail {mailbox}, or call".encode()) == Marks(0, 1, 1, 2)


@pytest.mark.parametrize(
    "text", ["@jane", "a @ b.com", "jane@localhost", "a@b.example", "a@sub.example.com", "a@x.test"]
)
def test_no_mailboxes(text: str) -> None:
    assert marks_in(text.encode()) == NOTHING


def test_how_many() -> None:
    assert marks_in(b"\n".join(KEYS) + b"\na@b.com c@d.com") == Marks(len(KEYS), 1, 2, len(KEYS) + 1)
