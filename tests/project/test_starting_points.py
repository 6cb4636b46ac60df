"""The page for each starting point, run to the letter: each command ends as the page says."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

from tests.command import CHANGES, EVIDENCE, EXAMPLE, NOW, tunegate
from tests.commands import hosting
from tests.keys import have_signed
from tests.project import newcomer
from tests.project.walks import BLOCK, Newcomer, commands, dated
from tests.tools import ROOT

STARTS = sorted(f"docs/start/{path.name}" for path in (ROOT / "docs" / "start").glob("*.md"))
SERVED = """services:
  vllm:
    image: vllm/vllm-openai:v0.11.0
    command: ["--model", "acme/assistant", "--revision", "4f0f6c4b4f0a4d4c8f0f6c4b4f0a4d4c8f0f6c4b"]
"""
TRAINED = """base_model: Qwen/Qwen2.5-1.5B-Instruct
revision_of_model: 989aa7980e4cf806f80c7fef2b1adb7bc71aa306
datasets: [{{path: {name}/train.jsonl, type: chat_template}}]
adapter: lora
learning_rate: 0.0002
"""


@pytest.mark.parametrize("page", STARTS)
def test_every_block_of_commands_is_run(page: str) -> None:
    text = (ROOT / page).read_text()
    assert text.count("```sh\n") == len(BLOCK.findall(text)) > 0
    assert "$ tunegate" not in text


def test_a_reviewer_signs_and_takes_back(tmp_path: Path) -> None:
    repo = dated(tmp_path / "repo")
    shutil.copytree(EXAMPLE, repo.path, dirs_exist_ok=True)
    have_signed(repo.path, EVIDENCE)
    repo.commit("reviewed")
    repo.git("init", "--quiet", "--bare", os.fspath(tmp_path / "origin.git"))
    repo.git("remote", "add", "origin", os.fspath(tmp_path / "origin.git"))
    repo.git("push", "--quiet", "--set-upstream", "origin", "main")
    repo.git("switch", "--quiet", "--create", "topic")
    repo.git("apply", os.fspath(CHANGES / "prompt-edit.patch"))
    repo.git("config", "push.autoSetupRemote", "true")
    repo.git("config", "push.default", "current")
    reviewer = Newcomer(repo)
    for line in (
        "tunegate evidence renew alignment-regression overhang-statement",
        "tunegate disposition draft --decision conditional --expires 2027-05-31"
        " --renewed alignment-regression='The categories were looked at again.'"
        " --renewed overhang-statement='The scope is the same.'"
        " --rationale 'The prompt loosens what is harmless alone.'",
    ):
        reviewer.run(line)
    repo.commit("loosen the prompt")
    reviewer.follow("docs/quick-start-reviewer.md", "signer")
    assert repo.git("rev-parse", "origin/topic") == repo.git("rev-parse", "HEAD")
    reviewer.follow("docs/quick-start-reviewer.md", "withdrawer")


def test_a_hosted_fine_tune(tmp_path: Path) -> None:
    repo = dated(tmp_path / "hosted")
    hosting.files(repo)
    repo.write(hosting.JOB, json.dumps(hosting.FINISHED))
    repo.commit("a fine-tune at a provider")
    Newcomer(repo).follow("docs/start/hosted.md", "newcomer")
    run = yaml.safe_load((repo.path / hosting.FOLDER / "training-run.yaml").read_text())
    assert run["base_model"]["id"] == hosting.BASE
    assert run["hosted"]["result_model"] == hosting.TUNED
    assert [row["kind"] for row in run["derived"]] == ["openai-job"]


def test_a_serving_repository(tmp_path: Path) -> None:
    repo = dated(tmp_path / "serving")
    repo.write("prompts/system.md", "Answer questions about recipes alone.\n")
    repo.write("serve/docker-compose.yml", SERVED)
    repo.commit("an assistant")
    Newcomer(repo).follow("docs/start/serving.md", "newcomer")
    statement = yaml.safe_load((repo.path / "evidence/assistant/published/controls.yaml").read_text())
    assert [row["path"] for row in statement["controls"]] == ["prompts/system.md"]


def test_gitlab(tmp_path: Path) -> None:
    repo = dated(tmp_path / "recipe-bot")
    newcomer.write(repo)
    repo.write(".gitlab/CODEOWNERS", "* risk@acme.example\n")
    repo.commit("a recipe bot")
    Newcomer(repo).follow("docs/start/gitlab.md", "newcomer")
    config = yaml.safe_load((repo.path / "tunegate.yaml").read_text())
    assert config["control_plane"]["paths"] == [".gitlab-ci.yml", ".gitlab/CODEOWNERS"]


def test_forty_models(tmp_path: Path) -> None:
    repo = dated(tmp_path / "forty")
    desks = ("billing", "claims", "delivery", "fraud", "legal", "payroll", "returns", "travel")
    names = [f"{desk}-{task}" for desk in desks for task in ("answers", "drafts", "letters", "routing", "summaries")]
    for name in names:
        repo.write(f"{name}/train.yaml", TRAINED.format(name=name))
        repo.write(f"{name}/train.jsonl", newcomer.records(3, prompt="What about {n}?", answer="Not much."))
        repo.write(f"{name}/prompts/system.md", f"You are {name}.\n")
    repo.commit("forty bots")
    owner = Newcomer(repo)
    owner.follow("docs/start/monorepo.md", "forty")
    assert sorted(yaml.safe_load((repo.path / "tunegate.yaml").read_text())["models"]) == sorted(names)
    repo.git("switch", "--quiet", "--create", "topic")
    repo.write("legal-letters/prompts/system.md", "You are somebody else.\n")
    owner.follow("docs/start/monorepo.md", "one")
    said = json.loads(tunegate(repo, "check", "--format", "json", "--now", NOW).stdout)
    assert {row["model"] for row in said["findings"] if row["severity"] == "error"} == {"legal-letters"}
    assert commands("docs/start/monorepo.md", "forty")
