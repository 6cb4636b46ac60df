"""docs/contributing/first-rule.md, followed to the letter in a copy of the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.page import checkout, commands, files, is_shown, run
from tests.tools import ROOT

PAGE = (ROOT / "docs" / "contributing" / "first-rule.md").read_text()
RULE = "policies/rules/disposition/condition_due_late/condition_due_late"


def test_page(tmp_path: Path) -> None:
    folder = checkout(tmp_path, "opa")
    assert set(files(PAGE)) == {f"{RULE}.rego", f"{RULE}_test.rego"}
    for path, text in files(PAGE).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    assert len(commands(PAGE)) == 12
    for command, shown in commands(PAGE):
        printed = run(folder, command)
        assert is_shown(shown, printed), f"$ {command}\n{printed}"
    # what 'make test' would look at
    command = ".venv/bin/python -m pytest -q -p no:cacheprovider -k 'condition_due_late or listed or evaluated'"
    printed = run(folder, f"{command} tests/policies/test_policies.py tests/project/test_docs.py")
    assert "3 passed" in printed, printed


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n[...]\nc\n", "a\nb\nb\nc\n", True),
        ("a\n[...]\nc\n", "a\nc\n", True),
        ("a\n[...]\nc\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
        ("", "error\n", False),
    ],
)
def test_what_is_left_out(shown: str, printed: str, expected: bool) -> None:
    assert is_shown(shown, printed) is expected
