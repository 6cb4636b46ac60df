"""Which files of a change could hold something that no selector covers: told by their names alone, as far as that goes.

Nothing of `gate.recognise` is imported here, so that a change of other files costs no more than before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gate.config.cover import Cover
from gate.config.exclusions import excluded_by
from gate.evidence.files import is_of_pack
from gate.git.paths import below
from gate.git.snapshot import Snapshot

if TYPE_CHECKING:
    from gate.case.sides import Sides
    from gate.config.load import Config
    from gate.git.entry import Entry

RULE = "surface-unreviewed"
# endings in which no recogniser looks for anything; a test asks each of them
COLD = frozenset(
    "ts tsx js jsx mjs cjs vue svelte go rs java kt scala c h cc cpp hpp cs rb php swift r css scss less html htm "
    "svg png jpg jpeg gif ico webp pdf woff woff2 ttf mp3 mp4 rst adoc rego proto sql cmd bat ps1 gradle sum mod "
    "map".split()
)
# a Markdown file is a prompt or a policy only where its path has one of these
_STEMS = (
    "readme",
    "card",
    "prompt",
    "persona",
    "system",
    "template",
    "guard",
    "moder",
    "shield",
    "polic",
    "list",
    "unsafe",
    "words",
)


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
    return [path for path in paths if not _is_plain_readme(sides, path)], cover


def is_cold(path: str) -> bool:
    """Whether nothing can be recognised in the file, by its name: asked of every changed path, so cheap."""
    ending = path.rpartition("/")[2].rpartition(".")[2].lower()
    if ending == "md":
        folded = path.lower()
        return not any(stem in folded for stem in _STEMS)
    return ending in COLD


def _is_plain_readme(sides: Sides, path: str) -> bool:
    """Whether a file that is often a model card has no front matter on either side, and so is none."""
    if path.rpartition("/")[2].lower() != "readme.md":
        return False
    for side in (sides.base, sides.head):
        entry = side.entry(path) if side is not None else None
        if side is not None and entry is not None and not (entry.is_regular and _begins_otherwise(side, path, entry)):
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
    if any(below(path, folder) for folder in _folders(trusted)):
        return True
    if sides.new is None:
        return False
    inside = next((folder for folder in _folders(sides.new) if below(path, folder)), None)
    return inside is not None and is_of_pack(path.removeprefix(inside + "/"))


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
