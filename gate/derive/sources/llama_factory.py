"""Training configurations of LLaMA-Factory (0.9.5: ``src/llamafactory/hparams/{model,finetuning,data}_args.py``).

Data sets are named, and ``dataset_info.json`` in ``dataset_dir`` says where each is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import top_keys, tree
from gate.derive.settings import Setting, Settings, settings_of
from gate.derive.trainer import Trainer, value_of

KIND = "llama-factory"
_STAGES = {
    "pt": "continued-pretraining",
    "sft": "supervised",
    "rm": "preference",
    "ppo": "reinforcement",
    "dpo": "preference",
    "kto": "preference",
}


def _objective(settings: Settings, path: str) -> str | None:
    return _STAGES.get(str(value_of(settings, "stage") or "sft"))


def _adaptation(settings: Settings) -> str:
    kind = value_of(settings, "finetuning_type") or "lora"
    return {"lora": "lora", "full": "full", "freeze": "full"}.get(str(kind), "other-adapter")


def _quantised(settings: Settings) -> str | None:
    bits = value_of(settings, "quantization_bit")
    return f"{bits} bit" if bits else None


TRAINER = Trainer(
    kind=KIND,
    base=("model_name_or_path",),
    revision=("model_revision",),
    data=(("dataset", ""), ("eval_dataset", "")),
    held_out=("eval_dataset",),
    reward=(("reward_model", ""),),
    objective=_objective,
    adaptation=_adaptation,
    quantised=_quantised,
    aside=("dataset_dir", "stage", "media_dir", "cache_dir"),
)


def recognises(source: Source) -> bool:
    keys = top_keys(source)
    return "model_name_or_path" in keys and bool(keys & {"stage", "finetuning_type"}) and "swift_version" not in keys


def read(source: Source) -> Given:
    root = tree(source, "json" if source.name.lower().endswith(".json") else "yaml")
    settings = {name: _split(name, found) for name, found in settings_of(root).items()}
    given = trainer.read(TRAINER, settings, source.path)
    index = f"{str(value_of(settings, 'dataset_dir') or 'data').rstrip('/')}/dataset_info.json"
    rows: list[dict[str, Any]] = [{**row, "through": index} for row in given.facts["data"]]
    return replace(given, facts={**given.facts, "data": rows})


def _split(name: str, setting: Setting) -> Setting:
    """Lists are written as one text here: 'a,b'."""
    if name not in ("dataset", "eval_dataset", "lora_target") or not isinstance(setting.value, str):
        return setting
    parts = [part.strip() for part in setting.value.split(",") if part.strip()]
    return replace(setting, value=parts if len(parts) > 1 or name != "lora_target" else setting.value)
