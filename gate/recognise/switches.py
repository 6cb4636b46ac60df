"""What a value is to a model by the names on its way: a switch of a guard, a scope, a prompt or the model itself, or
a value of the training recipe.

For neighbours of reviewed values, which no recogniser names: the gate asks about them where they change. The words
are those of the formats of `gate.recognise.formats`, and of the flags of vLLM (``vllm serve --help``, 0.11), llama.cpp
(``llama-server --help``), TGI (``text-generation-launcher --help``) and the trainers' arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

from gate.recognise.vocabulary import is_evaluation, words

_FILTER = frozenset(
    "guard guards guardrail guardrails rail rails filter filters filtering safety safe unsafe moderation moderate "
    "moderator toxicity toxic jailbreak profanity pii redact redaction mask masking anonymize presidio "
    "shield blocklist blacklist denylist banned harm harmful hazard refusal censor sanitize llamaguard".split()
)
_SCOPE = frozenset(
    "scope scopes tool tools permission permissions allowed denied allow deny allowlist whitelist capability "
    "capabilities egress sandbox rbac mcp functions actions".split()
)
_PROMPT = frozenset("prompt prompts persona instruction instructions preamble template templates system".split())
_MODEL = frozenset(
    "model models llm adapter adapters lora peft weights checkpoint tokenizer revision quantization quantize quant "
    "awq gptq dtype bit 4bit 8bit gguf rope draft speculative temperature sampling".split()
)
_DECODING = frozenset("top_p top_k min_p max_tokens max_new_tokens repetition_penalty context_length ctx_size".split())
# what a model is run on, and not which model it is
_HARDWARE = frozenset(
    "replica replicas cpu gpu memory resources requests limits limit port ports node nodes selector toleration "
    "tolerations affinity storage pvc volume volumes mount mounts label labels annotations timeout probe liveness "
    "readiness pull policy utilization parallel parallelism seqs batched concurrency workers threads host hostname "
    "namespace ingress service autoscaling log logs logging metrics cache env key secret password "
    "credential token".split()
)
_RECIPE_NOT = frozenset(
    "log logs logging logger save saves saved saving output outputs out wandb tensorboard mlflow comet neptune swanlab "
    "trackio clearml aim dvclive report reporting run project entity experiment hub push verbose debug "
    "profile profiler profiling tracker tracking progress tqdm disable_tqdm eval evals evaluation evaluate metric "
    "metrics callback callbacks workers num_proc processes threads description comment notes author version".split()
)
# hyperparameters by their names in code, where most values are none (transformers 4.57 TrainingArguments, PEFT 0.17
# LoraConfig, TRL 0.24 SFTConfig and DPOConfig, bitsandbytes)
_HYPERPARAMETERS = frozenset(
    "learning_rate lr num_train_epochs num_epochs epochs max_steps batch_size micro_batch_size train_batch_size "
    "per_device_train_batch_size gradient_accumulation_steps weight_decay warmup_steps warmup_ratio optim optimizer "
    "lr_scheduler lr_scheduler_type seed max_seq_length max_seq_len max_length cutoff_len packing neftune_noise_alpha "
    "max_grad_norm beta loss_type label_smoothing r lora_r lora_rank lora_alpha lora_dropout lora_target_modules "
    "target_modules use_dora use_rslora load_in_4bit load_in_8bit bnb_4bit_quant_type trust_remote_code "
    "train_on_inputs completion_only_loss assistant_only_loss num_generations kl_coef val_set_size".split()
)
_STAYS = frozenset("resume warm init".split())  # says what is trained on from
_HELD_OUT = frozenset("val_set_size val_size eval_split_ratio".split())  # takes records out of the training data


def switch_of(tokens: Iterable[str]) -> str | None:
    """The surface that a value switches, by the names on its way; None where they say nothing."""
    steps = [step for step in tokens if not step.isdigit()]
    said = {word for step in steps for word in words(step)}
    if steps and "_".join(words(steps[-1])) in _NO_SWITCH:
        return None
    if said & _FILTER:
        return "output_filter"
    if said & _SCOPE:
        return "scope_enforcement"
    if said & _PROMPT:
        return "system_prompt"
    last = {*words(steps[-1])} if steps else set()
    if (said & _MODEL or {"_".join(words(step)) for step in steps[-1:]} & _DECODING) and not last & _HARDWARE:
        return "fine_tuned_model"
    return None


def is_recipe(tokens: Iterable[str]) -> bool:
    """Whether a value of a training configuration counts for what is trained: all but logging, saving, output,
    tracking and evaluation."""
    steps = [step for step in tokens if not step.isdigit()]
    said = {word for step in steps for word in words(step)}
    if said & _STAYS or any("_".join(words(step)) in _HELD_OUT for step in steps[-1:]):
        return True
    return not (said & _RECIPE_NOT or any(is_evaluation(step) for step in steps))


def is_hyperparameter(name: str) -> bool:
    """Whether a name in code is that of a hyperparameter."""
    return "_".join(words(name)).replace("_4_bit", "_4bit").replace("_8_bit", "_8bit") in _HYPERPARAMETERS


_ASIDE = frozenset(
    "doc docs documentation wiki example examples sample samples tutorial tutorials workshop workshops quickstart "
    "qa".split()
)
_DATA = frozenset("data dataset datasets corpus synthetic".split())
_MAKES = frozenset(
    "generate generation generator collect collection prepare annotate scrape crawl create creation preprocess convert "
    "download".split()
)
# arguments in code that only look as if they switched something
_NO_SWITCH = frozenset("add_generation_prompt load_best_model_at_end skip_special_tokens".split())


def is_aside(path: str) -> bool:
    """Whether a file only shows, measures or makes data, by its folders and its name: documentation, examples,
    evaluation, scripts that generate data sets."""
    folders = path.split("/")[:-1]
    if any(is_evaluation(folder) or _ASIDE & {*words(folder)} for folder in folders):
        return True
    said = {*words(path)}
    return path.endswith((".py", ".ipynb", ".sh")) and bool(said & _DATA) and bool(said & _MAKES)
