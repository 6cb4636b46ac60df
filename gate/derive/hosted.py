"""Jobs of hosted fine-tuning services: one table a provider of where its job object keeps what.

A job's own JSON is the source of the training run: what the provider keeps to itself (weights, the environment) has no
value. Facts: ``providers`` (whose job it can be), ``job``, ``result_model``, ``status``, ``finished`` (the provider
says that it succeeded and names a result), ``data`` [{name, held_out}], ``records``, ``trained_tokens``,
``git_commit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.moments import moment, seconds_between
from gate.derive.parsing import finite, python_json
from gate.derive.settings import Setting, literal, number
from gate.derive.trainer import Run
from gate.values.regex import regex

_NAME = regex(r"[A-Za-z_][A-Za-z0-9._-]*")
_ARN = regex(r"arn:[\w-]+:bedrock:\S*?foundation-model/(\S+)")


@dataclass(frozen=True, slots=True)
class Service:
    """Dotted names in the job, the first that is set counts; '*' is one step."""

    provider: str
    job: tuple[str, ...]
    result: tuple[str, ...]
    base: tuple[str, ...]
    status: tuple[str, ...]
    done: frozenset[str]
    data: tuple[str, ...]
    held_out: tuple[str, ...]
    started: tuple[str, ...]
    ended: tuple[str, ...]
    hyperparameters: tuple[str, ...]
    """Mappings, or single values, of hyperparameters."""
    method: tuple[str, ...] = ()
    methods: Mapping[str, str] | None = None
    adaptation: tuple[str, ...] = ()
    seed: tuple[str, ...] = ("seed",)
    revision: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


def read(service: Service, source: Source, providers: tuple[str, ...] = ()) -> Given:
    """``providers`` are those whose job it can be. Raises SourceError where the file is not a job of the service."""
    job = python_json(source)
    if not isinstance(job, dict):
        raise SourceError(f"not a fine-tuning job of {service.provider}: no mapping", 1)
    run = _Job(job, source)
    told, status = run.first(service.job), str(run.first(service.status) or "")
    if not isinstance(told, str) or not status:
        raise SourceError(f"not a fine-tuning job of {service.provider}: its id or status is missing", 1)
    names, result = providers or (service.provider,), run.first(service.result)
    done = status.lower() in service.done and isinstance(result, str) and result != ""
    run.out.facts |= {
        "providers": list(names),
        "job": told,
        "result_model": result if isinstance(result, str) else None,
        "status": status,
        "finished": done,
        "line": run.line(service.status),
        "trained_tokens": run.first(("trained_tokens", "token_count")),
        "git_commit": run.first(("metadata.git_commit", "metadata.commit")),
        "records": number(run.first(service.records)),
    }
    if len(names) == 1:
        run.out.give("/hosted/provider", names[0], 1)
    else:
        run.out.note(f"the job does not say which it is of: {', '.join(names)}", 1, pointer="/hosted/provider")
    run.give("/hosted/job", service.job)
    if done:
        run.give("/hosted/result_model", service.result)
        run.give("/output/id", service.result)
    else:
        said = (
            f"the job did not succeed: {status}"
            if isinstance(result, str) and result
            else f"no model came out: {status}"
        )
        run.out.note(said, run.line(service.status), "Record the job that put the model out.", "/hosted/result_model")
    _run(run, service)
    return run.out.given()


def _run(run: _Job, service: Service) -> None:
    base = run.first(service.base)
    if isinstance(base, str):
        run.out.give("/base_model/id", _id(base), run.line(service.base))
    revision = run.first(service.revision)
    if isinstance(revision, str) and revision:
        run.give("/base_model/revision", service.revision)
    elif isinstance(base, str):  # the provider's id is the only version that it has
        run.out.give("/base_model/revision", _id(base), run.line(service.base))
    seed = number(run.first(service.seed))
    if isinstance(seed, int) and seed >= 0:
        run.out.give("/seed", seed, run.line(service.seed))
    _method(run, service)
    started, over = moment(run.first(service.started)), moment(run.first(service.ended))
    if started:
        run.out.give("/started_at", started, run.line(service.started))
    if (seconds := seconds_between(started, over)) is not None:
        run.out.give("/duration_seconds", seconds, run.line(service.ended))
    for name in service.hyperparameters:
        run.hyperparameters(name)
    for name in service.metrics:
        value = run.first((name,))
        if finite(value):
            run.out.give(f"/final_metrics/{name.rpartition('.')[2]}", value, run.line((name,)))
    run.out.facts["data"] = [
        {"name": each, "held_out": name in service.held_out}
        for name in (*service.data, *service.held_out)
        for each in run.names(name)
    ]


def _id(base: str) -> str:
    arn = _ARN.fullmatch(base)
    return arn[1] if arn else base


def _method(run: _Job, service: Service) -> None:
    said = run.first(service.method)
    objective = (service.methods or {}).get(str(said).lower() if said is not None else "")
    if objective:
        run.out.give("/method/objective", objective, run.line(service.method))
    else:
        run.out.note(f"the method {said} is not known", 1, pointer="/method/objective")
    kind = run.first(service.adaptation)
    if kind is not None:
        adaptation = "full" if str(kind).lower() == "full" else "lora"
        run.out.give("/method/adaptation", adaptation, run.line(service.adaptation))


class _Job:
    """A job's values by dotted names, and the lines that they stand on."""

    def __init__(self, job: dict[str, Any], source: Source) -> None:
        self.job = job
        self.source = source
        self.out = Run()

    def at(self, name: str) -> Any:
        value: Any = self.job
        for step in name.split("."):
            if isinstance(value, list) and step.isdecimal():
                value = value[int(step)] if int(step) < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return value

    def first(self, names: tuple[str, ...]) -> Any:
        return next((found for name in names if (found := self.at(name)) not in (None, "", {}, [])), None)

    def line(self, names: tuple[str, ...]) -> int:
        """The line of the last key of the first name that is set."""
        name = next((name for name in names if self.at(name) not in (None, "", {}, [])), "")
        at = -1
        for step in name.split("."):
            found = self.source.data.find(f'"{step}"'.encode(), at + 1) if step and not step.isdecimal() else at
            at = found if found >= 0 else at
        return 1 if at < 0 else self.source.data.count(b"\n", 0, at) + 1

    def give(self, pointer: str, names: tuple[str, ...]) -> None:
        self.out.give(pointer, self.first(names), self.line(names))

    def names(self, name: str) -> list[str]:
        found = self.first((name,))
        rows = found if isinstance(found, list) else [found]
        told = (row.get("file_id", row.get("id", row.get("s3Uri"))) if isinstance(row, dict) else row for row in rows)
        return [each for each in told if isinstance(each, str)]

    def hyperparameters(self, name: str) -> None:
        found = self.at(name)
        rows = found if isinstance(found, dict) else {name.rpartition(".")[2]: found}
        given = {value.pointer for value in self.out.values}
        for key, value in rows.items():
            pointer = f"/hyperparameters/{key}"
            if (
                isinstance(value, dict | list)
                or value in (None, "")
                or pointer in given
                or not _NAME.fullmatch(str(key))
            ):
                continue
            line = self.line((f"{name}.{key}" if isinstance(found, dict) else name,))
            said = literal(value) if isinstance(value, str) else value
            if said is not None and (not isinstance(said, float) or finite(said)):
                self.out.give(pointer, said, Setting(None, line, line))
