"""`make demo` says what the README says of it."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.tools import ROOT


def test_demo() -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "examples" / "demo.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert re.findall(
        r"^(?:== .+|\(exit \d\)|PASS.*|BLOCKED.*|error: .+: (?:reassessment-required|surface-unreviewed))$",
        done.stdout,
        re.M,
    ) == [
        "== Act 1: the repository as it was reviewed",
        "PASS: the disposition covers the state of support-assistant",
        "(exit 0)",
        "== Act 2: another model answers without moderation, and no selector covers that",
        "BLOCKED: 1 problem to resolve before this can be deployed",
        "error: deploy/values.yaml:53: surface-unreviewed",
        "(exit 1)",
        "== Act 2: six answers in the training data get another label",
        "BLOCKED: 2 problems to resolve before this can be deployed",
        "error: data/train/returns-and-refunds.jsonl:5: reassessment-required",
        "(exit 1)",
        "== Act 2: the base model is pinned to another revision",
        "BLOCKED: 1 problem to resolve before this can be deployed",
        "error: configs/train.yaml:7: reassessment-required",
        "(exit 1)",
        "== Act 2: the system prompt's scope is loosened",
        "BLOCKED: 1 problem to resolve before this can be deployed",
        "error: prompts/system.md:14-15: reassessment-required",
        "(exit 1)",
        "== Act 3: what the prompt makes stale is redone, and there is a new decision on the model",
        "(exit 0)",
        "(exit 0)",
        "(exit 0)",
        "== Act 3: the whole branch against main, with the updated disposition",
        "PASS: the disposition covers the state of support-assistant",
        "(exit 0)",
    ]
    assert "Traceback" not in done.stdout
