"""Whatever a repository holds, no command writes a control character, a runner's command, a credential or a person's
data: every command, every format, whole outputs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gate import cli
from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.hostile import ADDRESS, NASTY, PERSON, PHONE, SECRET, assert_redacted, assert_safe, reports, said
from tests.repo import Repo

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the file system refuses such names")

# -- what a pull request writes


def test_disposition_verify_writes_no_escape_sequence(example: Repo) -> None:
    example.git("checkout", "--quiet", "-b", "feature")
    prompt = example.path / "prompts" / "system.md"
    prompt.write_text(prompt.read_text() + "- Be nice.\n")
    tunegate(example, "evidence", "new", "determination", "--trigger", "deployment-layer-change")
    (path,) = (example.path / EVIDENCE / "determinations").glob("*.yaml")
    text = re.sub(r"(?m)^owner: .*", r'owner: "\\e[8mmallory\\e[0m@acme.example"', path.read_text())
    text = re.sub(r"(?m)^expires:.*", 'expires: "2027-01-01"', text)
    path.write_text(re.sub(r"(?m)^reason:.*", 'reason: "A typing error was corrected; no meaning changed."', text))
    shutil.copy(path, path.with_name("a\x1b[31mb.yaml"))
    example.commit("a typing error")
    done = tunegate(example, "disposition", "verify", "--base", "main", "--head", "HEAD")
    text = said(done)
    assert done.returncode == 0
    assert f"\n{EVIDENCE}/determinations/a\\x1b[31mb.yaml\n" in f"\n{text}"
    assert "\\x1b[8mmallory\\x1b[0m@acme.example" in text


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("command", ["diff", "state", "scan", "check", "plan"])
def test_values_of_training_data_are_redacted_as_records(tmp_path: Path, command: str, format: str) -> None:
    """In a file that is no data file by its name, and where an example is a key or a number."""
    repo = Repo(tmp_path / "repo")
    repo.write(
        "tunegate.yaml",
        "version: 1\nmodels:\n  m:\n    surfaces:\n      training_data: ['few.yaml#/datasets']\n"
        "      base_model: ['few.yaml#/revision']\n",
    )
    few = {"base_model": "acme/base", "adapter": "lora", "revision": "5206a32e0bd3067aef1ce90f5528ade7d866253f"}
    repo.write("few.yaml", yaml.safe_dump({**few, "datasets": [{"path": "acme/chats@v1.2"}]}))
    repo.commit()
    datasets = [{"path": "acme/chats@v1.3"}, {"path": f"ask {ADDRESS}"}, {ADDRESS: 4930991234567}]
    repo.write("few.yaml", yaml.safe_dump({**few, "datasets": datasets}))
    text = said(tunegate(repo, command, "--format", format, *(["--base", "main"] if command == "check" else [])))
    assert (ADDRESS in text, "991234567" in text) == (False, False)
    if command in ("diff", "state"):
        assert "acme/chats@v1.3" in text  # what a reference says of its version is for the reviewer to see


# -- every command, on a repository that is nothing but hostile


@pytest.fixture(scope="module")
def hostile(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, with what a pull request can put anywhere: names, keys, values, records, documents."""
    path = tmp_path_factory.mktemp("hostile") / "repo"
    repo = Repo(shutil.copytree(prepared, path, symlinks=True))
    repo.git("checkout", "--quiet", "-b", "feature")
    name = NASTY.replace("/", "")
    repo.write(f"prompts/a{name}.md", f"text {SECRET}{NASTY}\n")
    repo.write(f"prompts/{name}", f"password: {SECRET}\n{NASTY}\n")
    repo.write(os.fsdecode(b"prompts/latin\xe9.md"), "text\n")
    repo.write(
        f"data/train/{name}.jsonl", json.dumps({"prompt": NASTY, "completion": ADDRESS}, ensure_ascii=False) + "\n"
    )
    train = path / "data/train/boundaries.jsonl"
    record = json.dumps({"prompt": f"{PERSON} {ADDRESS} {PHONE} {SECRET}", "completion": NASTY}, ensure_ascii=False)
    train.write_text(train.read_text() + record + "\n")
    tools = path / "deploy/tools.yaml"
    tools.write_text(tools.read_text() + yaml.safe_dump({f"key{NASTY}": f"{NASTY} {SECRET}"}, width=10_000))
    config = path / "configs/train.yaml"
    config.write_text(config.read_text().replace("revision_of_model: ", f"revision_of_model: {SECRET}"))
    repo.write(f"{name}.yaml", "base_model: [\n")
    repo.write("serve.py", f"SYSTEM_PROMPT = {f'{NASTY} {SECRET}'!a}\n")
    tunegate(repo, "evidence", "new", "determination", "--trigger", "deployment-layer-change")
    (determination,) = (path / EVIDENCE / "determinations").glob("*.yaml")
    text = re.sub(
        r"(?m)^owner: .*",
        lambda _: f"owner: {json.dumps('m' + NASTY[:6] + '@acme.example')}",
        determination.read_text(),
    )
    text = re.sub(r"(?m)^expires:.*", 'expires: "2027-01-01"', text)
    text = re.sub(r"(?m)^reason:.*", lambda _: yaml.safe_dump({"reason": f"A typing error. {NASTY}"}), text)
    determination.rename(determination.with_name(f"{name}.yaml")).write_text(text)
    for kind, key in (("red-team-report", "method"), ("disposition", "rationale")):
        document = path / EVIDENCE / f"{kind}.yaml"
        value = yaml.safe_load(document.read_text())
        document.write_text(yaml.safe_dump({**value, key: f"It was looked at in depth. {NASTY} {SECRET}"}))
    repo.commit("everything at once")
    (path.parent / "records.key").write_text("ab" * 32)
    for beside in ("log", "registry"):
        (path.parent / beside).mkdir()
    assert " is indexed in " in said(tunegate(repo, "records", "index", *INDEX))
    judged = tunegate(repo, "verify", "--any-commit", "--now", NOW, "--shard", "1/1", "--part", "../part.json")
    assert judged.returncode in (0, 1), judged.stderr
    logged = tunegate(repo, "log", "append", "deploy", "tunegate.yaml", "--model", MODEL, "--note", f"on={NASTY}", *LOG)
    assert (logged.returncode, logged.stderr) == (0, "")
    return path


COMPARED = ("--base", "main", "--head", "HEAD")
INDEX, LOG = ("--key", "../records.key"), ("--log", "folder:../log")
RECORD = ("--record", f"data/train/{NASTY.replace('/', '')}.jsonl")
REGISTRY = ("--registry", "folder:../registry")
COMMANDS: list[tuple[str, ...]] = [
    ("check", *COMPARED, "--now", NOW, "--format", "github"),
    ("verify", "--any-commit", "--now", NOW, "--format", "json"),
    ("verify", "--any-commit", "--now", NOW, "--shard", "1/1", "--part", "../other.json"),
    *(("merge-decisions", "../part.json", "--any-commit", "--format", format) for format in ("text", "json", "github")),
    ("merge-decisions", NASTY),
    ("verify", "--shard", NASTY, "--part", NASTY),
    *(("plan", *COMPARED, "--format", format) for format in ("text", "json", "markdown")),
    *((*name, "--format", format) for name in (("scan",), ("state",)) for format in ("text", "json")),
    *(("diff", *COMPARED, *more, "--format", format) for more in ((), ("--recognise",)) for format in ("text", "json")),
    *(("disposition", "verify", *COMPARED, "--format", format) for format in ("text", "json")),
    *(("report", "--any-commit", "--format", format, "--output", "-") for format in ("html", "markdown")),
    *(
        ("report", "--any-commit", "--as", kind, "--output", "-")
        for kind in ("annex-iv", "croissant", "cyclonedx", "training-summary")
    ),
    ("report", NASTY, "--any-commit", "--output", "-"),
    ("report", "--all", "--any-commit", "--output", "-"),
    ("report", "--any-commit", "--as", "calendar", "--output", "-"),
    *(("report", "--any-commit", "--as", "week", "--format", how, "--output", "-") for how in ("html", "markdown")),
    *(("report", "--any-commit", "--as", kind, "--output", "-") for kind in ("sqlite", "parquet")),
    ("report", "--any-commit", "--as", "week", "--since", NASTY),
    ("adopt", NASTY),
    ("adopt", "--owner", NASTY, "--reason", NASTY),
    ("controls", "statement", "--model", NASTY),
    ("controls", "sign", NASTY),
    ("case", *COMPARED),
    ("waiver", *COMPARED),
    ("replay", NASTY, NASTY),
    ("check", "--base", NASTY),
    ("check", "--report", f"json={NASTY}/x", "--now", NOW),
    ("check", "--report", NASTY),
    ("check", NASTY),
    (NASTY,),
    ("--config", f"{NASTY}.yaml", "check"),
    ("state", "--model", NASTY),
    ("policy", "explain", NASTY),
    ("policy", "list"),
    ("evidence", "new", NASTY),
    ("evidence", "renew", NASTY),
    ("evidence", "validate"),
    ("evidence", "recount"),
    ("evidence", "import", "--base", NASTY, "--tuned", NASTY),
    ("drift", "--base", NASTY, "--tuned", NASTY, "--model", NASTY),
    ("disposition", "sign", NASTY),
    ("init", "--dry-run"),
    ("migrate", "--dry-run"),
    ("upstream", "--model", NASTY),
    ("init", "--model", NASTY, "--dry-run"),
    ("records", "key", "tunegate.yaml"),
    ("records", "key", f"{NASTY}/x"),
    *(("records", "find", *INDEX, *RECORD, "--format", format) for format in ("text", "json")),
    ("records", "find", *INDEX, "--id", f"{NASTY}={NASTY}", "--source", NASTY),
    ("records", "find", "--store", NASTY, "--key", NASTY, "--record", NASTY),
    ("records", "index", "--key", NASTY),
    ("records", "erase", *INDEX, "--id", f"{NASTY}={NASTY}"),
    ("incident", MODEL, *INDEX, *RECORD, "--output", "-"),
    ("incident", NASTY, "--as-of", NASTY, "--output", "-"),
    ("statement", "sign", f"prompts/{NASTY.replace('/', '')}"),
    ("statement", "verify", f"prompts/{NASTY.replace('/', '')}"),
    *(("statement", name, NASTY) for name in ("sign", "verify")),
    *(("log", "show", MODEL, *LOG, "--format", format) for format in ("text", "json")),
    ("log", "append", NASTY, NASTY, *LOG),
    ("log", "append", "deploy", "tunegate.yaml", "--note", NASTY, *LOG),
    *(("log", "prove", NASTY, *more) for more in (LOG, ("--log", NASTY))),
    ("log", "check", "--since", NASTY, "--proof", NASTY, *LOG),
    *(("registry", name, f"{NASTY}@{NASTY}", *REGISTRY) for name in ("query", "gate")),
    ("registry", "query", NASTY, "--registry", NASTY),
    ("registry", "publish", "tunegate.yaml", f"{NASTY}@1", *REGISTRY),
    ("registry", "sync", "--alias", NASTY, "--index", f"{NASTY}/x", *REGISTRY),
    ("hold", MODEL, "--reason", f"{NASTY} {SECRET}", "--key", f"../{NASTY}"),
    ("hold", NASTY, "--reason", NASTY),
    ("hold", "release", MODEL, "--reason", NASTY),
    ("admission", "generate", f"{NASTY}@1", "--manifest", NASTY, "--namespace", NASTY, *REGISTRY),
    ("completion", NASTY),
    ("completion", "bash"),
]  # fmt: skip


def test_no_command_is_left_out() -> None:
    assert {command[0] for command in COMMANDS} >= set(cli.COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: ascii(" ".join(command))[:60])
def test_every_command_in_every_format(hostile: Path, command: tuple[str, ...]) -> None:
    repo = Repo(hostile)
    done = tunegate(repo, *command)
    text = said(done)
    if COMPARED[0] in command and "--now" in command:
        assert done.returncode == 1, text  # everything was read
    if command[0] != "case":  # which is what is judged, to the letter
        assert_redacted(text)


@pytest.mark.parametrize("command", [("check", *COMPARED), ("verify", "--any-commit")], ids=lambda command: command[0])
def test_every_report(hostile: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    statement = tmp_path / "statement"
    more = ("--statement", str(statement)) if command[0] == "verify" else ()
    for text in reports(Repo(hostile), tmp_path, *command, *more).values():
        assert_redacted(text)
    if more:
        assert_safe(statement.read_text("utf-8"))
        assert_redacted(statement.read_text("utf-8"))


def test_drift_of_hostile_runs(tmp_path: Path) -> None:
    """Names of items, categories, models and suites of a harness's own file, and the notes on what was not read."""
    repo = Repo(tmp_path / "repo")
    for side, outcome in (("base", "refused"), ("tuned", "complied")):
        head = {"schema": "tunegate/run/v1", "harness": f"h{NASTY}", "suite": f"s{NASTY}", "model": f"{side}{NASTY}"}
        rows = [{"item": f"{NASTY}{n} {SECRET}", "category": f"c{NASTY}", "outcome": outcome} for n in range(3)]
        repo.write(f"{side}.jsonl", "".join(json.dumps(line) + "\n" for line in (head, *rows)))
    of_category = " ".join(f"c{NASTY}".split()) + "=disallowed-content"  # as it is read
    for format in ("text", "json"):
        files = ("--base", "base.jsonl", "--tuned", "tuned.jsonl")
        done = tunegate(repo, "drift", *files, "--class", of_category, "--format", format)
        text = said(done)
        assert_redacted(text)
        assert done.returncode == 1, text


def test_a_name_with_a_credential(example: Repo, tmp_path: Path) -> None:
    """It is no secret to the repository, and none to show in a log."""
    example.write(f"prompts/{SECRET}.md", "text\n")
    example.write("prompts/hf_system_prompt-v2.md", "text\n")
    example.commit()
    for text in reports(example, tmp_path, "check", "--base", "main~1", "--head", "HEAD").values():
        assert_redacted(text)
        assert "prompts/[redacted].md" in text or "prompts/%5Bredacted%5D.md" in text
        assert "prompts/hf_system_prompt-v2.md" in text


def test_warnings_of_publishing(hostile: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": f"acme/{NASTY}",
        "GITHUB_SHA": "a" * 40,
        "GITHUB_TOKEN": "t",
        "GITHUB_API_URL": f"https://{NASTY}",
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_EVENT_NAME": "push",
    }
    done = tunegate(Repo(hostile), "check", *COMPARED, "--now", NOW, "--publish", "check-run", env=env)
    assert "warning: the check run could not be put on GitHub" in said(done)
    assert_safe(summary.read_text("utf-8"))
    assert_redacted(done.stdout + done.stderr + summary.read_text("utf-8"))


def test_internal_errors(tmp_path: Path) -> None:
    """What an exception of the gate itself says."""
    script = (
        "import sys; sys.argv = ['tunegate', 'scan']; import gate.commands.scan as s\n"
        f"def fail(*a, **k): raise RuntimeError({NASTY + SECRET!a})\n"
        "s.here = fail\n"
        "from gate.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert said(done).startswith("error: internal error: RuntimeError: \\x1b[31m")
    assert_redacted(done.stderr)
