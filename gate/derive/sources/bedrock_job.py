"""Model customization jobs of Amazon Bedrock (botocore 1.44: ``get_model_customization_job``).

Hyperparameters are text. A base is named by an ARN whose last part is the model's id; 'amazon.nova-lite-v1:0:300k' has
its version in it.
"""

from __future__ import annotations

from gate.derive.given import Given, Source
from gate.derive.hosted import Service
from gate.derive.hosted import read as read_job
from gate.derive.parsing import json_keys

KIND = "bedrock-job"
SERVICE = Service(
    provider="bedrock",
    job=("jobArn",),
    result=("outputModelArn",),
    base=("baseModelArn",),
    status=("status",),
    done=frozenset({"completed"}),
    data=("trainingDataConfig.s3Uri",),
    held_out=("validationDataConfig.validators",),
    started=("creationTime",),
    ended=("endTime",),
    hyperparameters=("hyperParameters",),
    method=("customizationType",),
    methods={
        "fine_tuning": "supervised",
        "continued_pre_training": "continued-pretraining",
        "distillation": "distillation",
        "reinforcement_fine_tuning": "reinforcement",
    },
    metrics=("trainingMetrics.trainingLoss", "validationMetrics.0.validationLoss"),
)


def recognises(source: Source) -> bool:
    return source.name.endswith(".json") and {"jobArn", "baseModelArn", "status"} <= json_keys(source)


def read(source: Source) -> Given:
    return read_job(SERVICE, source)
