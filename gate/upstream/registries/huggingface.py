"""Hugging Face Hub: the commit that a branch, a tag or nothing stands for.

Source: Hub API, ``GET /api/models/{repo_id}/revision/{revision}`` and the same for ``datasets`` (field ``sha``);
``HF_ENDPOINT`` and ``HF_TOKEN`` (huggingface_hub, "Environment variables").
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from gate.upstream import Reference
from gate.upstream.door import Door, UpstreamError
from gate.values.digests import is_object_id
from gate.values.regex import regex

ENDPOINT = "https://huggingface.co"
_HOSTED = regex(r"openai/(?:gpt-(?!oss)|chatgpt-|o\d)|anthropic/claude-")  # as LiteLLM names what providers host
_NAME = regex(
    r"(?:hf://(?:models/|datasets/)?)?([A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(?:[:@]([\w./-]{1,100}))?"
)


def takes(reference: Reference) -> bool:
    match = _NAME.fullmatch(reference.value)
    if match is None or reference.value.startswith("models:") or _HOSTED.match(reference.value):
        return False
    return reference.value.startswith("hf://") or (match[2] is None and "." not in match[1].partition("/")[0])


def ask(door: Door, reference: Reference, environment: Mapping[str, str]) -> tuple[str, str]:
    match = _NAME.fullmatch(reference.value)
    if match is None:
        raise UpstreamError("this names no repository of the Hub")
    endpoint = (environment.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")
    kind = "datasets" if reference.surface == "training_data" else "models"
    revision = reference.revision or match[2] or "main"
    token = environment.get("HF_TOKEN", "").strip()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    reply = door.get(f"{endpoint}/api/{kind}/{match[1]}/revision/{quote(revision, safe='')}", headers).json()
    sha = reply.get("sha") if isinstance(reply, dict) else None
    if not isinstance(sha, str) or not is_object_id(sha):
        raise UpstreamError(f"the Hub names no commit for {match[1]}")
    return urlsplit(endpoint).netloc.lower(), sha
