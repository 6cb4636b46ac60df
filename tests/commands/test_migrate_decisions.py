"""What ``migrate`` makes of the disposition that a determination names, and of decisions that were withdrawn."""

from __future__ import annotations

import re

from tests.bypass.wall import decision
from tests.command import MODEL, NOW, tunegate
from tests.commands.migrating import ANSWER, DISPOSITION, case, named
from tests.keys import sign
from tests.repo import Repo
from tests.upgrading import PACK, list_key

ESCALATION = "prompts/escalation.md"


def determined(repo: Repo) -> str:
    """Another wording, and a determination as it is written today, on the pack as it is; its path."""
    (repo.path / ESCALATION).write_text((repo.path / ESCALATION).read_text() + "\nBe brief.\n")
    said = ("--trigger", "deployment-layer-change", "--model", MODEL, "--now", NOW)
    done = tunegate(repo, "evidence", "new", "determination", *said)
    assert done.returncode == 0, done.stderr
    path = done.stdout.split()[-1]
    text = re.sub(r"^expires:.*$", 'expires: "2026-12-31"', (repo.path / path).read_text(), flags=re.MULTILINE)
    repo.write(
        path, re.sub(r"^reason:.*$", "reason: The two say the same, one of them at length.", text, flags=re.MULTILINE)
    )
    sign(repo, path)
    return path


def test_a_determination_follows_its_disposition(old: Repo) -> None:
    list_key(old)
    old.git("switch", "--quiet", "--create", "topic")
    path = determined(old)
    before = named(old, path, "disposition")
    assert decision(old, head="WORKTREE").verdict == "pass"
    assert tunegate(old, "migrate").returncode == 0
    judged = decision(old, head="WORKTREE")
    assert (judged.verdict, [t["answered_by"] for t in judged.triggers]) == ("pass", ["determination"])
    facts = case(old, "--base", "main", "--worktree")["models"][MODEL]["evidence"]["disposition"]
    assert (named(old, path, "disposition"), [before]) == (facts["digest"], facts["approval"]["older"])


def test_a_determination_that_was_open_meanwhile(old: Repo) -> None:
    """What is kept says which disposition it names; the state that it starts from has no file in its form any more."""
    list_key(old)
    old.git("switch", "--quiet", "--create", "topic")
    path = determined(old)
    old.commit("another wording")
    old.git("switch", "--quiet", "main")
    assert tunegate(old, "migrate").returncode == 0
    old.commit("migrated")
    old.git("switch", "--quiet", "topic")
    old.git("rebase", "--quiet", "main")
    assert named(old, path, "disposition") != case(old)["models"][MODEL]["evidence"]["disposition"]["digest"]
    judged = decision(old)
    (said,) = [f.message for f in judged.findings if f.rule == "determination-rejected" and f.path == path]
    assert said == (
        "the determination on deployment-layer-change does not count: it starts from another state than the one that "
        "was reviewed"
    )


def test_a_withdrawal_holds_after_it(old: Repo) -> None:
    said = ("--by", "risk@acme.example", "--reason", "The empty line was material after all.", "--now", NOW)
    done = tunegate(old, "disposition", "withdraw", ANSWER, *said)
    assert done.returncode == 0, done.stderr
    old.commit("withdrawn")
    for migrated in (False, True):
        if migrated:
            assert tunegate(old, "migrate").returncode == 0
            assert f" M {done.stdout.split()[-1]}" not in old.git("status", "--porcelain").splitlines()
        judged = decision(old, base=None, head="WORKTREE")
        (why,) = [f.message for f in judged.findings if f.rule == "determination-rejected"]
        assert why.startswith("the determination on deployment-layer-change does not count: it was withdrawn on")
    assert named(old, DISPOSITION) != named(old, f"{PACK}/forms/v1/disposition.yaml")
