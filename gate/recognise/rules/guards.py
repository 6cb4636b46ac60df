"""Filters and scopes: which words and looks say it."""

from __future__ import annotations

from gate.extract.triple import NAME
from gate.recognise.rules import looks
from gate.recognise.rules.classes import NEVER, Word, class_of, words_of
from gate.recognise.rules.seen import Seen
from gate.recognise.vocabulary import is_key


def guard_model(s: Seen) -> bool:
    return looks.is_guard_model(s.text) and not s.last & (NEVER | Word.PROSE) and not s.above & Word.EVAL


def guard_value(s: Seen) -> bool:
    """Something under a guard's name: a switch, a threshold, a list of what is banned."""
    last = s.last
    if last & (Word.OUT | Word.PROSE | Word.EVAL) or s.above & Word.EVAL or looks.is_expression(s.text):
        return False
    if last & Word.OPERATION and not last & Word.GUARD:
        return False
    if _only_unsafe(s):
        return False
    if s.file.is_code:
        if s.is_text or not s.both & Word.GUARD or s.last & Word.TYPE or s.head & Word.FILE:
            return False
        if s.triple.kind == NAME:
            return bool(s.last & Word.GUARD)
        if _is_read(s) or is_key(s.text) or _repeats(s):
            return False
        return bool(s.last & Word.GUARD) and (
            not isinstance(s.triple.value, str) or looks.is_word(s.text) or s.count >= 8
        )
    return bool(s.all & Word.GUARD)


def _only_unsafe(s: Seen) -> bool:
    """``unsafe_allow_html``, ``UNSAFE_paths``: no safe thing to do, and nothing that a model says."""
    said = [word for step in s.steps for word in words_of(step) if class_of(word) & Word.GUARD]
    about = Word.PATTERN | Word.FILTER | Word.TEXT | Word.PROMPT
    return {*said} == {"unsafe"} and not s.last & about and s.name.lower() != "unsafe"


def _is_read(s: Seen) -> bool:
    """``scores.get("toxicity", 0.0)``: what somebody measured; a variable in capitals is a setting."""
    return "get" in s.triple.steps[-3:-1] and not s.name.isupper()


def _repeats(s: Seen) -> bool:
    """``TOXICITY = "toxicity"``: a name for a name."""
    said = {*words_of(s.name)}
    return s.count == 1 and bool(said & {*words_of(s.text)}) and looks.is_word(s.text) and "/" not in s.text


def guard_file(s: Seen) -> bool:
    if s.is_text or s.last & (Word.OPERATION | Word.PROSE | Word.OUT):
        return False
    if s.file.is_code:
        return _is_guards_list(s)
    return bool(s.file.named & Word.GUARD) and s.file.syntax in ("yaml", "json", "toml", "jsonc", "hcl")


def _is_guards_list(s: Seen) -> bool:
    """``_PATTERNS = [...]`` in the program of a guard: what it looks for, and how much of it is too much."""
    if not (s.file.named | s.file.folder) & Word.GUARD or not s.name.isupper() or s.file.is_evaluation:
        return False
    return bool(s.last & (Word.PATTERN | Word.FILTER)) and s.triple.kind != NAME and not is_key(s.text)


def maybe_filter(s: Seen) -> bool:
    if s.file.is_code or s.is_text or s.last & (Word.OPERATION | Word.PROSE | Word.OUT | Word.EVAL):
        return False
    return bool(s.last & Word.FILTER) and bool(s.above & (Word.GUARD | Word.FILTER | Word.MODEL | Word.PROMPT))


def scope_item(s: Seen) -> bool:
    if s.last & (Word.PROSE | Word.OUT | Word.EVAL | Word.TYPE) or not looks.is_word(s.triple.value):
        return False
    words = {*words_of(s.name)}
    allowed = bool(s.last & Word.ALLOW) and bool(
        words & {"tools", "tool", "actions", "functions", "commands", "domains"}
    )
    if allowed:
        return True
    if not s.head & Word.TOOL:
        return False
    return s.triple.kind == NAME or _names_tools(s)


def _names_tools(s: Seen) -> bool:
    """``tools: [web_search, search_file]`` of an agent: a list of names in configuration."""
    t = s.triple
    is_item = t.at is not None and len(t.at) > 1 and t.at[-1].isdigit() and not s.file.is_code
    if not is_item or not {*words_of(s.name)} & {"tool", "tools", "toolset", "toolsets", "toolnames"}:
        return False
    plain = s.text.translate({ord(c): "_" for c in "-.:"})
    return len(plain) > 2 and plain.isidentifier() and bool(s.file.has_model or s.above & _AGENTS)


_AGENTS = Word.MODEL | Word.PROMPT | Word.SPEAKER


def maybe_scope(s: Seen) -> bool:
    if s.last & (Word.PROSE | Word.OUT | Word.EVAL) or not looks.is_word(s.text) or s.file.is_code:
        return False
    return bool(s.last & (Word.TOOL | Word.SCOPE)) or bool(s.prev & Word.TOOL and s.last & Word.ID)
