"""Labelled changes of public repositories, where they are at hand: those of comments alone do not count.

The cases are not part of this project. The threat model has the numbers of their repositories' whole histories.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.documents import DocumentError, parse_with_comments, tree_format
from tests.tools import ROOT

CASES = ROOT.parent / "shared" / "cases"
MOST = 0.01


def comments(data: bytes, format: str) -> list[Any]:
    root, placed = parse_with_comments(data, format)
    return [root.value, *((row.tokens, row.number, row.document()) for row in placed)]


def test_ordinary_changes_of_comments_do_not_count() -> None:
    if not CASES.is_dir():
        pytest.skip(f"there are no labelled cases at {CASES.name}/ beside the project")
    rows = [json.loads(line) for line in (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    kinds = ("comment_only", "comment_whitespace", "comment_fix")
    wanted = [row for row in rows if row.get("blobs") and row["negative_kind"] in kinds]
    assert wanted
    flagged = []
    for row in wanted:
        format = tree_format(row["path"])
        if format is None:
            continue
        sides = [(CASES / "blobs" / f"{row['id']}.{side}").read_bytes() for side in ("base", "head")]
        try:
            if comments(sides[0], format) != comments(sides[1], format):
                flagged.append((row["id"], row["path"]))
        except DocumentError:
            continue
    assert len(flagged) <= MOST * len(wanted), flagged
