"""The facts of the case on what no selector covers, as types."""

from __future__ import annotations

from typing import Any, TypedDict

from gate.approvals.shape import ApprovalFacts


class ProposedExclusion(TypedDict):
    """An exclusion that only the head's configuration has; ``exact``: it names one place, for one rule."""

    path: str
    key: str | None
    rule: str | None
    exact: bool
    line: int
    end_line: int


class ExcludedPlace(TypedDict):
    """What an exclusion of one value has to name."""

    path: str
    key: str | None
    rule: str


class UncoveredElement(TypedDict):
    """A value that no selector covers. ``kind``: ``recognised``; a neighbour of a reviewed value that is a ``switch``
    or a ``recipe`` value. ``status``: added, changed, removed, moved with its file, or uncovered by the head's
    configuration. ``select`` is a selector that would cover it, ``proposed`` the head's exclusion of it."""

    surface: str
    key: str
    kind: str
    status: str
    recogniser: str
    old: Any
    value: Any
    line: int | None
    end_line: int | None
    base_line: int | None
    select: str
    exclude: ExcludedPlace
    proposed: ProposedExclusion | None


class NamingValue(TypedDict):
    """A reviewed value that names something, and its place in the head."""

    surface: str
    key: str
    path: str
    line: int
    end_line: int


class NamedReference(TypedDict):
    """What reviewed values name and is not reviewed: a file, or a value in one. ``change`` says which of both did,
    ``select`` is a selector that would cover it, ``proposed`` the head's exclusion of it."""

    target: str
    line: int
    end_line: int
    what: str
    change: str
    named_by: list[NamingValue]
    select: str
    exclude: ExcludedPlace
    proposed: ProposedExclusion | None


class UnmatchedSelector(TypedDict):
    """A selector that finds nothing, and its place in the configuration.

    ``before`` says what it found at the base: 'matched', 'nothing', 'new' where the base's configuration has no such
    selector; None where nothing is compared. ``files`` are the first files that it found.
    """

    surface: str
    selector: str
    before: str | None
    files: list[str]
    path: str
    line: int
    end_line: int


class ShadowedFile(TypedDict):
    """A reviewed file whose place another takes for ``reader``; ``path`` is that file, which is not reviewed."""

    surface: str
    path: str
    reviewed: str
    reader: str


class OtherValues(TypedDict):
    """Values that changed beside reviewed ones and say nothing of the model; ``keys`` are the first of them."""

    count: int
    keys: list[str]


class LooksLike(TypedDict):
    """A value that only looks like a surface; ``rule`` is what says so."""

    surface: str
    key: str
    rule: str
    line: int
    end_line: int
    select: str
    exclude: ExcludedPlace


class UncoveredFile(TypedDict):
    """What no selector covers in a file that the change touches. ``models`` are those that select other parts of it,
    or other files of its folder; ``aside``: by its path it is documentation, an example, evaluation or makes data;
    ``unchanged`` counts what is as it was, ``more`` the elements that are left out, ``looks`` are values that only look
    like a surface."""

    path: str
    base_path: str | None
    models: list[str]
    aside: bool
    elements: list[UncoveredElement]
    more: int
    unchanged: int
    others: OtherValues
    looks: list[LooksLike]
    notice: str | None


class ListedFacts(TypedDict):
    """What a model's disposition says was uncovered and excluded; ``problem`` is why a list cannot be read."""

    recorded: bool
    problem: str | None


class UnlistedElement(TypedDict):
    """A value that no selector covers and that no disposition was made beside."""

    surface: str
    key: str
    value: Any
    line: int | None
    end_line: int | None


class UnlistedFile(TypedDict):
    """Such values of one file. ``model`` is the one that selects other parts of it; ``other_version``: the lists were
    made by another version of tunegate, which may have recognised less."""

    path: str
    model: str | None
    aside: bool
    other_version: bool
    elements: list[UnlistedElement]
    more: int


class UnlistedExclusion(TypedDict):
    """An exclusion of the configuration that no disposition was made beside."""

    path: str
    key: str | None
    rule: str | None
    line: int
    end_line: int
    other_version: bool


class DeterminedExclusion(TypedDict):
    """An exclusion that a determination lists."""

    path: str
    key: str | None
    rule: str


class DeterminedExclusions(TypedDict):
    """A determination of the control plane that lists exclusions, and who approved it."""

    path: str
    exclusions: list[DeterminedExclusion]
    approval: ApprovalFacts


class UncoveredPlace(TypedDict):
    """A file with values that no selector covers; ``count`` is how many."""

    path: str
    count: int


class LeadFacts(TypedDict):
    """What reviewed values lead to and no selector of their model covers: how many, and the first files."""

    count: int
    places: list[str]


class UnlistedReference(TypedDict):
    """A file, or a value in one, that reviewed values of a model lead to, and that its disposition was not made
    beside."""

    model: str
    target: str
    line: int
    end_line: int
    what: str
    named_by: list[NamingValue]
    other_version: bool


class ExclusionFacts(TypedDict):
    """An exclusion of the head's configuration."""

    path: str
    key: str | None
    reason: str
    owner: str


class UnselectedFacts(TypedDict):
    """What no selector covers in the whole repository: how many values, the first files with them, what reviewed values
    lead to, the exclusions; and what of it the dispositions were not made beside."""

    uncovered: int
    files: int
    places: list[UncoveredPlace]
    references: LeadFacts
    exclusions: list[ExclusionFacts]
    lists: dict[str, ListedFacts]
    unlisted: list[UnlistedFile]
    unlisted_references: list[UnlistedReference]
    unlisted_exclusions: list[UnlistedExclusion]
    determined: list[DeterminedExclusions]
