"""ms-swift (4.6: ``swift/arguments/{sft_args,tuner_args}.py``): a run's ``args.json``, and 'swift sft' in a script."""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.launchers import commands_of, only
from gate.derive.parsing import json_keys, tree
from gate.derive.settings import Setting, Settings, settings_of
from gate.derive.trainer import Trainer, value_of

KIND = "ms-swift"
_COMMAND = "~command"
_RLHF = {"ppo": "reinforcement", "grpo": "reinforcement", "gkd": "distillation"}
_SCRIPTS = (".sh", ".bash", ".slurm", ".sbatch", ".job")
# what other tuners, the kernel, the template's inner workings and trackers are told; 347 keys are written in all
_ASIDE = (
    "swanlab galore reft vera boft fourier llamapro adalora lisa ray hub model_info model_meta template_meta "
    "training_args train_stage logging_dir model_suffix model_dir swift_version global_world_size local_world_size "
    "cached_dataset cached_val_dataset val_dataset_shuffle dataset_shuffle_eval temperature top_k top_p num_beams "
    "stream logprobs max_new_tokens use_hf add_version create_checkpoint_symlink check_model load_args load_data_args "
    "_val_dataset_exists custom_dataset_info external_plugins custom_register_path safe_serialization max_shard_size "
    "evaluation_strategy device_groups tuner_backend download_mode metric_for_best_model_eval decision "
    "enable_npu_model_patch adapter_act adapter_length use_ray use_flash_ckpt greater_is_better"
).split()
_PREFIXES = (
    "swanlab_ galore_ reft_ vera_ boft_ fourier_ llamapro_ adalora_ lisa_ ray_ decision_ lora_ga_ ddp_ template_backend"
).split()


def _objective(settings: Settings, path: str) -> str:
    kind = value_of(settings, "rlhf_type")
    if isinstance(kind, str):
        return _RLHF.get(kind, "preference")
    if value_of(settings, _COMMAND) == "pt" or value_of(settings, "use_chat_template") is False:
        return "continued-pretraining"
    return "supervised"


def _adaptation(settings: Settings) -> str:
    kind = str(value_of(settings, "tuner_type", "train_type") or "lora")
    return {"lora": "lora", "full": "full"}.get(kind, "other-adapter")


def _quantised(settings: Settings) -> str | None:
    bits = value_of(settings, "quant_bits")
    return f"{bits} bit" if bits else None


TRAINER = Trainer(
    kind=KIND,
    base=("model",),
    revision=("model_revision",),
    data=(("dataset", ""), ("val_dataset", "")),
    held_out=("val_dataset",),
    reward=(("reward_model", "reward_model_revision"), ("reward_model.0", ""), ("reward_funcs", "")),
    objective=_objective,
    adaptation=_adaptation,
    quantised=_quantised,
    aside=(*_ASIDE, _COMMAND),
)


def _starts(words: list[str]) -> bool:
    return _subcommand(words) is not None


def _subcommand(words: list[str]) -> str | None:
    """'sft' of 'swift sft', 'megatron sft' and 'python swift/cli/sft.py'."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word.rpartition("/")[2] == "swift" and following in ("sft", "pt", "rlhf"):
            return following
        if word.endswith(("swift/cli/sft.py", "swift/cli/pt.py", "swift/cli/rlhf.py")):
            return word.rpartition("/")[2].removesuffix(".py")
    return None


def recognises(source: Source) -> bool:
    if source.name == "args.json":
        return {"swift_version", "model"} <= json_keys(source) or {"tuner_type", "model"} <= json_keys(source)
    return source.name.endswith(_SCRIPTS) and (
        b"swift sft" in source.head
        or b"swift rlhf" in source.head
        or b"swift pt" in source.head
        or b"swift/cli/" in source.head
    )


def read(source: Source) -> Given:
    if source.name.endswith(_SCRIPTS):
        command = only(commands_of(source, _starts), "ms-swift")
        settings = dict(command.flags)
        settings[_COMMAND] = Setting(_subcommand(command.words), command.line, command.line)
        return trainer.read(TRAINER, settings, source.path)
    settings = settings_of(tree(source, "json"))
    version = value_of(settings, "swift_version")
    kept = {name: found for name, found in settings.items() if not name.startswith(tuple(_PREFIXES))}
    return trainer.read(TRAINER, kept, source.path, f"ms-swift {version}" if version else None)
