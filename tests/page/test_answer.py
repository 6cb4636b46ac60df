"""What a page answers on one model, by the value of its decision and whatever was found of the others."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from gate.judge.decision import Decision
from gate.page.answer import OPENING, Answer, answer, concerning
from gate.page.markdown import markdown
from gate.page.model import banner
from gate.page.portfolio import portfolio
from gate.page.subject import Subject
from gate.values.findings import Finding
from tests.command import MODEL, NOW, tunegate
from tests.repo import Repo
from tests.tools import ROOT

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def facts(prepared: Any) -> dict[str, Any]:
    done = tunegate(Repo(prepared), "case", "--verify", "--trusted", "main", "--now", NOW)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def subject(case: dict[str, Any], verdict: str, *findings: Finding, model: str = MODEL) -> Subject:
    decision = Decision(verdict, None, case["head"], NOW, {}, None, "sha256:0", findings=findings, mode="verify")
    return Subject(model, decision, cast(Any, case))


def changed(case: dict[str, Any], change: Change) -> dict[str, Any]:
    found = copy.deepcopy(case)
    change(found)
    return found


def deciding(word: str) -> Change:
    def change(case: dict[str, Any]) -> None:
        case["models"][MODEL]["evidence"]["disposition"]["document"]["decision"] = word

    return change


def ended(case: dict[str, Any]) -> None:
    case["models"][MODEL]["evidence"]["disposition"]["document"]["expires"] = "2026-11-01"


def test_the_decisions_that_open_are_those_of_the_policies() -> None:
    line = next(
        line
        for line in (ROOT / "policies" / "lib" / "tables.rego").read_text().splitlines()
        if line.startswith("opening_decisions")
    )
    assert sorted(OPENING) == sorted(json.loads("[" + line.partition("{")[2].rstrip("}") + "]"))


@pytest.mark.parametrize("word", ["hold", "decline", "a word of tomorrow"])
def test_no_lowered_severity_approves_a_decision_that_does_not_open(facts: dict[str, Any], word: str) -> None:
    found = subject(changed(facts, deciding(word)), "pass", Finding("disposition-decision", "warning", "", model=MODEL))
    assert answer(found) is Answer.NOT_APPROVED
    assert banner(found).sentences[0] == ("The decision in force does not allow a deployment.",)


def test_no_lowered_severity_approves_a_decision_that_ended(facts: dict[str, Any]) -> None:
    found = subject(changed(facts, ended), "pass")
    assert answer(found) is Answer.NOT_APPROVED
    assert banner(found).sentences[0] == ("The decision ended on 1 November 2026.",)


def two(case: dict[str, Any]) -> None:
    case["models"]["other"] = copy.deepcopy(case["models"][MODEL])


def test_what_was_found_of_another_model_does_not_block_this_one(facts: dict[str, Any]) -> None:
    case = changed(facts, two)
    bad = Finding("disposition-missing", "error", "none", model="other")
    models = [subject(case, "block", bad, model=name) for name in (MODEL, "other")]
    assert [answer(model) for model in models] == [Answer.APPROVED, Answer.NOT_APPROVED]
    page = markdown(portfolio(models, case["head"], NOW))
    assert page.split("\n")[2:5:2] == ["❌ **1 model not approved**", "1 of 2 models: approved at this commit."]


@pytest.mark.parametrize("model", [None, "control-plane", "a model of no configuration"])
def test_what_concerns_no_other_model_concerns_this_one(facts: dict[str, Any], model: str | None) -> None:
    found = subject(changed(facts, two), "block", Finding("rule-id", "error", "something", model=model))
    assert (answer(found), len(concerning(found))) == (Answer.NOT_APPROVED, 1)


def test_a_block_without_a_finding_blocks(facts: dict[str, Any]) -> None:
    assert answer(subject(facts, "block")) is Answer.NOT_APPROVED


def test_one_model_let_in_does_not_make_another_one_unreviewed(facts: dict[str, Any]) -> None:
    case = changed(facts, two)
    aside = Finding("disposition-stale", "warning", "old", model="other", set_aside="a baseline of risk until May")
    models = [subject(case, "not-reviewed", aside, model=name) for name in (MODEL, "other")]
    assert [answer(model) for model in models] == [Answer.APPROVED, Answer.NOT_REVIEWED]


def test_a_decision_that_nobody_signed_says_so_at_the_top(facts: dict[str, Any]) -> None:
    def unsigned(case: dict[str, Any]) -> None:
        case["models"][MODEL]["approvers"] = None
        case["models"][MODEL]["evidence"]["disposition"]["approval"]["counted"] = []

    found = banner(subject(changed(facts, unsigned), "pass"))
    assert found.answer.tone == "warn"
    assert "signed by nobody" in str(found.sentences[0])
    assert "Nobody signed it." in str(found.sentences[-1])
