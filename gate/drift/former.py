"""What a pack says of its suites already, before runs are written into it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gate.drift import outcomes_file as records
from gate.drift.groups import Measured, measured
from gate.drift.looks import replaced, same_weights, settled
from gate.drift.pairs import Pair
from gate.drift.stated_counts import stated_tallies
from gate.drift.suite import Suite
from gate.evidence.editor import read
from gate.evidence.pack import MAX_DOCUMENT
from gate.evidence.states import made_for
from gate.git.snapshot import Snapshot
from gate.values.elements import State
from gate.values.errors import TunegateError

_KINDS = ("evaluation-results", "alignment-regression")


@dataclass(frozen=True)
class Former:
    """The evaluation results and the analysis at a snapshot; empty where there are none that can be read."""

    snapshot: Snapshot
    folder: str
    state: State
    results: Mapping[str, Any] = field(default_factory=dict)
    analysis: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, snapshot: Snapshot, folder: str, state: State) -> Former:
        """What is in the folder at a snapshot, for the state that runs are written for."""
        results, analysis = (
            _document(snapshot, folder, kind) for kind in ("evaluation-results", "alignment-regression")
        )
        return cls(snapshot, folder, state, results, analysis)

    @classmethod
    def committed(cls, worktree: Snapshot, folder: str, state: State) -> Former:
        """What the last commit has: what was never committed is no look."""
        commit = worktree.repository.try_commit("HEAD")
        return (
            cls.read(Snapshot(worktree.repository, commit), folder, state) if commit else cls(worktree, folder, state)
        )

    @cached_property
    def rows(self) -> dict[str, Mapping[str, Any]]:
        """The suites by name."""
        rows = self.results.get("safety_suites")
        return {str(row.get("name")): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}

    @cached_property
    def outcomes(self) -> dict[str, tuple[Pair, ...]]:
        """The outcomes item by item of the suites whose file can be read."""
        found = {name: self.read_records(row) for name, row in self.rows.items()}
        return {name: pairs for name, pairs in found.items() if pairs is not None}

    def read_records(self, row: Mapping[str, Any]) -> tuple[Pair, ...] | None:
        """The outcomes that a row names under ``records``; None where they are not there or cannot be read."""
        kept = row.get("records")
        path = kept.get("path") if isinstance(kept, dict) else None
        entry = self.snapshot.entry(path) if isinstance(path, str) else None
        if not path or entry is None or not entry.is_regular:
            return None
        try:
            return records.read(self.snapshot.read(path, entry, limit=records.MAX_BYTES), path)
        except TunegateError:
            return None  # which check says

    @cached_property
    def same_weights(self) -> bool:
        """Whether the documents were made for the weights of the present state."""
        if not self.rows:
            return False
        was = made_for(self.snapshot, self.folder, str(self.results.get("state")), self.state)
        return same_weights(was["changed"], {}, {})

    def others(self, names: Container[str]) -> Iterator[Measured]:
        """The suites of other names, that count with those that are written."""
        for name, row in self.rows.items():
            if name in names:
                continue
            if name in self.outcomes:
                yield measured(name, self.outcomes[name])
            elif "records" not in row:
                try:
                    yield Measured(name, None, stated_tallies(row.get("categories") or ()))
                except (ValueError, KeyError, TypeError):
                    continue  # which check says

    def is_replaced(self, suite: Suite) -> bool:
        """Whether writing a suite would replace outcomes of the same weights.

        Those of another judge may be replaced as long as none that was lost is any better for it.
        """
        row = self.rows.get(suite.name)
        if row is None or suite.name not in self.outcomes or not self.same_weights:
            return False
        raw = row.get("raw_files") or {}
        known = {file.get("digest") for file in raw.get("tuned") or ()}
        if known and {file.digest for file in suite.tuned.files} <= known:
            return False  # the same files, read in another way
        judge = suite.base.judge
        stated = row.get("judge") or {}
        said = (stated.get("name"), stated.get("version"), stated.get("prompt_digest"))
        if judge is not None and (judge.name, judge.version, judge.prompt) != said:
            return bool(settled(self.outcomes[suite.name], suite.pairs))
        return bool(replaced(self.outcomes[suite.name], suite.pairs))


def _document(snapshot: Snapshot, folder: str, kind: str) -> Mapping[str, Any]:
    for path in (f"{folder}/{kind}.yaml", f"{folder}/{kind}.yml"):
        entry = snapshot.entry(path)
        if entry is not None and entry.is_regular:
            try:
                found = read(snapshot.read(path, entry, limit=MAX_DOCUMENT), path).plain()
            except TunegateError:
                return {}
            return found if isinstance(found, dict) else {}
    return {}
