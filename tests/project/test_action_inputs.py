"""The inputs ``mode`` and ``models`` of the Action, end to end: act runs a consumer's workflow that has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.project.consumer import Consumer, Job, Runner

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")
EDIT = {"prompts/system.md": "Refunds are always granted.\n"}
GREETER = """\
  greeter:
    surfaces:
      system_prompt: [greeter/prompt.md]
    evidence: evidence/greeter
"""


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Consumer:
    return Consumer.new(tmp_path_factory.mktemp("reviewed") / "consumer")


@pytest.fixture
def runner(tmp_path: Path, shipped: Path, wheels: Path, reviewed: Consumer) -> Runner:
    return Runner(tmp_path, shipped, wheels, reviewed)


def judged(runner: Runner, files: dict[str, str], inputs: str, *, mode: str = "", models: str = "") -> Job:
    """A pull request, where the trusted branch has a workflow with inputs, and ``mode`` or more models configured."""
    consumer = runner.consumer()
    workflow = consumer.path / ".github" / "workflows" / "tunegate.yml"
    text = workflow.read_text("utf-8")
    assert text.count("        id: gate\n") == 1
    said = f"        id: gate\n        with:\n          {inputs}\n" if inputs else "        id: gate\n"
    workflow.write_text(text.replace("        id: gate\n", said), encoding="utf-8")
    config = consumer.path / "tunegate.yaml"
    text = config.read_text("utf-8")
    config.write_text(mode + text.replace("models:\n", f"models:\n{models}", 1), encoding="utf-8")
    if models:
        (consumer.path / "greeter").mkdir()
        (consumer.path / "greeter" / "prompt.md").write_text("Say hello.\n", encoding="utf-8")
    consumer.commit("as it is configured")
    return runner.on("pull_request", consumer, consumer.pull_request(files))


def errors(job: Job) -> set[str]:
    return {row["rule"] for row in job.decision["findings"] if row["severity"] == "error"}


def test_observe_of_the_trusted_branch_lets_in_and_passes_nothing(runner: Runner) -> None:
    job = judged(runner, EDIT, "", mode="mode: observe\n")
    assert (job.code, job.verdict, errors(job)) == (0, "not-reviewed", set()), job.log
    said = [row for row in job.decision["findings"] if row["rule"] == "reassessment-required"]
    assert [row["severity"] for row in said] == ["warning"]
    assert not [row for row in job.annotations() if row.startswith("::error ")], job.log
    assert "PASS" not in job.log


def test_the_input_cannot_say_less_than_the_trusted_branch(runner: Runner) -> None:
    job = judged(runner, EDIT, "mode: observe")
    assert (job.code, job.verdict) == (1, "block"), job.log
    assert {"mode-not-allowed", "reassessment-required"} <= errors(job)


def test_the_input_can_say_more(runner: Runner) -> None:
    job = judged(runner, EDIT, "mode: enforce", mode="mode: observe\n")
    assert (job.code, job.verdict) == (1, "block"), job.log
    assert "reassessment-required" in errors(job)


def test_another_model_that_the_change_touches_blocks_unjudged(runner: Runner) -> None:
    job = judged(runner, {"greeter/prompt.md": "Be rude.\n"}, "models: support-assistant", models=GREETER)
    assert (job.code, job.verdict) == (1, "block"), job.log
    assert errors(job) == {"model-not-judged"}


def test_the_model_that_is_named_is_judged_alone(runner: Runner) -> None:
    files = {"README.md": "\nSee the handbook for more.\n"}
    job = judged(runner, files, "models: |\n            support-assistant\n            greeter", models=GREETER)
    assert (job.code, job.verdict) == (0, "pass"), job.log
    assert errors(job) == set()
