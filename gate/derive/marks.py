"""Keys and mailboxes in the bytes of training data: what no scan can have overlooked.

This is no scanner, and finds nothing that has no form of its own. It is what a scan is held against that says it found
none. Forms: AWS (*IAM identifiers*: ``AKIA``), GitHub and GitLab (*token prefixes*), Slack (*token types*),
Google (API keys), Hugging Face (*user access tokens*), RFC 7468 (private keys); RFC 2606 and 6761 (reserved domains).
Keys that call themselves an example are none. Each is looked for by a byte that it cannot do without and that text has
few of; only there is looked at what is before and behind. Nothing of a key is consumed, so that none hides another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gate.values.regex import regex

_KEYS = (
    regex(rb"A(?=(KIA[A-Z2-7]{16}(?![A-Za-z0-9])|Iza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])))(?<![A-Za-z0-9_]A)"),
    regex(
        rb"_(?:(?<=ghp_)(?<![A-Za-z0-9_]ghp_)(?=([A-Za-z0-9]{36}(?![A-Za-z0-9])))"
        rb"|(?<=github_pat_)(?<![A-Za-z0-9_]github_pat_)(?=([A-Za-z0-9]{22}_[A-Za-z0-9]{59}))"
        rb"|(?<=hf_)(?<![A-Za-z0-9_]hf_)(?=([A-Za-z]{34}(?![A-Za-z0-9]))))"
    ),
    regex(
        rb"-(?:(?<=glpat-)(?<![A-Za-z0-9_]glpat-)(?=([A-Za-z0-9_-]{20}))"
        rb"|(?<=xox[abeoprs]-)(?<![A-Za-z0-9_]xox[abeoprs]-)(?=([0-9]{8,}-[0-9A-Za-z-]{12,}))"
        rb"|(?<![A-Za-z0-9_]-)(?=(----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)))"
    ),
)
# behind '@', which is found first, stands a domain; before it a character that a user's name may end with
_MAILBOX = regex(rb"@(?<=[A-Za-z0-9._%+-]@)(?:[A-Za-z0-9-]{1,63}\.){1,127}[A-Za-z]{2,24}(?![A-Za-z0-9-])")
MOST_KEPT = 16 * 1024 * 1024  # bytes without a line end or a quotation mark
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


class MarksSoFar:
    """The same of a file in pieces, whatever its size.

    It is cut behind line ends and quotation marks, which no form has; anywhere where `MOST_KEPT` bytes have neither.
    """

    def __init__(self) -> None:
        self._found, self._line = Marks(0, 1, 0, 1), 1
        self._kept: list[bytes] = []

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, which are looked at on their way."""
        for piece in pieces:
            self._add(piece)
            yield piece

    def _add(self, piece: bytes) -> None:
        end = max(piece.rfind(b"\n"), piece.rfind(b'"')) + 1
        if not end and sum(map(len, self._kept)) < MOST_KEPT:
            self._kept.append(piece)
            return
        end = end or len(piece)
        block = b"".join((*self._kept, piece[:end]))
        self._kept = [piece[end:]]
        self._found = _with(self._found, marks_in(block), self._line)
        self._line += block.count(b"\n")

    def marks(self) -> Marks:
        """Those of all pieces that came."""
        return _with(self._found, marks_in(b"".join(self._kept)), self._line)


def _with(found: Marks, more: Marks, line: int) -> Marks:
    """``more`` are those of what starts in a line behind the others."""
    return Marks(
        found.keys + more.keys,
        found.key_line if found.keys or not more.keys else line - 1 + more.key_line,
        found.mailboxes + more.mailboxes,
        found.mailbox_line if found.mailboxes or not more.mailboxes else line - 1 + more.mailbox_line,
    )


def _line(data: bytes, places: list[int]) -> int:
    return data.count(b"\n", 0, places[0]) + 1 if places else 1


def _keys(data: bytes) -> Iterator[int]:
    for key in _KEYS:
        for found in key.finditer(data):
            if b"EXAMPLE" not in found[found.lastindex or 0].upper():
                yield found.start()


def _mailboxes(data: bytes) -> Iterator[int]:
    for found in _MAILBOX.finditer(data):
        if not found[0].lower().endswith(_RESERVED):
            yield found.start()
