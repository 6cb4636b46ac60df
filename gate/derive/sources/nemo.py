"""Configurations of NeMo 1 (hydra: ``examples/nlp/language_modeling/tuning/conf/megatron_gpt_finetuning_config.yaml``).

NeMo 2 has recipes in Python instead, which are not read.
"""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, value_of

KIND = "nemo"
_SCHEMES = {"lora": "lora", "qlora": "qlora", "none": "full"}


def _objective(settings: Settings, path: str) -> str | None:
    if any(name.startswith(("model.dpo.", "model.kto.", "model.spin.")) for name in settings):
        return "preference"
    if any(name.startswith(("model.ppo.", "model.reinforce.", "model.grpo.")) for name in settings):
        return "reinforcement"
    if any(name.startswith("model.data.train_ds.") for name in settings):
        return "supervised"
    return "continued-pretraining" if any(name.startswith("model.data.data_prefix") for name in settings) else None


def _adaptation(settings: Settings) -> str | None:
    if "model.peft.peft_scheme" not in settings:
        return None
    return _SCHEMES.get(str(value_of(settings, "model.peft.peft_scheme") or "none").lower(), "other-adapter")


TRAINER = Trainer(
    kind=KIND,
    base=("model.restore_from_path", "restore_from_path", "model.resume_from_checkpoint"),
    seed=("model.seed", "seed"),
    output=("exp_manager.explicit_log_dir", "exp_manager.exp_dir"),
    data=(
        ("model.data.train_ds.file_names", ""),
        ("model.data.data_prefix", ""),
        ("model.data.validation_ds.file_names", ""),
    ),
    held_out=("model.data.validation_ds.file_names",),
    micro=("model.micro_batch_size",),
    whole=("model.global_batch_size",),
    accumulation=("trainer.accumulate_grad_batches_of_nemo",),  # 'accumulate_grad_batches' has to be 1 with Megatron
    devices=("trainer.devices", "trainer.num_nodes"),
    objective=_objective,
    adaptation=_adaptation,
    aside=("exp_manager", "name", "hydra", "inference"),
)


def recognises(source: Source) -> bool:
    keys = yaml_keys(source) if source.name.lower().endswith((".yaml", ".yml")) else frozenset()
    return {"trainer", "model"} <= keys and bool(b"restore_from_path" in source.head or "exp_manager" in keys)


def read(source: Source) -> Given:
    return trainer.read(TRAINER, settings_of(tree(source, "yaml")), source.path)
