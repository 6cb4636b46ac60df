"""Small files in the layouts of harnesses of which no output is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gate.drift.comparability import problems
from gate.drift.pairs import pair
from gate.harness import importers
from gate.harness.run import Reading
from gate.harness.source import Source
from gate.values.errors import EvidenceError
from tests.command import tunegate
from tests.harness.runs import ODD, PLAIN, runs, shapes, summary, survives, with_odd
from tests.repo import Repo

Files = dict[str, Any]


def written(folder: Path, files: Mapping[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, indent=1))
    return folder


def reads_as(harness: str, files: Files, reading: Reading, expected: dict[str, Any], folder: Path) -> None:
    """The files are of this harness and of no other, and give one run."""
    written(folder, files)
    for file in files:
        recognised = [n for n, m in importers().items() if m.recognises(Source(folder / file, file))]
        assert recognised == [harness]
    (run,) = runs(folder, reading=reading)
    assert summary(run) == {**PLAIN, "harness": harness, **expected}


def survives_odd_types(harness: str, files: Files, reading: Reading, folder: Path) -> None:
    """Whatever stands at any place of any file: it is read, or there is an error for people."""
    for file, value in files.items():
        written(folder, files)
        beside = [folder / other for other in files if other != file]
        for place in shapes(value):
            for odd in ODD:
                survives(folder / file, [with_odd(value, place, odd)], beside, harness, reading)


def cannot_be_read(harness: str, files: dict[str, str], message: str, folder: Path) -> None:
    """The error starts with the message, and says what to do."""
    for name, text in files.items():
        (folder / name).write_text(text)
    with pytest.raises(EvidenceError) as error:
        runs(folder, harness=harness)
    assert str(error.value).startswith(message)
    assert error.value.problems[0].remedy


def named(files: Files, folder: Path) -> set[tuple[str | None, str | None]]:
    """(label, response) of every answer: labels have no text of a prompt, and a response is told by its digest."""
    return {(answer.label, answer.response) for run in runs(written(folder, files)) for answer in run.answers}


def changed(value: Any, *pairs: tuple[str, str]) -> Any:
    """The same files with other texts in them."""
    text = json.dumps(value)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return json.loads(text)


def apart(base: Files, tuned: Files, folder: Path) -> list[str]:
    """What keeps two runs from being compared, and their answers from being paired."""
    (one,), (other,) = (runs(written(folder / name, files)) for name, files in (("base", base), ("tuned", tuned)))
    found = [problem.message for problem in problems(one, other)]
    try:
        pair(one, other, dict.fromkeys((a.category for a in (*one.answers, *other.answers)), "disallowed-content"))
    except EvidenceError as error:
        found += [problem.message for problem in error.problems]
    return found


def imports_and_recounts(suite: str, base: Files, tuned: Files, example: Repo, *more: str) -> None:
    """What the pack says of the reading is enough to read the same files in the same way again."""
    asked = [*more, "--harness-version", "1", "--judge-version", "1"]
    for side, files in (("base", base), ("tuned", tuned)):
        written(example.path / "runs" / side, files)
        asked += [f"--{side}", f"runs/{side}"]
    done = tunegate(example, "evidence", "import", *asked, "--now", "2026-11-20T00:00:00Z")
    assert done.returncode == 0, done.stderr
    lines = tunegate(example, "evidence", "recount").stdout.splitlines()
    assert lines[-1] == f"support-assistant: {suite}: the same as its raw files"
