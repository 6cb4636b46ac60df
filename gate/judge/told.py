"""What changed, in words, and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gate.values.elements import split_key
from gate.values.terms import TRAINING_DATA

if TYPE_CHECKING:
    from gate.values.changes import ChangeRow

_ADDED, _REMOVED = "added: ", "removed: "  # how a change of records begins (gate/surfaces/records/changes.py)


def told(text: str) -> str:
    """The text as a sentence: it ends with a full stop, unless it ends like one already."""
    return text if text.endswith((".", "!", "?", "...")) else f"{text}."


def replaced(rows: Sequence[ChangeRow]) -> Iterator[ChangeRow]:
    """The changes, those of records of which as many came as went in the same places as one."""
    came = {(row["path"], _places(row)): row for row in rows if str(row["detail"]).startswith(_ADDED)}
    gone = {(row["path"], _places(row)) for row in rows if str(row["detail"]).startswith(_REMOVED)}
    for row in rows:
        place = (row["path"], _places(row))
        if place in gone and (new := came.get(place)) is not None:
            if row is new:
                yield {**row, "detail": f"replaced: {str(row['detail']).removeprefix(_ADDED)}"}
        else:
            yield row


def _places(row: ChangeRow) -> str:
    return str((row.get("runs") or (row["line"], row["end_line"]), row.get("more_runs")))


def words_of(row: Mapping[str, Any]) -> str:
    """What changed, in words: the changed words of a text, the old and new value, or what is said of it."""
    pointer = split_key(row["key"])[1]
    of_records = row["surface"] == TRAINING_DATA and not pointer and row["detail"]
    start = f"{pointer}: " if pointer else ""
    if not of_records and (row.get("words") or row["old"] is not None or row["new"] is not None):
        old, new = row.get("words") or (row["old"], row["new"])
        if old is None or new is None:
            return f"{start}{'new' if old is None else 'gone'}: {_value(new if old is None else old)}"
        return f"{start}{_value(old)} -> {_value(new)}"
    if pointer and row["change"] == "removed":
        return f"{pointer} is gone"
    return f"{start}{row['detail']}" if row["detail"] else f"{start}{row['change']}"


def _value(value: object) -> str:
    text = " ".join((value if isinstance(value, str) else json.dumps(value)).split())
    return text if len(text) <= 120 else text[:117] + "..."
