"""What is taken out of a text before it is shown: credentials everywhere, of training records also people's data.

Repetitions are bounded where a match can start at each of them: the time must not grow with the square of a text.
What a text cannot hold is not looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.values.regex import regex
from gate.values.terms import TRAINING_DATA

_PREFIXES = "hf_ sk- sk_live_ ghp_ gho_ ghs_ github_pat_ glpat- xoxa- xoxb- xoxp- xoxr- AIza nvapi-".split()
# names made of words, such as hf_dataset_name or sk-learn-config-v2, and key types of OpenSSH
_WORD = r"(?:[a-z]{1,15}\d{0,2}|\d{1,3}[a-z]?)"
_NAME = rf"(?!{_WORD}(?:[_-]{_WORD}){{0,8}}(?![\w-]))(?!(?:ssh-ed25519|ecdsa-sha2-nistp256)(?:-cert-v01)?@openssh\.com)"
_TOKEN = regex(rf"\b(?:{'|'.join(_PREFIXES)}){_NAME}[A-Za-z0-9_\-]{{8,}}")
_AWS_KEY = regex(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
_SIGNED = regex(r"\beyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*")
_PRIVATE_KEY = regex(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)")
_NAMED = regex(
    r"(?i)([\w-]{0,64}(?:api[_-]?key|secret|password|passwd|access[_-]?token|auth[_-]?token|private[_-]?key)[\"']?\s*[:=]\s*[\"']?)"
    r"(?!\$\{|\{\{)[^\s\"',}]{4,}"
)
_URL_USER = regex(r"(\w{1,32}://[^/\s:@]{1,256}:)[^@\s/]+@")
# the sign may be written as an escape, and the end be cut off; a version (data@v1.2) is no domain
_MAIL = regex(
    r"[\w.+-]{1,64}(?:@|\\u0040|%40)"
    r"(?:(?:[\w-]{1,63}\.){1,9}(?:[^\W\d_]{2,63}|xn--[\w-]{1,59})|[\w-]{1,63}(?=\.{0,3}\Z))"
)
_DIGEST = r"(?<![\w-])(?=\w*[a-f])[0-9a-f]{32,128}(?![\w-])"
_NUMBER = regex(rf"({_DIGEST})|\+?\d(?:[ ./()-]{{0,2}}\d){{6,}}")
# controls that no text has, and what stands for a byte that cannot be decoded
_NOT_IN_TEXT = regex("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def redact(text: str) -> str:
    """The text without anything that looks like a credential."""
    if any(prefix in text for prefix in _PREFIXES):
        text = _TOKEN.sub("[redacted]", text)
    if "AKIA" in text or "ASIA" in text:
        text = _AWS_KEY.sub("[redacted]", text)
    if "eyJ" in text:
        text = _SIGNED.sub("[redacted]", text)
    if "-----BEGIN " in text:
        text = _PRIVATE_KEY.sub("[redacted]", text)
    if (":" in text or "=" in text) and _may_name(text.lower()):
        text = _NAMED.sub(r"\1[redacted]", text)
    if "://" in text and "@" in text:
        text = _URL_USER.sub(r"\1[redacted]@", text)
    return text


def _may_name(text: str) -> bool:
    return "key" in text or "secret" in text or "passw" in text or "token" in text


def redact_record(text: str) -> str:
    """A training record without credentials, and without the addresses and long numbers of people."""
    text = _MAIL.sub("[address]", redact(text))
    return _NUMBER.sub(lambda found: found[1] or "[number]", text)


def redact_value(value: Any, surface: str | None = None) -> Any:
    """A value of a surface as it may be shown: on the training data it may be a record's, and none is binary."""
    if isinstance(value, str) and _NOT_IN_TEXT.search(value):
        return "[binary]"
    if surface == TRAINING_DATA and isinstance(value, str | int | float) and not isinstance(value, bool):
        shown = redact_record(str(value))
        return value if shown == str(value) else shown
    return redact(value) if isinstance(value, str) else value


def redact_key(key: str, surface: str) -> str:
    """An element's key as it may be shown: the keys of a mapping may be a record's, the path of the file is none."""
    path, sign, pointer = key.partition("#")
    return f"{path}{sign}{redact_value(pointer, surface)}"


def redact_all(value: Any) -> Any:
    """A value of JSON whose texts are redacted, those inside of it too; keys stay."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: redact_all(part) for key, part in value.items()}
    return [redact_all(part) for part in value] if isinstance(value, list | tuple) else value
