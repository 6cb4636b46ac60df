"""Configurations of torchtune (0.6.1: ``recipes/configs``), as written and as the recipe writes them out, resolved."""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, value_of

KIND = "torchtune"


def _component(settings: Settings, block: str) -> str:
    return str(value_of(settings, f"{block}._component_") or "").rpartition(".")[2].lower()


def _objective(settings: Settings, path: str) -> str | None:
    loss, data = _component(settings, "loss"), _component(settings, "dataset")
    if any(
        name.startswith(("reward_and_value_model.", "reward_checkpointer.", "ref_policy_model.")) for name in settings
    ):
        return "reinforcement"
    if any(name.startswith(("teacher_model.", "teacher_checkpointer.")) for name in settings) or "kd" in loss:
        return "distillation"
    if any(word in loss for word in ("dpo", "simpo", "rso", "ipo")):
        return "preference"
    if data in ("text_completion_dataset", "cnn_dailymail_articles_dataset", "wikitext_dataset"):
        return "continued-pretraining"
    return "supervised" if "crossentropy" in loss or loss.startswith("ce") else None


def _adaptation(settings: Settings) -> str:
    component = _component(settings, "model")
    if component.startswith("qlora_"):
        return "qlora"
    if component.startswith(("dora_", "qdora_")):
        return "other-adapter"
    return "lora" if component.startswith("lora_") or "model.lora_rank" in settings else "full"


def _quantised(settings: Settings) -> str | None:
    component = _component(settings, "model")
    quantised = component.startswith(("qlora_", "qdora_")) or value_of(settings, "model.quantize_base") is True
    return "4 bit" if quantised else None


TRAINER = Trainer(
    kind=KIND,
    base=("checkpointer.checkpoint_dir",),
    output=("output_dir", "checkpointer.output_dir"),
    data=(("dataset.source", ""), ("dataset.data_files", ""), ("dataset.*.source", ""), ("dataset.*.data_files", "")),
    micro=("batch_size",),
    reward=(("reward_checkpointer.checkpoint_dir", ""),),
    objective=_objective,
    adaptation=_adaptation,
    quantised=_quantised,
    aside=("checkpointer", "metric_logger", "profiler", "device"),
)


def recognises(source: Source) -> bool:
    keys = yaml_keys(source) if source.name.lower().endswith((".yaml", ".yml")) else frozenset()
    return b"_component_" in source.head and "model" in keys and bool(keys & {"checkpointer", "dataset", "optimizer"})


def read(source: Source) -> Given:
    return trainer.read(TRAINER, settings_of(tree(source, "yaml")), source.path)
