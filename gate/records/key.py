"""The key of an index of records: whoever has it can ask whether a record was trained on; nobody else can.

Digests are HMAC-SHA-256 (RFC 2104, FIPS 198-1), cut to what a column holds (FIPS 198-1, section 5, allows that), each
use under a key of its own. Records can be short and guessable, so a digest without a key would be a list of them.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gate.values.errors import UsageError
from gate.values.regex import regex

VARIABLE = "TUNEGATE_RECORDS_KEY"
BYTES = 32
_HEX = regex(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Key:
    """``secret``: 32 random bytes."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits that tell keys apart and give none away."""
        return self.mac(b"id", b"")[:8].hex()

    def mac(self, use: bytes, data: bytes) -> bytes:
        """32 bytes. Equal data give equal ones for one use, and nothing is to be seen across uses."""
        return hmac.digest(self.under(use), data, "sha256")

    def under(self, use: bytes) -> bytes:
        """The key of one use."""
        if use not in self._keys:
            self._keys[use] = hmac.digest(self.secret, b"tunegate/records/v1 " + use, "sha256")
        return self._keys[use]

    @cached_property
    def _keys(self) -> dict[bytes, bytes]:
        return {}


def new_key(path: Path, repository: Path | None) -> Key:
    """Write a new key to a file that only its owner can read. Raises UsageError where a key must not be, or one is."""
    _refuse_inside(path, repository)
    key = Key(secrets.token_bytes(BYTES))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.secret.hex() + "\n")
    except FileExistsError:
        raise UsageError(
            "the file exists already", path=str(path), remedy="Name another one: no key is overwritten."
        ) from None
    except OSError as error:
        raise UsageError(f"the key cannot be written: {error.strerror}", path=str(path), remedy=_WRITABLE) from None
    return key


_WRITABLE = "Name a file in a folder of yours, outside of any repository."


def read_keys(paths: tuple[str, ...], environment: Mapping[str, str], repository: Path | None) -> tuple[Key, ...]:
    """The keys in the files, or else those in `VARIABLE`, with white space between.

    Raises UsageError where there is none, and for no key.
    """
    if not paths:
        if not (given := environment.get(VARIABLE, "").strip()):
            raise UsageError(
                "no key is given, and without one an index says nothing",
                remedy=f"Give --key FILE or set {VARIABLE}. Make a key with 'tunegate records key FILE'.",
            )
        return tuple(_key(text, VARIABLE) for text in given.split())
    return tuple(_read(Path(path), repository) for path in paths)


def _read(path: Path, repository: Path | None) -> Key:
    _refuse_inside(path, repository)
    try:
        with path.open("rb") as file:
            data = file.read(1024)
    except OSError as error:
        raise UsageError(f"the key cannot be read: {error.strerror}", path=str(path), remedy="Name its file.") from None
    return _key(data.decode("ascii", "replace").strip(), str(path))


def _key(text: str, where: str) -> Key:
    if not _HEX.fullmatch(text):
        raise UsageError(
            "not a key: a key is 64 hexadecimal digits (0-9, a-f)",
            path=where,
            remedy="Give the file that 'tunegate records key FILE' wrote.",
        )
    return Key(bytes.fromhex(text))


def _refuse_inside(path: Path, repository: Path | None) -> None:
    if repository is not None and path.absolute().resolve().is_relative_to(repository.resolve()):
        raise UsageError(
            "the key is inside the repository, where one 'git add' publishes it", path=str(path), remedy=_WRITABLE
        )
