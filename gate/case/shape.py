"""The case as a type: what ``schemas/case.schema.json`` says of the one document that the policies judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from gate.approvals.shape import ApprovalFacts, AskedApprovers, HoldFacts
from gate.case.coverage_shape import NamedReference, ShadowedFile, UncoveredFile, UnmatchedSelector, UnselectedFacts
from gate.case.verification_shape import PartFacts, VerificationFacts
from gate.derive.shape import DerivedFacts
from gate.drift.shape import DriftFacts, RegressedRow, TestedBefore
from gate.evidence.shape import AdoptedBefore, BaseDocument, ElsewhereFacts, MadeFor, NamedState
from gate.values.changes import ChangeRow
from gate.values.rows import Adjustment, DeletionFacts, Enforcement, Settings, Waiver

Lines = list[int]  # first and last, 1-based
Document = Mapping[str, Any]  # as it was read; it fits the schema of its kind


class NamedFile(TypedDict):
    """A file of this repository that a document names, the digest that it gives, and the one that the file has."""

    path: str
    digest: str | None
    found: str | None


class SwitchedOff(TypedDict):
    """A switch that is off, beside a control, above it, or on its surface."""

    key: str
    value: str
    path: str
    line: int


class ControlFacts(TypedDict):
    """A control that a document names. ``said`` is the digest by which it was relied on, ``digest`` what it has at the
    head, None where its surface has no such thing; ``empty``: it has no content."""

    pointer: str
    surface: str
    path: str
    said: str | None
    digest: str | None
    empty: bool
    off: list[SwitchedOff]
    elsewhere: ElsewhereFacts | None


class DocumentFacts(TypedDict):
    """A document of the pack. ``content`` is a digest of its bytes, the files that it names and what changed since it
    was made; what follows the document is by JSON Pointer, or of the state that it was made for. ``revised``: its
    content is not that of the base's."""

    path: str
    digest: str
    content: str
    document: Document
    lines: dict[str, Lines]
    dates: dict[str, str]
    files: dict[str, NamedFile]
    commits: dict[str, bool | None]
    controls: list[ControlFacts]
    revised: bool
    made_for: MadeFor


class ArtefactFacts(DocumentFacts):
    """An artefact, and what the sources of its values give."""

    derived: DerivedFacts


class DecisionFacts(DocumentFacts):
    """A disposition or a determination, and who approved it."""

    approval: ApprovalFacts


class StoodBefore(TypedDict):
    """A commit before the head that has a determination, too: ``base``, or ``tip`` for that of the base's branch.
    ``state`` is the model's state there."""

    at: str
    state: str


class DeterminationFacts(DecisionFacts):
    """A determination, the state that it starts from, and where it stood before."""

    starts_from: NamedState
    stood: list[StoodBefore]


class EarlierDetermination(TypedDict):
    """A determination of the base, or of the tip of its branch. ``here``: the head has it, too."""

    at: str
    path: str
    trigger: str
    state: str
    determined_at: str
    disposition: str | None
    here: bool


class WithdrawalFacts(TypedDict):
    """A decision that was taken back: by the head, or by a commit whose word counts before it. ``here``: the head has
    the document."""

    at: str
    path: str
    line: int
    end_line: int
    withdraws: str
    state: str
    withdrawn_at: str
    withdrawn_by: str
    here: bool


class ControlPlaneFacts(TypedDict):
    """The gate's own files. ``outdated`` are those that the base branch has changed since the base."""

    path: str
    introduced: bool
    owner: str | None
    approvers: AskedApprovers | None
    outdated: list[str]
    state: str | None
    base_state: str | None
    determinations: list[DeterminationFacts]
    earlier: list[EarlierDetermination]
    withdrawals: list[WithdrawalFacts]


class ConfigPlace(TypedDict):
    """The model's block in the configuration."""

    path: str
    line: int
    end_line: int


class SurfaceFacts(TypedDict):
    """One surface; ``elements`` is how many it has."""

    digest: str
    elements: int


class StateFacts(TypedDict):
    """The model's state at the head; ``form`` is the number of the newest form, which the digest is of."""

    digest: str
    form: int
    surfaces: dict[str, SurfaceFacts]


class TrainingFile(TypedDict):
    """A file of records on the training-data surface."""

    path: str
    digest: str


class ReviewedFacts(TypedDict):
    """What the documents of the pack refer to, as it is at the head; ``controls`` are keys by surface, ``reads`` those
    of the scope that give the model tools or retrieval."""

    training_files: list[TrainingFile]
    controls: dict[str, list[str]]
    reads: list[str]
    base_model: list[str]
    fine_tuned_model: list[str]
    deployed: list[DeployedValue]


class DeployedValue(TypedDict):
    """A value that names the deployed version; ``said`` is its digest, id at a provider, version or name."""

    key: str
    kind: str
    said: str
    path: str
    line: int
    end_line: int


class FloatingReference(TypedDict):
    """A selected reference that nothing pins; ``pin`` says how to."""

    surface: str
    key: str
    value: str
    pin: str
    path: str
    line: int
    end_line: int


class DecidedBefore(TypedDict):
    """The base's disposition: the digest of its bytes, those of its kept older forms, and when it was decided."""

    digest: str
    older: list[str]
    decided_at: str


class TestSet(TypedDict):
    """A test set that is a file of the repository, and how many items that has."""

    pointer: str
    path: str
    items: int


class RegressedCategory(TypedDict):
    """A category that regressed, by how much where that is said, and the controls that make up for it."""

    suite: str
    category: str
    loss: NotRequired[float]
    controls: list[str]


class StatedFacts(TypedDict):
    """What a disposition on this evidence says of it; None where there is nothing that it follows from."""

    overhang: str | None
    regressions: list[RegressedCategory] | None


class EvidenceFacts(TypedDict):
    """A model's evidence pack, and what the base had of it. ``older_form``: it was written in an older form of states;
    ``brought`` are kinds of which the base has none that says the same."""

    path: str
    older_form: bool
    stated: StatedFacts
    artefacts: dict[str, ArtefactFacts]
    disposition: DecisionFacts | None
    baseline: DecisionFacts | None
    adopted_before: AdoptedBefore
    determinations: list[DeterminationFacts]
    earlier: list[EarlierDetermination]
    withdrawals: list[WithdrawalFacts]
    holds: list[HoldFacts]
    drift: DriftFacts | None
    decided_before: DecidedBefore | None
    trained_until: str | None
    recorded_before: list[str]
    tested_before: TestedBefore | None
    regressed_before: list[RegressedRow] | None
    test_sets: list[TestSet]
    brought: list[str]
    before: dict[str, BaseDocument]


class ModelFacts(TypedDict):
    """One model."""

    config: ConfigPlace
    status: str
    state: StateFacts
    reviewed: ReviewedFacts
    floating: list[FloatingReference]
    shadowed: list[ShadowedFile]
    references: list[NamedReference]
    unmatched: list[UnmatchedSelector]
    approvers: AskedApprovers | None
    evidence: EvidenceFacts


class UnmergedFacts(TypedDict):
    """A base branch that is not trusted; ``changes`` are positions of those that come from it, not from the head."""

    branch: str
    against: str
    changes: list[int]


class ComparisonFacts(TypedDict):
    """How base and head were found. ``first``: there was nothing before; ``note``: what the reader could not guess."""

    first: bool
    note: str | None
    unmerged: UnmergedFacts | None


class Case(TypedDict):
    """The facts of one check. ``deletions`` are there where a commit that counts has a request, ``part`` where the
    models are judged one at a time."""

    schema: str
    now: str
    mode: str
    enforcement: Enforcement
    event: str
    base: str | None
    head: str
    comparison: ComparisonFacts
    settings: Settings
    adjustments: list[Adjustment]
    waivers: list[Waiver]
    control_plane: ControlPlaneFacts
    verification: VerificationFacts | None
    models: dict[str, ModelFacts]
    unjudged: list[str]
    uncovered: list[UncoveredFile]
    unselected: UnselectedFacts | None
    changes: list[ChangeRow]
    deletions: NotRequired[DeletionFacts]
    part: NotRequired[PartFacts]
