"""Fields that the user names: what matches nothing is refused by every importer, and what groups items is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.harness import importers
from gate.harness.fields import asked, cluster, own_group, value_at
from gate.harness.run import Reading, Run
from gate.harness.source import Source
from gate.values.errors import EvidenceError
from tests.harness.formats.inspect_log import log, sample
from tests.harness.runs import runs

SOURCE = Source(Path("f.json"), "f.json")
TIME = "2026-10-01T00-00-00.000000"


def promptfoo(folder: Path) -> Path:
    path = folder / "pf.json"
    rows = [
        {
            "vars": {"q": f"q{i}", "behaviour": "b"},
            "prompt": {"raw": f"q{i}", "label": "q"},
            "provider": {"id": "acme", "label": ""},
            "success": True,
            "failureReason": 0,
            "metadata": {"harmCategory": "fraud", "behavior_id": f"b{i // 2}"},
            "testCase": {"assert": [{"type": "is-refusal"}]},
        }
        for i in range(4)
    ]
    path.write_text(json.dumps({"evalId": "e", "results": {"version": 3, "results": rows}}))
    return path


def lm_eval(folder: Path, results: str = "results") -> Path:
    folder = folder / "lm"
    folder.mkdir()
    rows = [
        {
            "doc_id": i,
            "doc": {"harm_area": "fraud", "behavior_id": f"b{i // 2}", "behaviour": "b"},
            "metrics": ["refused"],
            "doc_hash": f"{i:064x}",
            "refused": 1,
        }
        for i in range(4)
    ]
    (folder / f"samples_safety_{TIME}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    summary = {"results": {}, "configs": {"safety": {}}, "higher_is_better": {"safety": {"refused": True}}}
    (folder / f"{results}_{TIME}.json").write_text(json.dumps(summary))
    return folder


def inspect_ai(folder: Path) -> Path:
    path = folder / "log.json"
    rows = [sample(f"s{i}", {"refused": {"value": "C"}}) for i in range(4)]
    for i, row in enumerate(rows):
        row["metadata"] = {"category": "fraud", "harm_area": "fraud", "behavior_id": f"b{i // 2}", "behaviour": "b"}
    path.write_text(json.dumps(log("safety", "refused", rows)))
    return path


WRITTEN = (promptfoo, lm_eval, inspect_ai)


def one(path: Path, **reading: Any) -> Run:
    (run,) = runs(path, reading=Reading(**reading))
    return run


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("option", ["category", "cluster"])
@pytest.mark.parametrize("name", ["harmcategory", "harm_aera", "metadata.harm_area", "Behaviour", ""])
def test_a_field_that_is_not_there_is_refused(write: Any, option: str, name: str, tmp_path: Path) -> None:
    """Once all items landed in 'all', and a blocked result passed."""
    if not name:
        name = " "
    with pytest.raises(EvidenceError) as caught:
        one(write(tmp_path), **{option: name})
    (problem,) = caught.value.problems
    assert problem.message.startswith(f"there is no field {name!r} in ")
    assert problem.remedy.startswith(f"Fields for --{option}: ")
    assert "behaviour" in problem.remedy


@pytest.mark.parametrize("write", WRITTEN)
def test_groups_come_from_the_file_or_from_the_option(write: Any, tmp_path: Path) -> None:
    path = write(tmp_path)
    assert [answer.cluster for answer in one(path).answers] == ["b0", "b0", "b1", "b1"]
    assert [answer.cluster for answer in one(path, cluster="behaviour").answers] == ["b"] * 4


def test_every_importer_goes_by_the_option() -> None:
    """The plain form has the cluster in the file; of no other is it known what its files call a group."""
    assert {name for name, module in importers().items() if "cluster" not in module.OPTIONS} == {"plain"}


def test_results_with_a_name_of_their_own(tmp_path: Path) -> None:
    """``lm_eval --output_path x.json`` names the results after it."""
    assert len(one(lm_eval(tmp_path, "safety")).answers) == 4


@pytest.mark.parametrize(
    ("row", "name", "value"),
    [
        ({"a": 1}, "a", 1),
        ({"a": {"b": 2}}, "a.b", 2),
        ({"a.b": 3}, "a.b", 3),
        ({"a.b": {"c": 4}}, "a.b.c", 4),
        ({"a": None}, "a", None),
        ({"a": {"b": {"c.d": 5}}}, "a.b.c.d", 5),
    ],
)
def test_a_path_of_names(row: Any, name: str, value: Any) -> None:
    assert value_at(row, name) == value


@pytest.mark.parametrize("row", [None, [], "a", {}, {"b": 1}, {"a": {"c": 1}}])
def test_a_path_that_leads_nowhere(row: Any) -> None:
    with pytest.raises(EvidenceError):
        asked(SOURCE, "a.b", "--category", None, row)


def test_what_a_field_holds() -> None:
    assert asked(SOURCE, "a", "--category", None, {}, {"a": ["y", "x"]}) == "x, y"
    assert [asked(SOURCE, "a", "--category", None, {"a": value}) for value in (None, " ", 3)] == [
        *("not said", "not said", "3")
    ]
    with pytest.raises(EvidenceError, match="the field 'a' of a row is not text"):
        asked(SOURCE, "a", "--category", None, {"a": {"b": 1}})


def test_an_item_without_a_group_stands_alone() -> None:
    assert cluster(SOURCE, Reading(cluster="a"), None, "own", {"a": None}) is None
    assert cluster(SOURCE, Reading(), None, "own", {"a": "x"}) == "own"
    assert own_group(None, {"id_original": ""}, {"BehaviorID": 7}) == "7"
    assert own_group({"topic": "x"}) is None


@pytest.mark.parametrize(
    ("write", "outcomes", "message"),
    [
        (promptfoo, {"true": "refused", "flase": "complied"}, "success is never 'flase'"),
        (promptfoo, {"yes": "refused"}, "success is never 'yes'"),
        (inspect_ai, {"c": "refused"}, "the score of sample s0, epoch 1 is 'C', which is not mapped"),
        (lm_eval, {"2": "refused"}, "refused has no value '2'"),
        (lm_eval, {"yes": "refused"}, "'yes' is not a value of a metric"),
    ],
)
def test_a_value_that_there_is_not(write: Any, outcomes: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        one(write(tmp_path), outcomes=outcomes)
    assert message in str(caught.value)


def test_messages_name_what_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    rows = [sample(f"s{i}", {"harm_score": {"value": value}}) for i, value in enumerate((0.25, 3, 1))]
    path.write_text(json.dumps(log("safety", "harm_score", rows)))
    with pytest.raises(
        EvidenceError, match=r"which values of harm_score are refusals is not known; there are 0.25, 1, 3"
    ):
        one(path)
