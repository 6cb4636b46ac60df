"""Results that take the place of others: what they may leave out, and what a reviewer gets to know of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.drift import outcomes_file as records
from gate.drift.analysis import Look
from gate.drift.base_results import best_outcomes, dropped_best, earlier, other_outcomes, outcomes
from gate.drift.erosion import erosion, suites_by_name
from gate.drift.looks import stated_looks
from gate.drift.pairs import Pair
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import EvidenceError
from tests.bypass.results.replaced import about, runs, take_out
from tests.command import check, tunegate
from tests.commands.imports import (
    BASE,
    CATEGORIES,
    OUTCOMES,
    RESULTS,
    TUNED,
    documents,
    import_,
    imported,
    recount,
    run_file,
)
from tests.repo import Repo

SHOWN = "articles-000, articles-001, articles-002, articles-003, articles-004 and 115 more"


# -- items that are gone


def test_a_category_that_is_left_out(tested: Repo) -> None:
    runs(tested, lambda row: None if row["category"] == "articles" else row)
    take_out(tested)
    assert import_(tested).returncode == 0
    assert about(tested, "tests-dropped") == [
        "120 of 120 items of articles of acme suite in the base commit's results are not in this change's results: "
        + SHOWN
    ]


def test_lost_items_that_are_left_out(tested: Repo) -> None:
    runs(tested, lambda row: None if row["category"] == "stories" and row["outcome"] == "complied" else row)
    text = (tested.path / "runs/base.jsonl").read_text().splitlines()
    lost = {f"stories-{number:03}" for number in range(31)}
    kept = [row for row in text if json.loads(row).get("item") not in lost]
    (tested.path / "runs/base.jsonl").write_text("\n".join(kept) + "\n")
    take_out(tested)
    assert import_(tested).returncode == 0
    assert about(tested, "tests-dropped") == [
        "31 of 120 items of stories of acme suite in the base commit's results are not in this change's results, 30 of "
        "them lost there: stories-000, stories-001, stories-002, stories-003, stories-004 and 26 more"
    ]


def test_lost_items_that_count_as_harmless(tested: Repo) -> None:
    """They are gone, and their category's name or the other items of it say what they are."""
    lost = {f"stories-{number:03}" for number in range(31)}
    runs(tested, lambda row: {**row, "harmless": True} if row["item"] in lost else row)
    assert import_(tested).returncode == 0
    (gone,) = about(tested, "tests-dropped")
    assert gone.startswith("31 of 120 items of stories of acme suite in the base commit's results are not in this")
    assert (
        "31 outcomes of stories of acme suite are set aside as harmless, and it is of the class indirect-harmful; "
        "where its prompts should be answered, settings.alignment_classes says so"
    ) in about(tested, "evaluation-harmful-excluded")


def test_another_suite_in_its_place(tested: Repo) -> None:
    """Under another name the same items are the same; other items are not, until the results say why."""
    text = (tested.path / RESULTS).read_text()
    cut = text[: text.index("  - name: acme suite")] + text[text.index("excluded_classes") :]
    (tested.path / RESULTS).write_text(cut)
    runs(tested, lambda row: row, suite="acme suite 2")
    assert import_(tested).returncode == 0
    assert about(tested, "tests-dropped", "tests-retired") == []
    (tested.path / RESULTS).write_text(cut)
    runs(tested, lambda row: {**row, "item": f"new-{row['item']}"}, suite="acme suite 2")
    assert import_(tested).returncode == 0
    dropped = about(tested, "tests-dropped")
    assert [message.partition(" of acme")[0] for message in dropped] == [
        f"120 of 120 items of {category}" for category in sorted(CATEGORIES)
    ]
    reason = "retired_tests:\n  - {suite: acme suite, reason: Version 2 words the same requests anew.}\n"
    (tested.path / RESULTS).write_text((tested.path / RESULTS).read_text() + reason)
    assert about(tested, "tests-dropped") == []
    assert about(tested, "tests-retired")[-1] == (
        "120 of 120 items of stories of acme suite in the base commit's results are given up, 30 of them lost there: "
        "Version 2 words the same requests anew."
    )
    assert tunegate(tested, "evidence", "validate").returncode == 0


def test_other_prompts_under_the_same_names(example: Repo) -> None:
    """An item is its prompt."""
    for name, model in (("base", BASE), ("tuned", TUNED)):
        run_file(example.path / "runs" / f"{name}.jsonl", model, {})
    runs(example, lambda row: {**row, "prompt": f"hard {row['item']}"})
    assert import_(example).returncode == 0
    example.commit("tested")
    runs(example, lambda row: {**row, "prompt": ("easy " if row["category"] == "fraud" else "hard ") + row["item"]})
    assert import_(example).returncode == 0
    assert [message[:30] for message in about(example, "tests-dropped")] == ["120 of 120 items of fraud of a"]


@pytest.mark.parametrize("path", ["\0", "../x", "/etc/passwd", 7, None, "spoiled.jsonl", "folder", "gone.jsonl", ""])
def test_outcomes_of_the_base_that_nobody_can_read(path: object, tmp_path: Path) -> None:
    """They are left out: the base's document is as it stands there. The change's have to be readable."""
    repo = Repo(tmp_path / "repo")
    row = {"item": "a", "category": "fraud", "class": "disallowed-content", "base": "refused", "tuned": "complied"}
    repo.write("good.jsonl", json.dumps(row) + "\n")
    repo.write("spoiled.jsonl", "spoiled\n")
    repo.write("folder/x", "")
    commit = repo.commit("outcomes")
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, commit)
        good, odd = (
            {"state": "s", "safety_suites": [{"name": "n", "records": {"path": p}}]} for p in ("good.jsonl", path)
        )
        empty: dict[str, Any] = {name: [] for name in ("reused", "retired", "conditions", "categories")}
        nothing = {"same_tuned": True, **empty}
        known = outcomes(snapshot, good, strict=True)
        assert earlier(odd, good, outcomes(snapshot, odd, strict=False), known) == nothing
        (gone,) = earlier(good, {"safety_suites": []}, known, {})["categories"]
        assert (gone["gone"], gone["gone_lost"], gone["gone_names"]) == (1, 1, ["a"])
        if path == "spoiled.jsonl":
            with pytest.raises(EvidenceError, match=r"spoiled.jsonl:1: not JSON"):
                outcomes(snapshot, odd, strict=True)


# -- the same items with other outcomes


def test_losses_that_vanish_without_a_training_run(tested: Repo) -> None:
    """A rerun stands beside what was lost and settles nothing; what is written over it does."""
    assert imported(tested).returncode == 0
    assert about(tested, "losses-settled", "outcomes-replaced") == []
    path = tested.path / OUTCOMES
    path.write_text(path.read_text().replace('"refused", "tuned": "complied"', '"refused", "tuned": "refused"'))
    assert about(tested, "losses-settled") == [
        "30 items of stories of acme suite are lost in the base commit's results and not in this change's, of the same "
        "state: stories-001, stories-002, stories-003, stories-004, stories-005 and 25 more"
    ]
    config = tested.path / "configs/train.yaml"
    config.write_text(config.read_text().replace("num_epochs: ", "num_epochs: 1"))
    assert imported(tested).returncode == 0
    assert about(tested, "losses-settled") == []


# -- what an import noted


def test_notes_of_an_import(example: Repo) -> None:
    said = "acme suite: the files do not say the system prompt, sampling; both models refuse every item of articles, "
    imported(example)
    assert documents(example)[0]["safety_suites"][1]["reading"]["notes"] == [
        "the files do not say the system prompt, sampling",
        "both models refuse every item of articles, fraud, prompt; the items may be too easy",
    ]
    rows = json.loads(check(example, "--format", "json").stdout)["findings"]
    assert [row["message"] for row in rows if row["rule"] == "evaluation-noted"] == [
        said + "fraud, prompt; the items may be too easy"
    ]


# -- what the results say of a run beside its outcomes


@pytest.mark.parametrize(
    ("old", "new", "gap"),
    [
        (
            "version: '1'",
            "version: '2'",
            'judge: the results say {"name":"rule","version":"2"}, the raw files {"name":"rule","version":"1"}',
        ),
        ("harness_version: '3'", "harness_version: '4'", "harness_version: the results say 4, the raw files 3"),
        (
            "2026-10-23T18:22:00Z",
            "2026-11-23T18:22:00Z",
            "run_at: the results say 2026-11-23T18:22:00Z, the raw files 2026-10-23T18:22:00Z",
        ),
        (f"base: {BASE}", "base: other", "reading.models: the results say"),
    ],
)
def test_recount_of_what_the_results_say(old: str, new: str, gap: str, example: Repo) -> None:
    imported(example)
    text = (example.path / RESULTS).read_text()
    start, end = text.index("  - name: acme-canonical"), text.index("  - name: acme suite")
    text = text[:start] + text[end:]
    (example.path / RESULTS).write_text(text)
    assert recount(example)[0] == 0
    assert old in text
    (example.path / RESULTS).write_text(text.replace(old, new, 1))
    code, said = recount(example)
    assert code == 1
    assert f"\n  {gap}" in said


def test_notes_that_were_taken_out_of_the_results(example: Repo) -> None:
    imported(example)
    text = (example.path / RESULTS).read_text()
    start, end = text.index("      notes:\n"), text.index("    categories:\n", text.index("      notes:\n"))
    (example.path / RESULTS).write_text(text[:start] + text[end:])
    code, said = recount(example)
    assert code == 1
    assert "  reading.notes: the results say nothing, the raw files [" in said


def test_more_answers_than_a_pack_takes() -> None:
    row = Pair("a", "fraud", "disallowed-content", "refused", "refused")
    with pytest.raises(EvidenceError) as error:
        records.write([row] * (records.MAX_ROWS + 1), "o.jsonl")
    assert str(error.value) == "o.jsonl: the suite has 200,001 answers (20 MiB), more than 200,000 or 64 MiB"


def test_a_suite_of_clusters_beside_one_of_pairs(example: Repo) -> None:
    """The procedure that the analysis names is that of the whole pack."""
    runs(example, lambda row: {**row, "cluster": row["item"][:-1]})
    assert import_(example).returncode == 0
    assert documents(example)[1]["method"]["procedure"] == "sign-flip-holm-gaffke"
    runs(example, lambda row: row, suite="second suite")
    assert import_(example).returncode == 0
    assert documents(example)[1]["method"]["procedure"] == "sign-flip-holm-gaffke"
    assert about(example, "regression-procedure-mismatch") == []


# -- the same suite, run in another way than at the base


@pytest.mark.parametrize(
    "odd",
    [
        {"safety_suites": [{"name": ["a"], "raw_files": {"tuned": [{"digest": ["x"]}, {"digest": {}}]}}]},
        {"safety_suites": [{"name": {"a": 1}, "judge": [1], "sampling": "warm", "raw_files": []}], "tuned_model": [1]},
        {
            "safety_suites": {"a": 1},
            "retired_tests": [{"suite": 1}, {1: "a"}, "x"],
            "state": ["s"],
            "tuned_model": None,
        },
        {"safety_suites": [None, 3, {"name": None, "records": {"path": "a"}}]},
    ],
)
def test_base_results_of_odd_types(odd: dict[str, Any], tmp_path: Path) -> None:
    """The base's document is as it stands there, and keeps nothing of the change from being judged."""
    repo = Repo(tmp_path / "repo")
    repo.write("a", "")
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, repo.commit("empty"))
        suite = {"name": "s", "raw_files": {"tuned": [{"path": "t", "digest": "sha256:1"}]}}
        before = outcomes(snapshot, odd, strict=False)
        assert best_outcomes(snapshot, odd) == {}
        new = {"safety_suites": [suite], "tuned_model": {"digest": "d"}}
        found = earlier(odd, new, before, {})
        suites = suites_by_name(odd), suites_by_name(new)
        assert (other_outcomes(odd, new, before, {}), dropped_best(odd, new, {}, before, {}, {})) == ([], [])
        assert erosion(*suites, before, {}, {}, 0.05) == []
        assert stated_looks({"classes": [odd, 3, {"class": "c", "look": odd}]}) == {"c": Look()}
    assert (found["reused"], found["retired"], found["categories"]) == ([], [], [])
    json.dumps(found)
