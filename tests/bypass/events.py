"""Attempts on the way to the two commits: an event of GitHub, a hook, a clone, and what the gate makes of them."""

from __future__ import annotations

import json
from typing import Any

from gate.case.context import Asked, resolve
from gate.case.gather import gather
from gate.case.sides import read_sides
from gate.git.repository import Repository
from gate.judge.decide import decide, error_decision
from gate.policy import open_engine
from gate.values.errors import EXIT_UNDECIDED, TunegateError
from tests.bypass.wall import READER, Outcome, blocked, outcome, refused
from tests.command import NOW
from tests.repo import Repo

MAIN = {"default_branch": "main"}


def asked(repo: Repo, asked: Asked | None = None, **environment: str) -> Outcome:
    """What ``check`` says with these variables; the notices of a run that was judged are left out."""
    try:
        with Repository(repo.path) as repository:
            context = resolve(repository, asked or Asked(now=NOW), environment)
            gathered = gather(read_sides(repository, context), reader=READER)
            found = outcome(decide(gathered, open_engine("embedded", gathered.bundle, None)))
    except TunegateError as error:
        return outcome(error_decision(error, now=NOW))
    return Outcome(found.code, frozenset(row for row in found.rows if row[0] != "comparison"))


def on(repo: Repo, event: str, payload: dict[str, Any], question: Asked | None = None, **environment: str) -> Outcome:
    """The same for an event of GitHub, whose payload names commits by revision."""
    path = repo.path.parent / "event.json"
    path.write_text(json.dumps({"repository": MAIN, **payload}))
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(path)}
    return asked(repo, question, **{**runner, "GITHUB_SHA": sha(repo, "HEAD"), **environment})


def pull_request(repo: Repo, base: str, head: str = "topic", stated: str | None = None) -> dict[str, Any]:
    """The payload of a pull request to a branch; ``stated`` is the base commit that it names, else the branch's."""
    onto = {"ref": base, "sha": sha(repo, stated or f"refs/heads/{base}")}
    return {"pull_request": {"head": {"sha": sha(repo, head)}, "base": onto}}


def merged(repo: Repo, base: str, head: str = "topic", tree: str | None = None) -> str:
    """Check out a merge of the head into the base, with the tree that git makes of them or a given one."""
    repo.git("switch", "--quiet", "--detach", base)
    if tree is None:
        repo.git("merge", "--quiet", "--no-ff", "--message", "merge", head)
    else:
        names = ("-p", base, "-p", head, "-m", "merge")
        repo.git("switch", "--quiet", "--detach", repo.git("commit-tree", f"{tree}^{{tree}}", *names))
    return sha(repo, "HEAD")


def sha(repo: Repo, revision: str) -> str:
    return repo.git("rev-parse", f"{revision}^{{commit}}")


def branch(repo: Repo, name: str, start: str = "main") -> None:
    repo.git("switch", "--quiet", "--force-create", name, start)


def undecided(said: str) -> Outcome:
    return refused("undecided", None, None, said, EXIT_UNDECIDED)


def inherited(of: Outcome) -> Outcome:
    """The same with every change of a surface said once, since the base branch brings it."""
    rule = "reassessment-required"
    rows = {row for row in of.rows if row[0] != rule}
    return blocked(*rows, (rule, None, None))
