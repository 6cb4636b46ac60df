"""What a text inside of a value is: a document of its own, or words."""

from __future__ import annotations

from gate.values.regex import regex

MAX_TEXT = 256 * 1024  # characters; a longer text is no document inside of another
JSON, YAML, LINES, COMMAND = "json", "yaml", "lines", "command"
_PAIR = regex(r"[ \t]*(?:-[ \t]+)?[\"']?[A-Za-z_][\w.\-/]{0,60}[\"']?[ \t]*:(?:[ \t]+\S.*|[ \t]*[|>][+-]?|[ \t]*)")
_ITEM = regex(r"[ \t]*-[ \t]+\S.*|[ \t]{4,}\S.*")
_SET = regex(r"(?:export[ \t]+)?[A-Za-z_][\w.\-]{0,60}[ \t]?=[ \t]?\S.*")
_OVERRIDES = regex(r"(?:[+~]{0,2}[A-Za-z_][\w/-]*(?:\.[\w/-]+)+=\S+\s*)+")
_FIRST = 40  # lines that are looked at


def looks_like(text: str) -> str | None:
    """``json``, ``yaml``, ``lines`` of assignments, a ``command``; None for words."""
    body = text.strip()
    if len(body) < 4 or len(body) > MAX_TEXT:
        return None
    if body[0] in "{[" and body[-1] in "}]" and '"' in body and ":" in body:
        return JSON
    if "\n" in body:
        lines = [line.rstrip() for line in body.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        lines = lines[:_FIRST]
        if len(lines) > 1:
            pairs = sum(_PAIR.fullmatch(line) is not None for line in lines)
            rest = sum(_PAIR.fullmatch(line) is None and _ITEM.fullmatch(line) is not None for line in lines)
            is_mapping = _PAIR.fullmatch(lines[0]) and (pairs + rest) * 5 >= len(lines) * 4 and pairs * 2 > rest
            if is_mapping and not _is_prose(lines):
                return YAML
            if all(_SET.fullmatch(line.strip()) for line in lines):
                return LINES
    if is_command(body) or ("=" in body and _OVERRIDES.fullmatch(body)):
        return COMMAND
    return None


def is_command(text: str) -> bool:
    """Whether a text is a command line: enough of its words are flags."""
    if "--" not in text or len(text) > 16_000:
        return False
    words = text.split()
    if not any(word[:2] == "--" and word[2:3].isalpha() for word in words):
        return False
    return sum(word.startswith("--") for word in words) * 12 >= len(words)


def _is_prose(lines: list[str]) -> bool:
    """Whether what stands behind the colons is sentences, so that the text is a prompt."""
    values = [line.partition(":")[2].split() for line in lines]
    return sum(len(value) > 8 for value in values) * 4 > len(lines)
