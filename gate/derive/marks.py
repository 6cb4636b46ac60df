"""Keys and mailboxes in the bytes of training data: what no scan can have overlooked.

This is no scanner, and finds nothing that has no form of its own. It is what a scan is held against that says it found
none. Forms: AWS (*IAM identifiers*: ``AKIA``), GitHub and GitLab (*token prefixes*), Slack (*token types*),
Google (API keys), Hugging Face (*user access tokens*), RFC 7468 (private keys); RFC 2606 and 6761 (reserved domains).
Keys that call themselves an example are none. Each is looked for by what it starts with, half a second for 100 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.values.regex import regex

# what a key starts with, by which it is looked for -> the whole of it
_KEYS = {
    b"AKIA": regex(rb"AKIA[A-Z2-7]{16}(?![A-Za-z0-9])"),
    b"ghp_": regex(rb"ghp_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    b"github_pat_": regex(rb"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    b"glpat-": regex(rb"glpat-[A-Za-z0-9_-]{20}"),
    b"xox": regex(rb"xox[abeoprs]-[0-9]{8,}-[0-9A-Za-z-]{12,}"),
    b"AIza": regex(rb"AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    b"hf_": regex(rb"hf_[A-Za-z]{34}(?![A-Za-z0-9])"),
    b"-----BEGIN ": regex(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
}
_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_USER = regex(rb"[A-Za-z0-9._%+-]{1,64}\Z")
_DOMAIN = regex(rb"@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_RESERVED = (b".example", b".test", b".invalid", b".localhost", b"example.com", b"example.net", b"example.org")


@dataclass(frozen=True, slots=True)
class Marks:
    """How many keys and how many mailboxes the data hold, and the line of the first of each."""

    keys: int
    key_line: int
    mailboxes: int
    mailbox_line: int


def marks_in(data: bytes) -> Marks:
    keys, mailboxes = sorted(_keys(data)), list(_mailboxes(data))
    return Marks(len(keys), _line(data, keys), len(mailboxes), _line(data, mailboxes))


def _line(data: bytes, places: list[int]) -> int:
    return data.count(b"\n", 0, places[0]) + 1 if places else 1


def _keys(data: bytes) -> Iterator[int]:
    for prefix, whole in _KEYS.items():
        for at in _places(data, prefix):
            found = whole.match(data, at)
            if found and not (at and data[at - 1] in _WORD) and b"EXAMPLE" not in found[0].upper():
                yield at


def _mailboxes(data: bytes) -> Iterator[int]:
    for at in _places(data, b"@"):
        domain = _DOMAIN.match(data, at, at + 256)
        if domain and not domain[0].lower().endswith(_RESERVED) and _USER.search(data, max(0, at - 64), at):
            yield at


def _places(data: bytes, what: bytes) -> Iterator[int]:
    at = data.find(what)
    while at >= 0:
        yield at
        at = data.find(what, at + len(what))
