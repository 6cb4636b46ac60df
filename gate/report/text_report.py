"""The decision for a person at a terminal or in a log."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gate.judge.decision import Decision
from gate.process.terminal import WIDE
from gate.report.common import (
    Quote,
    headline,
    is_code,
    place,
    places_line,
    quoted_once,
    related_lines,
    remark_line,
    remedy_lines,
    value_counts,
)
from gate.report.standing_report import answered, standing_lines
from gate.values.elements import split_key
from gate.values.terms import TRAINING_DATA
from gate.values.text import Lines, Text, one_line

if TYPE_CHECKING:
    from gate.judge.joined import Joined

MOST_TRIGGER_ROWS = 12
MOST_RELATED = 12  # places of a problem beside its own
NEXT = {
    "check": "Redo what is named above, then 'tunegate disposition draft' records the new decision.",
    "sign": "Have it signed with 'tunegate disposition sign', and run the check again.",
    "verify": "Do not deploy this. Answer what is named above on the protected branch, and verify again.",
}
_MARKS = {"added": "+", "removed": "-", "modified": "~", "moved": ">"}


def next_step(decision: Decision) -> str:
    """The key of `NEXT` for a decision that blocks."""
    errors = [finding for finding in decision.findings if finding.severity == "error" and not finding.waived_by]
    signed = all(decision.about.get(finding.rule, {}).get("step") == "sign" for finding in errors)
    return "sign" if signed and decision.mode == "check" else decision.mode


def render(decision: Decision, quote: Quote, width: int = WIDE) -> Lines:
    """The report, its sentences wrapped to ``width`` columns; source lines and paths are left whole."""
    quote = quoted_once(quote)
    parts = [[headline(decision)], _compared(decision), _standing(decision, width), _triggers(decision)]
    explained: set[str] = set()  # a remedy is said once, with the first problem that it answers
    for problem in decision.problems:
        parts.append(_problem(problem, quote, width, explained))
    parts.append([row for remark in decision.remarks for row in _wrap(f"note: {remark_line(remark)}", width, "")])
    if decision.verdict == "block" or (decision.verdict == "not-reviewed" and decision.mode == "verify"):
        parts.append([NEXT[next_step(decision)]])
    return Lines([row for part in parts if part for row in ("", *part)][1:])


def _compared(decision: Decision) -> list[str]:
    if decision.head is None:
        return []
    head = decision.head if decision.head.isupper() else decision.head[:12]
    counted = [f"  values of {one_line(model, 80)}: {counts}" for model, counts in value_counts(decision)]
    if decision.mode == "verify":
        return [f"  verified {head} at {decision.now}", *counted]
    base = decision.base[:12] if decision.base else "nothing"
    note = [f"  {decision.note}"] if decision.note else []
    return [f"  compared {base} with {head} at {decision.now}", *note, *counted]


def _triggers(decision: Decision) -> list[str]:
    lines: list[str] = []
    for trigger in decision.triggers:
        state = answered(decision, trigger["model"], trigger["trigger"], trigger["answered_by"])
        owner = trigger["owner"] or "nobody"
        lines.append(f"  trigger {trigger['trigger']} of {trigger['model']}: {state}; owner {owner}")
        rows = [decision.changes[index] for index in trigger["changes"]]
        for row in rows[:MOST_TRIGGER_ROWS]:
            lines.append(f"    {_MARKS[row['change']]} {change_line(row)}")
        if len(rows) > MOST_TRIGGER_ROWS:
            lines.append(f"    and {len(rows) - MOST_TRIGGER_ROWS} more")
    return lines


def change_line(row: Mapping[str, Any]) -> Text:
    """One change in one line: place, surface, key and values."""
    where = place(row["path"], row["line"], row["end_line"])
    if row["line"] is None and row["base_line"]:
        where = f"{row['base_path']} (base line {row['base_line']})"
    pointer = split_key(row["key"])[1]
    values = ""
    if row["old"] is not None or row["new"] is not None:
        values = f": {value_text(row['old'])} -> {value_text(row['new'])}"
        if row["surface"] == TRAINING_DATA and not pointer and row["detail"]:
            values = f": {row['detail']}, such as{values[1:]}"
    elif row["detail"]:
        values = f": {row['detail']}"
    return one_line(f"{where}  {row['surface']}{' ' + pointer if pointer else ''}{values}", 150)


def value_text(value: object) -> Text:
    """A value of a change in at most 60 characters."""
    return one_line("(none)" if value is None else value if isinstance(value, str) else json.dumps(value), 60)


def _problem(problem: Joined, quote: Quote, width: int, explained: set[str]) -> list[str]:
    finding = problem.lead
    first = problem.spots[0]
    where = one_line(place(first.path or None, first.line, first.end_line), 300)
    lines = [f"{finding.severity}: {where + ': ' if where else ''}{finding.rule}"]
    for sentence in problem.said:
        lines += _wrap(sentence, width)
    if first.path and first.line:
        source = quote(first.path, first.line)
        if source:
            lines.append(f"  {first.line:>5} | {source}")
    if more := places_line(problem):
        lines += _wrap(more, width)
    lines += [f"  {one_line(row, 300)}" for row in related_lines(problem.finding, MOST_RELATED)]
    if finding.set_aside:
        lines += _wrap(f"set aside by {finding.set_aside}: it would block", width)
    if finding.waived_by:
        lines += _wrap(f"waived by {finding.waived_by}", width)
    for remedy in problem.remedies:
        if remedy not in explained:
            explained.add(remedy)
            for part in remedy_lines(remedy):
                lines += [f"  {part}"] if is_code(part) else _wrap(part, width)
    return lines


def _standing(decision: Decision, width: int) -> list[str]:
    lines: list[str] = []
    for sentence, below in standing_lines(decision):
        lines += _wrap(sentence, width)
        for row in below:
            lines += _wrap(row, width, "    ")
    return lines


def _wrap(text: str, width: int, indent: str = "  ") -> list[str]:
    """Safe before it is cut: of a half nobody can tell what it was."""
    text = Text(text)
    further = f"{indent}  "
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False) or [""]
