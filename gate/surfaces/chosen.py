"""Which files a model's selectors choose in one snapshot."""

from __future__ import annotations

from gate.config.load import Surfaces
from gate.config.selectors import Selector
from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.snapshot import Snapshot
from gate.surfaces.links import Links, on_the_way


def entries_of(snapshot: Snapshot, surfaces: Surfaces) -> dict[str, Entry]:
    """Every file where a selector looks; a link or a submodule, too, that is where it looks for a folder."""
    prefixes = {s.prefix for selectors in surfaces.values() for s in selectors if not s.exclude}
    entries = snapshot.entries(prefixes)
    optional = {s.prefix for selectors in surfaces.values() for s in selectors if s.is_optional}
    for prefix in sorted(prefixes - optional):
        if not snapshot.entries([prefix]) and (path := on_the_way(snapshot, prefix)) is not None:
            entry = snapshot.entry(path)
            if entry is not None:
                entries[path] = entry
    return entries


def chosen_of(selectors: tuple[Selector, ...], entries: dict[str, Entry], links: Links) -> dict[str, list[Selector]]:
    """Path -> the selectors of one surface that choose it."""
    includes = [s for s in selectors if not s.exclude]
    excludes = [s for s in selectors if s.exclude]
    chosen: dict[str, list[Selector]] = {}
    for path, entry in entries.items():
        if entry.mode in (SYMLINK, GITLINK):
            hits = links.hits(path, entry)
        else:
            hits = [s for s in includes if s.matches(path)]
            hits = [] if hits and any(s.matches(path) for s in excludes) else hits
        if hits:
            chosen[path] = hits
    return chosen
