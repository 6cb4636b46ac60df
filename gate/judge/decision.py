"""The outcome of ``check`` and ``verify``, and what would answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from gate.values.origin import Origin
from gate.values.redact import redact_all

if TYPE_CHECKING:
    from gate.case.shape import FloatingReference, ModelFacts, TrainingFile
    from gate.derive.shape import CountFacts
    from gate.drift.shape import DriftFacts
    from gate.judge.joined import Joined
    from gate.judge.standing import Standing
    from gate.values.changes import ChangeRow
    from gate.values.findings import Finding
    from gate.values.rows import Adjustment, Metadata, TriggerRow, Waiver


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    ``command`` is what to run, as it stands; empty where there is none. ``findings`` are the places and messages that
    the step answers.
    """

    step: str
    model: str | None
    text: str
    owner: str | None
    command: tuple[str, ...]
    findings: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know beside the findings, about a file or about the whole."""

    message: str
    path: str | None = None


class Quoted(TypedDict):
    """What tells a line of a file that may be quoted from a training record."""

    training_files: list[TrainingFile]
    folder: str
    floating: list[FloatingReference]


def quoted(model: ModelFacts) -> Quoted:
    return {
        "training_files": model["reviewed"]["training_files"],
        "folder": model["evidence"]["path"],
        "floating": model["floating"],
    }


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of ``check`` and ``verify``: everything a renderer needs and nothing it would have to look up."""

    verdict: str  # pass, not-reviewed, block, error
    base: str | None
    head: str | None
    now: str
    engine: Mapping[str, Any]
    policies: str | None
    case: str | None
    changes: tuple[ChangeRow, ...] = ()
    triggers: tuple[TriggerRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    exit_code: int = 0
    models: tuple[str, ...] = field(default=())
    steps: tuple[Step, ...] = ()  # what would turn a blocked check green, in order
    drift: tuple[tuple[str, DriftFacts], ...] = ()  # (model, its suites and classes) of the case
    drift_margin: float = 0.0  # the share that may be lost, of the settings
    waivers: tuple[Waiver, ...] = ()  # those that the case has
    rules: tuple[str, ...] = ()  # ids of what was evaluated, whether or not it found anything
    about: Mapping[str, Metadata] = field(default_factory=dict)  # rule id -> METADATA, of the rules that spoke
    origin: Origin = field(default_factory=Origin)
    mode: str = "check"  # or verify: one commit, nothing to compare with
    remarks: tuple[Remark, ...] = ()
    note: str | None = None  # what the reader could not guess of the comparison
    standing: tuple[Standing, ...] = ()  # what answers for the models, and who signed it
    values: tuple[tuple[str, CountFacts], ...] = ()  # (model, how many values of its artefacts are of which kind)

    @property
    def problems(self) -> tuple[Joined, ...]:
        """The findings as a reader meets them, worst first."""
        from gate.judge.joined import joined

        return joined(self.findings, self.changes, self.triggers)

    def document(self) -> dict[str, Any]:
        """The public JSON form (``schemas/decision.schema.json``), its texts redacted."""
        found: dict[str, Any] = redact_all(self._document())
        return found

    def _document(self) -> dict[str, Any]:
        return {
            "schema": "tunegate/decision/v1",
            "verdict": self.verdict,
            "base": self.base,
            "head": self.head,
            "now": self.now,
            "engine": dict(self.engine),
            "policies": self.policies,
            "case": self.case,
            "adjustments": [dict(row) for row in self.adjustments],
            "changes": [dict(row) for row in self.changes],
            "triggers": [dict(row) for row in self.triggers],
            "findings": [finding.row() for finding in self.findings],
            "problems": [problem.row() for problem in self.problems],
            "standing": [row.row() for row in self.standing],
            "values": [{"model": model, **counts} for model, counts in self.values],
            "remarks": [{"message": remark.message, "path": remark.path} for remark in self.remarks],
        }
