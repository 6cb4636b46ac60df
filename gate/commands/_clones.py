"""A folder of clones as one place to ask: each with its own index, configuration and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gate.commands._gather import Here
from gate.config.snapshot import config_at
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import TunegateError, UsageError

if TYPE_CHECKING:
    import click


def clones(context: click.Context, folder: Path, now: str) -> Iterator[tuple[str, Here | str]]:
    """(name, its newest commit) of every folder in the folder, by name; in place of the commit why there is none.

    Raises UsageError where there is no folder in it: an answer about nothing would be a false one.
    """
    found = sorted(path for path in folder.iterdir() if path.is_dir())
    if not found:
        raise UsageError("there are no clones in it", path=str(folder), remedy="Name the folder that holds them.")
    for path in found:
        yield path.name, _opened(context, path, now)


def _opened(context: click.Context, path: Path, now: str) -> Here | str:
    try:
        repo = Repository(path)
        context.find_root().call_on_close(repo.close)
        if repo.root.resolve() != path.resolve():  # git looks for a repository above, too
            return "it is no clone"
        snapshot = Snapshot(repo, repo.commit("HEAD"))
        config = context.obj["config"]
        return Here(repo, snapshot, config, config_at(snapshot, config), now)
    except TunegateError as error:
        return error.problems[0].message
