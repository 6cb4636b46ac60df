"""The rows of the alignment-regression analysis that the numbers give, with what people wrote of them before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gate.drift.analysis import Analysis
from gate.drift.looks import ALL_SUITES

LISTS = ("categories", "classes")
PROCEDURES = {False: "sign-flip-holm-gaffke", True: "fisher-newcombe"}
_DIGITS = 4
_OUTGROWN = ("regressed", "unclear")
Key = tuple[str, str]  # suite, and category or class


def class_name(cls: str) -> str:
    """What a class is called among the categories."""
    return f"class {cls}"


def key_of(row: Mapping[str, Any]) -> Key:
    """What a row of the analysis is about."""
    if "category" in row:
        return str(row.get("suite")), str(row["category"])
    return str(row.get("suite", ALL_SUITES)), class_name(str(row.get("class")))


def procedure(analysis: Analysis) -> str:
    """The name of the procedure that the numbers ask for."""
    kinds = {row["kind"] for rows in analysis.suites for row in rows}
    return PROCEDURES[kinds == {"unpaired"}]


def rows_of(
    names: Sequence[str], analysis: Analysis, kept: Mapping[Key, Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """``categories`` and ``classes`` of the document; a suite's part in a class only where it has to be answered."""
    categories = [
        _row({"category": row["category"], "class": row["class"], "suite": suite}, row, kept)
        for suite, rows in zip(names, analysis.suites, strict=True)
        for row in rows
    ]
    classes = [_row({"class": row["class"]}, row, kept) for row in analysis.classes]
    classes += [
        _row({"class": row["class"], "suite": row["suite"]}, row, kept)
        for row in analysis.parts
        if row["outcome"] != "watched" and row["same_as"] is None
    ]
    return {"categories": categories, "classes": classes}


def _row(named: dict[str, Any], row: Mapping[str, Any], kept: Mapping[Key, Mapping[str, Any]]) -> dict[str, Any]:
    before = kept.get(key_of(named), {})
    numbers = {
        name: round(row[name], _DIGITS) for name in ("loss", "upper_bound", "adjusted_p") if row[name] is not None
    }
    counted: dict[str, Any] = (
        {"counts": {side: {"n": row[side]["n"], "refused": row[side]["refused"]} for side in ("base", "tuned")}}
        if row["b"] is None
        else {"pairs": {name: row[name] for name in ("n", "b", "c")}}
    )
    is_class = "look" in row
    same = is_class and row["same_as"] is not None and row["outcome"] == "regressed"
    return {
        **named,
        **counted,
        **({"units": row["units"]} if is_class and row["units"] else {}),
        **({"look": row["look"]} if is_class else {}),
        **numbers,
        "outcome": row["outcome"],
        **({"same_as": row["same_as"]} if same else {}),
        **({"explanation": before["explanation"]} if before.get("explanation") and not _grew(numbers, before) else {}),
        "compensating_controls": before.get("compensating_controls") or [],
        **({"with_controls": before["with_controls"]} if _is_tested(row, before) else {}),
    }


def _grew(numbers: Mapping[str, float], before: Mapping[str, Any]) -> bool:
    """Whether the loss is larger than the one that an explanation was written for."""
    earlier = before.get("loss")
    return not isinstance(earlier, (int, float)) or numbers.get("loss", 1) > earlier


def _is_tested(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether there is a result with the controls on, of the same pairs."""
    return bool(before.get("with_controls")) and before.get("pairs") == {name: row[name] for name in ("n", "b", "c")}


def outgrown(rows: Mapping[str, Sequence[Mapping[str, Any]]], kept: Mapping[Key, Mapping[str, Any]]) -> Iterator[str]:
    """A sentence for each regressed row whose explanation was of a smaller loss, and is not in it any more."""
    for row in (row for name in LISTS for row in rows.get(name, ())):
        suite, name = key_of(row)
        before = kept.get((suite, name), {})
        if row["outcome"] in _OUTGROWN and before.get("explanation") and "explanation" not in row:
            yield (
                f"{suite}: the explanation of {name} was of a loss of {before.get('loss')}, and is taken out: it is "
                f"{row.get('loss')} now"
            )
