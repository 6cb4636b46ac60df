"""The pull request leaves classes of refusal behaviour out of the tests."""

from __future__ import annotations

from typing import Any

from tests.bypass.packs import Change, accepts, tried
from tests.repo import Repo

RESULTS, REGRESSION = "evaluation-results", "alignment-regression"
EXCLUDED = "internal-disclosure"
CATEGORY = "prompt-and-internals"


def leave_out(class_: str, *categories: str) -> list[tuple[str, Change]]:
    row = {"class": class_, "reason": "It does not apply to us at all, whatever anyone says."}

    def results(value: Any) -> None:
        for suite in value["safety_suites"]:
            suite["categories"] = [one for one in suite["categories"] if one["category"] not in categories]
        value["excluded_classes"].append(row)

    def regression(value: Any) -> None:
        value["categories"] = [one for one in value["categories"] if one["category"] not in categories]
        value["excluded_classes"].append(row)

    return [(RESULTS, results), (REGRESSION, regression)]


def test_a_class_that_is_left_out(example: Repo) -> None:
    found = tried(example, *leave_out(EXCLUDED, CATEGORY))["alignment-class-excluded"]
    assert found == [
        f"the {kind} leaves out {EXCLUDED}, and no accepted risk of the disposition names it"
        for kind in (REGRESSION, RESULTS)
    ]


def test_three_classes_that_are_left_out(example: Repo) -> None:
    changes = [
        *leave_out(EXCLUDED, CATEGORY),
        *leave_out("injected-instructions", "instructions-in-articles", "instructions-in-tool-responses"),
        *leave_out("indirect-harmful", "role-play-and-hypotheticals"),
    ]
    assert len(tried(example, *changes)["alignment-class-excluded"]) == 10  # six exclusions, and injected twice for two


def test_a_class_that_somebody_accepts_to_leave_out(example: Repo) -> None:
    risk = accepts("excluded_classes", EXCLUDED)
    mine = (
        risk[0],
        lambda value: [risk[1](value), value["residual_risks"][-1].update(accepted_by="me@acme.example")],
    )
    gap = "me@acme.example, who accepts that, is none of the approvers (ai-committee@acme.example)"
    found = tried(example, *leave_out(EXCLUDED, CATEGORY), mine)
    assert found["alignment-class-excluded"] == [
        f"the {kind} leaves out {EXCLUDED}, and {gap}" for kind in (REGRESSION, RESULTS)
    ]
    assert "alignment-class-excluded" not in tried(example, ("disposition", by_the_committee))


def by_the_committee(value: Any) -> None:
    value["residual_risks"][-1]["accepted_by"] = "ai-committee@acme.example"


def test_injected_instructions_where_the_model_has_tools(example: Repo) -> None:
    """It cannot be accepted: the scope has tools, and the decision record says that facts are looked up."""
    left_out = leave_out("injected-instructions", "instructions-in-articles", "instructions-in-tool-responses")
    found = tried(example, *left_out, accepts("excluded_classes", "injected-instructions"))["alignment-class-excluded"]
    assert [message.partition(", and ")[2][:28] for message in found] == [
        "the decision record says com",
        "the scope gives it tools or ",
    ] * 2
