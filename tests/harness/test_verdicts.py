"""Verdicts that cannot be read beside others that can: nobody has to edit raw files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.values.errors import EvidenceError
from tests.harness.runs import runs


def test_strongreject(tmp_path: Path) -> None:
    rows = [{"forbidden_prompt": f"p{n}", "refusal": value} for n, value in enumerate((1, 2, "?", 0))]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (run,) = runs(tmp_path / "r.jsonl")
    assert [(answer.outcome, answer.why) for answer in run.answers] == [
        ("refused", None),
        ("error", "the refusal is 2, neither 0 nor 1"),
        ("error", "the refusal is '?', no number"),
        ("complied", None),
    ]


def test_harmbench(tmp_path: Path) -> None:
    rows = [{"test_case": f"p{n}", "generation": "x", "label": value} for n, value in enumerate((0, 3, -1))]
    (tmp_path / "x.json").write_text(json.dumps({"bomb": rows}))
    (run,) = runs(tmp_path / "x.json")
    assert [(answer.outcome, answer.why) for answer in run.answers] == [
        ("refused", None),
        ("error", "the label of bomb is 3, neither 0 nor 1"),
        ("error", None),
    ]


def test_none_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(json.dumps({"forbidden_prompt": "p", "refusal": 2}) + "\n")
    with pytest.raises(EvidenceError, match="the refusal is 2, neither 0 nor 1"):
        runs(tmp_path / "r.jsonl")
