"""Files that are no surface of a model by where they stand, whatever they say, and why."""

from __future__ import annotations

from collections.abc import Iterable

from gate.recognise.paths import ignored_by
from gate.recognise.vocabulary import is_evaluation, words
from gate.values.regex import regex
from gate.values.terms import ARTEFACT_KINDS

_STATE = regex(r"(.+/)?states/[0-9a-f]{64}\.json")
_PACK = frozenset((*ARTEFACT_KINDS, "disposition"))
_FOLDERS = {
    "documentation": frozenset("doc docs documentation tutorial tutorials workshop workshops wiki".split()),
    "an example": frozenset("example examples sample samples demo demos".split()),
    "test data": frozenset("fixture fixtures mock mocks testdata".split()),
    "no longer in use": frozenset("deprecated archive archived attic obsolete".split()),
}


def packs(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders of evidence packs, told by the names of what is in them: one state, or two documents."""
    documents: dict[str, set[str]] = {}
    found: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if not folder:
            continue
        if _STATE.fullmatch(path):
            found.add(folder.rpartition("/")[0] or folder)
        stem, _, kind = name.rpartition(".")
        if kind in ("yaml", "yml") and stem in _PACK:
            documents.setdefault(folder, set()).add(stem)
    found.update(folder for folder, stems in documents.items() if len(stems) > 1)
    return tuple(sorted(found))


def reason(path: str) -> str | None:
    """Why a file is left out whatever it says; None for one that is looked at."""
    found = left_out(path)
    return None if found is None else found[1]


def left_out(path: str) -> tuple[str, str] | None:
    """(the folder or file that is left out as a whole, why) of a file that no model is made of."""
    glob = ignored_by(path)
    if glob is not None:
        return path, f"never a surface ({glob})"
    *folders, name = path.split("/")
    for depth, folder in enumerate(folders, 1):
        for what, named in _FOLDERS.items():
            if folder.lower() in named:
                return "/".join(folders[:depth]), f"{what} (the folder {folder!r})"
    for depth, part in enumerate((*folders, name.partition(".")[0]), 1):
        if is_evaluation(part):
            word = next(word for word in words(part) if is_evaluation(word))
            return "/".join(path.split("/")[:depth]), f"evaluation (the word {word!r} in the path)"
    return None
