"""``evidence edit``: open values are asked for one by one, at a real terminal, and written at once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import EVIDENCE, MODEL, NOW, tunegate
from tests.evidence.test_authoring import status
from tests.repo import Repo
from tests.terminal import Terminal

REPORT = f"{EVIDENCE}/red-team-report.yaml"
TALKS, TALKED = f"{EVIDENCE}/raw/talks.jsonl", '{"pattern": "IN-1", "turns": []}\n'


def document(repo: Repo, path: str = REPORT) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((repo.path / path).read_text())
    return found


@pytest.fixture
def fresh(example: Repo) -> Repo:
    """The example without its red-team report, and with the transcripts of another."""
    example.remove(REPORT)
    example.write(TALKS, TALKED)
    example.git("config", "user.email", "ml-platform@acme.example")
    return example


ANSWERS = (
    ("prepared_by", "", "ml-platform@acme.example"),  # the one in brackets
    ("performed_by", "red-team@acme.example", "red-team@acme.example"),
    ("performed_at/from", "2026-10-20", "2026-10-20"),
    ("performed_at/until", "2026-10-24", "2026-10-24"),
    (
        "method",
        "Two people, the deployed stack, transcripts kept.",
        "Two people, the deployed stack, transcripts kept.",
    ),
    ("in_scope_patterns/0/id", "IN-1", "IN-1"),
    ("in_scope_patterns/0/name", "refund pressure", "refund pressure"),
    ("in_scope_patterns/0/attempts", "40", 40),
    ("in_scope_patterns/0/successes", "0", 0),
)
SECOND = (
    ("out_of_scope_patterns/0/id", "OUT-1", "OUT-1"),
    ("out_of_scope_patterns/0/name", "role play", "role play"),
    ("out_of_scope_patterns/0/attempts", "60", 60),
    ("out_of_scope_patterns/0/successes", "0", 0),
)
RAW = (
    ("raw_files/0/path", TALKS, TALKS),
    ("raw_files/0/digest", "", f"sha256:{hashlib.sha256(TALKED.encode()).hexdigest()}"),  # the one in brackets
)


def value_at(found: Any, name: str) -> Any:
    for token in name.split("/"):
        found = found[int(token)] if token.isdigit() else found[token]
    return found


def test_a_document_is_started_asked_for_left_and_resumed(fresh: Repo) -> None:
    at = Terminal(fresh, "evidence", "edit", MODEL, "red-team-report", "--now", NOW)
    for name, typed, _ in ANSWERS[:4]:
        at.answer(name, typed)
    at.until(r"method  \(\d+ left\)\n(?:.*\n)*>.* $")
    at.type("\x04")  # Ctrl-D
    assert at.end() == 1
    assert "left; run the same command again to go on" in at.seen
    assert at.seen.rstrip().endswith(f"{REPORT}: 9 open")
    found = document(fresh)
    assert [value_at(found, name) for name, _, _ in ANSWERS[:4]] == [value for _, _, value in ANSWERS[:4]]
    text = (fresh.path / REPORT).read_text()
    assert "# Left to fill in: 9 values. 'tunegate evidence edit support-assistant red-team-report'\n" in text
    assert "# First day of testing. Write YYYY-MM-DD.\n" in text  # the scaffold's comments stay

    at = Terminal(fresh, "evidence", "edit", "red-team-report", "--now", NOW)
    for name, typed, _ in ANSWERS[4:]:
        at.answer(name, typed)
    at.until(r"Another item of in_scope_patterns\? \[y/N\] $")
    at.type("y\n")
    for name, typed in (("id", "IN-2"), ("name", "language"), ("attempts", "10")):
        at.answer(f"in_scope_patterns/1/{name}", typed)
    at.answer("in_scope_patterns/1/successes", "")
    at.until(r"Another item of in_scope_patterns\? \[y/N\] $")
    at.type("\n")
    for name, typed, _ in SECOND:
        at.answer(name, typed)
    at.until(r"Another item of out_of_scope_patterns\? \[y/N\] $")
    at.type("n\n")
    for name, typed, _ in RAW:
        at.answer(name, typed)
    at.until(r"Another item of raw_files\? \[y/N\] $")
    at.type("n\n")
    assert at.end() == 0
    assert at.seen.rstrip().endswith("nothing is open; next: tunegate evidence validate")
    found = document(fresh)
    for name, _, value in (*ANSWERS, *SECOND, *RAW):
        assert value_at(found, name) == value, name
    assert found["in_scope_patterns"][1]["successes"] == 0  # as it was answered of the first
    assert "# Left to fill in" not in (fresh.path / REPORT).read_text()
    assert tunegate(fresh, "evidence", "validate").returncode == 0


def test_an_answer_that_does_not_fit_is_asked_for_again(fresh: Repo) -> None:
    at = Terminal(fresh, "evidence", "edit", MODEL, "red-team-report", "--now", NOW)
    asked = at.answer("prepared_by", "the red team")
    assert "  Who prepared this document and answers questions about it.\n" in asked
    assert "  Write a mailbox or @org/team, without spaces.\n" in asked
    at.until(r'"the red team" does not fit: write a mailbox or @org/team, without spaces\n>.* $')
    at.type("a@b.example\n")
    at.answer("performed_by", "")  # who prepared it
    at.answer("performed_at/from", "<")  # back
    at.answer("performed_by", "red-team@acme.example")
    at.answer("performed_at/from", "tomorrow")
    at.until(r"'tomorrow' is not a 'date'. Write YYYY-MM-DD.\n> $")
    at.interrupt()
    assert at.end() == 1
    found = document(fresh)
    assert (found["prepared_by"], found["performed_by"]) == ("a@b.example", "red-team@acme.example")
    assert found["performed_at"]["from"] is None


def test_choices_have_numbers(example: Repo) -> None:
    example.remove(f"{EVIDENCE}/decision-record.yaml")
    at = Terminal(example, "evidence", "edit", "decision-record", "--now", NOW)
    at.answer("prepared_by", "a@b.example")
    at.answer("decided_by", "")
    at.answer("decided_at", "2026-09-07T14:30:00Z")
    at.answer("behaviour_change_needed", "yes")
    at.answer("knowledge_access_needed", "2")
    asked = at.answer("decision", "2")
    assert asked.endswith("> [fine-tune] ")  # what follows from the two
    numbered = dict(re.findall(r"^  (\d)  (\S+)$", asked, re.MULTILINE))
    at.until("left")
    at.type("\x04")
    assert at.end() == 1
    found = document(example, f"{EVIDENCE}/decision-record.yaml")
    assert found["decision"] == numbered["2"]
    assert (found["behaviour_change_needed"], found["knowledge_access_needed"]) == (True, False)


def test_a_disposition_is_filled_in_as_well(example: Repo) -> None:
    tunegate(example, "disposition", "draft", "--now", NOW)
    at = Terminal(example, "evidence", "edit", "disposition", "--now", NOW)
    at.answer("decision", "proceed")
    at.answer("expires", "2027-05-31")
    at.answer("rationale", "Looked at again, and nothing changed.")
    assert at.end() == 0
    assert tunegate(example, "evidence", "validate").returncode == 0


# -- without a terminal


def test_what_is_open_is_listed(example: Repo) -> None:
    done = tunegate(example, "evidence", "edit", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(
        f"{EVIDENCE}/disposition.yaml: nothing open\nnothing is open; next: tunegate evidence validate\n"
    )
    tunegate(example, "disposition", "draft", "--now", NOW)
    done = tunegate(example, "evidence", "edit", MODEL, "disposition", "--list")
    assert (done.returncode, done.stdout) == (
        1,
        f"{EVIDENCE}/disposition.yaml: 3 open\n"
        "  decision (one of proceed, conditional, restricted-pilot, hold, decline)\n"
        "  expires (YYYY-MM-DD)\n"
        "  rationale (a sentence of 20 characters or more)\n",
    )


def test_answers_on_the_command_line(fresh: Repo) -> None:
    given = [word for name, typed, value in (*ANSWERS, *SECOND, *RAW) for word in ("--set", f"{name}={typed or value}")]
    done = tunegate(fresh, "evidence", "edit", "red-team-report", *given, "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("nothing is open; next: tunegate evidence validate\n")
    assert tunegate(fresh, "evidence", "validate").returncode == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("red-team-report",), "there is no terminal to ask at"),
        (("--set", "method=x"), "--set answers in one document"),
        (("red-team-report", "--set", "method"), "--set 'method' has no value"),
        (("red-team-report", "--set", "methods=x"), "red-team-report has no value 'methods'"),
        (("red-team-report", "--set", "method=short"), '--set method: "short" does not fit: write a sentence of 20'),
        (("red-team-report", "--set", "in_scope_patterns/0/attempts=many"), "--set in_scope_patterns/0/attempts: "),
        (("red-team-report", "nobody", "else"), "'else' is neither a model nor a kind"),
        (("nobody", "--list"), "there is no model 'nobody'"),
    ],
)
def test_what_cannot_be_answered(args: tuple[str, ...], message: str, example: Repo) -> None:
    done = tunegate(example, "evidence", "edit", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}")
    assert status(example) == []


def test_comments_of_a_person_stay(example: Repo) -> None:
    path = example.path / REPORT
    lines = path.read_text().splitlines(keepends=True)
    text = "".join(f"{line.rstrip()}  # by hand\n" if line.startswith("performed_by") else line for line in lines)
    path.write_text(text)
    done = tunegate(
        example, "evidence", "edit", "red-team-report", "--set", "performed_by=crew@acme.example", "--now", NOW
    )
    assert done.returncode == 0, done.stderr
    assert "performed_by: crew@acme.example  # by hand\n" in path.read_text()
    changed = {
        one.split(":")[0]
        for one, other in zip(text.splitlines(), path.read_text().splitlines(), strict=True)
        if one != other
    }
    assert changed == {"performed_by", "prepared_at"}


def test_nothing_outside_of_the_pack_is_written(fresh: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("a: 1\n")
    (fresh.path / REPORT).symlink_to(outside)
    done = tunegate(fresh, "evidence", "edit", "red-team-report", "--set", "method=" + "x" * 20)
    assert done.returncode == 2
    assert outside.read_text() == "a: 1\n"
