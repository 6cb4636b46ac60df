"""The text: what a person reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gate.report import markdown_report, text_report
from gate.values.text import Text
from tests.report.decisions import DECISION, finding, no_quote


def test_text() -> None:
    changes: Any = [
        {"change": "modified", "surface": "base_model", "key": "c.yaml#/base_model", "old": "a", "new": True,
         "path": "c.yaml", "line": 2, "end_line": 2, "base_path": "c.yaml", "base_line": 2, "detail": None},
        {"change": "removed", "surface": "base_model", "key": "c.yaml#/revision", "old": "r", "new": None,
         "path": "c.yaml", "line": None, "end_line": None, "base_path": "c.yaml", "base_line": 3, "detail": None},
    ]  # fmt: skip
    trigger: Any = {"model": "m", "trigger": "base-model-change", "owner": None, "changes": [0, 1], "answered_by": None}
    rows = (finding(), finding(line=9, end_line=9, message="another"), finding(rule="other", path=None, remedy="b"))
    decision = replace(DECISION, changes=tuple(changes), triggers=(trigger,), findings=rows)
    decision = replace(decision, values=(("m", {"derived": 3, "attested": 2, "unproven": 1}),))
    assert text_report.render(decision, lambda path, line: Text(f"{path} has {line}") if line == 3 else None) == (
        "BLOCKED: 3 problems to resolve before this can be deployed\n\n"
        "  compared aaaaaaaaaaaa with bbbbbbbbbbbb at 2026-11-23T12:00:00Z\n"
        "  values of m: derived 3, attested 2, unproven 1\n\n"
        "  trigger base-model-change of m: not answered; owner nobody\n"
        "    ~ c.yaml:2  base_model /base_model: a -> true\n"
        "    - c.yaml (base line 3)  base_model /revision: r -> (none)\n\n"
        "error: dir/file.yaml:3-4: some-rule\n"
        "  a message\n"
        "      3 | dir/file.yaml has 3\n"
        "  fix: a remedy\n\n"
        "error: dir/file.yaml:9: some-rule\n"
        "  another\n\n"
        "error: other\n"
        "  a message\n"
        "  fix: b\n\n"
        "Redo what is named above, then 'tunegate disposition draft' records the new decision.\n"
    )


@pytest.mark.parametrize(
    ("verdict", "code", "models", "line"),
    [
        ("pass", 0, ("a", "b"), "PASS: the disposition covers the state of a, b"),
        ("pass", 0, (), "PASS: this change touches no reviewed surface"),
        ("error", 2, (), "ERROR: the input cannot be read, so it does not pass"),
        ("error", 3, (), "ERROR: the gate could not decide, so it does not pass"),
    ],
)
def test_headline(verdict: str, code: int, models: tuple[str, ...], line: str) -> None:
    decision = replace(DECISION, verdict=verdict, exit_code=code, models=models)
    assert text_report.render(decision, no_quote).splitlines()[0] == line


def test_headline_of_waivers() -> None:
    """Nothing is called covered by a disposition that passes by a waiver."""
    rows = tuple(finding(severity="warning", model=model, waived_by="w") for model in ("a", "a", "b"))
    for findings, waived, covered in (
        (rows[:1], "1 finding about `a`", "`b`, `c`"),
        (rows, "3 findings about `a`, `b`", "`c`"),
    ):
        decision = replace(DECISION, verdict="pass", exit_code=0, models=("a", "b", "c"), findings=findings)
        line = f"aivers cover {waived}; the disposition covers the state of {covered}"
        assert text_report.render(decision, no_quote).splitlines()[0] == f"PASS: w{line}".replace("`", "")
        assert markdown_report.render(decision, no_quote).splitlines()[2] == f"W{line}."


def test_control_and_reordering_characters_are_shown_as_escapes() -> None:
    text = text_report.render(
        replace(DECISION, findings=(finding(message="a\x1b[31mred\u202eb", path="x\u200b.md"),)), no_quote
    )
    assert "  a\\x1b[31mred\\u202eb\n" in text
    assert "error: x\\u200b.md:3-4: some-rule\n" in text
