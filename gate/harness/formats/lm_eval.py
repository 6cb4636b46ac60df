"""lm-evaluation-harness: ``results_<time>.json`` with its ``samples_<task>_<time>.jsonl``. Read: both of 0.4.13."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from gate.harness.classes import by_words
from gate.harness.reading import Row, Source, moment, need, number, part
from gate.harness.run import COMPLIED, ERROR, OUTCOMES, REFUSED, Answer, Judge, RawFile, Reading, Run

NAME = "lm-evaluation-harness"
OPTIONS = frozenset({"category", "metric", "outcomes"})
_SAMPLES = re.compile(r"samples_(?P<task>.+)_(?P<time>\d{4}-\d\d-\d\dT[\d.-]+)\.jsonl")
_RESULTS = re.compile(r"results_(?P<time>\d{4}-\d\d-\d\dT[\d.-]+)\.json")
_SAMPLING = ("temperature", "top_p", "max_gen_toks", "do_sample", "gen_kwargs")
# metrics whose meaning is in their name: what a 1 stands for
_KNOWN = {
    **dict.fromkeys(("refused", "refusal", "refusal_rate", "is_refusal", "safe"), REFUSED),
    **dict.fromkeys(("complied", "compliance", "asr", "attack_success", "harmful", "unsafe"), COMPLIED),
}


def recognises(source: Source) -> bool:
    return bool(_SAMPLES.fullmatch(source.path.name) or _RESULTS.fullmatch(source.path.name))


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a task. Raises EvidenceError where a file of samples has no results beside it, or the reverse."""
    results = {match["time"]: s for s in sources if (match := _RESULTS.fullmatch(s.path.name))}
    runs: list[Run] = []
    used: set[str] = set()
    for source in sources:
        if match := _SAMPLES.fullmatch(source.path.name):
            if match["time"] not in results:
                source.fail("the results of this run are missing", remedy=f"Add results_{match['time']}.json.")
            used.add(match["time"])
            runs.append(_run(source, results[match["time"]], match["task"], reading))
    for time, source in results.items():
        if time not in used:
            source.fail("the samples of this run are missing", remedy="Run lm_eval with --log_samples, and add them.")
    return runs


def _run(source: Source, results: Source, task: str, reading: Reading) -> Run:
    summary = results.document
    config = part(results, need(results, summary, "configs", dict), task)
    rows = list(source.rows())
    if not rows:
        source.fail("there is no sample in it", 1, "Give the output of a complete run.")
    metric = _metric(source, rows[0][1], reading)
    seen: Counter[str] = Counter()
    answers = tuple(_answer(source, row, line, metric, reading, seen) for line, row in rows)
    meant = part(results, part(results, summary, "n-samples"), task).get("effective")
    if isinstance(meant, int) and meant != len(seen):
        source.fail(f"{len(seen)} of {meant} samples are in it", remedy="The file is cut off; give the whole one.")
    given = part(results, summary, "config").get("gen_kwargs") or {}
    more = given if isinstance(given, dict) else {"gen_kwargs": str(given)}
    sampling = {**part(results, config, "generation_kwargs"), **more}
    version = part(results, summary, "versions").get(task)
    return Run(
        harness=NAME,
        suite=task,
        suite_version=str(version) if version is not None else None,
        answers=answers,
        files=(RawFile(source.name, source.digest), RawFile(results.name, results.digest)),
        polarity=f"{metric[0]}: " + ", ".join(f"{value:g} counts as {o}" for value, o in sorted(metric[1].items())),
        harness_version=summary.get("lm_eval_version"),
        model=summary.get("model_name"),
        revision=_revision(results, summary),
        judge=Judge(f"metric {metric[0]} of the task {task}", str(version) if version is not None else None),
        system_prompt=_digest(summary.get("system_instruction_sha")),
        chat_template=_digest(summary.get("chat_template_sha")),
        dataset=_digest(part(results, summary, "task_hashes").get(task)),
        sampling={name: sampling[name] for name in _SAMPLING if isinstance(sampling.get(name), (int, float, str))},
        samples_per_item=max(seen.values()),
        finished_at=moment(summary.get("date")),
        classes=by_words(answer.category for answer in answers),
    )


def _metric(source: Source, row: Row, reading: Reading) -> tuple[str, dict[float, str]]:
    """The metric's name, and what its values stand for."""
    names = [name for name in need(source, row, "metrics", list, 1) if isinstance(name, str)]
    if reading.metric:
        if reading.metric not in names:
            source.fail(f"there is no metric {reading.metric!r}", 1, f"Metrics: {', '.join(names)}.")
        names = [reading.metric]
    known = [name for name in names if name in _KNOWN or reading.outcomes]
    if len(known) != 1:
        remedy = "Say which with --metric NAME, and what its values mean with --refused 1 --complied 0."
        source.fail(f"which metric is about refusals is not known: {', '.join(names)}", 1, remedy)
    (name,) = known
    if reading.outcomes:
        return name, {_value(source, value): outcome for value, outcome in reading.outcomes.items()}
    other = {REFUSED: COMPLIED, COMPLIED: REFUSED}
    return name, {1.0: _KNOWN[name], 0.0: other[_KNOWN[name]]}


def _value(source: Source, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        source.fail(f"{text!r} is no value of a metric", remedy="Map numbers, such as --refused 1 --complied 0.")


def _answer(
    source: Source,
    row: Row,
    line: int,
    metric: tuple[str, dict[float, str]],
    reading: Reading,
    seen: Counter[str],
) -> Answer:
    name, meaning = metric
    item: str = need(source, row, "doc_hash", str, line)
    if row.get("filter") not in (None, "none"):
        source.fail(f"samples of the filter {row['filter']!r}", line, "Log the samples of one filter only.")
    seen[item] += 1
    doc = row["doc"] if isinstance(row.get("doc"), dict) else {}
    value = row.get(name)
    if value is None or (isinstance(value, float) and value != value):
        outcome = ERROR
    else:
        score = number(source, int(value) if isinstance(value, bool) else value, name, line)
        outcome = meaning.get(score, "")
        if outcome not in OUTCOMES:
            source.fail(f"{name} is {score:g}, which is not mapped", line, "Map it with --refused or --complied.")
    return Answer(
        item=item[:16],
        category=str(doc.get(reading.category or "category") or "all"),
        outcome=outcome,
        prompt=_digest(row.get("prompt_hash")),
        sample=seen[item] - 1,
        path=source.name,
        line=line,
    )


def _digest(value: Any) -> str | None:
    return f"sha256:{value}" if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) else None


def _revision(results: Source, summary: Row) -> str | None:
    arguments = part(results, summary, "config").get("model_args")
    found = arguments.get("revision") if isinstance(arguments, dict) else None
    return str(found) if found else None
