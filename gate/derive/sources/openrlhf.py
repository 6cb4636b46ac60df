"""Launchers of OpenRLHF (0.11.2: ``openrlhf/cli/train_{sft,dpo,kto,rm,ppo_ray}.py``; older flags as of 0.5)."""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.launchers import commands_of, only
from gate.derive.settings import Setting, Settings, number
from gate.derive.trainer import Trainer, first, four_or_eight, value_of
from gate.values.regex import regex

KIND = "openrlhf"
_MODULE = regex(r"(?:.*/)?(?:openrlhf[./]cli[./])?(train_(?:sft|dpo|kto|rm|prm|kd|ppo|ppo_ray))(?:\.py)?")
_OBJECTIVES = {
    "train_sft": "supervised",
    "train_dpo": "preference",
    "train_kto": "preference",
    "train_rm": "preference",
    "train_prm": "preference",
    "train_kd": "distillation",
    "train_ppo": "reinforcement",
    "train_ppo_ray": "reinforcement",
}
_MODULE_SETTING = "~module"


def _objective(settings: Settings, path: str) -> str | None:
    if value_of(settings, "pretrain_mode", "data.pretrain_mode") is True:
        return "continued-pretraining"
    return _OBJECTIVES.get(str(value_of(settings, _MODULE_SETTING)))


def _adaptation(settings: Settings) -> str:
    rank = first(settings, ("ds.lora.rank", "lora_rank"))
    return "lora" if rank and (number(rank.value) or 0) > 0 else "full"


def _quantised(settings: Settings) -> str | None:
    return four_or_eight(settings, "ds.load_in_4bit") or four_or_eight(settings)


TRAINER = Trainer(
    kind=KIND,
    base=("model.model_name_or_path", "actor.model_name_or_path", "pretrain"),
    seed=("train.seed", "seed"),
    output=("ckpt.output_dir", "save_path"),
    data=(
        ("data.dataset", ""),
        ("dataset", ""),
        ("prompt_data", ""),
        ("data.prompt_dataset", ""),
        ("eval_dataset", ""),
    ),
    held_out=("eval_dataset",),
    micro=("train.micro_batch_size", "micro_train_batch_size"),
    whole=("train.batch_size", "train_batch_size"),
    reward=(("reward.model_name_or_path", ""), ("reward_pretrain", ""), ("remote_rm_url", "")),
    objective=_objective,
    adaptation=_adaptation,
    quantised=_quantised,
    aside=(
        "ckpt",
        _MODULE_SETTING,
        "ckpt_path",
        "module",
        "ref_num_nodes",
        "working_dir",
        "runtime_env_json",
        "address",
    ),
)


def _starts(words: list[str]) -> bool:
    return any(word.startswith("openrlhf") or "/openrlhf/" in word for word in words) and any(
        _MODULE.fullmatch(word) for word in words
    )


def recognises(source: Source) -> bool:
    return source.name.endswith((".sh", ".bash", ".slurm", ".sbatch", ".job")) and b"openrlhf" in source.head


def read(source: Source) -> Given:
    command = only(commands_of(source, _starts), "OpenRLHF")
    module = next(match[1] for word in command.words if (match := _MODULE.fullmatch(word)))
    settings = dict(command.flags)
    settings[_MODULE_SETTING] = Setting(module, command.line, command.line)
    return trainer.read(TRAINER, settings, source.path)
