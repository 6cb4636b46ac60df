"""``disposition verify``, and ``check`` where approval comes from a pull request on GitHub."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bypass.wall import DECIDED, DECIDED_AGAIN
from tests.command import EXAMPLE, NOW, check, tunegate
from tests.commands.signing import DISPOSITION, SIG, verify
from tests.commands.steps import edit
from tests.forge import TOKEN, Forge, Reply, serve
from tests.keys import COMMITTEE, fingerprint, key, signature
from tests.repo import Repo


def test_verify(example: Repo) -> None:
    done = verify(example, "--all-models")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{DISPOSITION}\n  signed by {COMMITTEE}, {fingerprint(key())} (ssh-ed25519)\n  asked: 1 of {COMMITTEE}\n"
    )
    assert verify(example).stdout == "there is no disposition or determination that this change touches\n"


def test_verify_what_is_not_approved(example: Repo) -> None:
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    edit(example, DISPOSITION, DECIDED, DECIDED_AGAIN)
    done = verify(example)
    assert done.returncode == 1
    said = f"the disposition is not approved: it takes the approval of {COMMITTEE}, and nobody has approved it"
    assert f"error: {DISPOSITION}:1: {said}\n" in done.stdout
    assert (
        f"warning: {SIG}:1: the signature does not count: {COMMITTEE} signed another document, "
        "or the signature is spoiled\n"
    ) in done.stdout
    value: dict[str, Any] = json.loads(verify(example, "--format", "json").stdout)
    assert value["approved"] is False
    (row,) = value["documents"]
    assert (row["path"], row["approval"]["verified"], row["approval"]["counted"]) == (DISPOSITION, [], [])
    assert [finding["rule"] for finding in value["findings"]] == ["disposition-unsigned", "signature-rejected"]


def test_what_blocks_is_the_signature_alone(example: Repo) -> None:
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    edit(example, DISPOSITION, DECIDED, DECIDED_AGAIN)
    done = check(example)
    assert done.stdout.endswith("Have it signed with 'tunegate disposition sign', and run the check again.\n")


def test_verify_where_nobody_is_asked(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    repo = Repo(tmp_path / "repo")
    repo.commit()
    done = verify(repo, "--all-models")
    assert done.returncode == 0
    assert f"warning: {DISPOSITION}:1: nobody is asked to approve the disposition: " in done.stdout
    done = tunegate(repo, "verify", "--now", NOW, "--format", "json")
    assert done.returncode == 1
    assert [row["rule"] for row in json.loads(done.stdout)["findings"]] == ["disposition-unsigned"]


# -- the pull request on GitHub


def on_github(example: Repo, tmp_path: Path, login: str) -> subprocess.CompletedProcess[str]:
    """The check of a pull request that ``login`` opened; its commit states another mailbox."""
    base = example.git("rev-parse", "HEAD")
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    edit(example, DISPOSITION, DECIDED, DECIDED_AGAIN)
    example.write(SIG, signature((example.path / DISPOSITION).read_bytes()))
    head = example.commit("decided again")
    event = {
        "pull_request": {"head": {"sha": head}, "base": {"sha": base}, "user": {"login": login}},
    }
    (tmp_path / "event.json").write_text(json.dumps(event))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
    }
    return check(example, "--format", "json", env=env)


@pytest.mark.parametrize(("login", "code"), [("Committee-1", 1), ("someone", 0)])
def test_who_opened_the_pull_request_is_its_author(example: Repo, tmp_path: Path, login: str, code: int) -> None:
    edit(
        example,
        "tunegate.yaml",
        "{repository: acme/support}",
        "{repository: acme/support, logins: {ai-committee@acme.example: [committee-1]}}",
    )
    example.commit("logins")
    done = on_github(example, tmp_path, login)
    assert done.returncode == code, done.stdout + done.stderr
    said = [row["message"] for row in json.loads(done.stdout)["findings"]]
    assert said == (["the disposition is not approved: only the author of the change has approved it"] if code else [])


def test_shallow_clone_does_not_know_the_author(example: Repo, tmp_path: Path) -> None:
    base = example.git("rev-parse", "HEAD")
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    edit(example, DISPOSITION, DECIDED, DECIDED_AGAIN)
    example.write(SIG, signature((example.path / DISPOSITION).read_bytes()))
    example.commit("decided again")
    example.git("clone", "--quiet", "--depth", "2", example.path.as_uri(), str(tmp_path / "shallow"))
    clone = Repo(tmp_path / "shallow")
    assert clone.git("rev-parse", "HEAD~1") == base
    clone.write("x", "")
    clone.commit("more")  # so that the clone's oldest commit is not the base
    done = check(clone, "--base", base, "--head", "HEAD", "--format", "json")
    said = [row["message"] for row in json.loads(done.stdout)["findings"]]
    expected = "a shallow clone cannot tell whether its approver wrote the change (fetch-depth: 0)"
    assert said == [f"the disposition is not approved: {expected}"]


# -- approval by review


def reviewed(example: Repo, tmp_path: Path, forge: Forge, **more: str) -> list[str]:
    """What blocks a pull request of which the disposition is unsigned, and that ``acme-risk`` has approved."""
    edit(example, "tunegate.yaml", "      quorum: 1\n", "      quorum: 1\n      methods: [ssh, review]\n")
    logins = "{repository: acme/support, logins: {ai-committee@acme.example: [Acme-Risk]}}"
    edit(example, "tunegate.yaml", "{repository: acme/support}", logins)
    base = example.commit("reviews count")
    edit(example, DISPOSITION, "decision: conditional", "decision: proceed")
    edit(example, DISPOSITION, DECIDED, DECIDED_AGAIN)
    example.remove(SIG)
    head = example.commit("decided again")
    forge.author = {"login": "the-author", "id": 1, "type": "User"}
    commit = base if more.pop("commit", "") == "base" else head
    forge.reviews.append(
        {
            "id": 1,
            "user": {"login": more.pop("login", "acme-risk"), "id": 2, "type": "User"},
            "state": more.pop("state", "APPROVED"),
            "commit_id": commit,
            "author_association": "MEMBER",
            "submitted_at": "2026-11-23T11:00:00Z",
        }
    )
    event = {
        "pull_request": {"number": 7, "head": {"sha": head}, "base": {"sha": base}, "user": {"login": "the-author"}},
    }
    (tmp_path / "event.json").write_text(json.dumps(event))
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": "acme/assistant",
        "GITHUB_API_URL": forge.url,
        "GITHUB_SHA": head,
        "GITHUB_TOKEN": TOKEN,
        "NO_PROXY": "127.0.0.1",
        **more,
    }
    done = check(example, "--format", "json", env=env)
    assert done.stderr == ""
    assert TOKEN not in done.stdout
    value = json.loads(done.stdout)
    assert done.returncode == {"pass": 0, "block": 1, "error": 3}[value["verdict"]]
    return [row["message"] for row in value["findings"]]


ASKED = f"the disposition is not approved: it takes the approval of {COMMITTEE}, and nobody has approved it"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"login": "acme-other"}, [ASKED]),
        ({"login": "the-author"}, [ASKED]),
        ({"state": "CHANGES_REQUESTED"}, [ASKED]),
        ({"commit": "base"}, [ASKED]),
        ({"GITHUB_TOKEN": ""}, [ASKED + "; GitHub was not asked for reviews"]),
        ({"GITHUB_SHA": "0" * 40, "GITHUB_EVENT_NAME": "push"}, None),
    ],
)
def test_review(example: Repo, tmp_path: Path, more: dict[str, str], said: list[str] | None) -> None:
    with serve(Forge()) as forge:
        found = reviewed(example, tmp_path, forge, **more)
    if said is None:
        assert len(found) == 1
        assert found[0].startswith("the event payload has no before")
    else:
        assert found == said


def test_github_that_does_not_answer_decides_nothing(example: Repo, tmp_path: Path) -> None:
    with serve(Forge()) as forge:
        forge.answer = lambda request: Reply(403, {"message": "Resource not accessible by integration"})
        (said,) = reviewed(example, tmp_path, forge)
    assert "403" in said
