"""``disposition draft`` where the configuration has several models."""

from __future__ import annotations

import shutil

import pytest
import yaml

from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.repo import Repo

DECISION = ("--decision", "proceed", "--expires", "2027-05-31", "--rationale", "No category of refusals regressed.")
OTHER = "evidence/other"


@pytest.fixture
def two(example: Repo) -> Repo:
    """The example with a second model of the same surfaces, whose pack has no decision yet."""
    config = yaml.safe_load((example.path / "tunegate.yaml").read_text())
    config["models"]["other"] = {**config["models"][MODEL], "evidence": OTHER}
    config["models"]["third"] = {**config["models"][MODEL], "evidence": "evidence/third"}
    example.write("tunegate.yaml", yaml.safe_dump(config, sort_keys=False))
    shutil.copytree(example.path / EVIDENCE, example.path / OTHER)
    for path in (example.path / OTHER).glob("disposition.*"):
        path.unlink()
    return example


def draft(repo: Repo, *args: str) -> tuple[int, str]:
    done = tunegate(repo, "disposition", "draft", *args, "--now", NOW)
    return done.returncode, done.stdout + done.stderr


def test_each_that_has_evidence_and_no_decision_for_it(two: Repo) -> None:
    decided = (two.path / EVIDENCE / "disposition.yaml").read_bytes()
    code, said = draft(two, *DECISION)
    assert code == 0
    assert f"wrote {OTHER}/disposition.yaml" in said
    assert (two.path / EVIDENCE / "disposition.yaml").read_bytes() == decided
    assert not (two.path / "evidence" / "third").exists()
    written = yaml.safe_load((two.path / OTHER / "disposition.yaml").read_text())
    assert (written["model"], written["decision"]) == ("other", "proceed")
    code, said = draft(two, *DECISION)
    assert code == 2
    assert "no model has evidence that its disposition does not cover" in said


def test_evidence_that_changed_is_decided_on_anew(two: Repo) -> None:
    assert draft(two, *DECISION)[0] == 0
    path = two.path / OTHER / "decision-record.yaml"
    path.write_text(path.read_text() + "# seen again\n")
    two.write("prompts/system.md", "Answer everything.\n")
    code, said = draft(two, *DECISION)
    assert code == 0
    assert [f"wrote {folder}/disposition.yaml" in said for folder in (EVIDENCE, OTHER)] == [True, True]


@pytest.mark.parametrize(
    "args",
    [
        ("--condition", "c-1", "Log every answer that is refused.", "ml@acme.example", "2027-01-01"),
        ("--risk", "It may name a competitor.", "ml@acme.example"),
        ("--retired", "conditions", "c-1", "It was met."),
        ("--renewed", "training-run=Nothing of it changed."),
        ("--pilot-scope", "Twenty agents, for drafts."),
    ],
)
def test_what_is_about_one_model_is_not_said_of_several(two: Repo, args: tuple[str, ...]) -> None:
    two.write("prompts/system.md", "Answer everything.\n")
    before = (two.path / EVIDENCE / "disposition.yaml").read_bytes()
    code, said = draft(two, *DECISION, *args)
    assert code == 2
    assert f"{args[0]} is about one model" in said
    assert (two.path / EVIDENCE / "disposition.yaml").read_bytes() == before
    assert not (two.path / OTHER / "disposition.yaml").exists()
