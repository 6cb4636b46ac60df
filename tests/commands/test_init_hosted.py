"""A fine-tune that a provider hosts, all the way: 'init', the evidence, a signed disposition, a green check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.command import NOW, check, tunegate
from tests.commands.hosting import DATA, FINISHED, FOLDER, JOB, TUNED, configured, files, ran, written
from tests.keys import COMMITTEE, OWNER, REPOSITORY, SIGNERS, sign, signer
from tests.repo import Repo

RUN = f"{FOLDER}/training-run.yaml"
OTHER = TUNED.replace("9abcDEF", "0zyxWVU")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The repository on main, with its evidence and a disposition that the committee signed."""
    repo = Repo(tmp_path_factory.mktemp("hosted") / "repo")
    files(repo)
    configured(repo)
    asked = {"quorum": 1, "principals": [COMMITTEE]}
    config = yaml.safe_load((repo.path / "tunegate.yaml").read_text())
    config |= {"signing": {"repository": REPOSITORY}}
    config["models"]["support"]["approvers"] = asked
    config["control_plane"]["approvers"] = {"quorum": 1, "principals": [OWNER]}
    repo.write("tunegate.yaml", yaml.safe_dump(config, sort_keys=False))
    repo.write(SIGNERS, signer() + signer(OWNER))
    repo.commit("a fine-tune at a provider, and what is reviewed of it")
    written(repo)
    said = ("--decision", "proceed", "--decided-by", COMMITTEE, "--expires", "2027-10-31")
    ran(repo, "disposition", "draft", *said, "--rationale", "What regressed has a control.", "--now", NOW)
    path = f"{FOLDER}/disposition.yaml"
    value = yaml.safe_load((repo.path / path).read_text())
    value["triggers"] = {
        name: {"owner": OWNER} for name in ("re-fine-tuning", "base-model-change", "deployment-layer-change")
    }
    repo.write(path, yaml.safe_dump(value, sort_keys=False))
    sign(repo, path)
    repo.commit("the evidence, and the committee's decision")
    return repo


def found(repo: Repo) -> tuple[int, set[str]]:
    done = check(repo, "--all-models", "--format", "json")
    return done.returncode, {row["rule"] for row in json.loads(done.stdout)["findings"]}


def test_the_whole_way(reviewed: Repo) -> None:
    """Nothing is asked for that only who has the weights could give; what the pack states of pairs has no records."""
    assert found(reviewed) == (0, {"evidence-unpaired"})
    done = tunegate(reviewed, "verify", "--trusted", "main", "--now", NOW)
    assert done.returncode == 0, done.stdout + done.stderr
    run = yaml.safe_load((reviewed.path / FOLDER / "training-run.yaml").read_text())
    assert run.keys().isdisjoint({"lock_file", "environment", "checkpoints", "code_commit"})
    assert [row["kind"] for row in run["derived"]] == ["openai-job"]
    manifest = yaml.safe_load((reviewed.path / FOLDER / "training-data-manifest.yaml").read_text())
    assert manifest["sources"][0]["files"][0]["records"] == 60


LATER = {
    "another model is deployed": ("app/config.yaml", TUNED, OTHER, "disposition-stale"),
    "the job failed": (JOB, '"succeeded"', '"failed"', "hosted-run-unproven"),
    "the job put out another model": (JOB, TUNED, OTHER, "hosted-run-unproven"),
    "another job": (JOB, str(FINISHED["id"]), "ftjob-zzz", "hosted-run-unproven"),
    "more epochs than the job had": (
        f"{FOLDER}/training-run.yaml",
        "n_epochs: 3",
        "n_epochs: 1",
        "derived-contradicted",
    ),
    "other data": (DATA, "order 7", "order 70", "artefact-stale"),
}


@pytest.mark.parametrize("name", LATER)
def test_later(reviewed: Repo, tmp_path: Path, name: str) -> None:
    path, old, new, rule = LATER[name]
    repo = Repo(tmp_path / "repo")
    repo.git("pull", "--quiet", str(reviewed.path), "main")
    repo.git("switch", "--quiet", "--create", "topic")
    text = (repo.path / path).read_text()
    assert old in text
    repo.write(path, text.replace(old, new, 1))
    repo.commit(name)
    done = check(repo, "--base", "main", "--format", "json")
    assert done.returncode == 1
    assert rule in {row["rule"] for row in json.loads(done.stdout)["findings"]}
