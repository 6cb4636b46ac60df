"""What a document lists, and what of it is more than stamps and prose."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from gate.documents.schema import expanded
from gate.evidence.items import LISTS, gone, items, reused, substance, swapped
from tests.command import EVIDENCE, EXAMPLE


def document(kind: str) -> Any:
    return yaml.safe_load((EXAMPLE / EVIDENCE / f"{kind}.yaml").read_text())


def names(kind: str, before: Any, now: Any) -> list[tuple[str, str]]:
    return [(item.list.name, item.keys[0]) for item in gone(kind, before, now)]


def test_every_list_can_be_named_as_retired() -> None:
    """And in each document that has lists."""
    of = {kind: expanded(kind)["properties"].get("retired") for kind in LISTS}
    assert {kind for kind, schema in of.items() if schema is None} == {kind for kind, rows in LISTS.items() if not rows}
    known = {of.name for rows in LISTS.values() for of in rows}
    assert set(expanded("disposition")["properties"]["retired"]["items"]["properties"]["list"]["enum"]) == known


@pytest.mark.parametrize("kind", LISTS)
def test_nothing_is_gone_of_the_document_itself(kind: str) -> None:
    value = document(kind)
    assert names(kind, value, value) == []
    assert (list(items(kind, value)) == []) == (kind == "training-run")


@pytest.mark.parametrize("kind", [kind for kind, rows in LISTS.items() if rows])
def test_all_is_gone_of_an_empty_one(kind: str) -> None:
    value = document(kind)
    lists = {of.steps[0] for of in LISTS[kind]}
    empty = {key: [] if key in lists else part for key, part in value.items()}
    found = {item.list.name for item in gone(kind, value, empty)}
    assert found == {of.name for of in LISTS[kind] if len(of.steps) == 1 and value.get(of.steps[0])} - {"safety_suites"}


def test_an_item_that_stands_twice() -> None:
    row = {"id": "C-1", "text": "t"}
    assert names("disposition", {"conditions": [row, row]}, {"conditions": [row]}) == [("conditions", "C-1")]


def test_a_risk_that_gets_an_id() -> None:
    before = {"residual_risks": [{"risk": "r", "accepted_by": "a"}]}
    now = {"residual_risks": [{"id": "R-1", "risk": "r", "accepted_by": "a"}]}
    assert names("disposition", before, now) == []
    again = {"residual_risks": [{"id": "R-1", "risk": "in other words", "accepted_by": "a"}]}
    assert names("disposition", now, again) == []
    assert names("disposition", before, again) == [("residual_risks", "r")]


def test_a_control_of_a_category_that_regresses_no_more() -> None:
    row = {"suite": "s", "category": "c", "outcome": "regressed", "compensating_controls": [{"path": "p.md"}]}
    kind, before = "alignment-regression", {"categories": [row]}
    without = {**row, "compensating_controls": []}
    assert names(kind, before, {"categories": [without]}) == [("categories.compensating_controls", "s > c > p.md")]
    assert names(kind, before, {"categories": [{**without, "outcome": "non-inferior"}]}) == []
    assert names(kind, before, {"categories": []}) == []  # another rule asks for the category


def test_a_suite_with_counts_alone() -> None:
    kind, suite = "evaluation-results", {"name": "s"}
    assert names(kind, {"safety_suites": [suite]}, {}) == [("safety_suites", "s")]
    assert names(kind, {"safety_suites": [{**suite, "records": {}}]}, {}) == []


@pytest.mark.parametrize("odd", [None, "x", 7, {"a": 1}, [None, "x", 7], [{"id": 7}], [{"id": None}], [{}]])
def test_a_document_of_the_base_in_another_form(odd: Any) -> None:
    for kind, rows in LISTS.items():
        for of in rows:
            assert of.named or list(items(kind, {of.steps[0]: odd})) == []


def test_properties_by_name() -> None:
    kind = "base-model-evidence"
    value = {"inherited_properties": {"a": {}, "b": {}}, "targeted_properties": ["a", 7]}
    assert names(kind, value, {"inherited_properties": {"b": {}}}) == [
        ("inherited_properties", "a"),
        ("targeted_properties", "a"),
    ]
    assert names(kind, {"inherited_properties": 7, "targeted_properties": None}, {}) == []


def test_measurements_of_before() -> None:
    kind = "evaluation-results"
    before, now = document(kind), document(kind)
    now["task_evaluations"][0]["tuned_value"] = 0.99
    assert [item.keys[0] for item in reused(kind, before, now)] == [
        "held-out support questions",
        "several-turn pressure and persona prompts",
        "verbatim recall of rewritten tickets",
    ]
    now["task_evaluations"][0]["raw_files"][1]["digest"] = "sha256:" + "0" * 64
    assert [item.list.name for item in reused(kind, before, now)] == ["adversarial_tests"] * 2


def test_raw_files_that_are_others_and_nothing_else() -> None:
    kind, other, log = "evaluation-results", "sha256:" + "0" * 64, "sha256:" + "1" * 64
    before, now = document(kind), copy.deepcopy(document(kind))
    assert list(swapped(kind, before, now)) == []
    now["adversarial_tests"][1]["raw_files"][0]["digest"] = log
    now["safety_suites"][0]["raw_files"]["base"][0]["digest"] = other
    now["task_evaluations"][0]["raw_files"][0]["digest"] = other
    assert [item.list.name for item in swapped(kind, before, now)] == [
        "task_evaluations",
        "safety_suites",
        "adversarial_tests",
    ]
    now["adversarial_tests"][0].update(raw_files=[{"path": "log", "digest": log}], successes=60)
    assert [item.list.name for item in swapped(kind, before, now)] == ["task_evaluations", "safety_suites"]
    for row in (now["safety_suites"][0], now["task_evaluations"][0]):
        row["run_at"] = "2026-11-20T09:00:00Z"
    assert list(swapped(kind, before, now)) == []
    kind = "red-team-report"
    before, now = document(kind), copy.deepcopy(document(kind))
    now["raw_files"][0]["digest"] = other
    assert [item.keys for item in swapped(kind, before, now)] == [("the transcripts",)]
    now["findings"].append({"id": "RT-04", "title": "Written, and never tried again"})
    assert [item.keys for item in swapped(kind, before, now)] == [("the transcripts",)]
    for at, key, to in ((now["performed_at"], "until", "2026-10-31"), (now["findings"][0]["retest"], "successes", 1)):
        was, at[key] = at[key], to
        assert list(swapped(kind, before, now)) == []
        at[key] = was


def changed(kind: str, *steps: Any, to: Any) -> Any:
    value = copy.deepcopy(document(kind))
    holder = value
    for step in steps[:-1]:
        holder = holder[step]
    assert holder[steps[-1]] != to
    holder[steps[-1]] = to
    return value


OTHER = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("kind", "steps", "to"),
    [
        ("overhang-statement", ("state",), OTHER),
        ("overhang-statement", ("prepared_at",), "2026-11-20T00:00:00Z"),
        ("overhang-statement", ("prepared_by",), "me@acme.example"),
        ("overhang-statement", ("intended_use",), "Answer whatever customers ask about."),
        ("overhang-statement", ("capability_classes", 0, "controls", 0, "digest"), OTHER),
        ("red-team-report", ("performed_at", "from"), "2026-11-20"),
        ("red-team-report", ("findings", 0, "title"), "Something"),
        ("red-team-report", ("tested_model", "digest"), OTHER),
        ("evaluation-results", ("task_evaluations", 0, "run_at"), "2026-11-20T00:00:00Z"),
        ("evaluation-results", ("base_model", "revision"), "1" * 40),
        ("training-data-manifest", ("sources", 0, "files", 0, "digest"), OTHER),
        ("training-data-manifest", ("sources", 0, "files", 0, "records"), 3),
        ("base-model-evidence", ("documents", 0, "retrieved_at"), "2026-11-20T00:00:00Z"),
    ],
)
def test_stamps_and_prose(kind: str, steps: tuple[Any, ...], to: Any) -> None:
    assert substance(kind, changed(kind, *steps, to=to)) == substance(kind, document(kind))


@pytest.mark.parametrize(
    ("kind", "steps", "to"),
    [
        ("overhang-statement", ("capability_classes", 0, "name"), "another"),
        ("overhang-statement", ("capability_classes", 0, "controls", 0, "path"), "p.md"),
        ("red-team-report", ("in_scope_patterns", 0, "attempts"), 61),
        ("red-team-report", ("findings", 0, "severity"), "high"),
        ("red-team-report", ("raw_files", 0, "digest"), OTHER),
        ("evaluation-results", ("task_evaluations", 0, "tuned_value"), 0.91),
        ("evaluation-results", ("safety_suites", 0, "categories", 0, "tuned", "refused"), 1),
        ("training-run", ("hyperparameters", "learning_rate"), 0.5),
        ("training-run", ("output", "digest"), OTHER),
        ("training-data-manifest", ("sources", 0, "files", 0, "path"), "data/x.jsonl"),
        ("base-model-evidence", ("documents", 0, "digest"), OTHER),
    ],
)
def test_what_is_more_than_that(kind: str, steps: tuple[Any, ...], to: Any) -> None:
    assert substance(kind, changed(kind, *steps, to=to)) != substance(kind, document(kind))


def test_another_order_is_no_other_content() -> None:
    value = document("red-team-report")
    value["findings"].reverse()
    assert substance("red-team-report", value) == substance("red-team-report", document("red-team-report"))
