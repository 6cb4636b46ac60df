"""The reports of one real check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import CHANGES
from tests.repo import Repo
from tests.report.reports import ON_GITHUB, written


@pytest.fixture
def prompt(example: Repo, tmp_path: Path) -> dict[str, str]:
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    example.commit("prompt-edit")
    return written(example, tmp_path, "--base", "main~1", "--head", "HEAD", env=ON_GITHUB)
