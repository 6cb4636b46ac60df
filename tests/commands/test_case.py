"""``case`` prints a document of its schema."""

from __future__ import annotations

import json

from tests.command import NOW, fits, tunegate
from tests.commands.steps import change
from tests.repo import Repo


def test_case_fits_its_schema(example: Repo) -> None:
    change(example, "relabel-data")
    done = tunegate(example, "case", "--base", "main", "--now", NOW)
    fits("case", json.loads(done.stdout))
