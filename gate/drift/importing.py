"""Writing what two runs showed into the pack: outcomes item by item, results, and a draft of the analysis."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from gate.config.load import Model
from gate.drift import outcomes_file as records
from gate.drift.analysis import Look, analyse
from gate.drift.analysis_document import LISTS, Key, key_of, outgrown, procedure, rows_of
from gate.drift.best_run import best_runs
from gate.drift.former import Former
from gate.drift.groups import Measured, measured
from gate.drift.looks import looks, stated_looks
from gate.drift.pinned_models import Name, Pins, hold, mistaken, pins, unpinned
from gate.drift.suite import Suite
from gate.drift.suite_document import Asked, suite_row, unfit, unsaid
from gate.evidence.blocks import drop_items, put_items
from gate.evidence.controls import put_digests
from gate.evidence.editor import Editor
from gate.evidence.files import existing, write, write_state
from gate.evidence.left import started, with_list
from gate.evidence.scaffold import scaffold
from gate.git.snapshot import Snapshot
from gate.harness.classes import HARMLESS, by_words
from gate.values.canonical import digest_of
from gate.values.elements import State
from gate.values.errors import EvidenceError, Problem
from gate.values.rows import Settings

RESULTS = "evaluation-results"
ANALYSIS = "alignment-regression"
OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class Target:
    """Where suites are written: the pack of a model in a work tree, for the state on disk and at a time (RFC 3339)."""

    root: Path
    worktree: Snapshot
    model: Model
    state: State
    settings: Settings
    now: str

    @property
    def folder(self) -> str:
        return self.model.evidence


def import_suites(target: Target, suites: Sequence[Suite], asked: Asked) -> tuple[list[str], list[str]]:
    """Write the suites into the pack for what is on disk: (the paths that were written, what a reader has to know).

    Raises EvidenceError where the models of the runs are pinned the other way round, or where a document needs what
    the files do not say.
    """
    root, state, settings = target.root, target.state, target.settings
    names = Counter(suite.name for suite in suites)
    for suite in suites:
        if names[suite.name] > 1:
            raise EvidenceError(
                f"two suites are named {suite.name!r}",
                path=suite.base.files[0].path,
                remedy="Import them one after the other under names of their own.",
            )
    pinned = pins(state)
    if wrong := [
        *mistaken(suites, pinned),
        *unsaid(suites, asked),
        *_set_aside(suites, settings.get("alignment_classes", {})),
    ]:
        raise EvidenceError(wrong)
    was = Former.read(target.worktree, target.folder, target.state)
    committed = Former.committed(target.worktree, target.folder, target.state)
    suites, beside = _beside(suites, committed)
    taken = {path: name for name, row in was.rows.items() if (path := (row.get("records") or {}).get("path"))}
    rows = []
    texts: dict[str, str] = {}
    for suite in suites:
        path = _free(f"{target.folder}/{OUTCOMES}", suite.name, taken)
        texts[path] = records.write(suite.pairs, path)
        kept = {"path": path, "digest": digest_of(texts[path].encode())}
        rows.append(suite_row(suite, asked, kept, was.rows.get(suite.name, {})))
    places = [suite.tuned.files[0].path for suite in suites]
    if wrong := [one for row, place in zip(rows, places, strict=True) for one in unfit(row, asked, place)]:
        raise EvidenceError(wrong)
    rows, best = best_runs(target.folder, rows, committed)
    written = [*write_state(root, target.folder, state), *(write(root, path, text) for path, text in texts.items())]
    written += [write(root, path, text) for path, text in best.items()]
    given = {"state": state.digest, "prepared_at": target.now}
    if asked.prepared_by:
        given["prepared_by"] = asked.prepared_by
    results = _document(target, RESULTS, given, {"safety_suites": rows}, lambda old, new: _name(old) == new["name"])
    written.append(results)
    every = [*(measured(suite.name, suite.pairs) for suite in suites), *was.others({suite.name for suite in suites})]
    path, dropped = _analysed(target, every, _looks(committed, was, suites), given)
    written.append(path)
    editor = Editor(root, written[-1])
    put_digests(editor, state)
    write(root, written[-1], editor.text())
    notes = [
        f"{suite.name}: {note}"
        for suite in suites
        for note in (*suite.notes, *([] if asked.model_note else unpinned(suite, pinned)))
    ]
    notes += [*beside, *dropped, *_other_models(Editor(root, results).node.plain(), results, pinned)]
    return written, notes


def analyse_again(target: Target, prepared_by: str | None = None) -> tuple[str, list[str]]:
    """Write the analysis anew from the outcomes that the pack has: (its path, what a reader has to know).

    For an analysis by an earlier procedure or another margin, and one of which rows were changed by hand. What people
    wrote of a category is kept. Raises EvidenceError where the pack has no suite that can be counted.
    """
    was = Former.read(target.worktree, target.folder, target.state)
    every = list(was.others(()))
    if not every:
        raise EvidenceError(
            "the pack has no suite whose outcomes can be counted",
            path=f"{target.folder}/{RESULTS}.yaml",
            remedy="Import the runs with 'tunegate evidence import'.",
        )
    given = {"prepared_at": target.now, **({"prepared_by": prepared_by} if prepared_by else {})}
    return _analysed(target, every, stated_looks(was.analysis), given)


def _analysed(
    target: Target, every: Sequence[Measured], looked: Mapping[str, Look], given: Mapping[str, Any]
) -> tuple[str, list[str]]:
    margin, alpha = (float(target.settings[name]) for name in ("drift_margin", "drift_alpha"))
    analysis = analyse(every, margin, alpha, looked)
    answers = _answers(target)
    lists = rows_of([one.suite for one in every], analysis, answers)
    method = {"procedure": procedure(analysis), "margin": margin, "alpha": alpha}
    return _document(target, ANALYSIS, {**given, "method": method}, lists, _same_row), list(outgrown(lists, answers))


def _beside(suites: Sequence[Suite], was: Former) -> tuple[list[Suite], list[str]]:
    """The suites, those under another name that would replace outcomes of the same weights; and what has to be known.

    A run of the same files, read in another way, is no other look; nor is one by another judge or with other sampling.
    """
    found: list[Suite] = []
    notes: list[str] = []
    for suite in suites:
        name, number = suite.name, 2
        while was.is_replaced(suite):
            suite = replace(suite, called=f"{name}, look {number}")
            number += 1
        if suite.name != name:
            notes.append(
                f"{name} has other outcomes for these weights; they stay and count, and this run stands beside them as "
                f"{suite.name!r}: a rerun is another look"
            )
        found.append(suite)
    return found, notes


def _looks(committed: Former, was: Former, suites: Sequence[Suite]) -> dict[str, Look]:
    """The look of each class, where what is committed is of the same weights."""
    if not committed.same_weights:
        return {}
    now = {**was.outcomes, **{suite.name: suite.pairs for suite in suites}}
    return looks(committed.outcomes, stated_looks(committed.analysis), now)


def _set_aside(suites: Sequence[Suite], settled: Mapping[str, str]) -> Iterator[Problem]:
    """Harmless categories whose name says a class, unless the settings have them as harmless."""
    for suite in suites:
        names = {pair.category for pair in suite.pairs if pair.harmless and settled.get(pair.category) != HARMLESS}
        for name, cls in sorted(by_words(names).items()):
            yield Problem(
                f"{suite.name}: the category {name!r} counts as harmless, and its name says {cls}",
                suite.tuned.files[0].path,
                remedy=f"Where its prompts should be answered, have 'alignment_classes: {{{name}: harmless}}' in the "
                "settings of tunegate.yaml first; otherwise import it with its class.",
            )


def _free(folder: str, name: str, taken: dict[str, str]) -> str:
    """The file of a suite's outcomes; suites whose names differ in punctuation alone have files of their own."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:100] or "suite"
    path = f"{folder}/{slug}.jsonl"
    if taken.setdefault(path, name) != name:
        path = f"{folder}/{slug}-{digest_of(name.encode()).removeprefix('sha256:')[:8]}.jsonl"
    return path


def _name(item: Any) -> Any:
    return item.get("name") if isinstance(item, dict) else None


def _is_stale(suites: Container[str], rows: Sequence[Mapping[str, Any]], item: Any) -> bool:
    """Whether a row of the analysis is of a suite that was counted, or of a class, and nothing of it was found."""
    is_of = isinstance(item, dict) and (item.get("suite") in suites or "category" not in item)
    return is_of and not any(_same_row(item, row) for row in rows)


def _same_row(old: Any, new: Mapping[str, Any]) -> bool:
    return isinstance(old, dict) and key_of(old) == key_of(new)


def _other_models(results: Mapping[str, Any], path: str, pinned: Pins) -> Iterator[str]:
    """What the document says of the models beside the suites, where the surfaces say something else."""
    parts = {"base": ("base_model", "revision"), "tuned": ("tuned_model", "id")}
    names = [
        Name(side, said)
        for side, (key, part) in parts.items()
        if isinstance(stated := results.get(key), dict) and isinstance(said := stated.get(part), str)
    ]
    for row in hold(names, pinned).unpinned:
        key, part = parts[row.side]
        yield (
            f"{path} still says {key}.{part}: {row.name}, which the surfaces do not; "
            f"edit {key} there and in the analysis"
        )


def _answers(target: Target) -> dict[Key, Mapping[str, Any]]:
    """What the analysis has already, by what its rows are about."""
    path = existing(target.root, target.folder, ANALYSIS)
    found = Editor(target.root, path).node.plain() if path else {}
    lists = [rows for name in LISTS if isinstance(rows := found.get(name), list)]
    return {key_of(row): row for rows in lists for row in rows if isinstance(row, dict)}


def _document(
    target: Target,
    kind: str,
    given: Mapping[str, Any],
    lists: Mapping[str, Sequence[Mapping[str, Any]]],
    same: Any,
) -> str:
    """Write one document: a scaffold with the lists filled in, or the one that is there with its items replaced."""
    root = target.root
    path = existing(root, target.folder, kind)
    if path is None:
        known = {"schema": f"tunegate/{kind}/v1", "model": target.model.name, **given, **lists}
        place = f"{target.folder}/{kind}.yaml"
        return write(root, place, started(scaffold(kind, known), kind, place, target.model.name))
    editor = Editor(root, path)
    for name, value in given.items():
        for key, part in value.items() if isinstance(value, dict) else ((None, value),):
            editor.set((name, key) if key else (name,), part)
    text = editor.text()
    if kind == ANALYSIS:
        suites = {row["suite"] for row in lists["categories"]}
        for name in LISTS:
            rows = lists.get(name, ())
            text = drop_items(text, path, name, partial(_is_stale, suites, rows))
    for name, rows in lists.items():
        text = put_items(text, path, name, rows, same)
    return write(root, path, with_list(text, kind, path, target.model.name))
