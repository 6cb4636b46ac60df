"""The configuration of a snapshot, and the models that are chosen in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from gate.config.load import Config, Model, load
from gate.git.snapshot import Snapshot
from gate.values.errors import ConfigError, UsageError

MAX_CONFIG = 16 * 1024 * 1024  # bytes
_loaded = lru_cache(maxsize=8)(load)  # base and head have the same one, as a rule


def config_at(snapshot: Snapshot, path: str) -> Config | None:
    """The configuration at a snapshot; None where it has none. Raises ConfigError."""
    entry = snapshot.entry(path)
    if entry is None:
        return None
    if not entry.is_regular:
        raise ConfigError("the configuration has to be a regular file", path=path, remedy="Replace the link.")
    return _loaded(snapshot.read(path, entry, limit=MAX_CONFIG), path)


def chosen(config: Config | None, path: str, name: str | None) -> Mapping[str, Model]:
    """The models of a configuration, or the one that is named. Raises ConfigError without one, and UsageError."""
    return chosen_of(config, path, () if name is None else (name,))


def chosen_of(config: Config | None, path: str, names: Collection[str]) -> Mapping[str, Model]:
    """The models of a configuration, or those that are named. Raises ConfigError without one, and UsageError."""
    if config is None:
        raise ConfigError(f"there is no {path}", path=path, remedy="Write one, or pass its path with --config.")
    for name in names:
        if name not in config.models:
            raise UsageError(f"there is no model {name!r}", remedy=f"Known models: {', '.join(config.models)}.")
    return {name: model for name, model in config.models.items() if name in names} if names else config.models


def one_model(config: Config | None, path: str, name: str | None) -> Model:
    """The model that is meant. Raises UsageError where the configuration has several and none is named."""
    models = chosen(config, path, name)
    if len(models) != 1:
        raise UsageError("the configuration has several models", remedy=f"Add --model: {', '.join(models)}.")
    return next(iter(models.values()))
