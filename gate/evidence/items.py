"""What a document of the pack lists, by keys that stay the same, and what of it is more than stamps and prose.

Both are asked of the base's document and of the head's: what the base listed and the head does not needs a reason to
go, and a document that says the same for another state was not redone. A document of the base may be of any form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gate.documents.schema import expanded, load
from gate.values.canonical import canonical_json

RETIRED = "retired"  # the key under which a document says why something goes
RAW, RECOUNT = "raw_files", "recount"
JOINED = " > "  # between the key of an item and that of what it belongs to

# what a document says of itself, what the tool fills in, and what only repeats a reviewed value
_STAMPS = frozenset(
    f"schema model state prepared_by prepared_at derived no_longer_derived {RETIRED} retired_tests "
    "base_model tuned_model tested_model".split()
)
_FILLED_IN = frozenset((("sources", "files", "digest"), ("sources", "files", "records")))


@dataclass(frozen=True, slots=True)
class List:
    """A list of a document. ``steps`` leads to it, through the items of the list before.

    ``keys`` are what an item can be known by: the values of one of these tuples of fields. ``raw`` is the way to the
    raw files that an item was measured in, None where it was not. ``named``: it is a mapping by names, or names alone.
    """

    steps: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    raw: tuple[str, ...] | None = None
    named: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.steps)


LISTS: Mapping[str, tuple[List, ...]] = {
    "training-data-manifest": (List(("sources",), (("id",),)),),
    "training-run": (),
    "evaluation-results": (
        List(("task_evaluations",), (("name",),), ("raw_files",)),
        List(("safety_suites",), (("name",),)),
        List(("adversarial_tests",), (("name",),), ("raw_files",)),
        List(("excluded_classes",), (("class",),)),
    ),
    "alignment-regression": (
        List(("categories", "compensating_controls"), (("path",),)),
        List(("excluded_classes",), (("class",),)),
    ),
    "overhang-statement": (
        List(("capability_classes",), (("name",),)),
        List(("capability_classes", "controls"), (("path",),)),
    ),
    "red-team-report": (
        List(("in_scope_patterns",), (("id",),)),
        List(("out_of_scope_patterns",), (("id",),)),
        List(("findings",), (("id",),)),
    ),
    "base-model-evidence": (
        List(("inherited_properties",), (("name",),), named=True),
        List(("targeted_properties",), (("name",),), named=True),
    ),
    "decision-record": (List(("alternatives",), (("option",),)),),
    "disposition": (
        List(("conditions",), (("id",),)),
        List(("residual_risks",), (("id",), ("risk",))),
    ),
}
_TRANSCRIPTS = List((RAW,), (("name",),))
_PARENTS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("categories", "compensating_controls"): ("suite", "category"),
    ("capability_classes", "controls"): ("name",),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``keys`` are all that it can be known by, the first one is shown; ``parent`` is what it belongs to."""

    list: List
    keys: tuple[str, ...]
    value: Mapping[str, Any]
    parent: Mapping[str, Any] | None = None


def items(kind: str, document: Mapping[str, Any]) -> Iterator[Item]:
    """Every item of the document's lists that has a key; what is not of the expected form is left out."""
    for of in LISTS[kind]:
        value = document.get(of.steps[0])
        rows = _named(value) if of.named else _rows(value)
        if len(of.steps) == 1:
            yield from (Item(of, keys, row) for row in rows if (keys := _keys(of, row)))
            continue
        for parent in rows:
            above = _key(_PARENTS[of.steps], parent)
            for row in _rows(parent.get(of.steps[1])):
                if above and (keys := _keys(of, row)):
                    yield Item(of, tuple(JOINED.join((above, key)) for key in keys), row, parent)


def gone(kind: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Item]:
    """The items of ``before`` that ``now`` has no more.

    Not among them: a condition that was met, a suite with outcomes item by item, which are compared one by one, and
    what belongs to an item that is gone itself or, for a control, to a category that regresses no more.
    """
    left: Counter[tuple[str, str]] = Counter()
    parents: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for item in items(kind, now):
        left.update((item.list.name, key) for key in item.keys)
    for steps, fields in _PARENTS.items():
        for row in _rows(now.get(steps[0])):
            parents.setdefault((*steps, _key(fields, row)), []).append(row)
    for item in items(kind, before):
        found = next((key for key in item.keys if left[item.list.name, key]), None)
        if found is not None:
            left[item.list.name, found] -= 1
        elif not _is_settled(item, parents):
            yield item


def _is_settled(item: Item, parents: Mapping[tuple[str, ...], list[Mapping[str, Any]]]) -> bool:
    if item.parent is not None:
        above = parents.get((*item.list.steps, _key(_PARENTS[item.list.steps], item.parent)), [])
        return not any(row.get("outcome", "regressed") == "regressed" for row in above)
    return "met_on" in item.value or (item.list.name == "safety_suites" and "records" in item.value)


def reused(kind: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Item]:
    """The items of ``now`` that were measured, and whose raw files are all of them those of ``before``, too."""
    known = {digest for item in items(kind, before) for digest in _digests(item)}
    for item in items(kind, now):
        digests = _digests(item)
        if digests and digests <= known:
            yield item


def swapped(kind: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Item]:
    """The measurements of ``now`` of which only the digests of raw files are others than those of ``before``.

    A log of several measurements is another one when one of them was made again.
    """
    earlier = {(item.list.name, key): item.value for item in items(kind, before) for key in item.keys}
    again: set[str] = set()  # the files of what was measured again, or for the first time
    same = []
    for item in items(kind, now):
        was = earlier.get((item.list.name, item.keys[0]), {})
        if _is_swapped(was, item.value):
            same.append(item)
        else:
            again |= _bare_digests(item.value.get(RAW)) - _bare_digests(was.get(RAW))
    yield from (item for item in same if not _bare_digests(item.value[RAW]) <= again)
    one, other = (_measured(value) for value in (before, now))
    if kind == "red-team-report" and _is_swapped(one, other):
        yield Item(_TRANSCRIPTS, ("the transcripts",), other)


def _measured(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the transcripts of a red team show: the attacks, and those that tried a finding again."""
    attacks = {key: report.get(key) for key in ("performed_at", "in_scope_patterns", "out_of_scope_patterns", RAW)}
    found = [row for row in _rows(report.get("findings")) if "retest" in row]
    return {**attacks, "retests": [(row.get("id"), row["retest"]) for row in found]}


def _is_swapped(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    if not before.get(RAW) or not now.get(RAW) or _bare_digests(before[RAW]) == _bare_digests(now[RAW]):
        return False
    one, other = ({key: row for key, row in value.items() if key not in (RAW, RECOUNT)} for value in (before, now))
    return one == other


def _bare_digests(value: Any) -> set[str]:
    """Every digest of a list of raw files, or of one for each side."""
    rows = [row for side in value.values() for row in _rows(side)] if isinstance(value, dict) else _rows(value)
    return {str(row.get("digest")) for row in rows}


def _digests(item: Item) -> set[str]:
    if item.list.raw is None:
        return set()
    rows: Any = item.value
    for step in item.list.raw:
        rows = rows.get(step) if isinstance(rows, dict) else None
    return {str(row.get("digest")) for row in _rows(rows)}


def _named(value: Any) -> list[Mapping[str, Any]]:
    return [{"name": name} for name in value if isinstance(name, str)] if isinstance(value, (dict, list)) else []


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _keys(of: List, row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for fields in of.keys if (key := _key(fields, row)))


def _key(fields: tuple[str, ...], row: Mapping[str, Any]) -> str:
    """Empty where the row does not have all of them."""
    found = [row[name] for name in fields if isinstance(row.get(name), str)]
    return JOINED.join(found) if len(found) == len(fields) else ""


# -- what a document says beside its stamps


def substance(kind: str, document: Mapping[str, Any]) -> Any:
    """What of a document is measured, chosen or named: all of it less stamps, prose and dates.

    Left out are who made it for which state and when, what repeats a reviewed value or is filled in by the tool, every
    date, and every text that its schema leaves to the writer; lists are in one order. What is left of two documents is
    equal where one is the other with new dates and other words.
    """
    return _substance(expanded(kind), unstamped(document), ())


def unstamped(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document less who made it for which state and when, and what repeats a reviewed value."""
    return {key: value for key, value in document.items() if key not in _STAMPS}


def _substance(schema: Mapping[str, Any], value: Any, at: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        if "surface" in value and "path" in value:
            value = {key: child for key, child in value.items() if key != "digest"}  # 'renew' writes that of a control
        parts = {
            key: _substance(_property(schema, key), child, (*at, key))
            for key, child in sorted(value.items(), key=lambda row: str(row[0]))
            if key != RECOUNT and (*at, key) not in _FILLED_IN and not _is_free(_property(schema, key))
        }
        return {str(key): part for key, part in parts.items()}
    if isinstance(value, list):
        of = schema.get("items", {})
        return sorted((_substance(of, child, at) for child in value if not _is_free(of)), key=canonical_json)
    return value


def _property(schema: Mapping[str, Any], key: Any) -> Mapping[str, Any]:
    found = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
    return found if isinstance(found, dict) else {}


def _is_free(schema: Mapping[str, Any]) -> bool:
    """Whether a schema is of words, or of a date."""
    parts = (schema, *schema.get("allOf", ()))
    return any(part.get("format") in ("date", "date-time") or part.get("pattern") == _words() for part in parts)


@cache
def _words() -> str:
    return str(load("common")["$defs"]["text"]["pattern"])
