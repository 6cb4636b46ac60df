"""How many values of a document were derived, attested by a person, or typed where a source could say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gate.derive.knowable import OWN, is_fixed, is_knowable, leaves, one_answer
from gate.documents import tokens_of

if TYPE_CHECKING:
    from gate.derive.shape import CountFacts
    from gate.documents import Node


Sorted = dict[str, set[tuple[str, ...]]]


def counts(kind: str, document: Node, derived: Iterable[str], filled: Iterable[str] = ()) -> CountFacts:
    """How many values are of which kind; see `told_apart`."""
    return counts_of(told_apart(kind, document, derived, filled))


def counts_of(found: Sorted) -> CountFacts:
    return {"derived": len(found["derived"]), "attested": len(found["attested"]), "unproven": len(found["unproven"])}


def told_apart(kind: str, document: Node, derived: Iterable[str], filled: Iterable[str] = ()) -> Sorted:
    """The tokens of the values that are derived, attested and unproven.

    ``derived`` are JSON Pointers of what a source gives and the document says alike; what is below one of them is
    derived with it. ``filled`` are paths, ids, dates and digests that the commands fill in: they are not counted, and
    neither is what the schema fixes. A value that stands once and holds in several places is one value, and so are the
    controls that a list names.
    """
    known, own = {tokens_of(pointer) for pointer in derived}, {tokens_of(pointer) for pointer in filled}
    places: dict[int, list[tuple[str, ...]]] = {}
    for tokens, node in leaves(document):
        if tokens[0] not in OWN:
            places.setdefault(id(node), []).append(tokens)
    found: Sorted = {"derived": set(), "attested": set(), "unproven": set()}
    for several in places.values():
        value = one_answer(several[0])
        if all(is_fixed(kind, tokens) for tokens in several):
            continue
        if any(tokens[:length] in known for tokens in several for length in range(1, len(tokens) + 1)):
            found["derived"].add(value)
        elif not own.isdisjoint(several):
            continue
        elif any(is_knowable(kind, tokens) for tokens in several):
            found["unproven"].add(value)
        else:
            found["attested"].add(value)
    return found
