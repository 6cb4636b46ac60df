"""A plan for a person, for a program and for a pull request's text."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from gate.judge.decision import Step
from gate.values.text import Lines, Text, one_line

MOST_SHOWN = 5  # findings that are named for a step
FORMATS = ("text", "json", "markdown")


def document(steps: Sequence[Step], base: str | None, head: str) -> dict[str, Any]:
    """``schemas/plan.schema.json``."""
    rows = [step.row() for step in steps]
    return {"schema": "tunegate/plan/v1", "base": base, "head": head, "steps": rows}


def text(steps: Sequence[Step]) -> Lines:
    """A numbered list."""
    if not steps:
        return Lines(["nothing to do: the check passes"])
    lines: list[str] = []
    for number, step in enumerate(steps, 1):
        lines.append(f"{number}. {_sentence(step)}")
        lines += [f"     {row}" for row in _findings(step)]
        if step.command:
            lines.append(f"   $ {shell(step)}")
    return Lines([*lines, f"{len(steps) + 1}. Look at the changes, and commit them."])


def markdown(steps: Sequence[Step]) -> Lines:
    """A list of tasks, as GitHub and GitLab show it."""
    if not steps:
        return Lines(["Nothing to do: the check passes."])
    lines: list[str] = []
    for step in steps:
        lines.append(f"- [ ] {_escaped(_sentence(step))}")
        lines += [f"  - {_escaped(row)}" for row in _findings(step)]
        if step.command:
            lines += ["  ```sh", f"  {shell(step)}", "  ```"]
    return Lines([*lines, "- [ ] Look at the changes, and commit them."])


def _sentence(step: Step) -> Text:
    who = f" ({step.owner})" if step.owner and step.owner not in step.text else ""
    model = f"{step.model}: " if step.model else ""
    return one_line(f"{model}{step.text}{who}", 400)


def _findings(step: Step) -> list[str]:
    shown: list[str] = [one_line(row) for row in step.findings[:MOST_SHOWN]]
    more = len(step.findings) - MOST_SHOWN
    return [*shown, f"and {more} more"] if more > 0 else shown


def shell(step: Step) -> Text:
    """The command of a step for a POSIX shell."""
    return Text(shlex.join(step.command))


def _escaped(line: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in line)
