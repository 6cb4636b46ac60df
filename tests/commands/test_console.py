"""Whatever a repository holds, no command writes a control character, a runner's command, a credential or a person's
data: every command, every format, whole outputs."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from gate.report import names
from tests.command import EVIDENCE, NOW, check, tunegate
from tests.repo import Repo

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the file system refuses such names")

FORMATS = names()
COMMAND = "\n::error::forged\n##[error]forged ##vso[task.complete result=Succeeded]"
NASTY = f"\x1b[31m\x9b2J\u202e\u200b\u061c\U000e0041\r{COMMAND}"
SECRET = "ghp_" + "a1B2" * 9
PERSON, ADDRESS, PHONE = "Jane Roe", "jane.roe@mail.example", "+49 30 9912345"
REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
INVISIBLE = set("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\xad\U000e0041")


def is_safe(char: str) -> bool:
    """By Unicode's own tables."""
    hidden = unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in REORDERING
    return char == "\n" or not (hidden or char in INVISIBLE)


def assert_safe(text: str) -> None:
    """No control character, and no command for a runner but the annotations."""
    assert {char for char in text if not is_safe(char)} == set()
    token = ""
    for line in text.split("\n"):
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::"):
            assert re.match(r"::(error|warning|notice) (file|title)=", line)
        else:
            assert not re.search(r"##\w*\[", line)
    assert token == ""


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Both streams, which are safe."""
    text = done.stdout + done.stderr
    assert_safe(text)
    assert "Traceback" not in text
    assert text
    return text


def reports(repo: Repo, folder: Path, *command: str) -> dict[str, str]:
    """What a command that blocks writes in every format, which is safe; of one run."""
    options = [word for name in FORMATS for word in ("--report", f"{name}={folder / name}")]
    done = tunegate(repo, *command, "--now", NOW, *options)
    assert done.returncode == 1, done.stdout + done.stderr
    found = {"stdout": said(done), **{name: (folder / name).read_text("utf-8") for name in FORMATS}}
    for text in found.values():
        assert_safe(text)
        assert text
    return found


def assert_redacted(text: str) -> None:
    assert [word for word in (SECRET, ADDRESS, "9912345") if word in text] == []


# -- a determination and a record, as a pull request writes them


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


def test_a_record_is_redacted_where_its_line_is_quoted(example: Repo, tmp_path: Path) -> None:
    path = "data/train/returns-and-refunds.jsonl"
    lines = (example.path / path).read_text().split("\n")
    record = json.loads(lines[4])
    record["messages"][0]["content"] = f"I am {PERSON}, {ADDRESS}, {PHONE}"
    lines[4] = json.dumps(record)
    example.write(path, "\n".join(lines))
    example.commit("a record")
    found = reports(example, tmp_path, "check", "--base", "main~1", "--head", "HEAD")
    for text in found.values():
        assert_redacted(text)
    for format in ("text", "github", "markdown", "summary"):
        assert '5 | {"messages": [{"role": "user", "content": "I am Jane Roe, [address], [number]"}' in found[format]


CONFIG = "version: 1\nmodels:\n  m:\n    surfaces:\n      training_data: [data/**]\n"


def quoted(text: str) -> set[str]:
    """The source lines in a report."""
    return set(re.findall(r"^ +\d+ \| (.*)", text, re.MULTILINE))


def parquet(*rows: str) -> bytes:
    """Uncompressed and without a dictionary, so that the texts stand in the bytes."""
    target = io.BytesIO()
    table = pa.table({"prompt": list(rows), "completion": list(rows)})
    pq.write_table(table, target, compression="none", use_dictionary=False)
    assert rows[-1].encode() in target.getvalue()
    return target.getvalue()


@pytest.mark.parametrize("name", ["data/a.parquet", "data/a.txt", "data/a.jsonl"])
def test_what_is_binary_is_not_quoted(tmp_path: Path, name: str) -> None:
    """Whatever it is called."""
    repo = Repo(tmp_path / "repo")
    repo.write("tunegate.yaml", CONFIG)
    repo.write(name, parquet("a"))
    repo.commit()
    repo.write(name, parquet("a", f"{PERSON}, {ADDRESS}, {PHONE}"))
    repo.commit()
    for text in reports(repo, tmp_path, "check", "--base", "main~1", "--head", "HEAD").values():
        assert "training_data" in text
        assert_redacted(text)
        assert ("PAR1" in text, "\ufffd" in text) == (False, False)
        assert quoted(text) <= set(CONFIG.split("\n"))


@pytest.mark.parametrize(
    ("data", "is_quoted"),
    [
        (b"PAR1", False),
        (b"plain\n", True),
        (b"with\0nul\n", False),
        (b"latin \xe9\n", False),
        (b"bell \a and backspace \b\n", False),
        ("esc \x1b[31m and \u202e\n".encode(), True),
    ],
)
def test_which_bytes_are_text(tmp_path: Path, data: bytes, is_quoted: bool) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("tunegate.yaml", CONFIG)
    repo.write("data/a", b"before\n")
    repo.commit()
    repo.write("data/a", data)
    repo.commit()
    text = said(check(repo, "--base", "main~1", "--head", "HEAD"))
    assert bool(quoted(text) - set(CONFIG.split("\n"))) == is_quoted


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
    repo = Repo(shutil.copytree(prepared, path, symlinks=True), copied=True)
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
    tools.write_text(tools.read_text() + yaml.safe_dump({f"key{NASTY}": f"{NASTY} {SECRET}"}))
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
    return path


COMPARED = ("--base", "main", "--head", "HEAD")
COMMANDS: list[tuple[str, ...]] = [
    ("check", *COMPARED, "--now", NOW, "--format", "github"),
    ("verify", "--any-commit", "--now", NOW, "--format", "json"),
    *(("plan", *COMPARED, "--format", format) for format in ("text", "json", "markdown")),
    *((*name, "--format", format) for name in (("scan",), ("state",)) for format in ("text", "json")),
    *(("diff", *COMPARED, *more, "--format", format) for more in ((), ("--recognise",)) for format in ("text", "json")),
    *(("disposition", "verify", *COMPARED, "--format", format) for format in ("text", "json")),
    ("case", *COMPARED),
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
    ("init", "--model", NASTY, "--dry-run"),
    ("completion", NASTY),
    ("completion", "bash"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: ascii(" ".join(command))[:60])
def test_every_command_in_every_format(hostile: Path, command: tuple[str, ...]) -> None:
    repo = Repo(hostile, copied=True)
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
    for text in reports(Repo(hostile, copied=True), tmp_path, *command, *more).values():
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
    done = tunegate(Repo(hostile, copied=True), "check", *COMPARED, "--now", NOW, "--publish", "check-run", env=env)
    assert "warning: the check run could not be put on GitHub" in said(done)
    assert_safe(summary.read_text("utf-8"))
    assert_redacted(done.stdout + done.stderr + summary.read_text("utf-8"))


def test_internal_errors(tmp_path: Path) -> None:
    """What an exception of the gate itself says."""
    script = (
        "import sys; sys.argv = ['tunegate', 'scan']; import gate.commands.scan as s\n"
        f"def fail(*a, **k): raise RuntimeError({NASTY + SECRET!a})\n"
        "s.snapshot_gatherer = fail\n"
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
