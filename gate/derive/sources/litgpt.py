"""Configurations of LitGPT (0.5.13: ``litgpt/finetune/lora.py``, ``litgpt/args.py``) and what it writes out."""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, value_of

KIND = "litgpt"
_TEXTS = frozenset("TextFiles OpenWebText TinyLlama TinyStories LitData MicroLlama".split())  # modules of litgpt.data


def _objective(settings: Settings, path: str) -> str | None:
    data = value_of(settings, "data.class_path", "data")
    if not isinstance(data, str):
        return None
    return "continued-pretraining" if data.rpartition(".")[2] in _TEXTS else "supervised"


def _adaptation(settings: Settings) -> str | None:
    return "lora" if "lora_r" in settings else None  # 'litgpt finetune_full' and '_adapter' differ on the command line


def _quantised(settings: Settings) -> str | None:
    kind = value_of(settings, "quantize")
    if not isinstance(kind, str):
        return None
    return "4 bit" if kind.startswith(("bnb.nf4", "bnb.fp4")) else "8 bit" if kind.startswith("bnb.int8") else kind


TRAINER = Trainer(
    kind=KIND,
    base=("checkpoint_dir", "initial_checkpoint_dir"),
    data_seed=("data.init_args.seed",),
    output=("out_dir",),
    data=(
        ("data.init_args.json_path", ""),
        ("data.init_args.train_data_path", ""),
        ("data.init_args.val_data_path", ""),
        ("data.init_args.repo_id", ""),
        ("data.init_args.data_path", ""),
    ),
    held_out=("data.init_args.val_data_path",),
    micro=("train.micro_batch_size",),
    whole=("train.global_batch_size",),
    devices=("devices", "num_nodes"),
    objective=_objective,
    adaptation=_adaptation,
    quantised=_quantised,
    aside=("eval", "log", "logger_name", "access_token", "generate"),
)


def recognises(source: Source) -> bool:
    keys = yaml_keys(source) if source.name.lower().endswith((".yaml", ".yml")) else frozenset()
    return bool(keys & {"checkpoint_dir", "initial_checkpoint_dir"}) and {"out_dir", "train"} <= keys


def read(source: Source) -> Given:
    return trainer.read(TRAINER, settings_of(tree(source, "yaml")), source.path)
