"""Attempts to have a model run that an approver put on hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pytest

from tests.bypass.holding import BOTH, HOLDS, LATER, ONE, RELEASES, SECOND, WHY, hold, release, two_approvers
from tests.command import MODEL, check
from tests.commands.verifying import verify
from tests.keys import COMMITTEE, key, sign
from tests.repo import Repo


def half(repo: Repo) -> None:
    release(repo, COMMITTEE)


def one_key_twice(repo: Repo) -> None:
    release(repo, COMMITTEE)
    (path,) = (repo.path / RELEASES).glob("*.sig")
    path.write_text(path.read_text() * 2)


def edited_after_it_was_signed(repo: Repo) -> None:
    release(repo, COMMITTEE, SECOND)
    (path,) = (repo.path / RELEASES).glob("*.yaml")
    path.write_text(path.read_text() + "# and more\n")


def of_another_hold(repo: Repo) -> None:
    release(repo, COMMITTEE, SECOND)
    (path,) = (repo.path / RELEASES).glob("*.yaml")
    path.write_text(path.read_text().replace("hold: sha256:", "hold: sha256:" + "0" * 64 + " # "))
    sign(repo, path.relative_to(repo.path).as_posix(), key(COMMITTEE), key(SECOND))


def by_a_stranger(repo: Repo) -> None:
    release(repo, COMMITTEE)
    (path,) = (repo.path / RELEASES).glob("*.yaml")
    sign(repo, path.relative_to(repo.path).as_posix(), key(COMMITTEE), key("mallory@acme.example"))


def taken_out(repo: Repo) -> None:
    shutil.rmtree(repo.path / HOLDS)


def edited(repo: Repo) -> None:
    (path,) = (repo.path / HOLDS).glob("*.yaml")
    path.write_text(path.read_text() + "# nothing to see here\n")


def unsigned(repo: Repo) -> None:
    (path,) = (repo.path / HOLDS).glob("*.sig")
    path.unlink()


def quorum_lowered(repo: Repo) -> None:
    text = (repo.path / "tunegate.yaml").read_text()
    repo.write("tunegate.yaml", text.replace(BOTH, ONE))
    release(repo, COMMITTEE)


def moved(repo: Repo) -> None:
    (repo.path / f"evidence/{MODEL}").rename(repo.path / "evidence/elsewhere")
    shutil.rmtree(repo.path / "evidence/elsewhere/holds")
    text = (repo.path / "tunegate.yaml").read_text()
    repo.write("tunegate.yaml", text.replace(f"evidence/{MODEL}", "evidence/elsewhere"))


CHANGES: list[Callable[[Repo], None]] = [
    *(half, one_key_twice, edited_after_it_was_signed, of_another_hold, by_a_stranger),
    *(taken_out, edited, unsigned, quorum_lowered, moved),
]


@pytest.fixture
def held(example: Repo) -> Repo:
    example.git("symbolic-ref", "HEAD", "refs/heads/main")  # the hold is on the protected branch
    repo = two_approvers(example)
    assert hold(repo, MODEL, "--reason", WHY).returncode == 0
    repo.commit("hold")
    assert verify(repo, now=LATER).returncode == 1
    return repo


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_change_that_releases_nothing(held: Repo, change: Callable[[Repo], None]) -> None:
    change(held)
    done = check(held, "--worktree", "--all-models", "--format", "json", now=LATER)
    assert done.returncode in (1, 2)
    found = {row["rule"] for row in json.loads(done.stdout)["findings"]}
    assert "model-held" in found or found <= {"evidence-unreadable", "usage"}


def test_quorum_releases(held: Repo) -> None:
    release(held, COMMITTEE, SECOND)
    assert check(held, "--worktree", "--all-models", now=LATER).returncode == 0
