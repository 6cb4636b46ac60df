"""Shell scripts: variables, flags, overrides, and here-documents as the language that their file's name says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.documents import DocumentError
from gate.documents.shell_nodes import commands
from gate.documents.shell_words import Word, effective
from gate.extract.syntaxes import lines
from gate.extract.syntaxes.command import command
from gate.extract.triple import FILE, Triple
from gate.values.regex import regex

_ASSIGNMENT = regex(r"([A-Za-z_]\w*)\+?=(.*)", re.DOTALL)
_UNSET = regex(r"\$\{([A-Za-z_]\w*):?=(.*)\}", re.DOTALL)  # ``: "${MODEL:=x}"``
_HERE = regex(r"<<-?\s*[\"'\\]?(\w+)[\"']?")
_NAME = regex(r"([A-Za-z_]\w*)=[\"']?\$\(|read\s+(?:-\S+\s+)*(?:''\s+)?([A-Za-z_]\w*)")
_FILE = regex(r">{1,2}\s*[\"']?([\w./${}-]+)")


def read(text: str) -> Iterator[Triple]:
    plain, documents = _without_documents(text.replace("\r\n", "\n"))
    yield from documents
    try:
        rows = commands(plain)
    except DocumentError:
        yield from lines.read(plain)
        return
    for words in rows:
        for word in words:
            match = _ASSIGNMENT.fullmatch(word.text) or _UNSET.fullmatch(word.text)
            if match and match[2] and not word.text.startswith("-") and not match[2].startswith("$("):
                yield Triple((match[1],), effective(match[2].strip("\"'")), word.line, word.end_line)
        yield from _loop(words)
        for t in command(words):
            if not (len(t.steps) == 1 and _ASSIGNMENT.fullmatch(f"{t.steps[0]}=x")):
                yield t


def _loop(words: list[Word]) -> Iterator[Triple]:
    """``for model in a b; do``: the variable is each of them."""
    if len(words) > 3 and words[0].text == "for" and words[2].text == "in":
        for word in words[3:]:
            if word.text in ("do", ";"):
                break
            yield Triple((words[1].text,), effective(word.text), word.line, word.end_line)


def _without_documents(text: str) -> tuple[str, list[Triple]]:
    """The script without the bodies of its here-documents, and what stands in those."""
    rows = text.split("\n")
    found: list[Triple] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        match = None if row.lstrip().startswith("#") or "<<<" in row else _HERE.search(row)
        index += 1
        if match is None:
            continue
        end = next((n for n in range(index, len(rows)) if rows[n].strip() == match[1]), None)
        if end is None:
            continue
        body = "\n".join(rows[index:end])
        found += _document(row, body, index + 1, end)
        for number in range(index, end + 1):
            rows[number] = ""
        rows[index - 1] = row[: match.start()] + row[match.end() :]
        index = end
    return "\n".join(rows), found


def _document(row: str, body: str, first: int, last: int) -> Iterator[Triple]:
    if not body.strip():
        return
    named = _NAME.search(row)
    target = _FILE.search(row)
    name = target[1].rpartition("/")[2] if target else ""
    if named:
        yield Triple((named[1] or named[2],), body, first, last)
    elif "." in name:
        yield Triple((), body, first, last, FILE + name)
    elif "python" in row:
        yield Triple((), body, first, last, FILE + "x.py")
    else:
        yield Triple((name or "here",), body, first, last)
