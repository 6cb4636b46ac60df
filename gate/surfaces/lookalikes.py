"""Paths that some file systems take for another: they differ only by case, or by the form of their Unicode text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from unicodedata import normalize

from gate.config.selectors import Paths, Selector
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, SurfaceError


def refuse_lookalikes(snapshot: Snapshot, paths: Iterable[str], selectors: Iterable[Selector]) -> None:
    """Raises SurfaceError for every path that no selector finds but would on such a file system.

    ``paths`` are those to be looked at; one that is not in the snapshot is passed over. macOS and Windows fold case,
    macOS the normal forms NFC and NFD too; where two names fall into one, the content of either can be read.
    """
    problems = [
        Problem(
            f"on some file systems this is what the selector {selector.text!r} finds",
            path,
            1,
            remedy="Name the file so that it differs by more than case or Unicode form.",
        )
        for path, selector in lookalikes(paths, list(selectors))
        if snapshot.entry(path) is not None
    ]
    if problems:
        raise SurfaceError(problems)


def lookalikes(paths: Iterable[str], selectors: Sequence[Selector]) -> Iterator[tuple[str, Selector]]:
    """Every path, in order, that no selector finds but would on such a file system, with the first that would."""
    given: dict[str, list[str]] = {}  # folded -> as they are
    for path in paths:
        given.setdefault(fold(path), []).append(path)
    folded = Paths(given)
    near: dict[str, Selector] = {}
    exact: set[str] = set()
    for selector in selectors:
        for name in folded.found_by(_folded(selector)):
            for path in given[name]:
                near.setdefault(path, selector)
                if selector.matches(path) or below(selector.prefix, path):
                    exact.add(path)
    candidates = Paths(near.keys() - exact)  # of hardly any selector: only what no selector has found so far
    for selector in selectors if near.keys() - exact else ():
        exact.update(candidates.found_by(selector))
    for path in exact:
        near.pop(path, None)
    yield from sorted(near.items(), key=itemgetter(0))


def fold(text: str) -> str:
    """The text as such a file system compares it."""
    return text.lower() if text.isascii() else normalize("NFC", normalize("NFC", text).casefold())


def _folded(selector: Selector) -> Selector:
    glob = fold(selector.glob)
    return selector if glob == selector.glob else replace(selector, glob=glob)
