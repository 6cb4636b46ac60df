"""OpenAI and what has its API: when a model was made, and the newest dated snapshot of its name.

The API does not say which snapshot an alias is served by; a change of either is a reason to look. Source: OpenAI API
reference, "List models" (``id``, ``created``). ``OPENAI_API_KEY``, ``OPENAI_BASE_URL``.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from gate.upstream import Reference
from gate.upstream.door import Door, UpstreamError
from gate.values.regex import regex

_NAME = regex(r"(?:openai/)?((?:gpt(?!-oss)|chatgpt)-[\w.-]{1,80}|o\d[\w.-]{0,80})")
_DATE = regex(r"-(20\d\d-[01]\d-[0-3]\d)")


def takes(reference: Reference) -> bool:
    return _NAME.fullmatch(reference.value) is not None


def ask(door: Door, reference: Reference, environment: Mapping[str, str]) -> tuple[str, str]:
    match = _NAME.fullmatch(reference.value)
    key = environment.get("OPENAI_API_KEY", "").strip()
    if match is None or not key:
        raise UpstreamError("the provider lists its models to those who have a key", remedy="Set OPENAI_API_KEY.")
    base = (environment.get("OPENAI_BASE_URL") or "https://api.openai.com/v1").rstrip("/")
    reply = door.get(f"{base}/models", {"Authorization": f"Bearer {key}"}).json()
    rows = reply.get("data") if isinstance(reply, dict) else None
    models = {str(row.get("id")): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}
    own = models.get(match[1])
    if own is None or not isinstance(own.get("created"), int):
        raise UpstreamError(f"the provider lists no model {match[1]}", 404, "It may have been withdrawn: name another.")
    name = match[1]
    dated = sorted(d[1] for one in models if one.startswith(name) and (d := _DATE.fullmatch(one[len(name) :])))
    said = f"created {own['created']}" + (f", newest snapshot {name}-{dated[-1]}" if dated else "")
    return urlsplit(base).netloc.lower(), said
