"""Supervised, preference and reinforcement jobs of Fireworks (fireworks-ai 1.2). No seed is returned.

``batchSize`` counts tokens, not records.
"""

from __future__ import annotations

from dataclasses import replace

from gate.derive.given import Given, Source
from gate.derive.hosted import Service
from gate.derive.hosted import read as read_job
from gate.derive.parsing import json_keys

KIND = "fireworks-job"
_KINDS = {
    b"/supervisedFineTuningJobs/": "supervised",
    b"/dpoJobs/": "preference",
    b"/reinforcementFineTuningJobs/": "reinforcement",
}
SERVICE = Service(
    provider="fireworks",
    job=("name",),
    result=("outputModel",),
    base=("baseModel", "trainingConfig.baseModel"),
    status=("state",),
    done=frozenset({"job_state_completed"}),
    data=("dataset",),
    held_out=("evaluationDataset",),
    started=("createTime",),
    ended=("completedTime",),
    hyperparameters=(
        "trainingConfig",
        "batchSize",
        "epochs",
        "learningRate",
        "loraRank",
        "maxContextLength",
        "gradientAccumulationSteps",
        "earlyStop",
        "warmupSteps",
    ),
)


def recognises(source: Source) -> bool:
    return source.name.endswith(".json") and {"dataset", "outputModel", "state"} <= json_keys(source)


def read(source: Source) -> Given:
    kind = next((objective for part, objective in _KINDS.items() if part in source.head), None)
    return read_job(replace(SERVICE, methods={"": kind} if kind else None), source)
