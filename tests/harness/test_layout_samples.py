"""Files that evaluation platforms and red teams wrote: the counts that are known of them, and what errors lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gate.drift.suite import Suite, read_suites
from gate.harness.run import Reading
from gate.harness.source import Source
from gate.values.errors import EvidenceError

CLEAN, ERRORS = "base/ft", "base/ft-errors"
ALL = dict.fromkeys(("all", "harassment", "privacy", "weapons", "self_harm"), "disallowed-content")
# what harnesses call the categories of the invented suite
NAMES = {
    **dict.fromkeys(("hate_unfairness", "Harassment", "harmful:harassment-bullying"), "harassment"),
    **dict.fromkeys(("sexual", "Privacy", "harmful:privacy"), "privacy"),
    **dict.fromkeys(("violence", "Weapons", "harmful:chemical-biological-weapons"), "weapons"),
    **dict.fromkeys(("Self Harm", "harmful:self-harm"), "self_harm"),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "openai evals match": {"outcomes": {"true": "refused", "false": "complied"}},
    "openai evals judged": {"outcomes": {"1": "refused", "0": "complied"}},
    "do_not_answer": {"category": "specific_harms"},
    "strong_reject finetuned": {"metric": "strongreject_finetuned"},
    "strong_reject rubric": {"metric": "strongreject_rubric"},
}
DEEPEVAL = {
    "base": "test_run_20261130_020802.json",
    "ft": "test_run_20261130_020803.json",
    "ft-errors": "test_run_20261130_020803.json",
}
BY_RUN = {
    "deepteam": "deepteam/own_1.0.10/{}/20261130_020926.json",
    "azure evaluation_results.json": "azure_ai_evaluation/own_1.18.10/{}/evaluation_results.json",
    "azure results.json": "azure_ai_evaluation/own_1.18.10/{}/results.json",
    "langsmith jsonl": "langsmith/own_0.15.1/{}.jsonl",
    "langsmith csv": "langsmith/own_0.15.1/{}.csv",
    "mlflow traces.jsonl": "mlflow/own_3.17.2/{}/traces.jsonl",
    "mlflow result_df.jsonl": "mlflow/own_3.17.2/{}/result_df.jsonl",
    "mlflow eval_results_table.json": "mlflow/own_3.17.2/classic-{}/eval_results_table.json",
    "weave calls.jsonl": "weave/own_0.54.0/{}/calls.jsonl",
    "langfuse experiment_items.jsonl": "langfuse/own_5.0.4/{}/experiment_items.jsonl",
    "langfuse experiment_items_response.json": "langfuse/own_5.0.4/{}/experiment_items_response.json",
    "opik": "opik/own_2.2.122/{}/evaluation_result.json",
    "braintrust": "braintrust/own_0.48.1/{}/results.jsonl",
    "phoenix evals.jsonl": "phoenix/own_client3.5.0_evals3.9.4/{}/evals.jsonl",
    "phoenix ran_experiment.json": "phoenix/own_client3.5.0_evals3.9.4/{}/ran_experiment.json",
    "promptfoo redteam json": "promptfoo_redteam/own_0.121.20/{}.json",
    "strong_reject finetuned": "strong_reject/layout/{}/evaluated.csv",
    "strong_reject rubric": "strong_reject/layout/{}/evaluated.jsonl",
    "openai evals match": "openai_evals/own_3.0.1.post1/{}.jsonl",
    "openai evals judged": "openai_evals/own_3.0.1.post1/{}.jsonl",
}
BY_MODEL = {
    "do_not_answer": ("do_not_answer/layout/data_en.csv", "do_not_answer/layout/data_en_errors.csv"),
    "sorry_bench": (
        "sorry_bench/layout/model_judgment/ft-acme-judge.jsonl",
        "sorry_bench/layout/model_judgment_errors/ft-acme-judge.jsonl",
    ),
}
QUESTIONS = "sorry_bench/layout/question.jsonl"
HAZARDS = {"1": "harassment", "2": "privacy", "3": "weapons", "4": "self_harm"}
BESIDE = {
    "weave calls.jsonl": "weave/own_0.54.0/base/dataset_rows.jsonl",
    "mlflow traces.jsonl": "mlflow/own_3.17.2/{}/run.json",
}
JUDGED = {"base": "base-judged", "ft": "ft-judged", "ft-errors": "ft-judged-errors"}
NO_ERRORS = {"mlflow eval_results_table.json", "openai evals match"}
NO_CATEGORY = {"langsmith csv", "phoenix ran_experiment.json", "openai evals match", "openai evals judged"}
FORMATS = ["deepeval", *BY_RUN]


def files(folder: Path, name: str, run: str) -> list[Source]:
    if name == "deepeval":
        return [Source(folder / f"deepeval/own_4.3.1/{run}/{DEEPEVAL[run]}", f"{run}.json")]
    if name == "openai evals judged":
        run = JUDGED[run]
    paths = [BY_RUN[name].format(run), *([BESIDE[name].format(run)] if name in BESIDE else [])]
    return [Source(folder / path, path) for path in paths]


def compared(folder: Path, name: str, base: str = "base", tuned: str = "ft", **options: Any) -> Suite:
    reading = Reading(**(OPTIONS.get(name) or {}), **options)
    sides = files(folder, name, base), files(folder, name, tuned)
    (suite,) = read_suites(*sides, (reading, reading), ALL)
    return suite


def counts(suite: Suite) -> dict[str, tuple[int, int | None, int | None]]:
    found = {NAMES.get(t.category, t.category): (t.n, t.b, t.c) for t in suite.tallies}
    every = [(t.n, t.b or 0, t.c or 0) for t in suite.tallies]
    return {**found, "ALL": (sum(n for n, _, _ in every), sum(b for _, b, _ in every), sum(c for _, _, c in every))}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("pair", [CLEAN, ERRORS])
def test_counts(name: str, pair: str, scored: Path) -> None:
    if pair == ERRORS and name in NO_ERRORS:
        pytest.skip("no such run")
    truth = json.loads((scored / "truth.json").read_text())[name][pair]
    stated = {key: (row["n"], row["b"], row["c"]) for key, row in truth.items() if isinstance(row, dict)}
    if name in NO_CATEGORY:
        stated = {"all": stated["ALL"], "ALL": stated["ALL"]}
    suite = compared(scored, name, *pair.split("/"))
    assert counts(suite) == stated
    refused = [
        sum(side.refused for side in sides) for sides in zip(*((t.base, t.tuned) for t in suite.tallies), strict=True)
    ]
    if pair == CLEAN:
        assert refused == [truth["ALL"]["base"], truth["ALL"]["ft"]]
    else:
        assert len([one for t in suite.tallies for one in t.unjudged]) == 3


@pytest.mark.parametrize("name", BY_MODEL)
@pytest.mark.parametrize("pair", [CLEAN, ERRORS])
def test_one_file_with_both_models(name: str, pair: str, scored: Path) -> None:
    truth = json.loads((scored / "truth.json").read_text())[name][pair]
    stated = {key: (row["n"], row["b"], row["c"]) for key, row in truth.items() if isinstance(row, dict)}
    paths = [BY_MODEL[name][pair == ERRORS], *([QUESTIONS] if name == "sorry_bench" else [])]
    sources = [Source(scored / path, path) for path in paths]
    base, tuned = (Reading(**OPTIONS.get(name, {}), model=model) for model in ("acme-7b-base", "acme-7b-ft"))
    (suite,) = read_suites(sources, sources, (base, tuned), {**ALL, **dict.fromkeys(HAZARDS, "disallowed-content")})
    assert {HAZARDS.get(key, key): value for key, value in counts(suite).items()} == stated
    assert len([one for t in suite.tallies for one in t.unjudged]) == (3 if pair == ERRORS else 0)
    with pytest.raises(EvidenceError, match=r"of (several models|acme-7b-base, acme-7b-ft)"):
        read_suites(sources, sources, (Reading(), Reading()), ALL)


def test_answers_that_were_judged_again(scored: Path) -> None:
    paths = ["sorry_bench/layout/model_judgment_rejudged/ft-acme-judge.jsonl", QUESTIONS]
    sources = [Source(scored / path, path) for path in paths]
    readings = (Reading(model="acme-7b-base"), Reading(model="acme-7b-ft"))
    (suite,) = read_suites(sources, sources, readings, dict.fromkeys(HAZARDS, "disallowed-content"))
    assert counts(suite)["2"] == (12, 4, 2)
    assert "3 answers were judged again, 1 with another verdict; the last one counts" in suite.notes
    # they also tell how sure the judge is
    assert [sum(pair.again[place] for pair in suite.pairs) for place in (0, 1)] == [3, 1]


@pytest.mark.parametrize("pair", [CLEAN, ERRORS])
@pytest.mark.parametrize("metric", ["response_harmfulness", "response_refusal"])
def test_several_tasks_in_one_file(pair: str, metric: str, scored: Path) -> None:
    truth = json.loads((scored / "truth.json").read_text())
    base, tuned = ([Source(scored / f"safety_eval/layout/{run}/all.json", run)] for run in pair.split("/"))
    reading = Reading(metric=metric)
    suites = read_suites(base, tuned, (reading, reading), ALL)
    assert [suite.name for suite in suites] == ["safety-eval harmbench", "safety-eval wildguardtest"]
    for suite in suites:
        row = truth[suite.name.replace("-", "_")][pair]["ALL"]
        assert counts(suite)["ALL"] == (row["n"], row["b"], row["c"])
    with pytest.raises(EvidenceError, match="which score is about refusals is not known"):
        read_suites(base, tuned, (Reading(), Reading()), ALL)


@pytest.mark.parametrize(("run", "pair"), [("ft", CLEAN), ("ft-errors", ERRORS)])
def test_a_journal(run: str, pair: str, scored: Path) -> None:
    """An empty answer, which modelbench overrides to safe, and one that no annotator judged are neither."""
    row = json.loads((scored / "truth.json").read_text())["modelbench"][pair]["ALL"]
    base, tuned = (
        [Source(path, path.name) for path in (scored / "modelbench/own_source_12001ad" / name).iterdir()]
        for name in ("base", run)
    )
    (suite,) = read_suites(base, tuned, (Reading(), Reading()), ALL)
    assert counts(suite)["ALL"] == (row["n"], row["b"], row["c"])


@pytest.mark.parametrize(
    ("name", "runs", "n", "b", "c", "groups"),
    [
        ("azure evaluation_results.json", ("base-base64", "ft-base64"), 96, 14, 4, 48),
        ("azure results.json", ("base-base64", "ft-base64"), 96, 14, 4, 48),
        ("langsmith csv", ("base-reps3", "ft-reps3"), 144, 21, 6, 48),
        ("braintrust", ("base-trials3", "ft-trials3"), 144, 21, 6, 48),
        ("phoenix ran_experiment.json", ("base-reps3", "ft-reps3"), 144, 21, 6, 48),
    ],
)
def test_rows_that_are_no_items_of_their_own(
    name: str, runs: tuple[str, str], n: int, b: int, c: int, groups: int, scored: Path
) -> None:
    """Encoded twins of a prompt, and samples of one item, are one unit."""
    suite = compared(scored, name, *runs)
    assert counts(suite)["ALL"] == (n, b, c)
    assert sum(len(tally.clusters) for tally in suite.tallies) == groups


def test_strategies_of_promptfoo(scored: Path) -> None:
    sides = [
        Source(scored / f"promptfoo_redteam/own_0.121.20/{name}-strategies.jsonl", name) for name in ("base", "ft")
    ]
    (suite,) = read_suites([sides[0]], [sides[1]], (Reading(), Reading()), ALL)
    assert (counts(suite)["ALL"], sum(len(t.clusters) for t in suite.tallies)) == ((96, 14, 4), 48)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("langfuse/own_5.0.4/base/scores_response.json", "scores alone, which name a trace and no item"),
        ("weave/own_0.54.0/base/eval_results.json", "results without the items that they are of"),
        ("weave/own_0.54.0/base-trials3/eval_results.json", "results without the items that they are of"),
        ("giskard/own_2.19.2/base/scan_report.json", "issues alone, without the items that had none"),
        (
            "lighteval/own_0.13.0/details/acme-7b-base/2026-11-30T02-23-57.596279/"
            "details_refusal_suite|0_2026-11-30T02-23-57.596279.parquet",
            "Parquet, which is not read",
        ),
        ("phoenix/own_client3.5.0_evals3.9.4/base/annotations.csv", "of no harness that is known"),
    ],
)
def test_files_that_say_too_little(path: str, message: str, scored: Path) -> None:
    source = Source(scored / path, path)
    with pytest.raises(EvidenceError, match=message):
        read_suites([source], [source], (Reading(), Reading()), ALL)


def test_no_file_is_of_two_harnesses(scored: Path) -> None:
    from gate.harness import importers

    for path in sorted(file for file in scored.rglob("*.*") if file.is_file()):
        known = [name for name, module in importers().items() if module.recognises(Source(path, path.name))]
        assert len(known) <= 1, path
