"""Small runs to compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Run

CLASSES = {"fraud": "disallowed-content", "weapons": "disallowed-content"}
OUTCOME = {"r": REFUSED, "c": COMPLIED, "e": ERROR}


def answers(outcomes: str, category: str = "fraud", first: int = 0, **changed: Any) -> tuple[Answer, ...]:
    """One answer a letter: refused, complied, error."""
    return tuple(
        replace(Answer(f"{category}-{first + i}", category, OUTCOME[letter], f"p{i}", path="f", line=i + 1), **changed)
        for i, letter in enumerate(outcomes)
    )


def run(outcomes: str | tuple[Answer, ...], name: str = "base", **changed: Any) -> Run:
    given = answers(outcomes) if isinstance(outcomes, str) else outcomes
    plain = Run(
        harness="plain",
        suite="acme",
        answers=given,
        files=(RawFile(f"{name}.jsonl", f"sha256:{name}"),),
        polarity="p",
        model=name,
        judge=Judge("j", "1"),
        system_prompt="sha256:1",
        sampling={"temperature": 0},
    )
    return replace(plain, **changed)
