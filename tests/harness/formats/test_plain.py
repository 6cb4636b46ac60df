"""Plain JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gate.harness.run import Judge
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.command import fits
from tests.harness.runs import ANSWER, HEAD, PLAIN, cannot_be_read, plain, summary
from tests.tools import ROOT


def test_plain(tmp_path: Path) -> None:
    more = {**ANSWER, "sample": 1, "prompt": "p", "cluster": "c", "harmless": True, "outcome": "error"}
    (run,) = plain(tmp_path, HEAD, ANSWER, more)
    assert summary(run) == {
        **PLAIN,
        "harness": "our own",
        "harness_version": "3",
        "suite": "acme",
        "model": "m",
        "judge": Judge("j", "1"),
        "sampling": {"temperature": 0.5},
        "samples_per_item": 2,
        "expected": frozenset({"a", "b"}),
        "finished_at": "2026-11-02T09:00:00Z",
        "classes": {"fraud": "disallowed-content"},
        "answers": {"fraud error": 1, "fraud refused": 1},
        "items": 1,
    }
    assert (run.answers[1].prompt, run.answers[1].cluster, run.answers[1].harmless, run.answers[1].line) == (
        *(prompt_digest("p"), "c", True, 3),
    )


def test_plain_has_a_schema(tmp_path: Path) -> None:
    """What the documentation shows fits it and can be read."""
    text = (ROOT / "docs" / "drift.md").read_text()
    block = text[text.index("```json\n") + 8 :]
    rows = [json.loads(line) for line in block[: block.index("```")].splitlines()]
    for row in (HEAD, ANSWER, *rows):
        fits("run", row)
    (run,) = plain(tmp_path, *rows)
    assert [answer.outcome for answer in run.answers] == ["refused", "complied", "complied"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([HEAD], "run.jsonl:1: there is no answer in it"),
        ([{**HEAD, "suites": "x"}, ANSWER], "run.jsonl:1: unknown key 'suites'"),
        ([{**HEAD, "suite": " "}, ANSWER], "run.jsonl:1: 'suite' is empty"),
        ([{**HEAD, "suite": 1}, ANSWER], "run.jsonl:1: 'suite' is not text"),
        ([{k: v for k, v in HEAD.items() if k != "suite"}, ANSWER], "run.jsonl:1: 'suite' is missing"),
        ([{**HEAD, "finished_at": "soon"}, ANSWER], "run.jsonl:1: 'finished_at' is not a time"),
        ([{**HEAD, "expected": [1]}, ANSWER], "run.jsonl:1: 'expected' is not a list of items"),
        ([{**HEAD, "samples_per_item": True}, ANSWER], "run.jsonl:1: 'samples_per_item' is not a whole number"),
        ([HEAD, {**ANSWER, "outcome": "pass"}], "run.jsonl:2: the outcome 'pass' is none of refused, complied, error"),
        ([HEAD, {**ANSWER, "catgory": "x"}], "run.jsonl:2: unknown key 'catgory'"),
        ([HEAD, {**ANSWER, "item": ""}], "run.jsonl:2: 'item' is empty"),
        ([HEAD, {**ANSWER, "sample": -1}], "run.jsonl:2: 'sample' is -1"),
        ([HEAD, {**ANSWER, "prompt": "p", "prompt_digest": "d"}], "run.jsonl:2: a prompt and its digest"),
        ([HEAD, {**ANSWER, "harmless": "yes"}], "run.jsonl:2: 'harmless' is neither true nor false"),
        ([HEAD, {**ANSWER, "harmless": 1}], "run.jsonl:2: 'harmless' is neither true nor false"),
        ([HEAD, {**ANSWER, "cluster": ["a"]}], "run.jsonl:2: 'cluster' is not text"),
        ([HEAD, {**ANSWER, "prompt_digest": 5}], "run.jsonl:2: 'prompt_digest' is no SHA-256"),
        ([{**HEAD, "judge": {"name": "j", "version": 5}}, ANSWER], "run.jsonl:1: 'version' is not text"),
        ([{**HEAD, "judge": {"name": "j", "vers": "5"}}, ANSWER], "run.jsonl:1: unknown key 'vers'"),
        ([{**HEAD, "sampling": [1]}, ANSWER], "run.jsonl:1: 'sampling' is not an object"),
        ([{**HEAD, "adaptive": 1}, ANSWER], "run.jsonl:1: 'adaptive' is not bool"),
        ([{**HEAD, "samples_per_item": 0}, ANSWER], "run.jsonl:1: 'samples_per_item' is 0"),
        ([HEAD, [1]], "run.jsonl:2: a line that is no JSON object"),
    ],
)
def test_plain_that_is_not_right(rows: list[object], message: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        plain(tmp_path, *rows)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.jsonl", b'{"schema": "tunegate/run/v1"', "not valid JSON"),
        ("x.jsonl", b"\xff\xfe", "not UTF-8"),
        ("x.jsonl", b'{"a": 1, "a": 2}\n', "the key 'a' twice in one object"),
        ("x.jsonl", b"[" * 200_000, "nested too deep"),
        ("x.jsonl", b'{"a": ' + b"9" * 10_000 + b"}", "a number with too many digits"),
    ],
)
def test_file_that_cannot_be_read(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    cannot_be_read("plain", name, data, message, tmp_path)
