"""What the records of a data file say of themselves: source, licence, label, tags, ids; and how many are repeated.

Records are JSON objects, one a line or in a list, or rows under a header. A field is looked for in the record and in
its ``metadata`` (or ``meta``). Nothing of a record is kept but what these fields hold, and that is counted.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from marshal import dumps
from operator import itemgetter
from typing import Any, NamedTuple

from gate.derive.given import SourceError
from gate.derive.licences import of_card

MAX_VALUES = 1_000  # different values of a field that are counted
MAX_PLANS = 256  # different sets of keys that are remembered
AT_ONCE = 500  # lines that are parsed together
MAX_SHOWN = 20  # values of a field that are facts of the case
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


_DECODER = json.JSONDecoder()


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


def contents_of(data: bytes, path: str) -> Contents:
    """Raises SourceError with the line of a record that cannot be read."""
    found = Contents()
    plans, below_plans = _Plans(), _Plans()
    whole: set[int] = set()
    said: set[int] = set()
    records = same = repeated = 0
    for line, record in records_of(data, path):
        records += 1
        plan = plans[tuple(record)]
        if plan.only is not None:
            value = record[plan.only[0]]
            if type(value) is str or type(value) is int:
                _count(found, plan.only[1], str(value), line)
        elif plan.is_looked_at:
            _look_at(record, plan, below_plans, found, line)
        key = 0
        try:  # in version 2 equal values have equal bytes; nothing is ever read back
            if plan.said:
                key = hash((plan.said, dumps(plan.spoken(record), 2)))
                if key in said:
                    same += 1
                else:
                    said.add(key)
            if plan.rest:
                key = hash((key, plan.rest, dumps(plan.others(record), 2)))
        except ValueError:  # nested deeper than that writes, and no deeper than JSON is read on some Pythons
            raise SourceError("the JSON cannot be read", line) from None
        if key in whole:
            repeated += 1
        else:
            whole.add(key)
    found.records, found.same_conversation, found.repeated = records, same, repeated
    found.fields = plans.keys_seen
    return found


def _look_at(record: Mapping[str, Any], plan: _Plan, below_plans: _Plans, found: Contents, line: int) -> None:
    """Count what a record and its metadata say of it."""
    values: dict[str, tuple[int, str]] = {}
    tags: list[Any] = []
    _look(record, plan, values, tags)
    for name in plan.below:
        below = record[name]
        if isinstance(below, dict):
            _look(below, below_plans[tuple(below)], values, tags)
    for what, (_, value) in values.items():
        _count(found, what, value, line)
    if tags:
        found.tagged += 1
        found.adversarial += not ADVERSARIAL.isdisjoint(_words(tags))


class _Plan(NamedTuple):
    """Which keys of a mapping say something of it.

    ``fields`` are (name, what it is, rank); ``tags``, ``below``, ``said`` and ``rest`` are names, and ``spoken`` and
    ``others`` take the values of the last two. ``only`` is the field where nothing else is looked at, ``is_looked_at``
    whether anything is.
    """

    fields: tuple[tuple[str, str, int], ...]
    tags: tuple[str, ...]
    below: tuple[str, ...]
    said: tuple[str, ...]
    rest: tuple[str, ...]
    spoken: Callable[[Mapping[str, Any]], Any]
    others: Callable[[Mapping[str, Any]], Any]
    is_looked_at: bool
    only: tuple[str, str, int] | None


class _Plans(dict[tuple[str, ...], _Plan]):
    """Keys of a mapping -> its plan, made once for all that have the same keys."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_seen: set[str] = set()

    def __missing__(self, keys: tuple[str, ...]) -> _Plan:
        if len(self) >= MAX_PLANS:
            self.clear()
        self.keys_seen.update(keys)
        said, rest = tuple(sorted(_SAID.intersection(keys))), tuple(sorted(set(keys) - _SAID))
        fields = tuple((name, *_FIELDS[name]) for name in keys if name in _FIELDS)
        tags = tuple(name for name in keys if name in _TAGS)
        below = tuple(name for name in _BELOW if name in keys)
        plan = self[keys] = _Plan(
            fields=fields,
            tags=tags,
            below=below,
            said=said,
            rest=rest,
            spoken=itemgetter(*said) if said else dict,
            others=itemgetter(*rest) if rest else dict,
            is_looked_at=bool(fields or tags or below),
            only=fields[0] if len(fields) == 1 and not tags and not below else None,
        )
        return plan


def _look(part: Mapping[str, Any], plan: _Plan, values: dict[str, tuple[int, str]], tags: list[Any]) -> None:
    """Take the fields of a record, or of its metadata, that say something of it. The record's own count first."""
    for name, what, rank in plan.fields:
        value = part[name]
        if (type(value) is str or type(value) is int) and (what not in values or rank < values[what][0]):
            values[what] = (rank, str(value))
    for name in plan.tags:
        if value := part[name]:
            tags.append(name if value is True else value)


def _words(tags: Iterable[Any]) -> Iterator[str]:
    for value in tags:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str):
                yield text.strip().lower().replace(" ", "-")


def records_of(data: bytes, path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(first line, record) of each record that is a mapping. Raises SourceError."""
    ending = path.rpartition(".")[2].lower()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("the data are no UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None
    if ending in ("csv", "tsv"):
        yield from _rows(text, "\t" if ending == "tsv" else ",")
        return
    if ending == "json":
        yield from _list(text)
        return
    yield from _lines(text)


def _lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Read many lines at once: a call of the parser for each would cost more than parsing does.

    A text that nobody can foresee stands between two lines, so that a value that spans lines, or a line of several
    values, is not taken for a record a line; then each line is read alone, and says what is wrong with it.
    """
    between = secrets.token_hex(8)
    joint = f',"{between}",'
    numbered = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line and not line.isspace())
    while some := list(islice(numbered, AT_ONCE)):
        try:
            found = _DECODER.decode(f"[{joint.join([line for _, line in some])}]")
        except (ValueError, RecursionError):
            found = []
        records = found[::2]
        if len(records) == len(some) and found[1::2] == [between] * (len(some) - 1) and {*map(type, records)} == {dict}:
            yield from zip((number for number, _ in some), records, strict=True)
        else:
            yield from ((number, _mapping(_load(line, number), number)) for number, line in some)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 2
    try:
        for row in reader:
            yield line, {name: value for name, value in row.items() if name is not None and value is not None}
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(f"not a table: {error}", line) from None


def _list(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    value = _load(text, 1)
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), [value])
    yield from ((1, _mapping(row, 1)) for row in value)


def _load(text: str, line: int) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", line + error.lineno - 1) from None
    except (RecursionError, ValueError):
        raise SourceError("the JSON cannot be read", line) from None


def _mapping(value: Any, line: int) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SourceError("a record is no mapping", line)
    return value


def _count(found: Contents, what: str, value: str, line: int) -> None:
    if what == "ids":
        found.ids.setdefault(value, line)
        return
    counts: dict[str, int] = getattr(found, what)
    if value in counts:
        counts[value] += 1
    elif len(counts) < MAX_VALUES:
        counts[value] = 1
        found.lines[what, value] = line


def _shown(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.most_common(MAX_SHOWN)))
