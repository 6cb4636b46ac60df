"""The context of a suite: its one spelling, and runs that are taken apart by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness import importers, read
from gate.harness.contexts import covers, first_name, named, origin, phrase, value_of
from gate.harness.run import Reading, Run
from gate.harness.source import Source
from gate.values.errors import EvidenceError, UsageError

HEAD = {"schema": "tunegate/run/v1", "suite": "s"}
ROW = {"item": "a", "category": "fraud", "outcome": "refused"}


def runs(folder: Path, head: dict[str, Any], *rows: dict[str, Any], **reading: Any) -> list[Run]:
    path = folder / "run.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ({**HEAD, **head}, *rows)))
    return read([Source(path, path.name)], Reading(**reading))


def said(folder: Path, head: dict[str, Any], *rows: dict[str, Any], **reading: Any) -> str:
    with pytest.raises(EvidenceError) as caught:
        runs(folder, head, *rows, **reading)
    return caught.value.problems[0].message


@pytest.mark.parametrize(
    ("dimension", "text", "value"),
    [
        ("language", " DE ", "de"),
        ("language", "pt_BR", "pt-br"),
        ("turns", "3", 3),
        ("turns", 1, 1),
        ("system_prompt", True, "with"),
        ("system_prompt", "Without", "without"),
    ],
)
def test_one_spelling(dimension: str, text: Any, value: Any) -> None:
    assert value_of(dimension, text) == value


@pytest.mark.parametrize(
    ("dimension", "text"),
    [
        *(("language", text) for text in ("", "german", "d", "de-", "de)", "de\n, with")),
        *(("turns", text) for text in ("0", "-1", "1.5", "two", "1001", "٣")),
        *(("system_prompt", text) for text in ("", "none", "maybe", None)),
        ("persona", "x"),
    ],
)
def test_no_value(dimension: str, text: Any) -> None:
    with pytest.raises((ValueError, KeyError)):
        value_of(dimension, text)


def test_names() -> None:
    context = {"turns": 3, "system_prompt": "without", "language": "de"}
    assert phrase(context) == "language de, without system prompt, 3 turns"
    assert (phrase({"turns": 1}), phrase({})) == ("1 turn", "")
    for part in ({}, {"turns": 1}, {"language": "pt-br"}, {"system_prompt": "with", "turns": 12}, context):
        name = named("acme (x) 3.1", part)
        assert origin(name) == origin(f"{name}, look 12") == "acme (x) 3.1"
        assert first_name(f"{name}, look 2") == name


def test_what_a_context_covers() -> None:
    assert covers({"language": "de", "turns": 2}, {"language": "de"})
    assert covers({}, {})
    assert not covers({}, {"language": "de"})
    assert not covers({"language": "en"}, {"language": "de"})


def test_a_run_is_taken_apart(tmp_path: Path) -> None:
    rows = [{**ROW, "item": i, "context": {"language": tag}} for tag in ("de", "en") for i in ("a", "b")]
    german, english = runs(tmp_path, {"context": {"turns": 2}, "expected": ["a", "b", "c"]}, *rows)
    assert (german.context, english.context) == ({"turns": 2, "language": "de"}, {"turns": 2, "language": "en"})
    assert [answer.item for answer in german.answers] == [answer.item for answer in english.answers] == ["a", "b"]
    assert german.expected == english.expected == frozenset("abc")  # what no context has is missing in each
    assert (german.samples_per_item, english.samples_per_item) == (1, 1)


def test_stated(tmp_path: Path) -> None:
    (run,) = runs(tmp_path, {}, ROW, context={"language": "de"})
    assert (run.context, run.suite) == ({"language": "de"}, "s")


@pytest.mark.parametrize(
    ("head", "row", "context", "message"),
    [
        ({"context": {"turns": 1}}, {}, {"turns": 2}, "the file says 1 turn, not 2 turns"),
        ({"context": {"turns": 1}}, {"context": {"turns": 2}}, {}, "the file says 2 turns, not 1 turn"),
        ({}, {"context": {"language": "en"}}, {"language": "de"}, "the file says language en, not language de"),
        (
            {"system_prompt": "sha256:" + "0" * 64},
            {},
            {"system_prompt": "without"},
            "the run is declared to be without a system prompt, and its file has one",
        ),
        ({"context": {"turns": "many"}}, {}, {}, "turns is 'many', not a number from 1 to 1000"),
        ({"context": {"persona": "x"}}, {}, {}, "unknown key 'persona'"),
    ],
)
def test_contradicted(
    tmp_path: Path, head: dict[str, Any], row: dict[str, Any], context: dict[str, Any], message: str
) -> None:
    assert said(tmp_path, head, {**ROW, **row}, context=context) == message


def test_a_field_is_refused_where_an_importer_does_not_go_by_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--context-field says nothing of the files of plain"):
        runs(tmp_path, {}, ROW, context_fields={"language": "lang"})
    by_field = {name for name, module in importers().items() if "context_fields" in module.OPTIONS}
    assert {"inspect_ai", "lm-evaluation-harness", "promptfoo", "deepeval", "langsmith"} <= by_field


def braintrust(folder: Path, *rows: dict[str, Any], **reading: Any) -> list[Run]:
    path = folder / "results.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read([Source(path, path.name)], Reading(**reading))


def result(item: str, tag: Any, score: float) -> dict[str, Any]:
    return {
        "input": f"prompt {item}",
        "output": f"answer {item} {tag}",
        "exc_info": None,
        "error": None,
        "scores": {"refusal": score},
        "metadata": {"item": item, "category": "fraud", "lang": tag},
    }


def test_a_field_of_scored_rows(tmp_path: Path) -> None:
    rows = [result(item, tag, 1.0) for item in ("a", "b") for tag in ("de", "en")]
    german, english = braintrust(tmp_path, *rows, context_fields={"language": "metadata.lang"})
    # the same prompt in two contexts is one item in each, and no second sample
    assert [(a.item, a.sample) for a in german.answers] == [(a.item, a.sample) for a in english.answers]
    assert {a.sample for a in german.answers} == {0}
    with pytest.raises(EvidenceError, match=r"there is no field 'metadata\.tongue' in a row"):
        braintrust(tmp_path, *rows, context_fields={"language": "metadata.tongue"})
    with pytest.raises(EvidenceError, match="language is '7', not a language tag"):
        braintrust(tmp_path, result("a", 7, 1.0), context_fields={"language": "metadata.lang"})
