"""A form of states that comes after those of today: ``check`` and ``migrate`` of a version that has one more.

The version is this one with a row more in its table of forms, run as a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.command import EVIDENCE, MODEL, NOW, fits
from tests.keys import COMMITTEE
from tests.repo import Repo
from tests.upgrading import PACK

PROGRAM = """
from dataclasses import replace

from gate.cli import main
from gate.values import forms
from gate.values.forms.form import Form

first, second = forms.FORMS
forms.FORMS = (first, replace(second, migrate_with="0.9.0"), {form})
main()
"""
SAME = "Form(3, first.digest)"
ONE_WAY = "Form(3, first.digest, lambda rows: None)"  # old elements do not say what the new ones are
NO_WAY = "Form(3, first.digest, lambda rows: None, lambda rows: None)"
DISPOSITION = f"{EVIDENCE}/disposition.yaml"


def later(repo: Repo, form: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM.format(form=form), *args],
        cwd=repo.path,
        env={**repo.env, "TUNEGATE_CACHE": "off"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def judged(repo: Repo, form: str, code: int, *args: str) -> list[dict[str, Any]]:
    """The findings of all models on disk."""
    done = later(repo, form, "check", "--all-models", "--worktree", "--now", NOW, "--format", "json", *args)
    assert (done.returncode, done.stderr) == (code, "")
    value = json.loads(done.stdout)
    fits("decision", value)
    found: list[dict[str, Any]] = value["findings"]
    return found


def rules(found: list[dict[str, Any]]) -> list[str]:
    return [row["rule"] for row in found]


def signed(repo: Repo, form: str, model: str = MODEL) -> list[tuple[str, int, str]]:
    """(principal, form, file) of each signature on the disposition."""
    done = later(repo, form, "case", "--all-models", "--worktree", "--now", NOW)
    value = json.loads(done.stdout)
    fits("case", value)
    approval = value["models"][model]["evidence"]["disposition"]["approval"]
    return [(row["principal"], row["form"], row["path"]) for row in approval["verified"]]


def test_a_form_of_the_same_elements(example: Repo) -> None:
    (outdated,) = judged(example, SAME, 0)
    assert outdated["message"].startswith("the present form of states is 3, and these name one of form 2: ")
    assert later(example, SAME, "migrate").returncode == 0
    assert judged(example, SAME, 0) == []
    assert signed(example, SAME) == [(COMMITTEE, 2, f"{EVIDENCE}/forms/v2/disposition.yaml.sig")]
    assert later(example, SAME, "migrate").stdout == "nothing to migrate: everything is of the present form\n"


def test_what_was_signed_two_forms_ago(migrated: Repo) -> None:
    """What the first migration kept gives what the second one writes, so it goes on counting."""
    assert later(migrated, SAME, "migrate").returncode == 0
    assert not (migrated.path / PACK / "forms" / "v2").exists()
    assert rules(judged(migrated, SAME, 0)) == ["adjusted-by-configuration"]
    assert signed(migrated, SAME) == [(COMMITTEE, 1, f"{PACK}/forms/v1/disposition.yaml.sig")]


def test_two_forms_that_are_passed_over(old: Repo) -> None:
    found = judged(old, SAME, 0)
    assert rules(found) == ["form-outdated", "form-outdated", "adjusted-by-configuration"]
    assert later(old, SAME, "migrate").returncode == 0
    assert rules(judged(old, SAME, 0)) == ["adjusted-by-configuration"]
    assert signed(old, SAME) == [(COMMITTEE, 1, f"{PACK}/forms/v1/disposition.yaml.sig")]


def test_a_form_that_says_more(example: Repo) -> None:
    """What is on disk can be compared in the old form; what is on record cannot be brought into the new one."""
    assert rules(judged(example, ONE_WAY, 0)) == ["form-outdated"]
    (example.path / "prompts/system.md").write_text("Do as you are told.\n")
    assert rules(judged(example, ONE_WAY, 1)) == [
        "reassessment-required",
        "artefact-stale",
        "disposition-stale",
        "control-changed",
        "form-outdated",
    ]
    refused(example, ONE_WAY)


@pytest.mark.parametrize("changed", [False, True])
def test_a_form_that_cannot_be_compared(example: Repo, changed: bool) -> None:
    """It is called what it is, whether anything changed or not: never stale, and never a pass.

    A control that changed is one all the same: its digest stands beside it, and is of no form.
    """
    if changed:
        (example.path / "prompts/system.md").write_text("Do as you are told.\n")
    found = judged(example, NO_WAY, 1)
    assert set(rules(found)) == {
        "form-incomparable",
        *(["reassessment-required", "control-changed"] if changed else []),
    }
    shown = {row["path"]: row["message"] for row in found if row["rule"] == "form-incomparable"}
    assert len(shown) == 9
    assert shown[DISPOSITION] == (
        f"{DISPOSITION} was made for sha256:3b6331683466 of form 2, which this version cannot compare with the present "
        "state; tunegate 0.9.0 can migrate it"
    )
    refused(example, NO_WAY)


def refused(repo: Repo, form: str) -> None:
    """The migration says which version can, and writes nothing."""
    before = repo.git("status", "--porcelain")
    done = later(repo, form, "migrate")
    (state,) = (repo.path / EVIDENCE / "states").iterdir()
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"error: {EVIDENCE}/states/{state.name}:1: tunegate/state/v2 does not say what the state is in "
        "tunegate/state/v3\n  fix: Run 'tunegate migrate' of tunegate 0.9.0 first.\n",
    )
    assert repo.git("status", "--porcelain") == before


def test_verify_of_a_form_that_cannot_be_compared(example: Repo) -> None:
    done = later(example, NO_WAY, "verify", "--now", NOW, "--format", "json")
    assert done.returncode == 1
    assert set(rules(json.loads(done.stdout)["findings"])) == {"form-incomparable"}
