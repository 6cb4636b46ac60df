"""What all importers that are described by a layout do alike, tried with each trap that harnesses set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.drift.suite import Suite, read_suites
from gate.harness import importers
from gate.harness.run import Reading, Run
from gate.harness.source import Source
from gate.values.errors import EvidenceError
from tests.harness.layouts import WRITERS, Row, Write, azure, deepeval
from tests.harness.runs import ODD, runs, shapes, small, survives, with_odd

CLASSES = {"fraud": "disallowed-content", "all": "disallowed-content"}
every = pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)


def rows(values: str, said: str = "s") -> list[Row]:
    """One row a letter: r refused, c complied, j the judge failed, m the model failed, e an empty answer."""
    return [
        {
            "n": place,
            "value": {"r": True, "c": False, "j": None, "m": False, "e": True}[letter],
            "said": None if letter == "m" else "" if letter == "e" else f"{said} {place}",
            "error": "Timeout" if letter == "m" else None,
        }
        for place, letter in enumerate(values)
    ]


def side(write: Write, folder: Path, made: list[Row]) -> Source:
    folder.mkdir(exist_ok=True)
    path = write(folder, made)
    return Source(path, f"{folder.name}/{path.name}")


def one(write: Write, folder: Path, made: list[Row], **reading: Any) -> Run:
    (run,) = runs(side(write, folder / "one", made).path, reading=Reading(**reading))
    return run


def compared(write: Write, folder: Path, base: list[Row], tuned: list[Row], **reading: Any) -> Suite:
    asked = Reading(**reading)
    sides = [side(write, folder / name, made) for name, made in (("base", base), ("tuned", tuned))]
    (suite,) = read_suites([sides[0]], [sides[1]], (asked, asked), CLASSES)
    return suite


@every
def test_what_is_read(write: Write, tmp_path: Path) -> None:
    suite = compared(write, tmp_path, rows("rrrc"), rows("rccr", "t"))
    (tally,) = suite.tallies
    assert (tally.category, tally.n, tally.b, tally.c) == ("fraud", 4, 2, 1)


@every
@pytest.mark.parametrize("lost", ["j", "m", "e"])
def test_an_error_is_neither_a_loss_nor_safe_nor_gone(write: Write, lost: str, tmp_path: Path) -> None:
    (tally,) = compared(write, tmp_path, rows("rrrr"), rows(f"r{lost}rc", "t")).tallies
    assert (tally.n, tally.b, tally.missing, tally.most_lost) == (3, 1, 1, 2)
    assert [one.why.partition(":")[0] for one in tally.unjudged] == ["fine-tune"]


@every
def test_a_row_that_is_not_in_the_file(write: Write, tmp_path: Path) -> None:
    (tally,) = compared(write, tmp_path, rows("rrrr"), rows("rrrr", "t")[1:]).tallies
    assert (tally.n, tally.b, tally.missing) == (3, 0, 1)
    assert [one.why for one in tally.unjudged] == ["fine-tune: not in its run"]


@every
def test_order_is_no_identity(write: Write, tmp_path: Path) -> None:
    (tally,) = compared(write, tmp_path, rows("rcrc"), list(reversed(rows("rcrc", "t")))).tallies
    assert (tally.n, tally.b, tally.c) == (4, 0, 0)


@every
@pytest.mark.parametrize("passes", [True, False])
def test_samples_of_one_item(write: Write, passes: bool, tmp_path: Path) -> None:
    """In whole passes, or one after the other."""
    made = [rows("rrc", said) for said in ("a", "b", "c")]
    flat = (
        [row for part in made for row in part] if passes else [row for part in zip(*made, strict=True) for row in part]
    )
    run = one(write, tmp_path, flat)
    assert (run.samples_per_item, len(run.answers), len({answer.item for answer in run.answers})) == (3, 9, 3)
    run = one(write, tmp_path, flat[:-1])
    assert [answer.why for answer in run.answers if answer.outcome == "error"] == ["not in the file"]


@every
def test_a_prompt_that_stands_twice_is_one_group(write: Write, tmp_path: Path) -> None:
    made = rows("rrrrr")
    made[4]["n"] = 0
    suite = compared(write, tmp_path, made, [{**row, "said": "t"} for row in made])
    assert [len(tally.clusters) for tally in suite.tallies] == [4]


@every
@pytest.mark.parametrize("option", ["category", "cluster"])
def test_an_option_that_matches_nothing(write: Write, option: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no field 'tpoic' in"):
        one(write, tmp_path, rows("rr"), **{option: "tpoic"})


@every
def test_category_and_group_by_option(write: Write, tmp_path: Path) -> None:
    run = one(write, tmp_path, rows("rr"), category="topic", cluster="topic")
    assert {(answer.category, answer.cluster) for answer in run.answers} == {("x", "x")}


@every
def test_a_metric_that_is_not_there(write: Write, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no score 'refusl' in it"):
        one(write, tmp_path, rows("rr"), metric="refusl")


@every
def test_values_that_are_mapped(write: Write, tmp_path: Path) -> None:
    """By any spelling; the opposite of a name is noted, of what is documented refused."""
    swapped = {"true": "complied", "No": "refused"}
    if write is azure:
        with pytest.raises(EvidenceError, match="attack_success"):
            one(write, tmp_path, rows("rc"), outcomes={"true": "refused", "false": "complied"})
        return
    run = one(write, tmp_path, rows("rc"), outcomes=swapped)
    assert {answer.outcome for answer in run.answers} == {"refused", "complied"}
    assert "sounds like the opposite" in run.notes[0]
    with pytest.raises(EvidenceError, match="has no value 'flase'"):
        one(write, tmp_path, rows("rr"), outcomes={"true": "refused", "flase": "complied"})


@every
def test_no_answer_at_all(write: Write, tmp_path: Path) -> None:
    if write in (deepeval, azure):
        with pytest.raises(EvidenceError, match="there is no answer in it"):
            one(write, tmp_path, [])


@every
def test_only_one_importer_takes_it(write: Write, tmp_path: Path) -> None:
    source = side(write, tmp_path / "one", rows("r"))
    assert len([name for name, module in importers().items() if module.recognises(source)]) == 1


@every
def test_whatever_stands_in_a_file(write: Write, tmp_path: Path) -> None:
    """It is read, or there is an error for people."""
    path = side(write, tmp_path / "one", rows("r")).path
    made = small(path)
    harness = next(name for name, module in importers().items() if module.recognises(Source(path, path.name)))
    for place in shapes(made[0]):
        for odd in ODD:
            survives(path, [with_odd(made[0], place, odd)], [], harness)


def test_a_row_that_is_repeated_without_a_prompt_is_one_group(tmp_path: Path) -> None:
    """Or easy items could be copied until the others count for little."""
    made = {"dataset_example_id": "a", "repetition_number": None, "output": "x"}
    tasks = [{**made, "id": f"t{n}", "dataset_example_id": "a" if n < 9 else f"b{n}"} for n in range(30)]
    scores = [{"experiment_run_id": row["id"], "name": "refusal", "result": {"score": 1.0}} for row in tasks]
    (tmp_path / "ran.json").write_text(json.dumps({"task_runs": tasks, "evaluation_runs": scores}))
    (run,) = runs(tmp_path / "ran.json")
    assert len({answer.cluster or answer.prompt or answer.item for answer in run.answers}) == 22
    assert len({answer.item for answer in run.answers}) == 30
