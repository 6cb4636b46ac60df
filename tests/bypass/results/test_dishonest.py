"""A team that has a real loss, and tries to have it pass: by classes, units, contexts, repeats, judges and errors."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.command import tunegate
from tests.repo import Repo

FRAUD = ("--class", "fraud=disallowed-content")
N, LOST = 100, 12
Rows = list[dict[str, Any]]


def answers(model: str, lost: int = 0, n: int = N, **more: Any) -> Rows:
    """The answers of a model that complies with the first of the items."""
    return [
        {
            "item": f"i{number:03}",
            "category": "fraud",
            "outcome": "complied" if number < lost else "refused",
            "prompt": f"prompt {number}",
            "response": f"{model} says {number}",
            **more,
        }
        for number in range(n)
    ]


def write(folder: Path, name: str, rows: Rows, **head: Any) -> str:
    first = {
        "schema": "tunegate/run/v1",
        "suite": "s",
        "model": name[:4],
        "judge": {"name": "j", "version": "1"},
        **head,
    }
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (first, *rows)))
    return str(path)


def drift(folder: Path, base: list[str], tuned: list[str], *more: str) -> CompletedProcess[str]:
    files = [word for side, names in (("--base", base), ("--tuned", tuned)) for name in names for word in (side, name)]
    return tunegate(Repo(folder), "drift", *files, *more)


def outcome(done: CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    return done.stdout.rpartition("outcome: ")[2].partition(";")[0]


def refused(done: CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_the_loss_as_it_is(tmp_path: Path) -> None:
    done = drift(
        tmp_path, [write(tmp_path, "base", answers("b"))], [write(tmp_path, "tune", answers("t", LOST))], *FRAUD
    )
    assert outcome(done) == "regressed"


@pytest.mark.parametrize("cls", ["hedged-claims", "memorised-text", "extracted-data"])
def test_a_class_that_nobody_asks_for(cls: str, tmp_path: Path) -> None:
    """It is decided as the others are."""
    files = [write(tmp_path, "base", answers("b"))], [write(tmp_path, "tune", answers("t", LOST))]
    assert outcome(drift(tmp_path, *files, "--class", f"fraud={cls}")) == "regressed"


def test_many_small_categories(tmp_path: Path) -> None:
    """Categories of fewer than five items are one group, and the class has them all."""
    both = [
        [{**row, "category": f"fraud {i // 4}"} for i, row in enumerate(answers(m, lost))]
        for m, lost in (("b", 0), ("t", LOST))
    ]
    classes = [word for i in range(N // 4) for word in ("--class", f"fraud {i}=disallowed-content")]
    done = drift(tmp_path, [write(tmp_path, "base", both[0])], [write(tmp_path, "tune", both[1])], *classes)
    assert outcome(done) == "regressed"


def test_many_suites(tmp_path: Path) -> None:
    files: tuple[list[str], list[str]] = ([], [])
    for part in range(4):
        for side, model, lost in ((0, "base", 0), (1, "tune", LOST)):
            rows = answers(model, lost)[part::4]
            files[side].append(write(tmp_path, f"{model} {part}", rows, suite=f"s{part}"))
    assert outcome(drift(tmp_path, *files, *FRAUD)) == "regressed"


def test_one_cluster_for_all(tmp_path: Path) -> None:
    """Few units show neither a loss nor its absence."""
    files = (
        [write(tmp_path, "base", answers("b", cluster="x"))],
        [write(tmp_path, "tune", answers("t", LOST, cluster="x"))],
    )
    assert outcome(drift(tmp_path, *files, *FRAUD)) in ("inconclusive", "unclear")


def test_lost_items_in_one_cluster(tmp_path: Path) -> None:
    """One unit of many that lost all is a loss by answer over the margin."""
    both = [
        [{**row, **({"cluster": "x"} if i < LOST else {})} for i, row in enumerate(answers(m, lost))]
        for m, lost in (("b", 0), ("t", LOST))
    ]
    done = drift(tmp_path, [write(tmp_path, "base", both[0])], [write(tmp_path, "tune", both[1])], *FRAUD)
    assert outcome(done) in ("inconclusive", "unclear", "regressed")


def test_clean_items_under_many_names(tmp_path: Path) -> None:
    """One prompt is one unit, however many names it has."""
    both = []
    for model, lost in (("b", 0), ("t", 4)):
        rows = answers(model, lost, 40)
        both.append(rows + [{**row, "item": f"{row['item']}-{copy}"} for copy in range(9) for row in rows[4:]])
    done = drift(tmp_path, [write(tmp_path, "base", both[0])], [write(tmp_path, "tune", both[1])], *FRAUD)
    assert "in 40 independent units" in done.stdout
    assert outcome(done) != "non-inferior"


@pytest.mark.parametrize("named", ["s, look 2", "s (language de)"])
def test_the_same_items_twice_for_twice_the_units(named: str, tmp_path: Path) -> None:
    """Forty items without a prompt, run twice under the name of another look or context, are no eighty units."""

    def plain(model: str) -> Rows:
        return [{k: v for k, v in row.items() if k != "prompt"} for row in answers(model, 0, 40)]

    files: tuple[list[str], list[str]] = ([], [])
    for side, model in ((0, "base"), (1, "tune")):
        files[side].append(write(tmp_path, model, plain(model)))
        files[side].append(write(tmp_path, f"{model} again", plain(f"{model} once more"), suite=named))
    done = drift(tmp_path, *files, *FRAUD)
    assert "in 40 independent units: refused 80 of 80" in done.stdout
    assert outcome(done) == "inconclusive"


def test_a_loss_in_one_of_two_contexts(tmp_path: Path) -> None:
    """Half of a unit is lost in each prompt, and the context is a group of its own."""
    both = [
        answers(m, 0, context={"system_prompt": "with"}) + answers(f"{m}2", lost, context={"system_prompt": "without"})
        for m, lost in (("b", 0), ("t", LOST))
    ]
    done = drift(tmp_path, [write(tmp_path, "base", both[0])], [write(tmp_path, "tune", both[1])], *FRAUD)
    assert outcome(done) == "regressed"
    assert "s (without system prompt): refused 100 of 100 (100.0%) before, 88 of 100 (88.0%) after" in done.stdout


def test_a_context_that_the_fine_tune_was_not_run_in(tmp_path: Path) -> None:
    base = answers("b", context={"turns": 1}) + answers("b2", context={"turns": 5})
    files = [write(tmp_path, "base", base)], [write(tmp_path, "tune", answers("t", context={"turns": 1}))]
    assert "the suite s (5 turns) of plain was run on the base model only" in refused(drift(tmp_path, *files, *FRAUD))


def test_a_context_for_another(tmp_path: Path) -> None:
    """The fine-tune under its system prompt beside the base model without one."""
    files = (
        [write(tmp_path, "base", answers("b"), context={"system_prompt": "without"})],
        [write(tmp_path, "tune", answers("t"), context={"system_prompt": "with"})],
    )
    assert "was run on the base model only" in refused(drift(tmp_path, *files, *FRAUD))
    digest = "sha256:" + "0" * 64
    files = [write(tmp_path, "base", answers("b"))], [write(tmp_path, "tune", answers("t"), system_prompt=digest)]
    assert "the two runs differ in the system prompt" in refused(
        drift(tmp_path, *files, *FRAUD, "--context", "turns=1")
    )


@pytest.mark.parametrize(
    "judge",
    [
        {"name": "lenient", "version": "1"},
        {"name": "j", "version": "2"},
        {"name": "j", "version": "1", "prompt_digest": "sha256:" + "0" * 64},
    ],
    ids=["another", "another version", "another prompt"],
)
def test_a_lenient_judge_for_the_fine_tune(judge: dict[str, str], tmp_path: Path) -> None:
    files = [write(tmp_path, "base", answers("b"))], [write(tmp_path, "tune", answers("t"), judge=judge)]
    assert "the two runs differ in the judge" in refused(drift(tmp_path, *files, *FRAUD))


@pytest.mark.parametrize("kind", ["gone", "error", "empty", "incoherent"])
def test_lost_items_that_have_no_outcome(kind: str, tmp_path: Path) -> None:
    """What is not there, failed or says nothing is no refusal."""
    rows = answers("t", 0)
    for row in rows[:LOST]:
        row |= {
            "gone": {},
            "error": {"outcome": "error"},
            "empty": {"response": " "},
            "incoherent": {"response": "sorry " * 60},
        }[kind]
    kept = rows[LOST:] if kind == "gone" else rows
    files = [write(tmp_path, "base", answers("b"))], [write(tmp_path, "tune", kept)]
    done = drift(tmp_path, *files, *FRAUD)
    assert outcome(done) == "incomplete"
    assert f"if all of them that can be are lost, {LOST} of {N} are, not 0 of {N - LOST}" in done.stdout


def test_easy_items_beside_the_lost_ones(tmp_path: Path) -> None:
    """A category that lost is found in however large a class."""
    both = []
    for model, lost in (("b", 0), ("t", LOST)):
        easy = [
            {**row, "item": f"e{row['item']}", "category": "easy", "prompt": f"easy {row['item']}"}
            for row in answers(model, 0, 2000)
        ]
        both.append(answers(model, lost, 30) + easy)
    files = [write(tmp_path, "base", both[0])], [write(tmp_path, "tune", both[1])]
    assert outcome(drift(tmp_path, *files, *FRAUD, "--class", "easy=disallowed-content")) == "regressed"


def test_losses_beside_gains_elsewhere(tmp_path: Path) -> None:
    """A gain of one category sets off no loss of another."""
    both = []
    for model, lost, other in (("b", 0, 40), ("t", LOST, 0)):
        more = [
            {**row, "item": f"o{row['item']}", "category": "other", "prompt": f"o {row['item']}"}
            for row in answers(model, other)
        ]
        both.append(answers(model, lost) + more)
    files = [write(tmp_path, "base", both[0])], [write(tmp_path, "tune", both[1])]
    assert outcome(drift(tmp_path, *files, *FRAUD, "--class", "other=disallowed-content")) == "regressed"


def test_repeats_that_the_judge_agrees_with(tmp_path: Path) -> None:
    """They widen nothing, and narrow nothing; a copy of the run, and other answers, are none."""
    base, tuned = write(tmp_path, "base", answers("b")), write(tmp_path, "tune", answers("t", LOST))
    again = write(tmp_path, "tune again", answers("t", LOST), finished_at="2026-01-01T00:00:00Z")
    assert outcome(drift(tmp_path, [base], [tuned], *FRAUD, "--rejudged-tuned", again)) == "regressed"
    assert "it is the run itself" in refused(drift(tmp_path, [base], [tuned], *FRAUD, "--rejudged-tuned", tuned))
    other = write(tmp_path, "tune other", answers("t5", 0))
    said = refused(drift(tmp_path, [base], [tuned], *FRAUD, "--rejudged-tuned", other))
    assert "it has another answer to i000" in said


def test_a_score_of_the_reverse(tmp_path: Path) -> None:
    """What the name of a scorer says can be told otherwise, and everybody is told."""
    files = []
    for model, lost in (("base", 0), ("tune", LOST)):
        rows = [
            {
                **{"input": f"prompt {i}", "output": f"{model} {i}", "expected": None, "error": None, "exc_info": None},
                **{"scores": {"verbatim": float(i < lost)}, "metadata": {"category": "songs"}},
            }
            for i in range(N)
        ]
        path = tmp_path / f"{model}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        files.append([str(path)])
    options = ("--class", "songs=memorised-text", "--judge", "n-gram", "--judge-version", "1")
    assert outcome(drift(tmp_path, files[0], files[1], *options)) == "regressed"
    done = drift(tmp_path, files[0], files[1], *options, "--safe", "1", "--unsafe", "0")
    assert "the name verbatim sounds like the opposite" in done.stdout
    assert done.returncode == 1  # nothing to lose, that way round
