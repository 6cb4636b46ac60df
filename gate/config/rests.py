"""What a glob still asks for below a folder, so that it is known what it could match behind a link or in a submodule.

Of ``data/**/*.jsonl`` the rest below ``data/a`` is ``**/*.jsonl``, below ``deploy`` there is none. The rest of what
a glob matches itself is empty.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gate.config.selectors import translate
from gate.values.regex import regex

Rest = tuple[str, ...]  # segments of a glob; () where nothing is left

_ANY = "**"
_MAGIC = regex(r"[*?\[]")
_ONLY_STARS = regex(r"[^?\[]*")


def rests(glob: str, path: str) -> frozenset[Rest]:
    """What is left of a glob behind ``path``, a file or folder ("" for the root); empty where nothing there matches."""
    segments = tuple(glob.split("/"))
    last = len(segments) - 1
    places = {0}
    for part in path.split("/") if path else ():
        found: set[int] = set()
        for place in _skipped(segments, places):
            if place > last:
                continue
            if segments[place] == _ANY:
                found.add(place)
                if place == last:
                    found.add(place + 1)
            elif segment_pattern(segments[place]).fullmatch(part):
                found.add(place + 1)
        places = found
        if not places:
            break
    return frozenset(segments[place:] for place in places)


def holds(wide: Rest, narrow: Rest) -> bool:
    """Whether all that ``narrow`` matches is matched by ``wide``, as far as that can be told segment by segment."""
    if wide == narrow:
        return True
    if not wide or not narrow:
        return False
    if wide[0] == _ANY:
        return len(wide) == 1 or holds(wide[1:], narrow) or holds(wide, narrow[1:])
    return narrow[0] != _ANY and _holds_segment(wide[0], narrow[0]) and holds(wide[1:], narrow[1:])


def _skipped(segments: Rest, places: set[int]) -> set[int]:
    """The places, and those behind each ``**`` that can stand for no folder at all."""
    found = set(places)
    for place in places:
        at = place
        while at < len(segments) - 1 and segments[at] == _ANY:
            at += 1
            found.add(at)
    return found


def _holds_segment(wide: str, narrow: str) -> bool:
    if wide in ("*", narrow):
        return True
    if not _MAGIC.search(narrow):
        return segment_pattern(wide).fullmatch(narrow) is not None
    # the stars of the wide one take those of the narrow one for characters
    return (
        _ONLY_STARS.fullmatch(wide) is not None and "[" not in narrow and bool(segment_pattern(wide).fullmatch(narrow))
    )


@lru_cache(maxsize=4096)
def segment_pattern(segment: str) -> re.Pattern[str]:
    """The regular expression of one segment of a glob, to be matched against a whole name."""
    return re.compile(translate(segment), re.DOTALL)
