"""A determination that would hold for longer than the settings allow: it is said before it is written, and where it
lies."""

from __future__ import annotations

import pytest

from tests.command import EVIDENCE, NOW, check, tunegate
from tests.evidence.test_authoring import status
from tests.repo import Repo

REASON = "The wording changed, and what the prompt forbids did not."


@pytest.fixture
def changed(example: Repo) -> Repo:
    example.git("switch", "--quiet", "--create", "topic")
    with (example.path / "prompts/system.md").open("a") as file:
        file.write("Be brief.\n")
    example.commit("be brief")
    return example


def write(repo: Repo, expires: str) -> tuple[int, str]:
    trigger = ("--trigger", "deployment-layer-change")
    done = tunegate(
        repo, "evidence", "new", "determination", *trigger, "--expires", expires, "--reason", REASON, "--now", NOW
    )
    return done.returncode, done.stderr


def test_a_day_too_late_is_refused_with_the_last_one(changed: Repo) -> None:
    code, said = write(changed, "2027-05-23")
    assert code == 2
    assert (
        "error: --expires 2027-05-23: a determination holds for 180 days at most, and this one would not count" in said
    )
    assert "  fix: Write 2027-05-22 or an earlier day (settings.determination_max_days)." in said
    assert status(changed) == []
    assert write(changed, "2027-05-22") == (0, "")


def test_one_that_was_edited_says_why_it_does_not_count(changed: Repo) -> None:
    assert write(changed, "2027-05-22") == (0, "")
    (path,) = (changed.path / EVIDENCE / "determinations").glob("*.yaml")
    path.write_text(path.read_text().replace("2027-05-22", "2028-05-22"))
    changed.commit("for longer")
    done = check(changed, "--base", "main")
    assert done.returncode == 1
    assert "does not count: it holds for 546 days, and 180 are allowed: bring 'expires' nearer" in " ".join(
        done.stdout.split()
    )
