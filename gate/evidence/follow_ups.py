"""What an answer asks for next: values that no schema requires, and that the policies ask for beside it.

Only for whoever fills a document in. The rules stay the judge; a row that is missing here is found by 'check'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.documents import Node

_PERSONAL = ("personal", "special-categories")
_SOURCE = "sources/*"
_LEGAL = f"{_SOURCE}/legal_basis"
_AGREEMENT = f"{_SOURCE}/quality_controls/inter_rater_agreement"
_INSPECTION = f"{_SOURCE}/inspection"
_RETENTION = f"{_SOURCE}/retention"
_INHERITED = ("harm-training", "refusal-patterns", "architecture", "training-data-exclusions")

# kind -> (the value that is looked at, what it has to be, None for anything; what is asked for then)
FOLLOW_UPS: Mapping[str, tuple[tuple[str, tuple[Any, ...] | None, tuple[str, ...]], ...]] = {
    "training-data-manifest": (
        (f"{_LEGAL}/copyright/status", ("licensed",), (f"{_LEGAL}/copyright/licence",)),
        (f"{_LEGAL}/copyright/status", ("fair-use",), (f"{_LEGAL}/copyright/fair_use_analysis",)),
        (f"{_LEGAL}/copyright/status", ("original-creation",), (f"{_LEGAL}/copyright/original_creation",)),
        (
            f"{_LEGAL}/personal_data/contains",
            _PERSONAL,
            (f"{_LEGAL}/personal_data/article6_basis", f"{_LEGAL}/personal_data/purpose"),
        ),
        (
            f"{_LEGAL}/personal_data/contains",
            ("special-categories",),
            (f"{_LEGAL}/personal_data/article9_condition",),
        ),
        (f"{_LEGAL}/personal_data/article6_basis", ("consent",), (f"{_LEGAL}/consent",)),
        (
            f"{_LEGAL}/personal_data/article6_basis",
            ("legitimate-interests",),
            (f"{_LEGAL}/personal_data/assessment",),
        ),
        (f"{_SOURCE}/origin", ("vendor",), (f"{_LEGAL}/contract",)),
        (f"{_SOURCE}/origin", ("synthetic",), (f"{_LEGAL}/generator",)),
        (f"{_SOURCE}/origin", ("public-corpus",), (f"{_SOURCE}/corpus",)),
        (f"{_AGREEMENT}/measured", (True,), (f"{_AGREEMENT}/metric", f"{_AGREEMENT}/value")),
        (f"{_AGREEMENT}/measured", (False,), (f"{_AGREEMENT}/reason",)),
        (
            f"{_INSPECTION}/warranted",
            (True,),
            (f"{_INSPECTION}/sample_size", f"{_INSPECTION}/inspected_by", f"{_INSPECTION}/inspected_at"),
        ),
        (f"{_RETENTION}/location", None, (f"{_RETENTION}/retention_period",)),
    ),
    "base-model-evidence": (
        (
            "documents/*/available",
            (True,),
            tuple(f"documents/*/{key}" for key in ("reference", "covers", "retrieved_at", "digest")),
        ),
        ("documents/*/available", (False,), ("documents/*/reason",)),
        ("schema", None, ("targeted_properties",)),
        *(("targeted_properties/*", (name,), (f"inherited_properties/{name}/tests",)) for name in _INHERITED),
        *(
            ("targeted_properties", None, tuple(f"inherited_properties/{name}/{key}" for key in ("claim", "document")))
            for name in _INHERITED
        ),
        ("targeted_properties", None, ("caveat/text",)),
        ("caveat/text", None, ("caveat/checked_by",)),
    ),
    "decision-record": (
        (
            "schema",
            None,
            (
                *(f"security/{key}" for key in ("per_request_control", "audit_trail", "update_and_deletion")),
                "lifecycle/reassessments_per_year",
            ),
        ),
    ),
    "training-run": (("checkpoints", ([],), ("no_checkpoints",)),),
    "red-team-report": (
        ("method", None, ("raw_files/0",)),
        ("findings/*/disposition", ("accepted",), ("findings/*/accepted_by",)),
        ("findings/*/disposition", ("mitigated",), ("findings/*/control", "findings/*/retest")),
        ("findings/*/disposition", ("fixed",), ("findings/*/retest",)),
    ),
    "disposition": (
        ("decision", ("restricted-pilot",), ("pilot_scope",)),
        ("decision", ("conditional",), ("conditions/0",)),
    ),
}
_INSTEAD = {
    "retention_period": "retention_until",
    "retention_until": "retention_period",
    "claim": "tests",
    "document": "tests",
}


def also_asked(kind: str, document: Node) -> Iterator[tuple[str, ...]]:
    """Where a document of a kind lacks what its answers ask for."""
    found: dict[tuple[str, ...], None] = {}
    for looked_at, wanted, asked in FOLLOW_UPS.get(kind, ()):
        for at, node in _places(document, looked_at.split("/"), ()):
            value = node.plain()
            if value in (None, "") or (wanted is not None and value not in wanted):
                continue
            for pattern in asked:
                steps = pattern.split("/")
                place = tuple(at[index] if step == "*" else step for index, step in enumerate(steps))
                other = _INSTEAD.get(place[-1])
                if other is None or not _is_there(document, (*place[:-1], other)):
                    found[place] = None
    yield from found


def _places(node: Node, steps: list[str], at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    if not steps:
        yield at, node
    elif steps[0] == "*":
        for index, child in node.items() if node.children is not None else ():
            yield from _places(child, steps[1:], (*at, index))
    elif (found := node.child(steps[0])) is not None:
        yield from _places(found, steps[1:], (*at, steps[0]))


def _is_there(document: Node, tokens: tuple[str, ...]) -> bool:
    node: Node | None = document
    for token in tokens:
        node = node.child(token) if node is not None else None
    return node is not None and node.plain() not in (None, "")
