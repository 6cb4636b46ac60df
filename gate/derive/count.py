"""How many values of a document were derived, attested by a person, or typed where a source could say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gate.derive.knowable import OWN, is_knowable, leaves
from gate.documents import tokens_of

if TYPE_CHECKING:
    from gate.derive.shape import CountFacts
    from gate.documents import Node


def counts(kind: str, document: Node, derived: Iterable[str], filled: Iterable[str] = ()) -> CountFacts:
    """The counts. ``derived`` are JSON Pointers of what a source gives and the document says alike; what is below one
    of them is derived with it. ``filled`` are paths, ids, dates and digests that the commands fill in: they are not
    counted. A value that stands once and holds in several places is one value.
    """
    known, own = {tokens_of(pointer) for pointer in derived}, {tokens_of(pointer) for pointer in filled}
    places: dict[int, list[tuple[str, ...]]] = {}
    for tokens, node in leaves(document):
        if tokens[0] not in OWN:
            places.setdefault(id(node), []).append(tokens)
    found: CountFacts = {"derived": 0, "attested": 0, "unproven": 0}
    for several in places.values():
        if any(tokens[:length] in known for tokens in several for length in range(1, len(tokens) + 1)):
            found["derived"] += 1
        elif not own.isdisjoint(several):
            continue
        elif any(is_knowable(kind, tokens) for tokens in several):
            found["unproven"] += 1
        else:
            found["attested"] += 1
    return found
