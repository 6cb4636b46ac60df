"""The list of what is left to fill in, at the top of a document that was started by a command.

It is a block of comments. 'collect', 'edit' and 'renew' bring it up to date and take it out with the last open value;
a document without it gets none.
"""

from __future__ import annotations

import textwrap

from gate.evidence.editor import read
from gate.evidence.questions import Question, open_questions
from gate.values.regex import regex

_START = regex(r"# Left to fill in: .*")
_END = "# End of the list, which 'tunegate evidence collect' and 'edit' keep up to date."
_WIDTH = 110


def with_list(text: str, kind: str, path: str, model: str) -> str:
    """The text with the list brought up to date, where it has one. Raises EvidenceError where it is not YAML."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if _START.fullmatch(line.rstrip("\r"))), None)
    if first is None:
        return text
    last = next((index for index in range(first, len(lines)) if lines[index].rstrip("\r") == _END), None)
    if last is None:
        return text
    rows = listed(open_questions(kind, read(text.encode(), path)), kind, model)
    after = last + 1
    if not rows and after < len(lines) and not lines[after].strip() and first and not lines[first - 1].strip():
        after += 1
    return "\n".join([*lines[:first], *rows, *lines[after:]])


def started(text: str, kind: str, path: str, model: str) -> str:
    """The text of a new document with the list behind its first comment."""
    lines = text.split("\n")
    place = next((index for index, line in enumerate(lines) if not line.startswith("#")), 0)
    rows = listed(open_questions(kind, read(text.encode(), path)), kind, model)
    return "\n".join([*lines[:place], *([""] if rows else []), *rows, *lines[place:]])


def listed(questions: list[Question], kind: str, model: str) -> list[str]:
    """The lines of the list; none where nothing is open."""
    if not questions:
        return []
    values = "1 value" if len(questions) == 1 else f"{len(questions)} values"
    command = f"'tunegate evidence edit {model} {kind}'"
    rows = [f"# Left to fill in: {values}. {command}", "# asks for them one by one."]
    for asked in questions:
        rows += textwrap.wrap(
            asked.name + (f": {asked.rule}" if asked.rule else ""),
            _WIDTH,
            initial_indent="#   ",
            subsequent_indent="#     ",
            break_on_hyphens=False,
            break_long_words=False,
        )
    return [*rows, _END]
