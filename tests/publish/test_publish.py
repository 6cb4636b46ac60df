"""A decision on GitHub: whole check runs and comments, and that nothing on GitHub's side changes the verdict."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from gate.commands import _publishing as publishing
from gate.github.client import Client, GithubError
from gate.process.limits import Watch
from gate.publish import check_run, comment, publish
from gate.publish.target import Target, target
from gate.report import checks_report, markdown_report
from gate.values.decision import Decision
from gate.values.findings import Related
from tests.command import CHANGES, NOW, check, tunegate
from tests.forge import BOT, REPO, TOKEN, Forge, Reply, Request
from tests.prism import strict
from tests.repo import Repo
from tests.report.decisions import DECISION, decision_of, finding, hard, no_quote
from tests.tools import ROOT, require

HEAD = "b" * 40
WHERE = Target("acme/assistant", HEAD, 7)
READ_ONLY = Reply(403, {"message": "Resource not accessible by integration"})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Forge, str, bool]]:
    with strict(tmp_path_factory.mktemp("prism")) as found:
        yield found


@pytest.fixture
def forge(running: tuple[Forge, str, bool], monkeypatch: pytest.MonkeyPatch) -> Forge:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    forge = running[0]
    vars(forge).update(vars(Forge(url=forge.url, shapes=forge.shapes)))
    forge.author = forge.shapes("comment").get("user")
    return forge


@pytest.fixture
def url(running: tuple[Forge, str, bool]) -> str:
    return running[1]


@pytest.fixture
def client(url: str) -> Client:
    return Client(TOKEN, url)


def run_of(decision: Decision) -> checks_report.CheckRun:
    return checks_report.check_run(decision, no_quote)


def many(count: int, message: str = "number") -> Decision:
    rows = tuple(finding(line=n, end_line=n, message=f"{message} {n}") for n in range(1, count + 1))
    return replace(DECISION, findings=rows)


# -- the whole way, as a job does it


class Job:
    """The gate on a pull request's branch in GitHub Actions."""

    def __init__(self, repo: Repo, url: str, folder: Path, number: int = 7) -> None:
        self.repo = repo
        self.summary = folder / "summary.md"
        self.event = folder / "event.json"
        self.url = url
        self.number = number

    def env(self) -> dict[str, str]:
        head = self.repo.git("rev-parse", "HEAD")
        pull = {"number": self.number, "head": {"sha": HEAD}}
        self.event.write_text(json.dumps({"pull_request": pull}))
        return {
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": "https://forge.acme.example",
            "GITHUB_REPOSITORY": "acme/assistant",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_SHA": head,
            "GITHUB_RUN_ID": "4711",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "NO_PROXY": "127.0.0.1",
        }

    def check(self, *more: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        asked = ("--publish", "check-run", "--publish", "comment", *more)
        return check(self.repo, "--base", "main", "--head", "HEAD", *asked, env={**self.env(), **(env or {})})


@pytest.fixture
def job(example: Repo, url: str, tmp_path: Path) -> Job:
    example.git("checkout", "--quiet", "-b", "change")
    example.git("apply", str(CHANGES / "prompt-edit.patch"))
    example.commit("prompt-edit")
    return Job(example, url, tmp_path)


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
    assert run["output"]["title"] == "BLOCKED: 3 findings must be answered before this can be deployed"
    assert run["output"]["summary"] == page
    rows = forge.annotations[run["id"]]
    assert [(row["path"], row["start_line"], row["end_line"], row["annotation_level"]) for row in rows] == [
        ("prompts/system.md", 14, 15, "failure")
    ] * 3
    assert rows[1]["title"] == "tunegate: artefact-stale"
    assert rows[1]["message"].split("\nFix: ")[0] == (
        "the overhang-statement was made before these changed: system_prompt (prompts/system.md)\n"
        "see evidence/support-assistant/overhang-statement.yaml:3: the overhang-statement"
    )
    assert rows[1]["raw_details"] == (
        "evidence/support-assistant/overhang-statement.yaml:3\n"
        f"https://forge.acme.example/acme/assistant/blob/{merge}/evidence/support-assistant/overhang-statement.yaml#L3"
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
    assert report.count("### ") == written["body"].count("### ") == 5


# -- whom it is for


def test_target(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": "c" * 40}}}))
    env = {
        "GITHUB_REPOSITORY": "acme/assistant",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_SHA": HEAD,
    }
    assert target(DECISION, env) == Target("acme/assistant", "c" * 40, 7)
    assert target(replace(DECISION, head="c" * 40), env) == Target("acme/assistant", "c" * 40, 7)
    assert target(replace(DECISION, head=None), env) == Target("acme/assistant", "c" * 40, 7)
    # another commit was asked for by --head: the pull request is not what was judged
    assert target(replace(DECISION, head="d" * 40), env) == Target("acme/assistant", "d" * 40, None)
    push = {**env, "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": ""}
    assert target(DECISION, push) == Target("acme/assistant", HEAD, None)
    for decision, environment in (
        (replace(DECISION, head="WORKTREE"), env),
        (replace(DECISION, head=None), {}),
        (DECISION, {**env, "GITHUB_EVENT_PATH": str(tmp_path)}),
    ):
        with pytest.raises(GithubError):
            target(decision, environment)
    for text in ("[]", "{}", '{"pull_request": 1}', '{"pull_request": {"head": []}}', "[" * 100_000):
        event.write_text(text)
        with pytest.raises(GithubError):
            target(DECISION, env)


# -- check runs


@pytest.mark.parametrize(("count", "pages"), [(0, [0]), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
def test_annotations_in_pages(forge: Forge, client: Client, count: int, pages: list[int]) -> None:
    check_run.put(client, WHERE, run_of(many(count)))
    sent = [r for r in forge.requests if r.body and "output" in r.body]
    assert [len(r.body["output"]["annotations"]) for r in sent] == pages
    assert [r.method for r in sent] == ["POST", *["PATCH"] * (len(pages) - 1)]
    (run,) = forge.runs
    assert [row["start_line"] for row in forge.annotations[run["id"]]] == list(range(1, count + 1))


def test_what_an_interrupted_upload_left_out_is_added(forge: Forge, client: Client) -> None:
    forge.answer = lambda r: Reply(422, {"message": "no"}) if r.method == "PATCH" else None
    with pytest.raises(GithubError):
        check_run.put(client, WHERE, run_of(many(120)))
    forge.answer = lambda r: None
    check_run.put(client, WHERE, run_of(many(120)))
    (run,) = forge.runs
    assert [row["start_line"] for row in forge.annotations[run["id"]]] == list(range(1, 121))


def test_equal_findings_are_all_there(forge: Forge, client: Client) -> None:
    twice = replace(DECISION, findings=(finding(), finding()))
    for _ in range(2):
        check_run.put(client, WHERE, run_of(twice))
    assert [len(rows) for rows in forge.annotations.values()] == [2]


def test_one_more_of_equal_findings_is_added(forge: Forge, client: Client) -> None:
    for count in (1, 3):
        check_run.put(client, WHERE, run_of(replace(DECISION, findings=(finding(),) * count)))
    assert [len(rows) for rows in forge.annotations.values()] == [3]


def test_findings_that_do_not_hold_any_more_take_a_new_run(forge: Forge, client: Client) -> None:
    check_run.put(client, WHERE, run_of(many(2)))
    check_run.put(client, WHERE, run_of(many(1)))
    assert [len(forge.annotations[run["id"]]) for run in forge.runs] == [2, 1]


def test_the_run_of_another_app_is_left(forge: Forge, client: Client) -> None:
    theirs = {"name": "tunegate findings", "head_sha": HEAD, "status": "completed", "conclusion": "success"}
    forge.run("other-app", {**theirs, "output": {"title": "t", "summary": "s"}})
    check_run.put(client, WHERE, run_of(many(1)))
    assert [(run["app"]["slug"], run["conclusion"]) for run in forge.runs] == [
        ("other-app", "success"),
        ("github-actions", "failure"),
    ]
    assert not [r for r in forge.requests if r.method == "PATCH"]


def test_a_check_run_within_its_limits() -> None:
    text = "\U0001f600##[`|" * 60
    one = decision_of(text)
    rows = tuple(replace(one.findings[0], related=(Related(text, 1, 1, text),) * 30) for _ in range(1100))
    run = run_of(replace(one, findings=rows, triggers=one.triggers * 90, changes=one.changes * 90))
    assert len(run.annotations) == checks_report.MOST_ANNOTATIONS
    assert "\n100 more findings have no annotation here; the log and the JSON report have all of them.\n" in run.summary
    assert len(run.summary.encode()) <= 65_535
    for row in run.annotations[:3]:
        assert len(row["message"].encode()) <= 64 * 1024
        assert len(row["title"]) <= 255
        assert len(row.get("raw_details", "").encode()) <= 64 * 1024
    assert len(run.title) <= 255


def test_annotations() -> None:
    related = (Related("a.md", 2, 3, "[a](1)"), Related("b.md", message="{b}"))
    shown = replace(hard(0), findings=(finding(related=related, waived_by="w\x1b"), finding(path=None, line=None)))
    first, second = run_of(shown).annotations
    page = f"https://forge.acme.example/acme/assistant/blob/{shown.head}"
    assert first == {
        "path": "dir/file.yaml",
        "start_line": 3,
        "end_line": 4,
        "annotation_level": "failure",
        "title": "tunegate: some-rule",
        "message": "a message\nsee a.md:2-3: [a](1)\nsee b.md: {b}\nwaived by w\\x1b\nFix: a remedy",
        "raw_details": f"a.md:2-3\n{page}/a.md#L2-L3\nb.md\n{page}/b.md",
    }
    assert (second["path"], second["start_line"], second["end_line"]) == ("tunegate.yaml", 1, 1)
    for severity, level in (("warning", "warning"), ("notice", "notice")):
        (row,) = run_of(replace(shown, findings=(finding(severity=severity),))).annotations
        assert row["annotation_level"] == level
    names = {
        run_of(decision).name
        for mode in ("check", "verify")
        for config in ("tunegate.yaml", "other/tunegate.yaml")
        for decision in [replace(DECISION, mode=mode, origin=replace(DECISION.origin, config=config))]
    }
    assert names == {
        "tunegate findings",
        "tunegate verify findings",
        "tunegate findings (other/tunegate.yaml)",
        "tunegate verify findings (other/tunegate.yaml)",
    }


# -- comments


def written(decision: Decision = DECISION) -> str:
    return f"{comment.marker(decision)}\n{markdown_report.render(decision, no_quote)}"


def test_a_comment_that_only_looks_like_ours_is_left(forge: Forge, client: Client) -> None:
    """Anyone can write the marker; and a bot of ours may be made to quote it."""
    theirs = [
        forge.comment("mallory", written(replace(DECISION, verdict="pass"))),
        forge.comment("github-actions", written()),
        forge.comment(None, written()),
        forge.comment(BOT, f"mallory wrote:\n{written()}"),
        forge.comment(BOT, f"> {written()}"),
        forge.comment(BOT, ""),
    ]
    forge.comments += [{**row, "id": number} for number, row in enumerate(theirs)]
    before = json.dumps(forge.comments)
    comment.put(client, WHERE, DECISION, no_quote)
    assert json.dumps(forge.comments[:-1]) == before
    assert (forge.comments[-1]["user"]["login"], forge.comments[-1]["body"]) == (BOT, written())
    assert not [r for r in forge.requests if r.method == "PATCH"]


def test_the_first_of_ours_is_updated(forge: Forge, client: Client) -> None:
    old = comment.marker(DECISION) + "\r\nold"  # GitHub may give other line ends than it got
    forge.comments += [{**forge.comment(BOT.upper(), old), "id": number} for number in (3, 4)]
    comment.put(client, WHERE, DECISION, no_quote)
    assert [row["body"] for row in forge.comments] == [written(), old]


def test_every_configuration_has_a_comment_of_its_own(forge: Forge, client: Client) -> None:
    other = replace(DECISION, origin=replace(DECISION.origin, config="-->/x.yaml"))
    for decision in (DECISION, other, DECISION, other):
        comment.put(client, WHERE, decision, no_quote)
    assert [row["body"] for row in forge.comments] == [written(), written(other)]


def test_nothing_is_said_where_nothing_was_touched(forge: Forge, client: Client) -> None:
    nothing = replace(DECISION, verdict="pass", exit_code=0, models=())
    comment.put(client, WHERE, nothing, no_quote)
    assert forge.comments == []
    comment.put(client, WHERE, DECISION, no_quote)
    comment.put(client, WHERE, nothing, no_quote)
    assert [row["body"] for row in forge.comments] == [written(nothing)]


def test_a_run_for_an_older_head_leaves_the_comment(forge: Forge, client: Client) -> None:
    forge.head = "c" * 40
    with pytest.raises(comment.NotNeeded, match="the pull request has another head by now"):
        comment.put(client, WHERE, DECISION, no_quote)
    assert forge.asked() == [f"GET {REPO}/pulls/7"]


def test_a_comment_elsewhere_than_on_a_pull_request(forge: Forge, client: Client) -> None:
    with pytest.raises(comment.NotNeeded, match="this run is for no pull request"):
        comment.put(client, replace(WHERE, pull=None), DECISION, no_quote)
    assert forge.requests == []


def test_a_push_has_no_comment_and_no_warning(job: Job, forge: Forge) -> None:
    """One workflow runs on pull requests, in the merge queue and on pushes, with the same inputs."""
    done = job.check(env={"GITHUB_EVENT_NAME": "push"})
    assert (done.returncode, done.stderr) == (1, "notice: no comment: this run is for no pull request\n")
    assert not job.summary.exists()
    assert ([run["head_sha"] for run in forge.runs], forge.comments) == ([job.repo.git("rev-parse", "HEAD")], [])


def test_the_comment_is_found_on_a_later_page(forge: Forge) -> None:
    """Asked directly: the next page's address is the forge's own."""
    forge.page = 2
    forge.comments += [{**forge.comment("someone", "hello"), "id": number} for number in range(5)]
    forge.comments.append({**forge.comment(BOT, comment.marker(DECISION)), "id": 5})
    comment.put(Client(TOKEN, forge.url), WHERE, DECISION, no_quote)
    assert (len(forge.comments), forge.comments[-1]["body"]) == (6, written())


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
