"""A decision on GitHub, as a job publishes it; nothing on GitHub's side changes the verdict."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.commands import _publishing as publishing
from gate.process.limits import Watch
from gate.publish import comment, publish
from tests.command import NOW, check, tunegate
from tests.forge import BOT, REPO, TOKEN, Forge, Reply, Request
from tests.publish.jobs import HEAD, READ_ONLY, Job
from tests.repo import Repo
from tests.report.decisions import DECISION, no_quote
from tests.report.reports import BESIDE, SAID
from tests.tools import ROOT, require

# -- the whole way, as a job does it


def test_a_pull_request(job: Job, forge: Forge) -> None:
    done = job.check()
    assert (done.returncode, done.stderr) == (1, "")
    assert TOKEN not in done.stdout
    merge = job.repo.git("rev-parse", "HEAD")
    page = check(job.repo, "--base", "main", "--head", "HEAD", "--format", "markdown", env=job.env()).stdout
    (written,) = forge.comments
    assert (written["user"]["login"], written["body"]) == (BOT, f"{comment.marker(DECISION)}\n{page}")
    (run,) = forge.runs
    assert (run["name"], run["conclusion"], run["head_sha"]) == ("tunegate findings", "failure", HEAD)
    assert run["output"]["title"] == "BLOCKED: 1 problem to resolve before this can be deployed"
    assert run["output"]["summary"] == page
    rows = forge.annotations[run["id"]]
    assert [(row["path"], row["start_line"], row["end_line"], row["annotation_level"]) for row in rows] == [
        ("prompts/system.md", 14, 15, "failure")
    ]
    assert rows[0]["title"] == "tunegate: reassessment-required"
    beside = [f"see {path}:{line}: {what}" for path, (line, what) in BESIDE.items()]
    assert rows[0]["message"].split("\nFix: ")[0].split("\n") == [*SAID, *beside]
    pages = "https://forge.acme.example/acme/assistant/blob"
    assert rows[0]["raw_details"] == "\n".join(
        f"{path}:{line}\n{pages}/{merge}/{path}#L{line}" for path, (line, _) in BESIDE.items()
    )
    (created,) = [request for request in forge.requests if request.path == f"{REPO}/check-runs"]
    assert created.body["details_url"] == "https://forge.acme.example/acme/assistant/actions/runs/4711"
    assert not job.summary.exists()

    asked = len(forge.requests)  # the job is run again: the comment says it already, and so do the annotations
    assert job.check().returncode == 1
    again = [request for request in forge.requests[asked:] if request.method in ("POST", "PATCH")]
    assert [(r.method, r.path) for r in again if r.path != "/graphql"] == [("PATCH", f"{REPO}/check-runs/{run['id']}")]
    assert (len(forge.runs), len(forge.comments), forge.annotations[run["id"]]) == (1, 1, rows)

    job.repo.git("checkout", "--quiet", "main", "--", "prompts")
    job.repo.commit("taken back")
    done = job.check()
    assert (done.returncode, done.stderr) == (0, "")
    (written,) = forge.comments
    assert written["body"].splitlines()[1] == "## ✅ tunegate: PASS"
    assert [(r["name"], r["conclusion"]) for r in forge.runs] == [
        ("tunegate findings", "failure"),
        ("tunegate findings", "success"),  # the newest of a name is what GitHub shows
    ]
    assert forge.annotations[forge.runs[1]["id"]] == []


def test_a_read_only_token_is_said_once(job: Job, forge: Forge) -> None:
    forge.answer = lambda r: READ_ONLY if r.method != "GET" and r.path != "/graphql" else None
    done = job.check()
    assert done.returncode == 1
    message = "the check run and the comment could not be put on GitHub: the token may only read, or not even that"
    remedy = (
        "Grant the job 'checks: write' and 'pull-requests: write'; "
        "a pull request from a fork or by Dependabot never has it, and needs none."
    )
    assert done.stderr == f"warning: {message}\n  fix: {remedy}\n"
    assert job.summary.read_text("utf-8") == f"\n> ⚠️ `{message}` `{remedy}`\n"
    assert done.stdout == check(job.repo, "--base", "main", "--head", "HEAD", env=job.env()).stdout


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"GITHUB_TOKEN": ""}, "there is no token"),
        ({"GITHUB_TOKEN": f"{TOKEN}\n{TOKEN}"}, "the token has characters that no token has"),
        ({"GITHUB_API_URL": "http://forge.acme.example"}, "GITHUB_API_URL is not the address of an API"),
        ({"GITHUB_EVENT_PATH": "nowhere"}, "the event payload names no pull request"),
    ],
    ids=["no token", "two tokens", "plain http", "no event"],
)
def test_what_cannot_be_published_is_a_warning(job: Job, env: dict[str, str], said: str) -> None:
    job.repo.git("checkout", "--quiet", "main", "--", "prompts")
    job.repo.commit("taken back")
    done = job.check(env=env)
    (warning, fix) = done.stderr.splitlines()
    assert done.returncode == 0
    assert warning == f"warning: the check run and the comment could not be put on GitHub: {said}"
    assert fix.startswith("  fix: ")
    assert TOKEN not in done.stderr + done.stdout + job.summary.read_text("utf-8")


def test_an_error_is_published_too(job: Job, forge: Forge) -> None:
    job.repo.write("tunegate.yaml", "version: 1\n\tbroken: [\n")
    job.repo.commit("broken")
    done = job.check()
    assert (done.returncode, done.stderr) == (2, "")
    (run,) = forge.runs
    assert (run["conclusion"], run["head_sha"]) == ("failure", HEAD)
    assert forge.annotations[run["id"]][0]["path"] == "tunegate.yaml"
    assert forge.comments[0]["body"].splitlines()[1] == "## ❌ tunegate: ERROR"


def test_verify(example: Repo, forge: Forge, url: str, tmp_path: Path) -> None:
    job = Job(example, url, tmp_path)
    env = {**job.env(), "GITHUB_EVENT_NAME": "schedule"}
    done = tunegate(example, "verify", "--any-commit", "--now", NOW, "--publish", "check-run", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    (run,) = forge.runs
    commit = example.git("rev-parse", "HEAD")
    assert (run["name"], run["conclusion"], run["head_sha"]) == ("tunegate verify findings", "success", commit)
    done = tunegate(example, "verify", "--any-commit", "--publish", "comment", env=env)
    assert (done.returncode, "'comment' is not 'check-run'" in done.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="the step's script wants a POSIX shell's paths")
def test_the_action(job: Job, forge: Forge, tmp_path: Path, wheels: Path) -> None:
    """The step's own script: the token reaches the gate, and no line of the log."""
    outputs = tmp_path / "outputs"
    inputs = {name: row["default"] for name, row in yaml.safe_load((ROOT / "action.yml").read_text())["inputs"].items()}
    inputs |= {"base": "main", "checks": "true", "comment": "true", "token": TOKEN}
    env = {
        **{name: value for name, value in job.repo.env.items() if not name.startswith("GITHUB_")},
        **{f"GATE_INPUT_{name.upper().replace('-', '_')}": value for name, value in inputs.items()},
        **{name: value for name, value in job.env().items() if name != "GITHUB_TOKEN"},
        **{"GITHUB_OUTPUT": str(outputs), "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTIONS": "true"},
        **{"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)},
    }
    command = [str(require("bash")), str(ROOT / "action" / "run.sh")]
    env["GATE_INPUT_HEAD"] = "HEAD"
    done = subprocess.run(command, cwd=job.repo.path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert outputs.read_text("utf-8").startswith("verdict=block\n")
    assert [run["conclusion"] for run in forge.runs] == ["failure"]
    (written,) = forge.comments
    report = job.summary.read_text("utf-8")
    assert report.startswith("## ❌ tunegate: BLOCKED\n")
    assert report.count("### ") == written["body"].count("### ") == 6


# -- a GitHub on a bad day


@pytest.mark.parametrize(
    "value", [None, [], "x", {"check_runs": [{"id": "x"}]}, {"check_runs": [None]}, {"data": {"viewer": None}}]
)
def test_answers_of_another_form_are_a_warning(forge: Forge, value: Any, tmp_path: Path) -> None:
    def answer(request: Request) -> Reply:
        return Reply(200, value)

    forge.answer = answer
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": HEAD}}}))
    env = {
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": forge.url,
        "GITHUB_REPOSITORY": "acme/assistant",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_SHA": HEAD,
    }
    said = publish(("check-run", "comment", "comment"), DECISION, no_quote, env)
    assert [str(error).partition(" could not be put on GitHub: ")[0] for error in said] == [
        "the check run",
        "the comment",
    ]


def test_a_server_that_never_comes_to_an_end_does_not_keep_the_verdict(
    forge: Forge, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    release = threading.Event()

    def wait(request: Request) -> None:
        release.wait(20)

    forge.answer = wait
    for name, value in {
        **{"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/assistant"},
        **{"GITHUB_EVENT_NAME": "push", "GITHUB_SHA": HEAD, "GITHUB_STEP_SUMMARY": ""},
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(publishing, "MOST_SECONDS", 0.2)
    watch = Watch(60, lambda error: None)
    watch.stop()
    publishing.send(("check-run",), DECISION, no_quote, watch)
    said = capsys.readouterr().err
    release.set()
    for thread in threading.enumerate():  # it must not write into the next test's forge
        if thread.name == publishing.THREAD:
            thread.join(20)
    assert said == "warning: GitHub took longer than 0.2 s\n  fix: Run the job again later.\n"


def test_one_that_fails_does_not_stop_the_other(job: Job, forge: Forge) -> None:
    forge.answer = lambda r: READ_ONLY if r.path.endswith("/check-runs") and r.method == "POST" else None
    done = job.check()
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "warning: the check run could not be put on GitHub: the token may only read, or not even that"
    )
    assert len(forge.comments) == 1
