"""Runs of MLflow (3.17): 'mlflow runs describe', REST ``runs/get`` and ``metrics/get-history``, files of ``mlruns``.

Parameters are text, ``None`` too. A metric ``learning_rate`` is the last value of a schedule, not the setting. A logged
data set has MLflow's own digest, which is no SHA-256. Facts: ``run_id``, ``status``, ``finished``, ``seconds``,
``datasets`` [{name, digest, rows, source}], ``points`` (of a metric's history).
"""

from __future__ import annotations

import ast
import json
from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.moments import moment, seconds_between
from gate.derive.parsing import finite, json_keys, line_of_key, python_json, text, tree
from gate.derive.settings import Setting, literal
from gate.derive.trainer import Run, Trainer
from gate.derive.trainer import read as read_settings
from gate.values.regex import regex

KIND = "mlflow"
_FILE = regex(r"(?:^|.*/)mlruns/[^/]+/[0-9a-f]{32}/(?:(params|metrics|tags)/([^/]+)|(meta)\.yaml)")
_COMMIT = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_STATUS = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}  # RunStatus of MLflow's protobuf
_MEASURED = regex(r"(?:train_|eval_|val_|valid_|test_)?(?:loss|accuracy|perplexity|f1)")
TRAINER = Trainer(
    kind=KIND,
    base=("base_model", "model_name_or_path", "_name_or_path", "model_name"),
    revision=("base_revision", "model_revision", "revision", "base_model_revision"),
    aside=(
        *"model_init_kwargs transformers_version architectures id2label label2id model_type output_hidden_states "
        "output_attentions return_dict attention_bias rms_norm_eps num_attention_heads num_key_value_heads mlp_bias "
        "tie_word_embeddings head_dim is_encoder_decoder chunk_size_feed_forward attention_dropout initializer_range "
        "num_hidden_layers intermediate_size hidden_act pretraining_tp vocab_size hidden_size max_position_embeddings "
        "bos_token_id eos_token_id pad_token_id problem_type rope_theta rope_parameters rope_scaling".split(),
    ),  # transformers' callback logs the model's configuration among them
)


def recognises(source: Source) -> bool:
    if _FILE.fullmatch(source.path):
        return True
    if not source.name.endswith(".json"):
        return False
    keys = json_keys(source)
    return {"info", "data", "artifact_uri", "run_id"} <= keys or (
        {"metrics", "timestamp", "step", "key"} <= keys and source.head.lstrip().startswith(b"{") and len(keys) < 9
    )


def read(source: Source) -> Given:
    if match := _FILE.fullmatch(source.path):
        return _stored(source, match[1] or match[3], match[2] or "")
    found = python_json(source)
    if isinstance(found, dict) and isinstance(found.get("run"), dict):
        found = found["run"]
    if isinstance(found, dict) and isinstance(found.get("metrics"), list):
        return _history(found["metrics"], source)
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("info"), dict)
        or not isinstance(found.get("data"), dict)
    ):
        raise SourceError("not a run of MLflow: info or data is missing", 1)
    params = _pairs(found["data"].get("params"))
    settings = {name: _setting(source, name, value) for name, value in params.items()}
    settings |= _loaded(settings)
    given = read_settings(TRAINER, settings, source.path)
    run = Run(None, [*given.values], {**given.facts, "datasets": _datasets(found.get("inputs"))}, [*given.notes])
    run.notes = [note for note in run.notes if note.pointer not in ("/method/objective", "/method/adaptation")]
    _info(run, found["info"], source)
    _tags(run, _pairs(found["data"].get("tags")), source)
    for name, value in _pairs(found["data"].get("metrics")).items():
        if _MEASURED.fullmatch(name):
            _metric(run, name, value, line_of_key(source.data, name))
    return run.given()


def _loaded(settings: dict[str, Setting]) -> dict[str, Setting]:
    """The revision in ``model_init_kwargs``, a mapping that is logged as Python text."""
    found = settings.get("model_init_kwargs")
    try:
        said = (
            ast.literal_eval(found.value)
            if found and isinstance(found.value, str) and len(found.value) < 10_000
            else {}
        )
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return {}
    revision = said.get("revision") if isinstance(said, dict) else None
    if found is None or not isinstance(revision, str):
        return {}
    return {"model_revision": Setting(revision, found.line, found.end_line)}


def _metric(run: Run, name: str, value: Any, line: int) -> None:
    if finite(value):
        run.give(f"/final_metrics/{name}", value, line)
    else:
        run.note(f"{name} is not a number", line, "Find out why the loss broke off.", f"/final_metrics/{name}")


def _setting(source: Source, name: str, value: Any) -> Setting:
    line = _param_line(source.data, name)
    return Setting(literal(value) if isinstance(value, str) else value, line, line)


def _param_line(data: bytes, name: str) -> int:
    """The line of a parameter, not of the metric of the same name."""
    at = max(data.find(b'"params"'), 0)
    for written in (f'"{name}": "', f'"key": "{name}"', f'"{name}"'):
        found = data.find(written.encode(), at)
        if found >= 0:
            return data.count(b"\n", 0, found) + 1
    return 1


def _pairs(value: Any) -> dict[str, Any]:
    """Parameters, metrics or tags: a mapping ('runs describe'), or a list of keys and values (REST)."""
    if isinstance(value, dict):
        return {str(name): each for name, each in value.items()}
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return {str(row["key"]): row["value"] for row in rows if "key" in row and "value" in row}


def _info(run: Run, info: dict[str, Any], source: Source) -> None:
    status = info.get("status")
    name = _STATUS.get(status, "") if isinstance(status, int) else str(status or "")
    started, over = moment(info.get("start_time")), moment(info.get("end_time"))
    run.facts |= {
        "run_id": info.get("run_id"),
        "status": name,
        "finished": name == "FINISHED",
        "line": line_of_key(source.data, "status"),
        "seconds": seconds_between(started, over),
    }
    if started:
        run.give("/started_at", started, line_of_key(source.data, "start_time"))


def _tags(run: Run, tags: dict[str, Any], source: Source) -> None:
    commit = tags.get("mlflow.source.git.commit")
    if isinstance(commit, str) and _COMMIT.fullmatch(commit):
        run.give("/code_commit", commit, line_of_key(source.data, "mlflow.source.git.commit"))


def _datasets(inputs: Any) -> list[dict[str, Any]]:
    rows = inputs.get("dataset_inputs") if isinstance(inputs, dict) else None
    found = []
    for row in rows if isinstance(rows, list) else []:
        data = row.get("dataset") if isinstance(row, dict) else None
        if isinstance(data, dict):
            profile, origin = _within(data.get("profile")), _within(data.get("source"))
            found.append(
                {
                    "name": data.get("name"),
                    "digest": data.get("digest"),
                    "rows": profile.get("num_rows"),
                    "source": origin.get("uri", origin.get("path")),
                }
            )
    return found


def _within(value: Any) -> dict[str, Any]:
    """JSON that stands as text within JSON."""
    try:
        found = json.loads(value) if isinstance(value, str) and len(value) < 100_000 else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_point(row: dict[str, Any]) -> bool:
    return isinstance(row.get("step"), int) and isinstance(row.get("key"), str) and "value" in row


def _history(points: list[Any], source: Source) -> Given:
    """A metric's history: the value of its last step."""
    rows = [row for row in points if isinstance(row, dict) and _is_point(row)]
    names = {row.get("key") for row in rows}
    if len(names) != 1:
        raise SourceError("not the history of one metric", 1, "Ask for one metric.")
    run = Run(facts={"points": len(rows), "key": names.pop()})
    last = max(rows, key=lambda row: row["step"])
    if _MEASURED.fullmatch(str(last["key"])):
        _metric(run, str(last["key"]), last["value"], source.data.count(b"\n") + 1)
    return run.given()


def _stored(source: Source, part: str, name: str) -> Given:
    """One file of a file store: a parameter, the lines 'timestamp value step' of a metric, a tag, or the run itself."""
    if part == "meta":
        run = Run()
        root = tree(source, "yaml").plain()
        if not isinstance(root, dict) or "run_id" not in root:
            raise SourceError("not a run of MLflow: run_id is missing", 1)
        _info(run, root, source)
        return run.given()
    said = text(source)
    if part == "params":
        if name in TRAINER.revision and said.strip() not in ("", "None"):
            run = Run(facts={"param": name})
            run.give("/base_model/revision", said.strip(), 1)
            return run.given()
        given = read_settings(TRAINER, {name: Setting(literal(said.strip()))}, source.path)
        return Given(values=given.values, facts={"param": name})
    run = Run(facts={part.removesuffix("s"): name})
    lines = [line.split() for line in said.splitlines() if line.strip()]
    if part == "metrics" and _MEASURED.fullmatch(name) and lines and len(lines[-1]) == 3:
        _metric(run, name, literal(lines[-1][1]), len(lines))
    elif part == "tags":
        _tags(run, {name: said.strip()}, source)
    return run.given()
