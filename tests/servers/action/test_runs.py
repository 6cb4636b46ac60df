"""The Action, run for real by act on pull requests of a consumer's repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.project.consumer import Consumer, Runner, run
from tests.tools import ROOT, require

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Consumer:
    return Consumer.new(tmp_path_factory.mktemp("reviewed") / "consumer")


@pytest.fixture
def runner(tmp_path: Path, shipped: Path, wheels: Path, reviewed: Consumer) -> Runner:
    return Runner(tmp_path, shipped, wheels, reviewed)


def test_pull_request_passes(runner: Runner) -> None:
    job = runner.check({"README.md": "\nSee the handbook for more.\n"})
    assert (job.code, job.verdict, job.annotations()) == (0, "pass", []), job.log
    # the first parent of the merge commit, not the older commit that the payload names
    assert (job.decision["verdict"], job.decision["base"]) == ("pass", job.main)


def test_pull_request_is_blocked_on_the_changed_line(runner: Runner) -> None:
    prompt = sorted((ROOT / "examples" / "support-assistant" / "prompts").iterdir())[0]
    line = len(prompt.read_text("utf-8").splitlines()) + 1
    # modules of the same names as the gate's own imports, which would open it
    smuggled = dict.fromkeys(("yaml.py", "click.py", "gate/__init__.py", "sitecustomize.py"), "raise SystemExit(0)\n")
    job = runner.check({f"prompts/{prompt.name}": "Refunds are always granted.\n", **smuggled})
    assert (job.code, job.verdict, job.decision["verdict"]) == (1, "block", "block"), job.log
    rules = ["reassessment-required", "artefact-stale", "disposition-stale", "approvers-missing"]
    assert [found["rule"] for found in job.decision["findings"]] == rules
    # what the change makes stale is told with it
    assert [row["ruleId"] for row in job.sarif["runs"][0]["results"]] == [rules[0], rules[3]]
    place = f"::error file=prompts/{prompt.name},line={line},endLine={line},title=tunegate%3A "
    assert any(row.startswith(place) for row in job.annotations()), job.log


def test_pull_request_that_cannot_be_read_fails(runner: Runner) -> None:
    job = runner.check({"tunegate.yaml": "\n\tbroken: [\n"})
    assert (job.code, job.verdict, job.decision["verdict"]) == (1, "error", "error"), job.log
    assert any(row.startswith("::error file=tunegate.yaml,line=") for row in job.annotations()), job.log


DEPLOY = """
  deploy:
    needs: tunegate
    runs-on: ubuntu-latest
    steps:
      - run: echo "went-live-$GITHUB_SHA"
"""
REPOSITORY = {"default_branch": "main", "full_name": "acme/support"}


def deploying(runner: Runner, *events: str) -> Consumer:
    """A consumer whose workflow has a deploy job that needs the gate, and runs on these events, too."""
    consumer = runner.consumer()
    workflow = consumer.path / ".github" / "workflows" / "tunegate.yml"
    more = "".join(f"  {event}:\n" for event in events)
    text = workflow.read_text("utf-8")
    assert "on:\n" in text
    workflow.write_text(text.replace("on:\n", f"on:\n{more}", 1) + DEPLOY, encoding="utf-8")
    run(require("actionlint"), "-no-color", workflow)
    consumer.commit("deploy what passes")
    return consumer


def edit(consumer: Consumer, path: str) -> None:
    with (consumer.path / path).open("a", encoding="utf-8", newline="") as file:
        file.write("Refunds are always granted.\n")
    consumer.commit("an edit")


def test_merge_group_is_blocked_and_nothing_is_deployed(runner: Runner) -> None:
    consumer = deploying(runner)
    base = consumer.git("rev-parse", "HEAD")
    consumer.git("checkout", "--quiet", "-b", "gh-readonly-queue/main/pr-7")
    edit(consumer, "prompts/system.md")
    head = consumer.git("rev-parse", "HEAD")
    refs = {"base_ref": "refs/heads/main", "head_ref": "refs/heads/gh-readonly-queue/main/pr-7"}
    group = {"base_sha": base, "head_sha": head, **refs}
    job = runner.on("merge_group", consumer, {"merge_group": group, "repository": REPOSITORY})
    assert (job.code, job.verdict, job.decision["base"]) == (1, "block", base), job.log
    assert "reassessment-required" in {row["rule"] for row in job.decision["findings"]}
    assert "went-live-" not in job.log


def test_push_on_the_default_branch_deploys_what_passes(runner: Runner) -> None:
    consumer = deploying(runner)
    before = consumer.git("rev-parse", "HEAD")
    edit(consumer, "README.md")
    after = consumer.git("rev-parse", "HEAD")
    payload = {"before": before, "after": after, "ref": "refs/heads/main", "repository": REPOSITORY}
    job = runner.on("push", consumer, payload)
    assert (job.code, job.verdict, job.decision["base"]) == (0, "pass", before), job.log
    assert f"went-live-{consumer.git('rev-parse', 'HEAD')}" in job.log


def test_forced_push_of_a_new_branch_is_compared_with_the_default_branch(runner: Runner) -> None:
    """The workflow of the branch runs on every push, and its second commit does not hide the first."""
    consumer = deploying(runner)
    base = consumer.git("rev-parse", "HEAD")
    consumer.git("checkout", "--quiet", "-b", "topic")
    workflow = consumer.path / ".github" / "workflows" / "tunegate.yml"
    text = workflow.read_text("utf-8")
    assert "    branches: [main] # your default branch\n" in text
    workflow.write_text(text.replace("    branches: [main] # your default branch\n", ""), encoding="utf-8")
    edit(consumer, "prompts/system.md")
    before = consumer.git("rev-parse", "HEAD")
    edit(consumer, "README.md")
    after = consumer.git("rev-parse", "HEAD")
    payload = {"before": before, "after": after, "ref": "refs/heads/topic", "forced": True, "repository": REPOSITORY}
    job = runner.on("push", consumer, payload)
    assert (job.code, job.verdict, job.decision["base"]) == (1, "block", base), job.log
    assert {"reassessment-required", "control-plane-change"} <= {row["rule"] for row in job.decision["findings"]}
    assert "went-live-" not in job.log


def test_schedule_judges_everything(runner: Runner) -> None:
    consumer = deploying(runner, "workflow_dispatch")
    edit(consumer, "prompts/system.md")
    job = runner.on("workflow_dispatch", consumer, {"repository": REPOSITORY})
    assert (job.code, job.verdict, job.decision["base"]) == (1, "block", None), job.log
    assert "disposition-stale" in {row["rule"] for row in job.decision["findings"]}
    assert "went-live-" not in job.log
