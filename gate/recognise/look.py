"""What the recognisers see in a snapshot, and between two of them."""

from __future__ import annotations

from collections.abc import Iterable

from gate.config.exclusions import excluded_by
from gate.config.load import Config
from gate.documents import tokens_of
from gate.git.paths import below
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.differ import changes
from gate.recognise.elements import Notice, says
from gate.recognise.left_out import packs, reason
from gate.recognise.paths import looks_like_one
from gate.recognise.scan import scan
from gate.recognise.switches import is_aside
from gate.surfaces.fetch import SnapshotFetch
from gate.values.changes import Change
from gate.values.elements import Element, split_key


def recognised(
    snapshot: Snapshot, config: Config | None, looks: list[Element] | None = None
) -> tuple[list[Element], list[Notice]]:
    """Everything that is recognised, less what the configuration takes out; and what could not be read.

    ``looks`` is given what only looks like something, in files that are no documentation, example or evaluation.
    Without a configuration, evidence packs are told by the names of their documents.
    """
    folders = packs(snapshot.entries([""]))

    def left_out(path: str) -> bool:
        own = config is not None and (is_own(path, config) or is_left_out(path, (), config))
        return own or any(below(path, folder) for folder in folders)

    maybe: list[Element] = []
    elements, notices = scan(snapshot, left_out, maybe)
    if looks is not None:
        looks += [e for e in maybe if reason(e.path) is None and not is_aside(e.path) and says(e)]
    if config is None:
        return elements, notices
    if looks is not None:
        looks[:] = [e for e in looks if not is_left_out(e.path, tokens_of(e.pointer), config)]
    return [e for e in elements if not is_left_out(e.path, tokens_of(e.pointer), config)], notices


def overlooked(snapshot: Snapshot, config: Config | None, elements: Iterable[Element]) -> list[tuple[str, str]]:
    """(path, reason) of the files that look like data, prompts or policies by their names, and were left out."""
    entries = snapshot.entries([""])
    known, folders = {element.path for element in elements}, packs(entries)
    found: list[tuple[str, str]] = []
    for path, entry in sorted(entries.items()):
        if path in known or not entry.is_regular or not looks_like_one(path):
            continue
        if any(below(path, folder) for folder in folders):
            why = "evidence"
        elif config is not None and is_own(path, config):
            why = "the gate's own"
        elif config is not None and is_left_out(path, (), config):
            why = f"excluded by {config.path}"
        else:
            why = reason(path) or "no record of training data, by its fields and its path"
        found.append((path, why))
    return found


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
