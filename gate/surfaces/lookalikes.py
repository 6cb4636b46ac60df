"""Paths that some file systems take for another: a check-out there has the content of either.

What is folded, and by which: case and the Unicode forms by NTFS, APFS, HFS+ and folders of ext4 with casefold (the last
by Unicode's case folding, without its ignorable code points: fs/unicode of Linux); zero-width and directional signs by
HFS+ (``next_hfs_char`` in git's utf8.c); dots and blanks at the end of a name, and ``:stream`` behind it, by Windows
(Naming Files, Paths, and Namespaces; File Streams); a backslash for a slash, too; a name of 8.3 characters
(``GUARDR~1.YAM``) for a longer one by NTFS and FAT ([MS-FSCC] 2.1.5.2.1). Compatibility forms (full-width letters,
ligatures) by programs of Windows that convert a name to their code page, and the dotless i by those with Turkish
settings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from unicodedata import category, normalize

from gate.config.rests import rests, segment_pattern
from gate.config.selectors import Paths, Selector
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, SurfaceError
from gate.values.regex import regex

_WINDOWS = regex(r"[. ](?:/|$)|[:\\]")
_STREAM = regex(r":[^/]*")
_END = regex(r"(?<=[^/. ])[. ]+(?=/|$)")
_SHORT = regex(r"([^~/]{1,6})~[0-9]{1,6}(?:\.([^./]{0,3}))?", re.DOTALL)
_HASHED = regex(r"[0-9a-f]{4}$")
_NO_PART_OF_SHORT = regex(r"[. ]")
_REPLACED_IN_SHORT = regex(r"[+,;=\[\]]")
_MAGIC = regex(r"[*?\[]")
# Default_Ignorable_Code_Point of Unicode that is no format character (Cf): DerivedCoreProperties.txt
_IGNORABLE = regex("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def refuse_lookalikes(
    snapshot: Snapshot, paths: Iterable[str], selectors: Iterable[Selector], links: Collection[str] = ()
) -> None:
    """Raises SurfaceError for every path that no selector finds but would on such a file system.

    ``paths`` are those to be looked at; one that is not in the snapshot is passed over. ``links`` are those of them
    that are symbolic links or submodules, so that a selector could find something below them.
    """
    problems = [
        Problem(
            f"on some file systems this is what the selector {selector.text!r} finds",
            path,
            1,
            remedy="Give it a name that differs by more than case, Unicode form, or what Windows leaves out of a name.",
        )
        for path, selector in lookalikes(paths, list(selectors), links)
        if snapshot.mode(path) is not None
    ]
    if problems:
        raise SurfaceError(problems)


def lookalikes(
    paths: Iterable[str], selectors: Sequence[Selector], links: Collection[str] = ()
) -> Iterator[tuple[str, Selector]]:
    """Every path, in order, that no selector finds but would on such a file system, with the first that would."""
    given: dict[str, list[str]] = {}  # folded -> as they are
    for path in paths:
        given.setdefault(fold(path), []).append(path)
    folded = Paths(given)
    above, exactly = Paths(fold(path) for path in links), Paths(links)
    short = [(path, name) for name, rows in given.items() if "~" in name and _has_short(name) for path in rows]
    near: dict[str, Selector] = {}
    exact: set[str] = set()
    for selector in selectors:
        there = _folded(selector)
        found = [path for name in folded.found_by(there) for path in given[name]]
        found += [p for n in above.around(there) if rests(there.glob, n) for p in given.get(n, ()) if p in links]
        found += [path for path, name in short if _could_be_short(there.glob, name)]
        for path in found:
            near.setdefault(path, selector)
            if selector.matches(path) or below(selector.prefix, path) or (path in links and rests(selector.glob, path)):
                exact.add(path)
    candidates = Paths(near.keys() - exact)  # of hardly any selector: only what no selector has found so far
    for selector in selectors if near.keys() - exact else ():
        exact.update(candidates.found_by(selector))
        exact.update(path for path in exactly.around(selector) if rests(selector.glob, path))
    for path in exact:
        near.pop(path, None)
    yield from sorted(near.items(), key=itemgetter(0))


def fold(text: str) -> str:
    """The text as such a file system compares it."""
    text = _letters(text)
    if not _WINDOWS.search(text):
        return text
    return _END.sub("", _STREAM.sub("", text.replace("\\", "/")))


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = normalize("NFKC", normalize("NFKC", text).upper().casefold())
    text = "".join(char for char in text if char.isascii() or category(char) != "Cf")
    return normalize("NFC", _IGNORABLE.sub("", text)).replace("i\u0307", "i")


@lru_cache(maxsize=4096)
def _folded(selector: Selector) -> Selector:
    glob = fold(selector.glob) if "[" not in selector.glob else _letters(selector.glob)
    if glob.count("[") != selector.glob.count("["):  # a full-width one is no set of characters
        glob = selector.glob.lower()
    return selector if glob == selector.glob else replace(selector, glob=glob)


def _has_short(folded: str) -> bool:
    return any(_SHORT.fullmatch(part) for part in folded.split("/"))


def _could_be_short(glob: str, folded: str) -> bool:
    """Whether the glob matches a path whose short name is this one, or a path below it."""
    places = {0}
    segments = glob.split("/")
    for part in folded.split("/"):
        found: set[int] = set()
        for place in places:
            at = place
            while at < len(segments) and segments[at] == "**":
                found.add(at)
                at += 1
            if at < len(segments) and _could_be(segments[at], part):
                found.add(at + 1)
        places = found
    return bool(places)


def _could_be(segment: str, part: str) -> bool:
    """Whether a segment of a glob matches the name, or a longer one of which it is the short name.

    That has the first six characters of the name without dots and blanks, or two and a checksum, and three of the
    ending.
    """
    match = _SHORT.fullmatch(part)
    if match is None:
        return segment_pattern(segment).fullmatch(part) is not None
    stem, ending = match[1], match[2] or ""
    name, _, suffix = segment.rpartition(".") if "." in segment else (segment, "", "")
    if not _MAGIC.search(suffix) and suffix[:3] != ending:
        return False
    if _MAGIC.search(name):
        return True
    basis = _REPLACED_IN_SHORT.sub("_", _NO_PART_OF_SHORT.sub("", name))
    if basis == name and len(name) <= 8 and len(suffix) <= 3:
        return False  # short enough to have no other
    return basis.startswith(stem) or (_HASHED.search(stem) is not None and basis.startswith(stem[:-4]))
