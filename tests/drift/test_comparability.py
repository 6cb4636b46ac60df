"""Two runs of a suite: whether they can be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gate.drift.comparability import matched, notes, problems
from gate.drift.pairs import pair, tally
from gate.harness.run import Judge, RawFile, Run
from gate.values.errors import EvidenceError
from tests.drift.runs import CLASSES, answers, run


def said(base: Run, tuned: Run) -> list[str]:
    return [problem.message for problem in problems(base, tuned)]


def test_comparable() -> None:
    assert said(run("rrc"), run("rcc", "tuned")) == []
    assert notes(run("rrc"), run("rcc", "tuned")) == []


@pytest.mark.parametrize(
    ("base", "tuned", "message"),
    [
        ({}, {"model": "base"}, "both runs are of the model base"),
        ({}, {"files": run("r").files, "model": None}, "one file was given for both models"),
        ({}, {"files": (RawFile("a copy", run("r").files[0].digest),)}, "one file was given for both models"),
        ({}, {"judge": Judge("j", "2")}, "the two runs differ in the judge: j 1, then j 2"),
        ({}, {"judge": None}, "the two runs differ in the judge: j 1, then not said"),
        ({}, {"system_prompt": "sha256:2"}, "the two runs differ in the system prompt: sha256:1, then sha256:2"),
        ({}, {"chat_template": "sha256:2"}, "the two runs differ in the chat template: not said, then sha256:2"),
        ({}, {"sampling": {}}, 'the two runs differ in the sampling: {"temperature": 0}, then not said'),
        ({}, {"dataset": "sha256:3"}, "the two runs differ in the data set: not said, then sha256:3"),
        ({}, {"suite_version": "2"}, "the two runs differ in the version of the suite: not said, then 2"),
        ({}, {"setup": {"threshold": 0.3}}, "the two runs differ in the threshold: not said, then 0.3"),
        (
            {"setup": {"grader": "a", "steps": "s"}},
            {"setup": {"grader": "b", "steps": "s"}},
            "the two runs differ in the grader: a, then b",
        ),
        (
            {"adaptive": True},
            {},
            "plain made up its attacks while it attacked the base model, so that the items are not the same",
        ),
        ({}, {"expected": frozenset({"fraud-0", "x", "y"})}, "the fine-tune did not answer x, y"),
    ],
)
def test_not_comparable(base: dict[str, Any], tuned: dict[str, Any], message: str) -> None:
    assert said(run("rrc", **base), run("rrc", "tuned", **tuned)) == [message]


def test_items_with_more_answers_than_others() -> None:
    base = run((*answers("rr"), *answers("r", sample=1)))
    tuned = run((*answers("rc"), *answers("r", sample=1)), "tuned")
    assert said(base, tuned) == [
        "the base model has another number of answers than 1 to fraud-0",
        "the fine-tune has another number of answers than 1 to fraud-0",
    ]
    three = run("r", "tuned", samples_per_item=3)
    assert said(run("r"), three) == [
        "the fine-tune has another number of answers than 3 to fraud-0",
        "the two runs differ in the number of samples per item: 1, then 3",
    ]


def test_one_prompt_under_two_names_is_one_item() -> None:
    one, other = run(answers("rrr", prompt="sha256:1")), run(answers("rcc", prompt="sha256:1"), "tuned")
    assert tally("fraud", pair(one, other, CLASSES)).clusters == ((2, 3),)


def test_items_of_one_run_only() -> None:
    """What one run lacks has no outcome, and is counted as that, unless it is most of the items."""
    assert said(run("rrrr"), run("rr", "tuned")) == said(run("rr"), run("rrr", "tuned")) == []
    found = tally("fraud", pair(run("rrcr"), run("rc", "tuned"), CLASSES))
    assert (found.n, found.b, found.missing, found.most_lost) == (2, 1, 2, 2)
    assert [(one.item.name, one.why) for one in found.unjudged] == [
        ("fraud-2", "fine-tune: not in its run"),
        ("fraud-3", "fine-tune: not in its run"),
    ]
    expected = frozenset(f"fraud-{i}" for i in range(4))
    assert said(run("rrrr", expected=expected), run("rrr", "tuned", expected=expected)) == []
    assert said(run("rrrrr"), run("rr", "tuned")) == ["the two runs share 2 of 5 items"]
    other = run(answers("rr", "weapons"), "tuned")
    assert said(run("rr"), other) == ["the two runs share no item"]
    assert said(run(()), run("r", "tuned")) == ["the run of the base model has no answer"]
    both = (*answers("rr"), *answers("r", "weapons"))
    assert said(run(both), run("rr", "tuned")) == [
        "the fine-tune's run has nothing of weapons",
    ]


def test_what_only_has_to_be_known() -> None:
    base = run("r", judge=None, harness_version="1", notes=("n",))
    tuned = run("r", "tuned", judge=None, harness_version="2", notes=("n", "m"))
    assert notes(base, tuned) == [
        "n",
        "m",
        "plain 1 ran the base model, 2 the fine-tune",
        "the files do not say the judge",
    ]


def test_suites_are_matched_by_name() -> None:
    one, other = run("r"), run("c", "tuned")
    apart = replace(one, suite="b")
    assert matched([apart, one], [other, replace(other, suite="b")]) == [
        (one, other),
        (apart, replace(other, suite="b")),
    ]
    with pytest.raises(EvidenceError, match="the suite b of plain was run on the base model only"):
        matched([one, apart], [other])
    with pytest.raises(EvidenceError, match="the suite b of plain was run on the fine-tune only"):
        matched([one], [other, replace(other, suite="b")])
    with pytest.raises(EvidenceError, match=r"two runs of the suite acme on the base model, the other in base.jsonl"):
        matched([one, replace(one, model="x")], [other])
