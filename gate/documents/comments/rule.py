"""Which comments count: those of plain words do not.

A comment counts where the table knows its reader, where it holds a template expression, or where its form is that of a
directive: a sign in front, JSON, a word in capitals with an option behind it, a word glued to the marker in the first
line. Some directives reach over the comments below them: inline metadata (PEP 723), a notebook's header, a block of a
template or of Cog, a magic that goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from gate.documents.comments.comment import Comment, Reading
from gate.documents.comments.inert import INERT
from gate.documents.comments.readers import FIRST, HEADERS, READERS, TEMPLATES
from gate.documents.comments.row import MODULE, PYTHON, SHELL, VALUES, YAML, Row
from gate.values.regex import regex

BY_FORM = "some program may read"

_GLUED = regex(r"#+(?:[!@%$&?:|+<~^](?![!?=~<>|+&^\-]|\s|$)|[!@|](?=\s))")  # a sign right behind the marker
_SPACED = regex(r"#+\s+(?:@(?=\s*\w)|[!%+&:$|](?=[A-Za-z_%{]))")  # and one behind a blank
_TABLE = regex(r"#+\s+\|.*\|\s*")
_DECORATOR = regex(r"#+\s*@(?:[\w.]+(?:\(.*|\s*)|\w+\..*)")
_VARIABLE = regex(r"#+\s*\$\{?[A-Za-z_]")
_JSON = regex(r"""#+\s*\{\s*["'$]""")
_OPTION = regex(r"#[A-Z][A-Z0-9]*:?[ \t]*-{1,2}[A-Za-z]")
_FIRST = regex(r"#[A-Za-z][\w-]*(?:[:=]\S.*)?")
_BLOCK = regex(r"# /// [a-zA-Z0-9-]+")
_CELL = regex(r"#\s*(?:%%|\+(?:\s*$|.*[=\[{])|-$|(?:end)?region\b)")
_CODE_CELL = regex(r"""active\s*=|\[raw|"?cell_type|#\s*%%+[A-Za-z!]""")
_COMMAND = regex(r"(?:# ?)+(?:cat|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(?:$|\s[^=,])")
_LINE_STATEMENT = regex(r"#+\s*end(?:for|if|macro|block|set|call|filter)\b")
_MARK = regex(r"(?<!#)#")
_MARK_OF_C = regex(r"(?<!#)#|//")
_C_LIKE = frozenset({"hcl", "bicep"})
MAX_MARKS = 32  # signs of one line that are looked at one by one
MAX_KEPT = 400  # characters of a comment whose reader is remembered
_OPENS = regex(r"\{\{|\{%|\{#|<%")
_CLOSES = regex(r"\}\}|%\}|#\}|%>")


def readings(comments: Iterable[Comment], kind: str, code_line: int | None = None) -> list[Reading]:
    """The comments of one file that something reads, in order.

    ``comments`` are all of the file's, in order; ``kind`` is its format. ``code_line`` is the line of the first value
    or statement (1-based), None where there is none.
    """
    rows = list(comments)
    found: list[Reading] = []
    spans = _Spans(rows, kind)
    plain = run = 0  # the last line of plain words, and the last of a run of comments that such a line starts
    for comment in rows:
        spanned = spans.take(comment)
        reading = read_by(comment, kind, code_line) or spanned
        above = run == comment.line - 1 > 0
        run = comment.line if above or not reading else 0
        if not reading:
            plain = comment.line
            continue
        spans.after(comment)
        if (reading.header and plain) or (reading.top and above):
            reading = replace(reading, below_plain=True)
        found.append(reading)
    return found


def may_count(text: str, kind: str) -> bool:
    """Whether any comment of a text could count: a quick no, before anything is tokenised."""
    if kind in _C_LIKE and "/*" in text:
        return True
    mark = _mark(kind)
    end = text.find("\n")
    first, count = len(text) if end < 0 else end, 0
    end = -1
    for match in mark.finditer(text):
        start = match.start()
        count = count + 1 if start < end else 1
        if start >= end:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
        said = "#" + text[match.end() : end].rstrip()
        known = _may_start if len(said) <= MAX_KEPT else _may_start.__wrapped__
        if count > MAX_MARKS or known(said, kind, start < first):
            return True
    return False


@lru_cache(maxsize=8192)  # the same comments are in every version of a file
def _may_start(text: str, kind: str, first: bool) -> bool:
    if read_by(Comment(1 if first else 2, text), kind):
        return True
    return kind in PYTHON and (text == "# ---" or _BLOCK.fullmatch(text) is not None)


def _mark(kind: str) -> re.Pattern[str]:
    return _MARK_OF_C if kind in _C_LIKE else _MARK


def reader_of_line(line: str, number: int, kind: str) -> str | None:
    """Who reads the comment of one line of code, whose number is 1-based; None where it has none, or of plain words."""
    match = _mark(kind).search(line)
    if not match:
        return None
    reading = read_by(Comment(number, f"#{line[match.end() :].rstrip()}", line[: match.start()].strip()), kind)
    return reading.who if reading else None


def read_by(comment: Comment, kind: str, code_line: int | None = None) -> Reading | None:
    """Who reads a comment, by itself; None where it is of plain words."""
    text = comment.text
    table = _table(kind)
    held = table.templates.anywhere(text)
    if held:
        return Reading(comment, held.who, held.whole)
    head = table.first.at_start(text) if comment.line == 1 else None
    if head is None and (code_line is None or comment.line < code_line):
        head = table.headers.at_start(text)
    if head:
        return Reading(comment, head.who, head.whole, header=True)
    known = table.readers.at_start(text)
    if known:
        return Reading(comment, known.who, known.whole, top=known.top)
    if table.inert.at_start(text):
        return None
    return Reading(comment, BY_FORM, whole=True) if _is_directive(comment, kind) else None


def _is_directive(comment: Comment, kind: str) -> bool:
    """Whether a comment has the form of a directive."""
    text = comment.text
    if not text.isprintable() and any(ord(char) < 32 and char != "\t" for char in text):
        return True
    if comment.line == 1 and not comment.before and kind not in PYTHON and _FIRST.fullmatch(text):
        return True
    if _OPTION.match(text):
        return True
    if _JSON.match(text):
        return kind in YAML or kind == "toml"
    if _TABLE.fullmatch(text) or (kind in PYTHON and _DECORATOR.fullmatch(text)):
        return False
    if kind in PYTHON | SHELL and _VARIABLE.match(text):
        return False
    return bool(_GLUED.match(text) or _SPACED.match(text))


class _Spans:
    """Directives that reach over the comments below them."""

    def __init__(self, rows: list[Comment], kind: str) -> None:
        self.kind = kind
        self.last: Comment | None = None
        self.metadata = self.continued = self.code = self.cog = False
        self.header = self._header(rows) if kind in MODULE else frozenset()
        self.template = self._template(rows, kind)
        self.notebook = kind in MODULE and (bool(self.header) or any(_CELL.match(row.text) for row in rows))

    def take(self, comment: Comment) -> Reading | None:
        text = comment.text
        glued = self.last is not None and comment.line == self.last.line + 1 and not comment.before
        if self.kind in PYTHON:
            if self.metadata and glued:
                self.metadata = text != "# ///"
                return Reading(comment, "runners of scripts read (PEP 723)", whole=True)
            self.metadata = _BLOCK.fullmatch(text) is not None
            if self.metadata:
                return Reading(comment, "runners of scripts read (PEP 723)", whole=True)
            if comment.line in self.header:
                return Reading(comment, "Jupytext reads", whole=True)
            if self.notebook and _CELL.match(text):
                self.code = _CODE_CELL.search(text) is not None
            elif self.code or (self.notebook and _COMMAND.match(text)):
                return Reading(comment, "Jupytext executes", whole=True)
        if self.cog or "[[[cog" in text:
            self.cog = "[[[end]]]" not in text
            return Reading(comment, "Cog executes", whole=True)
        if self.continued and glued:
            return Reading(comment, BY_FORM, whole=True)
        if comment.line in self.template:
            return Reading(comment, "a template engine puts out", whole=True)
        return None

    def after(self, comment: Comment) -> None:
        self.last = comment
        self.continued = comment.text.endswith("\\")

    @staticmethod
    def _header(rows: list[Comment]) -> frozenset[int]:
        """The lines of a notebook's header: ``# ---`` to ``# ---`` above everything else."""
        start = 0
        while start < len(rows) and rows[start].text.startswith("#!"):
            start += 1
        if start == len(rows) or rows[start].text != "# ---" or rows[start].line > start + 2:
            return frozenset()
        for end in range(start + 1, len(rows)):
            if rows[end].line != rows[end - 1].line + 1:
                break
            if rows[end].text == "# ---":
                return frozenset(row.line for row in rows[start : end + 1])
        return frozenset()

    @staticmethod
    def _template(rows: list[Comment], kind: str) -> frozenset[int]:
        """The lines that may be text or code of a template: from the first expression to the last end of one."""
        if kind in VALUES and any(_LINE_STATEMENT.match(row.text) for row in rows):
            return frozenset(row.line for row in rows)
        opened = [row.line for row in rows if _OPENS.search(row.text)]
        if not opened:
            return frozenset()
        closed = [row.line for row in rows if _CLOSES.search(row.text) and row.line >= opened[0]]
        last = max([*opened, *closed])
        if kind in VALUES and last not in closed:  # it goes on, in values or to the end of the file
            last = rows[-1].line
        return frozenset(row.line for row in rows if opened[0] < row.line <= last)


class _Rows:
    """Rows as one regular expression: the first that matches wins."""

    def __init__(self, rows: Iterable[Row], kind: str) -> None:
        self.rows = [row for row in rows if not row.kinds or kind in row.kinds]
        self.pattern = regex("|".join(f"(?P<r{n}>{row.pattern})" for n, row in enumerate(self.rows)))

    def at_start(self, text: str) -> Row | None:
        return self._row(self.pattern.match(text))

    def anywhere(self, text: str) -> Row | None:
        return self._row(self.pattern.search(text))

    def _row(self, match: re.Match[str] | None) -> Row | None:
        return self.rows[int(match.lastgroup[1:])] if match and match.lastgroup else None


class _Table:
    def __init__(self, kind: str) -> None:
        self.templates = _Rows(TEMPLATES, kind)
        self.first = _Rows(FIRST, kind)
        self.headers = _Rows(HEADERS, kind)
        self.readers = _Rows(READERS, kind)
        self.inert = _Rows(INERT, kind)


@cache
def _table(kind: str) -> _Table:
    return _Table(kind)
