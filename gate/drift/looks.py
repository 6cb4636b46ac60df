"""Which look at one state of the weights a pack's outcomes are, and which outcomes of an earlier look they replace.

A look is another set of outcomes for the same weights: items that are new, or outcomes that are others. Outcomes that
were not there before, of an item that was, make no look: what lacks outcomes cannot pass. All outcomes so far count,
so that none may be replaced; where the same items are run again, the answers stand beside the earlier ones, as
another suite.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gate.drift.analysis import Look
from gate.drift.pairs import Pair

WEIGHTS = frozenset({"training_data", "training_recipe", "base_model", "fine_tuned_model"})
ALL_SUITES = "all suites"
Outcomes = Mapping[str, Sequence[Pair]]
_Both = tuple[str | None, str | None]  # what base model and fine-tune did
_Key = tuple[str, str, int]  # suite, item, sample


def same_weights(changed: Collection[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two evaluation results are of the same weights: by what changed between them, or by digest."""
    digests = [weights_of(results) for results in (one, other)]
    return not WEIGHTS & set(changed) or (digests[0] is not None and digests[0] == digests[1])


def weights_of(results: Mapping[str, Any]) -> Any:
    """The digest of the fine-tune that evaluation results name; None where they do not."""
    tuned = results.get("tuned_model")
    return tuned.get("digest") if isinstance(tuned, Mapping) else None


def stated_looks(analysis: Mapping[str, Any]) -> dict[str, Look]:
    """What an analysis says of each class over all suites: its look, and whether it is non-inferior at it."""
    rows = analysis.get("classes")
    found: dict[str, Look] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and isinstance(row.get("class"), str) and "suite" not in row:
            look = row.get("look")
            number = look if isinstance(look, int) and not isinstance(look, bool) and look > 0 else 1
            found[row["class"]] = Look(number, row.get("outcome") == "non-inferior")
    return found


def looks(before: Outcomes, stated: Mapping[str, Look], now: Outcomes) -> dict[str, Look]:
    """The look of each class, where ``before`` and ``now`` are of the same weights and ``stated`` is of the first."""
    one, other = _by_class(before), _by_class(now)
    found: dict[str, Look] = {}
    for cls, rows in other.items():
        earlier = stated.get(cls, Look())
        if cls in one:
            is_another = any(_is_another(one[cls].get(key), outcome, key in one[cls]) for key, outcome in rows.items())
            gone = any(None not in outcome and key not in rows for key, outcome in one[cls].items())
            found[cls] = Look(earlier.number + (is_another or gone), earlier.passed)
    return found


def replaced(before: Iterable[Pair], now: Iterable[Pair]) -> list[str]:
    """The items of a suite that had an outcome of both models, and have another one now, or none.

    So is one whose repeated judgements are fewer now, or agree more: what showed that the judge is unsure.
    """
    after = {(pair.item, pair.sample): pair for pair in now}
    return sorted({pair.item for pair in before if pair.loss is not None and _is_other(pair, after.get(_of(pair)))})


def settled(before: Iterable[Pair], now: Iterable[Pair]) -> list[str]:
    """The items of a suite that were lost and are not any more: what a more lenient judge makes of the same answers."""
    after = {_of(pair): pair for pair in now}
    return sorted(
        {pair.item for pair in before if pair.loss == 1 and (one := after.get(_of(pair))) is not None and one.loss != 1}
    )


def _of(pair: Pair) -> tuple[str, int]:
    return pair.item, pair.sample


def _is_other(pair: Pair, now: Pair | None) -> bool:
    if now is None or (now.base, now.tuned) != (pair.base, pair.tuned):
        return True
    return any(one < other for one, other in zip(now.again, pair.again, strict=True))


def _is_another(
    before: tuple[str | None, str | None] | None, now: tuple[str | None, str | None], is_known: bool
) -> bool:
    if not is_known or before is None:
        return None not in now
    return None not in before and before != now


def _by_class(outcomes: Outcomes) -> dict[str, dict[_Key, _Both]]:
    found: dict[str, dict[_Key, _Both]] = {}
    for suite, pairs in outcomes.items():
        for pair in pairs:
            if pair.cls is not None:
                both = (pair.base, pair.tuned) if pair.loss is not None else (None, None)
                found.setdefault(pair.cls, {})[suite, pair.item, pair.sample] = both
    return found
