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
    controls = sorted({control["path"] for row in classes for control in row["controls"]})
    keep, those = ("keeps", "it") if len(controls) == 1 else ("keep", "any of them")
    return (
        f"Beyond its task, the model still has what its base learned: {kept}. Only {', '.join(controls)} {keep} that "
        f"out of the deployment, so a change to {those} needs a new assessment."
    )


def regressed(analysis: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of an alignment-regression analysis that regressed, or are answered like that, those of classes too."""
    rows = [
        *((row["suite"], row["category"], row) for row in analysis.get("categories", ())),
        *(
            (row.get("suite", "all suites"), f"class {row['class']}", row)
            for row in analysis.get("classes", ())
            if "same_as" not in row and not _is_carried(analysis, row)
        ),
    ]
    return [
        {
            "suite": suite,
            "category": category,
            **({"loss": row["loss"]} if "loss" in row else {}),
            "controls": [control["path"] for control in row["compensating_controls"]],
        }
        for suite, category, row in rows
        if row["outcome"] == "regressed" or (row["outcome"] == "unclear" and row["compensating_controls"])
    ]


def _is_carried(analysis: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a class has no answer of its own, as it is a category of it that regressed and is answered."""
    return not row["compensating_controls"] and any(
        other["class"] == row["class"] and other["outcome"] == "regressed" and other["compensating_controls"]
        for other in analysis.get("categories", ())
    )
