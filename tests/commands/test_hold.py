from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bypass.holding import LATER, SECOND, WHY, hold, two_approvers
from tests.command import MODEL, NOW, check, tunegate
from tests.commands.test_registry import Place
from tests.commands.verifying import found, verify
from tests.keys import COMMITTEE
from tests.registry.stating import said
from tests.repo import Repo


@pytest.fixture
def two(example: Repo) -> Repo:
    return two_approvers(example)


def test_held_and_released(two: Repo) -> None:
    assert verify(two, now=LATER).returncode == 0
    done = hold(two, MODEL, "--reason", WHY)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"wrote evidence/{MODEL}/holds/20261123T120000Z.yaml" in done.stdout
    assert check(two, "--worktree", now=LATER).returncode == 0  # the pull request that brings it passes
    two.commit("hold")
    assert found(two, expect=1, now=LATER) == ["model-held"]
    two.write("prompts/system.md", (two.path / "prompts/system.md").read_text() + "\nBe brief.\n")
    blocked = json.loads(check(two, "--worktree", "--format", "json", now=LATER).stdout)
    assert "model-held" in {row["rule"] for row in blocked["findings"]}
    two.git("checkout", "-q", ".")
    done = hold(two, "release", MODEL, "--reason", "The retrieval index was rebuilt.", by=COMMITTEE, now=LATER)
    assert (done.returncode, "1 more of its approvers have to sign" in done.stdout) == (0, True)
    two.commit("half a release")
    assert found(two, expect=1, now=LATER) == ["model-held"]
    done = hold(two, "release", MODEL, by=SECOND, now=LATER)
    assert f"signed by {COMMITTEE}, {SECOND}; released" in done.stdout
    assert check(two, "--worktree", now=LATER).returncode == 0
    two.commit("released")
    assert verify(two, now=LATER).returncode == 0


def test_hold_that_is_taken_out(two: Repo) -> None:
    hold(two, MODEL, "--reason", WHY)
    two.commit("hold")
    for path in (two.path / f"evidence/{MODEL}/holds").iterdir():
        path.unlink()
    blocked = json.loads(check(two, "--worktree", "--format", "json", now=LATER).stdout)
    assert "model-held" in {row["rule"] for row in blocked["findings"]}


def test_who_may(two: Repo) -> None:
    done = hold(two, MODEL, "--reason", WHY, by="mallory@acme.example")
    assert (done.returncode, "is nobody's key" in done.stderr) == (2, True)
    assert hold(two, "nothing", "--reason", WHY).returncode == 2
    assert hold(two, MODEL, "--reason", "short").returncode == 2
    assert hold(two, "release", MODEL, "--reason", WHY).returncode == 2
    hold(two, MODEL, "--reason", WHY)
    (signature,) = (two.path / f"evidence/{MODEL}/holds").glob("*.sig")
    signature.write_text(signature.read_text()[:-60] + signature.read_text()[-50:])
    two.commit("a hold that nobody signed")
    assert verify(two, now=LATER).returncode == 0


def test_held_in_the_registry(two: Repo, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    place = Place(tmp_path / "place")
    place.publish(said(environment="prod"))
    place.registry.move(MODEL, "production", "1", None)
    at = f"folder:{place.folder}"
    two.write("statement.json", (place.repo.path / "statement.json").read_bytes())
    log = ("--log", "git:tunegate-log")
    asked = ["registry", "gate", f"{MODEL}@1", "--environment", "prod", "--registry", at, *log, "--now", LATER]
    run = ["registry", "publish", "statement.json", f"{MODEL}@1", "--registry", at, *log, "--now", NOW]
    assert tunegate(two, *run).returncode == 0
    two.write("deploy.yaml", f"model: {MODEL}\n")
    tunegate(two, "log", "append", "deploy", "deploy.yaml", "--note", "environment=prod", "--now", NOW)
    assert tunegate(two, *asked).returncode == 0
    done = hold(two, MODEL, "--reason", WHY, *log, "--registry", at)
    assert f"stops {MODEL}@1, with the alias production" in done.stdout
    assert f"stops the deployment prod, of {NOW}" in done.stdout
    assert "within 24 h at the longest" in done.stdout
    held = tunegate(two, *asked)
    assert held.returncode == 8, held.stdout + held.stderr
    assert f"{MODEL} is on hold since {NOW}, by {COMMITTEE}: {WHY}" in held.stdout
    hold(two, "release", MODEL, "--reason", "The retrieval index was rebuilt.", *log, now=LATER)
    assert tunegate(two, *asked).returncode == 8
    hold(two, "release", MODEL, *log, by=SECOND, now=LATER)
    assert tunegate(two, *asked).returncode == 0
