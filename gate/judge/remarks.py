"""What a check has to say beside its findings: counts of what it did not ask about, the overhang in short, and which
evidence was kept as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.judge.decision import Remark

if TYPE_CHECKING:
    from gate.case.coverage_shape import ListedFacts, UnselectedFacts
    from gate.case.shape import Case, ModelFacts

MOST = 5  # files that are named
MOST_WHOLE = 20  # of a whole repository


@dataclass(frozen=True, slots=True)
class ModelRemarks:
    """What there is to say of one model: its overhang, the evidence that was kept, and an older disposition."""

    overhang: tuple[Remark, ...] = ()
    kept: tuple[Remark, ...] = ()
    older: tuple[Remark, ...] = ()


def remarks(case: Case) -> Iterator[Remark]:
    """What no selector covers and the change leaves alone, or what says nothing of a model; what was not readable."""
    whole = case["unselected"]
    lists = whole["lists"] if whole is not None else {}
    yield from in_order(case, [of_model(model, lists.get(name)) for name, model in case["models"].items()])


def in_order(case: Case, models: Sequence[ModelRemarks]) -> Iterator[Remark]:
    """The remarks on a case whose models have these; its own models are not asked."""
    yield from _of_change(case)
    for each in models:
        yield from each.overhang
    for each in models:
        yield from each.kept
    if case["unselected"] is not None:
        yield from _left_out(case["unselected"])
    for each in models:
        yield from each.older


def of_model(model: ModelFacts, lists: ListedFacts | None) -> ModelRemarks:
    """``lists``: whether its disposition says what was left out; None where that was not asked."""
    older = tuple(_older(model)) if lists is not None and not lists["recorded"] else ()
    return ModelRemarks(tuple(_overhang(model)), tuple(_kept(model)), older)


def _left_out(whole: UnselectedFacts) -> Iterator[Remark]:
    if whole["uncovered"]:
        places = [f"{place['path']} ({place['count']})" for place in whole["places"]]
        count, files = whole["uncovered"], whole["files"]
        what = "value that no selector covers" if count == 1 else "values that no selector covers"
        yield Remark(f"{count} {what} in {files} file{'s' * (files != 1)}: {_listed(places, MOST_WHOLE, files)}")
    if whole["references"]["count"]:
        count, paths = whole["references"]["count"], whole["references"]["places"]
        what = "file or value" if count == 1 else "files and values"
        yield Remark(
            f"{count} {what} that reviewed values lead to and no selector covers: {_listed(paths, MOST_WHOLE)}"
        )
    for row in whole["exclusions"]:
        yield Remark(f"excluded{' ' + row['key'] if row['key'] else ''}: {row['reason']} ({row['owner']})", row["path"])


def _older(model: ModelFacts) -> Iterator[Remark]:
    disposition = model["evidence"]["disposition"]
    if disposition is not None:
        said = "this disposition is older and does not say what was left out: the next draft will"
        yield Remark(said, disposition["path"])


def _overhang(model: ModelFacts) -> Iterator[Remark]:
    """The overhang in short, as its disposition states it."""
    disposition = model["evidence"]["disposition"]
    stated = disposition["document"].get("overhang") if disposition else None
    if disposition and isinstance(stated, str):
        yield Remark(stated, disposition["path"])


def _kept(model: ModelFacts) -> Iterator[Remark]:
    """The evidence that was renewed and not redone, with the reason that the disposition gives: whoever signs it, and
    whoever asks a year later, sees that nobody tested again."""
    evidence = model["evidence"]
    disposition = evidence["disposition"]
    for row in disposition["document"].get("renewed", ()) if disposition else ():
        artefact = evidence["artefacts"].get(row["artefact"])
        if disposition and artefact is not None and artefact["document"]["state"] == row["state"]:
            yield Remark(f"the {row['artefact']} was not redone for this state: {row['reason']}", disposition["path"])


def _of_change(case: Case) -> Iterator[Remark]:
    files = case["uncovered"]
    same = [file for file in files if file["unchanged"]]
    if same:
        count = sum(file["unchanged"] for file in same)
        what = "value that no selector covers is" if count == 1 else "values that no selector covers are"
        paths = _listed([file["path"] for file in same])
        yield Remark(f"{count} {what} as before in the files of this change: {paths}")
    others = [file for file in files if file["others"]["count"]]
    if others:
        count = sum(file["others"]["count"] for file in others)
        what = "other value changed" if count == 1 else "other values changed"
        places = [f"{file['path']} ({_keys(file['others']['keys'], file['others']['count'])})" for file in others]
        yield Remark(f"{count} {what} in files of which selectors cover parts: {_listed(places)}")
    for file in files:
        if file["notice"] is not None:
            yield Remark(f"what no selector covers was looked for line by line: {file['notice']}", file["path"])


def _keys(keys: list[str], count: int) -> str:
    return ", ".join([*keys, *([f"and {count - len(keys)} more"] if count > len(keys) else [])])


def _listed(names: list[str], most: int = MOST, total: int | None = None) -> str:
    left = (len(names) if total is None else total) - most
    return ", ".join(names[:most]) + (f" and {left} more" if left > 0 else "")
