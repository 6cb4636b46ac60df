"""Pinned or floating: whether what a reference names can become something else without a change of this repository.

Sources of the aliases: MLflow 3, "Model Registry" (``models:/name@alias``, ``models:/name/Stage``; ``models:/name/7``
and ``runs:/id`` stay); Weights & Biases, "Artifacts" (``:v3`` stays, ``:latest`` and other aliases move); OCI
distribution specification 1.1 (a tag moves, a digest stays); KServe 0.15, "Hugging Face storage"
(``hf://org/model:revision``).
"""

from __future__ import annotations

import re

from gate.values.digests import is_object_id
from gate.values.regex import regex

_DIGEST = regex(r"(sha256[:-])[0-9a-f]{64}|@[0-9a-f]{40}\b|#[0-9a-f]{40}\b")
# a snapshot of a hosted model: a day, or a month and a day
_SNAPSHOT = regex(r"(?<!\d)(20\d\d-?[01]\d-?[0-3]\d|(?<=-)[01]\d[0-3]\d)(?!\d)(-v\d+:\d+)?$|[-@]v\d+:\d+$")
_VERSIONED = regex(
    r"azureml:(//)?.*:\d+$|/versions/\d+$|[?&]versionId=|^models:/+[^/@]+/\d+$|^models:/+m-[0-9a-f]{32}$|^runs:/+[0-9a-f]{32}\b"
    r"|^(wandb(-artifact)?:/*)?[\w.-]+(/[\w.-]+){1,3}:v\d+$|^hf://[^:@]+[:@][0-9a-f]{40}$"
    r"|^ft:[\w.-]+:[^:\s]*:[^:\s]*:\w+$|\.ft-[0-9a-f]{32}$"  # what a job of OpenAI, or of Azure OpenAI, put out
)
_ALIAS = regex(
    r"^models:/+[^/@]+(@[\w.-]+|/(?!\d+$)[\w.-]+)?$"
    r"|[:@](latest|prod|production|staging|stable|best|champion|challenger|main|master|dev|canary|current|default|head|nightly)$"
    r"|^(oci|docker)://(?!.*@sha256:)|^[\w-]+(\.[\w-]+)+(:\d+)?/[\w./-]+:[\w.-]+$|^wandb(-artifact)?://(?!.*:v\d+$)",
    re.IGNORECASE,
)
_REGISTRY = regex(r"(oci|docker)://|[\w-]+(\.[\w-]+)+(:\d+)?/[\w./-]+:[\w.-]+$")
_VERSION = regex(r"20\d\d-[01]\d-[0-3]\d|[01]\d[0-3]\d")  # of a hosted model
_LOCAL = regex(r"\.{0,2}/|~/|[A-Za-z]:\\|\$|(checkpoints?|models?|data|datasets|outputs?|saves|weights)/")
_FILE = regex(r"(?i)\.(jsonl?|csv|tsv|parquet|txt|gguf|bin|safetensors|pt|pth|arrow)$")


def is_pinned(value: str, revision: str | None) -> bool | None:
    """True where a reference cannot change its meaning, False where it floats, None where that is not ours to say.

    A local path is kept by git or comes from elsewhere: whoever provides it pins it. Pins are a commit of 40
    hexadecimal digits, a digest, a dated snapshot of a hosted model, or a numbered version of a registry.
    """
    if revision is not None and (is_object_id(revision) or _VERSION.fullmatch(revision)):
        return True
    if _DIGEST.search(value) or _VERSIONED.search(value):
        return True
    if _LOCAL.match(value) or (_FILE.search(value) and ":" not in value):
        return None
    hosted = "/" not in value or value.split("/")[0].split(":")[0] in _HOSTS
    return bool(revision is None and hosted and _SNAPSHOT.search(value))


def is_alias(value: str) -> bool:
    """Whether a reference is one of a registry that its owner can point elsewhere, whatever key it stands under."""
    return _ALIAS.search(value) is not None and not _DIGEST.search(value) and not _VERSIONED.search(value)


def is_hosted_alias(value: str) -> bool:
    """Whether a value is the name of a provider's model without the day of its snapshot."""
    return _HOSTED.fullmatch(value) is not None and not _SNAPSHOT.search(value)


def is_moving_name(key: str, value: str) -> bool:
    """Whether a value is a tag, a stage or a branch that moves, by its key."""
    return key.lower() in _MOVING_KEYS and value.lower() in _MOVING_NAMES


_MOVING_KEYS = frozenset("tag alias stage version revision model_stage model_alias model_version branch ref".split())
_MOVING_NAMES = frozenset(
    "latest prod production staging stable best champion challenger main master dev canary current default head".split()
)
_HOSTED = regex(
    r"(?:(?:openai|azure|anthropic|bedrock|vertex_ai|gemini|mistral|cohere|xai)/)?"
    r"(?:gpt-(?!oss)[\w.-]+|chatgpt-[\w.-]+|o\d[\w.-]*|claude-[\w.-]+|gemini-[\w.-]+|mistral-(?:large|medium|small)[\w.-]*"
    r"|command-[\w.-]+|grok-[\w.-]+|deepseek-(?:chat|reasoner))"
)
_HOSTS = frozenset("openai azure anthropic bedrock vertex_ai vertex gemini mistral cohere groq azure_ai xai".split())


def how_to_pin(value: str, beside: str, surface: str) -> str:
    """The remedy for a floating reference, in a sentence."""
    if value.startswith("azureml:"):
        return "Name a numbered version, such as 'azureml:name:7'."
    if value.startswith("models:"):
        return "Name a numbered version, such as 'models:/name/7', in place of the alias."
    if _REGISTRY.match(value):
        return "Name the digest in place of the tag: name@sha256:..."
    if is_alias(value):
        return "Name a version that stays, such as ':v3', or a digest, in place of the alias."
    if beside.startswith("--"):
        return f"Set '{beside}' to a commit of 40 hexadecimal digits."
    if beside and beside not in ("version", "file_sha1"):
        return f"Set '{beside}' beside it to a commit of 40 hexadecimal digits."
    if "/" not in value and surface == "base_model":
        return "Name a dated snapshot or a digest in place of an alias."
    return "Name a commit of 40 hexadecimal digits, or keep a copy whose digest is reviewed."
