"""How a YAML file is laid out, where readers of YAML disagree about it: refused, or a part of the state.

Tabs between tokens (PyYAML without libyaml refuses most), a comment right behind a token (npm yaml refuses it), lines
that go on no deeper than their parent (js-yaml refuses them), a block that ends with the file and without a line end
(readers in JavaScript add one), and the like. tests/servers/documents asks the readers.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from yaml.error import Mark
from yaml.events import DocumentStartEvent, ScalarEvent

from gate.documents.node import DocumentError, Node
from gate.values.regex import regex

MAX_PLACED = 100  # odd lines whose values are looked for
# line ends of YAML 1.1 that are none in YAML 1.2 (section 5.4), a carriage return alone, byte-order marks (section 5.2)
_REFUSED = regex("[\x85\u2028\u2029\ufeff\ud800-\udfff]|\r(?!\n)")
_SUSPECT = regex(r"\t|\S#|\?\S")
_COMMENT = regex(r"(?:^|(?<=\s))#[^\n]*")
_QUESTION = regex(r"\?\S")
_BLANK_LAST = regex(r"(?:^|\n)[ \t]+\n*\Z")
_PERCENT = regex(r"^%", 8)
_END = regex(r"^\.\.\.(?!\S)", 8)
_QUOTED = regex(r"[ \t]\r?\n|\\\r?\n|\t|\\/")
_HEADER = regex(r"[^|>]*[|>](?:[-+]?[1-9]?|[1-9][-+])[ ]*(?:[ ]#[^\n]*)?\r?\n")
_BLANK_FIRST = regex(r"[^\n]*\n(?:\r?\n)*[ \t]+\r?\n")
_SURROGATE = regex("[\ud800-\udfff]")
_INDENT = regex(r"\n[ ]+")


def refuse_characters(text: str) -> None:
    """Raises DocumentError on characters that readers of YAML take for different things."""
    found = _REFUSED.search(text)
    if not found:
        return
    line = text.count("\n", 0, found.start()) + 1
    char = ord(found[0])
    if found[0] == "\r":
        raise DocumentError(
            "a carriage return alone ends a line for some readers of YAML only", line, "End the line with a line feed."
        )
    if char == 0xFEFF:
        raise DocumentError(
            "a byte-order mark inside of the file is text for some readers of YAML only",
            line,
            r'Take it out, or write it as "\uFEFF" in double quotes.',
        )
    raise DocumentError(
        f"the character U+{char:04X} ends a line for some readers of YAML only",
        line,
        "Write it as an escape in double quotes.",
    )


def mark(found: Any) -> Mark:
    """The place of an event; the reader gives every event one."""
    if found is None:
        raise DocumentError("not valid YAML: a token without a place", None)
    place: Mark = found
    return place


class Layout:
    """What is noticed about the text while it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.spans: list[tuple[int, int, bool]] | None = [] if _SUSPECT.search(text) else None
        self.directives = 0
        # where a block ends that no line end follows
        self.open_end = len(text) + 1 if text.endswith("\n") else len(text.rstrip(" \t\r\n"))

    def directive_kind(self, event: DocumentStartEvent) -> str:
        """The directives of a document."""
        found = []
        if event.version:
            found.append("%YAML " + ".".join(map(str, event.version)))
        for handle, prefix in (event.tags or {}).items():
            found.append(f"%TAG {handle} {prefix}")
        self.directives += len(found)
        return " ".join(found)

    def is_marked(self, event: ScalarEvent) -> bool:
        """Whether `scalar_kind` could have something to say: not about most scalars, which are on one line."""
        return (
            self.spans is not None
            or event.style in ('"', "|", ">")
            or mark(event.end_mark).line > mark(event.start_mark).line
            or event.value[:3] in ("---", "...")
        )

    def refuse_sign(self, sign: str, name: Any, start: Mark) -> None:
        """Raises DocumentError where an anchor or an alias goes on for readers of YAML 1.2, and ends for the others."""
        at = self.text.find(f"{sign}{name}", start.index) + len(name) + 1
        if self.text[at : at + 1] in (":", "?", "%", "@", "`"):
            raise DocumentError(
                f"{self.text[at]!r} directly follows {sign}{name}", start.line + 1, "Put a blank between them."
            )

    def scalar_kind(self, event: ScalarEvent, parent: int | None) -> str:
        """How a scalar is written, where that matters. ``parent`` is the column of the block that holds it, if any."""
        begin, finish = mark(event.start_mark), mark(event.end_mark)
        start, end = begin.index, finish.index
        if self.spans is not None:
            self.spans.append((start, end, not event.style))
        first, last = begin.line, finish.line
        if not event.style and not begin.column and event.value.startswith(("---", "...")):
            raise DocumentError(
                f"{event.value[:20]!r} looks like the end of a document", first + 1, "Put it in quotes."
            )
        if event.style in ("|", ">"):
            raw = self.text[start : None if end >= self.open_end else end]
            odd = parent is None or end >= self.open_end or not _HEADER.match(raw) or bool(_BLANK_FIRST.match(raw))
            odd = odd or bool(_BLANK_LAST.search(event.value))
            outside = parent is not None and begin.column <= parent
        elif event.style == '"' or last > first:
            raw = self.text[start:end]
            if "\\" in raw and _SURROGATE.search(event.value):
                raise DocumentError("half of a surrogate pair", first + 1, r"Write the character itself, or as \U.")
            odd = bool(event.style and _QUOTED.search(raw))
            if last > first and parent is None:
                return f"{begin.column} {self.raw(raw)}"
            outside = self.is_outside(begin, last, parent)
        else:
            return ""
        written = self.raw(raw, block=event.style in ("|", ">")) if odd else ""
        return ("outdented " if outside else "") + written

    def rest_of_line(self, at: Mark) -> str:
        line: str = self.lines[at.line][at.column :]
        return line.strip()

    def is_outside(self, start: Mark, last: int, parent: int | None) -> bool:
        """Whether a value, or a line of it behind the first, stands no deeper than its parent. Lines are 0-based."""
        if parent is None or last == start.line:
            return False
        if start.column <= parent:
            return True
        for line in self.lines[start.line + 1 : last + 1]:
            inner = line.lstrip(" ")
            if inner.strip() and len(line) - len(inner) <= parent:
                return True
        return False

    def raw(self, text: str, *, block: bool = False) -> str:
        """The text as it is written, without line ends of Windows, and without the depth of lines but in a block."""
        text = text.replace("\r", "")
        return f"written {text if block else _INDENT.sub(chr(10) + ' ', text)!r}"

    def finish(self, node: Node, ends: int) -> Node:
        """Note on the root what belongs to no value. Raises DocumentError."""
        for count, line_start in enumerate(_PERCENT.finditer(self.text)):
            if count >= self.directives:
                line = self.text.count("\n", 0, line_start.start()) + 1
                raise DocumentError("a line starts with '%' as a directive does", line, "Indent the line.")
        if (found := len(_END.findall(self.text))) > ends:  # several in a row, for js-yaml 4 and ruamel.yaml a document
            node.kind = f"{node.kind} ends {found}".lstrip()
        odd = self.odd_lines()
        for line, text in odd.items():
            holder = _deepest(node, line + 1) if len(odd) <= MAX_PLACED else node
            holder.kind = f"{holder.kind} layout {text!r}".lstrip()
        return node

    def odd_lines(self) -> dict[int, str]:
        """Lines (0-based) with a tab outside of quotes, or with a comment or a key right behind a sign."""
        if self.spans is None:
            return {}
        gaps = list(self.text)
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        found: set[int] = set()
        for start, end, plain in self.spans:
            if plain and "\t" in self.text[start:end]:
                found.add(bisect_right(starts, start) - 1)
            for index in range(start, end):
                if gaps[index] != "\n":
                    gaps[index] = "x"
        rest = "".join(gaps)
        for number, text in enumerate(rest.split("\n")):
            bare = _COMMENT.sub("", text)
            if "\t" in bare or "#" in bare or _QUESTION.search(bare):
                found.add(number)
        return {number: self.lines[number].rstrip("\r") for number in sorted(found)}


def _deepest(node: Node, line: int) -> Node:
    """The innermost value that a line belongs to."""
    for _, child in node.written():
        if child.line <= line <= child.end_line:
            return _deepest(child, line)
    return node
