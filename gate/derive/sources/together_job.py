"""Fine-tuning jobs of Together (together 3.1: ``FinetuneResponse``). No seed and no end are returned."""

from __future__ import annotations

from gate.derive.given import Given, Source
from gate.derive.hosted import Service
from gate.derive.hosted import read as read_job
from gate.derive.parsing import json_keys

KIND = "together-job"
SERVICE = Service(
    provider="together",
    job=("id",),
    result=("model_output_name", "output_name"),
    base=("model",),
    status=("status",),
    done=frozenset({"completed"}),
    data=("training_file",),
    held_out=("validation_file",),
    started=("started_at", "created_at"),
    ended=(),
    hyperparameters=(
        "batch_size",
        "learning_rate",
        "n_epochs",
        "max_grad_norm",
        "warmup_ratio",
        "weight_decay",
        "lr_scheduler.lr_scheduler_type",
        "lr_scheduler.lr_scheduler_args",
        "training_type.lora_r",
        "training_type.lora_alpha",
        "training_type.lora_dropout",
        "training_type.lora_trainable_modules",
        "training_method.train_on_inputs",
        "training_method.dpo_beta",
    ),
    method=("training_method.method",),
    methods={"": "supervised", "sft": "supervised", "dpo": "preference"},
    adaptation=("training_type.type",),
    revision=("hf_model_revision",),
    records=("trainingfile_numlines",),
)


def recognises(source: Source) -> bool:
    keys = json_keys(source)
    return (
        source.name.endswith(".json")
        and {"training_file", "status"} <= keys
        and bool(keys & {"model_output_name", "training_type"})
    )


def read(source: Source) -> Given:
    return read_job(SERVICE, source)
