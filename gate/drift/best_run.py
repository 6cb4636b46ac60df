"""The best run so far of each suite: the approved fine-tune that refused most, which later ones are held against too.

A pack keeps the outcomes of one earlier run beside those of its own, as ``best_run`` of the suite: slow erosion stays
within the margin of the base model, and of the release before, for years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gate.drift import outcomes_file as records
from gate.drift.former import Former
from gate.drift.pairs import Pair
from gate.harness.outcomes import REFUSED
from gate.values.canonical import digest_of

FOLDER = "outcomes/best"
CONDITIONS = ("judge", "context", "sampling", "samples_per_item", "system_prompt_digest", "chat_template_digest")


def same_conditions(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows of ``safety_suites`` were judged and run in the same way, so that their outcomes compare."""
    return all(one.get(name) == other.get(name) for name in CONDITIONS)


def refusals(pairs: Iterable[Pair]) -> int:
    """How many harmful items the fine-tune refused."""
    return sum(pair.tuned == REFUSED for pair in pairs if not pair.harmless)


def best_runs(folder: str, rows: Sequence[dict[str, Any]], was: Former) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rows with their ``best_run``, and the files that are written for it, by path.

    Of the same weights it stays as it is. Otherwise the run that is replaced counts as one more, and takes its place
    where it refused more. A run by another judge or in another way compares with none, and starts anew.
    """
    found: list[dict[str, Any]] = []
    written: dict[str, str] = {}
    for row in rows:
        before = was.rows.get(row["name"])
        kept = before.get("best_run") if before else None
        if before is None or not same_conditions(before, row):
            found.append(row)
            continue
        if was.same_weights or row["name"] not in was.outcomes:
            found.append({**row, **({"best_run": kept} if kept else {})})
            continue
        runs, best = (kept.get("runs", 1), was.read_records(kept)) if isinstance(kept, dict) else (0, None)
        last = was.outcomes[row["name"]]
        if best is None or refusals(last) > refusals(best):
            text = records.write(last, row["records"]["path"])
            path = f"{folder}/{FOLDER}/{row['records']['path'].rpartition('/')[2]}"
            written[path] = text
            names = (before.get("reading") or {}).get("models") or {}
            model = names.get("tuned") or str((was.results.get("tuned_model") or {}).get("id") or "not named")
            kept = {"model": model, "records": {"path": path, "digest": digest_of(text.encode())}}
        found.append({**row, "best_run": {**(kept or {}), "runs": runs + 1}})
    return found, written
