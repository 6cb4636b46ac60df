"""Which files of a change could hold something that no selector covers: told by their names alone, as far as that goes.

Nothing of `gate.recognise` is imported here, so that a change of other files costs no more than before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gate.case.deletions import is_request
from gate.config.cover import Cover
from gate.config.exclusions import excluded_by
from gate.extract.cold import MAX_READ, ending_of, is_cold, may_say
from gate.extract.grammars import ENDINGS
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.values.errors import UndecidedError

if TYPE_CHECKING:
    from gate.case.sides import Sides
    from gate.config.load import Config
    from gate.git.entry import Entry

RULE = "surface-unreviewed"


def paths_to_ask(sides: Sides, changed: Iterable[str], dropped: set[str]) -> tuple[list[str], Cover]:
    """The paths to look at, in order, and what the selectors of both sides cover in them."""
    out = sides.trusted.exclusions
    paths = [
        path
        for path in sorted({*changed, *dropped})
        if not is_cold(path) and not _is_own(sides, path) and excluded_by(out, path, (), RULE) is None
    ]
    cover = Cover(sides.definitions, paths)
    paths = [path for path in paths if path in dropped or not cover.at(path).is_whole]
    return [path for path in paths if not _is_plain_readme(sides, path) and not _is_other_code(sides, path)], cover


def _is_plain_readme(sides: Sides, path: str) -> bool:
    """Whether a file that is often a model card has no front matter on either side, and so is none."""
    if path.rpartition("/")[2].lower() != "readme.md":
        return False
    for side in (sides.base, sides.head):
        entry = side.entry(path) if side is not None else None
        if side is not None and entry is not None and not (entry.is_regular and _begins_otherwise(side, path, entry)):
            return False
    return True


def _is_other_code(sides: Sides, path: str) -> bool:
    """Whether a program's text has no word of a model on either side: told before anything that parses it is loaded."""
    if ending_of(path) not in ENDINGS:
        return False
    for side in (sides.base, sides.head):
        entry = side.entry(path) if side is not None else None
        if side is None or entry is None:
            continue
        try:
            data = side.read(path, entry, limit=MAX_READ) if entry.is_regular else b""
        except UndecidedError:
            return False
        if not entry.is_regular or may_say(path, data):
            return False
    return True


def _begins_otherwise(side: Snapshot, path: str, entry: Entry) -> bool:
    """Whether a file begins otherwise than with front matter."""
    stream = side.stream(path, entry)
    try:
        return not next(iter(stream), b"").removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    finally:
        for _ in stream:  # the next question to git comes after the whole answer
            pass


def _is_own(sides: Sides, path: str) -> bool:
    """Whether a file is the gate's own. A folder that only the head names holds what evidence and policies hold."""
    trusted = sides.trusted
    if path == sides.config_path or any(s.matches(path) for s in trusted.control_plane.paths):
        return True
    if any(below(path, folder) for folder in _folders(trusted)) or is_request(path):
        return True
    if sides.new is None:
        return False
    inside = next((folder for folder in _folders(sides.new) if below(path, folder)), None)
    if inside is None:
        return False
    from gate.evidence.files import is_of_pack

    return is_of_pack(path.removeprefix(inside + "/"))


def _folders(config: Config) -> list[str]:
    return [*config.policies, config.control_plane.evidence, *(m.evidence for m in config.models.values())]


def dropped_paths(sides: Sides) -> set[str]:
    """The files of the head that the base's selectors cover, and the head's no longer cover, or not all of them."""
    if sides.old is None or sides.new is None or sides.old is sides.new:
        return set()
    kept = {
        (name, surface, s.text) for name, m in sides.new.models.items() for surface, r in m.surfaces.items() for s in r
    }
    gone = [
        s
        for name, model in sides.old.models.items()
        for surface, rows in model.surfaces.items()
        for s in rows
        if not s.exclude and (name, surface, s.text) not in kept
    ]
    taking = [
        s
        for name, model in sides.new.models.items()
        for surface, rows in model.surfaces.items()
        for s in rows
        if s.exclude and s not in _of(sides.old, name, surface)
    ]
    selectors = [*gone, *taking]
    if not selectors:
        return set()
    entries = sides.head.entries({s.prefix for s in selectors})
    return {path for path in entries for s in selectors if s.matches(path)}


def _of(config: Config, model: str, surface: str) -> Iterable[object]:
    block = config.models.get(model)
    return block.surfaces.get(surface, ()) if block else ()
