"""Options of serving and training programs that make another model, or another deployment, of the same names.

The surfaces follow what a change of them asks for. Other weights from the same name (quantised, merged, with adapters)
are another fine-tuned model, which OWASP AISVS 1.0, 3.2.2, has evaluated anew; so is the format they are loaded in.
What the tokens around a request are made from (chat template, context length), and how they are sampled, is the
deployment. Names: vLLM 0.11 "Engine Arguments" and "Sampling Parameters"; SGLang 0.5 "Server Arguments";
text-generation-inference 3 "Text-generation-launcher arguments"; llama.cpp ``llama-server --help``; transformers 4.57
``GenerationConfig``, ``BitsAndBytesConfig``, ``TrainingArguments``; PEFT 0.17 ``LoraConfig``; Ollama "Modelfile".
"""

from __future__ import annotations

from collections.abc import Iterable

from gate.recognise.vocabulary import words

_DERIVED = frozenset(
    "quantization quantize quantization_param_path load_in_4bit load_in_8bit load_in_4_bit load_in_8_bit "
    "bnb_4bit_quant_type bnb_4bit_compute_dtype bnb_4bit_use_double_quant bnb_4_bit_quant_type quant_method "
    "quantization_config quant_type kv_cache_dtype load_format enable_lora lora_modules lora lora_scaled "
    "lora_paths lora_adapters lora_dir lora_base lora_target_modules_serving max_loras fully_sharded_loras "
    "enable_prompt_adapter prompt_adapters control_vector control_vector_scaled hf_file gguf_file hf_overrides "
    "model_loader_extra_config torchao_config speculative_config merge_method quantize_config".split()
)
_CONTEXT = frozenset(
    "max_model_len max_model_length context_length ctx_size n_ctx num_ctx context_size max_context_length "
    "max_seq_len_to_capture max_total_tokens max_input_length max_input_tokens rope_scaling rope_theta "
    "rope_freq_base rope_freq_scale num_keep n_keep override_generation_config generation_config".split()
)
_DECODING = frozenset(
    "temperature temp top_p top_k min_p typical_p repetition_penalty repeat_penalty frequency_penalty "
    "presence_penalty max_new_tokens max_tokens max_completion_tokens num_predict n_predict do_sample num_beams "
    "no_repeat_ngram_size bad_words_ids suppress_tokens begin_suppress_tokens forced_bos_token_id "
    "forced_eos_token_id stop stop_strings logit_bias guided_decoding_backend mirostat mirostat_tau mirostat_eta "
    "tfs_z repeat_last_n".split()
)
_RECIPE = frozenset(
    "learning_rate lr lr_scheduler lr_scheduler_type scheduler optimizer optim adam_beta1 adam_beta2 adam_epsilon "
    "weight_decay warmup_steps warmup_ratio num_train_epochs num_epochs epochs max_steps micro_batch_size "
    "per_device_train_batch_size batch_size gradient_accumulation_steps max_grad_norm gradient_clipping seed "
    "data_seed lora_r lora_alpha lora_dropout lora_rank lora_target lora_target_modules target_modules "
    "lora_target_linear lora_modules_to_save modules_to_save use_rslora use_dora adapter finetuning_type stage "
    "peft_type load_in_4bit load_in_8bit sequence_len cutoff_len max_seq_length max_length max_prompt_length "
    "sample_packing packing train_on_inputs completion_only_loss assistant_only_loss beta rl loss_type dpo_beta "
    "kl_coef neftune_noise_alpha label_smoothing_factor trust_remote_code unfrozen_parameters freeze_layers bf16 "
    "fp16 tf32 chat_template template".split()
)
_TRAINS = frozenset(
    "learning_rate num_train_epochs num_epochs micro_batch_size per_device_train_batch_size "
    "gradient_accumulation_steps lr_scheduler_type warmup_steps warmup_ratio weight_decay max_grad_norm "
    "lr_scheduler".split()
)  # each says by itself that a program trains
_SERVES = frozenset(
    "max_model_len tensor_parallel_size gpu_memory_utilization served_model_name max_num_seqs model_id num_shard "
    "tp_size max_batch_prefill_tokens max_total_tokens ctx_size n_gpu_layers n_ctx enable_lora lora_modules "
    "chat_template port context_length mem_fraction_static max_num_batched_tokens enforce_eager kv_cache_dtype".split()
)  # and each of these that it serves


def _compact(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.replace("_", "") for name in names)


_DERIVED, _CONTEXT, _DECODING = _compact(_DERIVED), _compact(_CONTEXT), _compact(_DECODING)
_RECIPE, _TRAINS, _SERVES = _compact(_RECIPE), _compact(_TRAINS), _compact(_SERVES)


def compact(name: str) -> str:
    """``--max-model-len``, ``MAX_MODEL_LEN`` and ``maxModelLen`` -> ``maxmodellen``."""
    return name.replace("_", "").replace("-", "").lower()


# other spellings of these by the words that they are made of: each row is (words that a name must have, words of which
# it must have one, words that make it another thing); no name of a program's own is needed
_NONE: frozenset[str] = frozenset()
_LONG = frozenset("len length size window tokens limit max".split())
_DERIVED_BY = (
    (_NONE, frozenset("quantization quantize quantized quant gptq awq bnb gguf torchao 4bit 8bit".split()), _NONE),
    (_NONE, frozenset("lora loras qlora peft".split()), frozenset("output save rank alpha dropout port".split())),
    (frozenset(("kv", "dtype")), _NONE, _NONE),
    (_NONE, frozenset(("speculative", "draft")), frozenset(("email", "mail", "post", "document", "message"))),
)
_CONTEXT_BY = (
    (_NONE, frozenset(("rope",)), _NONE),
    (frozenset(("context",)), _LONG, frozenset(("manager", "timeout"))),
    (frozenset(("ctx",)), _LONG | {"n", "num"}, _NONE),
    (frozenset(("max", "model")), _LONG, _NONE),
    (frozenset(("max", "input")), frozenset("len length tokens".split()), _NONE),
)
_DECODING_BY = (
    (_NONE, frozenset(("temperature", "mirostat")), frozenset("sensor room gpu cpu kl distill".split())),
    (frozenset(("penalty",)), _NONE, frozenset(("length", "kl", "gradient"))),
    (frozenset(("max", "tokens")), frozenset("new completion output response generation".split()), _NONE),
    (frozenset(("top",)), frozenset("p k".split()), frozenset("search retrieval rerank documents docs chunks".split())),
)
_ASIDE = frozenset("eval evaluation test val valid validation log logging save saving output report dataloader".split())
_RECIPE_BY = (
    (frozenset(("learning", "rate")), _NONE, _ASIDE),
    (frozenset(("weight", "decay")), _NONE, _ASIDE),
    (frozenset(("batch", "size")), _NONE, _ASIDE | {"inference", "prefill", "request"}),
    (
        _NONE,
        frozenset("warmup epochs dropout lora qlora dora optimizer scheduler".split()),
        _ASIDE | {"path", "dir", "name"},
    ),
    (_NONE, frozenset(("gradient", "grad")), _ASIDE | {"checkpointing"}),
    (frozenset(("seq",)), frozenset(("len", "length")), _ASIDE),
    (frozenset(("sequence",)), frozenset(("len", "length")), _ASIDE),
)
_Row = tuple[frozenset[str], frozenset[str], frozenset[str]]


def _fits(said: set[str], rows: tuple[_Row, ...]) -> bool:
    return any(
        must <= said and (not one or not one.isdisjoint(said)) and never.isdisjoint(said) for must, one, never in rows
    )


def trains(names: Iterable[str]) -> bool:
    """Whether options are those of a training program."""
    return not _TRAINS.isdisjoint(compact(name) for name in names)


def serves(names: Iterable[str]) -> bool:
    """Whether options are those of a program that serves a model."""
    return not _SERVES.isdisjoint(compact(name) for name in names)


def recipe_surface(name: str) -> str | None:
    """The surface of an option of a training program: its recipe, where the option is part of that."""
    return "training_recipe" if compact(name) in _RECIPE or _fits({*words(name)}, _RECIPE_BY) else None


def serving_surface(name: str, *, decoding: bool = True) -> str | None:
    """The surface of an option of a serving program; None for one that changes neither the model nor its answers."""
    option = compact(name)
    if option == "trustremotecode":
        return "training_recipe"
    said = {*words(name), *(f"{n}bit" for n in ("4", "8") if {n, "bit"} <= {*words(name)})}
    if option in _CONTEXT or _fits(said, _CONTEXT_BY):
        return "system_prompt"
    if option in _DERIVED or _fits(said, _DERIVED_BY):
        return "fine_tuned_model"
    return "system_prompt" if decoding and (option in _DECODING or _fits(said, _DECODING_BY)) else None
