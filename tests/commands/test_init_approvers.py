"""``tunegate init --approver``: whoever is named has to sign, with the key that was given."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.command import tunegate
from tests.keys import COMMITTEE, OWNER, SIGNERS, key, public
from tests.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "bot")
    made.write("configs/sft.yml", "base_model: acme/base-8b\nadapter: lora\ndatasets:\n- path: data/own.jsonl\n")
    made.write("data/own.jsonl", '{"messages": [{"role": "user", "content": "q"}]}\n')
    made.commit("a bot")
    return made


def test_approvers_sign_for_models_and_for_the_gate(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "git@git.example:acme/bot.git")
    named = [word for who in (COMMITTEE, OWNER) for word in ("--approver", f"{who}={key(who)}.pub")]
    done = tunegate(repo, "init", "--owner", OWNER, *named)
    assert (done.returncode, done.stderr) == (0, "")
    said = yaml.safe_load((repo.path / "tunegate.yaml").read_text())
    approvers = {"quorum": 1, "principals": [COMMITTEE, OWNER]}
    assert [model["approvers"] for model in said["models"].values()] == [approvers]
    assert said["control_plane"]["approvers"] == approvers
    assert said["signing"] == {"repository": "acme/bot"}
    lines = (repo.path / SIGNERS).read_text().splitlines()
    assert lines == [f'{who} namespaces="tunegate-v1@acme/bot" {public(key(who))}' for who in (COMMITTEE, OWNER)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (COMMITTEE, "names no key"),
        (f"{COMMITTEE}=nothing.pub", "cannot read the key"),
        (f"{COMMITTEE}={{key}}", "this is not a public key"),
        ("the committee={key}.pub", "--approver"),
        (f"{COMMITTEE}=data/own.jsonl", "cannot be read"),
    ],
)
def test_what_is_no_approver(given: str, said: str, repo: Repo) -> None:
    if given.endswith("own.jsonl"):
        given = given.replace("data/own.jsonl", str(repo.path / "data/own.jsonl"))
    done = tunegate(repo, "init", "--owner", OWNER, "--approver", given.replace("{key}", str(key())))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (repo.path / "tunegate.yaml").exists()


def test_one_key_is_of_one_person(repo: Repo) -> None:
    named = [word for who in (COMMITTEE, OWNER) for word in ("--approver", f"{who}={key()}.pub")]
    done = tunegate(repo, "init", *named)
    assert done.returncode == 2
    assert not (repo.path / "tunegate.yaml").exists()


DECIDED = """
mode: observe
defaults:
  red-team-report: {method: Two people attack the deployed stack for a day.}
settings:
  drift_margin: 0.1
signing:
  repository: acme/bot
  allowed_signers: keys/approvers  # of the security team
"""


@pytest.fixture
def decided(repo: Repo) -> Repo:
    """The repository with approvers that somebody wrote by hand, in a form that --approver does not write."""
    assert tunegate(repo, "init", "--owner", OWNER).returncode == 0
    config = yaml.safe_load((repo.path / "tunegate.yaml").read_text())
    (model,) = config["models"].values()
    model["approvers"] = {"quorum": 2, "principals": [COMMITTEE, OWNER], "answers": {"re-fine-tuning": [OWNER]}}
    model["evidence"] = "reviews/bot"
    config["control_plane"] |= {"approvers": {"quorum": 1, "principals": [OWNER]}, "paths": ["ops/**"]}
    repo.write("tunegate.yaml", yaml.safe_dump(config, sort_keys=False) + DECIDED)
    return repo


def test_what_people_decided_stays_when_it_is_written_again(decided: Repo) -> None:
    path = decided.path / "tunegate.yaml"
    before = yaml.safe_load(path.read_text())
    done = tunegate(decided, "init", "--force")
    assert (done.returncode, done.stderr) == (0, "")
    assert "nobody has to sign yet" not in done.stdout
    assert yaml.safe_load(path.read_text()) == before
    assert "keys/approvers  # of the security team" in path.read_text()
    again = path.read_bytes()
    assert tunegate(decided, "init", "--force").returncode == 0
    assert path.read_bytes() == again


def test_a_model_under_another_name_has_the_approvers_of_all_others(decided: Repo) -> None:
    path = decided.path / "tunegate.yaml"
    (before,) = yaml.safe_load(path.read_text())["models"].values()
    assert tunegate(decided, "init", "--force", "--model", "other").returncode == 0
    said = yaml.safe_load(path.read_text())["models"]
    assert {name: model["approvers"] for name, model in said.items()} == {"other": before["approvers"]}


def test_approvers_are_never_dropped_without_a_word(decided: Repo) -> None:
    path = decided.path / "tunegate.yaml"
    config = yaml.safe_load(path.read_text())
    (model,) = config["models"].values()
    config["models"]["second"] = {**model, "approvers": {"quorum": 1, "principals": [OWNER]}}
    decided.write("tunegate.yaml", yaml.safe_dump(config, sort_keys=False))
    before = path.read_bytes()
    done = tunegate(decided, "init", "--force")
    assert done.returncode == 2
    assert "the approvers of second would be dropped" in done.stderr
    done = tunegate(decided, "init", "--force", "--approver", f"{OWNER}={key(OWNER)}.pub")
    assert done.returncode == 2
    assert "there are approvers already" in done.stderr
    assert path.read_bytes() == before
