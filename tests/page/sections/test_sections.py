"""What a page says of a case, with a case of the example that a test changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from gate.judge.decision import Decision
from gate.page.html import Html
from gate.page.markdown import markdown
from gate.page.model import page
from gate.page.portfolio import portfolio
from gate.page.subject import Subject, count, day, percent, words
from gate.values.findings import Finding
from gate.values.origin import Origin
from tests.command import MODEL, NOW, tunegate
from tests.repo import Repo


@pytest.fixture(scope="session")
def facts(prepared: Any) -> dict[str, Any]:
    """The case of ``verify`` on the example."""
    done = tunegate(Repo(prepared), "case", "--verify", "--trusted", "main", "--now", NOW)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def subject(case: dict[str, Any], verdict: str = "pass", *findings: Finding, origin: Origin | None = None) -> Subject:
    decision = Decision(
        verdict=verdict,
        base=None,
        head=case["head"],
        now=NOW,
        engine={},
        policies=None,
        case="sha256:0",
        findings=findings,
        models=(MODEL,),
        mode="verify",
        origin=origin or Origin(),
    )
    return Subject(MODEL, decision, cast(Any, case))


def shown(case: dict[str, Any], change: Callable[[dict[str, Any]], None], verdict: str = "pass") -> str:
    """The page of a case after a change to the model's evidence."""
    changed = copy.deepcopy(case)
    change(changed["models"][MODEL]["evidence"])
    return markdown(page(subject(changed, verdict)))


def test_only_a_pass_with_a_disposition_is_approved(facts: dict[str, Any]) -> None:
    def without(evidence: dict[str, Any]) -> None:
        evidence["disposition"] = None

    nothing: Callable[[dict[str, Any]], None] = lambda evidence: None  # noqa: E731
    answers = [
        shown(facts, change, verdict).split("\n")[2]
        for change, verdict in (
            (nothing, "pass"),
            (nothing, "block"),
            (nothing, "error"),
            (nothing, "a verdict of tomorrow"),
            (without, "pass"),
        )
    ]
    assert answers == [
        "✅ **Approved: deploy it, on conditions**",
        "❌ **Not approved as it is now**",
        "❌ **Unknown: treat it as not approved**",
        "❌ **Not approved as it is now**",
        "❌ **Not reviewed**",
    ]


def test_waivers_show_at_the_top(facts: dict[str, Any]) -> None:
    waived = Finding("rule-id", "warning", "something", model=MODEL, waived_by="risk@acme.example: until May")
    lines = markdown(page(subject(facts, "pass", waived))).split("\n")
    assert lines[2] == "⚠️ **Approved: deploy it, on conditions**"
    assert "⚠️ **Waivers cover 1 finding.**" in lines


def test_five_hundred_sources(facts: dict[str, Any]) -> None:
    def change(evidence: dict[str, Any]) -> None:
        manifest = evidence["artefacts"]["training-data-manifest"]["document"]
        first = manifest["sources"][0]
        manifest["sources"] = [{**first, "id": f"s{number}", "name": f"Source {number}"} for number in range(500)]

    text = shown(facts, change)
    assert "46,500 records from 500 sources. None of them is said to hold personal data." in text
    assert "\n450 more; the JSON report has all of them.\n" in text
    assert "| Source 49 |" in text
    assert "| Source 50 |" not in text


def test_two_hundred_categories(facts: dict[str, Any]) -> None:
    def change(evidence: dict[str, Any]) -> None:
        suite = evidence["drift"]["suites"][0]
        suite["results"] = [{**suite["results"][0], "category": f"c-{number}"} for number in range(200)]

    text = shown(facts, change)
    assert "| c 49 |" in text
    assert "\n150 more; the JSON report has all of them.\n" in text


def test_drift_is_drawn_against_the_margin_in_the_colours_of_the_page(facts: dict[str, Any]) -> None:
    drawn = str(Html(page(subject(facts))))
    assert "margin 5</text>" in drawn
    assert 'fill="var(--ground)"' in drawn
    assert 'fill="#' not in drawn
    assert "a class passes where its bar ends left of the dashed line" in drawn
    assert "Indirect harmful</strong>: Loss 7.0 points, interval 2.7 to 11.5" in drawn
    assert "Indirect harmful                          │     ├────┼────■" in shown(facts, lambda _: None)


def test_two_hundred_categories_are_drawn_up_to_a_bound(facts: dict[str, Any]) -> None:
    many = copy.deepcopy(facts)
    suite = many["models"][MODEL]["evidence"]["drift"]["suites"][0]
    suite["results"] = [{**suite["results"][0], "category": f"c{number}"} for number in range(200)]
    assert str(Html(page(subject(many)))).count("<title>c") == 46  # and four classes


def test_a_suite_that_was_not_compared(facts: dict[str, Any]) -> None:
    def change(evidence: dict[str, Any]) -> None:
        evidence["drift"]["suites"][0]["reason"] = "the base model was not asked"

    assert "acme-canonical-adversarial 3.1: ❌ **not compared**, the base model was not asked." in shown(facts, change)


def test_special_categories_show_with_their_grounds(facts: dict[str, Any]) -> None:
    def change(evidence: dict[str, Any]) -> None:
        source = evidence["artefacts"]["training-data-manifest"]["document"]["sources"][0]
        source["legal_basis"]["personal_data"] = {
            "contains": "special-categories",
            "article6_basis": "legitimate-interests",
            "article9_condition": "public-health",
        }

    cell = (
        "⚠️ **special categories (GDPR Article 9)**, on the ground of legitimate interests (GDPR Article 6), public "
        "health (Article 9)"
    )
    assert f"| {cell} |" in shown(facts, change)


def test_a_contradicted_value_shows(facts: dict[str, Any]) -> None:
    def change(evidence: dict[str, Any]) -> None:
        evidence["artefacts"]["training-run"]["derived"]["values"][0]["agrees"] = False

    assert "| ❌ **1 contradicted** |" in shown(facts, change)


def test_a_control_that_is_off_shows(facts: dict[str, Any]) -> None:
    def change(evidence: dict[str, Any]) -> None:
        control = evidence["artefacts"]["overhang-statement"]["controls"][0]
        control["off"] = [{"key": "/enabled", "value": "false", "path": "guardrails/config.yml", "line": 3}]

    assert "❌ **Switched off:** `/enabled: false` at `guardrails/config.yml:3`" in shown(facts, change)


def test_places_lead_to_the_commit(facts: dict[str, Any]) -> None:
    origin = Origin("tunegate.yaml", "https://github.com/acme/support", "github")
    text = markdown(page(subject(facts, origin=origin)))
    head = facts["head"]
    path = "evidence/support-assistant/disposition.yaml"
    assert f"[`{path}:4`](https://github.com/acme/support/blob/{head}/{path}#L4)" in text


def test_all_models_counts_who_is_approved(facts: dict[str, Any]) -> None:
    good, bad = subject(facts), subject(facts, "block", Finding("rule-id", "error", "something", model=MODEL))
    pages = [markdown(portfolio(rows, facts["head"], NOW)) for rows in ([good], [good, bad], [])]
    assert [text.split("\n")[2:5:2] for text in pages] == [
        ["✅ **All models are approved**", "1 of 1 model: approved at this commit."],
        ["❌ **1 model not approved**", "1 of 2 models: approved at this commit."],
        ["⚠️ **There are no models**", "0 of 0 models: approved at this commit."],
    ]


def test_words() -> None:
    assert [day("2027-05-31"), day("2026-11-02T09:00:00Z"), day("soon")] == ["31 May 2027", "2 November 2026", "soon"]
    assert [count(1, "match", "matches"), count(1200, "record")] == ["1 match", "1,200 records"]
    assert [percent(0.0108), percent(-0.25)] == ["1.1%", "-25.0%"]
    assert words("legitimate-interests") == "legitimate interests"
