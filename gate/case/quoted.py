"""What base-model evidence quotes from the provider's documents, where these are files of the repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.derive.facts import Origin
from gate.derive.given import MAX_SOURCE, Given, Value
from gate.derive.outcomes import Outcome
from gate.derive.within import BASE
from gate.documents import DocumentError, decode, escape
from gate.values.errors import UndecidedError

if TYPE_CHECKING:
    from gate.derive.outcomes import Sources

KIND = "quotation"


def quoted(sources: Sources, document: Mapping[str, Any]) -> Iterator[Origin]:
    """A claim that stands in the document that it names, word for word, follows from it; one in other words is a
    person's."""
    rows = document.get("documents")
    at = {row.get("kind"): row.get("reference") for row in rows or () if isinstance(row, Mapping)}
    properties = document.get("inherited_properties")
    for name, said in properties.items() if isinstance(properties, Mapping) else ():
        claim, kind = (said.get(key) for key in ("claim", "document")) if isinstance(said, Mapping) else (None, None)
        path = at.get(kind)
        if not isinstance(claim, str) or not isinstance(path, str) or not claim.split():
            continue
        line = _found(_text(sources, path), claim)
        if line is not None:
            pointer = f"/inherited_properties/{escape(name)}"
            said_there = ((f"{pointer}/claim", claim), (f"{pointer}/document", kind))
            values = tuple(Value(BASE, where, value, line, line, is_worded=True) for where, value in said_there)
            yield Origin(Outcome(KIND, path, sources.digest(path), Given(values=values)), is_home=False)


def _text(sources: Sources, path: str) -> str:
    entry = sources.snapshot.entry(path) if sources.digest(path) is not None else None
    if entry is None:
        return ""
    try:
        return decode(sources.snapshot.read(path, entry, limit=MAX_SOURCE))
    except (DocumentError, UndecidedError):
        return ""


def _found(text: str, claim: str) -> int | None:
    """The line on which a claim starts, whatever its white space; None where it is not there."""
    wanted = claim.split()
    words = [(word, line) for line, words in enumerate(text.split("\n"), 1) for word in words.split()]
    for index in range(len(words) - len(wanted) + 1):
        if words[index][0] == wanted[0] and [word for word, _ in words[index : index + len(wanted)]] == wanted:
            return words[index][1]
    return None
