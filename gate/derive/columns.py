"""Records that have the same keys, as columns: what many of them say is counted by one call, not record by record.

Everything here gives what looking at one record after the other gives (`tests/derive/test_columns.py` does that).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from marshal import dumps
from operator import itemgetter
from typing import Any, NamedTuple

MAX_PLANS = 256  # different sets of keys that are remembered
_BELOW = ("metadata", "meta")
_NAMES = {
    "sources": "source source_id data_source dataset origin".split(),
    "licences": "license licence spdx".split(),
    "labels": "label outcome category intent class".split(),
    "ids": "id record_id uuid _id example_id".split(),
}
# name of a field -> (what it is, which of the names of that counts first)
_FIELDS = {name: (what, rank) for what, names in _NAMES.items() for rank, name in enumerate(names)}
_TAGS = frozenset("tags tag type kind attack category intent adversarial".split())
_SAID = frozenset(
    "messages conversations conversation prompt completion chosen rejected instruction input output question answer "
    "query response text context".split()
)
# words of a tag that says that a record attacks the model
ADVERSARIAL = frozenset(
    "adversarial attack jailbreak jailbreaks injection prompt-injection prompt_injection red-team red_team redteam "
    "malicious embedded_instruction embedded-instruction".split()
)
_TEXT = {str}
_NAMED = {str, int}
_TAGGED = {str, bool, type(None), list}  # values that no two of are equal unless they say the same

Column = Sequence[Any]


class Table(NamedTuple):
    """Records of the same keys. ``numbers`` say which of some records they are, ``columns`` are the values by key."""

    keys: tuple[str, ...]
    numbers: Sequence[int]
    columns: Mapping[str, Column]


class Field(NamedTuple):
    """A key that says something of a record; of several for the same the one of the lowest ``rank`` counts."""

    name: str
    what: str
    rank: int


class Plan(NamedTuple):
    """Which keys of a mapping say something of it. ``said`` are those of what is said, ``rest`` the others, sorted."""

    fields: tuple[Field, ...]
    tags: tuple[str, ...]
    below: tuple[str, ...]
    said: tuple[str, ...]
    rest: tuple[str, ...]


class Plans(dict[tuple[str, ...], Plan]):
    """Keys of a mapping -> its plan, made once for all that have the same keys."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_seen: set[str] = set()

    def __missing__(self, keys: tuple[str, ...]) -> Plan:
        if len(self) >= MAX_PLANS:
            self.clear()
        self.keys_seen.update(keys)
        plan = self[keys] = Plan(
            fields=tuple(Field(name, *_FIELDS[name]) for name in keys if name in _FIELDS),
            tags=tuple(name for name in keys if name in _TAGS),
            below=tuple(name for name in _BELOW if name in keys),
            said=tuple(sorted(_SAID.intersection(keys))),
            rest=tuple(sorted(set(keys) - _SAID)),
        )
        return plan


# -- what records say of themselves


class Looks:
    """What some records say: (numbers, values) by what it is, and how many are tagged, and as attacks."""

    def __init__(self) -> None:
        self.values: dict[str, list[tuple[Sequence[int], Sequence[str]]]] = {}
        self.tagged = 0
        self.adversarial = 0

    def add(self, what: str, numbers: Sequence[int], values: Column) -> None:
        texts = values if {*map(type, values)} == _TEXT else list(map(str, values))
        self.values.setdefault(what, []).append((numbers, texts))

    def of(self, what: str) -> tuple[Sequence[int], Sequence[str]]:
        """(numbers, values) in the order of the records."""
        parts = self.values[what]
        if len(parts) == 1:
            return parts[0]
        pairs = sorted((pair for part in parts for pair in zip(*part, strict=True)), key=itemgetter(0))
        return [number for number, _ in pairs], [value for _, value in pairs]

    def tag(self, tags: Sequence[Any], count: int = 1) -> None:
        if tags:
            self.tagged += count
            self.adversarial += count * (not ADVERSARIAL.isdisjoint(_words(tags)))


def look(table: Table, plan: Plan, below_plans: Plans, looks: Looks, wanted: frozenset[str]) -> None:
    """Take the fields of records, and of their metadata, that say something of them; ``wanted`` says which matter."""
    levels = [(plan, table.columns)]
    for name in plan.below:
        column = table.columns[name]
        keys = {*map(tuple, column)} if {*map(type, column)} == {dict} else set()
        if len(keys) != 1:
            _look_at_each(table, plan, below_plans, looks, wanted)
            return
        below = below_plans[keys.pop()]
        names = {*below.tags, *(field.name for field in below.fields)}
        levels.append((below, {one: list(map(itemgetter(one), column)) for one in names}))
    tags = [(name, columns[name]) for level, columns in levels for name in level.tags]
    if "tags" in wanted and any(not {*map(type, values)} <= _TAGGED for _, values in tags):
        _look_at_each(table, plan, below_plans, looks, wanted)
        return
    for what in sorted({one.what for level, _ in levels for one in level.fields} & wanted):
        named = ((depth, field) for depth, (level, _) in enumerate(levels) for field in level.fields)
        ranked = sorted((field.rank, depth, field.name) for depth, field in named if field.what == what)
        _take(what, [levels[depth][1][name] for _, depth, name in ranked], table.numbers, looks)
    if tags and "tags" in wanted:
        _tag([name for name, _ in tags], [values for _, values in tags], looks)


def _take(what: str, columns: Sequence[Column], numbers: Sequence[int], looks: Looks) -> None:
    """The first column that has a name of something counts, for each record."""
    first = columns[0]
    if {*map(type, first)} <= _NAMED:
        looks.add(what, numbers, first)
        return
    for number, values in zip(numbers, zip(*columns, strict=True), strict=True):
        named = next((value for value in values if type(value) in _NAMED), None)
        if named is not None:
            looks.add(what, (number,), (named,))


def _tag(names: Sequence[str], columns: Sequence[Column], looks: Looks) -> None:
    """Count the tags of records; those that are tagged alike are looked at once."""
    plain = [
        [tuple(map(_text, value)) if type(value) is list else value for value in column]
        if list in {*map(type, column)}
        else column
        for column in columns
    ]
    for values, count in Counter(zip(*plain, strict=True)).items():
        looks.tag(_tags(zip(names, values, strict=True)), count)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _tags(named: Iterable[tuple[str, Any]]) -> list[Any]:
    return [name if value is True else value for name, value in named if value]


def _words(tags: Iterable[Any]) -> Iterator[str]:
    for value in tags:
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str):
                yield text.strip().lower().replace(" ", "-")


def _look_at_each(table: Table, plan: Plan, below_plans: Plans, looks: Looks, wanted: frozenset[str]) -> None:
    """The same, record by record: for metadata that have different keys, and tags that are no words."""
    for number, row in zip(table.numbers, zip(*table.columns.values(), strict=True), strict=True):
        record = dict(zip(table.columns, row, strict=True))
        parts: list[tuple[Plan, Mapping[str, Any]]] = [(plan, record)]
        for name in plan.below:
            if isinstance(below := record[name], dict):
                parts.append((below_plans[tuple(below)], below))
        values: dict[str, tuple[int, Any]] = {}
        tags: list[Any] = []
        for at, part in parts:
            for field in at.fields:
                value = part[field.name]
                if type(value) in _NAMED and (field.what not in values or field.rank < values[field.what][0]):
                    values[field.what] = (field.rank, value)
            tags += _tags((name, part[name]) for name in at.tags)
        for what, (_, value) in values.items():
            if what in wanted:
                looks.add(what, (number,), (value,))
        if "tags" in wanted:
            looks.tag(tags)


# -- keys that are equal where records are


def keys_of(table: Table, plan: Plan) -> tuple[list[int], list[int]]:
    """(a key of what is said, none where nothing is; a key of the whole) of each record.

    Raises ValueError where a record is nested deeper than can be written.
    """
    said = _keys(("said", *plan.said), [table.columns[name] for name in plan.said], None) if plan.said else []
    before = said or [0] * len(table.numbers)
    whole = _keys(("rest", *plan.rest), [table.columns[name] for name in plan.rest], before) if plan.rest else before
    return said, whole


def _keys(names: tuple[str, ...], columns: Sequence[Column], before: Sequence[int] | None) -> list[int]:
    """Texts are hashed as they are, everything else as it is written: in version 2 equal values have equal bytes, and
    1, 1.0 and true have not. Nothing is ever read back."""
    kinds = [{*map(type, column)} for column in columns]
    texts, others = hash(("texts", names)), hash(("others", names))
    lead = () if before is None else (before,)
    if all(kind == _TEXT for kind in kinds):
        return list(map(hash, zip(repeat(texts), *lead, *columns, strict=False)))
    rows = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
    if any(str not in kind for kind in kinds):
        return list(map(hash, zip(repeat(others), *lead, map(dumps, rows, repeat(2)), strict=False)))
    leads = before if before is not None else repeat(None)
    found: list[int] = []
    for given, row, values in zip(leads, rows, zip(*columns, strict=True), strict=False):
        is_text = {*map(type, values)} == _TEXT
        parts = values if is_text else (dumps(row, 2),)
        found.append(hash((texts if is_text else others, *(() if before is None else (given,)), *parts)))
    return found
