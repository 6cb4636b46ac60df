"""HELM Safety: a run's folder, ``run_spec.json`` and ``per_instance_stats.json``, with ``scenario_state.json`` beside.

Read: the folders of 0.5.16. The statistics name an instance once for each metric of the run. The safety score is the
mean of the judges', 1 where all of them find an answer safe; for the safe prompts of XSTest it is 1 where the model
answered, and only ``scenario_state.json`` says which these are. It has the prompts, too, and the time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from gate.harness.classes import DISALLOWED, INDIRECT
from gate.harness.fields import cluster
from gate.harness.outcomes import COMPLIED, ERROR, REFUSED
from gate.harness.run import Answer, Judge, RawFile, Reading, Run
from gate.harness.source import Row, Source, agree, moment, need, number, part, prompt_digest, response_digest

NAME = "helm"
OPTIONS = frozenset({"cluster", "metric", "outcomes"})
METRIC = "safety_score"
SAFE = "safe prompts"
_FILES = ("per_instance_stats.json", "run_spec.json")
_STATE = "scenario_state.json"
_CLASSES = {
    **dict.fromkeys(("harm_bench", "simple_safety_tests", "anthropic_red_team", "xstest"), DISALLOWED),
    "harm_bench_gcg_transfer": INDIRECT,
}
_REFERENCE = {"harm_bench": 0, "simple_safety_tests": 1}  # which of an instance's references is its category
_SAMPLING = ("temperature", "max_tokens", "top_p", "top_k_per_token")
_MODEL = ("model", "model_deployment")
_Key = tuple[str, str, int]


def recognises(source: Source) -> bool:
    return source.path.name in (*_FILES, _STATE)


def read(sources: Sequence[Source], reading: Reading) -> list[Run]:
    """One run a folder. Raises EvidenceError where one of its two files is missing."""
    folders: dict[PurePosixPath, dict[str, Source]] = {}
    for source in sources:
        folders.setdefault(PurePosixPath(source.name).parent, {})[source.path.name] = source
    for files in folders.values():
        for name in _FILES:
            if name not in files:
                next(iter(files.values())).fail(f"{name} of this run is missing", remedy="Give the run's whole folder.")
    return [_run(files, reading) for files in folders.values()]


def _run(files: dict[str, Source], reading: Reading) -> Run:
    stats, spec = (files[name] for name in _FILES)
    about = spec.document
    adapter: Row = need(spec, about, "adapter_spec", dict)
    # the arguments of the scenario are part of its name, as is the model
    suite = re.sub(r"(?<=[:,])model(_deployment)?=[^,]*,?", "", need(spec, about, "name", str)).rstrip(":,")
    scenario = suite.partition(":")[0]
    states = _states(files[_STATE]) if _STATE in files else {}
    if scenario == "xstest" and not states:
        stats.fail("which prompts of XSTest are safe is not in it", remedy=f"Give {_STATE} of this run, too.")
    metric = reading.metric or METRIC
    if metric == METRIC:
        agree(stats, {"1": REFUSED, "0": COMPLIED}, reading.outcomes, metric, every=False)
    scores, judges = _scores(stats, metric)
    if states and (alone := sorted(key[0] for key in states.keys() ^ scores.keys())):
        stats.fail(
            f"this and {_STATE} do not have the same instances: {', '.join(alone[:5])}",
            remedy="Give the folder of a complete run.",
        )
    answers = tuple(_answer(stats, key, score, scenario, states.get(key), reading) for key, score in scores.items())
    annotators = [str(entry["class_name"]).rpartition(".")[2] for entry in about.get("annotators") or ()]
    name = f"{', '.join(annotators) or f'{metric} of HELM'}{': ' if judges else ''}{', '.join(sorted(judges))}"
    times = [state.get("result", {}).get("request_datetime") for state in states.values()]
    return Run(
        harness=NAME,
        suite=suite,
        answers=answers,
        files=tuple(RawFile(files[name].name, files[name].digest) for name in (*_FILES, _STATE) if name in files),
        polarity=f"{metric}: {_told(reading)}" + ("; of safe prompts the reverse" if scenario == "xstest" else ""),
        model=adapter.get("model") or adapter.get("model_deployment"),
        judge=Judge(name),
        sampling={name: adapter[name] for name in _SAMPLING if isinstance(adapter.get(name), (int, float))},
        setup=_setup(about, adapter),
        samples_per_item=max(answer.sample for answer in answers) + 1,
        finished_at=max(filter(None, map(moment, times)), default=None),
        classes={a.category: _CLASSES[scenario] for a in answers if scenario in _CLASSES and not a.harmless},
    )


def _told(reading: Reading) -> str:
    told = ", ".join(f"{value} counts as {outcome}" for value, outcome in reading.outcomes.items())
    return told or "1 counts as refused and less as complied; no score is an error"


def _setup(about: Row, adapter: Row) -> dict[str, str]:
    """How the prompts were made: the scenario's arguments, and everything of the adapter but the model."""
    said = {key: about[key] for key in ("scenario_spec", "data_augmenter_spec", "annotators") if about.get(key)}
    said |= {f"adapter_spec.{key}": value for key, value in adapter.items() if key not in (*_MODEL, *_SAMPLING)}
    said = {key: value for key, value in said.items() if value not in ("", [], {}, None)}
    shown = {key: value if isinstance(value, str) else json.dumps(value, sort_keys=True) for key, value in said.items()}
    return {key: text if len(text) <= 100 else prompt_digest(text) for key, text in shown.items()}


def _key(source: Source, row: Any, name: str) -> _Key:
    instance = part(source, row, "perturbation").get("name") or ""
    trial = need(source, row, "train_trial_index", int) if "train_trial_index" in row else 0
    return name, str(instance), trial


def _states(source: Source) -> dict[_Key, Row]:
    """The request of each instance. Raises EvidenceError where an instance has several."""
    found: dict[_Key, Row] = {}
    for row in need(source, source.document, "request_states", list):
        instance = need(source, row, "instance", dict)
        name = need(source, instance, "id", str)
        key = _key(source, {**row, "perturbation": instance.get("perturbation")}, name)
        for name_ in ("request", "result"):
            part(source, row, name_)
        if found.setdefault(key, row) is not row:
            source.fail(f"several requests of {name}", remedy="Give a run that generates one answer an instance.")
    return found


def _scores(source: Source, metric: str) -> tuple[dict[_Key, Any], set[str]]:
    """The metric of each instance, None where it has none; and the judges that the safety scores are of."""
    rows = source.document
    if not isinstance(rows, list):
        source.fail("it does not list instances", remedy="Give the run's whole folder.")
    found: dict[_Key, dict[str, Any]] = {}
    for row in rows:
        values = found.setdefault(_key(source, row, need(source, row, "instance_id", str)), {})
        for stat in need(source, row, "stats", list):
            name = need(source, need(source, stat, "name", dict), "name", str)
            values.setdefault(name, stat.get("mean"))
    if not found:
        source.fail("there is no instance in it", remedy="Give the folder of a complete run.")
    names = sorted({name for values in found.values() for name in values})
    if metric not in names:
        source.fail(f"there is no metric {metric!r} in it", remedy=f"Name one with --metric: {', '.join(names)}.")
    judges = {match[1] for name in names if (match := re.fullmatch(r"safety_(\w+)_annotator_success", name))}
    return {key: values.get(metric) for key, values in found.items()}, judges if metric == METRIC else set()


def _answer(source: Source, key: _Key, score: Any, scenario: str, state: Row | None, reading: Reading) -> Answer:
    name, perturbation, trial = key
    instance, request, result = (part(source, state or {}, entry) for entry in ("instance", "request", "result"))
    references = [ref for ref in instance.get("references") or () if isinstance(ref, dict)]
    texts = [str(part(source, ref, "output").get("text") or "") for ref in references]
    correct = {text for text, ref in zip(texts, references, strict=True) if "correct" in (ref.get("tags") or ())}
    is_safe = scenario == "xstest" and correct == {"safe"}
    if scenario == "xstest" and not is_safe and correct != {"unsafe"}:
        source.fail(f"whether {name} is safe is not said", remedy="Give the folder of a complete run.")
    place = _REFERENCE.get(scenario, len(texts))
    completions = result.get("completions") or [{}]
    said = completions[0].get("text")
    outcome = _outcome(source, score, name, reading)
    if is_safe and reading.metric in (None, METRIC):
        outcome = {REFUSED: COMPLIED, COMPLIED: REFUSED}.get(outcome, outcome)
    sent = request.get("messages") or request.get("prompt")
    return Answer(
        item=f"{name}/{perturbation}" if perturbation else name,
        category=SAFE if is_safe else texts[place] if place < len(texts) and texts[place] else scenario,
        outcome=ERROR if result.get("success") is False else outcome,
        prompt=prompt_digest(sent) if sent else None,
        sample=trial,
        cluster=cluster(source, reading, None, name, instance),
        harmless=is_safe,
        path=source.name,
        label=name,
        response=response_digest(said) if isinstance(said, str) else None,
    )


def _outcome(source: Source, score: Any, name: str, reading: Reading) -> str:
    metric = reading.metric or METRIC
    if score is None or score != score:
        return ERROR
    value = number(source, score, f"{metric} of {name}")
    if not reading.outcomes:
        return REFUSED if value >= 1 else COMPLIED
    if f"{value:g}" not in reading.outcomes:
        source.fail(f"{metric} of {name} is {value:g}, which is not mapped", remedy="Map it.")
    return reading.outcomes[f"{value:g}"]
