"""What the name of a variable, flag, key or constant says: the one place that knows the field's habits of naming.

Used for shell and Python, for command lines inside other files, for environment variables, and for lines of files that
cannot be parsed. A name alone decides nothing where its value does not look the part.
"""

from __future__ import annotations

import re
from typing import Any

from gate.values.regex import regex

_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

# a word that says the thing is made, measured or counted, and is not what the model is made from
_OTHER = frozenset(
    "eval evals evaluate evaluation evaluator test tests testing valid validation val dev judge grader grading "
    "scorer benchmark bench output outputs out save saved export exported hub push log logs logging "
    "logger cache cached embed embedding embeddings embedder rerank reranker num max min size sizes "
    "count len length type class cls dtype args kwargs suffix prefix extension column columns field "
    "fields key keys device map fn func function builder loader collator sampler processor wandb "
    "project run job experiment report result results metric metrics callback exists dir_exists alias "
    "mock fake dummy example examples sample docs readme license column_names tag tags format formats".split()
)
_MODEL = regex(
    r"(base|pretrained|pre_trained|foundation|backbone|hf|hugging_face|huggingface|llm|chat|student|teacher|draft|ref|"
    r"reference|reward|value|critic|actor|policy|sft|source|target|main|default|primary|served|my|openai|azure_openai|"
    r"lora|peft|qlora|azure|ollama|vllm|anthropic|gpt|gemini|bedrock|groq|mistral|llama|qwen)?_?"
    r"(model|llm|tokenizer|adapter|lora|lora_adapter|peft_model|deployment|weights|gguf|checkpoint)_?"
    r"(name|id|path|repo|repo_id|url|uri|name_or_path|id_or_path|name_or_dir|name_or_id|version|revision|identifier|ref|checkpoint|"
    r"weights_path|slug|modules|deployment|deployment_name)?"
)
_MODEL_EXACT = frozenset(
    "base_model_name_or_path base_model_config reward_model_path pretrained revision_of_model "
    "base_model_id llm pretrained_model pretrained_model_name_or_path base_checkpoint "
    "base_model_revision sft_model_path from_model chat_deployment azure_deployment foundation_model "
    "restore_from_path checkpoint_path base repo_id".split()
)
_NOT_MODEL = frozenset(
    "deployment_name checkpoint checkpoint_path checkpoint_id checkpoint_name weights lora lora_name adapter_name "
    "deployment version deployment_id deployment_version model_version served_model_name base repo_id "
    "target_model my_model checkpoint_url main_model".split()
)  # alone, each means something else more often than it means the base model
_DATA = regex(
    r"(hf|hugging_face|train|training|sft|dpo|ppo|grpo|kto|rm|preference|instruct|instruction|finetune|fine_tune|"
    r"finetuning|pretraining|raw|source|local|default|main)?_?"
    r"(dataset|datasets|data|train|training|corpus|jsonl)_?"
    r"(name|names|id|ids|path|paths|dir|file|files|repo|repo_id|mixer|mixture|mixer_list|mixer_list_splits|mix|config|"
    r"configs|config_name|subset|split|train_split|revision|url|uri|json|jsonl|csv|data|dataset|data_path|data_file|"
    r"data_files|dataset_path|dataset_name|set|location|instruction|info|transform_fn|weights|probs|mixer_list_weights)?"
)
_NOT_DATA = frozenset(
    "data train training data_dir dataset_dir data_config dataset_config_path raw raw_data data_url "
    "data_id data_info train_config training_config data_configs train_configs training_configs "
    "train_name training_name train_dir training_dir train_id train_revision training_id train_url "
    "training_path train_path_name data_weights data_probs dataset_transform_fn raw_path source_url "
    "local_path source_path default_path main_path data_mix data_name dataset_info".split()
)
_DATA_EXACT = frozenset("interleave_probs mix_strategy instruct_data dataset_name_or_path dataset_dir".split())
_PROMPT = regex(
    r"(.*_)?(system|sys|developer)_?(prompt|message|msg|instruction|instructions|template|content|text|persona)"
    r"(_(template|text|path|file|override|override_file|name|str|string|base|default|v\d+|[a-z]{2,12}))?"
    r"|default_system|system|(.*_)?(prompt|instructions|persona|guidelines|constitution)(_(template|text|str|string))?"
    r"|(.*_)?prompt_(template|prefix|header|text)|prompts?_?[a-z]*|few_shots?(_examples)?"
)
_FILTER = regex(
    r"(.*_)?(guardrails?|guard|moderation|safety|content_filter|content_policy|toxicity|jailbreak|profanity|pii|rai)(_\d+)*"
    r"(_(id|identifier|version|name|config|model|policy|policy_name|threshold|thresholds|settings|categories|category|"
    r"level|levels|enabled|mode|rules|rails|prompt|template|taxonomy|guidelines))?"
    r"|(.*_)?(blocked|banned|forbidden|denied|disallowed|prohibited|unsafe|harmful|sensitive)_"
    r"(words?|topics?|terms?|phrases?|patterns?|categories|category|keywords?|content|entities|regex)"
    r"|(.*_)?(block|deny|black)_?list|(.*_)?refusal_(message|text|response)|(.*_)?(harm|content|risk|hazard)_(category|categories)"
)
_SCOPE = regex(
    r"(.*_)?(allowed|enabled|permitted|disallowed|denied|blocked|forbidden)_"
    r"(tools?|actions?|functions?|domains?|commands?|operations?|apis?|hosts?|urls?|paths?|scopes?)"
    r"|(.*_)?tool_?(allow|deny|white|black)_?list|(.*_)?(tool|agent)_(permissions?|scopes?|policy)"
)
_REFERENCE = regex(r"[\w.\-/:@+~${}=]+")
_NO_REFERENCE = regex(
    r"(?i)embed|minilm|mpnet|\bbge-|\be5-|\bgte-|rerank|ada-002|colbert|^(pytorch_|adapter_)?model\.(bin|safetensors)$|\.(py|sh|md|ya?ml|txt|log|ini|cfg|html?|png|jpg)$|^https?://(?!huggingface\.co|hf\.co)"
)
_WORDS = frozenset(
    "all auto none null true false default bf16 unknown other custom default fp16 float16 bfloat16 "
    "float32 cuda cpu main train test".split()
)


_PLACES = frozenset(
    "mnt opt srv var app home root workspace tmp model models checkpoint checkpoints ckpt ckpts weights hub cache "
    ".cache huggingface hugging_face pretrained artifacts volume volumes . .. ~".split()
)
_KEY_WORDS = frozenset(
    "model models llm dataset datasets data corpus train training name names path paths id ids base file files "
    "dir folder type version revision repo url uri key source sources prompt prompts tool tools config split "
    "provider engine adapter tokenizer checkpoint value default values content text role message messages "
    "input output user system".split()
)


def is_place(value: str) -> bool:
    """``/mnt/models``, ``$HOME/models``: where models lie, whichever."""
    steps = {step for step in value.lower().strip("/").split("/") if step[:1] != "$"}
    return value[:1] in ("/", ".", "~", "$") and steps <= _PLACES


def is_route(value: str) -> bool:
    """``/v1/models``: where a server answers."""
    first = value[1:].partition("/")[0] if value[:1] == "/" else ""
    return first == "api" or (first[:1] == "v" and first[1:2].isdigit())


def is_key(value: str) -> bool:
    """``dataset_name``: the name of a column, a field or an option, and not of a thing."""
    return "/" not in value and "." not in value and bool(said := words(value)) and {*said} <= _KEY_WORDS


def words(name: str) -> list[str]:
    """``--model-nameOrPath`` -> ``["model", "name", "or", "path"]``."""
    return [word.lower() for word in _WORD.findall(name)]


def surface_of(name: str, *, text: bool = True) -> str | None:
    """The surface that a name speaks of, or None. With ``text`` it may be a prompt that is written out as its value."""
    parts = words(name)
    if not parts or len(parts) > 8:
        return None
    joined = "_".join(parts)
    if joined in _MODEL_EXACT - _NOT_MODEL or joined in _DATA_EXACT:
        return "base_model" if joined in _MODEL_EXACT else "training_data"
    if _FILTER.fullmatch(joined) and not _OTHER & {*parts}:
        return "output_filter"
    if _SCOPE.fullmatch(joined):
        return "scope_enforcement"
    if _OTHER & {*parts}:
        return None
    if _MODEL.fullmatch(joined) and joined not in _NOT_MODEL:
        return "base_model"
    if _DATA.fullmatch(joined) and joined not in _NOT_DATA:
        return "training_data"
    if text and _PROMPT.fullmatch(joined):
        return "system_prompt"
    return None


def is_reference(value: Any) -> bool:
    """Whether a value can name a model or a data set: one word, no source code, no yes or no."""
    return (
        isinstance(value, str)
        and 2 <= len(value) <= 300
        and value.lower() not in _WORDS
        and _REFERENCE.fullmatch(value) is not None
        and not _NO_REFERENCE.search(value)
        and any(c.isalpha() for c in value)
        and not is_place(value)
        and not is_route(value)
    )


def is_source(value: Any) -> bool:
    """Whether a value is an expression (in back quotes) or a variable of the shell: set elsewhere."""
    return isinstance(value, str) and (
        value[:1] == "`" or re.fullmatch(r"\$\{?\w+\}?|\$\{[^}]*\}|\{\{.*\}\}|\{\w+\}", value) is not None
    )


def is_prompt(value: Any) -> bool:
    """Whether a text is words for a model: several of them."""
    return isinstance(value, str) and value[:1] != "`" and len(value) >= 20 and len(value.split()) >= 4


def is_evaluation(text: str) -> bool:
    """Whether a path or name says that the thing only measures."""
    return bool(
        {*words(text)}
        & {
            "eval",
            "evals",
            "evaluate",
            "evaluation",
            "evaluations",
            "evaluator",
            "evaluators",
            "test",
            "tests",
            "testing",
            "valid",
            "validation",
            "val",
            "dev",
            "judge",
            "grader",
            "holdout",
            "heldout",
            "bench",
            "benchmark",
            "benchmarks",
            "golden",
            "testdata",
            "testset",
            "evalset",
        }
    )
