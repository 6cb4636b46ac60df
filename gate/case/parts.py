"""The case of a verification in parts: one model after another, and the rest, so that no more than one has to be held.

Every rule of the gate's own looks at one model, or at what concerns none. So the findings over the parts are those over
the whole case (`gate.case.gather.gather`), and `digest_of_case` is the same for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.case.gather import Begun, complete, verification_facts
from gate.case.unselected import Unselected, joined, listed

if TYPE_CHECKING:
    from gate.case.coverage_shape import UnselectedFacts
    from gate.case.gather import Gathered
    from gate.case.shape import Case, ModelFacts
    from gate.case.unselected import Target
    from gate.case.verification_shape import VerificationFacts
    from gate.git.snapshot import Snapshot
    from gate.policy.bundle import Bundle
    from gate.values.rows import DeletionFacts


_BY_MODEL = ("carried", "unchecked")  # what a deletion request has of each model


@dataclass(frozen=True, slots=True)
class Part:
    """One model: its facts, and what of the facts about the whole commit concerns it. ``targets`` is what its reviewed
    values lead to."""

    name: str
    facts: ModelFacts
    verification: VerificationFacts | None
    unselected: UnselectedFacts | None
    deletions: DeletionFacts | None
    targets: list[Target]


class Parts:
    """The models of a verification, to be gathered one at a time."""

    def __init__(self, begun: Begun) -> None:
        self._begun = begun
        self._seen: set[str] = set()

    @property
    def names(self) -> Sequence[str]:
        return self._begun.names

    @property
    def case(self) -> Case:
        """The case without its models."""
        return self._begun.frame

    @property
    def bundle(self) -> Bundle:
        return self._begun.bundle

    @property
    def head(self) -> Snapshot:
        return self._begun.sides.head

    def whole(self) -> Gathered:
        """The case with every model. Raises TunegateError with every problem of surfaces and evidence."""
        return complete(self._begun, whole=True)

    @cached_property
    def _unselected(self) -> Unselected | None:
        sides = self._begun.sides
        return Unselected(sides, sides.new, self._begun.reader) if sides.new is not None else None

    def of(self, name: str) -> Part:
        """Raises SurfaceError and EvidenceError."""
        from gate.case.derived import Sourcing
        from gate.case.model import model_facts

        begun = self._begun
        sourcing = Sourcing(begun.sides, begun.reader, begun.changed)
        facts, _, head = model_facts(begun.sides, sourcing, begun.approvals, name, begun.taken, begun.changed)
        unselected, targets = self._unselected.of(name, facts, head) if self._unselected else (None, [])
        self._seen.add(name)
        asked = begun.deletions.facts({name: head}) if begun.deletions is not None else None
        return Part(name, facts, verification_facts(begun.sides, {name: head}), unselected, asked, targets)

    def case_of(self, part: Part) -> Case:
        """The case of one model alone."""
        case: Case = {
            **self.case,
            "models": {part.name: part.facts},
            "verification": part.verification,
            "unselected": part.unselected,
            "part": {"model": part.name, "accepted_until": []},
        }
        if part.deletions is not None:
            case["deletions"] = part.deletions
        return case

    def take(self, name: str, folder: str, said: Mapping[str, Any] | None, targets: Iterable[Target]) -> None:
        """What another process gathered of a model, as far as the rest needs it; one gathered here is known already."""
        if self._unselected is not None and name not in self._seen:
            self._seen.add(name)
            self._unselected.take(folder, said)
            self._unselected.add(targets)

    def rest(self, accepted_until: Iterable[str], deletions: Iterable[DeletionFacts | None]) -> Case:
        """The case of what concerns no model alone, once every model was gathered or taken. ``accepted_until``: the
        days until which baselines in force let models in; ``deletions``: what the data of each model have."""
        case: Case = {
            **self.case,
            "unselected": self._unselected.rest(self._begun.approvals) if self._unselected else None,
            "part": {"model": None, "accepted_until": sorted({*accepted_until})},
        }
        if self._begun.deletions is not None:
            case["deletions"] = _asked(self._begun.deletions.facts({}), deletions)
        return case

    def framed(
        self,
        rest: Case,
        verifications: Iterable[VerificationFacts | None],
        unselected: Iterable[UnselectedFacts | None],
    ) -> Case:
        """The whole case but for its models."""
        left = rest["unselected"]
        case: Case = {
            **self.case,
            "verification": _together(self.case["verification"], verifications),
            "unselected": joined(left, (row for row in unselected if row is not None)) if left is not None else None,
        }
        if "deletions" in rest:
            case["deletions"] = rest["deletions"]
        return case


def lists_of(part: Part) -> tuple[str, Mapping[str, Any] | None]:
    """The folder of a model's evidence, and what its disposition says of its lists: what `Parts.take` asks for."""
    return part.facts["evidence"]["path"], listed(part.facts)


def _asked(register: DeletionFacts, parts: Iterable[DeletionFacts | None]) -> DeletionFacts:
    """The requests with what the data of every model have of them."""
    rows = [{**row, **{kind: list(row[kind]) for kind in _BY_MODEL}} for row in register["requests"]]
    for part in parts:
        if part is not None:
            for row, more in zip(rows, part["requests"], strict=True):
                for kind in _BY_MODEL:
                    row[kind] += more[kind]
    return {**register, "requests": rows}


def _together(frame: VerificationFacts | None, parts: Iterable[VerificationFacts | None]) -> VerificationFacts | None:
    if frame is None:
        return None
    states = dict(frame["states"])
    models = dict(frame["trusted"]["models"]) if frame["trusted"] else {}
    for part in parts:
        if part is not None:
            states.update(part["states"])
            models.update(part["trusted"]["models"] if part["trusted"] else {})
    trusted = frame["trusted"]
    return {"trusted": {**trusted, "models": models} if trusted else None, "states": states}
