"""Recipes of the alignment-handbook (``recipes/*/{sft,dpo,orpo,cpt}/config_*.yaml``): TRL's keys, and mixed data.

The folder says which script reads the recipe.
"""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import tree, yaml_keys
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, four_or_eight, value_of

KIND = "alignment-handbook"
_FOLDERS = {"sft": "supervised", "dpo": "preference", "orpo": "preference", "cpt": "continued-pretraining"}


def _objective(settings: Settings, path: str) -> str | None:
    for folder in reversed(path.split("/")[:-1]):
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    return "preference" if value_of(settings, "beta") is not None else None


def _adaptation(settings: Settings) -> str:
    return "lora" if value_of(settings, "use_peft") is True else "full"


TRAINER = Trainer(
    kind=KIND,
    base=("model_name_or_path",),
    revision=("model_revision",),
    data_seed=("data_seed", "dataset_mixture.seed"),
    data=(("dataset_mixture.datasets.*.id", "dataset_mixture.datasets.*.revision"),),
    keyed=("dataset_mixer",),
    objective=_objective,
    adaptation=_adaptation,
    quantised=four_or_eight,
    aside=("dataset_splits",),
)


def recognises(source: Source) -> bool:
    keys = yaml_keys(source) if source.name.lower().endswith((".yaml", ".yml")) else frozenset()
    return "model_name_or_path" in keys and bool(keys & {"dataset_mixture", "dataset_mixer"})


def read(source: Source) -> Given:
    return trainer.read(TRAINER, settings_of(tree(source, "yaml")), source.path)
