"""The disposition is always written: with all that is known, and with what is left said."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.command import EVIDENCE, MODEL, NOW, check, tunegate
from tests.evidence.test_authoring import state_of, status
from tests.keys import OWNER
from tests.repo import Repo

DISPOSITION = f"{EVIDENCE}/disposition.yaml"
DECISION = (
    *("--decided-by", "ai-committee@acme.example", "--expires", "2027-05-31"),
    *("--rationale", "Looked at again, and nothing changed."),
)
OWNERS = ("re-fine-tuning", "base-model-change", "deployment-layer-change")


def draft(repo: Repo, *args: str) -> tuple[str, dict[str, Any]]:
    done = tunegate(repo, "disposition", "draft", "--now", NOW, *args)
    assert (done.returncode, done.stderr) == (0, "")
    value: dict[str, Any] = yaml.safe_load((repo.path / DISPOSITION).read_text())
    return done.stdout, value


def test_draft_carries_over_and_decides_nothing(example: Repo) -> None:
    old = yaml.safe_load((example.path / EVIDENCE / "disposition.yaml").read_text())
    example.write("prompts/system.md", "You do as you are told.\n")
    done = tunegate(example, "disposition", "draft", "--now", NOW)
    assert done.returncode == 0, done.stderr
    new = yaml.safe_load((example.path / EVIDENCE / "disposition.yaml").read_text())
    assert new == {
        **old,
        "state": state_of(example),
        "supersedes": old["state"],
        "decision": None,
        "decided_by": "ai-committee@acme.example",  # the only approver
        "decided_at": NOW,
        "expires": None,
        "rationale": None,
    }
    assert check(example).returncode == 2
    # a draft of a draft keeps what it would have kept the first time
    again = tunegate(example, "disposition", "draft", "--now", NOW)
    assert again.returncode == 0, again.stderr
    assert yaml.safe_load((example.path / EVIDENCE / "disposition.yaml").read_text()) == new


def test_draft_refuses_a_decision_that_does_not_fit(example: Repo) -> None:
    given = ["--decided-by", "ai-committee@acme.example", "--rationale", "Looked at again, and nothing changed."]
    done = tunegate(example, "disposition", "draft", "--decision", "go", "--expires", "soon", *given)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'decision: "go" is none of proceed, conditional, restricted-pilot, hold, decline' in done.stderr
    assert status(example) == []


def test_first_draft_lists_what_is_left(example: Repo) -> None:
    example.remove(DISPOSITION)
    said, value = draft(example)
    assert value["triggers"] == {trigger: {"owner": OWNER} for trigger in OWNERS}
    assert (value["conditions"], value["residual_risks"], value["supersedes"]) == ([], [], None)
    assert f"  {OWNER}, who answers for the gate, owns each trigger; --owner names others\n" in said
    assert said.endswith(
        "  left: decision (one of proceed, conditional, restricted-pilot, hold, decline)\n"
        "  left: expires (YYYY-MM-DD)\n"
        "  left: rationale (a sentence of 20 characters or more)\n"
        f"next: tunegate evidence edit {MODEL} disposition\n"
    )


def test_first_draft_with_every_value_is_complete(example: Repo) -> None:
    example.remove(DISPOSITION)
    said, value = draft(
        example,
        *("--decision", "conditional", *DECISION, "--owner", "ml-platform@acme.example"),
        *("--owner", "deployment-layer-change=trust-and-safety@acme.example"),
        *("--condition", "C-1", "Look at two hundred answers by hand.", "ml-platform@acme.example", "2027-01-31"),
        *("--risk", "It may quote what a customer wrote into a note.", "risk@acme.example"),
    )
    assert "left:" not in said
    assert {trigger: row["owner"] for trigger, row in value["triggers"].items()} == {
        "re-fine-tuning": "ml-platform@acme.example",
        "base-model-change": "ml-platform@acme.example",
        "deployment-layer-change": "trust-and-safety@acme.example",
    }
    assert [row["id"] for row in value["conditions"]] == ["C-1"]
    assert [row["accepted_by"] for row in value["residual_risks"]] == ["risk@acme.example"]
    assert tunegate(example, "evidence", "validate").returncode == 0


def test_a_clean_decision_is_drafted_again_and_again(example: Repo) -> None:
    """Empty lists stay empty: the placeholders of a scaffold do not come back."""
    clean = ("--decision", "proceed", *DECISION)
    said, value = draft(example, *clean, "--no-conditions", "--no-risks")
    assert (value["conditions"], value["residual_risks"]) == ([], [])
    assert "left:" not in said
    for _ in range(2):
        said, value = draft(example, *clean)
        assert (value["conditions"], value["residual_risks"]) == ([], [])
        assert "left:" not in said
        assert tunegate(example, "evidence", "validate").returncode == 0


@pytest.mark.parametrize(
    ("decision", "left"),
    [
        ("conditional", ["conditions/0/id", "conditions/0/text", "conditions/0/owner", "conditions/0/due"]),
        ("restricted-pilot", ["pilot_scope"]),
        ("hold", []),
    ],
)
def test_what_a_decision_asks_for(decision: str, left: list[str], example: Repo) -> None:
    said, _ = draft(example, "--decision", decision, *DECISION, "--no-conditions")
    assert [line.split()[1] for line in said.splitlines() if line.startswith("  left:")] == left


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--decision", "go"), '--decision: "go" is none of proceed, conditional, restricted-pilot, hold, decline'),
        (
            ("--decided-by", "AI committee"),
            '--decided-by: "AI committee" does not fit: write a mailbox or @org/team, without spaces',
        ),
        (("--rationale", "Fine."), '--rationale: "Fine." does not fit: write a sentence of 20 characters or more'),
        (("--expires", "soon"), "--expires: 'soon' is not a 'date'"),
        (("--owner", "the team"), '--owner: "the team" does not fit: write a mailbox or @org/team, without spaces'),
        (
            ("--owner", "control-plane-change=a@b.example"),
            "--owner 'control-plane-change=a@b.example' names no trigger",
        ),
        (("--owner", "base-model-change="), '--owner base-model-change: "" does not fit'),
        (("--condition", "C 1", "Look at it by hand, twice.", "a@b.example", "2027-01-31"), '--condition: "C 1" does'),
        (("--no-conditions", "--condition", "C", "x", "y", "z"), "--no-conditions and --condition exclude each other"),
        (("--renewed", "training-run"), "--renewed 'training-run' gives no reason"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_before_anything_is_written(
    args: tuple[str, ...], message: str, example: Repo
) -> None:
    done = tunegate(example, "disposition", "draft", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}")
    assert "\n  fix: " in done.stderr
    assert status(example) == []


def test_draft_beside_a_pack_that_is_not_whole(example: Repo) -> None:
    """It is written, it rests on what is there, and it says what is not."""
    example.remove(f"{EVIDENCE}/red-team-report.yaml")
    path = example.path / EVIDENCE / "training-run.yaml"
    path.write_text(path.read_text().replace("seed: 4127", "seed: many"))
    said, value = draft(example, "--decision", "proceed", *DECISION)
    assert {"red-team-report", "training-run"}.isdisjoint(value["evidence"])
    assert said.endswith(
        "  rests on no training-run: it is not there, or does not fit its schema\n"
        "  rests on no red-team-report: it is not there, or does not fit its schema\n"
        f"next: tunegate evidence edit {MODEL}  (then draft again: a decision is on the whole pack)\n"
    )
    assert check(example).returncode == 2
