"""The pages for contributors, followed to the letter in a copy of the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.checkout import checkout, is_shown
from tests.tools import ROOT, require

PAGES = sorted((ROOT / "docs" / "contributing").glob("first-*.md"))
CONTRACTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo', '--no-cache'])"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, tmp_path: Path) -> None:
    copy = checkout(tmp_path / "copy")
    shown, found = copy.follow(page.read_text("utf-8"))
    assert [row for row, expected in zip(found, shown, strict=True) if not is_shown(expected[1], row[1])] == []
    assert len(found) >= 2
    # what it adds passes what 'make lint' asks of every module
    ruff = require("ruff")
    assert copy.run(f"{ruff} check --quiet gate tests && {ruff} format --quiet --check gate tests") == ""
    assert copy.run(f'.venv/bin/python -I -c "{CONTRACTS}"').endswith(" kept, 0 broken.\n")


def test_there_are_pages() -> None:
    assert {page.stem for page in PAGES} >= {"first-importer", "first-recogniser", "first-rule"}


def test_a_new_rule_is_listed_and_evaluated(tmp_path: Path) -> None:
    """What the tests of the policies and of the documents ask of a rule holds for the one of the page."""
    require("opa")
    copy = checkout(tmp_path / "copy")
    copy.follow((ROOT / "docs" / "contributing" / "first-rule.md").read_text("utf-8"))
    asked = "-k 'condition_due_late or listed or evaluated' tests/policies/test_policies.py tests/project/test_docs.py"
    assert "3 passed" in copy.run(f".venv/bin/python -m pytest -q -p no:cacheprovider {asked}")


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a", "a", True),
        ("a", "a\nb", False),
        ("a\n[...]\nc", "a\nb\nb\nc", True),
        ("a\n[...]\nc", "a\nc", True),
        ("a\n[...]\nc", "a\nb", False),
        ("a\n[...]", "a\nb", True),
        ("a.c", "abc", False),
        ("", "error", False),
        ("", "", True),
    ],
)
def test_what_is_left_out(shown: str, printed: str, expected: bool) -> None:
    assert is_shown(shown, printed) is expected
