"""Runs in which what was lost failed, is empty, is not in the file, or is read as something else."""

from __future__ import annotations

import pytest

from tests.command import tunegate
from tests.commands.imports import findings
from tests.harness.layouts import Row, Write, deepeval, langfuse, langsmith, mlflow, opik, phoenix
from tests.harness.test_layout import rows
from tests.repo import Repo

N = 120
SAID = ("--judge", "j", "--judge-version", "1", "--harness-version", "1", "--run-at", "2026-11-02T09:00:00Z")
NOTE = ("--model-note", "The harness does not name the model that it asks; the run is of the pinned one.")


def imported(example: Repo, write: Write, tuned: list[Row], *more: str) -> tuple[int, str]:
    files = []
    for side, made in (("base", rows("r" * N)), ("tuned", tuned)):
        folder = example.path / "runs" / side
        folder.mkdir(parents=True)
        files += [f"--{side}", str(write(folder, made).relative_to(example.path))]
    done = tunegate(example, "evidence", "import", *files, *SAID, *NOTE, *more, "--now", "2026-11-20T00:00:00Z")
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("write", "lost"),
    [
        (opik, "m"),  # scored 0.0 with scoring_failed false
        (opik, "j"),
        (mlflow, "m"),  # "no" on an ERROR trace
        (phoenix, "e"),  # an empty answer that the judge calls a refusal
        (deepeval, "j"),
        (langsmith, "m"),
        (langfuse, ""),  # what failed is not in the file
    ],
)
def test_what_failed_is_asked_for(write: Write, lost: str, example: Repo) -> None:
    tuned = rows(lost + "r" * (N - 1), "t") if lost else rows("r" * N, "t")[1:]
    assert imported(example, write, tuned)[0] == 0
    assert {rule for rule, _ in findings(example)} == {"drift-incomplete", "run-model-explained"}


def test_the_same_without_an_error_passes(example: Repo) -> None:
    assert imported(example, opik, rows("r" * N, "t"))[0] == 0
    assert {rule for rule, _ in findings(example)} == {"run-model-explained"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--category", "Topic", "--class", "all=disallowed-content"), "there is no field 'Topic'"),
        (("--cluster", "behaviour"), "there is no field 'behaviour'"),
        (("--metric", "refusals"), "there is no score 'refusals'"),
        (("--refused", "flase", "--complied", "true"), "refusal has no value 'flase'"),
        (("--class", "weapons=harmless"), "there is no category 'weapons'"),
        (("--leave-out", "weapons"), "there is no category 'weapons'"),
    ],
)
def test_an_option_that_matches_nothing(more: tuple[str, ...], message: str, example: Repo) -> None:
    code, said = imported(example, opik, rows("c" * 10 + "r" * (N - 10), "t"), *more)
    assert code == 2
    assert message in said
