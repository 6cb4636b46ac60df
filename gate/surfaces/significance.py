"""How far apart two base models are, from what names them: the fact behind "where the change is significant".

Levels, least first: ``revision`` (another commit, digest, dated snapshot or patch release of the same model), ``minor``
and ``major`` (another version of the same family and size; below 1.0 every version is a major one), ``model`` (another
model, or nothing that shows that it is the same).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.values.changes import Change
from gate.values.elements import split_key
from gate.values.regex import regex

LEVELS = ("revision", "minor", "major", "model")
_REVISION_KEYS = frozenset({"revision", "model_revision", "revision_of_model"})
_COMMIT = regex(r"(?:sha256:)?[0-9a-f]{7,64}")
_DATE = regex(r"(?<![0-9])(?:20[0-9]{2}-[01][0-9]-[0-3][0-9]|20[0-9]{6})(?![0-9])")
_SIZE = regex(r"(?i)(?<![a-z0-9.])(?:[0-9]+x)?[0-9]+(?:\.[0-9]+)?[bm](?![a-z0-9])")
_VERSION = regex(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}(?![0-9.])")
_MARKS = regex("[\\x00-\\x02]")


def significance(changes: Iterable[Change]) -> str:
    """The highest level among the changes of a base-model surface."""
    return max((_of_change(change) for change in changes), key=LEVELS.index, default=LEVELS[0])


def _of_change(change: Change) -> str:
    pointer = split_key(change.key)[1]
    if pointer.rpartition("/")[2] in _REVISION_KEYS and not any("/" in str(v) for v in (change.old, change.new)):
        return "revision"
    if not isinstance(change.old, str) or not isinstance(change.new, str):
        return "model"
    return between(change.old, change.new)


def between(old: str, new: str) -> str:
    """The level between two names or revisions of a base model."""
    if _COMMIT.fullmatch(old) and _COMMIT.fullmatch(new):
        return "revision"
    if _MARKS.search(old + new):  # a name that could be taken for one whose parts were marked
        return "revision" if old == new else "model"
    names = [_parts(text) for text in (old, new)]
    if names[0][0] != names[1][0]:
        return "model"
    for before, after in zip(names[0][1], names[1][1], strict=True):
        if before != after:
            return _between_versions(before, after)
    return "revision"


def _parts(text: str) -> tuple[str, list[tuple[int, ...]]]:
    """A name with its dates taken out and its versions marked, and these versions. A size is part of the name."""
    sizes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        sizes.append(match[0].lower())
        return "\0"

    bare = _SIZE.sub(keep, _DATE.sub("\1", text))
    versions = [tuple(int(part) for part in match[0].split(".")) for match in _VERSION.finditer(bare)]
    return "|".join([_VERSION.sub("\2", bare), *sizes]), versions


def _between_versions(old: tuple[int, ...], new: tuple[int, ...]) -> str:
    width = max(len(old), len(new))
    before, after = ((*version, *(0,) * (width - len(version))) for version in (old, new))
    at = next((index for index in range(width) if before[index] != after[index]), width)
    if at == 0 or (at == 1 and before[0] == 0):
        return "major"
    return "minor" if at == 1 else "revision"
