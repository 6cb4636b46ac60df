"""Keys and mailboxes that no scan can have overlooked."""

from __future__ import annotations

import random
import re

import pytest

from gate.derive.marks import Marks, MarksSoFar, marks_in

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


PIECES = (
    *KEYS,
    *NO_KEYS,
    *(b"AKIA", b"ghp_", b"github_pat_", b"glpat-", b"xoxb-", b"xoxz-", b"AIza", b"hf_", b"-----BEGIN ", b"PRIVATE KEY"),
    *(b"@", b"a@b.com", b"x@y.example", b"@c.de", b".", b"-", b"_", b"A", b" ", b"\n", b"EXAMPLE", b"x" * 35, b"\xc3"),
)


def one_after_the_other(data: bytes) -> Marks:
    """The slow way: at each place, one form after the other."""
    forms = [
        *(rb"AKIA[A-Z2-7]{16}(?![A-Za-z0-9])", rb"ghp_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
        *(rb"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", rb"glpat-[A-Za-z0-9_-]{20}"),
        *(rb"xox[abeoprs]-[0-9]{8,}-[0-9A-Za-z-]{12,}", rb"AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
        *(rb"hf_[A-Za-z]{34}(?![A-Za-z0-9])", rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    ]
    keys, mailboxes = [], []
    for at in range(len(data)):
        before = data[at - 1 : at] if at else b""
        for form in forms if not re.fullmatch(rb"\w", before) else ():
            found = re.compile(form).match(data, at)
            if found and b"EXAMPLE" not in found[0].upper():
                keys.append(at)
        domain = re.compile(rb"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])").match(data, at)
        is_reserved = domain and re.search(
            rb"(?i)\.(example|test|invalid|localhost)$|example\.(com|net|org)$", domain[0]
        )
        if domain and not is_reserved and re.search(rb"[A-Za-z0-9._%+-]{1,64}\Z", data[max(0, at - 64) : at]):
            mailboxes.append(at)
    lines = [data.count(b"\n", 0, places[0]) + 1 if places else 1 for places in (keys, mailboxes)]
    return Marks(len(keys), lines[0], len(mailboxes), lines[1])


@pytest.mark.parametrize("seed", range(20))
def test_nothing_hides_what_stands_beside_it(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance, no secret
    for _ in range(50):
        data = chance.choice((b"", b"", b" ", b"-")).join(chance.choices(PIECES, k=chance.randint(1, 10)))
        assert marks_in(data) == one_after_the_other(data), data


@pytest.mark.parametrize("seed", range(10))
def test_pieces(seed: int) -> None:
    """Wherever a file is cut, a key is whole."""
    chance = random.Random(seed)  # noqa: S311 - chance, no secret
    for _ in range(50):
        data = chance.choice((b" ", b"\n", b'"')).join(chance.choices(PIECES, k=12))
        size = chance.randint(1, 60)
        marks = MarksSoFar()
        assert b"".join(marks.watch(data[at : at + size] for at in range(0, len(data), size))) == data
        assert marks.marks() == marks_in(data)
