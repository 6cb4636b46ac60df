"""Any text line by line: ``key: value``, ``key = value``, ``--flag value``; indentation gives the way to a key.

For .env files, properties, INI, Make, HTTP headers, files of unknown types, and those that their parser refuses.
A value may go on over lines in quotes, in back quotes and as a block scalar (``key: |``).
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.extract.triple import Steps, Triple
from gate.values.regex import regex

MAX_LINE = 4000  # characters; a longer line is no setting
_ROW = regex(
    r"(?P<indent>[ \t]*)(?:-[ \t]+)?(?:(?:export|set|ENV|ARG|const|let|var|final|readonly)[ \t]+)?"
    r"(?:(?:\[[\w.\[\]]+\][ \t]*)?\$(?:env:|script:|global:)?)?"  # PowerShell: ``[string]$Model``, ``$env:MODEL``
    r"(?P<key>[\"']?[A-Za-z_][\w.\-/]{0,80}[\"']?)[ \t]*(?::=|\?=|\+=|=>|[:=])(?P<rest>.*)"
)
_SECTION = regex(r"[ \t]*\[+([\w.\- \"':]{1,80})\]+[ \t]*")
_FLAG = regex(r"(?<![\w-])(--[A-Za-z][\w.-]*)(?:=|[ \t]+)(\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'\\-][^\s\\]*)")
_COMMENT = ("#", "//", ";", "<!--")
_BLOCK = regex(r"[|>][+-]?\d*[ \t]*(?:#.*)?")
_TRIPLES = ('"""', "'''", "`", '"', "'")
MAX_BLOCK = 400  # lines


def read(text: str) -> Iterator[Triple]:
    rows = text.replace("\r\n", "\n").split("\n")
    stack: list[tuple[int, str]] = []
    section: Steps = ()
    index = 0
    while index < len(rows):
        row = rows[index]
        number = index + 1
        index += 1
        if len(row) > MAX_LINE or not row.strip() or row.lstrip().startswith(_COMMENT):
            continue
        if match := _SECTION.fullmatch(row):
            section, stack = (match[1].strip("\"' "),), []
            continue
        for flag in _FLAG.finditer(row):
            yield Triple((*section, flag[1]), _bare(flag[2]), number, number)
        match = _ROW.fullmatch(row)
        if match is None or match["rest"].startswith(("//", "=")):
            continue
        width = len(match["indent"].expandtabs())
        while stack and stack[-1][0] >= width:
            stack.pop()
        key = match["key"].strip("\"'")
        steps = (*section, *(name for _, name in stack), *(key.split(".") if "/" not in key else (key,)))
        rest = match["rest"].strip()
        if not rest or rest in ("{", "[", "("):
            stack.append((width, key))
            continue
        if _BLOCK.fullmatch(rest):
            end = _block_end(rows, index, width)
            value = "\n".join(line[width:].strip() for line in rows[index:end]).strip()
            if value:
                yield Triple(steps, value, number, max(number, end))
            index = end
            continue
        value, end = _value(rows, index - 1, rest)
        index = end
        if value:
            yield Triple(steps, value, number, end)


def _block_end(rows: list[str], index: int, width: int) -> int:
    end = index
    for at in range(index, min(len(rows), index + MAX_BLOCK)):
        row = rows[at]
        if row.strip():
            if len(row) - len(row.lstrip()) <= width:
                break
            end = at + 1
    return end


def _value(rows: list[str], at: int, rest: str) -> tuple[str, int]:
    """(the value that starts in a row, the number of its last row); a quoted one may go on."""
    for quote in _TRIPLES:
        if not rest.startswith(quote):
            continue
        body = rest[len(quote) :]
        if (stop := _closing(body, quote)) is not None:
            return body[:stop], at + 1
        if quote in ("'", '"') and not _opens(rows, at, quote):
            break
        found = [body]
        for number in range(at + 1, min(len(rows), at + MAX_BLOCK)):
            if (stop := _closing(rows[number], quote)) is not None:
                found.append(rows[number][:stop])
                return "\n".join(found).strip(), number + 1
            found.append(rows[number])
        break
    return _bare(rest), at + 1


def _closing(text: str, quote: str) -> int | None:
    start = 0
    while (found := text.find(quote, start)) >= 0:
        if found == 0 or text[found - 1] != "\\":
            return found
        start = found + 1
    return None


def _opens(rows: list[str], at: int, quote: str) -> bool:
    """Whether a quote that is not closed in its row is closed soon, in a row that ends with it."""
    return any(row.rstrip(" ;,)").endswith(quote) for row in rows[at + 1 : at + 60])


def _bare(text: str) -> str:
    value = text.strip().rstrip(",;").strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`":
        return value[1:-1]
    cut = value.find(" #")
    return (value if cut < 0 else value[:cut].rstrip()).strip("\"'`")
