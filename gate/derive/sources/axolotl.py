"""Configurations of axolotl (0.19: ``src/axolotl/utils/schemas/{config,training,peft,model,deprecated}.py``)."""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, four_or_eight, value_of

KIND = "axolotl"
_MARKS = frozenset(
    "datasets pretraining_dataset adapter sequence_len micro_batch_size rl num_epochs val_set_size load_in_8bit "
    "load_in_4bit base_model_config".split()
)
_RL = {"grpo": "reinforcement", "gdpo": "reinforcement", "ppo": "reinforcement", "ebft": "reinforcement"}
_ADAPTERS = {"lora": "lora", "qlora": "qlora"}


def _objective(settings: Settings, path: str) -> str:
    rl = value_of(settings, "rl")
    if isinstance(rl, str):
        return _RL.get(rl.lower(), "preference")  # dpo, ipo, kto, orpo, simpo
    if value_of(settings, "reward_model", "process_reward_model") is True:
        return "preference"
    if value_of(settings, "kd_trainer") is True:
        return "distillation"
    kinds = {found.value for name, found in settings.items() if name.startswith("datasets.") and name.endswith(".type")}
    if kinds <= {"completion"} and (kinds or any(name.startswith("pretraining_dataset") for name in settings)):
        return "continued-pretraining"
    return "supervised"


def _adaptation(settings: Settings) -> str:
    adapter = value_of(settings, "adapter")
    return "full" if adapter is None else _ADAPTERS.get(str(adapter), "other-adapter")


def _quantised(settings: Settings) -> str | None:
    return "4 bit" if value_of(settings, "adapter") == "qlora" else four_or_eight(settings)


TRAINER = Trainer(
    kind=KIND,
    base=("base_model", "base_model_config"),
    revision=("revision_of_model", "model_revision"),
    data=(
        ("datasets.*.path", "datasets.*.revision"),
        ("datasets.*.data_files", ""),
        ("rl_datasets.*.path", "rl_datasets.*.revision"),
        ("pretraining_dataset", ""),
        ("pretraining_dataset.path", "pretraining_dataset.revision"),
        ("pretraining_dataset.*.path", "pretraining_dataset.*.revision"),
        ("test_datasets.*.path", "test_datasets.*.revision"),
    ),
    held_out=("test_datasets.*.path",),
    micro=("micro_batch_size",),
    objective=_objective,
    adaptation=_adaptation,
    quantised=_quantised,
)


def recognises(source: Source) -> bool:
    keys = yaml_keys(source) if source.name.lower().endswith((".yaml", ".yml")) else frozenset()
    return "base_model" in keys and bool(keys & _MARKS) and not keys & {"merge_method", "models", "slices"}


def read(source: Source) -> Given:
    return trainer.read(TRAINER, settings_of(tree(source, "yaml")), source.path)
