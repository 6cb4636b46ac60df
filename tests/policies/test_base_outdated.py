"""A branch that left before the gate changed has the older gate as its base, and is blocked until it catches up."""

from __future__ import annotations

import json

from tests.command import NOW, check, tunegate
from tests.repo import Repo


def test_branch_that_left_before_the_gate_changed(example: Repo) -> None:
    config = example.path / "tunegate.yaml"
    example.git("switch", "--quiet", "--create", "topic")
    example.write("docs/a.md", "x\n")
    example.commit("a page")
    example.git("switch", "--quiet", "main")
    config.write_text(config.read_text().replace("drift_margin: 0.05", "drift_margin: 0.01"))
    example.commit("a stricter margin")
    example.git("switch", "--quiet", "topic")

    done = check(example, "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["findings"] == [
        {
            "rule": "base-outdated",
            "severity": "error",
            "model": "control-plane",
            "message": "tunegate.yaml changed on the base branch after this branch left it",
            "remedy": "Bring the branch up to date: merge the base branch into it, or rebase it.",
            "path": "tunegate.yaml",
            "line": None,
            "end_line": None,
            "related": [],
            "waived_by": None,
            "waiver": None,
        }
    ]

    done = tunegate(example, "disposition", "verify", "--now", NOW)
    assert done.returncode == 1
    assert done.stdout.endswith(
        "error: tunegate.yaml: tunegate.yaml changed on the base branch after this branch left it\n"
        "  fix: Bring the branch up to date: merge the base branch into it, or rebase it.\n"
        "there is no disposition or determination that this change touches\n"
    )

    (run,) = json.loads(check(example, "--format", "sarif").stdout)["runs"]
    assert [rule["properties"] for rule in run["tool"]["driver"]["rules"]] == [
        {"tags": ["fine-tuning", "governance", "security"], "security-severity": "8.0", "precision": "very-high"}
    ]

    example.git("rebase", "--quiet", "main")
    done = check(example)
    assert (done.returncode, done.stderr) == (0, "")
