"""What the change's evaluation results made of the base commit's: its items, its runs, and how its suites were run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gate.drift import outcomes_file as records
from gate.drift.analysis_document import LISTS, key_of
from gate.drift.best_run import refusals, same_conditions
from gate.drift.erosion import suites_by_name
from gate.drift.looks import replaced, settled, weights_of
from gate.drift.pairs import Pair
from gate.drift.shape import CategoryFate, Condition, Earlier, RegressedRow, Replaced, ReusedRun
from gate.git.paths import is_inside
from gate.git.snapshot import Snapshot
from gate.harness.contexts import Context, covers
from gate.harness.outcomes import COMPLIED, REFUSED
from gate.values.canonical import canonical_json
from gate.values.errors import TunegateError

MOST_NAMED = 5

# what the results say of how a suite was run, and where it stands there
_CONDITIONS = {
    "judge": "judge",
    "context": "context",
    "sampling": "sampling",
    "samples_per_item": "number of samples per item",
    "system_prompt_digest": "system prompt",
    "chat_template_digest": "chat template",
    "dataset_digest": "data set",
    "reading.setup": "set-up",
}
_ANSWERED = "reading.responses.tuned"
_REPEATS = ("raw_files.base_again", "raw_files.tuned_again")
_NOT_SAID = "not said"
# what can become of an item; see `earlier`
_FATES = ("gone", "settled", "yielded", "turned", "moved")
Outcomes = Mapping[str, Sequence[Pair]]
_Category = tuple[str, str]  # suite, category
_Placed = tuple[Pair, Context]


def earlier(old: Mapping[str, Any], new: Mapping[str, Any], before: Outcomes, after: Outcomes) -> Earlier:
    """The facts of what the change made of the base's tests.

    A row for each category of the base of which items are ``gone``, ``settled``, ``yielded``, ``turned`` or ``moved``;
    ``reused`` are runs of the fine-tune that the base has, too, ``retired`` what it gave up already, and ``conditions``
    what is another of a suite that both have. ``old`` is the base's document as it stands there, valid or not;
    ``before`` and ``after`` are the outcomes item by item that the two name. An item is known by its prompt where the
    base's outcomes have it, else by its name in the same suite or category: it is still tested wherever it is now,
    in the context that it was tested in, unless it counts as harmless. Settled is an item that was lost at the base
    and is not now; yielded one that the base model refused there and answers now, turned one of which that holds for
    the fine-tune; moved one that is of another class.
    """
    now = _Now(after, _contexts(new))
    contexts = _contexts(old)
    groups: dict[_Category, dict[str, list[Pair]]] = {}
    for suite, rows in before.items():
        for pair in rows:
            if not pair.harmless:
                groups.setdefault((suite, pair.category), {}).setdefault(pair.prompt or pair.item, []).append(pair)
    found = [
        _category(name, list(of_item.values()), now, contexts.get(name[0], {}))
        for name, of_item in sorted(groups.items())
    ]
    return {
        "same_tuned": weights_of(old) in (None, weights_of(new)),
        "reused": _reused(old, new),
        "retired": [dict(row) for row in _rows(old, "retired_tests") if _is_text(row)],
        "conditions": list(_conditions(old, new)),
        "categories": [row for row, is_one in found if is_one],
    }


class _Now:
    """The change's harmful items, by what they can be known by, with the context of their suite."""

    def __init__(self, outcomes: Mapping[str, Sequence[Pair]], contexts: Mapping[str, Context]) -> None:
        self._by_prompt: dict[str, list[_Placed]] = {}
        self._by_name: dict[tuple[str, str, str], list[_Placed]] = {}
        for suite, pairs in outcomes.items():
            context = contexts.get(suite, {})
            for pair in pairs:
                if pair.harmless:
                    continue
                if pair.prompt:
                    self._by_prompt.setdefault(pair.prompt, []).append((pair, context))
                for place in (("suite", suite), ("category", pair.category)):
                    self._by_name.setdefault((pair.item, *place), []).append((pair, context))

    def of(self, suite: str, pair: Pair, context: Context) -> Sequence[Pair]:
        """The answers to an item of the base in its context; without a prompt by its name, in the suite or category."""
        names = ((pair.item, "suite", suite), (pair.item, "category", pair.category))
        rows = (
            [self._by_prompt.get(pair.prompt, ())] if pair.prompt else [self._by_name.get(name, ()) for name in names]
        )
        for row in rows:
            if found := [one for one, now in row if covers(now, context)]:
                return found
        return ()


def _contexts(results: Mapping[str, Any]) -> dict[str, Context]:
    """The context that each suite declares."""
    rows = suites_by_name(results).items()
    return {name: found for name, row in rows if isinstance(found := row.get("context"), dict)}


def _category(name: _Category, items: Sequence[list[Pair]], now: _Now, context: Context) -> tuple[CategoryFate, bool]:
    """What became of the items of one category, each with its answers at the base; and whether anything did."""
    fates: dict[str, list[Pair]] = {what: [] for what in _FATES}
    gone_lost = 0
    for before in items:
        first, after = before[0], now.of(name[0], before[0], context)
        lost = any(pair.loss == 1 for pair in before)
        if not after:
            fates["gone"].append(first)
            gone_lost += lost
            continue
        if lost and all(pair.loss != 1 for pair in after):
            fates["settled"].append(first)
        for what, side in (("yielded", "base"), ("turned", "tuned")):
            if _all(before, side, REFUSED) and _all(after, side, COMPLIED):
                fates[what].append(first)
        if any(pair.cls != first.cls for pair in after):
            fates["moved"].append(first)
    names = {what: sorted(pair.item for pair in pairs)[:MOST_NAMED] for what, pairs in fates.items()}
    row: CategoryFate = {
        "suite": name[0],
        "category": name[1],
        "items": len(items),
        "gone": len(fates["gone"]),
        "gone_names": names["gone"],
        "gone_lost": gone_lost,
        "settled": len(fates["settled"]),
        "settled_names": names["settled"],
        "yielded": len(fates["yielded"]),
        "yielded_names": names["yielded"],
        "turned": len(fates["turned"]),
        "turned_names": names["turned"],
        "moved": len(fates["moved"]),
        "moved_names": names["moved"],
    }
    return row, any(fates.values())


def _all(pairs: Sequence[Pair], side: str, outcome: str) -> bool:
    return all(getattr(pair, side) == outcome for pair in pairs)


def _is_text(row: Mapping[Any, Any]) -> bool:
    return all(isinstance(key, str) and isinstance(value, str) for key, value in row.items())


def _suites(results: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _rows(results, "safety_suites")


def _rows(results: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = results.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _reused(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ReusedRun]:
    """The raw files of the fine-tune's runs that the base's results have, too: their bytes, or all that was answered.

    A file that was written anew has another digest, and the same answers.
    """
    known = {str(file.get("digest")) for row in _suites(old) for file in _files(row)}
    answered = {_told(row, _ANSWERED) for row in _suites(old)} - {_NOT_SAID}
    return [
        {"suite": str(row["name"]), "path": str(file["path"])}
        for row in _suites(new)
        for file in _files(row)
        if file.get("digest") in known or _told(row, _ANSWERED) in answered
    ]


def _files(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    raw = row.get("raw_files")
    files = raw.get("tuned") if isinstance(raw, dict) else None
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _conditions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Condition]:
    before = {str(row.get("name")): row for row in _suites(old)}
    for row in _suites(new):
        for key, what in _CONDITIONS.items():
            one, other = (_told(side, key) for side in (before.get(row["name"], row), row))
            if one != other:
                yield {"suite": str(row["name"]), "what": what, "before": one, "now": other}
        if any(_told(before.get(row["name"], {}), key) != _NOT_SAID == _told(row, key) for key in _REPEATS):
            yield {"suite": str(row["name"]), "what": "judging", "before": "repeated", "now": "done once"}


def _told(row: Mapping[str, Any], key: str) -> str:
    value: Any = row
    for step in key.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return _NOT_SAID if value is None else value if isinstance(value, str) else canonical_json(value).decode()


def regressed(analysis: Mapping[str, Any]) -> list[RegressedRow]:
    """The rows of the base's analysis that are regressed: suite, category, loss and explanation, None where odd."""
    found: list[RegressedRow] = []
    for name in LISTS:
        rows = analysis.get(name)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and row.get("outcome") == "regressed":
                loss, said = row.get("loss"), row.get("explanation")
                is_number = isinstance(loss, (int, float)) and not isinstance(loss, bool) and abs(loss) <= 1
                suite, category = key_of(row)
                found.append(
                    {
                        "suite": suite,
                        "category": category,
                        "loss": loss if is_number else None,
                        "explanation": said if isinstance(said, str) else None,
                    }
                )
    return found


def outcomes(snapshot: Snapshot, results: Mapping[str, Any], *, strict: bool) -> dict[str, tuple[Pair, ...]]:
    """Suite -> its outcomes item by item, where it has them. Raises EvidenceError for unreadable ones if strict."""
    found: dict[str, tuple[Pair, ...]] = {}
    for row in _suites(results):
        pairs = _read(snapshot, row, strict)
        if pairs is not None:
            found[str(row.get("name"))] = pairs
    return found


def best_outcomes(snapshot: Snapshot, results: Mapping[str, Any]) -> dict[str, tuple[Pair, ...]]:
    """Suite -> the outcomes of the best run before, of those that name one that can be read."""
    found: dict[str, tuple[Pair, ...]] = {}
    for row in _suites(results):
        best = row.get("best_run")
        pairs = _read(snapshot, best, strict=False) if isinstance(best, dict) else None
        if pairs is not None:
            found[str(row.get("name"))] = pairs
    return found


def _read(snapshot: Snapshot, row: Mapping[str, Any], strict: bool) -> tuple[Pair, ...] | None:
    kept = row.get("records")
    path = kept.get("path") if isinstance(kept, dict) else None
    if not isinstance(path, str) or not path.isprintable() or not is_inside(path):
        return None  # the base's is as it stands there
    entry = snapshot.entry(path)
    if entry is None or not entry.is_regular:
        return None  # of the change's, drift-incomplete says so
    try:
        return records.read(snapshot.read(path, entry, limit=records.MAX_BYTES), path)
    except TunegateError:
        if strict:
            raise
    return None


def other_outcomes(old: Mapping[str, Any], new: Mapping[str, Any], before: Outcomes, after: Outcomes) -> list[Replaced]:
    """The suites whose outcomes of the same weights are others now.

    Judged or run in another way, those of which losses went: a more lenient judge is another look, too.
    """
    one, other = suites_by_name(old), suites_by_name(new)
    found: list[Replaced] = []
    for suite in sorted(before.keys() & after.keys()):
        what = replaced if same_conditions(one[suite], other[suite]) else settled
        if names := what(before[suite], after[suite]):
            found.append({"suite": suite, "n": len(names), "names": names[:MOST_NAMED]})
    return found


def dropped_best(
    old: Mapping[str, Any], new: Mapping[str, Any], best: Outcomes, last: Outcomes, now: Outcomes, kept: Outcomes
) -> list[str]:
    """The suites that were run again and do not keep the best run that the base commit knows, or a better one."""
    one, other = suites_by_name(old), suites_by_name(new)
    found = []
    for suite in sorted(one.keys() & other.keys() & last.keys()):
        if last[suite] == now.get(suite):
            continue
        most = max(refusals(run[suite]) for run in (last, best) if suite in run)
        if same_conditions(one[suite], other[suite]) and (suite not in kept or refusals(kept[suite]) < most):
            found.append(suite)
    return found
