"""The file of revoked keys: a subset of the specification from which ``ssh-keygen -k`` makes a KRL.

A line is ``hash: SHA256:...`` or a public key, and ``# since YYYY-MM-DD: why``. A key that stands here counts never,
whatever date a document or a signature claims: whoever has the key can write any date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gate.approvals.keys import KeyRefusedError, decoded, fingerprint
from gate.approvals.signers import text_lines
from gate.values.errors import ConfigError, Problem
from gate.values.regex import regex

_FINGERPRINT = regex(r"SHA256:[A-Za-z0-9+/]{43}")
_NOTE = regex(r"since (\d{4}-\d{2}-\d{2}): (\S.*)")
_FORM = "hash: SHA256:... # since 2026-11-24: why"


@dataclass(frozen=True, slots=True)
class Revocation:
    """Why and since when (YYYY-MM-DD) a key is revoked; for people, the date decides nothing."""

    since: str
    reason: str
    line: int


@dataclass(frozen=True)
class Revoked:
    """Fingerprint -> revocation."""

    path: str = ""
    rows: Mapping[str, Revocation] = field(default_factory=dict)


def parse_revoked(data: bytes, path: str) -> Revoked:
    """Read the file; it may be empty. Raises ConfigError with every problem's line."""
    problems: list[Problem] = []
    rows: dict[str, Revocation] = {}
    for number, line in text_lines(data, path, problems):
        what, _, note = line.partition("#")
        try:
            print_ = _fingerprint(what.split())
            match = _NOTE.fullmatch(note.strip())
            if not match or not _is_date(match[1]):
                raise KeyRefusedError("the line does not say since when and why", f"Write it like this: {_FORM}")
            if print_ in rows:
                raise KeyRefusedError(f"the key is on line {rows[print_].line} already", "Keep one of the lines.")
            rows[print_] = Revocation(match[1], match[2], number)
        except KeyRefusedError as error:
            problems.append(Problem(str(error), path, number, number, error.remedy))
    if problems:
        raise ConfigError(sorted(problems, key=lambda p: p.line or 0))
    return Revoked(path, rows)


def _fingerprint(words: list[str]) -> str:
    """Of any key that SSH knows, also one that is too weak to sign with."""
    if len(words) == 2 and words[0] == "hash:" and _FINGERPRINT.fullmatch(words[1]):
        return words[1]
    if len(words) >= 2 and not words[0].endswith(":"):
        try:
            blob = decoded(words[1])
        except ValueError:
            blob = b""
        kind = words[0].encode()
        if blob.startswith(len(kind).to_bytes(4, "big") + kind):
            return fingerprint(blob)
    raise KeyRefusedError("the line names neither a fingerprint nor a public key", f"Write it like this: {_FORM}")


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
