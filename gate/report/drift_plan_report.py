"""What to run for an honest fine-tune to pass, for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.report.drift_words import class_label
from gate.values.text import Lines, one_line


def text(value: Mapping[str, Any]) -> Lines:
    """A document of ``schemas/drift-plan.schema.json`` in sentences."""
    lines: list[str] = []
    if value["cached"]:
        lines += [
            "Both runs have the same text throughout: that is a cache, and says nothing of chance. Run the base model "
            "again without it.",
            "",
        ]
    for row in value["classes"]:
        lines += [one_line(sentence, 300) for sentence in _sentences(row)] + [""]
    blocked = value["blocked_by"]
    lines.append(
        "All of it as it is, in its categories, at the largest planned noise: "
        f"{value['passes']:.0%} of honest runs pass; the bound stops {blocked['bound']:.0%}, an unclear group "
        f"{blocked['unclear']:.0%}, a false regression {blocked['regressed']:.1%}."
    )
    lines.append(
        f"margin {value['margin']:g}, alpha {value['alpha']:g}, first look, nothing lost. A fine-tune may be noisier "
        "than its base model; a second look needs more."
    )
    return Lines(lines)


def _sentences(row: Mapping[str, Any]) -> list[str]:
    units, answers = row["units"], row["answers"]
    what = f"{units} prompts" if units == answers else f"{units} units of {answers} answers"
    lines = [
        f"{class_label(row['class'])}: {row['differ']} of {what} differ between the two runs of the base model; "
        f"{row['noise']:.1%} flip each way, planned with {row['planned_noise']:.1%}."
    ]
    if row["unstable"]:
        lines.append("  The runs differ more one way than chance explains: this is unstable, do not compare with it.")
    lines.append(f"  As it is, it passes with a chance of {row['passes']:.0%}.")
    for one in row["needed"]:
        needed = f"{one['units']} units" if one["units"] else "more than anybody runs"
        lines.append(f"  For {one['chance']:.0%}, all classes together: {needed}.")
    return lines
