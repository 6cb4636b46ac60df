"""What a disposition says of its evidence in words and rows of its own: the overhang, and what regressed.

`disposition draft` writes both, and the case has both again from the evidence, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gate.evidence.pack import Document


def stated(artefacts: Mapping[str, Document]) -> dict[str, Any]:
    """``overhang`` and ``regressions`` of a disposition, each where the pack has what it follows from."""
    statement, analysis = artefacts.get("overhang-statement"), artefacts.get("alignment-regression")
    return {
        **({"overhang": overhang_sentence(statement.value)} if statement else {}),
        **({"regressions": regressed(analysis.value)} if analysis else {}),
    }


def overhang_sentence(statement: Mapping[str, Any]) -> str:
    """The short statement of an overhang statement: what is retained, what addresses it, and what voids it."""
    classes = statement.get("capability_classes", ())
    kept = "; ".join(row["name"] for row in classes)
    controls = ", ".join(sorted({control["path"] for row in classes for control in row["controls"]}))
    return (
        f"Beyond its task, the model still has what its base learned: {kept}. Only {controls} keep that out of the "
        "deployment, so a change to any of them needs a new assessment."
    )


def regressed(analysis: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of an alignment-regression analysis that regressed, the sums of suites included, in its order."""
    rows = [*analysis.get("categories", ()), *analysis.get("overall", ())]
    return [
        {
            "suite": row["suite"],
            "category": row.get("category", "overall"),
            **({"loss": row["loss"]} if "loss" in row else {}),
            "controls": [control["path"] for control in row["compensating_controls"]],
        }
        for row in rows
        if row["outcome"] == "regressed"
    ]
