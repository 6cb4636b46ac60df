"""``trainer_log.jsonl`` of LLaMA-Factory (0.9.5) and ``logging.jsonl`` of ms-swift (4.6): a line for each logged step.

The last lines of a finished log have no loss. Facts are those of `gate.derive.progress`, and ``lines``, ``last_loss``,
``eval_losses``, ``highest_logged_learning_rate``.
"""

from __future__ import annotations

from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import finite, json_lines
from gate.derive.progress import ended, metrics
from gate.derive.trainer import Run

KIND = "trainer-log"
_SWIFT = "global_step/max_steps"


def recognises(source: Source) -> bool:
    return source.name.endswith(".jsonl") and (
        (b'"current_steps"' in source.head and b'"total_steps"' in source.head) or f'"{_SWIFT}"'.encode() in source.head
    )


def read(source: Source) -> Given:
    run = Run()
    rows: list[tuple[int, dict[str, Any]]] = []
    broken: tuple[int, str] | None = None
    for line, row in json_lines(source):
        if isinstance(row, SourceError):
            broken = line, row.message
        elif isinstance(row, dict) and _steps(row) is not None:
            rows.append((line, row))
    if not rows:
        raise SourceError(
            "no line of the log says which step it is of", broken[0] if broken else 1, "Record the whole log."
        )
    if broken:
        run.note("the line is not whole", broken[0], "Record the log of a run that ended.")
    line, (step, of) = max(((line, _steps(row) or (0, 0)) for line, row in rows), key=lambda pair: pair[1][0])
    ended(run, step, of, line=line)
    losses = [row["loss"] for _, row in rows if "loss" in row]
    evals = [(line, row["eval_loss"]) for line, row in rows if "eval_loss" in row]
    rates: list[Any] = [row.get("lr", row.get("learning_rate")) for _, row in rows]
    rates = [rate for rate in rates if finite(rate)]
    run.facts |= {
        "lines": len(rows),
        "last_loss": next((loss for loss in reversed(losses) if finite(loss)), None),
        "eval_losses": [loss for _, loss in evals if finite(loss)],
        "highest_logged_learning_rate": max(rates, default=None),
        "not_numbers": sum(not finite(loss) for loss in losses),
    }
    if evals and run.facts["finished"]:
        metrics(run, {"eval_loss": evals[-1][1]}, {"eval_loss": evals[-1][0]})
    return run.given()


def _steps(row: dict[str, Any]) -> tuple[int, int] | None:
    """(step, of how many)"""
    if isinstance(both := row.get(_SWIFT), str):
        done, _, all_ = both.partition("/")
        return (int(done), int(all_)) if done.isdecimal() and all_.isdecimal() and len(both) < 30 else None
    step, of = row.get("current_steps"), row.get("total_steps")
    return (step, of) if isinstance(step, int) and isinstance(of, int) else None
