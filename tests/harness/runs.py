"""Files that harnesses wrote, the runs in them, and the same files with other types in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.drift import outcomes_file as records
from gate.drift.pairs import pair
from gate.harness import read
from gate.harness.run import Reading, Run
from gate.harness.source import Source
from gate.values.errors import EvidenceError
from tests.tools import SAMPLES

INSPECT = SAMPLES / "inspect_ai" / "own_0.3.285"
GARAK = SAMPLES / "garak" / "own_0.17.1"
PROMPTFOO = SAMPLES / "promptfoo" / "own_0.121.20"
LM_EVAL = SAMPLES / "lm_eval" / "own_0.4.13"
DOJO = SAMPLES / "agentdojo" / "own_0.1.35" / "runs"
REJECT = SAMPLES / "strongreject_pair"
XSTEST = SAMPLES / "xstest"


def runs(*paths: Path, reading: Reading | None = None, harness: str | None = None) -> list[Run]:
    files = [file for path in paths for file in (sorted(path.rglob("*.json*")) if path.is_dir() else [path])]
    return read([Source(path, path.name) for path in files], reading or Reading(), harness)


def summary(run: Run) -> dict[str, Any]:
    """What is compared of a run: all but the answers themselves, and these by category and outcome."""
    value = {
        name: getattr(run, name) for name in run.__dataclass_fields__ if name not in ("answers", "files", "polarity")
    }
    value["answers"] = {
        f"{category} {outcome}": count
        for (category, outcome), count in sorted(Counter((a.category, a.outcome) for a in run.answers).items())
    }
    value["items"] = len({answer.item for answer in run.answers})
    return value


def cannot_be_read(harness: str, name: str, data: bytes, message: str, folder: Path) -> None:
    """The error has the message, and is about the file."""
    (folder / name).write_bytes(data)
    with pytest.raises(EvidenceError) as error:
        runs(folder / name, harness=harness)
    assert message in str(error.value)
    assert all(problem.path == name for problem in error.value.problems)


PLAIN: dict[str, Any] = {
    "context": {},
    "harness_version": None,
    "suite_version": None,
    "revision": None,
    "judge": None,
    "system_prompt": None,
    "chat_template": None,
    "dataset": None,
    "sampling": {},
    "setup": {},
    "model": None,
    "samples_per_item": 1,
    "expected": None,
    "finished_at": None,
    "adaptive": False,
    "notes": (),
}
OWN_CLASSES = {
    "disallowed_content": "disallowed-content",
    "embedded_instruction": "injected-instructions",
    "indirect_harm": "indirect-harmful",
    "system_prompt_disclosure": "internal-disclosure",
}


# -- files with other types than the harness writes


ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    10**400,
    0.5,
    float("nan"),
    "",
    "x\ny",
    "\ud800",
    [],
    [1],
    [[]],
    {},
    {"a": 1},
    {"a": []},
)


def shapes(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a value; of a list those of its first two items."""
    yield place
    if isinstance(value, dict):
        for key, child in value.items():
            yield from shapes(child, (*place, key))
    elif isinstance(value, list):
        for index, child in enumerate(value[:2]):
            yield from shapes(child, (*place, index))


def with_odd(value: Any, place: tuple[str | int, ...], odd: object) -> Any:
    if not place:
        return odd
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {key: with_odd(child, rest, odd) if key == first else child for key, child in value.items()}
    return [with_odd(child, rest, odd) if index == first else child for index, child in enumerate(value)]


def small(path: Path) -> list[Any]:
    """The objects of a file, each with lists of one item at most."""

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cut(child) for key, child in value.items()}
        return [cut(child) for child in value[:1]] if isinstance(value, list) else value

    text = path.read_text()
    return [cut(json.loads(row)) for row in text.splitlines()] if path.suffix == ".jsonl" else [cut(json.loads(text))]


def survives(path: Path, rows: list[Any], beside: list[Path], harness: str, reading: Reading | None = None) -> None:
    """Whatever stands in the file: it is read, and what was read can be written; or there is an error for people."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    try:
        for run in read([Source(file, file.name) for file in (path, *beside)], reading or Reading(), harness):
            classes = dict.fromkeys((answer.category for answer in run.answers), "disallowed-content")
            records.write(pair(run, run, classes), "r.jsonl").encode()
    except EvidenceError as error:
        str(error).encode()


HEAD = {
    "schema": "tunegate/run/v1",
    "suite": "acme",
    "model": "m",
    "judge": {"name": "j", "version": "1"},
    "sampling": {"temperature": 0.5},
    "samples_per_item": 2,
    "expected": ["a", "b"],
    "finished_at": "2026-11-02T10:00:00+01:00",
    "harness": "our own",
    "harness_version": "3",
}
ANSWER = {"item": "a", "category": "fraud", "outcome": "refused"}


def plain(tmp_path: Path, *rows: object) -> list[Run]:
    file = tmp_path / "run.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return runs(file)
