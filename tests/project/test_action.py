"""The Action and the workflows: linted, and run for real by act on pull requests of a consumer's repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools import ROOT, find, require

ACTION = ROOT / "action.yml"
EXAMPLE = ROOT / "examples" / "workflows" / "tunegate-required-check.yml"
# act removes the runner's temporary folder after a job that passes
KEEP = """
      - if: always()
        env:
          DECISION: ${{ steps.gate.outputs.decision }}
          SARIF: ${{ steps.gate.outputs.sarif }}
        run: cp "$DECISION" "$KEPT_DECISION" && cp "$SARIF" "$KEPT_DECISION.sarif"
"""
WORKFLOWS = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), EXAMPLE]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="act runs a job on the host only on Linux and macOS")


def attempt(
    *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Standard output of a command that must succeed."""
    done = attempt(*command, cwd=cwd, env=env)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# -- the files themselves


def test_actionlint() -> None:
    run(require("actionlint"), "-no-color", *WORKFLOWS)


def test_zizmor() -> None:
    run(require("zizmor"), "--offline", "--strict-collection", "--no-progress", "--quiet", ACTION, *WORKFLOWS)


@pytest.mark.parametrize(("schema", "files"), [("github-workflows", WORKFLOWS), ("github-actions", [ACTION])])
def test_github_schema(schema: str, files: list[Path]) -> None:
    run(require("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files)


def test_shellcheck() -> None:
    shellcheck = find("shellcheck")
    if shellcheck is None:
        pytest.skip("no shellcheck wheel for this platform")
    run(shellcheck, ROOT / "action" / "run.sh", ROOT / ".ci" / "run")


def test_inputs_reach_the_script_as_variables_only() -> None:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    (step,) = action["runs"]["steps"]
    assert "${{" not in step["run"]
    assert step["env"] == {
        f"GATE_INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}" for name in action["inputs"]
    }


@pytest.mark.parametrize("name", ["action.txt", "dev.txt"])
def test_lock(name: str) -> None:
    """Every requirement has a hash, no line an address, and each declared dependency is there."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert "://" not in text
    entries = re.findall(r"^(\S+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(declared["project"]["dependencies"])
    if name == "dev.txt":
        wanted += declared["dependency-groups"]["dev"]
    names = {re.split(r"[<>=;]", line)[0].strip() for line in wanted}
    assert {name.lower().replace(".", "-") for name in names} <= {name.lower().replace(".", "-") for name in entries}


def test_locks_agree() -> None:
    action, dev = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))
        for name in ("action.txt", "dev.txt")
    )
    assert action <= dev


# -- the step's script, where it cannot start


def step(tmp_path: Path, **inputs: str) -> tuple[int, str, str]:
    """Exit status, log and outputs of action/run.sh."""
    outputs = tmp_path / "outputs"
    outputs.touch()
    names = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]
    env = {
        **os.environ,
        **{f"GATE_INPUT_{name.upper().replace('-', '_')}": row["default"] for name, row in names.items()},
        **{f"GATE_INPUT_{name}": value for name, value in inputs.items()},
        "GITHUB_OUTPUT": str(outputs),
        "RUNNER_TEMP": str(tmp_path),
    }
    done = attempt(require("bash"), ROOT / "action" / "run.sh", cwd=tmp_path, env=env)
    return done.returncode, done.stdout, outputs.read_text("utf-8")


def test_unsuitable_python(tmp_path: Path) -> None:
    old = tmp_path / "python3.10"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    code, log, outputs = step(tmp_path, PYTHON=str(old))
    assert code == 3
    assert log == (
        f"::error title=tunegate%3A could not start::The input 'python' ({old}) is not a Python 3.11 or newer.\n"
    )
    assert outputs == "verdict=error\ndecision=\nsarif=\nstatement=\n"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"COMMAND": "deploy"}, "The input 'command' (deploy) is neither check nor verify."),
        (
            {"COMMAND": "verify", "BASE": "main"},
            "The input 'base' does not go with 'command: verify', which compares nothing.",
        ),
        (
            {"COMMAND": "verify", "COMMENT": "true"},
            "The input 'comment' does not go with 'command: verify', which is about no pull request.",
        ),
        ({"CHECKS": "yes"}, "The input 'checks' (yes) is neither true nor false."),
        ({"STATE": "x"}, "The inputs 'model', 'state', 'trusted' and 'resource' go with 'command: verify'."),
        ({"TRUSTED": "x"}, "The inputs 'model', 'state', 'trusted' and 'resource' go with 'command: verify'."),
    ],
)
def test_inputs_that_do_not_go_together(tmp_path: Path, inputs: dict[str, str], message: str) -> None:
    code, log, outputs = step(tmp_path, **inputs)
    assert (code, log) == (3, f"::error title=tunegate%3A could not start::{message}\n")
    assert outputs.startswith("verdict=error\n")


def test_value_in_a_message_is_escaped(tmp_path: Path) -> None:
    code, log, _ = step(tmp_path, PYTHON="100%\n::notice::x")
    assert code == 3
    assert "(100%25%0A::notice::x)" in log
    assert len(log.splitlines()) == 1


# -- act


@dataclass(frozen=True, slots=True)
class Job:
    """What a pull request's check came to."""

    code: int
    log: str
    verdict: str
    decision: dict[str, Any]
    sarif: dict[str, Any]
    main: str

    def annotations(self) -> list[str]:
        """The workflow commands, as act repeats them."""
        return re.findall(r"::(?:error|warning|notice) .*", self.log)


class Consumer:
    """A repository with the example, the gate's workflow, and a disposition that is in force today."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(ROOT / "examples" / "support-assistant", path)
        workflow = path / ".github" / "workflows" / "tunegate.yml"
        workflow.parent.mkdir(parents=True, exist_ok=True)
        workflow.write_text(EXAMPLE.read_text("utf-8") + KEEP, encoding="utf-8")
        self.env = {
            **{
                name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "RUNNER_"))
            },
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "consumer")
        self.git("config", "user.email", "consumer@acme.example")
        self.commit("the example")
        self.decide()
        self.commit("as reviewed")

    def git(self, *arguments: str) -> str:
        return run("git", *arguments, cwd=self.path, env=self.env).strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def decide(self) -> None:
        """Draft the disposition anew with the tool, conditions included: the example's own dates pass one day."""
        expires = date.today() + timedelta(days=60)
        run(
            *(sys.executable, "-I", "-m", "gate", "disposition", "draft", "--decision", "proceed"),
            *("--decided-by", "risk@acme.example", "--expires", expires.isoformat()),
            *("--rationale", "Reviewed again for this test; nothing on a reviewed surface has changed."),
            cwd=self.path,
            env=self.env,
        )
        disposition = self.path / "evidence" / "support-assistant" / "disposition.yaml"
        text = re.sub(r"(?m)(^ +due: ).*", rf'\g<1>"{expires}"', disposition.read_text("utf-8"))
        disposition.write_text(text, encoding="utf-8", newline="\n")

    def pull_request(self, files: Mapping[str, str]) -> dict[str, Any]:
        """Append to files on a branch, let main move on, check out the merge as GitHub does, and return the event."""
        self.git("checkout", "--quiet", "-b", "change")
        for name, text in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("a", encoding="utf-8", newline="") as file:
                file.write(text)
        self.commit("the change")
        stale_base = self.git("rev-parse", "main")
        self.git("checkout", "--quiet", "main")
        (self.path / "NOTES.md").write_text("Main moved on.\n", encoding="utf-8")
        self.commit("meanwhile")
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", "change")
        head = {"ref": "change", "sha": self.git("rev-parse", "change")}
        return {"number": 7, "pull_request": {"number": 7, "head": head, "base": {"ref": "main", "sha": stale_base}}}


@dataclass(frozen=True, slots=True)
class Runner:
    """act, on the host, with the example workflow's own reference answered by this checkout."""

    folder: Path
    action: Path
    wheels: Path

    def check(self, files: Mapping[str, str]) -> Job:
        """A pull request that appends to files."""
        consumer = Consumer(self.folder / "consumer")
        return self.on("pull_request", consumer, consumer.pull_request(files))

    def on(self, name: str, consumer: Consumer, payload: Mapping[str, Any]) -> Job:
        """The workflow on an event, at what the consumer has checked out."""
        act = require("act")
        event = self.folder / "event.json"
        event.write_text(json.dumps(payload), encoding="utf-8")
        reference = re.search(r"uses: (acme/tunegate@\S+)", EXAMPLE.read_text("utf-8"))
        assert reference
        env = {
            **consumer.env,
            "HOME": str(self.folder / "home"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PATH": os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]]),
        }
        kept = self.folder / "decision.json"
        done = attempt(
            *(act, name, "--platform", "ubuntu-latest=-self-hosted", "--eventpath", event),
            *("--local-repository", f"{reference[1]}={self.action}", "--no-cache-server"),
            *("--env", "PIP_NO_INDEX=1", "--env", f"PIP_FIND_LINKS={self.wheels}"),
            *("--env", f"KEPT_DECISION={kept}"),
            cwd=consumer.path,
            env=env,
        )
        log = re.sub(r"(?m)^\[[^]\n]*\] +(?:\| ?)?", "", done.stdout)
        said = re.search(r"^verdict (\w+), decision in /", log, re.MULTILINE)
        assert said, f"the job did not get to its end\n{done.stdout}\n{done.stderr}"
        decision = json.loads(kept.read_text("utf-8"))
        sarif = json.loads(kept.with_name("decision.json.sarif").read_text("utf-8"))
        return Job(done.returncode, log, said[1], decision, sarif, consumer.git("rev-parse", "main"))


@pytest.fixture
def runner(tmp_path: Path, shipped: Path, wheels: Path) -> Runner:
    return Runner(tmp_path, shipped, wheels)


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
    assert [row["ruleId"] for row in job.sarif["runs"][0]["results"]] == [f["rule"] for f in job.decision["findings"]]
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


def deploying(folder: Path, *events: str) -> Consumer:
    """A consumer whose workflow has a deploy job that needs the gate, and runs on these events, too."""
    consumer = Consumer(folder / "consumer")
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


def test_merge_group_is_blocked_and_nothing_is_deployed(runner: Runner, tmp_path: Path) -> None:
    consumer = deploying(tmp_path)
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


def test_push_on_the_default_branch_deploys_what_passes(runner: Runner, tmp_path: Path) -> None:
    consumer = deploying(tmp_path)
    before = consumer.git("rev-parse", "HEAD")
    edit(consumer, "README.md")
    payload = {"before": before, "ref": "refs/heads/main", "repository": REPOSITORY}
    job = runner.on("push", consumer, payload)
    assert (job.code, job.verdict, job.decision["base"]) == (0, "pass", before), job.log
    assert f"went-live-{consumer.git('rev-parse', 'HEAD')}" in job.log


def test_forced_push_of_a_new_branch_is_compared_with_the_default_branch(runner: Runner, tmp_path: Path) -> None:
    """The workflow of the branch runs on every push, and its second commit does not hide the first."""
    consumer = deploying(tmp_path)
    base = consumer.git("rev-parse", "HEAD")
    consumer.git("checkout", "--quiet", "-b", "topic")
    workflow = consumer.path / ".github" / "workflows" / "tunegate.yml"
    text = workflow.read_text("utf-8")
    assert "    branches: [main] # your default branch\n" in text
    workflow.write_text(text.replace("    branches: [main] # your default branch\n", ""), encoding="utf-8")
    edit(consumer, "prompts/system.md")
    before = consumer.git("rev-parse", "HEAD")
    edit(consumer, "README.md")
    payload = {"before": before, "ref": "refs/heads/topic", "forced": True, "repository": REPOSITORY}
    job = runner.on("push", consumer, payload)
    assert (job.code, job.verdict, job.decision["base"]) == (1, "block", base), job.log
    assert {"reassessment-required", "control-plane-change"} <= {row["rule"] for row in job.decision["findings"]}
    assert "went-live-" not in job.log


def test_schedule_judges_everything(runner: Runner, tmp_path: Path) -> None:
    consumer = deploying(tmp_path, "workflow_dispatch")
    edit(consumer, "prompts/system.md")
    job = runner.on("workflow_dispatch", consumer, {"repository": REPOSITORY})
    assert (job.code, job.verdict, job.decision["base"]) == (1, "block", None), job.log
    assert "disposition-stale" in {row["rule"] for row in job.decision["findings"]}
    assert "went-live-" not in job.log
