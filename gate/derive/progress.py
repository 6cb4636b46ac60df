"""How far a training run came, by the log that its trainer left: facts for the rules, and the metrics it ended with.

Facts: ``finished`` (true, false; left out where the log does not say), ``step``, ``last_step`` (of how many),
``stopped_early`` (a callback ended it), ``not_numbers`` (how many losses and final
metrics are NaN or infinite), and what each reader names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.derive.parsing import finite
from gate.derive.trainer import Run
from gate.values.regex import regex

_SPEED = regex(r".*(?:_runtime|_per_second|_flos|_samples|_steps|_time)$|epoch|step|total_flos|num_tokens")


def ended(run: Run, step: int, of: int, *, line: int, early: bool = False) -> None:
    """Note how far the run came."""
    run.facts |= {"step": step, "last_step": of, "finished": early or (of > 0 and step >= of), "line": line}
    if early:
        run.facts["stopped_early"] = True


def metrics(run: Run, found: Mapping[str, Any], lines: Mapping[str, int]) -> None:
    """Give the metrics that a run ended with, and note each that is not a number."""
    for name, value in found.items():
        if _SPEED.fullmatch(name) or not isinstance(value, int | float) or isinstance(value, bool):
            continue
        pointer = "/final_metrics/" + name.replace("~", "~0").replace("/", "~1")
        line = lines.get(name, 1)
        if finite(value):
            run.give(pointer, value, line)
        else:
            run.facts["not_numbers"] = int(run.facts.get("not_numbers") or 0) + 1
            run.note(f"{name} is {value}", line, "Find out why the loss broke off.", pointer)
