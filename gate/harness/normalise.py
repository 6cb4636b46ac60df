"""What every run has to be, whichever importer read it: names on one line, numbers in their range."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gate.harness.run import Answer, Judge, Run
from gate.values.errors import EvidenceError
from gate.values.unicode import is_unicode

MOST_SAID = 100  # characters of why there is no outcome
# what the results can say of sampling, as in their schema: (the least, the most)
_RANGES = {"temperature": (0, 10), "top_p": (1e-9, 1), "max_tokens": (1, 1e9)}


def checked(run: Run) -> Run:
    """The run with the white space of names and categories made single, as the documents have them on one line.

    Raises EvidenceError for text that is not Unicode, for names that are empty, and for sampling that is none.
    """
    path = run.files[0].path
    judge = run.judge
    if judge:
        judge = Judge(_line(judge.name, path), _line(judge.version, path) or None, judge.prompt)
    known: dict[str, str] = {}
    answers = tuple(_answer(answer, known) for answer in run.answers)
    return replace(
        run,
        answers=answers,
        judge=judge,
        sampling={name: _sampled(name, value, path) for name, value in run.sampling.items()},
        classes={" ".join(category.split()): cls for category, cls in run.classes.items()},
        suite=_named(_line(run.suite, path), "suite", path),
        suite_version=_line(run.suite_version, path) or None,
        harness_version=_line(run.harness_version, path) or None,
        model=_line(run.model, path) or None,
        revision=_line(run.revision, path) or None,
        notes=tuple(_line(note, path) for note in run.notes),
    )


def _answer(answer: Answer, known: dict[str, str]) -> Answer:
    """``known`` has the categories that were seen, and what they are called."""
    for name, value in (("item", answer.item), ("cluster", answer.cluster)):
        if value is not None and not is_unicode(value):
            raise EvidenceError(
                f"the {name} {value!a} holds half a character",
                path=answer.path,
                line=answer.line,
                remedy="Export it again.",
            )
    category = known.get(answer.category) if type(answer.category) is str else None
    if category is None:
        category = _named(_line(answer.category, answer.path, answer.line), "category", answer.path, answer.line)
        known[answer.category] = category
    if answer.why is not None:
        answer = replace(answer, why=_shortened(answer.why))
    return answer if category == answer.category else replace(answer, category=category)


def _shortened(text: str) -> str:
    """What a harness says of an error, which can be a whole traceback: its first words, on one line."""
    line = " ".join(text[: 4 * MOST_SAID].encode("utf-8", "replace").decode().split())
    return line if len(line) <= MOST_SAID else line[: MOST_SAID - 3] + "..."


def _line(value: Any, path: str, line: int | None = None) -> str:
    """A name with single spaces; empty for None. Numbers, as some harnesses write versions, become text."""
    text = "" if value is None else " ".join(str(value).split())
    if isinstance(value, (dict, list)) or not is_unicode(text):
        raise EvidenceError(f"the name {value!a} is not text", path=path, line=line, remedy="Export the file again.")
    return text


def _named(name: str, what: str, path: str, line: int | None = None) -> str:
    if not name:
        raise EvidenceError(f"the {what} has no name", path=path, line=line, remedy="Export the file again.")
    return name


def _sampled(name: str, value: Any, path: str) -> Any:
    if name not in _RANGES:
        return value
    least, most = _RANGES[name]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise EvidenceError(f"{name} is {value!r:.60}", path=path, remedy=f"It is a number from {least:g} to {most:g}.")
    return value
