"""What may be shown: secrets taken out, control characters made visible, long texts cut."""

from __future__ import annotations

import re
from typing import Any

MAX_LINE = 160

# repetitions are bounded where a match can start at each of them: the time must not grow with the square of a text
_SECRETS = (
    re.compile(r"\b(?:hf_|sk-|sk_live_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abpr]-|AIza|nvapi-)[A-Za-z0-9_\-]{8,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
)
_NAMED = re.compile(
    r"(?i)([\w-]{0,64}(?:api[_-]?key|secret|password|passwd|access[_-]?token|auth[_-]?token|private[_-]?key)[\"']?\s*[:=]\s*[\"']?)"
    r"(?!\$\{|\{\{)[^\s\"',}]{4,}"
)
_URL_USER = re.compile(r"(\w{1,32}://[^/\s:@]{1,256}:)[^@\s/]+@")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_NUMBER = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){6,}")
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
# C0 and C1 controls, and the characters that reorder or hide text (Unicode bidirectional and zero-width controls)
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def redact(text: str) -> str:
    """The text without anything that looks like a credential."""
    for pattern in _SECRETS:
        text = pattern.sub("[redacted]", text)
    text = _NAMED.sub(r"\1[redacted]", text)
    return _URL_USER.sub(r"\1[redacted]@", text)


def redact_record(text: str) -> str:
    """A training record without credentials, and without the addresses and long numbers of people."""
    return _NUMBER.sub("[number]", _MAIL.sub("[address]", redact(text)))


def redact_value(value: Any) -> Any:
    return redact(value) if isinstance(value, str) else value


def visible(text: str) -> str:
    """The text with every control and reordering character written as an escape; tabs and line ends stay."""
    return _HIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}" if ord(m[0]) > 0xFF else f"\\x{ord(m[0]):02x}", text)


def log_safe(text: str) -> str:
    """Text in which a runner that reads the log finds no command: ``::`` at a line's start, ``##[`` anywhere."""
    return _COMMAND.sub(r"\1: ", text).replace("##[", "## [")


def json_safe(text: str) -> str:
    """The same for JSON text, of which no value changes."""
    return text.replace("##[", "#\\u0023[")


def one_line(text: str, most: int = MAX_LINE) -> str:
    """A single visible line of at most ``most`` characters."""
    text = visible(text.replace("\t", " ").replace("\r\n", " ").replace("\n", " "))
    return text if len(text) <= most else text[: most - 3] + "..."
