"""What changed in a repository's models between two moments: which came and went, and which surfaces changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gate.config.snapshot import config_at
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.errors import ConfigError, TunegateError

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.git.repository import Repository
    from gate.values.changes import Change


@dataclass(frozen=True, slots=True)
class Interval:
    """The time since ``since`` (RFC 3339). ``commit`` is the newest one by then, None where there was none.

    ``changes`` are those of the models that were there at both ends; None for a model whose state cannot be compared.
    ``unreadable``: the configuration of then cannot be read, so nothing is known of what changed.
    """

    since: str
    commit: str | None
    changes: Mapping[str, tuple[Change, ...] | None]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unreadable: bool = False


def read_interval(repository: Repository, head: str, config: str, since: str) -> Interval:
    """Compare the models of two commits of one history, along its first parents."""
    commit = repository.revisions.newest_by(head, datetime.fromisoformat(since))
    new = _models(Snapshot(repository, head), config) or {}
    if commit is None:
        return Interval(since, None, {}, added=tuple(sorted(new)))
    if commit == head:
        return Interval(since, commit, dict.fromkeys(sorted(new), ()))
    ends = Snapshot(repository, commit), Snapshot(repository, head)
    old = _models(ends[0], config)
    if old is None:
        return Interval(since, commit, {}, unreadable=True)
    reader = Reader()
    both = sorted(set(old) & set(new))
    changes = {name: _between(ends, old[name], new[name], reader) for name in both}
    return Interval(since, commit, changes, tuple(sorted(set(new) - set(old))), tuple(sorted(set(old) - set(new))))


def _models(snapshot: Snapshot, path: str) -> Mapping[str, Model] | None:
    """None where they cannot be read; the past cannot be mended."""
    try:
        config = config_at(snapshot, path)
    except ConfigError:
        return None
    return config.models if config is not None else {}


def _between(ends: tuple[Snapshot, Snapshot], old: Model, new: Model, reader: Reader) -> tuple[Change, ...] | None:
    try:
        before = build(ends[0], old.name, old.surfaces, reader, strict=False)
        after = build(ends[1], new.name, new.surfaces, reader, strict=False)
    except TunegateError:
        return None
    return tuple(compare(before, after))
