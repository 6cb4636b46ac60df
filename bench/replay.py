"""Scores the recognisers on labelled changes, and on draws of changed files that were judged by hand.

``python -I bench/replay.py FOLDER [CASES]``. FOLDER holds clones named ``OWNER+NAME``; nothing is fetched, and what is
not there is counted as skipped. CASES is a file of labelled changes, one JSON document a line (by default
``../shared/cases/cases.jsonl`` beside the checkout). `bench/draws.json` has the verdicts of the draws: commit ids,
paths and words of judgement, and no text of anybody's repository.

Nothing here is fitted to the cases. ``--leave-out`` prints the score of each repository by itself, so that a word that
helps in one of them alone shows.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gate.extract.read import syntax_of  # noqa: E402  # the checkout goes first
from gate.git.entry import Entry  # noqa: E402
from gate.git.repository import Repository  # noqa: E402
from gate.git.snapshot import Snapshot  # noqa: E402
from gate.recognise.differ import changes  # noqa: E402
from gate.recognise.scan import scan_file  # noqa: E402
from gate.surfaces.fetch import SnapshotFetch  # noqa: E402
from gate.surfaces.reader import Reader  # noqa: E402
from gate.values.changes import Change  # noqa: E402

CONTROLS = dict.fromkeys(("system_prompt", "output_filter", "scope_enforcement"), "deployment_controls")
SURFACES = ("base_model", "training_data", "deployment_controls")
DRAWS = ROOT / "bench" / "draws.json"


@cache
def repository(folder: Path, name: str) -> Repository | None:
    path = folder / name.replace("/", "+")
    return Repository(path) if (path / ".git").exists() else None


def surface(name: str) -> str:
    return CONTROLS.get(name, name)


def sides(folder: Path, row: dict[str, Any]) -> tuple[Snapshot, Snapshot] | None:
    """The two snapshots of a row; None where its repository or a commit is not there."""
    found = repository(folder, row["repo"])
    if found is None:
        return None
    base, head = Snapshot(found, row["base"]), Snapshot(found, row["head"])
    try:
        base.entries([row["path"]]), head.entries([row["path"]])
    except Exception:
        return None
    return base, head


def found_changes(pair: tuple[Snapshot, Snapshot], path: str, old: str) -> list[Change]:
    renames = {path: old} if old != path else {}
    found, _ = changes(*pair, {path, old}, renames, (SnapshotFetch(pair[0]), SnapshotFetch(pair[1])))
    return [change for change in found if surface(change.surface) in SURFACES]


def lines_of(case: dict[str, Any], found: list[Change]) -> Iterator[bool]:
    """Whether each labelled place is found exactly: its lines, or changes that hold them and lie within the edit."""
    edited = {n for first, last in case["all_changed_head_lines"] or () for n in range(first, last + 1)}
    for label in case["changes"]:
        mine = [change for change in found if surface(change.surface) == label["surface"]]
        if label["blob_level"] or not mine:
            continue
        rows = [(c.line or 0, c.end_line or c.line or 0) for c in mine]
        inside = [{*range(first, last + 1)} for first, last in rows if {*range(first, last + 1)} <= edited]
        said: set[int] = set().union(*inside)
        for first, last in label["head_lines"]:
            yield (first, last) in rows or {*range(first, last + 1)} <= said
        if not label["head_lines"]:
            yield any(change.base_line == first for change in mine for first, _ in label["base_lines"])


class Score:
    """Hits, false reports and misses of one group of cases."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.negatives = 0
        self.flagged: list[str] = []

    def add(self, case: dict[str, Any], got: set[str], want: set[str]) -> None:
        for name in SURFACES:
            kind = "hit" if name in got & want else "false" if name in got else "missed" if name in want else ""
            if kind:
                self.counts[name, kind] += 1
        if not want:
            self.negatives += 1
            self.flagged += [case["id"]] if got else []

    def line(self, name: str) -> str:
        hit, false, missed = (self.counts[name, kind] for kind in ("hit", "false", "missed"))
        return f"P {hit / max(1, hit + false):.3f}  R {hit / max(1, hit + missed):.3f}  ({hit + missed} labelled)"

    def total(self) -> str:
        hit, false, missed = (sum(self.counts[s, k] for s in SURFACES) for k in ("hit", "false", "missed"))
        said = f"P {hit / max(1, hit + false):.3f}  R {hit / max(1, hit + missed):.3f}"
        return f"{said}  negatives flagged {len(self.flagged)} of {self.negatives}"


def cases(folder: Path, path: Path, *, leave_out: bool, lines: bool) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    whole, by_syntax, by_repository = Score(), defaultdict(Score), defaultdict(Score)
    exact: list[bool] = []
    skipped = 0
    for case in rows:
        pair = sides(folder, case)
        if pair is None:
            skipped += 1
            continue
        found = found_changes(pair, case["path"], case["old_path"] or case["path"])
        got, want = {surface(change.surface) for change in found}, {*case["labels"]} - {"none"}
        if case["ambiguous"]:
            continue
        for score in (whole, by_syntax[syntax_of(case["path"])], by_repository[case["repo"]]):
            score.add(case, got, want)
        places = [*lines_of(case, found)]
        exact += places
        if lines and not all(places):
            said = sorted((c.surface, c.line or 0, c.end_line or 0, c.key.partition("#")[2]) for c in found)
            print(f"  {case['id']} lines {[(x['key'], x['head_lines']) for x in case['changes']]}, found {said[:12]}")
        if got != want:
            print(f"  {case['id']} {case['path']}: missed {sorted(want - got)} false {sorted(got - want)}")
    print(f"{len(rows)} cases, {skipped} skipped; {whole.total()}; lines exact {sum(exact)} of {len(exact)}")
    for name in SURFACES:
        print(f"  {name:<20} {whole.line(name)}")
    for syntax, score in sorted(by_syntax.items()):
        print(f"  {syntax:<20} {score.total()}")
    for name, score in sorted(by_repository.items()) if leave_out else ():
        print(f"  {name:<40} {score.total()}")


def draws(folder: Path) -> None:
    """What is reported of the drawn files, by the verdict that is recorded of it."""
    rows = json.loads(DRAWS.read_text(encoding="utf-8"))["files"]
    counts: Counter[tuple[str, str]] = Counter()
    skipped = 0
    for row in rows:
        pair = sides(folder, row)
        if pair is None:
            skipped += 1
            continue
        for tier, is_reported in reported(pair, row["path"]).items():
            if is_reported:
                counts[tier, row["verdict"].get(tier, "not judged")] += 1
    print(f"{len(rows)} drawn files, {skipped} skipped")
    for (tier, verdict), count in sorted(counts.items()):
        print(f"  {tier:<12} {verdict:<12} {count}  ({100 * count / max(1, len(rows) - skipped):.1f} % of the files)")


def reported(pair: tuple[Snapshot, Snapshot], path: str) -> dict[str, bool]:
    """Tier -> whether a changed file is reported on it."""
    sure = bool(found_changes(pair, path, path))
    looks = []
    for snapshot in pair:
        entry: Entry | None = snapshot.entries([path]).get(path)
        found = scan_file(snapshot, path, entry, Reader()).looks if entry is not None else ()
        looks.append({(e.surface, e.digest) for e in found})
    return {"sure": sure, "looks like": not sure and bool(looks[1] - looks[0])}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("cases", type=Path, nargs="?", default=ROOT.parent / "shared" / "cases" / "cases.jsonl")
    parser.add_argument("--leave-out", action="store_true", help="the score of each repository by itself")
    parser.add_argument("--lines", action="store_true", help="name the labelled places that are not found exactly")
    given = parser.parse_args()
    if given.cases.is_file():
        cases(given.folder, given.cases, leave_out=given.leave_out, lines=given.lines)
    else:
        print(f"no labelled cases at {given.cases.name}")
    if DRAWS.is_file():
        draws(given.folder)


if __name__ == "__main__":
    main()
