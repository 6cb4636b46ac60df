"""Anthropic: the dated model that an alias stands for.

Source: Claude API, "Get a Model" (``GET /v1/models/{model_id}`` resolves an alias to an id). ``ANTHROPIC_API_KEY``,
``ANTHROPIC_BASE_URL``.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from gate.upstream import Reference
from gate.upstream.door import Door, UpstreamError
from gate.values.regex import regex

_NAME = regex(r"(?:anthropic/)?(claude-[\w.-]{1,80})")


def takes(reference: Reference) -> bool:
    return _NAME.fullmatch(reference.value) is not None


def ask(door: Door, reference: Reference, environment: Mapping[str, str]) -> tuple[str, str]:
    match = _NAME.fullmatch(reference.value)
    key = environment.get("ANTHROPIC_API_KEY", "").strip()
    if match is None or not key:
        raise UpstreamError("the provider lists its models to those who have a key", remedy="Set ANTHROPIC_API_KEY.")
    base = (environment.get("ANTHROPIC_BASE_URL") or "https://api.anthropic.com").rstrip("/")
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
    reply = door.get(f"{base}/v1/models/{match[1]}", headers).json()
    found = reply.get("id") if isinstance(reply, dict) else None
    if not isinstance(found, str) or not found:
        raise UpstreamError(f"the provider names no model for {match[1]}")
    return urlsplit(base).netloc.lower(), found
