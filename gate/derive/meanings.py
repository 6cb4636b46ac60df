"""Names that trainers give to the same hyperparameter: the one vocabulary by which documents and sources compare.

Read in the trainers' own sources: axolotl 0.19 (``utils/schemas``), TRL 1.16, transformers 5 (``TrainingArguments``),
LLaMA-Factory 0.9.5 (``hparams``), torchtune 0.6.1 (``recipes/configs``), LitGPT 0.5.13 (``litgpt/args.py``), NeMo 1
(``megatron_gpt_finetuning_config.yaml``), mistral-finetune (``finetune/args.py``), ms-swift 4.6 (``swift/arguments``),
XTuner 0.2 (``configs``), OpenRLHF 0.11 (``cli/train_sft.py``), and the jobs of OpenAI, Bedrock, Vertex, Mistral,
Together and Fireworks. Only what has the same unit everywhere is in it: mistral-finetune's ``lora.scaling`` is no
alpha.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TABLE: dict[str, str] = {
    "learning_rate": "lr optimizer.lr optimizer.init_args.lr model.optim.lr optim.lr adam.lr muon.lr learningRate "
    "optim_wrapper.optimizer.lr",
    "epochs": "num_epochs num_train_epochs n_epochs max_epochs train.epochs trainer.max_epochs train.max_epochs "
    "train_cfg.max_epochs epochCount",
    "max_steps": "train.max_steps trainer.max_steps train_cfg.max_iters training_steps",
    "micro_batch_size": "per_device_train_batch_size train.micro_batch_size model.micro_batch_size "
    "micro_train_batch_size",
    "global_batch_size": "train.global_batch_size model.global_batch_size train.batch_size train_batch_size "
    "total_train_batch_size",
    "gradient_accumulation_steps": "accumulative_counts num_microbatches gradientAccumulationSteps",
    "learning_rate_multiplier": "learningRateMultiplier",
    "data_seed": "data.init_args.seed dataset_mixture.seed",
    "lora_r": "r lora.r lora_rank model.lora_rank lora.rank model.lora.r ds.lora.rank lora_rank "
    "model.peft.lora_tuning.adapter_dim loraRank",
    "lora_alpha": "lora.alpha model.lora_alpha model.lora.lora_alpha ds.lora.alpha model.peft.lora_tuning.alpha",
    "lora_dropout": "lora.dropout model.lora_dropout model.lora.lora_dropout ds.lora.dropout "
    "model.peft.lora_tuning.adapter_dropout",
    "weight_decay": "optimizer.weight_decay optimizer.init_args.weight_decay model.optim.weight_decay "
    "optim.weight_decay adam.weight_decay optim_wrapper.optimizer.weight_decay",
    "warmup_steps": "lr_scheduler.num_warmup_steps train.lr_warmup_steps model.optim.sched.warmup_steps "
    "learningRateWarmupSteps",
    "warmup_ratio": "lr_warmup_ratio warmup_fraction",
    "max_length": "sequence_len cutoff_len tokenizer.max_seq_len train.max_seq_length max_seq_length max_len seq_len "
    "data.max_len model.data.train_ds.max_seq_length maxContextLength",
    "max_grad_norm": "gradient_clipping clip_grad_norm max_norm train.max_norm trainer.gradient_clip_val",
    "beta": "dpo_beta rl_beta pref_beta",
}
# transformers' words for its value, in every trainer that has the name
_WORDS = {"lr_scheduler": "lr_scheduler_type", "optimizer": "optim"}
_NUMBERS = {alias: meaning for meaning, aliases in _TABLE.items() for alias in (meaning, *aliases.split())}
_MEANINGS = {**_NUMBERS, **{alias: meaning for meaning, alias in _WORDS.items()}}


def meaning(name: str) -> str:
    """What a hyperparameter's name stands for: the name that is shared by all trainers, or itself."""
    return _MEANINGS.get(name, name)


def aliases() -> dict[str, list[str]]:
    """Shared name -> every name that means it, sorted."""
    found: dict[str, list[str]] = {}
    for name, shared in _MEANINGS.items():
        found.setdefault(shared, [shared] if name != shared else []).append(name)
    return {shared: sorted({*names}) for shared, names in found.items()}


def is_number(name: str) -> bool:
    """Whether the value of the hyperparameter is a number in every trainer, however it is written."""
    return name in _NUMBERS


def stated(hyperparameters: Mapping[str, Any], name: str) -> list[str]:
    """The keys of a document under which it states the hyperparameter that a source calls ``name``: that name where it
    is there, and all others of the same meaning."""
    return sorted(key for key in hyperparameters if key == name or meaning(key) == meaning(name))
