"""The tokens of Azure Bicep, with one separator between items and statements however the source parts them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from gate.documents.expressions import spaced
from gate.documents.node import MAX_DEPTH, DocumentError
from gate.values.regex import regex

MAX_TOKENS = 500_000

_SKIP = regex(r"(?:[ \t\r]|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/|#(?:disable|restore)-[^\n]*+)++")
_TOKEN = regex(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_]*+)|(?P<number>[0-9]++)|(?P<newline>\n)|(?P<verbatim>''')|(?P<string>')|/\*"
    r"|(?P<sign>=>|==|!=|=~|!~|<=|>=|&&|\|\||\?\?|\.\?|\[\?|::|\.\.\.|[-{}\[\]().,:=<>+*/%!?|@])"
)
_VERBATIM = regex(r"\n?((?:[^']|'(?!''))*+)'''('*+)")
_ESCAPE = regex(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|([nrt'\\$]))")
_TEXT = regex(r"(?:[^'\\$\n]|\$(?!\{)|\\u\{[0-9a-fA-F]{1,6}\}|\\[nrt'\\$])++")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_SOURCE = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_CLOSE = {"{": "}", "[": "]", "[?": "]", "(": ")"}
# a line end before or behind one of these ends nothing
_JOINS = frozenset(
    {
        "=>",
        "==",
        "!=",
        "=~",
        "!~",
        "<=",
        ">=",
        "&&",
        "||",
        "??",
        "?",
        ":",
        ".",
        ".?",
        "::",
        "=",
        "<",
        ">",
        "+",
        "*",
        "/",
    }
    | {"%", "|"}
)
_JOINS_AHEAD = _JOINS | {*_CLOSE.values()}
_JOINS_BEHIND = _JOINS | {"-", *_CLOSE}
_TYPED = frozenset({"param", "output", "type", "func"})
_TYPE_ENDS = frozenset("?>")  # ``string?`` and ``resourceInput<'...'>`` may end a line


@dataclass(slots=True)
class Token:
    """``kind``: name, number, string, sign (with the commas between items) or end (of a statement).

    ``text`` is its source in one spelling. ``value`` is what a string says, ``close`` the index of what closes a
    bracket.
    """

    kind: str
    text: str
    line: int
    end_line: int
    value: str = ""
    close: int = 0

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


@dataclass(slots=True)
class _Code:
    """The file, or what stands in an interpolation: its tokens and its open brackets."""

    tokens: list[Token] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    parted: bool = False
    head: str = ""  # the word that the statement starts with, as long as a type may stand in it

    def add(self, token: Token) -> None:
        if self.parted and self.tokens:
            self.part(token)
        self.parted = False
        if not self.open:
            if not self.tokens or self.tokens[-1].kind == "end":
                self.head = token.text
            elif token.is_sign("=") and self.head != "type":
                self.head = ""
        self.tokens.append(token)

    def part(self, token: Token) -> None:
        """Put a separator before the token unless the line end in front of it stands inside of an expression."""
        last = self.tokens[-1]
        ahead = token.kind == "sign" and token.text in _JOINS_AHEAD
        behind = last.kind == "sign" and last.text in _JOINS_BEHIND
        if ahead or (behind and not (self.head in _TYPED and last.text in _TYPE_ENDS)):
            return
        kind, text = ("sign", ",") if self.open else ("end", "\n")
        self.tokens.append(Token(kind, text, last.end_line, last.end_line))


@dataclass(slots=True)
class _String:
    line: int
    parts: list[tuple[str, bool]] = field(default_factory=list)  # (text, whether it is the source of an expression)

    def token(self, end_line: int) -> Token:
        source = "".join("${" + text + "}" if code else _quoted(text) for text, code in self.parts)
        said = "".join("${" + text + "}" if code else text for text, code in self.parts)
        plain = "".join("\0" if code else text for text, code in self.parts)
        if "${" in plain or "$\0" in plain:  # a literal that would read as an interpolation
            said = "${'" + source + "'}"
        return Token("string", f"'{source}'", self.line, end_line, said)


def _quoted(text: str) -> str:
    return text.translate(_SOURCE).replace("${", "\\${")


def tokens_of_bicep(text: str) -> list[Token]:
    """The tokens of a text without carriage returns. Raises DocumentError."""
    return _Lexer(text).run()


def skipped(text: str) -> list[tuple[int, int]]:
    """(start, end) in characters of the blanks and comments between the tokens. Raises DocumentError."""
    lexer = _Lexer(text)
    lexer.run()
    return lexer.skipped


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.count = 0
        self.depth = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.frames: list[_Code | _String] = [_Code()]
        self.skipped: list[tuple[int, int]] = []

    def line(self) -> int:
        return bisect_right(self.starts, self.index)

    def fail(self, message: str, line: int | None = None) -> DocumentError:
        return DocumentError(f"not valid Bicep: {message}", line or self.line(), "Correct the syntax.")

    def run(self) -> list[Token]:
        while True:
            frame = self.frames[-1]
            if isinstance(frame, _String):
                self.string(frame)
                continue
            if match := _SKIP.match(self.text, self.index):
                self.index = match.end()
                self.skipped.append(match.span())
            if self.index == len(self.text):
                break
            self.code(frame)
        if len(self.frames) > 1 or frame.open:
            place = frame.tokens[frame.open[-1]].line if frame.open else None
            raise self.fail("a bracket is not closed", place)
        return frame.tokens

    def code(self, frame: _Code) -> None:
        match = _TOKEN.match(self.text, self.index)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            raise self.fail("a comment without an end" if match else "a character that starts nothing")
        line = self.line()
        self.index = match.end()
        self.count += 1
        if self.count > MAX_TOKENS:
            raise DocumentError(f"more than {MAX_TOKENS:,} words and signs", line, "Split the file.")
        if kind == "string":
            self.push(_String(line))
        elif kind == "verbatim":
            self.verbatim(frame, line)
        elif kind == "sign":
            self.sign(frame, Token(kind, match[0], line, line))
        elif kind != "newline":
            frame.add(Token(kind, match[0], line, line))
        elif not (frame.open and frame.tokens[frame.open[-1]].text == "("):
            frame.parted = True

    def push(self, frame: _Code | _String) -> None:
        self.frames.append(frame)
        self.deeper()

    def pop(self) -> _Code | _String:
        """Close the innermost frame; the one that it stands in."""
        self.frames.pop()
        self.depth -= 1
        return self.frames[-1]

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", self.line(), "Flatten the file.")

    def sign(self, frame: _Code, token: Token) -> None:
        if token.text == "," and frame.open and frame.tokens[frame.open[-1]].text != "(":
            frame.parted = True
        elif token.text == "}" and not frame.open and len(self.frames) > 1:
            outer = self.pop()
            if not frame.tokens or not isinstance(outer, _String):
                raise self.fail("an interpolation without an expression", token.line)
            outer.parts.append((spaced(t.text for t in frame.tokens), True))
        elif token.text in _CLOSE:
            frame.add(token)
            frame.open.append(len(frame.tokens) - 1)
            self.deeper()
        elif token.text in _CLOSE.values():
            if not frame.open or _CLOSE[frame.tokens[frame.open[-1]].text] != token.text:
                raise self.fail(f"{token.text!r} closes nothing", token.line)
            frame.add(token)
            frame.tokens[frame.open.pop()].close = len(frame.tokens) - 1
            self.depth -= 1
        else:
            frame.add(token)

    def verbatim(self, frame: _Code, line: int) -> None:
        match = _VERBATIM.match(self.text, self.index)
        if not match:
            raise self.fail("a string without an end", line)
        self.index = match.end()
        frame.add(_String(line, [(match[1] + match[2], False)]).token(self.line()))

    def string(self, frame: _String) -> None:
        if match := _TEXT.match(self.text, self.index):
            frame.parts.append((_ESCAPE.sub(self.escaped, match[0]), False))
            self.index = match.end()
        elif self.text.startswith("'", self.index):
            self.index += 1
            outer = self.pop()
            if isinstance(outer, _Code):
                outer.add(frame.token(self.line()))
        elif self.text.startswith("${", self.index):
            self.index += 2
            self.push(_Code())
        elif self.text.startswith("\\", self.index):
            raise self.fail("an escape that Bicep does not know")
        else:
            raise self.fail("a string without an end", frame.line)

    def escaped(self, match: re.Match[str]) -> str:
        if not match[1]:
            return _ESCAPES.get(match[2], match[2])
        code = int(match[1], 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise self.fail("an escape that is not a character")
        return chr(code)
