"""Configurations of XTuner 0.2 (mmengine, Python: ``xtuner/configs/**/*_qlora_*.py``): bound names, and calls."""

from __future__ import annotations

from dataclasses import replace

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.scripts import Script
from gate.derive.settings import Setting, Settings
from gate.derive.trainer import Trainer, four_or_eight, value_of

KIND = "xtuner"
_CLASSES = "~classes"
_PREFERENCE = frozenset({"DPO", "ORPO", "RewardModel"})
_NAMES = frozenset(
    "lr max_epochs max_steps batch_size accumulative_counts max_length pack_to_max_length optim_type betas "
    "weight_decay max_norm warmup_ratio prompt_template dpo_loss_type loss_beta loss_type".split()
)


def _objective(settings: Settings, path: str) -> str | None:
    classes = {*(value_of(settings, _CLASSES) or ())}
    if classes & _PREFERENCE:
        return "preference"
    return "supervised" if "SupervisedFinetune" in classes else None


def _adaptation(settings: Settings) -> str:
    return "lora" if "LoraConfig" in {*(value_of(settings, _CLASSES) or ())} else "full"


TRAINER = Trainer(
    kind=KIND,
    base=("pretrained_model_name_or_path",),
    seed=("randomness.seed",),
    output=("work_dir",),
    data=(("data_path", ""), ("alpaca_en_path", ""), ("data_files", "")),
    micro=("batch_size",),
    accumulation=("accumulative_counts",),
    objective=_objective,
    adaptation=_adaptation,
    quantised=four_or_eight,
    aside=(_CLASSES,),
)


def recognises(source: Source) -> bool:
    return source.name.endswith(".py") and b"xtuner" in source.head and b"pretrained_model_name_or_path" in source.head


def read(source: Source) -> Given:
    script = Script(source)
    bound = script.assigned()
    settings = {name: _plain(found) for name, found in bound.items() if name in _NAMES or name == "work_dir"}
    for name in ("pretrained_model_name_or_path", "data_path", "alpaca_en_path", "data_files"):
        if name in bound:
            settings[name] = bound[name]
    classes: list[str] = []
    for call in script.calls("dict"):
        kind = str(call.arguments.get("type", Setting("")).value).strip("`")
        classes.append(kind)
        if kind == "LoraConfig":
            settings |= {f"model.lora.{name}": found for name, found in call.arguments.items() if name != "type"}
        elif kind == "BitsAndBytesConfig":
            settings |= {name: found for name, found in call.arguments.items() if name != "type"}
        elif "seed" in call.arguments:
            settings["randomness.seed"] = call.arguments["seed"]
    settings[_CLASSES] = Setting(classes)
    return trainer.read(TRAINER, settings, source.path)


def _plain(setting: Setting) -> Setting:
    """A class is set by its name."""
    value = setting.value
    named = isinstance(value, str) and value.strip("`").replace(".", "_").isidentifier()
    return replace(setting, value=value.strip("`")) if named else setting
