"""What the recognisers see in a snapshot, and between two of them."""

from __future__ import annotations

from gate.config.exclusions import excluded_by
from gate.config.load import Config
from gate.documents import tokens_of
from gate.git.paths import below
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.differ import changes
from gate.recognise.scan import Notice, scan
from gate.surfaces.fetch import SnapshotFetch
from gate.values.changes import Change
from gate.values.elements import Element, split_key


def recognised(snapshot: Snapshot, config: Config | None) -> tuple[list[Element], list[Notice]]:
    """Everything that is recognised, less what the configuration takes out; and what could not be read."""
    if config is None:
        return scan(snapshot, lambda path: False)
    elements, notices = scan(snapshot, lambda path: is_own(path, config) or is_left_out(path, (), config))
    return [e for e in elements if not is_left_out(e.path, tokens_of(e.pointer), config)], notices


def recognised_changes(
    repository: Repository, base: Snapshot, head: Snapshot, config: Config | None = None
) -> tuple[list[Change], list[Notice]]:
    """Every change that the recognisers see, less what the configuration takes out; and what they could not read."""
    changed = repository.changed(base.name, head.name)
    renames = repository.renames(base.name, head.name)
    fetch = SnapshotFetch(base), SnapshotFetch(head)
    paths = changed | {*renames.values()}
    if config is None:
        return changes(base, head, paths, renames, fetch)
    kept = {path for path in paths if not (is_own(path, config) or is_left_out(path, (), config))}
    found, notices = changes(base, head, kept, {new: old for new, old in renames.items() if new in kept}, fetch)
    return [row for row in found if not is_left_out(row.path, tokens_of(split_key(row.key)[1]), config)], notices


def is_own(path: str, config: Config) -> bool:
    """Whether a file is the gate's own: its configuration, its policies or its evidence."""
    folders = [*config.policies, config.control_plane.evidence, *(m.evidence for m in config.models.values())]
    return path == config.path or any(below(path, folder) for folder in folders)


def is_left_out(path: str, tokens: tuple[str, ...], config: Config) -> bool:
    """Whether an exclusion takes a value out; a file as a whole, where there are no tokens."""
    return excluded_by(config.exclusions, path, tokens, "surface-unreviewed") is not None
