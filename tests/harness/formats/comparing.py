"""What keeps two runs from being compared."""

from __future__ import annotations

from pathlib import Path

from gate.drift.comparability import problems
from gate.harness import read
from gate.harness.run import Reading, Run
from gate.harness.source import Source

CLASSES = {"fraud": "disallowed-content"}


def run(path: Path, text: str, reading: Reading | None = None, harness: str | None = None) -> Run:
    path.write_text(text)
    (found,) = read([Source(path, path.name)], reading or Reading(), harness)
    return found


def said(base: Run, tuned: Run) -> list[str]:
    return [problem.message for problem in problems(base, tuned)]
