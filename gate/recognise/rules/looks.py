"""What a value looks like: the name of a model or of a data set, a prompt. One test each, without regard to its key.

Sources of the names: the catalogues of the providers' APIs and the model hubs, as their documentation has them in 2026;
families of open weights by the names of their repositories.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gate.values.regex import regex

FAMILY = regex(
    r"(?i)(?<![a-z])(llama|qwen|qwq|mistral|mixtral|ministral|magistral|devstral|gemma|phi-?\d|falcon|deepseek|gpt-|gpt2|gptj|"
    r"claude|gemini|command-?r|c4ai|yi-\d|olmo|olmoe|tulu|smollm|zephyr|vicuna|bloom|pythia|opt-\d|t5|flan|internlm|baichuan|"
    r"chatglm|glm-?\d|starcoder|codellama|codegemma|solar|nemotron|granite|dolly|mpt-|stablelm|orca|hermes|dbrx|grok|jamba|"
    r"kimi|minimax|exaone|aya|wizardlm|wizardcoder|tinyllama|openchat|eurollm|apertus|salamandra|teuken|roberta|bert|bart|"
    r"deberta|modernbert|gptneo|gpt-neo|neox|redpajama|openllama|open_llama|stable-?lm|neural-chat|dolphin|nous|"
    r"molmo|idefics|llava|paligemma|cohere|reka|arctic|viking|leo-|em_german|sauerkraut|polylm|seallm|sealion|typhoon|"
    r"swallow|rinna|elyza|calm\d|plamo|lfm|ling-|hunyuan|ernie|step-|mimo|seed-oss|skywork)"
)
_HOSTED = regex(
    r"(?i)(?:[a-z_]+/)?(?:us\.|eu\.|apac\.|global\.)?(?:gpt-[345o][\w.:-]*|gpt-oss[\w.:-]*|gpt-\d[\w.:-]*|chatgpt-[\w.-]+|o[1345](?:-[\w.-]+)?|claude-[\w.@:-]+|"
    r"gemini-[\w.-]+|gemma-\d[\w.-]+|command-(?:r|a|light|nightly)[\w.-]*|grok-[\w.-]+|ft:[\w.:-]+|text-davinci-\d+|davinci-\d+|code-davinci-\d+|text-bison[\w@.-]*|chat-bison[\w@.-]*|"
    r"amazon\.(?:nova|titan-text)[\w.:-]*|anthropic\.claude[\w.:-]*|meta\.llama[\w.:-]*|mistral\.[\w.:-]+|cohere\.command[\w.:-]*|"
    r"ai21\.[\w.:-]+|deepseek\.[\w.:-]+|mistral-(?:large|medium|small|tiny|nemo)[\w.-]*|(?:open-)?mi[sx]tral-\d[\w.-]*|codestral[\w.-]*|deepseek-(?:chat|reasoner|coder)[\w.-]*|"
    r"gpt-?35[\w.-]*|gpt4o?[\w.-]*|sonar[\w.-]*|kimi-[\w.-]+|glm-\d[\w.-]*|qwen-(?:max|plus|turbo)[\w.-]*|llama-?[234][\w.:-]*)"
)
_SIZE = regex(r"(?i)(?<![a-z0-9])(?:\d+x)?\d+(?:\.\d+)?[bm](?![a-z0-9])")
_VARIANT = regex(
    r"(?i)(?<![a-z])(instruct|chat|awq|gptq|gguf|lora|qlora|sft|dpo|rlhf|bnb|fp8|int4|int8|4bit|8bit|distill|reward|"
    r"orpo|adapter|merged|abliterated|uncensored|thinking|preview)(?![a-z])"
)
_PAIR = regex(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(?:[@:][\w.-]+)?")
_WEIGHTS = (".gguf", ".safetensors", ".ggml", ".ckpt", ".pth", ".nemo")
_MODEL_URI = regex(r"(?i)(?:hf|huggingface|ollama|models|azureml|kaggle|modelscope|ngc)://?[\w.-]+[/:]\S+|ollama://\S+")
_URI = regex(
    r"(?i)(hf://|hf:|huggingface:/*|ollama://|models:/|azureml:|runs:/|gs://\S*model|s3://\S*(?:model|llama|checkpoint)|huggingface://|https?://(?:huggingface\.co|hf\.co)/[\w.-]+/[\w.-]+).*"
)
_NO_MODEL = regex(
    r"(?i)embed|minilm|mpnet|(?<![a-z])bge-|(?<![a-z])e5-|(?<![a-z])gte-|rerank|ada-002|colbert|whisper|(?<![a-z])tts|dall-?e|(?<![a-z])clip-|"
    r"stable-diffusion|sdxl|flux|sentence-transformers|wav2vec|yolo|(?<![a-z])vit-|cross-encoder|jina-|nomic|speech|kokoro|piper|"
    r"\.(py|sh|md|ya?ml|txt|log|ini|cfg|html?|png|jpe?g|svg|js|ts|tsx|jsx|go|rs|java|json|jsonl|csv|tsv|parquet|toml|css|zip|tar|gz|"
    r"xml|jinja2?|proto|lock|service|so|dll|exe)$|^https?://(?!huggingface\.co|hf\.co)|^(docker|ghcr|quay|registry|nvcr|mcr)\b.*:"
)
_GUARD_MODEL = regex(
    r"(?i).*(llama-?guard|shieldgemma|prompt-?guard|moderation|wildguard|granite-guardian|toxic|(?<![a-z])pii(?![a-z])|"
    r"safeguard|nemoguard|nemotron-safety|aegis|content-safety|jailbreak).*"
)
_DATA_FILE = regex(r"(?i)\S*\.(jsonl|ndjson|csv|tsv|parquet|arrow|feather|json)(\.gz|\.zst|\.bz2)?")
_NO_DATA_FILE = regex(
    r"(?i)config|schema|tokenizer|vocab|index|package|manifest|settings|deepspeed|ds_|zero\d|generation|special_tokens|"
    r"tsconfig|credential|secret|swagger|openapi|result|metric|report|output|prediction|log"
)
_DATA_WORD = regex(
    r"(?i)(alpaca|ultrachat|ultrafeedback|sharegpt|oasst|openorca|dolly|preference|prefs|corpus|dataset|wikitext|c4|"
    r"gsm8k|instruct|sft|dpo|tulu|orca|hh-rlhf|slimorca|openhermes|magpie|numina|math|code|chat|conversation|dialog|"
    r"train|samples|mixture|feedback|summar|qa|squad|imdb|fineweb|pile|redpajama|guanaco|platypus|lima|no_robots|capybara)"
)
_SECOND = regex(r"(?i)\b(you|your|you're)\b|你|您|あなた|당신|\b(du bist|sie sind|tu es|vous êtes|eres|usted)\b")
_FORBIDS = regex(r"(?i)\b(must|never|only|always|do not|don't|should|avoid|ensure|cannot)\b|必须|不要|请")
_ROLE = regex(
    r"(?im)^\s*(system|user|assistant|human|ai|instruction|question|answer|context)\s*:|<\|(im_start|system|user|assistant|start_header_id)\||\[INST\]|<<SYS>>|###\s*(Instruction|Response|Input)|<(context|question|instructions?|task|role|system)>"
)
_HOLE = regex(r"\{+ ?[\w.\[\]' -]{0,40} ?\}+|<[a-z_ ]{2,30}>|%s|\$\{[^}]{1,60}\}")
_IMPERATIVE = regex(
    r"(?i)\s*(#+\s.*\n+)?\s*(act as|answer|respond|write|generate|given|use|analy[sz]e|summari[sz]e|classify|"
    r"extract|return|provide|explain|translate|rewrite|convert|identify|create|determine|read|based on|please|think|"
    r"follow|evaluate|consider|help|describe|below is|here is|your (task|job|goal|role)|as an?|the following|"
    r"from now on|speak|reply|be|imagine|pretend|simplify|the assistant)\b"
)
_CJK = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CODEY = regex(
    r"[;{}]\s*$|\\\s*$|^\s*(?:export|echo|source|python3?|pip|if \[)\s|=>|\bfunction\b|"
    r"</?(div|span|p|a|html|body|svg)\b|^\s*(SELECT|INSERT|CREATE|UPDATE|DELETE)\b",
    re.MULTILINE,
)
_ONE_HOLE = regex(r"\{+ ?\w{0,40} ?\}+")
_EXPRESSION = regex(r"\$\{?\w+\}?|\$\([^)]*\)|\$\{[^}:]*\}|\{\{.*\}\}|\{[\w.]*\}|x_x|<[\w .-]+>")
_DATED = regex(r"20\d\d-?[01]\d-?[0-3]\d|(?:sha256:)?[0-9a-f]{7,64}|[01]\d[0-3]\d|v?\d+(\.\d+){1,3}|refs/pr/\d+")
_NOTHING = frozenset(
    "vllm tgi tei sglang llamacpp llama.cpp llama_cpp llama-cpp triton onnx tensorrt trtllm openai anthropic azure "
    "bedrock huggingface transformers ollama local remote "
    "all auto none null true false default bf16 unknown other custom fp16 float16 bfloat16 float32 cuda "
    "cpu main master latest "
    "string str int float bool text json train test object array number yes no on off any".split()
)
MAX_NAME = 300


def is_expression(value: object) -> bool:
    """A variable or a template's hole: what takes effect is said elsewhere."""
    return isinstance(value, str) and (value[:1] == "`" or _EXPRESSION.fullmatch(value.strip()) is not None)


def is_word(value: object) -> bool:
    """One word of letters that can name something."""
    return (
        isinstance(value, str)
        and 1 < len(value) <= MAX_NAME
        and not any(c.isspace() for c in value)
        and any(c.isalpha() for c in value)
        and value.lower() not in _NOTHING
        and not is_expression(value)
    )


def is_no_name(value: str) -> bool:
    """A hole, a call, a glob, a pointer, a route or an ending."""
    return value[:2] == "/{" or not {*"<(*#"}.isdisjoint(value) or (value[:1] == "." and "/" not in value)


@lru_cache(maxsize=1 << 12)
def is_named_model(value: str) -> bool:
    """A name that begins with a family's and has a number: a model's under a name that says a model."""
    name = value.rpartition("/")[2]
    return (
        is_word(value)
        and any(c.isdigit() for c in name)
        and FAMILY.match(name) is not None
        and all(c.isalnum() or c in "._:@-/" for c in value)
        and not _NO_MODEL.search(value)
    )


_TIERS = ("opus-", "sonnet-", "haiku-")
_PREFIXES = ("ChatModel", "LanguageModel", "Model", "OPENAI_", "OPEN_AI_", "ANTHROPIC_", "GOOGLE_", "META_", "BEDROCK_")


@lru_cache(maxsize=1 << 12)
def is_model_constant(name: str) -> bool:
    """The name of a constant that stands for a model: ``openai.GPT4oMini``, ``ModelClaude3_5SonnetLatest``."""
    tail = name.replace(":", ".").replace("\\", ".").replace(">", ".").rpartition(".")[2]
    for prefix in _PREFIXES:
        tail = tail.removeprefix(prefix)
    said = re.sub(r"(?<=[A-Za-z])(?=\d)", "-", tail).replace("_", "-")
    if (FAMILY.match(said) is None and not said.lower().startswith(_TIERS)) or not any(c.isdigit() for c in said):
        return False
    return not _NO_MODEL.search(said) and "guard" not in said.lower()


@lru_cache(maxsize=1 << 14)
def is_model_id(value: str) -> bool:
    """A name that is a model's by its looks alone."""
    if not is_word(value) or _NO_MODEL.search(value) or is_no_name(value):
        return False
    if _HOSTED.fullmatch(value) or value.lower().endswith(_WEIGHTS) or _URI.fullmatch(value):
        return True
    family, size = FAMILY.search(value) is not None, _SIZE.search(value) is not None
    if _PAIR.fullmatch(value):
        return family or size or (_VARIANT.search(value) is not None and not is_data_file(value))
    tagged = ":" in value and family and re.fullmatch(r"[\w.-]+:[\w.-]+", value) is not None
    return (family and size) or tagged or (family and "/" in value and value.count("/") < 8)


def is_model_uri(value: str) -> bool:
    """An address of a registry that has models and little else: ``hf://org/name``, ``ollama://qwen2:0.5b``."""
    if "datasets/" in value or not is_word(value) or _NO_MODEL.search(value) or is_no_name(value):
        return False
    return _MODEL_URI.fullmatch(value) is not None


@lru_cache(maxsize=1 << 12)
def is_other_model(value: str) -> bool:
    """A model that answers nobody, by its name."""
    return _NO_MODEL.search(value) is not None and not value.startswith("http")


def is_guard_model(value: str) -> bool:
    """A model that judges what another says."""
    is_one = is_word(value) and value[:1] != "/" and _GUARD_MODEL.fullmatch(value) is not None
    return is_one and ("/" in value or "-" in value)


def is_name_or_path(value: str) -> bool:
    """``org/name`` or a path, which may be a model's or a data set's."""
    if not is_word(value) or _NO_MODEL.search(value) or is_no_name(value):
        return False
    return _PAIR.fullmatch(value) is not None or ("/" in value and "://" not in value and "{x}" not in value[:3])


def is_pair(value: str) -> bool:
    """``org/name``."""
    return is_word(value) and _PAIR.fullmatch(value) is not None and not value.startswith("application/")


def is_data_file(value: str) -> bool:
    """The name of a file that holds records."""
    return is_word(value) and _DATA_FILE.fullmatch(value) is not None and not _NO_DATA_FILE.search(value)


def is_data_name(value: str) -> bool:
    """A name that is a data set's by its words."""
    return is_word(value) and _DATA_WORD.search(value) is not None


def is_dated(value: object) -> bool:
    """A commit, a date or a version."""
    return isinstance(value, str) and _DATED.fullmatch(value) is not None


def count_words(text: str) -> int:
    """Words; of Chinese, Japanese and Korean text two characters are one."""
    return len(text.split()) + (0 if text.isascii() else len(_CJK.findall(text)) // 2)


@lru_cache(maxsize=1 << 12)
def shapes(text: str) -> frozenset[str]:
    """The marks of a prompt that a text has."""
    sample = text[:20_000]
    found = {
        name
        for name, pattern in (("you", _SECOND), ("forbids", _FORBIDS), ("roles", _ROLE), ("holes", _HOLE))
        if pattern.search(sample)
    }
    if _IMPERATIVE.match(sample):
        found.add("imperative")
    if count_words(sample) >= 40:
        found.add("long")
    if sample.strip().count("\n") >= 2:
        found.add("lines")
    return frozenset(found)


def is_code_text(text: str) -> bool:
    """Markup, a query or program text, and no words for a model."""
    sample = _ONE_HOLE.sub("x", text[:4000])
    return len(_CODEY.findall(sample)) * 3 > sample.count("\n") + 1
