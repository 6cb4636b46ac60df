"""Writing what two runs showed into the pack: outcomes item by item, results, and a draft of the analysis."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gate.config.load import Model
from gate.drift import outcomes_file as records
from gate.drift.analysis import analyse
from gate.drift.pairs import tallies
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
CASES = ("categories", "overall")  # the lists of the analysis
_PROCEDURES = {"paired": "mcnemar-holm-tango", "clustered": "sign-flip-clustered", "unpaired": "fisher-newcombe"}


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
    before = _rows(target, RESULTS, "safety_suites", "name")
    taken = {path: name for (name,), row in before.items() if (path := (row.get("records") or {}).get("path"))}
    rows = []
    texts: dict[str, str] = {}
    for suite in suites:
        path = _free(f"{target.folder}/{OUTCOMES}", suite.name, taken)
        texts[path] = records.write(suite.pairs, path)
        kept = {"path": path, "digest": digest_of(texts[path].encode())}
        rows.append(suite_row(suite, asked, kept, before.get((suite.name,), {})))
    places = [suite.tuned.files[0].path for suite in suites]
    if wrong := [one for row, place in zip(rows, places, strict=True) for one in unfit(row, asked, place)]:
        raise EvidenceError(wrong)
    written = [*write_state(root, target.folder, state), *(write(root, path, text) for path, text in texts.items())]
    given = {"state": state.digest, "prepared_at": target.now}
    if asked.prepared_by:
        given["prepared_by"] = asked.prepared_by
    results = _document(target, RESULTS, given, {"safety_suites": rows}, lambda old, new: _name(old) == new["name"])
    written.append(results)
    margin, alpha = float(settings["drift_margin"]), float(settings["drift_alpha"])
    answers = _answers(target)
    analysis = _analysis(suites, answers, margin, alpha)
    others = [row for (name,), row in before.items() if name not in names]
    method = {"procedure": _procedure(target.worktree, suites, others), "margin": margin, "alpha": alpha}
    written.append(_document(target, ANALYSIS, {**given, "method": method}, analysis, _same_row))
    editor = Editor(root, written[-1])
    put_digests(editor, state)
    write(root, written[-1], editor.text())
    notes = [
        f"{suite.name}: {note}"
        for suite in suites
        for note in (*suite.notes, *([] if asked.model_note else unpinned(suite, pinned)))
    ]
    notes += [*_outgrown(analysis, answers), *_other_models(Editor(root, results).node.plain(), results, pinned)]
    return written, notes


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
    """Whether a row of the analysis is of a suite that was imported, and nothing of it is in the import."""
    return isinstance(item, dict) and item.get("suite") in suites and not any(_same_row(item, row) for row in rows)


def _same_row(old: Any, new: Mapping[str, Any]) -> bool:
    keys = ("suite", "category")
    return isinstance(old, dict) and all(old.get(key) == new.get(key) for key in keys)


def _procedure(worktree: Snapshot, suites: Sequence[Suite], others: Sequence[Mapping[str, Any]]) -> str:
    """That of the imported suites and of those that stay in the results: clusters in one of them are named first."""
    kinds = {tally.kind for suite in suites for tally in suite.tallies}
    for row in others:
        kept = row.get("records") or {}
        entry = worktree.entry(kept["path"]) if kept.get("path") else None
        if entry is not None and entry.is_regular:
            data = worktree.read(kept["path"], entry, limit=records.MAX_BYTES)
            kinds |= {tally.kind for tally in tallies(records.read(data, kept["path"]))}
    return _PROCEDURES["clustered" if "clustered" in kinds else "paired"]


def _analysis(
    suites: Sequence[Suite], answers: Mapping[tuple[str, str], Mapping[str, Any]], margin: float, alpha: float
) -> dict[str, list[dict[str, Any]]]:
    """Rows of ``categories``, and of ``overall`` where the sum regressed; what people wrote of them is kept."""
    found: dict[str, list[dict[str, Any]]] = {"categories": []}
    for suite in suites:
        for result in analyse(suite.tallies, margin, alpha):
            is_sum = result["category"] == "overall"
            if is_sum and result["outcome"] != "regressed":
                continue
            kept = answers.get((suite.name, result["category"]), {})
            row = {
                **({} if is_sum else {"category": result["category"], "class": result["class"]}),
                "suite": suite.name,
                "pairs": {name: result[name] for name in ("n", "b", "c")},
                **{name: round(result[name], 4) for name in ("loss", "upper_bound", "adjusted_p")},
                "outcome": result["outcome"],
                **({"explanation": kept["explanation"]} if kept.get("explanation") and not _grew(result, kept) else {}),
                "compensating_controls": kept.get("compensating_controls") or [],
            }
            found.setdefault("overall" if is_sum else "categories", []).append(row)
    return found


def _grew(result: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """Whether the loss is larger than the one that an explanation was written for."""
    before = kept.get("loss")
    return not isinstance(before, (int, float)) or round(result["loss"], 4) > before


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


def _outgrown(
    analysis: Mapping[str, Sequence[Mapping[str, Any]]], answers: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[str]:
    """A sentence for each regressed row whose explanation was of a smaller loss, and is not in it any more."""
    return [
        f"{row['suite']}: the explanation of {name} was of a loss of {before.get('loss')}, and is taken out: it is "
        f"{row['loss']} now"
        for rows in analysis.values()
        for row in rows
        for name in [row.get("category", "overall")]
        for before in [answers.get((row["suite"], name), {})]
        if row["outcome"] == "regressed" and before.get("explanation") and "explanation" not in row
    ]


def _answers(target: Target) -> dict[tuple[str, str], Mapping[str, Any]]:
    """(suite, category) -> the row that the analysis has of it already."""
    sums = _rows(target, ANALYSIS, "overall", "suite")
    rows = _rows(target, ANALYSIS, "categories", "suite", "category")
    found = {(suite, "overall"): row for (suite,), row in sums.items()}
    return found | {(suite, name): row for (suite, name), row in rows.items()}


def _rows(target: Target, kind: str, name: str, *keys: str) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """The items of a list of the document that is on disk, by the values of some keys; none where there is none."""
    path = existing(target.root, target.folder, kind)
    found = (Editor(target.root, path).node.plain() if path else {}).get(name)
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return {tuple(str(row.get(key)) for key in keys): row for row in rows}


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
        suites = {row["suite"] for rows in lists.values() for row in rows}
        for name in CASES:
            rows = lists.get(name, ())
            text = drop_items(text, path, name, partial(_is_stale, suites, rows))
    for name, rows in lists.items():
        text = put_items(text, path, name, rows, same)
    return write(root, path, with_list(text, kind, path, target.model.name))
