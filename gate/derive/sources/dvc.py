"""DVC (3.67) and DVCLive (3.49): ``dvc.lock``, ``*.dvc``, ``dvclive/params.yaml`` and ``dvclive/metrics.json``.

DVC's digests are MD5, which proves no SHA-256. Facts: ``stage``, ``command``, ``deps``, ``outs`` [{path, md5, size}].
"""

from __future__ import annotations

from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import finite, line_of_key, python_json, tree
from gate.derive.settings import settings_of
from gate.derive.trainer import Run, Trainer, hyperparameters
from gate.derive.trainer import read as read_settings
from gate.documents import Node

KIND = "dvc"
TRAINER = Trainer(kind=KIND, base=("base_model", "model_name_or_path"), revision=("base_revision", "model_revision"))
_TRAINS = ("train", "tune", "sft", "dpo", "lora")


def recognises(source: Source) -> bool:
    folder = source.path.rpartition("/")[0].rpartition("/")[2]
    return (
        source.name == "dvc.lock"
        or (source.name.endswith(".dvc") and b"outs:" in source.head)
        or (folder == "dvclive" and source.name in ("params.yaml", "metrics.json"))
    )


def read(source: Source) -> Given:
    if source.name == "metrics.json":
        return _metrics(source)
    root = tree(source, "yaml")
    if source.name == "params.yaml":
        given = read_settings(TRAINER, settings_of(root), source.path)
        return Given("dvclive", given.values, facts=given.facts)
    if source.name.endswith(".dvc"):
        return Given("dvc", facts={"outs": _files(root.child("outs"))})
    return _lock(root)


def _lock(root: Node) -> Given:
    stages = root.child("stages")
    if stages is None:
        raise SourceError("not a lock of DVC: stages is missing", 1, "Record 'dvc.lock'.")
    rows = [(name, node) for name, node in stages.items() if any(word in name.lower() for word in _TRAINS)]
    if len(rows) != 1:
        raise SourceError(
            f"{len(rows)} stages could be the training", stages.line, "Give the training a stage of its own."
        )
    name, stage = rows[0]
    command = stage.at(("cmd",)).plain()
    run = Run("dvc", facts={"stage": name, "command": command if isinstance(command, str) else None})
    run.facts |= {part: _files(stage.child(part)) for part in ("deps", "outs")}
    for _, params in (stage.child("params") or Node(1, 1)).items():
        settings = settings_of(params)
        given = read_settings(TRAINER, settings, "dvc.lock")
        run.values += [value for value in given.values if value.pointer in ("/seed", "/base_model/id")]
        hyperparameters(run, settings, frozenset({"seed", "base_model"}))
    return run.given()


def _files(node: Node | None) -> list[dict[str, Any]]:
    rows = node.plain() if node is not None else None
    return [
        {name: row.get(name) for name in ("path", "md5", "size")}
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]


def _metrics(source: Source) -> Given:
    found = python_json(source)
    if not isinstance(found, dict):
        raise SourceError("no metrics: no mapping", 1)
    run = Run("dvclive", facts={"step": found.get("step")})
    for name, value in _flat(found):
        if finite(value) and name != "step":
            run.give(
                "/final_metrics/" + name.replace("/", "~1"), value, line_of_key(source.data, name.rpartition("/")[2])
            )
    return run.given()


def _flat(value: dict[str, Any], names: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, each in value.items():
        if isinstance(each, dict) and len(names) < 5:
            rows += _flat(each, (*names, str(name)))
        else:
            rows.append(("/".join((*names, str(name))), each))
    return rows
