"""Fields of a file's own rows that the user names: the category of an item, and the group that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.harness.contexts import value_of
from gate.harness.run import Reading
from gate.harness.source import Source

NOT_SAID = "not said"
MOST_NAMED = 20
# what harnesses and data sets call a group of items that stand or fall together: wordings, jailbreaks or tools of one
# behaviour, goal or seed prompt
GROUPS = (
    *("cluster", "cluster_id", "id_original", "behavior_id", "behaviour_id", "BehaviorID", "goal_id", "seed_id"),
    *("seed_prompt_id", "original_id", "original_prompt_id", "paraphrase_of"),
)
MISSING = object()
Said = tuple[tuple[str, str | int], ...]  # of an answer's context


def value_at(row: Any, name: str) -> Any:
    """The value of a field by its name or a path of names (``metadata.category``); `MISSING` where there is none."""
    if not isinstance(row, Mapping):
        return MISSING
    if name in row:
        return row[name]
    first, dot, rest = name.partition(".")
    while dot:
        if first in row and (found := value_at(row[first], rest)) is not MISSING:
            return found
        more, dot, rest = rest.partition(".")
        first = f"{first}.{more}"
    return MISSING


def asked(source: Source, name: str, option: str, line: int | None, *rows: Any, where: str = "") -> str:
    """The text of a field that the user named: in the first of the rows that has it; `NOT_SAID` where it is empty.

    Raises EvidenceError, naming the fields that are there, where none of the rows has it, or where it is not text.
    """
    found = next((value for row in rows if (value := value_at(row, name)) is not MISSING), MISSING)
    if found is MISSING:
        known = sorted({str(key) for row in rows if isinstance(row, Mapping) for key in row})
        fields = ", ".join(known[:MOST_NAMED]) or "none"
        source.fail(f"there is no field {name!r} in {where or 'a row'}", line, f"Fields for {option}: {fields}.")
    if isinstance(found, list) and all(isinstance(entry, str) for entry in found):
        found = ", ".join(sorted(found))
    if isinstance(found, (dict, list)):
        source.fail(
            f"the field {name!r} of {where or 'a row'} is not text", line, f"Name a field of texts for {option}."
        )
    return NOT_SAID if found is None else str(found).strip() or NOT_SAID


def cluster(
    source: Source, reading: Reading, line: int | None, own: str | None, *rows: Any, where: str = ""
) -> str | None:
    """The group of one item: by ``--cluster``, else ``own``. An item whose field is empty stands alone.

    Raises EvidenceError where a row lacks the field.
    """
    if reading.cluster is None:
        return own
    found = asked(source, reading.cluster, "--cluster", line, *rows, where=where)
    return None if found == NOT_SAID else found


def context(source: Source, reading: Reading, line: int | None, *rows: Any, where: str = "") -> Said:
    """What ``--context-field`` finds of one answer's context: dimension and value, in the order of the dimensions.

    Raises EvidenceError where a row lacks the field, or it holds no value of the dimension.
    """
    found: list[tuple[str, str | int]] = []
    for dimension, name in sorted(reading.context_fields.items()):
        text = asked(source, name, "--context-field", line, *rows, where=where)
        try:
            found.append((dimension, value_of(dimension, text)))
        except ValueError as error:
            source.fail(f"the field {name!r} of {where or 'a row'}: {error}", line, "Name the field that has it.")
    return tuple(found)


def own_group(*rows: Any) -> str | None:
    """The group that a data set itself gives an item, by the usual names of such a field (`GROUPS`)."""
    for row in rows:
        for name in GROUPS if isinstance(row, Mapping) else ():
            value = row.get(name)
            if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
    return None
