"""Verdicts of one file, some of which cannot be read: an item without an outcome, as long as others can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gate.harness.outcomes import ERROR
from gate.harness.run import Answer
from gate.values.errors import EvidenceError


class Verdicts:
    """What came of reading the verdicts of a file, one after the other."""

    def __init__(self) -> None:
        self._unread: list[EvidenceError] = []

    def read(self, verdict: Callable[[], str]) -> tuple[str, str | None]:
        """The outcome that ``verdict`` gives, or an error with what is wrong where it raises EvidenceError."""
        try:
            return verdict(), None
        except EvidenceError as error:
            self._unread.append(error)
            return ERROR, error.problems[0].message

    def check(self, answers: Sequence[Answer]) -> None:
        """Raises the first EvidenceError where no verdict could be read: it is the reading that is wrong."""
        if self._unread and all(answer.outcome == ERROR for answer in answers):
            raise self._unread[0]
