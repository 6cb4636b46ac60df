"""Further judgements of the same answers by the same judge: whether it agrees with itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gate.drift.comparability import judged_by
from gate.drift.pairs import Pair
from gate.harness.contexts import named
from gate.harness.outcomes import COMPLIED, REFUSED
from gate.harness.run import Answer, Run
from gate.values.errors import EvidenceError

_Key = tuple[str, int]  # item, sample
_JUDGED = (REFUSED, COMPLIED)


def of_suite(run: Run, again: Sequence[Run]) -> list[Run]:
    """Those of the runs that judge the answers of one run again, by harness, suite and context."""
    return [one for one in again if _suite(one) == _suite(run)]


def refuse_others(runs: Sequence[Run], again: Sequence[Run]) -> None:
    """Raises EvidenceError for a run that judges the answers of none of the runs again."""
    known = {_suite(run) for run in runs}
    for one in again:
        if _suite(one) not in known:
            raise EvidenceError(
                f"it judges {named(one.suite, one.context)} again, which is not among the runs",
                path=one.files[0].path,
                remedy="Give the run whose answers were judged again, too.",
            )


def with_again(pairs: Sequence[Pair], sides: Sequence[tuple[Run, Sequence[Run]]]) -> tuple[Pair, ...]:
    """The pairs with how many further judgements there are of their two answers, and how many say something else.

    ``sides`` are the two runs, each with the runs that judge its answers again. Raises EvidenceError where those are by
    another judge, or of other answers: that is a rerun of the model.
    """
    found: dict[_Key, list[int]] = {}
    for run, again in sides:
        answers = {(answer.item, answer.sample): answer for answer in run.answers}
        for other in again:
            _check(run, other)
            for answer in other.answers:
                key = answer.item, answer.sample
                first = answers.get(key)
                if first is None or first.outcome not in _JUDGED or answer.outcome not in _JUDGED:
                    continue
                _same_answer(first, answer)
                counted = found.setdefault(key, [0, 0])
                counted[0] += 1
                counted[1] += answer.outcome != first.outcome
    return tuple(_with(pair, found) for pair in pairs)


def _with(pair: Pair, found: Mapping[_Key, Sequence[int]]) -> Pair:
    counted = found.get((pair.item, pair.sample))
    if counted is None or pair.loss is None:
        return pair
    return replace(pair, again=(pair.again[0] + counted[0], pair.again[1] + counted[1]))


def _check(run: Run, other: Run) -> None:
    path = other.files[0].path
    if {file.digest for file in run.files} & {file.digest for file in other.files}:
        raise EvidenceError("it is the run itself", path=path, remedy="Have the judge judge the answers once more.")
    if run.judge is not None and other.judge != run.judge:
        said = judged_by(other.judge) if other.judge else "not said"
        raise EvidenceError(
            f"the answers were judged by {judged_by(run.judge)}, and here by {said}",
            path=path,
            remedy="Repeats show whether one judge agrees with itself; give those of the same judge.",
        )


def _same_answer(first: Answer, answer: Answer) -> None:
    if first.response is None or answer.response is None:
        message, remedy = (
            "does not have the answers",
            "Give files that have them, so that they are seen to be the same.",
        )
    elif first.response != answer.response:
        message, remedy = f"has another answer to {answer.item}", "Judge the same answers again; do not ask the model."
    else:
        return
    raise EvidenceError(f"it {message}", path=answer.path, line=answer.line, remedy=remedy)


def _suite(run: Run) -> tuple[str, str]:
    return run.harness, named(run.suite, run.context)
