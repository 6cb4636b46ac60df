"""Who gave which item which label: what the files of labels have in common."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gate.derive.agreement import Label
from gate.derive.given import Source, SourceError
from gate.derive.parsing import python_json, text, whole_lines
from gate.values.regex import regex

_ITEM = "item_id item unit_id unit example_id example record_id record task_id task subject_id subject id".split()
_RATER = "rater_id rater annotator_id annotator coder worker_id worker labeler user_id user judge completed_by".split()
_LABEL = "label labels value rating score outcome choice category class annotation response".split()
_WIDE = regex(r"(?i)(?:rater|annotator|coder|judge|labell?er|observer|reviewer|worker|user)[ _.-]?\w*")
_COUNTS = regex(r"(?i)(?:cat|category|class|label|count|n)[ _.-]?\w+")
_BOOKKEEPING = {"annotation_id", "created_at", "updated_at", "lead_time", "id"}
_SAY = "Name the label with 'field' beside the path, as the file calls it."


@dataclass
class Ratings:
    """The ratings of a file. ``items``: item -> rater -> label; ``table``: counts of labels where raters have no names.

    ``lines`` are the first and last line of what was read.
    """

    items: dict[str, dict[str, Label]] = field(default_factory=dict)
    table: list[dict[Label, int]] = field(default_factory=list)
    lines: tuple[int, int] = (1, 1)

    @property
    def raters(self) -> list[str]:
        return sorted({rater for given in self.items.values() for rater in given})

    @property
    def labels(self) -> list[Label]:
        return sorted({label for given in self.items.values() for label in given.values()}, key=str)

    def add(self, item: Any, rater: Any, label: Any, line: int) -> None:
        """Raises SourceError where the rater gave the item another label before."""
        text = _text(label)
        if text is None:
            return
        given = self.items.setdefault(str(item), {})
        if given.setdefault(str(rater), text) != text:
            raise SourceError(
                f"{rater} gave the item {item} two labels, {given[str(rater)]} and {text}",
                line,
                "Keep one label of each rater for each item.",
            )


def ratings_of(source: Source, wanted: str | None = None) -> Ratings:
    """The ratings of a CSV, TSV, JSON or JSON Lines file: one rating a row, or one item a row with a column a rater.

    Exports of Label Studio (JSON, JSON_MIN, CSV) and Argilla are understood as well. ``wanted`` is the label's name
    where a file has several. Raises SourceError.
    """
    head = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head not in (b"[", b"{"):
        found = _of_table(source, wanted)
    else:
        rows = _json_rows(source)
        found = _of_rows(rows, wanted)
    if len(found.table) == 0:
        _as_numbers(found)
    return found


def _json_rows(source: Source) -> list[tuple[int, Any]]:
    if source.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        value = python_json(source)
        return [(1, row) for row in value]
    return list(whole_lines(source))


def _of_rows(rows: Sequence[tuple[int, Any]], wanted: str | None) -> Ratings:
    if not rows or not all(isinstance(row, dict) for _, row in rows):
        raise SourceError("the file holds no list of ratings", 1, "Export the raters' labels, not a summary.")
    first = rows[0][1]
    if isinstance(first.get("annotations"), list):
        return _label_studio(rows, wanted)
    if isinstance(first.get("responses"), dict):
        return _argilla(rows, wanted)
    return _long(rows, wanted)


# -- tables


def _of_table(source: Source, wanted: str | None) -> Ratings:
    rows_text = text(source)
    delimiter = "\t" if source.name.lower().endswith(".tsv") else ","
    reader = csv.reader(rows_text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, ())]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise SourceError(f"not a table: {error}", reader.line_num, "Write it again as CSV.") from None
    for line, row in rows:
        if len(row) != len(header):
            raise SourceError(f"{len(row)} cells under {len(header)} names", line, "Write the row again.")
    if len(set(header)) < len(header) or len(header) < 2:
        raise SourceError("the first line does not name the columns", 1, "Give each column a name of its own.")
    names = [name.lower() for name in header]
    if any(name in _RATER for name in names):
        return _long([(line, dict(zip(header, row, strict=True))) for line, row in rows], wanted)
    if all(_COUNTS.fullmatch(name) for name in header[1:]) and (table := _counts(header, rows)):
        return Ratings(table=table, lines=(1, rows[-1][0]))
    return _wide(header, rows)


def _counts(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> list[dict[Label, int]]:
    """A table of how often each item got each label; [] where it is none."""
    table: list[dict[Label, int]] = []
    for _, row in rows:
        if not all(cell.strip().isascii() and cell.strip().isdigit() for cell in row[1:]):
            return []
        table.append({name: int(cell) for name, cell in zip(header[1:], row[1:], strict=True)})
    return table


def _wide(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> Ratings:
    named = [index for index, name in enumerate(header) if _WIDE.fullmatch(name)]
    is_item = header[0].lower() in _ITEM or named
    columns = named or list(range(1, len(header)))
    found = Ratings(lines=(1, rows[-1][0] if rows else 1))
    for number, (line, row) in enumerate(rows):
        item = row[0] if is_item and 0 not in columns else str(number)
        if item in found.items:
            raise SourceError(f"the item {item} has two rows", line, "Write one row for each item.")
        for index in columns:
            found.add(item, header[index], row[index], line)
    return found


def _long(rows: Sequence[tuple[int, Mapping[str, Any]]], wanted: str | None) -> Ratings:
    keys = {str(key): None for _, row in rows for key in row}
    rater = _named(keys, _RATER)
    item = _named(keys, _ITEM)
    if rater is None or item is None:
        missing = "the item" if rater else "the rater"
        raise SourceError(f"no field names {missing}", 1, "Call the fields item_id, rater and label.")
    label = wanted or _label_field(rows, keys, item, rater)
    if label not in keys:
        raise SourceError(f"no field is called {label}", 1, _SAY)
    found = Ratings(lines=(rows[0][0], rows[-1][0]))
    for line, row in rows:
        if label in row and row.get(item) is not None and row.get(rater) is not None:
            found.add(row[item], row[rater], row[label], line)
    return found


def _label_field(rows: Sequence[tuple[int, Mapping[str, Any]]], keys: Iterable[str], item: str, rater: str) -> str:
    """The field that holds the label: by its name, or the one on which raters of an item differ."""
    others = [key for key in keys if key not in (item, rater) and key.lower() not in _BOOKKEEPING]
    known = [key for key in others if key.lower() in _LABEL]
    if len(known) == 1:
        return known[0]
    chosen = known or others
    seen: dict[tuple[str, str], Any] = {}
    differing = {
        key
        for _, row in rows
        for key in chosen
        if _text(seen.setdefault((str(row.get(item)), key), row.get(key))) != _text(row.get(key))
    }
    if len(differing) == 1:
        return differing.pop()
    if len(chosen) == 1:
        return chosen[0]
    raise SourceError(f"several fields can be the label: {', '.join(sorted(chosen)) or 'none'}", 1, _SAY)


def _named(keys: Iterable[str], names: Sequence[str]) -> str | None:
    lower = {key.lower(): key for key in keys}
    return next((lower[name] for name in names if name in lower), None)


# -- exports of tools that label


def _label_studio(rows: Sequence[tuple[int, Mapping[str, Any]]], wanted: str | None) -> Ratings:
    """Label Studio's JSON (1.23): ``annotations`` of a task, each by ``completed_by``, with one result a control."""
    found = Ratings(lines=(rows[0][0], rows[-1][0]))
    fields: Counter[str] = Counter()
    given: list[tuple[Any, Any, str, Any, int]] = []
    for line, task in rows:
        for one in task.get("annotations") or ():
            if not isinstance(one, dict) or one.get("was_cancelled"):
                continue
            by = one.get("completed_by")
            rater = by.get("email", by.get("id")) if isinstance(by, dict) else by
            for result in one.get("result") or ():
                name = str(result.get("from_name")) if isinstance(result, dict) else ""
                value = result.get("value") if isinstance(result, dict) else None
                if name and isinstance(value, dict) and (label := _control(value)) is not None:
                    fields[name] += 1
                    given.append((task.get("id"), rater, name, label, line))
    field = _one_field(fields, wanted)
    for item, rater, name, label, line in given:
        if name == field:
            found.add(item, rater, label, line)
    return found


def _control(value: Mapping[str, Any]) -> Any:
    return next((value[key] for key in ("choices", "rating", "number", "taxonomy", "labels") if key in value), None)


def _argilla(rows: Sequence[tuple[int, Mapping[str, Any]]], wanted: str | None) -> Ratings:
    """Argilla's records (2.8): ``responses`` of a question, each with ``value`` and ``user_id``."""
    found = Ratings(lines=(rows[0][0], rows[-1][0]))
    fields = Counter(str(name) for _, row in rows for name in row.get("responses") or ())
    field = _one_field(fields, wanted)
    for line, row in rows:
        for one in (row.get("responses") or {}).get(field) or ():
            if isinstance(one, dict) and one.get("status") in (None, "submitted"):
                found.add(row.get("id"), one.get("user_id"), one.get("value"), line)
    return found


def _one_field(fields: Mapping[str, int], wanted: str | None) -> str:
    if wanted is not None and wanted in fields:
        return wanted
    if wanted is None and len(fields) == 1:
        return next(iter(fields))
    said = f"no label is called {wanted}" if wanted else f"{len(fields)} labels: {', '.join(sorted(fields)) or 'none'}"
    raise SourceError(said, 1, _SAY)


# -- labels


def _text(label: Any) -> Label | None:
    """A label as it is compared; None for one that is missing. Several choices of one rater are one label."""
    if isinstance(label, bool):
        return str(label).lower()
    if isinstance(label, list):
        parts = sorted(str(part) for part in label)
        return " + ".join(parts) or None
    if isinstance(label, dict):
        return _text(_control(label))
    return None if label is None else str(label).strip() or None


def _as_numbers(found: Ratings) -> None:
    """Labels of which all are numbers are numbers: '2' and '2.0' are one label."""
    try:
        numbers = {label: float(label) for given in found.items.values() for label in given.values()}
    except ValueError:
        return
    if all(abs(number) < 1e15 for number in numbers.values()):
        for given in found.items.values():
            for rater, label in given.items():
                given[rater] = numbers[label]
