"""Text that may be shown, by type: a person's terminal, a log, a report, an annotation and a comment take nothing else.

`Text` is a piece of text, `Output` what is written. Each is safe whatever it is made of, and making it twice changes
nothing, so a piece may be put into an f-string and that be made a `Text` again:

    say(Text(f"wrote {path}"))
    Lines([headline, "", *(f"  {one_line(row)}" for row in rows)])

What is a training record is redacted as one before (`gate.values.redact.redact_record`): a text does not show it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Never

from gate.values.redact import redact, redact_all
from gate.values.regex import regex

MAX_LINE = 160
_LOOKED_AT = 4096  # characters, where fewer are shown

# controls (C0, C1), what reorders or hides text (bidirectional, zero-width, tag and interlinear characters, fillers),
# halves of characters, and what XML 1.0 cannot hold
_HIDDEN = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_AT_START = regex(r"^(\s*):(?=:)", re.MULTILINE)
_ANYWHERE = regex(r"##(?=\w*\[)")


def visible(text: str) -> str:
    """The text with every control and reordering character written as an escape; tabs and line ends stay."""
    return text if text.isprintable() else _HIDDEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number <= 0xFF else f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def log_safe(text: str, colon: str = ": ", hashes: str = "## ") -> str:
    """Text in which a runner that reads the log finds no command.

    That is ``::`` at a line's start, and ``##[``, ``##vso[`` or ``##teamcity[`` anywhere; ``colon`` and ``hashes`` are
    what is written for the first colon and for the number signs.
    """
    if "::" in text:
        text = _AT_START.sub(lambda found: found[1] + colon, text)
    return _ANYWHERE.sub(lambda _: hashes, text) if "##" in text else text


class Text(str):
    """A piece of text that may be shown: no control or reordering character but tab and line end, no credential."""

    __slots__ = ()

    def __new__(cls, value: str) -> Text:
        if type(value) is Text:
            return value
        text = redact(value)
        shown = visible(text)
        # an escape is made of letters, so that a credential can begin or end otherwise than before
        return str.__new__(cls, text if shown == text else redact(shown))


def one_line(value: str, most: int = MAX_LINE) -> Text:
    """A single line of at most ``most`` characters; of a longer text the end is left out."""
    if len(value) > _LOOKED_AT and most < _LOOKED_AT:
        value = value[:_LOOKED_AT]
    return shortened(_flat(value), most)


def shortened(value: str, most: int) -> Text:
    """At most ``most`` characters; of a longer text the end is left out, after it was made safe as a whole."""
    text = Text(value)
    return text if len(text) <= most else str.__new__(Text, text[: most - 3] + "...")


def _flat(text: str) -> str:
    if "\n" in text:
        text = text.replace("\r\n", " ").replace("\n", " ")
    return text.replace("\t", " ") if "\t" in text else text


class Output(str):
    """What may be written as it is. Made by one of its kinds only."""

    __slots__ = ()

    def __new__(cls, never: Never) -> Output:
        raise TypeError("an output is made by its kind")


class Lines(Output):
    """Lines of text, in a log or a file: without a control character, and none of them a command for a runner.

    A row is one line, whatever it holds; a row that is `Lines` itself is those lines.
    """

    __slots__ = ()

    def __new__(cls, rows: Iterable[str]) -> Lines:
        parts = (row if isinstance(row, Lines) else f"{log_safe(Text(_flat(row)))}\n" for row in rows)
        return str.__new__(cls, "".join(parts))


class Json(Output):
    """A value as JSON in ASCII, its texts redacted: no control character, and no command for a runner.

    ``exact``: the texts stay as they are, for what is judged or signed.
    """

    __slots__ = ()

    def __new__(cls, value: Any, *, exact: bool = False, sort: bool = True) -> Json:
        text = json.dumps(value if exact else redact_all(value), indent=2, sort_keys=sort)
        return str.__new__(cls, log_safe(text, hashes="#\\u0023") + "\n")
