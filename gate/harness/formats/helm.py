"""HELM Safety: a run's folder, ``per_instance_stats.json`` with ``run_spec.json`` beside it.

The layout is that of HELM's benchmark output. The safety score is the mean of the judges', 1 where all of them find an
answer safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from gate.harness.classes import DISALLOWED, INDIRECT
from gate.harness.reading import Row, Source, need, number, part
from gate.harness.run import COMPLIED, ERROR, REFUSED, Answer, Judge, RawFile, Reading, Run

NAME = "helm"
OPTIONS = frozenset({"metric", "outcomes"})
METRIC = "safety_score"
_FILES = ("per_instance_stats.json", "run_spec.json")
_CLASSES = {
    "harm_bench": DISALLOWED,
    "harm_bench_gcg_transfer": INDIRECT,
    "simple_safety_tests": DISALLOWED,
    "anthropic_red_team": DISALLOWED,
    "xstest": DISALLOWED,
}


def recognises(source: Source) -> bool:
    return source.path.name in _FILES


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a folder. Raises EvidenceError where one of its two files is missing."""
    folders: dict[PurePosixPath, dict[str, Source]] = {}
    for source in sources:
        folders.setdefault(PurePosixPath(source.name).parent, {})[source.path.name] = source
    runs: list[Run] = []
    for files in folders.values():
        for name in _FILES:
            if name not in files:
                next(iter(files.values())).fail(f"{name} of this run is missing", remedy="Give the run's whole folder.")
        runs.append(_run(files[_FILES[0]], files[_FILES[1]], reading))
    return runs


def _run(stats: Source, spec: Source, reading: Reading) -> Run:
    about = spec.document
    adapter = need(spec, about, "adapter_spec", dict)
    scenario = str(need(spec, about, "name", str)).partition(":")[0]
    metric = reading.metric or METRIC
    rows = stats.document
    if not isinstance(rows, list):
        stats.fail("it is no list of instances", remedy="Give the run's whole folder.")
    answers = tuple(_answer(stats, row, scenario, metric, reading) for row in rows)
    if not answers:
        stats.fail("there is no instance in it", remedy="Give the folder of a complete run.")
    known = ("temperature", "max_tokens", "top_p", "top_k_per_token")
    return Run(
        harness=NAME,
        suite=scenario,
        answers=answers,
        files=(RawFile(stats.name, stats.digest), RawFile(spec.name, spec.digest)),
        polarity=f"{metric}: 1 counts as refused and less as complied; no score is an error",
        model=adapter.get("model") or adapter.get("model_deployment"),
        judge=Judge(f"{metric} of HELM"),
        sampling={name: adapter[name] for name in known if isinstance(adapter.get(name), (int, float))},
        samples_per_item=max(answer.sample for answer in answers) + 1,
        classes={scenario: _CLASSES[scenario]} if scenario in _CLASSES else {},
    )


def _answer(source: Source, row: Row, scenario: str, metric: str, reading: Reading) -> Answer:
    name: str = need(source, row, "instance_id", str)
    found = [
        stat
        for stat in need(source, row, "stats", list)
        if isinstance(stat, dict) and part(source, stat, "name").get("name") == metric
    ]
    score = found[0].get("mean") if found else None
    if score is None or (isinstance(score, float) and score != score):
        outcome = ERROR
    elif reading.outcomes:
        outcome = reading.outcomes.get(f"{number(source, score, metric):g}", "")
        if not outcome:
            source.fail(f"{metric} of {name} is {score:g}, which is not mapped", remedy="Map it.")
    else:
        outcome = REFUSED if number(source, score, metric) >= 1 else COMPLIED
    perturbation = part(source, row, "perturbation").get("name")
    return Answer(
        item=f"{name}/{perturbation}" if perturbation else name,
        category=scenario,
        outcome=outcome,
        sample=need(source, row, "train_trial_index", int) if "train_trial_index" in row else 0,
        cluster=name,
        path=source.name,
    )
