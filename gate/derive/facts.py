"""What sources give for one document, compared with what it says: the facts that the rules judge."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gate.derive.bind import called, pointers, spread
from gate.derive.compare import agrees
from gate.derive.count import counts_of, told_apart
from gate.derive.given import Given, Value
from gate.derive.locks import public
from gate.derive.within import KIND as SAME_DOCUMENT
from gate.documents import pointer_of, tokens_of

if TYPE_CHECKING:
    from gate.derive.outcomes import Outcome
    from gate.derive.shape import DerivedFacts, DroppedFacts, SourceFacts, ValueFacts
    from gate.documents import Node

MAX_SHOWN = 300  # characters of a text that the case shows
NOTHING = object()
_SETTINGS = "/hyperparameters/"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a document's ``derived``. ``source_of_data`` is its ``for``; the lines are the row's."""

    kind: str
    path: str
    digest: str
    source_of_data: str | None
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Origin:
    """A source of one document: what became of reading it, and how it is known.

    ``stale`` are the files that it is about and that are others now, ``unbound`` those of which nothing says what they
    were. ``is_home``: it belongs to the document whatever it gives. ``is_weak``: others judge it, so that it proves a
    value and contradicts none. Of several that no row names those of the highest ``rank`` count: what the command of
    the run sets, before the file that it names, before others.
    """

    outcome: Outcome
    row: Row | None = None
    surfaces: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    is_home: bool = True
    is_weak: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """A value of a source at a pointer of the document. ``agrees`` is None where the document says nothing.
    ``is_loose``: the document says another one, and may."""

    origin: Origin
    pointer: str
    value: Value
    said: Any
    agrees: bool | None
    is_loose: bool = False


@dataclass(frozen=True)
class Derived:
    """Everything that sources give for one document. ``loose`` is what it may say otherwise, and does."""

    origins: Sequence[Origin]
    bound: Sequence[Bound]
    proven: frozenset[str] = field(default_factory=frozenset)
    loose: Sequence[Bound] = ()


def said_at(document: Any, pointer: str, *, empty: bool = False) -> Any:
    """The value at a JSON Pointer; ``NOTHING`` where there is none, or an empty one; an empty list is one where
    ``empty``."""
    here = document
    for token in tokens_of(pointer):
        if isinstance(here, Mapping) and token in here:
            here = here[token]
        elif isinstance(here, list) and token.isascii() and token.isdigit() and int(token) < len(here):
            here = here[int(token)]
        else:
            return NOTHING
    return NOTHING if here in ("", {}) or (here == [] and not empty) else here


def derive(kind: str, document: Mapping[str, Any], origins: Iterable[Origin]) -> Derived:
    """What the origins give for a document of a kind, settled where several give the same value."""
    kept: list[Origin] = []
    found: list[Bound] = []
    for origin in origins:
        given = origin.outcome.given
        own = [] if given is None else list(_bound(kind, document, origin, given))
        if any(not one.is_loose for one in own) or origin.is_home or origin.row:
            kept.append(origin)
        found += own
    loose = [one for one in found if one.is_loose]
    settled = _settled([one for one in found if not one.is_loose])
    proven = {one.pointer for one in settled if one.agrees}
    proven.update(name for one in settled if one.agrees for name in called(one.pointer, _called(one), document))
    return Derived(kept, settled, frozenset(proven), loose)


def _called(one: Bound) -> tuple[str, ...]:
    """By what a source and its row tell the items of lists."""
    row = one.origin.row
    return (*one.value.about, row.source_of_data) if row and row.source_of_data else one.value.about


def _bound(kind: str, document: Mapping[str, Any], origin: Origin, given: Given) -> Iterable[Bound]:
    for value in spread(given.values):
        if value.document != kind:
            continue
        for pointer in pointers(value, document, origin.row.source_of_data if origin.row else None):
            said = said_at(document, pointer, empty=_is_rows(value.value))
            is_setting = pointer.startswith(_SETTINGS)  # of which null is one
            if said is NOTHING or (said is None and not is_setting):
                yield Bound(origin, pointer, value, None, None)
                continue
            same = agrees(comparable(pointer, said), value.value, ordered=value.ordered, rounded=value.rounded)
            yield Bound(origin, pointer, value, said, same, not same and (origin.is_weak or value.is_worded))


def _is_rows(value: Any) -> bool:
    """Whether a value is a list of what was found, which is stated where it says that nothing was."""
    return isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value)


def comparable(pointer: str, said: Any) -> Any:
    """A value as sources give it: a framework's version without the label of its build."""
    return public(said) if pointer.startswith("/environment/frameworks/") and isinstance(said, str) else said


def _settled(found: Sequence[Bound]) -> list[Bound]:
    """What a row names is compared whatever else there is; of the others one is the run's, and which one the document
    says by agreeing with it."""
    by_pointer: dict[str, list[Bound]] = {}
    for one in found:
        by_pointer.setdefault(one.pointer, []).append(one)
    settled: list[Bound] = []
    for group in by_pointer.values():
        rows = [one for one in group if one.origin.row is not None]
        others = [one for one in group if one.origin.row is None]
        highest = max((one.origin.rank for one in others), default=0)
        others = [one for one in others if one.origin.rank == highest]
        agreeing = [one for one in others if one.agrees]
        settled += [*rows, *(agreeing or others)]
    return settled


# -- the case


def facts_of(
    kind: str,
    document: Node,
    derived: Derived,
    *,
    filled: Iterable[str] = (),
    proven: Iterable[str] = (),
    dropped: Sequence[DroppedFacts] = (),
) -> DerivedFacts:
    """The facts of a document. ``filled`` are JSON Pointers that the commands fill in, ``proven`` those that something
    else than a source here derives again."""
    where = {id(origin): index for index, origin in enumerate(derived.origins)}
    bound = {id(one.origin) for one in derived.bound}
    values = [_value(one, where[id(one.origin)]) for one in derived.bound]
    found = told_apart(kind, document, {*derived.proven, *proven}, filled)
    return {
        "sources": [
            _source(origin, id(origin) in bound or not _has_values(origin, kind)) for origin in derived.origins
        ],
        "values": sorted(values, key=lambda row: (row["pointer"], row["source"])),
        "counts": counts_of(found),
        "attested": sorted(pointer_of(tokens) for tokens in found["attested"]),
        "dropped": list(dropped),
    }


def _has_values(origin: Origin, kind: str) -> bool:
    """Whether a source gives values for documents of a kind."""
    given = origin.outcome.given
    return given is not None and any(value.document == kind for value in spread(given.values))


def _source(origin: Origin, placed: bool) -> SourceFacts:
    """``placed``: something in the document is what the source gives values of, if it gives any."""
    outcome, row = origin.outcome, origin.row
    given, problem = outcome.given or Given(), outcome.problem
    return {
        "kind": outcome.kind,
        "path": outcome.path,
        "for": row.source_of_data if row else None,
        "digest": row.digest if row else None,
        "found": outcome.digest,
        "line": row.line if row else None,
        "end_line": row.end_line if row else None,
        "surfaces": sorted(origin.surfaces),
        "tool": shown(given.tool),
        "problem": {"msg": shown(problem.message), "line": problem.line, "remedy": problem.remedy} if problem else None,
        "stale": sorted(origin.stale),
        "unbound": sorted(origin.unbound),
        "placed": placed,
        "facts": shown(given.facts),
        "notes": [
            {"msg": shown(note.msg), "line": note.line, "remedy": note.remedy, "pointer": note.pointer}
            for note in given.notes
        ],
    }


def _value(one: Bound, source: int) -> ValueFacts:
    return {
        "pointer": one.pointer,
        "source": source,
        "derived": shown(one.value.value),
        "said": shown(one.said),
        "agrees": one.agrees,
        "line": one.value.line,
        "end_line": one.value.end_line,
    }


def shown(value: Any) -> Any:
    """A value as the case has it: long text is cut, inside lists and mappings too; NaN and infinities become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str):
        return value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 3] + "..."
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): shown(item) for key, item in value.items()}
    return value


# -- what the base had


def dropped(before: Mapping[str, Any], then: Derived, document: Mapping[str, Any], now: Derived) -> list[DroppedFacts]:
    """What a source gave at the base and the document said: now none gives it, or the document says it no longer.

    ``before`` and ``document`` are the base's and the head's; items of lists are told by their names, not positions.
    """
    given = {one.pointer for one in now.bound if one.agrees is not None}
    here = {_named(document, tokens): tokens for tokens in _pointers(document)}
    reasons = {row["value"]: row["reason"] for row in document.get("no_longer_derived", ()) if isinstance(row, Mapping)}
    unsaid = {
        _named(document, tokens_of(one.pointer)): one.pointer
        for one in now.bound
        if one.agrees is None and not one.pointer.startswith(_SETTINGS)  # `run-setting-missing` asks for those
    }
    found: dict[str, DroppedFacts] = {}
    for one in then.bound:
        name = _named(before, tokens_of(one.pointer))
        stated = pointer_of(here[name]) if name in here else None
        is_stated = stated is not None and said_at(document, stated) is not NOTHING
        pointer = stated if is_stated else unsaid.get(name)
        if not one.agrees or pointer is None or pointer in given or one.origin.outcome.kind == SAME_DOCUMENT:
            continue  # of what followed from the rest of a document there is no source that could be gone
        found[pointer] = {
            "pointer": pointer,
            "stated": is_stated,
            "kind": one.origin.outcome.kind,
            "path": one.origin.outcome.path,
            "reason": reasons.get(pointer),
        }
    return [found[pointer] for pointer in sorted(found)]


def _pointers(value: Any, tokens: tuple[str, ...] = ()) -> Iterable[tuple[str, ...]]:
    yield tokens
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _pointers(child, (*tokens, str(key)))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _pointers(child, (*tokens, str(index)))


def _named(document: Any, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens, with the id, path or name of a list's item in place of its position."""
    here, found = document, []
    for token in tokens:
        is_item = isinstance(here, list)
        here = said_at(here, pointer_of((token,)))
        names = [here[key] for key in ("id", "path", "name") if key in here] if isinstance(here, Mapping) else []
        found.append(str(names[0]) if is_item and names else token)
    return tuple(found)
