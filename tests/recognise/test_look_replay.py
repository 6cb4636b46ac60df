"""Labelled changes of public repositories, where they are at hand: precision and recall for each surface.

The cases are not part of this project. Each is replayed as two commits of a real repository, and the report is printed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.look import recognised_changes
from gate.values.changes import Change
from tests.repo import Repo
from tests.tools import ROOT

CASES = ROOT.parent / "shared" / "cases"
SURFACES = ("base_model", "training_data", "deployment_controls")
CONTROLS = dict.fromkeys(("system_prompt", "output_filter", "scope_enforcement"), "deployment_controls")
PRECISION, RECALL, EXACT = 0.98, 0.97, 0.95


def cases() -> list[dict[str, Any]]:
    """The cases whose two versions are at hand."""
    if not CASES.is_dir():
        pytest.skip(f"there are no labelled cases at {CASES.name}/ beside the project")
    rows = [json.loads(line) for line in (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row.get("blobs")]


def replay(repo: Repo, case: dict[str, Any]) -> list[Change]:
    """The recognised changes of the case's file, under its own paths."""
    old = case["old_path"] or case["path"]
    commits = []
    for side, path in (("base", old), ("head", case["path"])):
        blob = CASES / "blobs" / f"{case['id']}.{side}"
        for other in {old, case["path"]}:
            (repo.path / other).unlink(missing_ok=True)
        if blob.exists():
            repo.write(path, blob.read_bytes())
        commits.append(repo.commit(case["id"]))
    with Repository(repo.path) as repository:
        found = recognised_changes(repository, Snapshot(repository, commits[0]), Snapshot(repository, commits[1]))[0]
    (repo.path / case["path"]).unlink(missing_ok=True)
    return found


def surface(change: Change) -> str:
    return CONTROLS.get(change.surface, change.surface)


def placed(case: dict[str, Any], found: list[Change]) -> Iterator[bool]:
    """Whether each labelled change is found on exactly its lines.

    Where a label names only some lines of a longer edit, the change has to lie within the lines that the edit touches.
    """
    edited = {n for first, last in case["all_changed_head_lines"] or () for n in range(first, last + 1)}
    for label in case["changes"]:
        if label["blob_level"]:
            continue
        mine = [c for c in found if surface(c) == label["surface"]]
        for first, last in label["head_lines"]:
            rows = [(c.line or 0, c.end_line or c.line or 0) for c in mine]
            covering = [(a, b) for a, b in rows if a <= first and last <= b]
            yield (first, last) in rows or any({*range(a, b + 1)} <= edited for a, b in covering)
        if not label["head_lines"]:
            yield any(c.base_line == first for c in mine for first, _ in label["base_lines"])


def test_replay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hits, false, missed = Counter[str](), Counter[str](), Counter[str]()
    formats: dict[str, Counter[str]] = defaultdict(Counter)
    lines: list[bool] = []
    flagged: list[str] = []
    negatives = ambiguous = agreed = 0
    repo = Repo(tmp_path / "repo")
    rows = cases()
    for case in rows:
        found = replay(repo, case)
        got, want = {surface(change) for change in found} & {*SURFACES}, {*case["labels"]} - {"none"}
        if case["ambiguous"]:
            ambiguous += 1
            agreed += got in (want, {*case["also_acceptable"]} - {"none"})
            continue
        hits.update(got & want)
        false.update(got - want)
        missed.update(want - got)
        formats[case["format"]].update(hit=len(got & want), false=len(got - want), missed=len(want - got))
        if not want:
            negatives += 1
            flagged += [case["id"]] if got else []
        lines += placed(case, found)
    report = [f"{len(rows)} labelled changes, {ambiguous} of them ambiguous ({agreed} as labelled or as acceptable)"]
    scores = {s: (hits[s] / (hits[s] + false[s]), hits[s] / (hits[s] + missed[s])) for s in SURFACES}
    report += [f"  {s:<20} precision {p:.3f}  recall {r:.3f}  ({hits[s]} found)" for s, (p, r) in scores.items()]
    report += [f"  negatives flagged: {len(flagged)} of {negatives} {flagged or ''}".rstrip()]
    report += [f"  lines exact: {sum(lines)} of {len(lines)}"]
    report += [f"  {name:<26} {dict(counts)}" for name, counts in sorted(formats.items())]
    with capsys.disabled():
        print("\n" + "\n".join(report))
    assert all(p >= PRECISION and r >= RECALL for p, r in scores.values())
    assert len(flagged) <= 1
    assert sum(lines) >= EXACT * len(lines)
