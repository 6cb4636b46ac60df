"""``evidence recount`` of files that evaluation platforms wrote: the pack says enough to read them again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.command import tunegate
from tests.commands.imports import RESULTS
from tests.harness.layouts import WRITERS, Write, deepeval
from tests.harness.test_layout import rows
from tests.repo import Repo

NOW = ("--now", "2026-11-20T00:00:00Z")
SAID = ("--judge-version", "1", "--harness-version", "1", "--run-at", "2026-11-02T09:00:00Z")


def imported(example: Repo, write: Write, *more: str) -> tuple[int, str]:
    made = {"base": rows("r" * 20), "tuned": rows("cj" + "r" * 18, "t")}
    files = []
    for side, values in made.items():
        folder = example.path / "runs" / side
        folder.mkdir(parents=True)
        files += [f"--{side}", str(write(folder, values).relative_to(example.path))]
    done = tunegate(example, "evidence", "import", *files, "--judge", "j", *SAID, *more, *NOW)
    return done.returncode, done.stderr


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_the_same_as_its_raw_files(write: Write, example: Repo) -> None:
    assert imported(example, write)[0] == 0
    suite = yaml.safe_load((example.path / RESULTS).read_text())["safety_suites"][-1]
    (row,) = suite["categories"]
    assert (row["pairs"], row["tuned"]["errors"]) == ({"n": 19, "b": 1, "c": 0}, 1)
    assert tunegate(example, "evidence", "recount").stdout.splitlines()[-1].endswith(": the same as its raw files")


def test_groups_that_an_option_names(example: Repo) -> None:
    assert imported(example, deepeval, "--cluster", "topic")[0] == 0
    suite = yaml.safe_load((example.path / RESULTS).read_text())["safety_suites"][-1]
    assert suite["reading"]["cluster"] == "topic"
    assert '"cluster": "x"' in Path(example.path / suite["records"]["path"]).read_text()
    assert tunegate(example, "evidence", "recount").stdout.splitlines()[-1].endswith(": the same as its raw files")
