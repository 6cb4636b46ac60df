"""The facts of the case on states that documents name (``schemas/case.schema.json``)."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class NamedState(TypedDict):
    """A state that a document names. ``form`` is the number of its form, None where nothing tells; ``state`` is the
    same state's digest in the newest form, or the digest as it is named where that cannot be told."""

    digest: str
    form: int | None
    state: str


class ChangedSurface(TypedDict):
    """The changes on one surface since a document was made; ``significance`` is that of another base model."""

    count: int
    keys: list[str]
    significance: NotRequired[str]


MovedFile = TypedDict("MovedFile", {"surface": str, "from": str, "to": str})  # 'from' is a keyword


class MadeFor(NamedState):
    """The state that a document was made for, and how the head differs from it.

    ``problem`` says why its file does not count. Where the head cannot be put into the form of that state,
    ``comparable`` is False, and ``migrate_with`` the version of tunegate that migrates that form, if it is known.
    ``moved`` are files on whose place nothing depends; they are not among what changed.
    """

    known: bool
    problem: str | None
    comparable: bool
    migrate_with: str | None
    changed: dict[str, ChangedSurface]
    moved: NotRequired[list[MovedFile]]


class ListedItem(TypedDict):
    """An item of a document's list, by a key that stays the same."""

    list: str
    key: str


class RetiredRow(ListedItem):
    """Why a document has an item no more."""

    reason: str


class BaseEvaluation(TypedDict):
    """An evaluation of the base that has a threshold."""

    name: str
    metric: str
    higher_is_better: bool
    threshold: float
    threshold_reason: str | None


class BaseDocument(TypedDict):
    """A document of the base that the head has another one of.

    ``changed`` are the surfaces on which the head differs from the state that it was made for. ``same_content``: they
    are equal less stamps, prose and dates; ``reused`` are measurements with the same raw files; ``gone`` is what the
    head's lists have no more, ``retired`` what the base's document gave up itself; ``not_scanned_again`` are ids of a
    manifest's sources whose files are others and whose scan is not a later one; ``swapped`` are measurements of which
    only the raw files are others.
    """

    path: str
    digest: str
    same_state: bool
    changed: list[str]
    same_content: bool
    reused: list[ListedItem]
    gone: list[ListedItem]
    retired: list[RetiredRow]
    evaluations: list[BaseEvaluation]
    not_scanned_again: list[str]
    swapped: list[ListedItem]


class BaselineBefore(TypedDict):
    """A baseline of the base, of the tip of its branch, or of the trusted branch."""

    at: str
    path: str
    digest: str
    adopted_at: str
    since: str
    expires: str


class AdoptedBefore(TypedDict):
    """What stood before the head: baselines, and the names of the commits that have a disposition."""

    baselines: list[BaselineBefore]
    decided: list[str]


class LaterStatement(TypedDict):
    """A later controls statement on the same controls, and the commit that has it."""

    at: str
    path: str
    stated_at: str


class StatementFacts(TypedDict):
    """A controls statement of another repository. ``lists``: the control is in it; ``signed`` are those of the
    ``principals`` who signed it by the trusted configuration, ``rejected`` says why other signatures do not count."""

    path: str
    repository: str
    model: str
    commit: str
    stated_at: str
    expires: str
    lists: bool
    quorum: int
    principals: list[str]
    signed: list[str]
    rejected: list[str]
    later: list[LaterStatement]


class ElsewhereFacts(TypedDict):
    """A control that another repository has: ``statement`` is the digest that is named, None where it is typed;
    ``listed``: the trusted configuration says who signs for the repository."""

    repository: str
    statement: str | None
    expires: str
    listed: bool
    found: StatementFacts | None
