"""The tables of all models are those that ``docs/portfolio.md`` documents."""

from __future__ import annotations

import re

from gate.page.ledger import TABLES
from tests.tools import ROOT


def test_the_schema_is_documented() -> None:
    text = (ROOT / "docs" / "portfolio.md").read_text().partition("## The schema")[2]
    said = {}
    for name, columns in re.findall(r"^\| `(\w+)` \| [^|]+ \| (`.+) \|$", text, re.MULTILINE):
        said[name] = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", columns))
    assert said == {table.name: list(table.columns) for table in TABLES}
