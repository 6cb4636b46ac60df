"""What differs between two values that look the same: how they are written, in words that a finding can say.

The words are no part of a state. They name what is there without quoting the line, which may hold other values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from gate.values.elements import Element
from gate.values.regex import regex

MAX_QUOTED = 24  # characters on each side of where two texts differ
_APART = "; "
_SPACE = "white space only"
_TAG = regex(r"tag:yaml\.org,2002:(\w+) (.*)")
_LAYOUT = regex(r"layout (['\"])(?P<line>.*?)(?<!\\)\1")
_BEHIND = regex(r"\S#")
_STARTS = {
    "byte-order mark": "a byte-order mark before it",
    "%YAML": "a %YAML directive above it",
    "%TAG": "a %TAG directive above it",
    "merged": "set by '<<'",
    "merge": "the place of '<<'",
    "over": "set by '<<' too",
    "outdented": "no deeper than what holds it",
    "written": "its line breaks, escapes or last line end",
    "named": "an anchor on its key",
    "again": "an anchor that is defined again",
    "among": "a key beside it that differs only in case",
    "flow": "between brackets",
    "number": "another spelling of the number",
    "documents": "several documents in the file",
    "ends": "an end of the document marked with '...'",
}


def as_written(kinds: Sequence[Sequence[str]], *, shown: bool) -> str:
    """How a value is written, by the kinds of the steps that lead to it (`Node.kinds`); ``shown``: it may be quoted."""
    return _APART.join(dict.fromkeys(phrase for _, kind in kinds for phrase in _phrases(kind, shown)))


def _phrases(kind: str, shown: bool) -> Iterator[str]:
    if found := _LAYOUT.search(kind):
        yield _layout(found["line"])
        kind = kind[: found.start()] + kind[found.end() :]
    if found := _TAG.search(kind):
        yield f"read as {found[1]}" + (f": {found[2]}" if shown else "")
        kind = kind[: found.start()]
    words = kind.split()
    if words[:1] == ["byte-order"]:
        words = ["byte-order mark", *words[2:]]
    if words:
        yield _STARTS.get(words[0], f"of the kind {words[0]!r}")


def _layout(line: str) -> str:
    if "\\t" in line:
        return "a tab outside of quotes on its line"
    return "a comment right behind a value, without a blank" if _BEHIND.search(line) else "a sign right before a value"


def difference(old: Element, new: Element) -> str | None:
    """What tells two values apart that look the same; None where they do not."""
    if not (old.has_value and new.has_value):
        return None
    if old.value == new.value and type(old.value) is type(new.value):
        return read_differently(old.note, new.note)
    return white_space(old.value, new.value) if isinstance(old.value, str) and isinstance(new.value, str) else None


def white_space(old: str, new: str) -> str | None:
    """That two texts differ only in white space, and where; None where they do not."""
    if old == new or old.split() != new.split():
        return None
    return f"{_SPACE}: {' -> '.join(_around(old, new))}"


def is_of_space(detail: str | None) -> bool:
    """Whether these are the words of `white_space`."""
    return detail is not None and detail.startswith(_SPACE)


def read_differently(old: str, new: str) -> str:
    """What the notes of two values with one text do not share."""
    before, after = old.split(_APART) if old else [], new.split(_APART) if new else []
    come = [phrase for phrase in after if phrase not in before]
    gone = [phrase for phrase in before if phrase not in after]
    said = [f"now {' and '.join(come)}" if come else "", f"no longer {' and '.join(gone)}" if gone else ""]
    return (
        f"the same value, read differently by some: {', '.join(filter(None, said))}"
        if come or gone
        else ("the same text, read as another type")
    )


def _around(old: str, new: str) -> tuple[str, str]:
    """Both texts where they begin to differ, with white space as JSON writes it."""
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, at - MAX_QUOTED)
    before, after = (json.dumps(text[start : at + MAX_QUOTED], ensure_ascii=False) for text in (old, new))
    return ("..." if start else "") + before, ("..." if start else "") + after


def end_of_file(old: bytes, new: bytes) -> str | None:
    """That two files differ only in the line ends at their ends; None where they do not."""
    ends = [data[len(data.rstrip(b"\r\n")) :] for data in (old, new)]
    if old == new or old[: len(old) - len(ends[0])] != new[: len(new) - len(ends[1])]:
        return None
    before, after = (end.count(b"\n") for end in ends)
    if before and not after:
        return "only the end of the file: the last line has no line end any more"
    return f"only the end of the file: line ends there {before} -> {after}"


def line_ends(old: bytes, new: bytes) -> str | None:
    """That two files differ only in how their lines end; None where they do not."""
    if old == new or old.replace(b"\r\n", b"\n") != new.replace(b"\r\n", b"\n"):
        return None
    return "line ends only: " + ("LF -> CR LF" if new.count(b"\r\n") > old.count(b"\r\n") else "CR LF -> LF")
