"""Globs that stand for families of files, so that the next one of a family is reviewed as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gate.config.selectors import Paths, Selector
from gate.recognise.paths import extension
from gate.recognise.propose.choice import literal
from gate.values.regex import regex

_PIECES = regex(r"[-_.]|\d+$")
MIN_PREFIX = 3  # letters that a family's names begin with


class Families:
    """Finds globs that match nothing of the repository but what they are to stand for."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = Paths(paths)

    def cover(self, files: Iterable[str], allowed: Iterable[str], family: str | None) -> dict[str, str]:
        """File -> the glob that stands for it; a glob matches files of ``allowed`` alone.

        ``family`` is 'whole' for files that are of one surface as they are, else as in `Place`.
        """
        rest = sorted(set(files))
        free = frozenset(allowed) | frozenset(rest)
        found: dict[str, str] = {}
        for path in rest:
            if path in found:
                continue
            glob = next((g for g in _candidates(path, family) if self._is_within(g, free)), literal(path))
            found.update((other, glob) for other in rest if Selector.parse(glob).matches(other))
            found.setdefault(path, glob)
        return found

    def _is_within(self, glob: str, free: frozenset[str]) -> bool:
        return all(path in free for path in self._paths.found_by(Selector.parse(glob)))


def _candidates(path: str, family: str | None) -> Iterator[str]:
    """Globs that match a path, the widest one first."""
    folder, _, name = path.rpartition("/")
    kind = extension(path)
    if family is None or not kind or "#" in path:
        return
    above = folder.split("/") if folder else []
    if family == "whole":
        for depth in range(1, len(above) + 1):
            yield f"{literal('/'.join(above[:depth]))}/**"
    if family in ("whole", "config"):
        for depth in range(1, len(above) + 1):
            yield f"{literal('/'.join(above[:depth]))}/**/*{name[-len(kind) :]}"
        if above:
            yield f"{literal(folder)}/*{name[-len(kind) :]}"
    yield from _by_name(folder, name, kind, whole=family == "named")


def _by_name(folder: str, name: str, kind: str, *, whole: bool) -> Iterator[str]:
    """Globs by the beginning of a name: ``train-*.yaml``, and then ``train-support*.yaml``; by all of it alone."""
    stem = name[: -len(kind)]
    at = f"{literal(folder)}/" if folder else ""
    ends = [] if whole else [match.start() for match in _PIECES.finditer(stem)]
    for end in (*ends, len(stem)):
        if end >= MIN_PREFIX:
            joint = stem[end : end + 1] if stem[end : end + 1] in ("-", "_", ".") else ""
            yield f"{at}{literal(stem[:end] + joint)}*{name[-len(kind) :]}"


def common_folder(paths: Sequence[str]) -> str:
    """The deepest folder that holds all the paths; "" for the root."""
    parts = [path.split("/")[:-1] for path in paths]
    shared: list[str] = []
    for step in zip(*parts, strict=False):
        if len(set(step)) > 1:
            break
        shared.append(step[0])
    return "/".join(shared)
