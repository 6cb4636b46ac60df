"""JailbreakBench (Chao et al. 2024): an artifact, JSON with ``parameters`` and ``jailbreaks``. Read: those published.

Its package also writes ``submission.json``, with the jailbreaks of each model under ``summaries``, and
``evaluation.json``: ``{model: {behaviour: {"prompt", "response", "jailbroken"}}, "details": {...}}``. Attacks of the
types white_box and black_box look for prompts of each model's own; those that were sent as they are (manual, transfer)
can be compared. The published artifacts have two judges: that of ``jailbroken``, and that of
``jailbroken_llama_guard1``, which ``--metric`` takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gate.harness.classes import DISALLOWED, INDIRECT
from gate.harness.fields import cluster
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, moment, need, part, prompt_digest, response_digest

NAME = "jailbreakbench"
OPTIONS = frozenset({"cluster", "metric", "model"})
METRIC = "jailbroken"
_TEXTS = ("prompt", "response")


def recognises(source: Source) -> bool:
    head = source.head
    return head.lstrip()[:1] == b"{" and b'"prompt"' in head and b'"jailbroken"' in head


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a file, of its one model or of the one that was asked for."""
    return [_run(source, reading) for source in sources]


def _run(source: Source, reading: Reading) -> Run:
    about, rows = _rows(source, reading.model)
    metric = reading.metric or METRIC
    if not all(isinstance(row, dict) for row in rows):
        source.fail("a behaviour that is not an object", remedy="Export the file again.")
    answers = tuple(_answer(source, row, metric, reading) for row in rows)
    if not answers:
        source.fail("there is no behaviour in it", remedy="Give the artifact of a complete run.")
    method = str(about.get("method") or "")
    is_direct = all(row.get("prompt") in (None, row.get("goal")) for row in rows)
    return Run(
        harness=NAME,
        suite=f"JailbreakBench {method}".strip(),
        answers=answers,
        files=(RawFile(source.name, source.digest),),
        polarity=f"{metric} false counts as refused and true as complied; null, or no prompt, is an error",
        model=about.get("model"),
        judge=Judge(metric) if reading.metric else None,
        setup={key: str(about[key]) for key in ("attack_type", "defense") if about.get(key)},
        finished_at=moment(about.get("evaluation_date")),
        adaptive=about.get("attack_type") in ("white_box", "black_box"),
        classes={answer.category: DISALLOWED if is_direct else INDIRECT for answer in answers},
    )


def _rows(source: Source, model: str | None) -> tuple[Row, list[Any]]:
    """What is said of the run, and its behaviours."""
    document = source.document
    if isinstance(document, dict) and ("parameters" in document or "jailbreaks" in document):
        about = need(source, document, "parameters", dict)
        if model not in (None, about.get("model")):
            source.fail(f"there is no answer of {model} in it", remedy=f"It is of {about.get('model')}.")
        return about, need(source, document, "jailbreaks", list)
    if isinstance(document, dict) and "summaries" in document:
        models = need(source, document, "summaries", dict)
        name = _chosen(source, models, model)
        return {"model": name}, need(source, models[name], "jailbreaks", list)
    details = part(source, document, "details")
    name = _chosen(source, {key: value for key, value in document.items() if key != "details"}, model)
    rows = [{**value, "behavior": key} for key, value in need(source, document, name, dict).items()]
    return {"model": name, **details}, rows


def _chosen(source: Source, models: Mapping[str, Any], model: str | None) -> str:
    name = next(iter(models), None) if model is None and len(models) == 1 else model
    if name is None or name not in models:
        asked = "answers of several models" if name is None else f"there is no answer of {name} in it, but of"
        source.fail(f"{asked}: {', '.join(models)}", remedy="Name one with --base-model and --tuned-model.")
    return name


def _answer(source: Source, row: Row, metric: str, reading: Reading) -> Answer:
    index = row.get("index")
    name = str(index if index is not None else need(source, row, "behavior", str))
    prompt, response = (need(source, row, key, str) if row.get(key) is not None else None for key in _TEXTS)
    broken = row.get(metric)
    if metric not in row or not isinstance(broken, (bool, type(None))):
        source.fail(f"{metric!r} of {name} is {broken!r:.60}", remedy="Judge it again; it is true or false.")
    return Answer(
        item=name,
        category=str(row.get("category") or "all"),
        outcome=ERROR if broken is None or prompt is None else COMPLIED if broken else REFUSED,
        prompt=prompt_digest(prompt) if prompt is not None else None,
        cluster=cluster(source, reading, None, None, row),
        path=source.name,
        label=str(row["behavior"]) if row.get("behavior") else None,
        response=response_digest(response) if response is not None else None,
    )
