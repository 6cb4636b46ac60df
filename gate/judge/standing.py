"""What a model stands on: the disposition in force, who decided and who signed it, until when and on which conditions.

A trigger's owner is not who answered it: a report names those whose approvals count (``counted`` of the case).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.values.terms import CONTROL_PLANE

if TYPE_CHECKING:
    from gate.approvals.shape import AskedApprovers, CountedPrincipal
    from gate.case.shape import Case, DecisionFacts, DeterminationFacts, ModelFacts


@dataclass(frozen=True, slots=True)
class Signed:
    """Someone whose approval counts; ``by`` are the fingerprints of keys, and ``review of LOGIN``."""

    principal: str
    by: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        return {"principal": self.principal, "by": list(self.by)}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a disposition; ``due`` is a day, None where it has none."""

    id: str
    text: str
    owner: str
    due: str | None

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Standing:
    """A document that answers for a model: its disposition, or a determination of one ``trigger``.

    ``by`` is who decided or determined, in the document's own words, ``signed`` whose approvals count; ``asked`` says
    whether anybody is asked to approve, ``covers`` whether it was made for the head's state. Times are RFC 3339,
    ``expires`` is a day.
    """

    model: str
    path: str
    digest: str
    decision: str
    by: str
    at: str
    expires: str
    asked: bool
    covers: bool
    signed: tuple[Signed, ...]
    trigger: str | None = None
    conditions: tuple[Condition, ...] = ()
    risks: int = 0

    def row(self) -> dict[str, Any]:
        """``schemas/decision.schema.json``."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["signed"] = [signed.row() for signed in self.signed]
        row["conditions"] = [condition.row() for condition in self.conditions]
        return row


def read(row: Mapping[str, Any]) -> Standing:
    """The inverse of `Standing.row`."""
    signed = tuple(Signed(one["principal"], tuple(one["by"])) for one in row["signed"])
    return Standing(**{**row, "signed": signed, "conditions": tuple(Condition(**one) for one in row["conditions"])})


def standing(case: Case) -> Iterator[Standing]:
    """Each model's disposition, and the determinations for the head's state that hold and that enough approved."""
    for name, model in sorted(case["models"].items()):
        yield from of_model(name, model, case["now"])
    yield from of_plane(case)


def of_model(name: str, model: ModelFacts, now: str) -> Iterator[Standing]:
    """What one model stands on."""
    pack, asked, state = model["evidence"], model["approvers"], model["state"]["digest"]
    if pack["disposition"] is not None:
        yield _disposition(name, pack["disposition"], asked, state)
    yield from _determined(name, pack["determinations"], asked, state, now)


def of_plane(case: Case) -> Iterator[Standing]:
    """What the gate's own files stand on."""
    plane = case["control_plane"]
    yield from _determined(CONTROL_PLANE, plane["determinations"], plane["approvers"], plane["state"], case["now"])


def _disposition(model: str, facts: DecisionFacts, asked: AskedApprovers | None, state: str) -> Standing:
    said: Mapping[str, Any] = facts["document"]
    return Standing(
        model,
        facts["path"],
        facts["digest"],
        str(said["decision"]),
        str(said["decided_by"]),
        str(said["decided_at"]),
        str(said["expires"]),
        asked is not None,
        facts["made_for"]["state"] == state,
        _signed(facts["approval"]["counted"]),
        None,
        tuple(_condition(row) for row in said.get("conditions") or ()),
        len(said.get("residual_risks") or ()),
    )


def _determined(
    model: str, rows: list[DeterminationFacts], asked: AskedApprovers | None, state: str | None, now: str
) -> Iterator[Standing]:
    for facts in rows:
        said: Mapping[str, Any] = facts["document"]
        signed = _signed(facts["approval"]["counted"])
        enough = asked is None or len(signed) >= asked["quorum"]
        if facts["made_for"]["state"] == state and enough and str(said["expires"]) >= now[:10]:
            yield Standing(
                model,
                facts["path"],
                facts["digest"],
                "not material",
                str(said["owner"]),
                str(said["determined_at"]),
                str(said["expires"]),
                asked is not None,
                True,
                signed,
                str(said["trigger"]),
            )


def _condition(row: Mapping[str, Any]) -> Condition:
    due = row.get("due")
    return Condition(str(row["id"]), str(row["text"]), str(row["owner"]), None if due is None else str(due))


def _signed(rows: list[CountedPrincipal]) -> tuple[Signed, ...]:
    return tuple(
        Signed(
            row["principal"],
            tuple(one["by"] if one["method"] == "ssh" else f"review of {one['by']}" for one in row["approvals"]),
        )
        for row in rows
    )
