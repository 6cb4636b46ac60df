"""What the recognisers see in a snapshot, and between two of them."""

from __future__ import annotations

from gate.config.load import Config
from gate.git.paths import below
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.differ import changes
from gate.recognise.scan import Notice, scan
from gate.surfaces.fetch import SnapshotFetch
from gate.values.changes import Change
from gate.values.elements import Element


def recognised(snapshot: Snapshot, config: Config | None) -> tuple[list[Element], list[Notice]]:
    """Everything that is recognised, less what the configuration takes out; and what could not be read."""
    return scan(snapshot, lambda path: config is not None and is_own(path, config))


def recognised_changes(repository: Repository, base: Snapshot, head: Snapshot) -> tuple[list[Change], list[Notice]]:
    """Every change that the recognisers see, and what they could not read."""
    changed = repository.changed(base.name, head.name)
    renames = repository.renames(base.name, head.name)
    fetch = SnapshotFetch(base), SnapshotFetch(head)
    return changes(base, head, changed | {*renames.values()}, renames, fetch)


def is_own(path: str, config: Config) -> bool:
    """Whether a file is the gate's own, or one that recognisers are not to look at."""
    folders = [*config.policies, config.control_plane.evidence, *(m.evidence for m in config.models.values())]
    return (
        path == config.path
        or any(below(path, folder) for folder in folders)
        or any(selector.matches(path) for selector in config.unrecognised)
    )
