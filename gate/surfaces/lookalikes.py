"""Paths that some file systems take for another: they differ only by case, or by the form of their Unicode text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from gate.config.selectors import Selector, translate
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, SurfaceError


def refuse_lookalikes(snapshot: Snapshot, paths: Iterable[str], selectors: Iterable[Selector]) -> None:
    """Raises SurfaceError for every path that no selector finds but would on such a file system.

    ``paths`` are those to be looked at; one that is not in the snapshot is passed over. macOS and Windows fold case,
    macOS the normal forms NFC and NFD too; where two names fall into one, the content of either can be read.
    """
    rows = list(selectors)
    folded = [(fold(s.prefix), re.compile(translate(fold(s.glob)), re.DOTALL), s) for s in rows]
    problems: list[Problem] = []
    for path in sorted(paths):
        name = fold(path)
        near = [s for prefix, glob, s in folded if _takes_place_of(name, prefix, glob)]
        if not near or any(s.matches(path) or (s.prefix + "/").startswith(path + "/") for s in rows):
            continue
        if snapshot.entry(path) is not None:
            problems.append(
                Problem(
                    f"on some file systems this is what the selector {near[0].text!r} finds",
                    path,
                    1,
                    remedy="Name the file so that it differs by more than case or Unicode form.",
                )
            )
    if problems:
        raise SurfaceError(problems)


def fold(text: str) -> str:
    return normalize("NFC", normalize("NFC", text).casefold())


def _takes_place_of(name: str, prefix: str, glob: re.Pattern[str]) -> bool:
    """Whether a path is found by a selector, or is a file where its folder is."""
    if (prefix + "/").startswith(name + "/"):
        return True
    return name.startswith(prefix) and glob.fullmatch(name) is not None
