"""The policies in force: the gate's own, and those of the folders that the trusted configuration names."""

from __future__ import annotations

from gate.config.load import Config
from gate.git.snapshot import Snapshot
from gate.policy.bundle import Bundle, load_builtin
from gate.policy.folder import load_folder
from gate.values.errors import ConfigError


def bundle_of(config: Config, snapshot: Snapshot) -> Bundle:
    """Built-in policies and those of the configuration's folders in a snapshot. Raises ConfigError."""
    builtin = load_builtin()
    extra: dict[str, str] = {}
    for folder, line in config.policies.items():
        extra.update(load_folder(snapshot, folder, (config.path, line)))
    if not extra:
        return builtin
    from gate.policy.effect import without_effect
    from gate.policy.lint import lint, shadows

    if found := [*shadows(extra, builtin.modules), *lint(extra)] or without_effect(extra, builtin.modules):
        raise ConfigError(found)
    return Bundle({**builtin.modules, **extra}, foreign=True)
