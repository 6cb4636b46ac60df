"""PyRIT's importer, on attack results of 1.1 and of 0.10, and on the export of conversations of 0.10."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness.run import Judge, Reading
from gate.harness.source import prompt_digest
from gate.values.errors import EvidenceError
from tests.harness.formats.layouts import (
    Files,
    apart,
    cannot_be_read,
    changed,
    imports_and_recounts,
    named,
    reads_as,
    survives_odd_types,
    written,
)
from tests.harness.runs import runs
from tests.repo import Repo


def atomic(
    model: str, scorer: str = "SubStringScorer", attack: str = "PromptSendingAttack", **children: Any
) -> dict[str, Any]:
    """An identifier of 1.1."""

    def one(name: str, inside: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        found = {"class_name": name, "class_module": f"pyrit.{name}", "hash": f"{name} {model}", **more}
        return {**found, "pyrit_version": "1.1.0", **({"children": inside} if inside else {})}

    target = one(
        "OpenAIChatTarget",
        endpoint="e",
        model_name="deployment",
        underlying_model_name=model,
        temperature=0.5,
        max_completion_tokens=9,
    )
    found = {"objective_target": target, "objective_scorer": one(scorer, substring="Sure"), **children}
    technique = one("AttackTechnique", {"attack": one(attack, found)})
    return one("AtomicAttack", {"attack_technique": technique, "seed_identifiers": []})


SENDING = {  # the attack without its target, and without what is of the run
    "attack PromptSendingAttack": prompt_digest(
        {
            "class_name": "PromptSendingAttack",
            "children": {"objective_scorer": {"class_name": "SubStringScorer", "substring": "Sure"}},
        }
    )
}


def result(number: int, outcome: str, harms: list[str] | None = None, **more: Any) -> dict[str, Any]:
    failed = outcome == "error"
    return {
        "conversation_id": f"c{number}",
        "objective": f"objective {number}",
        "attack_result_id": f"r{number}",
        "atomic_attack_identifier": None if failed else atomic("tuned"),
        "last_response": None if failed else {"role": "assistant", "converted_value": "no"},
        "last_score": None,
        "executed_turns": 1,
        "outcome": outcome,
        "timestamp": "2026-10-01T00:00:00.25Z",
        "metadata": {},
        "targeted_harm_categories": ["weapons", "violence"] if harms is None else harms,
        "error_message": "boom" if failed else None,
        **more,
    }


def result_before(number: int, outcome: str, attack: str = "PromptSendingAttack") -> dict[str, Any]:
    """A result of 0.10."""
    return {
        "conversation_id": f"c{number}",
        "objective": f"objective {number}",
        "attack_identifier": {"__type__": attack, "__module__": "m", "id": f"run {number}"},
        "last_response": "text",
        "outcome": outcome,
        "related_conversations": "set()",
    }


def conversation(number: int, score: str | None, scorer: str = "SelfAskRefusalScorer", **more: Any) -> list[Any]:
    """What 0.10 exports of a prompt and its answer."""

    def piece(role: str, text: str, scores: list[Any], **other: Any) -> dict[str, Any]:
        return {
            "role": role,
            "conversation_id": f"c{number}",
            "sequence": ("system", "user", "assistant").index(role),
            "timestamp": "2026-10-01T00:00:00.5",
            "labels": {},
            "targeted_harm_categories": ["violence"],
            "prompt_metadata": {},
            "converter_identifiers": [],
            "prompt_target_identifier": {"__type__": "OpenAIChatTarget", "__module__": "m"},
            "attack_identifier": {"__type__": "PromptSendingAttack", "__module__": "m", "id": "i"},
            "original_value": text,
            "converted_value": text,
            "converted_value_sha256": "s",
            "response_error": "none",
            "scores": scores,
            **other,
        }

    scores = [{"score_value": score, "score_type": "true_false", "scorer_class_identifier": {"__type__": scorer}}]
    said = piece("assistant", "no", scores if score else [])
    return [said, piece("system", "be kind", []), piece("user", f"prompt {number}", [], **more)]


CONVERSATIONS = [
    *conversation(0, "true"),
    *conversation(1, "False"),
    *conversation(2, None),
    *conversation(3, None, prompt_metadata={"response_format": "json"}),
]
RESULT: Files = {"r.json": [result(0, "failure"), result(1, "failure")]}
FAILED: Files = {"r.json": [result(0, "failure", atomic_attack_identifier=atomic("ft")), result(1, "error")]}
LAYOUTS: list[tuple[str, Files, Reading, dict[str, Any]]] = [
    (
        "PyRIT 1.1",
        {
            "results.json": [
                *(result(0, "success"), result(1, "failure"), result(2, "undetermined"), result(3, "error")),
                result(4, "failure", ["Hate Speech"]),
                result(5, "failure", []),
                result(6, "failure", ["prompt injection", "violence"]),
            ]
        },
        Reading(),
        {
            "suite": "PyRIT",
            "harness_version": "1.1.0",
            "model": "tuned",
            "judge": Judge("SubStringScorer", "1.1.0"),
            "sampling": {"temperature": 0.5, "max_tokens": 9},
            "setup": SENDING,
            "finished_at": "2026-10-01T00:00:00Z",
            "classes": {"violence, weapons": "disallowed-content", "Hate Speech": "disallowed-content"},
            "answers": {
                "Hate Speech refused": 1,
                "all refused": 1,
                "prompt injection, violence refused": 1,
                "violence, weapons complied": 1,
                "violence, weapons error": 2,
                "violence, weapons refused": 1,
            },
            "items": 7,
        },
    ),
    (
        "a scenario of PyRIT 1.1",
        {"scenario.json": {"scenario_identifier": {}, "attack_results": {"one": [result(0, "success")], "two": []}}},
        Reading(outcomes={"success": "refused", "failure": "complied"}),
        {
            "suite": "PyRIT",
            "harness_version": "1.1.0",
            "model": "tuned",
            "judge": Judge("SubStringScorer", "1.1.0"),
            "sampling": {"temperature": 0.5, "max_tokens": 9},
            "setup": SENDING,
            "finished_at": "2026-10-01T00:00:00Z",
            "classes": {"violence, weapons": "disallowed-content"},
            "answers": {"violence, weapons refused": 1},
            "items": 1,
            "notes": (
                "an attacker's success is a loss, but success counts as refused, failure counts as complied, as the "
                "options say",
            ),
        },
    ),
    (
        "PyRIT 0.10",
        {
            "results.json": [
                *(result_before(0, "AttackOutcome.SUCCESS"), result_before(1, "failure", "CrescendoAttack")),
            ]
        },
        Reading(),
        {
            "suite": "PyRIT",
            "setup": {
                f"attack {name}": prompt_digest({"__type__": name})
                for name in ("CrescendoAttack", "PromptSendingAttack")
            },
            "adaptive": True,
            "classes": {},
            "answers": {"all complied": 1, "all refused": 1},
            "items": 2,
        },
    ),
    (
        "conversations of PyRIT 0.10",
        {"conversations.json": CONVERSATIONS},
        Reading(),
        {
            "suite": "PyRIT conversations",
            "judge": Judge("SelfAskRefusalScorer"),
            "system_prompt": prompt_digest(["be kind"]),
            "finished_at": "2026-10-01T00:00:00Z",
            "classes": {"violence": "disallowed-content"},
            "notes": ("1 conversations of the scorers are left out",),
            "answers": {"violence complied": 1, "violence error": 1, "violence refused": 1},
            "items": 3,
        },
    ),
]
NAMES = [name for name, *_ in LAYOUTS]


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_layout(name: str, files: Files, reading: Reading, expected: dict[str, Any], tmp_path: Path) -> None:
    reads_as("pyrit", files, reading, expected, tmp_path)


@pytest.mark.parametrize(("name", "files", "reading", "expected"), LAYOUTS, ids=NAMES)
def test_odd_types_in_layout(name: str, files: Files, reading: Reading, expected: object, tmp_path: Path) -> None:
    survives_odd_types("pyrit", files, reading, tmp_path)


@pytest.mark.parametrize(
    ("base", "tuned"),
    [
        (RESULT, FAILED),
        ({"c.json": conversation(0, "true")}, {"c.json": conversation(0, "false")}),
    ],
)
def test_two_runs_of_the_same_items(base: Files, tuned: Files, tmp_path: Path) -> None:
    assert apart(base, tuned, tmp_path) == []


@pytest.mark.parametrize(
    ("base", "tuned", "expected"),
    [
        (
            RESULT,
            {"r.json": [{**row, "atomic_attack_identifier": atomic("ft", "Other")} for row in RESULT["r.json"]]},
            ["the two runs differ in the judge", "the two runs differ in the attack PromptSendingAttack"],
        ),
        (
            {"c.json": conversation(0, "true")},
            {"c.json": changed(conversation(0, "true"), ('"converted_value": "prompt 0"', '"converted_value": "x"'))},
            ["the item PromptSendingAttack/"],
        ),
    ],
)
def test_two_runs_of_other_items_or_in_another_way(
    base: Files, tuned: Files, expected: list[str], tmp_path: Path
) -> None:
    found = apart(base, tuned, tmp_path)
    assert len(found) == len(expected)
    assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, False),
        ({"adversarial_chat": {"class_name": "OpenAIChatTarget"}}, True),
        ({"request_converters": [{"class_name": "Base64Converter"}]}, False),
        ({"request_converters": [{"class_name": "ToneConverter", "children": {"converter_target": {"a": 1}}}]}, True),
    ],
)
def test_attack_that_a_model_writes(more: dict[str, Any], expected: bool, tmp_path: Path) -> None:
    row = result(0, "failure", atomic_attack_identifier=atomic("tuned", **more))
    (run,) = runs(written(tmp_path, {"r.json": [row]}))
    assert run.adaptive is expected


def test_what_people_call_an_item(tmp_path: Path) -> None:
    assert named(RESULT, tmp_path / "results") == {("attack 1", prompt_digest("no")), ("attack 2", prompt_digest("no"))}
    told = named({"c.json": conversation(0, "true")}, tmp_path / "conversations")
    assert told == {("conversation 1", prompt_digest("no"))}


def test_answers_that_are_no_independent_draws(tmp_path: Path) -> None:
    """Attacks on one objective are a cluster."""
    other = result(0, "success", atomic_attack_identifier=atomic("tuned", attack="SkeletonKeyAttack"))
    (run,) = runs(written(tmp_path, {"p.json": [result(0, "failure"), other]}))
    assert len({answer.item for answer in run.answers}) == 2
    assert {answer.cluster for answer in run.answers} == {prompt_digest("objective 0")[7:23]}


def test_metric_that_results_do_not_have(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="--metric is for exported conversations"):
        runs(written(tmp_path, RESULT), reading=Reading(metric="SelfAskRefusalScorer"))


def test_values_that_are_mapped_to_the_reverse(tmp_path: Path) -> None:
    reading = Reading(outcomes={"True": "complied", "false": "refused"})
    with pytest.raises(EvidenceError) as error:
        runs(written(tmp_path, {"c.json": conversation(0, "true")}), reading=reading)
    assert str(error.value) == (
        "c.json: SelfAskRefusalScorer true is known to stand for refused, and was given as complied"
    )


def test_import_and_recount(example: Repo) -> None:
    base, tuned = ({"c.json": conversation(0, said, "Likert")} for said in ("true", "false"))
    asked = ("--metric", "Likert", "--refused", "true", "--complied", "false")
    imports_and_recounts("PyRIT conversations", base, tuned, example, *asked)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.json": "[]"}, "x.json:1: there is no attack result in it"),
        ({"x.json": "[1]"}, "x.json: a result that is not an object"),
        (
            {"x.jsonl": '{"objective": "o", "outcome": "success"}\n{"objective": "o", "outcome": "won"}'},
            "x.jsonl:2: the outcome 'won' is none of success, failure, error, undetermined",
        ),
        (
            {
                "x.json": json.dumps(
                    [result(0, "success", atomic_attack_identifier=atomic("m", "SelfAskRefusalScorer"))]
                )
            },
            "x.json: an attack that succeeds where SelfAskRefusalScorer finds a refusal",
        ),
        (
            {"x.json": json.dumps([result(0, "success"), result(1, "success", atomic_attack_identifier=atomic("m"))])},
            "x.json: results of m, tuned",
        ),
        (
            {"x.json": json.dumps(conversation(0, "true", "SelfAskTrueFalseScorer"))},
            "x.json: what the scores of SelfAskTrueFalseScorer mean is not known",
        ),
        (
            {"x.json": json.dumps([*conversation(0, "true", "A"), *conversation(1, "true", "B")])},
            "x.json: which score is about refusals is not known",
        ),
        ({"x.json": json.dumps(conversation(0, None))}, "x.json: none of the conversations has a score"),
        ({"x.json": json.dumps(conversation(0, "0.5"))}, "x.json: the score of conversation 1 is '0.5'"),
        ({"x.json": json.dumps(conversation(0, "true")[:2])}, "x.json: conversation 1 has no prompt"),
    ],
)
def test_file_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    cannot_be_read("pyrit", files, message, tmp_path)
