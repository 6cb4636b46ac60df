"""Runs of Weights & Biases: ``config.yaml``, ``wandb-metadata.json`` and ``wandb-summary.json`` (0.16.6), ``.wandb``.

The binary log of a run (LevelDB framing, protobuf records) is not read. An offline run leaves a summary without
metrics. Facts: ``state``, ``program``, ``python``, ``args``, ``hardware``, ``seconds``.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from gate.derive import trainer
from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.moments import moment
from gate.derive.parsing import finite, line_of_key, python_json, tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import DOCUMENT, Run, Trainer, value_of
from gate.documents import Node
from gate.values.regex import regex

KIND = "wandb"
_COMMIT = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LOSS = regex(r"(?:.*[/_])?(?:loss|accuracy|perplexity)")


def _adaptation(settings: Settings) -> str | None:
    return "lora" if value_of(settings, "lora_r", "lora.r", "lora_rank", "peft_config.r") is not None else None


TRAINER = Trainer(
    kind=KIND,
    base=("model_name_or_path", "base_model", "model_name", "_name_or_path"),
    revision=("model_revision", "revision_of_model", "base_revision", "revision"),
    adaptation=_adaptation,
    aside=("_wandb", "wandb_version"),
)


def recognises(source: Source) -> bool:
    if source.name.endswith(".wandb") or source.name in ("wandb-metadata.json", "wandb-summary.json"):
        return True
    return source.name.endswith((".yaml", ".yml")) and bool(yaml_keys(source) & {"wandb_version", "_wandb"})


def read(source: Source) -> Given:
    if source.name.endswith(".wandb"):
        raise SourceError(
            "a binary log of Weights & Biases, which is not read",
            None,
            "Sync the run and export its configuration, or record 'config.yaml' of the run's folder.",
        )
    if source.name.endswith((".yaml", ".yml")):
        return _config(source)
    found = python_json(source)
    if not isinstance(found, dict):
        raise SourceError("not a file of a run: no mapping", 1)
    return _metadata(found, source) if source.name == "wandb-metadata.json" else _summary(found, source)


def _config(source: Source) -> Given:
    root = tree(source, "yaml")
    rows: dict[str, Node] = {}
    for name, node in root.items():
        value = node.child("value")
        if value is not None and name != "_wandb":
            rows[name] = value
    if not rows:
        raise SourceError("no setting has a value", 1, "Record the 'config.yaml' of a run.")
    settings = settings_of(Node(1, root.end_line, children=rows))
    own = root.at(("_wandb", "value", "cli_version"))
    version = own.value if isinstance(own.value, str) else None
    given = trainer.read(TRAINER, settings, source.path, f"wandb {version}" if version else None)
    notes = tuple(note for note in given.notes if note.pointer != "/method/objective")
    return Given(given.tool, given.values, facts=given.facts, notes=notes)


def _metadata(found: dict[str, Any], source: Source) -> Given:
    run = Run(facts={name: found.get(name) for name in ("state", "program", "python", "codePath", "args")})
    run.facts["hardware"] = found.get("gpu")
    git = found.get("git")
    commit = git.get("commit") if isinstance(git, dict) else None
    if isinstance(commit, str) and _COMMIT.fullmatch(commit):
        run.give("/code_commit", commit, line_of_key(source.data, "commit"))
    remote = git.get("remote") if isinstance(git, dict) else None
    if isinstance(remote, str) and remote:
        run.give("/code_repository", remote, line_of_key(source.data, "remote"))
    run.values += [*_machine(found, source)]
    if started := moment(found.get("startedAt")):
        run.give("/started_at", started, line_of_key(source.data, "startedAt"))
    if command := _command(found):
        line = line_of_key(source.data, "program")
        run.values.append(Value(DOCUMENT, "/command", command, line, line, is_worded=True))
    if isinstance(found.get("python"), str):
        run.give("/environment/frameworks/python", found["python"].split()[0], line_of_key(source.data, "python"))
    return run.given()


def _command(found: dict[str, Any]) -> str | None:
    """The command as Python got it; people name the launcher in front of it."""
    program, args = found.get("program"), found.get("args")
    if not isinstance(program, str) or not program or not isinstance(args, list):
        return None
    return " ".join(["python", program, *map(shlex.quote, map(str, args))])


def _machine(found: dict[str, Any], source: Source) -> Iterator[Value]:
    """The machine in words; people say it in their own."""
    gpu, count, cores = found.get("gpu"), found.get("gpu_count"), found.get("cpu_count")
    memory = found.get("memory")
    total = memory.get("total") if isinstance(memory, dict) else None
    if isinstance(gpu, str) and isinstance(count, int):
        parts = [f"{count} x {gpu}"]
        parts += [f"{cores} CPU cores"] if isinstance(cores, int) else []
        parts += [f"{total:.0f} GB memory"] if finite(total) else []
        at = line_of_key(source.data, "gpu")
        yield Value(DOCUMENT, "/environment/hardware", ", ".join(parts), at, at, is_worded=True)
    system, cuda = found.get("os"), found.get("cuda") or found.get("cudaVersion")
    if isinstance(system, str):
        at = line_of_key(source.data, "os")
        said = f"{system}, CUDA {cuda}" if isinstance(cuda, str) else system
        yield Value(DOCUMENT, "/environment/os", said, at, at, is_worded=True)


def _summary(found: dict[str, Any], source: Source) -> Given:
    run = Run()
    own = found.get("_wandb")
    run.facts["seconds"] = own.get("runtime") if isinstance(own, dict) else found.get("_runtime")
    for name, value in found.items():
        if not _LOSS.fullmatch(name):
            continue
        pointer = "/final_metrics/" + name.replace("/", "~1")
        line = line_of_key(source.data, name)
        if finite(value):
            run.give(pointer, value, line)
        else:
            run.note(f"{name} is {str(value)[:20]}, no number", line, pointer=pointer)
    if not run.values:
        run.note("the summary has no metric, as an offline run leaves it", 1, "Sync the run, then export it again.")
    return run.given()
