"""Versions of documents and states: what this tunegate reads, and what it says of the rest."""

from __future__ import annotations

from gate import __version__
from gate.documents import Node
from gate.values.errors import EvidenceError
from gate.values.regex import regex

NEWEST = 1  # of every kind of document; docs/formats.md says what a second one takes
_SCHEMA = regex(r"tunegate/([a-z][a-z-]*)/v([1-9][0-9]{0,5})")


class NewerFormError(EvidenceError):
    """A state or a document that a newer tunegate wrote."""


def refuse_newer(kind: str, node: Node, path: str) -> None:
    """Raises NewerFormError for a document of a later version, which its keys alone could not tell from a wrong one."""
    schema = node.at(("schema",))
    found = _SCHEMA.fullmatch(schema.value) if isinstance(schema.value, str) else None
    if found and found[1] == kind and int(found[2]) > NEWEST:
        raise newer(found[0], NEWEST, path, schema.line)


def newer(schema: str, known: int, path: str, line: int = 1) -> NewerFormError:
    """The error for a version above ``known``."""
    return NewerFormError(
        f"{schema} was written by a newer tunegate; {__version__} reads up to v{known}",
        path=path,
        line=line,
        remedy="Upgrade tunegate.",
    )
