"""Prompts: which words and shapes say it."""

from __future__ import annotations

from gate.recognise.paths import is_documentation
from gate.recognise.rules import looks
from gate.recognise.rules.classes import Word, class_of, head_of, words_of
from gate.recognise.rules.seen import Seen

_ROLES = ("system", "developer")
_SAID = Word.PROMPT | Word.SPEAKER | Word.TEXT | Word.MODEL | Word.MODELISH


def _prompt_words(s: Seen) -> bool:
    return bool(s.last & Word.PROMPT) or bool(s.last & Word.SPEAKER and (s.last & Word.TEXT or _alone(s)))


def _alone(s: Seen) -> bool:
    return words_of(s.name) in (("system",), ("default", "system"), ("instructions",), ("developer",))


def _prompt_vetoed(s: Seen) -> bool:
    last = s.last
    if last & Word.EVAL or s.above & Word.EVAL or looks.is_code_text(s.text):
        return True
    if len(s.steps) > 1 and head_of(s.steps[-2]) & Word.PROSE:
        return True  # ``promptExamples``: for a person to pick from
    if s.head & (Word.PROMPT | Word.TEXT) and not s.head & Word.PROSE:
        return _offered(s) or _of_record(s)  # ``docs_agent_prompt``, ``REPORT_SYSTEM_PROMPT``
    if len(s.shapes) >= 3 and "long" in s.shapes and not s.head & (Word.PROSE | Word.OUT):
        return False  # ``TOOL_USAGE_SECTION``: nobody writes a label of forty words
    return bool(last & (Word.OUT | Word.PROSE | Word.OTHER_MODEL)) or bool(s.prev & Word.PROSE)


_CARD = frozenset({"label", "icon", "title", "emoji", "heading", "subtitle", "buttontext"})


def _of_record(s: Seen) -> bool:
    """``prompt = "Summarise: {dialog}"`` where a data set is loaded: what each record is put in."""
    is_one = s.file.is_code and s.name == "prompt" and "holes" in s.shapes and "you" not in s.shapes
    return is_one and s.triple.steps[0] in s.file.loading


def _offered(s: Seen) -> bool:
    """A short text on a card with a label: a question for a person to pick."""
    return s.count < 30 and not s.shapes & {"roles", "long"} and any(n.lower() in _CARD for n, _ in s.neighbours())


def named_prompt(s: Seen) -> bool:
    if _prompt_vetoed(s) or s.is_text or looks.is_expression(s.text):
        return False
    words = _prompt_words(s) or bool(s.prev & Word.PROMPT) or _instructions(s)
    return words and s.count >= 4 and (s.count >= 12 or bool(s.shapes))


def named_by_config(s: Seen) -> bool:
    """``system_prompt: rag_agent`` in configuration: which of the prompts is given."""
    if s.file.is_code or s.is_text or words_of(s.name)[-1:] not in (("prompt",), ("persona",)) or _prompt_vetoed(s):
        return False
    return len(words_of(s.name)) > 1 and looks.is_word(s.text) and any(c in s.text for c in "_-./")


def _instructions(s: Seen) -> bool:
    return words_of(s.name)[-1:] in (("instructions",), ("instruction",), ("backstory",), ("persona",)) and s.count >= 8


def system_message(s: Seen) -> bool:
    return s.role in _ROLES and s.count >= 4 and not _prompt_vetoed(s) and (s.count >= 8 or bool(s.shapes))


def shaped_prompt(s: Seen) -> bool:
    if s.file.syntax in ("json", "jsonc") and not (s.all | s.file.named | s.file.folder) & _SAID:
        return False  # an article, a record
    return not s.is_text and len(s.shapes) >= 4 and "you" in s.shapes and not _prompt_vetoed(s)


def in_prompt_file(s: Seen) -> bool:
    if s.is_text or s.file.is_evaluation or _prompt_vetoed(s):
        return False
    return bool(s.file.named & Word.PROMPT) and s.count >= 8 and bool(s.shapes)


_TEXTS = (".txt", ".md", ".mdx", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".prompt", ".mustache", ".hbs",
          ".handlebars", ".liquid", ".st", ".xml", ".gotmpl")  # fmt: skip
_DOCUMENTS = frozenset(
    "readme changelog license contributing index security authors notice todo requirements copying code "
    "claude agents "
    "copilot skill skills cursorrules history roadmap install".split()
)


def prompt_text(s: Seen) -> bool:
    """A text file by its name or its folder."""
    if not s.is_text or s.file.is_evaluation:
        return False
    stem = words_of(s.file.name.partition(".")[0])
    if not stem or stem[0] in _DOCUMENTS or not s.file.name.lower().endswith(_TEXTS):
        return False
    markdown = s.file.name.lower().endswith((".md", ".mdx"))
    if markdown and is_documentation(s.file.path):
        return False
    said = {*stem}
    if {"chat", "template"} <= {*words_of(s.file.path)} or {"chat", "templates"} <= {*words_of(s.file.path)}:
        return s.file.name.lower().endswith((".jinja", ".j2", ".jinja2", ".tmpl"))
    named = (
        bool(class_of(stem[-1]) & Word.PROMPT)
        or stem[-1] == "instructions"
        or {"system"} == said
        or ({"system", "message"} <= said)
    )
    if named:
        return s.count >= 4
    if markdown and s.file.folder & Word.PROMPT:
        return len(s.shapes) >= 2 and "you" in s.shapes
    return bool(s.file.folder & Word.PROMPT) and s.count >= 4


def few_words(s: Seen) -> bool:
    return _prompt_words(s) and s.is_prose and not _prompt_vetoed(s) and not s.is_text


def maybe_prompt(s: Seen) -> bool:
    return (
        not s.is_text and len(s.shapes - {"long", "lines"}) >= 2 and "you" in s.shapes and s.count >= 12
        and not _prompt_vetoed(s)
    )  # fmt: skip


def maybe_text(s: Seen) -> bool:
    if not s.is_text or s.file.is_evaluation:
        return False
    stem = words_of(s.file.name.partition(".")[0])
    return (
        bool(stem) and stem[0] not in _DOCUMENTS and s.file.name.lower().endswith(_TEXTS)
        and bool((s.file.folders | s.file.named) & Word.PROMPT) and len(s.shapes) >= 2
    )  # fmt: skip
