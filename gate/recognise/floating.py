"""Pinned or floating: whether what a reference names can become something else without a change of this repository."""

from __future__ import annotations

from gate.values.digests import is_object_id
from gate.values.regex import regex

_DIGEST = regex(r"(sha256[:-])[0-9a-f]{64}|@[0-9a-f]{40}\b|#[0-9a-f]{40}\b")
# a snapshot of a hosted model: a day, or a month and a day
_SNAPSHOT = regex(r"(?<!\d)(20\d\d-?[01]\d-?[0-3]\d|(?<=-)[01]\d[0-3]\d)(?!\d)(-v\d+:\d+)?$|[-@]v\d+:\d+$")
_VERSIONED = regex(r"azureml:(//)?.*:\d+$|/versions/\d+$|[?&]versionId=")
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


_HOSTS = frozenset("openai azure anthropic bedrock vertex_ai vertex gemini mistral cohere groq azure_ai xai".split())


def how_to_pin(value: str, beside: str, surface: str) -> str:
    """The remedy for a floating reference, in a sentence."""
    if value.startswith("azureml:"):
        return "Name a numbered version, such as 'azureml:name:7'."
    if beside and beside not in ("version", "file_sha1"):
        return f"Set '{beside}' beside it to a commit of 40 hexadecimal digits."
    if "/" not in value and surface == "base_model":
        return "Name a dated snapshot or a digest in place of an alias."
    return "Name a commit of 40 hexadecimal digits, or keep a copy whose digest is reviewed."
