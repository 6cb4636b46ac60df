"""The facts of the case on derived values (``schemas/case.schema.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict


class ProblemFacts(TypedDict):
    """Why a source could not be read; ``line`` is one of the source."""

    msg: str
    line: int | None
    remedy: str


class NoteFacts(TypedDict):
    """Why a value that such a source could give was not derived; ``line`` is one of the source."""

    msg: str
    line: int
    remedy: str
    pointer: str | None


# A source. ``digest`` is the row's, ``found`` the head's; ``line`` and ``end_line`` are those of the row in the
# document. All of them are None where there is no row, but ``found``, which then is None for what is no file.
SourceFacts = TypedDict(
    "SourceFacts",
    {
        "kind": str,
        "path": str,
        "for": str | None,  # a keyword of Python's
        "digest": str | None,
        "found": str | None,
        "line": int | None,
        "end_line": int | None,
        "surfaces": list[str],
        "tool": str | None,
        "problem": ProblemFacts | None,
        "stale": list[str],
        "unbound": list[str],
        "placed": bool,
        "facts": Mapping[str, Any],
        "notes": list[NoteFacts],
    },
)


class ValueFacts(TypedDict):
    """A value that a source gives, and what the document says; ``source`` is its position, the lines are its own.

    ``agrees`` is None where the document says nothing.
    """

    pointer: str
    source: int
    derived: Any
    said: Any
    agrees: bool | None
    line: int
    end_line: int


class CountFacts(TypedDict):
    """How many values of a document are of which kind."""

    derived: int
    attested: int
    unproven: int


class DroppedFacts(TypedDict):
    """A value that a source gave at the base. ``stated``: the head's document says it without one; otherwise a source
    gives it still, and the document says it no longer."""

    pointer: str
    stated: bool
    kind: str
    path: str
    reason: str | None


class DerivedFacts(TypedDict):
    """What the sources at one snapshot give for a document. ``attested`` are JSON Pointers of what a person typed."""

    sources: list[SourceFacts]
    values: list[ValueFacts]
    counts: CountFacts
    attested: list[str]
    dropped: list[DroppedFacts]
