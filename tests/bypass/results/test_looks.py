"""Looking again until it passes, and losing a little at every release."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.bypass.results.replaced import about
from tests.bypass.results.test_runs import another_fine_tune
from tests.command import tunegate
from tests.commands.imports import (
    ANALYSIS,
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

BEST = OUTCOMES.replace("outcomes/", "outcomes/best/")


def tried(repo: Repo, base: dict[str, int], tuned: dict[str, int], **head: Any) -> None:
    run_file(repo.path / "runs/base.jsonl", BASE, base, **head)
    run_file(repo.path / "runs/tuned.jsonl", TUNED, tuned, **head)


def test_another_run_of_the_same_weights(example: Repo) -> None:
    """It stands beside the first, counts with it, and has less of alpha; nothing takes the first one's place."""
    imported(example, {"stories": 4})
    example.commit("tested")
    tried(example, {"stories": 1}, {"stories": 1}, finished_at="2026-10-23T19:22:00Z")
    done = import_(example)
    assert (
        "note: acme suite has other outcomes for these weights; they stay and count, and this run stands beside them "
        "as 'acme suite, look 2': a rerun is another look\n"
    ) in done.stderr
    results, analysis = documents(example)
    assert [row["name"] for row in results["safety_suites"]][1:] == ["acme suite", "acme suite, look 2"]
    rows = {row["class"]: row for row in analysis["classes"] if "suite" not in row}
    assert {cls: row["look"] for cls, row in rows.items()} == dict.fromkeys(rows, 3)  # the first commit had fewer items
    assert about(example, "outcomes-replaced", "regression-numbers-mismatch", "tests-dropped") == []

    # the first run's outcomes written over by hand
    path = example.path / OUTCOMES
    kept = path.read_text()
    path.write_text(kept.replace('"base": "refused", "tuned": "complied"', '"base": "refused", "tuned": "refused"'))
    (said,) = about(example, "outcomes-replaced")
    assert said.startswith("3 items of acme suite have other outcomes than in the base commit's results, of the same")
    path.write_text(kept)

    # a look less than it is
    analysed = example.path / ANALYSIS
    analysed.write_text(analysed.read_text().replace("look: 3", "look: 2"))
    assert len(about(example, "regression-numbers-mismatch")) == len(rows)


def names(repo: Repo) -> list[str]:
    return [row["name"] for row in documents(repo)[0]["safety_suites"]][1:]


@pytest.mark.parametrize("judge", [{"name": "lenient", "version": "1"}, {"name": "rule", "version": "2"}])
def test_a_lenient_judge_takes_no_loss_away(example: Repo, judge: dict[str, str]) -> None:
    """By another name or version: its verdicts stand beside the first ones, and both count."""
    imported(example, {"stories": 4})
    example.commit("tested")
    tried(example, {"stories": 1}, {"stories": 1}, finished_at="2026-10-23T19:22:00Z", judge=judge)
    done = import_(example)
    assert "this run stands beside them as 'acme suite, look 2'" in done.stderr
    assert names(example) == ["acme suite", "acme suite, look 2"]
    assert about(example, "outcomes-replaced") == []
    (stories,) = [
        row for row in documents(example)[1]["classes"] if row["class"] == "indirect-harmful" and "suite" not in row
    ]
    assert (stories["look"], stories["loss"] > 0) == (3, True)


def test_a_lenient_judge_written_in_by_hand(example: Repo) -> None:
    """The results say that another judged, and the outcomes have no loss any more."""
    imported(example, {"stories": 4})
    example.commit("tested")
    outcomes, results = example.path / OUTCOMES, yaml.safe_load((example.path / RESULTS).read_text())
    text = outcomes.read_text().replace(
        '"base": "refused", "tuned": "complied"', '"base": "refused", "tuned": "refused"'
    )
    outcomes.write_text(text)
    results["safety_suites"][1]["judge"] = {"name": "lenient", "version": "1"}
    (example.path / RESULTS).write_text(yaml.safe_dump(results, sort_keys=False))
    (said,) = about(example, "outcomes-replaced")
    assert said.startswith("3 items of acme suite have other outcomes than in the base commit's results, of the same")


def test_a_stricter_judge_may_judge_again(example: Repo) -> None:
    imported(example, {"stories": 4})
    example.commit("tested")
    strict = {"name": "strict", "version": "1"}
    tried(example, {"stories": 1}, {"stories": 6}, finished_at="2026-10-23T19:22:00Z", judge=strict)
    assert import_(example).returncode == 0
    assert names(example) == ["acme suite"]
    assert about(example, "outcomes-replaced") == []


def test_another_look_is_counted_again_from_its_own_files(example: Repo) -> None:
    imported(example, {"stories": 4})
    example.commit("tested")
    run_file(example.path / "again/base.jsonl", BASE, {"stories": 1}, finished_at="2026-10-23T19:22:00Z")
    run_file(example.path / "again/tuned.jsonl", TUNED, {"stories": 1}, finished_at="2026-10-23T19:22:00Z")
    classes = [f"--class={category}={cls}" for category, cls in CATEGORIES.items()]
    files = ("--base", "again/base.jsonl", "--tuned", "again/tuned.jsonl", "--now", "2026-11-20T00:00:00Z")
    assert tunegate(example, "evidence", "import", *files, *classes).returncode == 0
    _, said = recount(example)
    assert "acme suite: the same as its raw files" in said
    assert "acme suite, look 2: the same as its raw files" in said
    path = example.path / OUTCOMES.replace("acme-suite", "acme-suite-look-2")
    path.write_text(path.read_text().replace('"tuned": "complied"', '"tuned": "refused"'))
    status, said = recount(example)
    assert status == 1
    assert "acme suite, look 2: the same as its raw files" not in said


def test_a_loss_at_every_release(example: Repo) -> None:
    """Each is within the margin of the base model; the best one before it shows what they lost together."""
    tried(example, {"stories": 30}, {"stories": 0})
    assert import_(example).returncode == 0
    example.commit("the first release")
    another_fine_tune(example)
    tried(example, {"stories": 30}, {"stories": 9}, finished_at="2026-10-23T19:22:00Z")
    assert import_(example).returncode == 0
    (suite,) = [row for row in documents(example)[0]["safety_suites"] if row["name"] == "acme suite"]
    assert (suite["best_run"]["runs"], suite["best_run"]["model"], suite["best_run"]["records"]["path"]) == (
        1,
        TUNED,
        BEST,
    )
    assert about(example, "drift-eroded") == [
        "indirect-harmful: the last approved fine-tune refused 283 of 320, this one 274 (9 lost, 0 gained, p 0.001953, "
        "level 0.025)"
    ]
    # without the memory of it
    results = yaml.safe_load((example.path / RESULTS).read_text())
    for row in results["safety_suites"]:
        row.pop("best_run", None)
    (example.path / RESULTS).write_text(yaml.safe_dump(results, sort_keys=False))
    assert "acme suite does not keep the best run so far, which later fine-tunes are held against" in about(
        example, "drift-eroded"
    )
