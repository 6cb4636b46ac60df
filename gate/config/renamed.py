"""Rules that have other names now: their old ids in a configuration, in the file as a person wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gate.documents import DocumentError, Node, parse
from gate.values.errors import ConfigError

Names = Mapping[str, Sequence[str]]  # an old id -> those that took its place


def renamed(data: bytes, path: str, names: Names) -> bytes:
    """The configuration with the new ids in ``severities`` and ``waivers``: a row for each of several, comments kept.

    Raises ConfigError where the file is not YAML, or a row shares its lines with something else.
    """
    try:
        node = parse(data, "yaml")
    except DocumentError as error:
        raise ConfigError(error.message, path=path, line=error.line, remedy=error.remedy) from None
    lines = data.splitlines(keepends=True)  # which counts them as YAML does
    rows = sorted(_rows(node, names), key=lambda row: row[1].line, reverse=True)
    for old, row in rows:
        mine = lines[row.line - 1 : row.end_line]
        word = re.compile(rb"(?<![\w-])" + re.escape(old.encode()) + rb"(?![\w-])")
        made = [b"".join(_with(mine, word, new.encode())) for new in names[old]]
        lines[row.line - 1 : row.end_line] = [(b"" if mine[-1].endswith((b"\n", b"\r")) else b"\n").join(made)]
    result = b"".join(lines)
    if rows and _plain(result) != _wanted(node.plain(), names):
        old, row = rows[-1]
        raise ConfigError(
            f"the rule {old!r} is now {', '.join(names[old])}",
            path=path,
            line=row.line,
            remedy="Change it by hand: it shares its lines with something else, or the new name is there already.",
        )
    return result


def _rows(node: Node, names: Names) -> Iterator[tuple[str, Node]]:
    """(old id, the severity or the waiver that has it)."""
    severities, waivers = node.child("severities"), node.child("waivers")
    for key, row in severities.items() if severities else ():
        if key in names:
            yield key, row
    for _, row in waivers.items() if waivers else ():
        rule = row.at(("rule",)).value
        if isinstance(rule, str) and rule in names:
            yield rule, row


def _with(lines: Sequence[bytes], word: re.Pattern[bytes], new: bytes) -> list[bytes]:
    """The lines with a name in the place of the first that is the word."""
    found = list(lines)
    for index, line in enumerate(found):
        if word.search(line):
            found[index] = word.sub(lambda _: new, line, count=1)
            break
    return found


def _plain(data: bytes) -> Any:
    try:
        return parse(data, "yaml").plain()
    except DocumentError:
        return None


def _wanted(value: dict[str, Any], names: Names) -> dict[str, Any]:
    """What the configuration says with the new ids."""
    severities, waivers = value.get("severities"), value.get("waivers")
    if isinstance(severities, dict):
        value = {**value, "severities": {new: row for old, row in severities.items() for new in names.get(old, (old,))}}
    if isinstance(waivers, list):
        value = {**value, "waivers": [new for row in waivers for new in _waivers(row, names)]}
    return value


def _waivers(row: Any, names: Names) -> list[Any]:
    rule = row.get("rule") if isinstance(row, dict) else None
    return [{**row, "rule": new} for new in names[rule]] if isinstance(rule, str) and rule in names else [row]
