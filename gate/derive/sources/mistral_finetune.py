"""Configurations of mistral-finetune (``finetune/args.py``, ``finetune/data/args.py``, ``model/args.py``)."""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, value_of

KIND = "mistral-finetune"


def _objective(settings: Settings, path: str) -> str | None:
    if value_of(settings, "data.instruct_data"):
        return "supervised"
    return "continued-pretraining" if value_of(settings, "data.data") else None


def _adaptation(settings: Settings) -> str:
    return "full" if value_of(settings, "lora.enable") is False else "lora"


TRAINER = Trainer(
    kind=KIND,
    base=("model_id_or_path",),
    output=("run_dir",),
    data=(("data.instruct_data", ""), ("data.data", ""), ("data.eval_instruct_data", "")),
    held_out=("data.eval_instruct_data",),
    micro=("batch_size",),
    accumulation=("num_microbatches",),
    objective=_objective,
    adaptation=_adaptation,
    aside=("ckpt_freq", "no_ckpt", "no_eval", "eval_freq", "log_freq", "wandb"),
)


def recognises(source: Source) -> bool:
    keys = yaml_keys(source) if source.name.lower().endswith((".yaml", ".yml")) else frozenset()
    return "model_id_or_path" in keys and bool(keys & {"run_dir", "data", "optim"})


def read(source: Source) -> Given:
    return trainer.read(TRAINER, settings_of(tree(source, "yaml")), source.path)
