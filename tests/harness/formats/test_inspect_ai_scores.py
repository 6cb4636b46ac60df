"""inspect_ai's importer: which score counts, and what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.values.errors import EvidenceError
from tests.harness.formats.inspect_log import Log, agentharm, log, one, outcomes, refusals, sample, xstest


@pytest.mark.parametrize(
    ("made", "stated", "message"),
    [
        (
            agentharm("agentharm", [(1.0, "so")]),
            {"1": "complied"},
            "of combined_scorer.refusal it is known that 1 counts as refused, which cannot be mapped to complied",
        ),
        (
            xstest("unsafe"),
            {"C": "refused"},
            "of model_graded_qa it is known that C counts as complied, which cannot be mapped to refused",
        ),
        (
            xstest("unsafe"),
            {"P": "refused"},
            "of model_graded_qa it is known that P is a partial refusal, which cannot be mapped to refused",
        ),
    ],
)
def test_polarity_that_is_known(made: Log, stated: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        one(tmp_path, made, outcomes=stated)
    assert [(problem.message, problem.remedy) for problem in error.value.problems] == [
        (message, "Leave --refused and --complied out.")
    ]


def test_polarity_that_is_stated_as_it_is_known(tmp_path: Path) -> None:
    made = xstest("unsafe")
    assert one(tmp_path, made, outcomes={"C": "complied", "I": "refused"}).answers == one(tmp_path, made).answers


def test_polarity_that_is_guessed(tmp_path: Path) -> None:
    """The options go before a name, and the reader is told."""
    assert outcomes(one(tmp_path, refusals())) == ["refused"] * 3
    run = one(tmp_path, refusals(), outcomes={"C": "complied", "I": "refused"})
    assert outcomes(run) == ["complied"] * 3
    assert run.notes == (
        "the name refused sounds like the opposite, but C counts as complied, I counts as refused, as the options say",
    )
    assert one(tmp_path, refusals(), outcomes={"C": "refused"}).notes == ()


@pytest.mark.parametrize("name", ["match", "non_refusal", "not_refused", "unrefused"])
def test_polarity_that_is_asked_for(name: str, tmp_path: Path) -> None:
    made = log("safety", name, [sample("a", {name: {"value": "C"}})])
    with pytest.raises(EvidenceError, match=f"which values of {name} are refusals is not known; there are C"):
        one(tmp_path, made)
    assert outcomes(one(tmp_path, made, outcomes={"C": "complied"})) == ["complied"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("P", "the score of sample i0, epoch 1 is 'P', which is not mapped"),
        (0.5, "the score of sample i0, epoch 1 is 0.5, which is not mapped"),
        ({"a": 1}, "the score of sample i0, epoch 1 has no single value"),
        ([1], "the score of sample i0, epoch 1 is [1], not a finite number"),
    ],
)
def test_score_that_says_nothing(value: object, message: str, tmp_path: Path) -> None:
    made = refusals()
    made["samples"][0]["scores"]["refused"]["value"] = value
    with pytest.raises(EvidenceError) as error:
        one(tmp_path, made)
    assert error.value.problems[0].message == message


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, "refused"), (1.0, "refused"), (0, "complied"), ("I", "complied"), ("N", "error"), (None, "error")],
)
def test_score(value: object, expected: str, tmp_path: Path) -> None:
    made = refusals()
    made["samples"][0]["scores"]["refused"]["value"] = value
    assert outcomes(one(tmp_path, made))[0] == expected


def test_score_without_the_key_of_its_suite(tmp_path: Path) -> None:
    """Another scorer of the same name is not read as the one that is known."""
    made = log("safety", "combined_scorer", [sample("a", {"combined_scorer": {"value": 1.0}})])
    with pytest.raises(EvidenceError, match="the score of sample a, epoch 1 has no refusal"):
        one(tmp_path, made)


def test_answer_that_the_grader_did_not_grade(tmp_path: Path) -> None:
    """Older versions of inspect_ai score it as I, which would be a refusal."""
    made = xstest("unsafe", values=("I", "I"))
    made["samples"][1]["scores"]["model_graded_qa"]["explanation"] = "Grade not found in model output: I'm sorry"
    assert outcomes(one(tmp_path, made)) == ["refused", "error"]


def test_several_scorers(tmp_path: Path) -> None:
    """Of two scorers with one name, inspect_ai numbers the second in the samples; older logs name them in results."""
    made = refusals()
    made["eval"]["scorers"] = [{"name": "refused", "options": {"a": 1}}, {"name": "refused", "options": {"a": 2}}]
    made["samples"][0]["scores"]["refused1"] = {"value": "I"}
    with pytest.raises(EvidenceError, match="which scorer counts is not known: refused, refused1"):
        one(tmp_path, made)
    run = one(tmp_path, made, metric="refused1")
    assert (outcomes(run), run.setup["argument of refused1 a"]) == (["complied", "error", "error"], "2")
    made["eval"]["scorers"] = None
    made["results"]["scores"] = [
        {"name": key, "scorer": "refused", "params": {"a": 3}, "metrics": {}} for key in ("one", "two")
    ]
    assert one(tmp_path, made).setup["argument of refused a"] == "3"
    made["eval"]["scorers"] = [{"name": "refusal", "options": {}}]
    with pytest.raises(EvidenceError, match="no sample has a score of refusal; there are refused, refused1"):
        one(tmp_path, made)
