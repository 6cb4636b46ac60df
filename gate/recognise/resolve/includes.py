"""What a prompt includes: partials and parts of other files, in the tags of template languages.

Any quoted word and any path in a tag counts, whatever its verb: a file has to be there for it to mean anything.
Sources: Jinja 3, "Template Designer Documentation" (``include``, ``extends``, ``import``, ``from``); Handlebars,
"Partials", and Mustache(5) (``{{> name}}``, ``{{#> name}}``, ``{{< name}}``); Liquid (``render``, ``include``; the name
of a partial may start with ``_``); Go ``text/template`` and Helm (``.Files.Get``, ``template``); EJS and ERB
(``include``, ``render``); mdBook (``{{#include x}}``); reStructuredText (``.. include:: x``); ``!include``,
``#include``; ``@path`` in agents' instructions.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.recognise.resolve import ENDINGS, Name, from_folders
from gate.values.regex import regex

_TAG = regex(r"\{%[-+~]?([^%]{1,2000}?)[-+~]?%\}|\{\{\{?([^{}]{1,2000})\}?\}\}|<%[-=_]?([^%]{1,2000}?)[-_]?%>")
_LINE = regex(
    r"(?m)^[ \t]*(?:[\w\"'-]{1,60}[ \t]*:[ \t]*|-[ \t]+)?"
    r"(?:!+include(?:_\w+)?|#include|\.\.[ ]include::|@include|@import|include:|::include)"
    r"[ \t:(]*[\"'<{]?([^\s\"'<>(){}]{1,300})"
)
_ELEMENT = regex(
    r"<(?:xi:)?(?:include|import|partial)\b[^>]{0,300}?(?:src|href|file|name|path)\s*=\s*[\"']?([^\s\"'>]{1,300})"
)
_COMMENT = regex(r"<!--\s*#?(?:include|import|embed)\b[^>]{0,100}?[\s:=\"']([^\s\"'>]{1,300})")
_MENTION = regex(r"(?m)(?:^|(?<=\s))@((?:\.{0,2}/)?[\w.-]+(?:/[\w.-]+)*\.[A-Za-z]{1,8})\b")
_LINES = {("nclude", "mport"): _LINE, ("<",): _ELEMENT, ("<!--",): _COMMENT, ("@",): _MENTION}
_QUOTED = regex(r"""["']([^"'\n]{1,300})["']""")
_PARTIAL = regex(r"^\s*[#]?[><]\s*([^\s|}]{1,300})")
_BARE = regex(
    r"(?:^|\s)(?:include|extends|import|from|render|partial|template|layout|section|file|readFile|transclude)"
    r"\s*:?\s+([\w./-]{1,300})"
)
_PATH = regex(r"(?<![\w./-])((?:[\w.-]+/)*[\w-]+\.[A-Za-z]\w{0,9})(?![\w/-])")
_PROSE_WORDS = 4
_COMMAND = regex(r"(?:^|\s)--?[A-Za-z]|^\s*(?:\$|\./|/|`)|[\w./-]+\.(?:sh|py)\b|&&")


def names_in_text(path: str, text: str) -> Iterator[Name]:
    """The files that the tags of a text include."""
    if not any(sign in text for sign in ("{%", "{{", "<%", "nclude", "mport", "@", "<partial")):
        return
    for word in dict.fromkeys(_included(text)):
        name = _clean(word)
        if name is not None:
            yield _name(path, name)


def is_prose(text: str) -> bool:
    """Whether a value is sentences, in which a path is a word like any other."""
    return len(text.split()) >= _PROSE_WORDS and not _COMMAND.search(text)


def _included(text: str) -> Iterator[str]:
    for match in _TAG.finditer(text) if any(sign in text for sign in ("{%", "{{", "<%")) else ():
        inside = match[1] or match[2] or match[3]
        yield from _QUOTED.findall(inside)
        for pattern in (_PARTIAL, _BARE, _PATH):
            yield from pattern.findall(inside)
    for signs, pattern in _LINES.items():
        if any(sign in text for sign in signs):
            yield from pattern.findall(text)


def _clean(word: str) -> str | None:
    name = word.strip().removeprefix("file:").removeprefix("//").removeprefix("./")
    if "://" in name or not any(char.isalpha() for char in name) or any(char in name for char in "*?[]{}$|\0 "):
        return None
    return name.strip("/") or None


def _name(path: str, name: str) -> Name:
    """A partial lies beside the template, in a folder above it, or where a loader has been told to look."""
    lead, _, last = name.rpartition("/")
    spelled = [name] if "." in last else [name + ending for ending in ENDINGS]
    if not last.startswith("_"):
        start = f"{lead}/_{last}" if lead else f"_{last}"
        spelled += [start] if "." in last else [start + ending for ending in ENDINGS]
    near = tuple(found for one in spelled for found in from_folders(path, one))
    far = tuple(tail for one in spelled if len(tail := one.lstrip("./")) > 2)
    return Name(near, far)
