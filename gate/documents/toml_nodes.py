"""TOML 1.0 with positions: ``tomllib`` says what the values are, a scanner of the same text says where they stand.

Where the two do not agree about the structure, the value keeps the lines of the nearest place that is known.
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

from gate.documents.node import MAX_DEPTH, MAX_NODES, DocumentError, Node, exact_int, note_twins
from gate.values.regex import regex

_BLANK = regex(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = regex(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.S)
_BARE = regex(r"[^\s,\]\}#=\[\{]+(?: [0-9][^\s,\]\}#]*)?")
_KEY = regex(r'[ \t]*("(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)[ \t]*')
_COMMENT_CR = regex(r"^[^#\n]*+#[^\n]*+(?<=\r)\n", re.MULTILINE)  # once a line, however many signs it has
_LONG_STRING = regex(r'"""|\'\'\'')
_BARE_KEY = r"[A-Za-z0-9_-]"
_LONG_KEY = regex(  # quadratic time in tomllib
    rf"""(?<!{_BARE_KEY})(?:(?:{_BARE_KEY}++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DEPTH + 1}}}"""
)

Places = dict[tuple[str, ...], tuple[int, int]]
Raws = dict[tuple[str, ...], str]


def parse_toml(text: str) -> Node:
    """Parse a TOML text. Raises DocumentError."""
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", line, "Flatten the file.")
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column \d+\)", str(error))
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise DocumentError(f"not valid TOML: {message}", int(match[1]) if match else 1, "Correct the TOML.") from None
    except ValueError:  # Python does not read integers of thousands of digits
        raise DocumentError("not valid TOML: a number that is too long", 1, "Correct the TOML.") from None
    except RecursionError:
        raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", 1, "Flatten the file.") from None
    scanner = _Scanner(text)
    with suppress(IndexError, ValueError):  # the values are right all the same; what has no place takes its parent's
        scanner.run()
    last = max(1, text.count("\n") + (not text.endswith("\n")))
    builder = _Builder(scanner.places, scanner.raws)
    root = builder.node(value, (), (1, last))
    if builder.lost or (_LONG_STRING.search(text) and "\r\n" in text):  # tomllib makes one line end of two kinds
        root.kind = f"written {sha256(text.encode()).hexdigest()}"
    elif _COMMENT_CR.search(text):
        root.kind = "CR LF"  # an error for @iarna/toml
    return root


class _Builder:
    """Nodes from what ``tomllib`` read, with the places and the spellings that the scanner found."""

    def __init__(self, places: Places, raws: Raws) -> None:
        self.places = places
        self.raws = raws
        self.count = 0
        self.lost = False  # whether there is a value whose spelling the scanner did not find

    def node(self, value: Any, tokens: tuple[str, ...], parent: tuple[int, int]) -> Node:
        line, end = self.places.get(tokens, parent)
        self.count += 1
        if len(tokens) > MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", line, "Flatten the file.")
        if self.count > MAX_NODES:
            raise DocumentError(f"more than {MAX_NODES:,} values", line, "Review the file as data.")
        if isinstance(value, dict):
            pairs = {key: self.node(child, (*tokens, key), (line, end)) for key, child in value.items()}
            mapping = Node(line, end, children=pairs)
            note_twins(mapping)
            return mapping
        if isinstance(value, list):
            rows = [self.node(child, (*tokens, str(i)), (line, end)) for i, child in enumerate(value)]
            return Node(line, end, children=rows)
        if isinstance(value, bool | str):
            return Node(line, end, value)
        if isinstance(value, datetime.datetime | datetime.date | datetime.time):
            return Node(line, end, value.isoformat(), kind=self.spelling("time", tokens, value, value.isoformat()))
        exact: Any = exact_int(value) if isinstance(value, int) else value if math.isfinite(value) else str(value)
        kind = self.spelling("number", tokens, value, repr(value) if not isinstance(exact, str) else exact)
        return Node(line, end, exact, kind=kind if isinstance(exact, str) or kind != "number" else "")

    def spelling(self, kind: str, tokens: tuple[str, ...], value: Any, usual: str) -> str:
        """The kind, and how the value is written where that is unusual: not every reader keeps as many digits."""
        raw = self.raws.get(tokens)
        if raw == usual:
            return kind
        if raw is None or not _is_spelling(raw, value):
            self.lost = True
            return kind
        return f"{kind} {raw}"


def _is_spelling(raw: str, value: Any) -> bool:
    try:
        found = tomllib.loads(f"a = {raw}").get("a")
    except ValueError:
        return False
    return type(found) is type(value) and repr(found) == repr(value)


class _Scanner:
    """Walks the statements of a valid TOML text and notes the lines of every key and array item."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: Places = {}
        self.raws: Raws = {}
        self.index = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.arrays: dict[tuple[str, ...], int] = {}

    def line(self, index: int) -> int:
        return bisect_right(self.starts, index)

    def note(self, tokens: tuple[str, ...], first: int, last: int) -> None:
        """Widen the place of the value and of everything that holds it."""
        for length in range(len(tokens), 0, -1):
            old = self.places.get(tokens[:length])
            self.places[tokens[:length]] = (min(old[0], first), max(old[1], last)) if old else (first, last)

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.index)
        self.index = match.end() if match else self.index

    def keys(self) -> tuple[str, ...]:
        found: list[str] = []
        while True:
            match = _KEY.match(self.text, self.index)
            if not match:
                raise ValueError("a key")
            self.index = match.end()
            found.append(next(iter(tomllib.loads(f"{match[1]} = 0"))))
            if self.text[self.index] != ".":
                return tuple(found)
            self.index += 1

    def resolved(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The tokens of a table name, with the index of the last item of every array of tables on the way."""
        tokens: tuple[str, ...] = ()
        for key in keys:
            tokens = (*tokens, key)
            if tokens in self.arrays:
                tokens = (*tokens, str(self.arrays[tokens]))
        return tokens

    def run(self) -> None:
        table: tuple[str, ...] = ()
        self.blank()
        while self.index < len(self.text):
            first = self.line(self.index)
            if self.text[self.index] == "[":
                table = self.header()
                self.note(table, first, first)
            else:
                self.pair(table, first)
            self.blank()

    def header(self) -> tuple[str, ...]:
        double = self.text.startswith("[[", self.index)
        self.index += 2 if double else 1
        keys = self.keys()
        self.index += 2 if double else 1
        if not double:
            return self.resolved(keys)
        array = (*self.resolved(keys[:-1]), keys[-1])
        self.arrays[array] = self.arrays.get(array, -1) + 1
        return (*array, str(self.arrays[array]))

    def pair(self, table: tuple[str, ...], first: int) -> None:
        tokens = (*table, *self.keys())
        if self.text[self.index] != "=":
            raise ValueError("=")
        self.index += 1
        self.blank()
        self.value(tokens)
        self.note(tokens, first, self.line(self.index - 1))

    def value(self, tokens: tuple[str, ...]) -> None:
        char = self.text[self.index]
        if char == "[":
            for count in self.inside("]"):
                first = self.line(self.index)
                self.value((*tokens, str(count)))
                self.note((*tokens, str(count)), first, self.line(self.index - 1))
        elif char == "{":
            for _ in self.inside("}"):
                self.pair(tokens, self.line(self.index))
        else:
            match = _STRING.match(self.text, self.index)
            if not match:
                match = _BARE.match(self.text, self.index)
                if not match:
                    raise ValueError("a value")
                self.raws[tokens] = match[0]
            self.index = match.end()

    def inside(self, close: str) -> Iterator[int]:
        """Yield at the start of each item up to the closing bracket, and step over it."""
        self.index += 1
        self.blank()
        count = 0
        while self.text[self.index] != close:
            yield count
            count += 1
            self.blank()
            if self.text[self.index] == ",":
                self.index += 1
                self.blank()
        self.index += 1
