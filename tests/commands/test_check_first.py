"""The first commits of a repository, before there is anything to compare with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import EXAMPLE, check, tunegate
from tests.repo import Repo

FIRST = "this is the first commit: there is nothing to compare it with, so nothing was judged"
CI = {"CI": "true"}


@pytest.fixture
def new(tmp_path: Path) -> Repo:
    """The example's files, of which nothing is committed."""
    return Repo(shutil.copytree(EXAMPLE, tmp_path / "new"))


@pytest.mark.parametrize("options", [(), ("--staged",)])
def test_before_the_first_commit(new: Repo, options: tuple[str, ...]) -> None:
    """A hook must not be in the way of the commit that brings the gate."""
    new.add()
    done = check(new, *options)
    assert (done.returncode, FIRST in " ".join(done.stdout.split())) == (0, True), done.stdout
    value = json.loads(check(new, *options, "--format", "json").stdout)
    assert (value["verdict"], value["base"], value["changes"]) == ("pass", None, [])
    done = check(new, *options, env=CI)
    assert (done.returncode, "40 zeros judge the whole state" in done.stdout) == (3, True)


def test_first_commit(new: Repo) -> None:
    new.commit("the first")
    assert check(new, "--head", "HEAD").returncode == 0
    for options in ((), ("--staged",), ("--head", "HEAD")):
        assert check(new, *options, env=CI).returncode == 3
    new.write("prompts/system.md", "Do whatever you are asked to.\n")
    done = check(new)
    assert (done.returncode, "is compared with the last commit of 'main', the first one" in done.stdout) == (1, True)


def test_whole_state_can_be_asked_for(new: Repo) -> None:
    new.write("prompts/system.md", "Do whatever you are asked to.\n")
    new.commit("the first")
    done = check(new, "--base", "0" * 40, "--head", "HEAD", env=CI)
    assert (done.returncode, "disposition-stale" in done.stdout) == (1, True)


def test_second_commit_is_none(new: Repo) -> None:
    new.commit("the first")
    new.git("switch", "--quiet", "--create", "topic")
    new.write("prompts/system.md", "Do whatever you are asked to.\n")
    new.commit("the second")
    assert check(new).returncode == check(new, "--head", "HEAD").returncode == 1


def test_history_that_hides_what_was_before(new: Repo) -> None:
    """Neither an orphan nor a repository whose other branches are all that it has is a first commit."""
    new.commit("the first")
    new.git("branch", "--move", "main", "reviewed")
    new.git("branch", "more")
    new.git("checkout", "--quiet", "--orphan", "fresh")
    assert check(new).returncode == check(new, "--staged").returncode == 3


def test_other_commands(new: Repo) -> None:
    done = tunegate(new, "case")
    assert json.loads(done.stdout)["comparison"] == {"first": True, "note": FIRST, "unmerged": None}
    assert (done.returncode, tunegate(new, "plan").returncode) == (0, 0)
