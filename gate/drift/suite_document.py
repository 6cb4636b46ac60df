"""What the evaluation results state of a suite: one item of ``safety_suites``, from its runs and what the user adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from gate.documents.schema import problems_of_part
from gate.drift.comparability import FEWEST_RESPONSES
from gate.drift.suite import Suite
from gate.git.paths import is_inside
from gate.harness.classes import WORDS
from gate.harness.run import Judge, RawFile, Reading
from gate.harness.source import prompt_digest
from gate.values.errors import Problem

EXPLANATION = "explanation"
OWN_CONTEXT = "context"  # of each line of plain JSON Lines
_RESULTS = "evaluation-results"
# what the user says in an option, by its place in an item of `safety_suites`
_OPTIONS = {
    f"reading/models/{EXPLANATION}": "--model-note",
    "reading/metric": "--metric",
    "reading/category": "--category",
    "reading/cluster": "--cluster",
    "reading/context_fields": "--context-field",
    "judge/name": "--judge",
    "judge/version": "--judge-version",
    "harness_version": "--harness-version",
    "run_at": "--run-at",
    "raw_files": "--stored-at",
}
_LEAVE_OUT = "Leave out what the files say themselves."


@dataclass(frozen=True)
class Asked:
    """What the user adds: how the files were read, and where they are kept when not in the repository."""

    reading: Reading
    stored_at: str | None = None
    harness_version: str | None = None
    run_at: str | None = None
    model_note: str | None = None
    prepared_by: str | None = None


def unsaid(suites: Sequence[Suite], asked: Asked) -> Iterator[Problem]:
    """What the documents have to say and neither the files nor the user did, or what the files say otherwise."""
    for suite in suites:
        judge, path = _judge(suite, asked), suite.base.files[0].path
        for what, value, remedy in (
            ("judge", judge.name, "Say who judged with --judge and --judge-version."),
            (f"version of the judge {judge.name}", judge.version or not judge.name, "Say it with --judge-version."),
            ("harness version", _version(suite, asked), "Say it with --harness-version."),
            ("time of the run", _run_at(suite, asked), "Say it with --run-at 2026-11-02T09:00:00Z."),
        ):
            if not value:
                yield Problem(f"{suite.name}: the files do not say the {what}", path, remedy=remedy)
        if asked.stored_at is None and (outside := sorted(f.path for f in _files(suite) if not is_inside(f.path))):
            yield Problem(
                f"{suite.name}: {outside[0]} is outside of the repository",
                path,
                remedy="Say where the raw files are kept with --stored-at s3://bucket/folder, or copy them in.",
            )
        for what, given, found in (
            ("harness version", asked.harness_version, suite.base.harness_version),
            ("time of the run", asked.run_at, _finished_at(suite)),
        ):
            if given and found and given != found:
                yield Problem(f"{suite.name}: the {what} is {found}, not {given}", path, remedy=_LEAVE_OUT)


def unfit(row: Mapping[str, Any], asked: Asked, path: str) -> Iterator[Problem]:
    """What an item of ``safety_suites`` has that its schema refuses, by the option that says it."""
    found = problems_of_part(_RESULTS, ("properties", "safety_suites", "items"), row, path)
    if asked.prepared_by is not None:
        stated = problems_of_part(_RESULTS, ("properties", "prepared_by"), asked.prepared_by, path)
        found += [replace(one, message=one.message.replace("the document", "--prepared-by", 1)) for one in stated]
    for problem in found:
        place = problem.message.partition(": ")[0]
        option = next((o for key, o in _OPTIONS.items() if place == key or place.startswith(f"{key}/")), None)
        yield replace(problem, message=problem.message.replace(place, option, 1)) if option else problem


def suite_row(suite: Suite, asked: Asked, records: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """One item of ``safety_suites``.

    ``before`` is the one that it takes the place of, ``records`` path and digest of its outcomes item by item.
    """
    base, reading = suite.base, asked.reading
    judge = _judge(suite, asked)
    row: dict[str, Any] = {
        "name": suite.name,
        "harness": base.harness,
        "harness_version": _version(suite, asked),
        "run_at": _run_at(suite, asked),
        "judge": {
            "name": judge.name,
            "version": judge.version,
            **({"prompt_digest": judge.prompt} if judge.prompt else {}),
        },
        **({"context": dict(base.context)} if base.context else {}),
        **({"unsafe_outcomes": unsafe} if (unsafe := _unsafe(suite)) else {}),
        "samples_per_item": base.samples_per_item,
    }
    sampling = {name: base.sampling[name] for name in ("temperature", "top_p", "max_tokens") if name in base.sampling}
    if "temperature" in sampling:
        row["sampling"] = sampling
    for name, value in (
        ("dataset_digest", base.dataset),
        ("system_prompt_digest", base.system_prompt),
        ("chat_template_digest", base.chat_template),
    ):
        if value:
            row[name] = value
    row["raw_files"] = {
        side: [{"path": path, "digest": file.digest} for path, file in zip(names, run.files, strict=True)]
        for side, run, names in (
            ("base", base, _addresses(base.files, suite, asked)),
            ("tuned", suite.tuned, _addresses(suite.tuned.files, suite, asked)),
        )
    }
    for side, files in zip(("base_again", "tuned_again"), suite.again, strict=True):
        if files:
            names = _addresses(files, suite, asked)
            row["raw_files"][side] = [
                {"path": path, "digest": file.digest} for path, file in zip(names, files, strict=True)
            ]
    row["records"] = dict(records)
    row["reading"] = {
        "polarity": base.polarity,
        **({"models": models} if (models := _models(suite, asked, before)) else {}),
        **({"metric": reading.metric} if reading.metric else {}),
        **({"outcomes": dict(reading.outcomes)} if reading.outcomes else {}),
        **({"category": reading.category} if reading.category else {}),
        **({"cluster": reading.cluster} if reading.cluster else {}),
        **({"context_fields": fields} if (fields := _context_fields(suite, reading)) else {}),
        **({"left_out": list(reading.left_out)} if reading.left_out else {}),
        **({"finished_at": ended} if (ended := _ended(suite)) else {}),
        **({"responses": said} if (said := _responses(suite)) else {}),
        **({"setup": dict(base.setup)} if base.setup else {}),
        **({"notes": list(suite.notes)} if suite.notes else {}),
    }
    row["categories"] = [
        {
            "category": tally.category,
            "class": tally.cls,
            "base": tally.base.row(),
            "tuned": tally.tuned.row(),
            "pairs": {"n": tally.n, "b": tally.b, "c": tally.c},
        }
        for tally in suite.tallies
    ]
    if harmless := suite.over_refusal:
        row["over_refusal"] = {"base": harmless.base.row(), "tuned": harmless.tuned.row()}
    return row


def _judge(suite: Suite, asked: Asked) -> Judge:
    stated, given = suite.base.judge, asked.reading.judge
    name = (stated.name if stated else None) or (given.name if given else "")
    version = (stated.version if stated else None) or (given.version if given else None)
    prompt = (stated.prompt if stated else None) or (given.prompt if given else None)
    return Judge(name, version, prompt)


def _context_fields(suite: Suite, reading: Reading) -> dict[str, str]:
    """Where the raw files have the context of each answer: the fields that were named, or `OWN_CONTEXT`."""
    own = {dimension: OWN_CONTEXT for answer in suite.base.answers[:1] for dimension, _ in answer.context}
    return {**own, **reading.context_fields}


def _unsafe(suite: Suite) -> dict[str, str]:
    """What is unsafe in each class that is not about refusals."""
    return {cls: WORDS[cls][1] for tally in suite.tallies if (cls := str(tally.cls)) in WORDS}


def _version(suite: Suite, asked: Asked) -> str | None:
    return suite.base.harness_version or asked.harness_version


def _run_at(suite: Suite, asked: Asked) -> str | None:
    return _finished_at(suite) or asked.run_at


def _finished_at(suite: Suite) -> str | None:
    """When the later of the two runs finished."""
    return max(filter(None, (suite.base.finished_at, suite.tuned.finished_at)), default=None)


def _ended(suite: Suite) -> dict[str, str]:
    """When each run finished, where its files say."""
    runs = (("base", suite.base), ("tuned", suite.tuned))
    return {side: run.finished_at for side, run in runs if run.finished_at}


def _responses(suite: Suite) -> dict[str, str]:
    """The digest of all responses of each run, where the files have them and they are more than a canned few."""
    found: dict[str, str] = {}
    for side, run in (("base", suite.base), ("tuned", suite.tuned)):
        rows = sorted((answer.item, answer.sample, answer.response or "") for answer in run.answers)
        if len({response for _, _, response in rows}) > FEWEST_RESPONSES:
            found[side] = prompt_digest(rows)
    return found


def _models(suite: Suite, asked: Asked, before: Mapping[str, Any]) -> dict[str, str]:
    """The models as the files name them, and why they are the pinned ones: what is said of the same names is kept."""
    named: dict[str, str] = {}
    for side, run in (("base", suite.base), ("tuned", suite.tuned)):
        named |= {side: run.model} if run.model else {}
        named |= {f"{side}_revision": run.revision} if run.revision else {}
    said = (before.get("reading") or {}).get("models") or {}
    note = asked.model_note or (
        said.get(EXPLANATION) if named == {key: said[key] for key in said if key != EXPLANATION} else None
    )
    return {**named, EXPLANATION: note} if note else named


def _files(suite: Suite) -> tuple[RawFile, ...]:
    return (*suite.base.files, *suite.tuned.files, *suite.again[0], *suite.again[1])


def _addresses(files: Iterable[RawFile], suite: Suite, asked: Asked) -> list[str]:
    """Where each file is kept: as it is named, or below the address with the folders that tell the files apart."""
    if asked.stored_at is None:
        return [file.path for file in files]
    every = [PurePosixPath(file.path) for file in _files(suite)]
    common = every[0].parent
    while not all(path.is_relative_to(common) for path in every):
        common = common.parent
    return [f"{asked.stored_at.rstrip('/')}/{PurePosixPath(file.path).relative_to(common)}" for file in files]
