"""A decision made again from its JSON and its case: whether the same policies say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from gate.judge.case_digest import bytes_and_digest
from gate.judge.decide import decide_case
from gate.values.canonical import canonical_json
from gate.values.errors import UndecidedError, UsageError

if TYPE_CHECKING:
    from gate.case.shape import Case
    from gate.judge.decision import Decision
    from gate.policy import Bundle, Engine

SCHEMA = "tunegate/decision/v1"
CASE_SCHEMA = "tunegate/case/v1"
# of two engines the names and versions differ; everything else has to be the same
COMPARED = ("verdict", "base", "head", "now", "policies", "case", "adjustments", "changes", "triggers", "findings")


def refuse(decision: Any, case: Any) -> None:
    """Raises UsageError for documents that are none, UndecidedError for those that do not belong together."""
    if not isinstance(decision, dict) or decision.get("schema") != SCHEMA or not set(COMPARED) <= set(decision):
        raise UsageError("this is not a decision", remedy="Name what 'tunegate check --output' wrote.")
    if not isinstance(case, dict) or case.get("schema") != CASE_SCHEMA or not isinstance(case.get("models"), dict):
        raise UsageError("this is not a case", remedy="Name what 'tunegate check --case' wrote.")
    if decision["verdict"] not in ("pass", "not-reviewed", "block"):
        raise UsageError("there was no verdict that could be made again", remedy="Name a decision that has one.")
    if decision["policies"] is None:
        raise UndecidedError(
            "the decision does not say by which policies it was made, because its OPA server did not",
            remedy="It cannot be replayed. For later ones, load a bundle of 'tunegate policy bundle' into the server.",
        )
    _, found = bytes_and_digest(case)
    if decision["case"] != found:
        raise UndecidedError(
            f"the decision was made over the case {decision['case']}, and this one is {found}",
            remedy="Name the case that was written beside the decision.",
        )


def replayed(decision: Mapping[str, Any], case: Mapping[str, Any], bundle: Bundle, engine: Engine) -> Decision:
    """The decision made again. Raises UndecidedError where the engine judges by other policies, or gives no answer."""
    again = decide_case(cast("Case", case), bundle, engine)
    if again.policies != decision["policies"]:
        raise UndecidedError(
            f"the decision was made by the policies {decision['policies']}, and the engine has {again.policies}",
            remedy="Load the bundle that was in force then.",
        )
    return again


def differences(decision: Mapping[str, Any], again: Decision) -> Iterator[str]:
    """What is not the same, a line each."""
    other = again.document()
    for key in COMPARED:
        left, right = decision[key], other[key]
        if canonical_json(left) == canonical_json(right):
            continue
        if not isinstance(left, list) or not isinstance(right, list):
            yield f"{key}: {_short(left)} then, {_short(right)} now"
            continue
        then, now = ({canonical_json(row): row for row in rows} for rows in (left, right))
        yield from (f"{key}: only then: {_short(row)}" for text, row in then.items() if text not in now)
        yield from (f"{key}: only now: {_short(row)}" for text, row in now.items() if text not in then)
        if then.keys() == now.keys():
            yield f"{key}: in another order or number"


def _short(value: Any) -> str:
    if isinstance(value, dict) and "rule" in value:
        return f"{value['rule']} at {value.get('path')}:{value.get('line')}: {value.get('message')}"
    return canonical_json(value).decode()[:300]
