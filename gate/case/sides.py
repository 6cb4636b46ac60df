"""Both sides of one comparison, read once: what is compared, by which configurations, and whose word counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.case.context import Context
from gate.config.load import Config, Model
from gate.config.snapshot import config_at
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import ConfigError, UndecidedError
from gate.values.terms import CONFIG_PATH

if TYPE_CHECKING:
    from gate.case.verification import Verification

_REPAIR = "Settings, policies and waivers of the trusted branch count; fix it there."
Ends = tuple[Snapshot | None, Snapshot]  # base and head


@dataclass(frozen=True, slots=True)
class Sides:
    """Base and head with their configurations.

    ``base`` is None for a repository that had nothing before, and where one commit is verified. ``trusted`` is the
    configuration whose settings, policies and waivers count; it is read from ``authority``. Where one commit is
    verified nothing is compared, so ``old`` and ``new`` are both the head's.
    """

    repository: Repository
    context: Context
    config_path: str
    base: Snapshot | None
    head: Snapshot
    old: Config | None
    new: Config | None
    trusted: Config
    authority: Snapshot
    verification: Verification | None = None

    @property
    def configs(self) -> tuple[Config, ...]:
        """The configurations that are there, the base's first."""
        return tuple(config for config in (self.old, self.new) if config)

    @property
    def definitions(self) -> tuple[Config, ...]:
        """The same, once where both sides have the very same one."""
        return self.configs[1:] if self.old is self.new else self.configs

    @property
    def names(self) -> list[str]:
        """Every model of either side."""
        return sorted({name for config in self.configs for name in config.models})

    def blocks(self, name: str) -> tuple[Model | None, Model | None]:
        """The model's block at the base and at the head."""
        return self.old.models.get(name) if self.old else None, self.new.models.get(name) if self.new else None


def snapshots(repository: Repository, context: Context) -> Ends:
    """Base and head of a context, before anything of them is read."""
    base = Snapshot(repository, context.base) if context.base is not None else None
    return base, Snapshot(repository, context.head)


def is_configured(ends: Ends, config_path: str) -> bool:
    """Whether the base or the head has a configuration, readable or not, or one was asked for by name."""
    if config_path != CONFIG_PATH:
        return True
    return any(side is not None and side.entry(config_path) is not None for side in ends)


def read_sides(
    repository: Repository,
    context: Context,
    config_path: str = CONFIG_PATH,
    *,
    ends: Ends | None = None,
    verification: Verification | None = None,
) -> Sides:
    """Both sides of a context. ``ends`` are its snapshots, where they are open already.

    Raises ConfigError where neither side has a configuration, or where one of them cannot be read.
    """
    base, head = ends or snapshots(repository, context)
    new = config_at(head, config_path)
    old = new if verification is not None else _config_at_base(base, config_path) if base is not None else None
    if old is None and new is None:
        raise ConfigError(
            "there is no tunegate.yaml, neither at the base nor at the head",
            path=config_path,
            remedy="Run 'tunegate init' to write one from what is recognised.",
        )
    authority = _authority(repository, base, head, old, verification)
    trusted = either(old, new) if verification is None else _trusted(authority, config_path)
    return Sides(repository, context, config_path, base, head, old, new, trusted, authority, verification)


def either(first: Config | None, second: Config | None) -> Config:
    """The first of the two that is there; one of them always is."""
    found = first or second
    if found is None:
        raise UndecidedError("neither the base nor the head has a configuration", remedy="Write a tunegate.yaml.")
    return found


def _config_at_base(base: Snapshot, path: str) -> Config | None:
    try:
        return config_at(base, path)
    except ConfigError as error:  # its lines are not those of the file that the user sees
        problem = error.problems[0]
        line = f", line {problem.line}" if problem.line else ""
        raise ConfigError(
            f"at the base commit {base.name[:12]}{line}: {problem.message}",
            path=path,
            remedy="The gate trusts only the base; repair it there, in a change that an administrator merges.",
        ) from None


def _authority(
    repository: Repository, base: Snapshot | None, head: Snapshot, old: Config | None, verification: Verification | None
) -> Snapshot:
    """Where settings, policies and waivers are read from."""
    if verification is not None:
        branch = verification.branch
        return Snapshot(repository, branch.commit) if branch is not None else head
    return base if base is not None and old is not None else head


def _trusted(authority: Snapshot, path: str) -> Config:
    """The trusted branch's configuration. Raises ConfigError where there is none."""
    try:
        config = config_at(authority, path)
    except ConfigError as error:  # its lines are those of another commit
        raise ConfigError(f"on the trusted branch: {error.problems[0].message}", path=path, remedy=_REPAIR) from None
    if config is None:
        raise ConfigError("the trusted branch has no tunegate.yaml", path=path, remedy=_REPAIR)
    return config
