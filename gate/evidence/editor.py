"""Edits a YAML file that a person wrote: scalars on their own lines, every other byte as it was."""

from __future__ import annotations

import re
from pathlib import Path

from gate.documents import DocumentError, Node, parse
from gate.evidence.defaults import fitting
from gate.evidence.scaffold import plain_scalar
from gate.values.errors import EvidenceError
from gate.values.regex import regex

_RETURN = regex(rb"\r(?!\n)")


class Editor:
    """Replaces scalars of a YAML file on their own lines, and leaves every other byte as it is."""

    def __init__(self, root: Path, path: str) -> None:
        """Raises EvidenceError as `read` does."""
        self.path = path
        data = (root / path).read_bytes()
        self.node = read(data, path)
        self.lines = data.decode("utf-8-sig").split("\n")

    def set(self, tokens: tuple[str, ...], value: str | int) -> None:
        """Raises EvidenceError where the value is not written as ``key: value`` on one line."""
        parent: Node = self.node.at(tokens[:-1])
        node = dict(parent.items()).get(tokens[-1])
        place = node or parent
        pattern = re.compile(
            rf"^(?P<head>\s*(?:- +)*[\"']?{re.escape(tokens[-1])}[\"']?\s*:\s*)"
            r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|[^\s#\"'][^#]*?)?(?P<tail>\s*(?:\s#.*)?\r?)$"
        )
        match = pattern.match(self.lines[place.line - 1]) if node and node.line == node.end_line else None
        if not match:
            raise EvidenceError(
                f"{'/'.join(tokens)} is not written as 'key: value' on a line of its own",
                path=self.path,
                line=place.line,
                remedy=f"Set it to {value} by hand, or write it that way.",
            )
        head = match["head"] if match["head"].endswith(" ") else match["head"] + " "
        self.lines[place.line - 1] = f"{head}{quoted(value)}{match['tail']}"

    def text(self) -> str:
        return "\n".join(self.lines)

    def checked(self, kind: str) -> str:
        """The text. Raises EvidenceError where it does not fit its schema."""
        text = self.text()
        _, found = fitting(kind, parse(text.encode(), "yaml"), self.path)
        if found:
            raise EvidenceError(found)
        return text


def read(data: bytes, path: str) -> Node:
    """A YAML file that is edited line by line.

    Raises EvidenceError where it is not YAML, or a carriage return alone ends a line: for an editor it does not.
    """
    alone = _RETURN.search(data)
    if alone:
        raise EvidenceError(
            "a line ends with a carriage return alone",
            path=path,
            line=data.count(b"\n", 0, alone.start()) + 1,
            remedy="Save the file with line feeds.",
        )
    try:
        return parse(data, "yaml")
    except DocumentError as error:
        raise EvidenceError(error.message, path=path, line=error.line, remedy=error.remedy) from None


def quoted(value: str | int) -> str:
    """A YAML scalar; dates in quotes, so that every reader takes them for text."""
    if isinstance(value, str) and re.match(r"\d", value):
        return f'"{value}"'
    return plain_scalar(value)
