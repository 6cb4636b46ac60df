"""Fine-tuning jobs of Mistral (mistralai 1.12: ``CompletionDetailedJobOut``). No seed is returned.

The job names no end, only its last change, so how long it took is not derived.
"""

from __future__ import annotations

from gate.derive.given import Given, Source
from gate.derive.hosted import Service
from gate.derive.hosted import read as read_job
from gate.derive.parsing import json_keys

KIND = "mistral-job"
SERVICE = Service(
    provider="mistral",
    job=("id",),
    result=("fine_tuned_model",),
    base=("model",),
    status=("status",),
    done=frozenset({"success"}),
    data=("training_files",),
    held_out=("validation_files",),
    started=("created_at",),
    ended=(),
    hyperparameters=("hyperparameters",),
    method=("job_type",),
    methods={"": "supervised", "completion": "supervised", "classifier": "supervised"},
    metrics=("checkpoints.0.metrics.train_loss", "checkpoints.0.metrics.valid_loss"),
)


def recognises(source: Source) -> bool:
    return source.name.endswith(".json") and {"training_files", "fine_tuned_model", "status"} <= json_keys(source)


def read(source: Source) -> Given:
    return read_job(SERVICE, source)
