"""The database of all models: what it holds, and that the documented questions get answers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.page.fleet.sqlite import APPLICATION, build
from gate.page.ledger import TABLES
from gate.page.subject import Fleet
from tests.command import MODEL
from tests.hostile import SECRET
from tests.tools import ROOT

QUESTIONS = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "portfolio.md").read_text(), re.DOTALL)


@pytest.fixture
def database(fleet: Fleet, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "models.sqlite"
    path.write_bytes(build(fleet)[""])
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def test_it_is_whole_and_says_which_version(database: sqlite3.Connection) -> None:
    asked = ("integrity_check", "application_id", "user_version")
    assert [database.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["ok", APPLICATION, 1]
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master ORDER BY rowid")]
    assert tables == [table.name for table in TABLES]


def test_the_answers(database: sqlite3.Connection) -> None:
    said = database.execute("SELECT model, answer, days_left, blocking, overdue FROM models").fetchall()
    assert said == [
        ("blocked", "not approved", 189, 1, 0),
        ("broken", "unknown", None, 1, 0),
        ("soon", "approved", 31, 0, 1),
        (MODEL, "approved", 189, 0, 0),
    ]


ANSWERS: list[list[tuple[Any, ...]]] = [
    [("blocked", "not approved", "disposition-stale"), ("broken", "unknown", "evidence-unreadable")],
    [("soon", "2026-12-24", 31)],
    [],
    [("blocked", "personal", 82), ("soon", "personal", 82), (MODEL, "personal", 82)],
    [("soon", "indirect-harmful", 7.0), (MODEL, "indirect-harmful", 7.0)],
    [("2026-11", 3, 0)],
    [],
]


@pytest.mark.parametrize(("question", "expected"), list(zip(QUESTIONS, ANSWERS, strict=True)))
def test_the_documented_questions(database: sqlite3.Connection, question: str, expected: list[tuple[Any, ...]]) -> None:
    found = database.execute(question).fetchall()
    if "overdue = 1" in question:
        assert [row[1:4] for row in found] == [("soon", "C-9", "2026-11-01")]
    else:
        assert sorted(row[:3] for row in found) == sorted(expected)


def test_hostile_text_is_a_value(database: sqlite3.Connection) -> None:
    (text,) = database.execute("SELECT text FROM conditions WHERE model = 'soon'").fetchone()
    assert "DROP TABLE models" in text
    assert "\\x1b[31m\\u202e" in text
    assert "[redacted]" in text
    assert SECRET not in text


def test_equal_facts_give_equal_bytes(fleet: Fleet) -> None:
    assert build(fleet) == build(fleet)


def test_a_fleet_of_nothing_has_its_tables() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(build(Fleet((), None, "2026-11-23T12:00:00Z"))[""])
        assert connection.execute("SELECT count(*) FROM models").fetchone() == (0,)
        assert connection.execute("SELECT judged_at FROM fleet").fetchone() == ("2026-11-23T12:00:00Z",)
