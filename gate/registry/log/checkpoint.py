"""A checkpoint: how long the log is, and the root of its tree. Whoever keeps one finds a log that was rewritten.

The text is the body of a checkpoint of C2SP (tlog-checkpoint v1.0.0): the log's name, the size in decimal, the root in
base64, each on a line. In documents it stands on one line, with spaces.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from gate.registry.port import RegistryError
from gate.values.regex import regex

_ORIGIN = regex(r"[!-*,-~]{1,200}")  # no space and no '+', as the specification says
MOST = 1 << 40


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first ``size`` entries of the log ``origin`` have the tree hash ``root``."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @property
    def line(self) -> str:
        """As it stands in a document and on the command line."""
        return " ".join(self.text.split("\n")).strip()


def parse(text: str, where: str) -> Checkpoint:
    """Read either spelling. Raises RegistryError."""
    words = text.split()
    try:
        origin, size, root = words
        raw = base64.b64decode(root, validate=True)
        if not _ORIGIN.fullmatch(origin) or len(raw) != 32 or base64.b64encode(raw).decode() != root:
            raise ValueError(text)
        if not size.isdecimal() or not size.isascii() or str(int(size)) != size or int(size) > MOST:
            raise ValueError(text)
    except (ValueError, binascii.Error):
        raise RegistryError(
            f"{text[:80]!r} is not a checkpoint",
            where,
            "It is 'NAME SIZE ROOT', as 'tunegate log checkpoint' prints it.",
        ) from None
    return Checkpoint(origin, int(size), raw)
