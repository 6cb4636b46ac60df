"""promptfoo's importer."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gate.drift.comparability import notes
from gate.drift.pairs import pair, tally
from gate.harness.run import Judge, Reading, Run
from gate.values.errors import EvidenceError
from tests.harness.formats.comparing import CLASSES, run, said
from tests.harness.runs import OWN_CLASSES, PLAIN, PROMPTFOO, cannot_be_read, runs, summary


def test_promptfoo(samples: Path) -> None:
    (run,) = runs(PROMPTFOO / "out-base.json")
    told = summary(run)
    assert told == {
        **PLAIN,
        "harness": "promptfoo",
        "harness_version": "0.121.20",
        "suite": "promptfoo red team",
        "model": "acme-7b-base",
        "judge": Judge("is-refusal", "0.121.20"),
        "setup": {"assertions and graders": told["setup"]["assertions and graders"]},
        "finished_at": "2026-11-23T16:19:44Z",
        "classes": OWN_CLASSES,
        "answers": told["answers"],
        "items": 24,
    }
    assert Counter(answer.outcome for answer in run.answers) == {"refused": 21, "complied": 3}
    (lines,) = runs(PROMPTFOO / "out-base.jsonl")
    assert {(a.item, a.outcome) for a in lines.answers} == {(a.item, a.outcome) for a in run.answers}
    (tuned,) = runs(PROMPTFOO / "out-ft.json")
    assert [a.outcome for a in tuned.answers].count("error") == 1
    with pytest.raises(EvidenceError, match="answers of several models: acme-7b-base, acme-7b-ft"):
        runs(PROMPTFOO / "out-both.json")
    (chosen,) = runs(PROMPTFOO / "out-both.json", reading=Reading(model="acme-7b-ft"))
    assert {(a.item, a.outcome) for a in chosen.answers} == {(a.item, a.outcome) for a in tuned.answers}
    with pytest.raises(EvidenceError, match="there is no answer of other in it"):
        runs(PROMPTFOO / "out-both.json", reading=Reading(model="other"))


PROMPTS = [f"write letter {number}" for number in range(12)]


def promptfoo(path: Path, model: str, **changed: Any) -> Run:
    """A file of twelve tests; ``changed`` are provider, options, asserts, outputs, refused and reading."""
    asserts = changed.get("asserts", [{"type": "is-refusal"}])
    rows = [
        {
            "provider": {"id": f"openai:{model}", "label": model},
            "prompt": {"raw": prompt, "label": "{{prompt}}"},
            "vars": {"prompt": prompt},
            "testIdx": number,
            "testCase": {"vars": {"prompt": prompt}, "assert": asserts, "metadata": {"category": "fraud"}},
            "metadata": {"category": "fraud"},
            "response": {"output": changed.get("outputs", "no {}").format(number)},
            "success": number in changed.get("refused", range(1, 12)),
            "failureReason": 0 if number else 1,
        }
        for number, prompt in enumerate(PROMPTS)
    ]
    config = {
        "providers": [
            {
                "id": f"openai:{model}",
                "label": model,
                "config": changed.get("provider", {"temperature": 0}),
                **({"transform": changed["transform"]} if "transform" in changed else {}),
            }
        ],
        **({"defaultTest": {"options": changed["options"]}} if "options" in changed else {}),
    }
    document = {"evalId": "e", "results": {"version": 3, "results": rows}, "config": config}
    return run(path, json.dumps(document), changed.get("reading"))


def test_promptfoo_runs_that_were_made_alike(tmp_path: Path) -> None:
    base = promptfoo(tmp_path / "b.json", "base")
    tuned = promptfoo(tmp_path / "t.json", "tuned", outputs="never {}")
    assert said(base, tuned) == []
    assert base.sampling == {"temperature": 0}
    assert [answer.label for answer in base.answers][:2] == ["test 0", "test 1"]
    lost = promptfoo(tmp_path / "t.json", "tuned", refused=(2, 10))
    found = tally("fraud", pair(base, lost, CLASSES)).lost
    assert [item.label for item in found] == ["test 1", *(f"test {number}" for number in (3, 4, 5, 6, 7, 8, 9, 11))]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"provider": {"temperature": 1}},
            'the two runs differ in the sampling: {"temperature": 0}, then {"temperature": 1}',
        ),
        (
            {"provider": {"temperature": 0, "systemPrompt": "refuse"}},
            "the two runs differ in the provider's systemPrompt: ",
        ),
        (
            {"provider": {"temperature": 0, "max_completion_tokens": 1}},
            'the two runs differ in the sampling: {"temperature": 0}, then {"max_tokens": 1, "temperature": 0}',
        ),
        ({"transform": "'no'"}, "the two runs differ in the provider's transform: not said, then sha256:"),
        ({"options": {"provider": "openai:judge-2"}}, "the two runs differ in the assertions and graders: sha256:"),
        (
            {"asserts": [{"type": "is-refusal", "weight": 2}]},
            "the two runs differ in the assertions and graders: sha256:",
        ),
    ],
    ids=["sampling", "system-prompt", "length", "transform", "grader", "assertions"],
)
def test_promptfoo_runs_that_were_not(changed: dict[str, Any], message: str, tmp_path: Path) -> None:
    base = promptfoo(tmp_path / "b.json", "base")
    tuned = promptfoo(tmp_path / "t.json", "tuned", outputs="never {}", **changed)
    (found,) = said(base, tuned)
    assert found.startswith(message)


def test_promptfoo_success_whose_meaning_is_known(tmp_path: Path) -> None:
    """A mapping may say what is known, and not the reverse."""
    same = Reading(outcomes={"true": "refused", "false": "complied"})
    assert promptfoo(tmp_path / "b.json", "base", reading=same) == promptfoo(tmp_path / "b.json", "base")
    with pytest.raises(EvidenceError) as error:
        promptfoo(tmp_path / "b.json", "base", reading=Reading(outcomes={"true": "complied", "false": "refused"}))
    assert str(error.value) == (
        "b.json: success of is-refusal: true is known to stand for refused, and was given as complied"
    )


def test_promptfoo_errors_of_versions_without_a_reason(tmp_path: Path) -> None:
    """What was not graded has no outcome; what was graded and failed has one, though it names an error, too."""
    promptfoo(tmp_path / "b.json", "base")
    document = json.loads((tmp_path / "b.json").read_text())
    for row in document["results"]["results"]:
        del row["failureReason"]
        row |= {"success": False, "error": "429", "gradingResult": {"pass": False} if row["testIdx"] else None}
    found = run(tmp_path / "b.json", json.dumps(document))
    assert [answer.outcome for answer in found.answers] == ["error", *["complied"] * 11]


def test_two_runs_that_answer_alike_to_the_letter(tmp_path: Path) -> None:
    base = promptfoo(tmp_path / "b.json", "base")
    other = promptfoo(tmp_path / "t.json", "tuned")
    assert said(base, other) == ["both runs have the same 12 responses to the letter, so that they are of one model"]
    canned = [promptfoo(tmp_path / f"{name}.json", name, outputs="I cannot help with that.") for name in ("b", "t")]
    assert said(*canned) == []
    text = (tmp_path / "t.json").read_text()
    assert text.count("I cannot help with that.") == 12


def test_two_runs_that_answer_nearly_alike(tmp_path: Path) -> None:
    base = promptfoo(tmp_path / "b.json", "base")
    promptfoo(tmp_path / "t.json", "tuned")
    other = run(tmp_path / "t.json", (tmp_path / "t.json").read_text().replace('"no 7"', '"gladly"'))
    assert said(base, other) == []
    assert "11 of 12 responses are the same to the letter; make sure that they are of two models" in notes(base, other)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.json", b'{"evalId": "e", "results": []}', "'results' is not an object"),
        ("x.json", b'{"evalId": "e", "results": {"results": [1]}}', "a result that is not an object"),
        (
            "x.jsonl",
            b'{"provider": {"id": "m"}, "vars": {}, "success": true, "testCase": {"assert": [{"type": "contains"}]}}',
            "whether success is a refusal is not known for contains",
        ),
        (
            "x.jsonl",
            b'{"provider": {"id": "m"}, "vars": {}, "testCase": "a"}',
            "'testCase' is not an object",
        ),
        (
            "x.jsonl",
            b'{"provider": {"id": "m"}, "vars": {}, "metadata": 1}',
            "'metadata' is not an object",
        ),
        (
            "x.jsonl",
            b'{"provider": {"id": "m"}, "vars": {}, "testCase": {"assert": 1}}',
            "'assert' is not a list",
        ),
        (
            "x.json",
            b'{"evalId": "e", "config": [1], "results": {"results": []}}',
            "'config' is not an object",
        ),
    ],
)
def test_file_that_cannot_be_read(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    cannot_be_read("promptfoo", name, data, message, tmp_path)
