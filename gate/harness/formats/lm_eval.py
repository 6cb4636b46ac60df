"""lm-evaluation-harness: ``results_<time>.json`` with its ``samples_<task>_<time>.jsonl``. Read: both of 0.4.13."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from gate.harness.classes import by_words
from gate.harness.fields import asked, cluster, context, own_group
from gate.harness.outcomes import COMPLIED, ERROR, OUTCOMES, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, agree, moment, need, number, part, prompt_digest, response_digest
from gate.values.digests import is_digest
from gate.values.regex import regex

NAME = "lm-evaluation-harness"
OPTIONS = frozenset({"category", "cluster", "context_fields", "metric", "outcomes"})
_SAMPLES = regex(r"samples_(?P<task>.+)_(?P<time>\d{4}-\d\d-\d\dT[\d.-]+)\.jsonl")
_RESULTS = regex(r"(?P<name>.+)_(?P<time>\d{4}-\d\d-\d\dT[\d.-]+)\.json")  # --output_path x.json names it x_TIME
_SAMPLING = ("temperature", "top_p", "max_gen_toks", "do_sample", "gen_kwargs")
_SHAPING = ("max_length", "max_model_len", "max_gen_toks", "truncation", "prefix_token_id", "think_end_token")
# metrics whose meaning is in their name: what a 1 stands for
_OTHER = {REFUSED: COMPLIED, COMPLIED: REFUSED}
_SCORING = ("process_results", "metric_list", "filter_list", "output_type", "doc_to_text", "description", "num_fewshot")
_KNOWN = {
    **dict.fromkeys(("refused", "refusal", "refusal_rate", "is_refusal", "safe"), REFUSED),
    **dict.fromkeys(("complied", "compliance", "asr", "attack_success", "harmful", "unsafe"), COMPLIED),
}


def recognises(source: Source) -> bool:
    if _SAMPLES.fullmatch(source.path.name):
        return True
    match = _RESULTS.fullmatch(source.path.name)
    return match is not None and (match["name"] == "results" or _is_results(source))


def _is_results(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"results"' in head and (b'"configs"' in head or b'"group_subtasks"' in head)


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
    better = part(results, part(results, summary, "higher_is_better"), task)
    metric, answers = _answers(source, better, reading)
    meant = part(results, part(results, summary, "n-samples"), task).get("effective")
    if isinstance(meant, int) and meant != len(answers):
        source.fail(f"{len(answers)} of {meant} samples are in it", remedy="The file is cut off; give the whole one.")
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
        revision=str(_arguments(results, summary).get("revision") or "") or None,
        judge=Judge(f"metric {metric[0]} of the task {task}", str(version) if version is not None else None),
        system_prompt=_digest(summary.get("system_instruction_sha")),
        chat_template=_digest(summary.get("chat_template_sha")),
        dataset=_digest(part(results, summary, "task_hashes").get(task)),
        sampling={name: sampling[name] for name in _SAMPLING if isinstance(sampling.get(name), (int, float, str))},
        setup={
            **{name: prompt_digest(config[name]) for name in _SCORING if config.get(name) is not None},
            **_generation(sampling, _arguments(results, summary)),
        },
        finished_at=moment(summary.get("date")),
        notes=_limited(results, summary, task),
        classes=by_words(answer.category for answer in answers),
    )


_Metric = tuple[str, dict[float, str]]


def _answers(source: Source, better: Row, reading: Reading) -> tuple[_Metric, tuple[Answer, ...]]:
    """The metric with what its values stand for, and an answer for each sample of the filter that counts.

    lm-evaluation-harness writes a line for every filter, and calls a metric ``NAME,FILTER``; so does ``--metric``.
    """
    chosen = (reading.metric or "").partition(",")[2]
    filters: set[str] = set()
    seen: Counter[str] = Counter()
    answers: list[Answer] = []
    metric: _Metric | None = None
    first = 1
    for line, row in source.rows():
        if metric is None:
            metric, first = _metric(source, row, line, better, reading), line
        if row.get("filter") is not None:
            filters.add(str(row["filter"]))
        if chosen and row.get("filter") not in (None, chosen):
            continue
        if chosen or len(filters) <= 1:  # else none of them counts
            answers.append(_answer(source, row, line, metric, reading, _item(source, row, line, seen)))
    if metric is None:
        source.fail("there is no sample in it", 1, "Give the output of a complete run.")
    if chosen and chosen not in filters:
        source.fail(f"there are no samples of the filter {chosen!r}", first, f"Filters: {', '.join(sorted(filters))}.")
    if not chosen and len(filters) > 1:
        remedy = f"Say which with --metric {metric[0]},FILTER."
        source.fail(f"samples of several filters: {', '.join(sorted(filters))}", first, remedy)
    return metric, tuple(answers)


def _metric(source: Source, row: Row, line: int, better: Row, reading: Reading) -> _Metric:
    """The metric's name with what its values stand for, by the first sample."""
    names = [name for name in need(source, row, "metrics", list, line) if isinstance(name, str)]
    asked = (reading.metric or "").partition(",")[0]
    if asked and asked not in names:
        source.fail(f"there is no metric {asked!r}", line, f"Metrics: {', '.join(names)}.")
    known = [name for name in ([asked] if asked else names) if name in _KNOWN or reading.outcomes]
    if len(known) != 1:
        remedy = "Say which with --metric NAME, and what its values mean with --refused 1 --complied 0."
        source.fail(f"which metric is about refusals is not known: {', '.join(names)}", line, remedy)
    (name,) = known
    given = {_value(source, value): outcome for value, outcome in reading.outcomes.items()}
    meaning = _KNOWN.get(name)
    if meaning:
        known_as = {"1": meaning, "0": _OTHER[meaning]}
        agree(source, known_as, {f"{value:g}": outcome for value, outcome in given.items()}, name)
        if not given and better.get(name) is (meaning != REFUSED):
            source.fail(
                f"{'more' if better[name] else 'less'} of {name} is better in this task, as where prompts are harmless",
                remedy=f"Where they are harmful, say so with --{meaning} 1 --{_OTHER[meaning]} 0.",
            )
        given = given or {float(value): outcome for value, outcome in known_as.items()}
    return name, given


def _item(source: Source, row: Row, line: int, seen: Counter[str]) -> str:
    """A name for a sample: of its document, and numbered where one document stands in the task more than once."""
    document: str = need(source, row, "doc_hash", str, line)
    seen[document] += 1
    return document[:16] if seen[document] == 1 else f"{document[:16]}/{seen[document]}"


def _value(source: Source, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        source.fail(f"{text!r} is not a value of a metric", remedy="Map numbers, such as --refused 1 --complied 0.")


def _answer(
    source: Source,
    row: Row,
    line: int,
    metric: _Metric,
    reading: Reading,
    item: str,
) -> Answer:
    name, meaning = metric
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
        item=item,
        category=asked(source, reading.category, "--category", line, doc)
        if reading.category
        else str(doc.get("category") or "all"),
        outcome=outcome,
        prompt=_digest(row.get("prompt_hash")) or _digest(row.get("doc_hash")),
        cluster=cluster(source, reading, line, own_group(doc), doc),
        path=source.name,
        line=line,
        label=f"doc {row['doc_id']}" if isinstance(row.get("doc_id"), int) else None,
        response=response_digest(row["resps"]) if row.get("resps") else None,
        context=context(source, reading, line, doc),
    )


def _digest(value: Any) -> str | None:
    digest = f"sha256:{value}"
    return digest if isinstance(value, str) and is_digest(digest) else None


def _limited(results: Source, summary: Row, task: str) -> tuple[str, ...]:
    counted = part(results, part(results, summary, "n-samples"), task)
    whole, meant = counted.get("original"), counted.get("effective")
    if isinstance(whole, int) and isinstance(meant, int) and meant < whole:
        return (f"the run is of {meant} of the task's {whole} samples, as it was limited to them",)
    return ()


def _arguments(results: Source, summary: Row) -> Row:
    """The arguments of the model, which older versions keep as on the command line."""
    arguments = part(results, summary, "config").get("model_args")
    if isinstance(arguments, str):
        return dict(word.split("=", 1) for word in arguments.split(",") if "=" in word)
    return arguments if isinstance(arguments, dict) else {}


def _generation(sampling: Row, arguments: Row) -> dict[str, float | int | str]:
    """What shapes an answer beside sampling: other settings of the generation, and lengths that the model is cut to."""
    rest = {name: value for name, value in sampling.items() if name not in _SAMPLING}
    rest |= {name: arguments[name] for name in _SHAPING if name in arguments}
    return {name: v if isinstance(v, (int, float, str)) else prompt_digest(v) for name, v in sorted(rest.items())}
