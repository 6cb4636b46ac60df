"""Git LFS pointers: the small text that stands in git for a large file."""

from __future__ import annotations

from typing import NamedTuple

from gate.values.regex import regex

MAX_POINTER = 1024  # bytes; a longer file is no pointer

_POINTER = regex(
    rb"version https://git-lfs\.github\.com/spec/v1\n"
    rb"(?:ext-[0-9]-[A-Za-z0-9_.-]+ sha256:[0-9a-f]{64}\n)*"
    rb"oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,18})\n"
)


class Pointer(NamedTuple):
    """The SHA-256 (64 lower-case hexadecimal digits) and the size in bytes of the file that is stood for."""

    oid: str
    size: int


def read_pointer(data: bytes) -> Pointer | None:
    """The pointer that a whole file's bytes are, to the last one (git-lfs, docs/spec.md, "The Pointer"), or None."""
    found = _POINTER.fullmatch(data) if len(data) < MAX_POINTER else None
    return Pointer(found[1].decode(), int(found[2])) if found else None


def pointer_to(oid: str, size: int) -> bytes:
    """The pointer to a file of ``size`` bytes with the SHA-256 ``oid``."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n".encode()
