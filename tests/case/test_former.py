"""What the base's pack says that the head's does not, as the case has it."""

from __future__ import annotations

import json
from typing import Any

from tests.bypass.packs import edited
from tests.command import EVIDENCE, MODEL, NOW, fits, tunegate
from tests.repo import Repo


def evidence(repo: Repo, *args: str) -> Any:
    done = tunegate(repo, "case", "--now", NOW, "--base", "main", "--worktree", "--all-models", *args)
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    fits("case", value)
    return value["models"][MODEL]["evidence"]


def test_documents_that_take_the_place_of_others(example: Repo) -> None:
    found = evidence(example)
    assert (found["brought"], found["before"]) == ([], {})
    edited(example, "red-team-report", lambda value: value.update(prepared_at="2026-11-20T00:00:00Z"))
    found = evidence(example)
    assert found["brought"] == []
    assert found["before"]["red-team-report"]["same_content"]

    def change(value: Any) -> None:
        value["in_scope_patterns"].pop()
        value["retired"] = [{"list": "findings", "key": "RT-02", "reason": "It was found to be another's."}]

    edited(example, "red-team-report", change)
    edited(example, "evaluation-results", lambda value: value["task_evaluations"][0].pop("threshold"))
    found = evidence(example)
    assert found["brought"] == ["evaluation-results", "red-team-report"]
    row = found["before"]["red-team-report"]
    assert (row["path"], row["same_state"], row["changed"]) == (f"{EVIDENCE}/red-team-report.yaml", True, [])
    assert (row["same_content"], row["retired"]) == (False, [])
    assert row["gone"] == [{"list": "in_scope_patterns", "key": "IN-3"}]
    (evaluation,) = found["before"]["evaluation-results"]["evaluations"]
    assert (evaluation["threshold"], evaluation["threshold_reason"]) == (0.85, None)
    example.git("commit", "--quiet", "--all", "--message", "merged")
    edited(example, "red-team-report", lambda value: value["in_scope_patterns"].pop())
    row = evidence(example)["before"]["red-team-report"]
    assert row["retired"] == [{"list": "findings", "key": "RT-02", "reason": "It was found to be another's."}]


def test_documents_of_the_base_that_nobody_can_read(example: Repo) -> None:
    path = example.path / EVIDENCE / "red-team-report.yaml"
    text = path.read_text()
    odd = "findings: 7\nin_scope_patterns: [{id: 1}, x]\nretired: [{list: 1}]\nstate: 5\n"
    for content in ("a: [", "- 1\n", odd):
        path.write_text(content)
        example.git("commit", "--quiet", "--all", "--message", "spoiled")
        path.write_text(text)
        found = evidence(example)
        assert found["brought"] == ["red-team-report"]
        assert ("red-team-report" in found["before"]) == (content == odd)
