"""Training configurations of TRL (1.16: ``trl/trainer/{model_config,sft_config}.py``, ``trl/scripts/utils.py``).

The file does not say which trainer reads it: 'trl sft', 'trl dpo' and 'trl reward' take the same. What only one kind of
trainer knows tells it: ``reward_model_path``, or a loss of GRPO; a loss of DPO. ``beta`` alone is known to both.
"""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Source
from gate.derive.parsing import top_keys, tree
from gate.derive.settings import Settings, settings_of
from gate.derive.trainer import Trainer, four_or_eight, value_of

KIND = "trl"
_MARKS = frozenset(
    "dataset_name datasets learning_rate num_train_epochs per_device_train_batch_size use_peft train_file "
    "max_steps".split()
)
_OTHERS = frozenset(
    "stage finetuning_type dataset_mixture dataset_mixer swift_version tuner_type train_type wandb_version".split()
)
_REINFORCEMENT = frozenset(
    "reward_model_path reward_model_name_or_path reward_funcs num_generations num_ppo_epochs sft_model_path "
    "rloo_k num_iterations".split()
)
# loss_type of DPOConfig, CPOConfig and KTOConfig
_PREFERENCE_LOSSES = frozenset(
    "sigmoid hinge ipo exo_pair nca_pair robust bco_pair sppo_hard aot aot_pair aot_unpaired apo_zero apo_down discopo "
    "simpo kto apo_zero_unpaired".split()
)
_PREFERENCE = frozenset("desirable_weight undesirable_weight cpo_alpha simpo_gamma precompute_ref_log_probs".split())


def _objective(settings: Settings, path: str) -> str | None:
    loss = str(value_of(settings, "loss_type") or "").lower()
    if (
        "grpo" in loss
        or loss in ("bnpo", "dapo", "cispo", "sapo")
        or any(value_of(settings, name) is not None for name in _REINFORCEMENT)
    ):
        return "reinforcement"
    if value_of(settings, "teacher_model_name_or_path") is not None:
        return "distillation"
    if loss in _PREFERENCE_LOSSES or any(value_of(settings, name) is not None for name in _PREFERENCE):
        return "preference"
    return None


def _adaptation(settings: Settings) -> str:
    kind = str(value_of(settings, "lora_task_type") or "")
    return "lora" if value_of(settings, "use_peft") is True or kind else "full"


TRAINER = Trainer(
    kind=KIND,
    base=("model_name_or_path",),
    revision=("model_revision",),
    data=(
        ("dataset_name", "dataset_revision"),
        ("datasets.*.path", "datasets.*.revision"),
        ("datasets.*.data_files", ""),
        ("train_file", ""),
    ),
    reward=(
        ("reward_model_path", "reward_model_revision"),
        ("reward_model_name_or_path", "reward_model_revision"),
        ("reward_funcs", ""),
    ),
    objective=_objective,
    adaptation=_adaptation,
    quantised=four_or_eight,
)


def recognises(source: Source) -> bool:
    keys = top_keys(source)
    return "model_name_or_path" in keys and bool(keys & _MARKS) and not keys & _OTHERS


def read(source: Source) -> Given:
    root = tree(source, "json" if source.name.lower().endswith(".json") else "yaml")
    return trainer.read(TRAINER, settings_of(root), source.path)
