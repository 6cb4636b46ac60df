"""The pages for contributors, followed to the letter in a copy of the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.checkout import checkout
from tests.tools import ROOT, require

PAGES = sorted((ROOT / "docs" / "contributing").glob("first-*.md"))
CONTRACTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo', '--no-cache'])"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path, tmp_path: Path) -> None:
    copy = checkout(tmp_path / "copy")
    shown, found = copy.follow(page.read_text("utf-8"))
    assert found == shown
    assert len(found) >= 2
    # what it adds passes what 'make lint' asks of every module
    ruff = require("ruff")
    assert copy.run(f"{ruff} check --quiet gate tests && {ruff} format --quiet --check gate tests") == ""
    assert copy.run(f'.venv/bin/python -I -c "{CONTRACTS}"').endswith(" kept, 0 broken.\n")


def test_there_are_pages() -> None:
    assert {page.stem for page in PAGES} >= {"first-importer", "first-recogniser"}
