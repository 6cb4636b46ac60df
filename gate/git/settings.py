"""The settings of git that have a say in what a work tree is taken for, read at once and only when needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gate.git.process import Process

_WANTED = r"^(core\.(autocrlf|checkstat|filemode|symlinks|trustctime)|filter\..*|lfs\.extension\..*)$"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user's and the clone's configuration say (git-config(1)).

    ``autocrlf``: git changes line ends unasked. ``filters``: name -> clean, process, required. ``is_lfs_extended``: Git
    LFS runs programs of its own. ``trusts_*``: what of a file on disk git heeds.
    """

    autocrlf: bool
    filters: Mapping[str, Mapping[str, str]]
    is_lfs_extended: bool
    trusts_ctime: bool
    trusts_inodes: bool
    trusts_modes: bool
    trusts_symlinks: bool


class SettingsOf:
    """The settings of one repository."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @cached_property
    def read(self) -> Settings:
        """As they are when they are first asked for."""
        output = self._process.run("config", "-z", "--get-regexp", _WANTED).output
        return _settings(output.decode("utf-8", "surrogateescape").split("\0")[:-1])

    def without_filters(self) -> list[tuple[str, str]]:
        """Settings that switch off every filter: git runs them on a file that is as new as the index."""
        keys = {"clean": "", "process": "", "required": "false"}
        return [(f"filter.{name}.{key}", value) for name in self.read.filters for key, value in keys.items()]


def _settings(found: list[str]) -> Settings:
    filters: dict[str, dict[str, str]] = {}
    core: dict[str, str] = {}
    is_extended = False
    for record in found:
        name, mark, value = record.partition("\n")
        if not mark:
            value = "true"  # a key alone
        if name.startswith("core."):
            core[name.removeprefix("core.")] = value.lower()
        elif name.startswith("filter."):
            driver, _, key = name.removeprefix("filter.").rpartition(".")
            filters.setdefault(driver, {})[key] = value
        else:
            is_extended = True
    autocrlf = core.get("autocrlf", "false")
    is_minimal = core.get("checkstat") == "minimal"
    return Settings(
        autocrlf=autocrlf == "input" or is_true(autocrlf),
        filters=filters,
        is_lfs_extended=is_extended,
        trusts_ctime=not is_minimal and is_true(core.get("trustctime", "true")),
        trusts_inodes=not is_minimal,
        trusts_modes=is_true(core.get("filemode", "true")),
        trusts_symlinks=is_true(core.get("symlinks", "true")),
    )


def is_true(value: str) -> bool:
    """Git's config.c: git_parse_maybe_bool, for a value in lower case."""
    return value in ("true", "yes", "on") or (value.lstrip("-").isdigit() and int(value) != 0)
