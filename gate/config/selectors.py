"""Selectors: a glob over paths, or a glob and a JSON Pointer into the parsed file.

``configs/*.yaml#/datasets/*/path`` selects the value at ``/datasets/<any one step>/path`` of every YAML file in
``configs``. In a glob ``*`` and ``?`` stay within one directory, ``**`` is any number of directories, ``[ab]`` and
``[!ab]`` are one character of a set. A selector that starts with ``!`` takes away what the others of its surface
select. ``{path: chart/*.yaml, as: text}`` selects files whose content is not what their names say.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from gate.documents import tokens_of
from gate.values.regex import regex

OBSERVED = "upstream.yaml"  # of an evidence folder
_STAR = "*"
_MAGIC = regex(r"[*?\[]")
_SET = regex(r"(.)-(.)|(.)", re.DOTALL)  # ranges and characters between brackets
_PLAIN = regex(r"[A-Za-z_][\w-]*[./*](?:[\w./*-]*[\w*])?")  # is no word of YAML's, and needs no quotes in braces
_NO_PARTS = frozenset(("", ".", ".."))


@dataclass(frozen=True)
class Selector:
    """One selector as it was written; ``glob`` and ``pointer`` are its parts, ``exclude`` says it takes away.

    ``read_as`` is 'text' or 'bytes' where the files are to be compared as that, whatever their names say. One that
    ``is_optional`` may find nothing.
    """

    text: str
    glob: str
    pointer: tuple[str, ...] | None
    exclude: bool
    read_as: str | None = None
    is_optional: bool = False

    @classmethod
    def observed(cls, folder: str, surface: str) -> Selector:
        """What references of a surface stand for, in the observations that a pack may have."""
        path = f"{folder}/{OBSERVED}"
        pointer = ("observations", surface, "*", "stands_for")
        return cls(f"{path}#/{'/'.join(pointer)}", cls.literal(path).glob, pointer, False, is_optional=True)

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Raises ValueError with a sentence for the user where the selector has no meaning."""
        exclude = text.startswith("!")
        glob, mark, pointer = text.removeprefix("!").partition("#")
        return cls(text, _glob(glob), tokens_of(pointer) if mark else None, exclude)

    @classmethod
    def of_files(cls, glob: str, read_as: str) -> Selector:
        """The selector of whole files that are read as 'text' or 'bytes'. Raises ValueError as `parse` does."""
        if "#" in glob:
            raise ValueError("with 'as' a file is not parsed, so no JSON Pointer leads into it")
        if glob.startswith("!"):
            raise ValueError("with 'as' a selector cannot take files away")
        return cls(f"{{path: {_quoted(glob)}, as: {read_as}}}", _glob(glob), None, False, read_as)

    @classmethod
    def literal(cls, path: str) -> Selector:
        """The selector of one path, whatever characters its name has."""
        return cls(path, re.sub(r"([*?\[])", r"[\1]", path), None, False)

    @classmethod
    def below(cls, folder: str) -> Selector:
        """The selector of every file in a folder, whatever characters its name has."""
        literal = cls.literal(folder)
        return cls(f"{folder}/**", f"{literal.glob}/**", None, False)

    @cached_property
    def prefix(self) -> str:
        """The literal path or directory that every match is or lies in ("" where there is none)."""
        magic = _MAGIC.search(self.glob)
        return self.glob[: magic.start()].rpartition("/")[0] if magic else self.glob

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(translate(self.glob), re.DOTALL)

    @cached_property
    def _literals(self) -> tuple[str, ...]:
        """Texts that are in every match: most paths are told apart by them, and no pattern is compiled."""
        if "[" in self.glob:
            return (self.prefix,)
        return tuple(filter(None, self.glob.replace("**/", "*").replace("?", "*").split("*")))

    def matches(self, path: str) -> bool:
        for text in self._literals:
            if text not in path:
                return False
        return path == self.glob if self.prefix == self.glob else self.pattern.fullmatch(path) is not None


def line_for(path: str, read_as: str) -> str:
    """The line of a configuration that selects one file as 'text' or 'bytes'."""
    glob = re.sub(r"([*?\[])", r"[\1]", path).replace("#", "?")
    return f"- {{path: {_quoted(glob)}, as: {read_as}}}"


def _quoted(glob: str) -> str:
    return glob if _PLAIN.fullmatch(glob) else json.dumps(glob, ensure_ascii=False)


@lru_cache(maxsize=64)  # a file has many values
def _glob(text: str) -> str:
    """The glob of a selector. Raises ValueError where it has no meaning."""
    glob = text.removeprefix("./")
    if not glob:
        raise ValueError("a selector names a path")
    if "\0" in glob:
        raise ValueError("no path has a NUL in it")
    if glob.startswith("/") or "\\" in glob or not _NO_PARTS.isdisjoint(glob.split("/")):
        raise ValueError("a path is relative to the repository's root, with '/' and without '.', '..' or '//'")
    if "[" in glob:
        try:
            re.compile(translate(glob))  # only a set of characters can be malformed
        except re.error:
            raise ValueError("the characters in '[...]' of a path have no meaning") from None
    return glob


class Paths:
    """Paths that selectors are held against: each finds those of its own folder without a look at the others."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._sorted = sorted(paths)
        self._paths = frozenset(self._sorted)
        self._folders = {folder for path in self._sorted for folder in folders(path)}

    def below(self, folder: str) -> list[str]:
        """The paths in a folder, at any depth."""
        if folder not in self._folders:
            return []
        start = bisect_left(self._sorted, folder + "/") if folder else 0
        end = bisect_left(self._sorted, folder + "0", start) if folder else None  # "0" is the character after "/"
        return self._sorted[start:end]

    def holds(self, path: str) -> bool:
        """Whether one of the paths is this, or lies in it as in a folder."""
        return path in self._paths or path in self._folders

    def found_by(self, selector: Selector) -> list[str]:
        """The paths that a selector matches, or that are where it looks for a folder."""
        prefix = selector.prefix
        return [*self._to(prefix), *(path for path in self.below(prefix) if selector.matches(path))]

    def around(self, selector: Selector) -> list[str]:
        """The paths above, at and below where a selector looks, whether it matches them or not."""
        return [*self._to(selector.prefix), *self.below(selector.prefix)]

    def _to(self, prefix: str) -> list[str]:
        return [path for path in (*folders(prefix), prefix) if path in self._paths]


def folders(path: str) -> list[str]:
    """The folders that hold a path, from the top ("") down; none for "" itself."""
    if not path:
        return []
    found = [""]
    at = path.find("/")
    while at >= 0:
        found.append(path[:at])
        at = path.find("/", at + 1)
    return found


def covers(selectors: Iterable[Selector], path: str, tokens: tuple[str, ...]) -> bool:
    """Whether the selectors of a surface select the value that the tokens lead to, or what holds it."""
    rows = [selector for selector in selectors if selector.matches(path)]
    if any(selector.exclude for selector in rows):
        return False
    return any(
        selector.pointer is None
        or (
            len(selector.pointer) <= len(tokens)
            and all(step in ("*", token) for step, token in zip(selector.pointer, tokens, strict=False))
        )
        for selector in rows
    )


def _in_set(found: re.Match[str]) -> str:
    """A range or a character of a set, so that nothing but the sign of a range means more than itself."""
    return "-".join(re.sub(r"[-\\\[\]^&~|]", r"\\\g<0>", char) for char in found.groups() if char is not None)


def translate(glob: str) -> str:
    """The regular expression of a glob, to be matched against a whole path."""
    pieces: list[str] = []  # of one character each, or _STAR
    out: list[str] = []
    index = 0
    while index < len(glob):
        char = glob[index]
        if glob.startswith("**/", index) and (index == 0 or glob[index - 1] == "/"):
            pieces.append("(?:[^/]+/)*")
            index += 3
            continue
        if glob.startswith("**", index) and index + 2 == len(glob) and (index == 0 or glob[index - 1] == "/"):
            pieces.append(".+")
            index += 2
            continue
        if char == "*":
            if pieces[-1:] != [_STAR]:
                pieces.append(_STAR)
        elif char == "?":
            pieces.append("[^/]")
        elif char == "[":
            end = glob.find("]", index + 2 if glob.startswith("[!", index) else index + 1)
            if end < 0 or "/" in glob[index:end]:
                raise ValueError("a '[' in a path has no ']'")
            inside = glob[index + 1 : end]
            negated = inside.startswith("!")
            inside = _SET.sub(_in_set, inside.removeprefix("!"))
            pieces.append(f"(?!/)[{'^' if negated else ''}{inside}]")
            index = end
        else:
            pieces.append(re.escape(char))
        index += 1
    while pieces:
        piece = pieces.pop(0)
        if piece != _STAR:
            out.append(piece)
            continue
        run = list(takewhile(lambda p: p not in (_STAR, "/"), pieces))
        del pieces[: len(run)]
        # before another star the first match of what stands between is as good as any, so none is tried twice
        out.append(f"(?>[^/]*?{''.join(run)})" if pieces[:1] == [_STAR] else f"[^/]*{''.join(run)}")
    return "".join(out)
