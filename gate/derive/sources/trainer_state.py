"""``trainer_state.json`` of transformers (5.24: ``TrainerState``), as Trainer, TRL, axolotl and LLaMA-Factory leave it.

A finished run is one whose ``global_step`` reached ``max_steps``, or that ``EarlyStoppingCallback`` ended; its epoch
need not be whole. Logged learning rates follow the schedule and prove no setting. Facts beside those of
`gate.derive.progress`: ``first_loss``, ``last_loss``, ``eval_losses``, ``log_entries``, ``has_summary_entry``,
``epoch``, ``best_metric``, ``best_model_checkpoint``, ``highest_logged_learning_rate``, ``num_train_epochs``,
``train_batch_size``.
"""

from __future__ import annotations

from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import finite, json_keys, line_of_key, python_json
from gate.derive.progress import ended, metrics
from gate.derive.trainer import Run

KIND = "trainer-state"
_KEPT = ("epoch", "best_metric", "best_model_checkpoint", "num_train_epochs", "train_batch_size")


def recognises(source: Source) -> bool:
    return source.name == "trainer_state.json" or (
        source.name.endswith(".json") and {"global_step", "log_history", "is_world_process_zero"} <= json_keys(source)
    )


def read(source: Source) -> Given:
    state = python_json(source)
    if not isinstance(state, dict):
        raise SourceError("not a trainer's state: no mapping", 1)
    step, of, log = state.get("global_step"), state.get("max_steps"), state.get("log_history")
    if not isinstance(step, int) or not isinstance(of, int) or not isinstance(log, list):
        raise SourceError("not a trainer's state: global_step, max_steps or log_history is missing", 1)
    rows = [row for row in log if isinstance(row, dict)]
    run = Run(facts={name: found for name in _KEPT if finite(found := state.get(name)) or _is_plain(found)})
    ended(run, step, of, line=line_of_key(source.data, "global_step"), early=_stopped_early(state))
    _losses(run, rows, source)
    summary = next((row for row in reversed(rows) if "train_loss" in row), {})
    run.facts["has_summary_entry"] = bool(summary)
    last = next((row for row in reversed(rows) if "eval_loss" in row), {})
    found = {name: value for name, value in last.items() if name.startswith("eval_")}
    found |= {name: value for name, value in summary.items() if name == "train_loss"}
    if not run.facts["finished"]:
        return run.given()
    metrics(run, found, {name: _last_line(source.data, name) for name in found})
    if finite(summary.get("train_runtime")) and summary["train_runtime"] > 0:
        run.give("/duration_seconds", summary["train_runtime"], _last_line(source.data, "train_runtime"))
    return run.given()


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _losses(run: Run, rows: list[dict[str, Any]], source: Source) -> None:
    losses = [(row.get("step"), row["loss"]) for row in rows if "loss" in row]
    good = [loss for _, loss in losses if finite(loss)]
    bad = [step for step, loss in losses if not finite(loss)]
    rates = [row["learning_rate"] for row in rows if finite(row.get("learning_rate"))]
    run.facts |= {
        "log_entries": len(rows),
        "first_loss": good[0] if good else None,
        "last_loss": good[-1] if good else None,
        "eval_losses": [row["eval_loss"] for row in rows if finite(row.get("eval_loss"))],
        "highest_logged_learning_rate": max(rates, default=None),
        "last_logged_learning_rate": rates[-1] if rates else None,
        "not_numbers": len(bad),
    }
    if bad:
        at = source.data.find(b"NaN")
        at = at if at >= 0 else max(source.data.find(b"Infinity"), 0)
        line = source.data.count(b"\n", 0, at) + 1
        run.note(f"the loss at step {bad[0]} is not a number", line, "Find out why, and train again.")


def _stopped_early(state: dict[str, Any]) -> bool:
    callbacks = state.get("stateful_callbacks")
    if not isinstance(callbacks, dict) or "EarlyStoppingCallback" not in callbacks:
        return False
    control = callbacks.get("TrainerControl")
    arguments = control.get("args") if isinstance(control, dict) else None
    return isinstance(arguments, dict) and arguments.get("should_training_stop") is True


def _last_line(data: bytes, key: str) -> int:
    at = data.rfind(f'"{key}"'.encode())
    return 1 if at < 0 else data.count(b"\n", 0, at) + 1
