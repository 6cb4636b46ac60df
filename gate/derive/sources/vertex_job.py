"""Tuning jobs of Vertex AI (google-genai 3.6: ``TuningJob``, REST ``projects.locations.tuningJobs``). int64 is text."""

from __future__ import annotations

from dataclasses import replace

from gate.derive.given import Given, Source
from gate.derive.hosted import Service
from gate.derive.hosted import read as read_job
from gate.derive.parsing import json_keys

KIND = "vertex-job"
_SPECS = {
    "supervisedTuningSpec": "supervised",
    "preferenceOptimizationSpec": "preference",
    "distillationSpec": "distillation",
    "reinforcementTuningSpec": "reinforcement",
}
SERVICE = Service(
    provider="vertex",
    job=("name",),
    result=("tunedModel.model",),
    base=("baseModel",),
    status=("state",),
    done=frozenset({"job_state_succeeded"}),
    data=tuple(f"{spec}.trainingDatasetUri" for spec in _SPECS),
    held_out=tuple(f"{spec}.validationDatasetUri" for spec in _SPECS),
    started=("startTime", "createTime"),
    ended=("endTime",),
    hyperparameters=tuple(f"{spec}.hyperParameters" for spec in _SPECS),
    records=(
        "tuningDataStats.supervisedTuningDataStats.tuningDatasetExampleCount",
        "tuningDataStats.preferenceOptimizationDataStats.tuningDatasetExampleCount",
    ),
)


def recognises(source: Source) -> bool:
    keys = json_keys(source)
    return source.name.endswith(".json") and {"baseModel", "state"} <= keys and bool(keys & _SPECS.keys())


def read(source: Source) -> Given:
    specs = [spec for spec in _SPECS if spec in json_keys(source)]
    method = (f"{specs[0]}.trainingDatasetUri",) if len(specs) == 1 else ()
    given = read_job(replace(SERVICE, method=(), methods={"": _SPECS[specs[0]]} if method else None), source)
    return given
