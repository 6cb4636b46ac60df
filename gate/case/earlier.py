"""What was decided before the head: determinations and withdrawals of the commits whose word counts.

A decision that was taken back could return with its file, which is signed. So the head's determinations are held
against those of the base and of the tip of its branch, and every withdrawal of either counts, whatever the head has of
it. Nothing is looked for in history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from gate.evidence.pack import WITHDRAWALS, Document, decided, held
from gate.evidence.states import is_digest_of
from gate.git.snapshot import Snapshot
from gate.values.errors import EvidenceError

if TYPE_CHECKING:
    from gate.case.shape import DeterminationFacts, EarlierDetermination, StoodBefore, WithdrawalFacts
    from gate.case.sides import Sides
    from gate.values.elements import State

BASE, TIP, TRUSTED, HEAD = "base", "tip", "trusted", "head"
StateAt = Callable[[Snapshot], str]  # the digest of a model's state at a snapshot, in the newest form


@dataclass(frozen=True)
class Earlier:
    """Snapshots whose decisions count before the head's, each by its name, and what their packs have.

    The name is ``base``, ``tip`` for the tip of the base's branch, or ``trusted`` where one commit is verified.
    """

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    determinations: tuple[tuple[str, Document], ...] = ()
    withdrawals: tuple[tuple[str, Document], ...] = ()
    holds: tuple[tuple[str, Document], ...] = ()
    releases: tuple[tuple[str, Document], ...] = ()

    def stood(self, digests: set[str], state_at: StateAt) -> list[StoodBefore]:
        """Where a determination with one of these digests stood before, and in which state the model was there."""
        found = {name for name, document in self.determinations if document.digest in digests}
        return [{"at": name, "state": state_at(self.snapshots[name])} for name in sorted(found)]


def read_earlier(sides: Sides, folders: Iterable[str]) -> Earlier:
    """What the packs in the folders had. Raises EvidenceError for a withdrawal or a hold that cannot be read.

    A determination that cannot be read counted for nothing there.
    """
    snapshots = dict(_snapshots(sides))
    packs = [(name, decided(at, folder)) for name, at in snapshots.items() for folder in sorted(set(folders))]
    for name, pack in packs:
        for problem in pack.problems:
            if (problem.path or "").startswith(f"{pack.path}/{WITHDRAWALS}/"):
                raise EvidenceError(
                    f"a withdrawal at the {name} commit cannot be read: {problem.message}",
                    path=problem.path,
                    remedy="Repair it on that commit's branch: it may withdraw a decision that this check relies on.",
                )
    holds = [(name, held(at, folder)) for name, at in snapshots.items() for folder in sorted(set(folders))]
    for name, pack in holds:
        for problem in pack.problems:
            raise EvidenceError(
                f"a hold or its release at the {name} commit cannot be read: {problem.message}",
                path=problem.path,
                remedy="Repair it on that commit's branch.",
            )
    return Earlier(
        snapshots,
        tuple((name, d) for name, pack in packs if name != TRUSTED for d in pack.determinations),
        tuple((name, d) for name, pack in packs for d in pack.withdrawals),
        tuple((name, d) for name, pack in holds for d in pack.holds),
        tuple((name, d) for name, pack in holds for d in pack.releases),
    )


def _snapshots(sides: Sides) -> Iterator[tuple[str, Snapshot]]:
    if sides.base is not None:
        yield BASE, sides.base
    if sides.context.tip is not None:
        yield TIP, Snapshot(sides.repository, sides.context.tip)
    if sides.verification is not None and sides.verification.branch is not None:
        yield TRUSTED, sides.authority


def digests_of(facts: DeterminationFacts) -> set[str]:
    """The digests of a determination: of its bytes, and of those that a migration made them from."""
    return {facts["digest"], *facts["approval"]["older"]}


def earlier_facts(
    found: Earlier, head: State | None, here: Sequence[DeterminationFacts], others: Iterable[str] = ()
) -> list[EarlierDetermination]:
    """The determinations that stood before; ``here`` are those of the head, ``others`` digests of more of them."""
    known = {*others}.union(*map(digests_of, here))
    in_newest = _newest(head)
    return [
        {
            "at": name,
            "path": document.path,
            "trigger": document.value["trigger"],
            "state": in_newest(document.value["state"]),
            "determined_at": document.value["determined_at"],
            "disposition": document.value.get("disposition"),
            "here": document.digest in known,
        }
        for name, document in found.determinations
    ]


def withdrawal_facts(found: Earlier, head: State | None, here: Sequence[Document]) -> list[WithdrawalFacts]:
    """Every withdrawal once: those of the head, and those that stood before and are not there."""
    own = {document.digest for document in here}
    in_newest = _newest(head)
    rows: dict[str, WithdrawalFacts] = {}
    for name, document in (*((HEAD, d) for d in here), *found.withdrawals):
        value: Any = document.value
        place = document.node.at(("withdrawn_at",))
        rows.setdefault(
            document.digest,
            {
                "at": name,
                "path": document.path,
                "line": place.line,
                "end_line": place.end_line,
                "withdraws": value["withdraws"],
                "state": in_newest(value["state"]),
                "withdrawn_at": value["withdrawn_at"],
                "withdrawn_by": value["withdrawn_by"],
                "here": document.digest in own,
            },
        )
    return list(rows.values())


def _newest(head: State | None) -> Callable[[str], str]:
    """A digest as it is named -> the head's own, where it is that state in whichever form; else as it is named."""
    return cache(lambda digest: head.digest if head is not None and is_digest_of(digest, head) else digest)
