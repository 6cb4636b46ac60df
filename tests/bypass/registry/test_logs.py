"""Attempts to take something back that a log has, by whoever may write to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gate.process import cache
from gate.registry.log.index import view
from gate.registry.log.places import open_log
from tests.bypass.registry.attempts import LOG
from tests.command import NOW, tunegate
from tests.commands.test_registry import Place
from tests.registry.stating import MODEL


def log(place: Place, *args: str) -> tuple[int, str]:
    done = tunegate(place.repo, "log", *args, *LOG)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def kept(place: Place) -> str:
    """The checkpoint of somebody else, of a log with a waiver more."""
    place.repo.write("waiver.yaml", f"model: {MODEL}\n")
    assert log(place, "append", "waiver", "waiver.yaml", "--now", NOW)[0] == 0
    return log(place, "checkpoint")[1].strip()


def entries(place: Place) -> Path:
    return place.repo.path / "log"


def again(place: Place, kind: str) -> None:
    shutil.rmtree(entries(place))
    entries(place).mkdir()
    log(place, "append", kind, "waiver.yaml", "--now", NOW)


def test_log_that_is_as_it_was(place: Place, kept: str) -> None:
    log(place, "append", "deploy", "waiver.yaml", "--now", NOW)
    assert log(place, "check", "--since", kept)[0] == 0


def test_log_that_begins_anew(place: Place, kept: str) -> None:
    again(place, "waiver")
    assert log(place, "check", "--since", kept)[0] == 1


def test_log_that_is_forked(place: Place, kept: str) -> None:
    again(place, "waiver")
    place.repo.write("waiver.yaml", f"model: {MODEL}\nmore: 1\n")
    log(place, "append", "waiver", "waiver.yaml", "--now", NOW)
    log(place, "append", "deploy", "waiver.yaml", "--now", NOW)
    code, text = log(place, "check", "--since", kept)
    assert (code, "are not what they were" in text) == (1, True)


def test_log_under_another_name(place: Place, kept: str) -> None:
    (place.repo.path / "other").mkdir()
    shutil.copytree(entries(place), place.repo.path / "other", dirs_exist_ok=True)
    text = (place.repo.path / "other/checkpoint").read_text()
    (place.repo.path / "other/checkpoint").write_text(text.replace("log\n", "other\n", 1))
    done = tunegate(place.repo, "log", "check", "--log", "folder:other", "--since", kept)
    assert (done.returncode, "this log is other, and not log" in done.stdout) == (1, True)


def test_entry_that_is_edited_in_place(place: Place, kept: str) -> None:
    (bundle,) = (entries(place) / "entries").iterdir()
    bundle.write_bytes(bundle.read_bytes().replace(b'"kind":"waiver"', b'"kind":"deploy"'))
    code, text = log(place, "check", "--since", kept)
    assert (code, "damaged or rewritten" in text) == (3, True)
    assert place.run("query", f"{MODEL}@1", *LOG).returncode == 3


def test_log_that_is_empty_or_gone(place: Place, kept: str) -> None:
    shutil.rmtree(entries(place))
    entries(place).mkdir()
    assert log(place, "check", "--since", kept)[0] == 1
    assert place.run("gate", f"{MODEL}@1", "--environment", "prod", *LOG).returncode == 1
    entries(place).rmdir()
    assert place.run("gate", f"{MODEL}@1", "--environment", "prod", *LOG).returncode == 2


@pytest.mark.parametrize("change", ["no such entry", "another entry", "another root", "no table"])
def test_index_that_is_edited(
    place: Place, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    import sqlite3

    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    log(place, "append", "waiver", "waiver.yaml", "--model", "another", "--now", NOW)
    found = open_log("folder:log", place.repo.path)
    whole = view(found).about([MODEL])
    assert [number for number, _ in whole] == [0, 1]
    (index,) = (tmp_path / "cache/logs").iterdir()
    with sqlite3.connect(index) as data:
        if change == "no such entry":
            data.execute("UPDATE entry SET number = 900 WHERE number = 1")
        elif change == "another entry":
            data.execute("INSERT INTO entry VALUES (?, 2)", (MODEL,))
        elif change == "another root":
            data.execute("UPDATE bundle SET root = ?", (b"0" * 32,))
        else:
            data.execute("DROP TABLE bundle")
    assert view(found).about([MODEL]) == whole
