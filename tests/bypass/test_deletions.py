"""Attempts to get past a request to delete training records: out of the register, or back into the data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bypass.wall import append
from tests.command import MODEL, NOW, check, tunegate
from tests.commands.verifying import verify
from tests.repo import Repo

DATA = "data/train/boundaries.jsonl"
SECRET = "ab" * 32
LATER = "2026-12-24T12:00:00Z"
Rules = set[str]


def request(repo: Repo, tmp_path: Path, *more: str, due: str = "2026-12-20") -> str:
    """Record one for the second record of `DATA`, and commit it where the repository is."""
    key, asked = tmp_path / "records.key", tmp_path / "asked.json"
    key.write_text(SECRET)
    asked.write_text((repo.path / DATA).read_text().splitlines()[1])
    what = more or ("--record", str(asked))
    case = ("--reference", "DSR-7", "--owner", "privacy@acme.example", "--due", due, "--now", NOW)
    done = tunegate(repo, "records", "delete-request", "--key", str(key), *what, *case)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0].removeprefix("wrote ")


def rules(repo: Repo, *args: str, secret: str | None = SECRET, now: str = NOW) -> tuple[Rules, Rules]:
    """The rules of deletions that block, and those that warn."""
    repo.commit("a change")
    env = {"TUNEGATE_RECORDS_KEY": secret} if secret else {}
    done = check(repo, "--base", "main", "--head", "HEAD", "--format", "json", *args, now=now, env=env)
    found = json.loads(done.stdout)
    rows = [(row["rule"], row["severity"]) for row in found["findings"] if row["rule"].startswith("deletion-")]
    assert found["verdict"] != "error", found["findings"]
    assert found["verdict"] == "block" or not any(severity == "error" for _, severity in rows)
    return {rule for rule, severity in rows if severity == "error"}, {r for r, severity in rows if severity != "error"}


@pytest.fixture
def requested(example: Repo, tmp_path: Path) -> tuple[Repo, str]:
    """On main there is an open request; the topic branch starts there."""
    path = request(example, tmp_path)
    example.commit("a request")
    example.git("branch", "-f", "main")
    return example, path


def without_the_record(repo: Repo) -> None:
    lines = (repo.path / DATA).read_text().splitlines(keepends=True)
    repo.write(DATA, "".join([*lines[:1], *lines[2:]]))


def test_a_new_request_fires(example: Repo, tmp_path: Path) -> None:
    request(example, tmp_path)
    example.commit("a request")
    env = {"TUNEGATE_RECORDS_KEY": SECRET}
    done = check(example, "--base", "main", "--head", "HEAD", "--format", "json", env=env)
    found = json.loads(done.stdout)
    assert (found["verdict"], [row["rule"] for row in found["findings"]]) == ("pass", ["deletion-open"])
    (fired,) = found["triggers"]
    assert (fired["model"], fired["trigger"], fired["answered_by"]) == (MODEL, "re-fine-tuning", None)
    text = check(example, "--base", "main", "--head", "HEAD", env=env)
    assert (text.returncode, "trigger re-fine-tuning of support-assistant: not answered" in text.stdout) == (0, True)


def test_nothing_is_looked_for_without_a_register(example: Repo) -> None:
    append("prompts/system.md", "Be kind.\n")(example)
    example.commit("a prompt")
    done = check(example, "--base", "main", "--head", "HEAD", env={"TUNEGATE_RECORDS_KEY": "no key"})
    assert done.returncode == 1  # not 2: the key is not even read


def test_due_date(requested: tuple[Repo, str]) -> None:
    repo, _ = requested
    append("evidence/support-assistant/disposition.yaml", "# a word\n")(repo)
    assert rules(repo) == (set(), {"deletion-open"})
    assert rules(repo, now=LATER) == ({"deletion-overdue"}, set())


def taken_out(repo: Repo, path: str) -> None:
    repo.remove(path)


def renamed(repo: Repo, path: str) -> None:
    (repo.path / path).rename(repo.path / "deletion-requests/other.yaml")


def no_yaml_any_more(repo: Repo, path: str) -> None:
    (repo.path / path).rename((repo.path / path).with_suffix(".txt"))


def put_off(repo: Repo, path: str) -> None:
    repo.write(path, (repo.path / path).read_text().replace("2026-12-20", "2099-12-20"))


def asks_for_another(repo: Repo, path: str) -> None:
    text = (repo.path / path).read_text()
    repo.write(path, text.replace(re.findall("[0-9a-f]{14}", text)[0], "f" * 14))


def under_another_key(repo: Repo, path: str) -> None:
    lines = (repo.path / path).read_text().splitlines(keepends=True)
    repo.write(path, "".join('key: "0000000000000000"\n' if line.startswith("key:") else line for line in lines))


def recorded_later(repo: Repo, path: str) -> None:
    repo.write(path, (repo.path / path).read_text().replace("2026-11-23T12", "2026-11-23T13"))


EDITS: list[tuple[Callable[[Repo, str], None], str]] = [
    (taken_out, "deletion-removed"),
    (renamed, "deletion-removed"),
    (no_yaml_any_more, "deletion-removed"),
    (put_off, "deletion-changed"),
    (asks_for_another, "deletion-changed"),
    (under_another_key, "deletion-changed"),
    (recorded_later, "deletion-changed"),
]


@pytest.mark.parametrize(("edit", "rule"), EDITS, ids=[edit.__name__ for edit, _ in EDITS])
def test_the_base_says_what_was_asked(
    requested: tuple[Repo, str], edit: Callable[[Repo, str], None], rule: str
) -> None:
    repo, path = requested
    edit(repo, path)
    found, _ = rules(repo, now=LATER, secret=SECRET)
    assert found - {"deletion-undecided"} == {rule, "deletion-overdue"}
    assert "control-plane-change" in check(repo, "--base", "main", "--head", "HEAD").stdout  # its owner has to answer


CLOSED = """\
closed:
  at: "2026-11-24T00:00:00Z"
  by: mallory@acme.example
  how: {how}
  evidence: It is done, you can trust me on that.
"""


def test_close_it_without_a_deletion(requested: tuple[Repo, str]) -> None:
    repo, path = requested
    append(path, CLOSED.format(how="deleted"))(repo)
    assert rules(repo) == ({"deletion-returned"}, set())


def test_refuse_it_for_somebody_else(requested: tuple[Repo, str]) -> None:
    repo, path = requested
    append(path, CLOSED.format(how="refused"))(repo)
    repo.commit("refused")
    done = check(repo, "--base", "main", "--head", "HEAD", "--format", "json", env={"TUNEGATE_RECORDS_KEY": SECRET})
    assert {row["rule"] for row in json.loads(done.stdout)["findings"]} == {"control-plane-change"}


def reordered(repo: Repo, record: dict[str, Any]) -> None:
    repo.write("data/train/back.jsonl", json.dumps(dict(reversed(record.items()))) + "\n")


def reformatted(repo: Repo, record: dict[str, Any]) -> None:
    text = json.dumps(record, indent=1, ensure_ascii=True).replace("\n", "\t")
    repo.write("data/train/deep/er/back.jsonl", f"\ufeff\r\n  {text}  \r\n")


def last_in_another_file(repo: Repo, record: dict[str, Any]) -> None:
    append("data/train/returns-and-refunds.jsonl", json.dumps(record) + "\n")(repo)


def under_another_label(repo: Repo, record: dict[str, Any]) -> None:
    *asked, answer = record["messages"]
    repo.write("data/train/back.jsonl", json.dumps({"messages": [*asked, {**answer, "content": "Sure!"}]}) + "\n")


def as_an_instruction(repo: Repo, record: dict[str, Any]) -> None:
    said = [turn["content"] for turn in record["messages"]]
    repo.write("data/train/back.jsonl", json.dumps({"instruction": said[1], "output": said[2], "id": 7}) + "\n")


BACK = [reordered, reformatted, last_in_another_file, under_another_label, as_an_instruction]


@pytest.mark.parametrize("edit", BACK, ids=[edit.__name__ for edit in BACK])
def test_bring_it_back(
    requested: tuple[Repo, str], edit: Callable[[Repo, dict[str, Any]], None], tmp_path: Path
) -> None:
    repo, path = requested
    without_the_record(repo)
    repo.commit("without it")
    close = ("--by", "privacy@acme.example", "--evidence", "Deleted in the bucket by job 81.", "--now", NOW)
    done = tunegate(repo, "records", "delete-close", path, "--key", str(tmp_path / "records.key"), *close)
    assert done.returncode == 0, done.stderr
    repo.commit("closed")
    repo.git("branch", "-f", "main")
    edit(repo, json.loads((tmp_path / "asked.json").read_text()))
    assert rules(repo) == ({"deletion-returned"}, set())
    assert rules(repo, now=LATER)[0] == {"deletion-returned"}
    repo.remove(path)
    assert rules(repo)[0] == {"deletion-returned", "deletion-removed"}


def test_a_fork_has_no_key(requested: tuple[Repo, str]) -> None:
    repo, _ = requested
    append(DATA, '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]}\n')(repo)
    assert rules(repo, secret=None) == (set(), {"deletion-unchecked"})
    assert rules(repo, secret=None, now=LATER) == (set(), {"deletion-unchecked"})
    assert rules(repo, secret="cd" * 32) == ({"deletion-undecided"}, set())  # a trusted run whose key is another one
    assert rules(repo) == (set(), {"deletion-open"})


def test_verify_decides(requested: tuple[Repo, str]) -> None:
    repo, _ = requested
    keyed = {"TUNEGATE_RECORDS_KEY": SECRET}
    assert verify(repo, "--trusted", "main", env=keyed).returncode == 0
    late = verify(repo, "--trusted", "main", env=keyed, now=LATER)
    assert (late.returncode, "deletion-overdue" in late.stdout) == (1, True)
    unsaid = verify(repo, "--trusted", "main")
    assert (unsaid.returncode, "deletion-undecided" in unsaid.stdout) == (1, True)


def test_a_branch_from_before_the_request(example: Repo, tmp_path: Path) -> None:
    append("evidence/support-assistant/disposition.yaml", "# a word\n")(example)
    example.commit("it started before")
    example.git("checkout", "-q", "main")
    request(example, tmp_path, due="2026-11-24")
    example.commit("a request")
    example.git("checkout", "-q", "topic")
    assert "deletion-overdue" in rules(example, now=LATER)[0]
