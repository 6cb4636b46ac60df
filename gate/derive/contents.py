"""What the records of a data file say of themselves: source, licence, label, tags, ids; and how many are repeated.

Records are JSON objects, one a line or in a list, or rows under a header. A field is looked for in the record and in
its ``metadata`` (or ``meta``). Nothing of a record is kept but what these fields hold, and that is counted.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gate.derive.columns import Looks, Plans, Table, keys_of, look
from gate.derive.given import SourceError
from gate.derive.licences import of_card
from gate.derive.records import Batch, batches
from gate.process.collector import without_collecting

MAX_VALUES = 1_000  # different values of a field that are counted
AT_ONCE = 4_000_000  # keys of records that are in memory as a set
MAX_SHOWN = 20  # values of a field that are facts of the case
_COUNTED = frozenset({"sources", "licences", "labels", "tags"})


@dataclass
class Contents:
    """Counts over the records of a file. ``sources``, ``licences`` and ``labels`` are by value; ``lines`` has the first
    line of each value of these, by field and value."""

    records: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    fields: set[str] = field(default_factory=set)
    adversarial: int = 0
    tagged: int = 0
    repeated: int = 0
    same_conversation: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """For the case: counts by value, most frequent first, of as many as are shown."""
        licences = {text: of_card(text) for text in list(self.licences)[:MAX_SHOWN]}
        return {
            "records": self.records,
            "sources": _shown(self.sources),
            "licences": [
                {
                    "text": text,
                    "records": self.licences[text],
                    "expression": found.expression,
                    "terms": list(found.terms),
                }
                for text, found in sorted(licences.items())
            ],
            "labels": _shown(self.labels),
            "adversarial": self.adversarial,
            "tagged": self.tagged,
            "repeated": self.repeated,
            "same_conversation": self.same_conversation,
            "lines": {f"{name}/{value}": line for (name, value), line in sorted(self.lines.items())[: 2 * MAX_SHOWN]},
        }


def is_readable(path: str) -> bool:
    """Whether a file's name says that it holds records that are read here."""
    return path.lower().endswith((".jsonl", ".ndjson", ".json", ".csv", ".tsv"))


class _Keys:
    """Keys of records, 8 bytes each, and how many of them were there before."""

    def __init__(self) -> None:
        self._keys = array("q")

    def add(self, keys: Sequence[int]) -> None:
        self._keys.extend(keys)

    def repeated(self) -> int:
        """Few enough are looked at together that a set of them is small, whatever the file's size."""
        parts = -(-len(self._keys) // AT_ONCE)
        if parts <= 1:
            return len(self._keys) - len(set(self._keys))
        return len(self._keys) - sum(len({key for key in self._keys if key % parts == part}) for part in range(parts))


def contents_of(data: bytes, path: str, *, ids: bool = True) -> Contents:
    """As `contents_in`, of a file that is in memory."""
    return contents_in((data,), path, ids=ids)


def contents_in(pieces: Iterable[bytes], path: str, *, ids: bool = True) -> Contents:
    """``ids``: whether the ids of records are wanted, of which there can be as many as records.

    Raises SourceError with the line of a record that cannot be read.
    """
    found = Contents()
    plans, below_plans = Plans(), Plans()
    wanted = _COUNTED | {"ids"} if ids else _COUNTED
    said, with_said, unsaid = _Keys(), _Keys(), _Keys()
    with without_collecting():
        for batch in batches(pieces, path):
            tables = batch.tables()
            _count(found, batch, tables, plans, below_plans, wanted)
            for table in tables:
                try:
                    conversations, records = keys_of(table, plans[table.keys])
                except ValueError:  # nested deeper than is written, and no deeper than JSON is read on some Pythons
                    raise SourceError("the JSON cannot be read", _too_deep(batch, tables, plans)) from None
                said.add(conversations)
                (with_said if conversations else unsaid).add(records)
    found.same_conversation = said.repeated()
    # records that say nothing twice are not there twice
    found.repeated = unsaid.repeated() + (with_said.repeated() if found.same_conversation else 0)
    found.fields = plans.keys_seen
    return found


def labels_in(pieces: Iterable[bytes], path: str) -> Contents:
    """The same, of labels alone."""
    found = Contents()
    plans, below_plans = Plans(), Plans()
    with without_collecting():
        for batch in batches(pieces, path):
            _count(found, batch, batch.tables(), plans, below_plans, frozenset({"labels"}))
    return found


def _too_deep(batch: Batch, tables: Sequence[Table], plans: Plans) -> int:
    """The line of the first record that is nested too deep."""
    return min(
        batch.lines[number]
        for table in tables
        for at, number in enumerate(table.numbers)
        if _is_too_deep(table, at, plans)
    )


def _is_too_deep(table: Table, at: int, plans: Plans) -> bool:
    try:
        one = {name: [column[at]] for name, column in table.columns.items()}
        keys_of(Table(table.keys, [0], one), plans[table.keys])
    except ValueError:
        return True
    return False


def _count(
    found: Contents, batch: Batch, tables: Sequence[Table], plans: Plans, below_plans: Plans, wanted: frozenset[str]
) -> None:
    """Count what records and their metadata say of them."""
    looks = Looks()
    for table in tables:
        plan = plans[table.keys]
        found.records += len(table.numbers)
        if plan.fields or plan.tags or plan.below:
            look(table, plan, below_plans, looks, wanted)
    found.tagged += looks.tagged
    found.adversarial += looks.adversarial
    for what in looks.values:
        numbers, values = looks.of(what)
        if what == "ids":
            for number, value in zip(numbers, values, strict=True):
                found.ids.setdefault(value, batch.lines[number])
        else:
            _add(found, what, numbers, values, batch.lines)


def _add(found: Contents, what: str, numbers: Sequence[int], values: Sequence[str], lines: Sequence[int]) -> None:
    """Count values, of which as many different ones as are kept, and keep the first line of each."""
    counts: Counter[str] = getattr(found, what)
    new = {*values} - counts.keys()
    if len(counts) + len(new) > MAX_VALUES:
        left = MAX_VALUES - len(counts)
        new = {*[value for value in dict.fromkeys(values) if value in new][:left]}
        kept = counts.keys() | new
        pairs = [pair for pair in zip(values, numbers, strict=True) if pair[0] in kept]
        values, numbers = [value for value, _ in pairs], [number for _, number in pairs]
    counts.update(values)
    for value in new:
        found.lines[what, value] = lines[numbers[values.index(value)]]


def _shown(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.most_common(MAX_SHOWN)))
