"""From the command line to the repository and what is compared in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate.case.context import Asked, Context, Head, parse_now, resolve
from gate.config.load import Config, Model
from gate.config.snapshot import chosen, config_at, one_model
from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from gate.values.elements import State
from gate.values.errors import ConfigError, Problem, UsageError

if TYPE_CHECKING:
    from gate.approvals.approvals import Reviewers
    from gate.case.gather import Gathered
    from gate.case.sides import Sides


def repository(context: click.Context) -> Repository:
    found = Repository(Path(context.obj["directory"]))
    context.find_root().call_on_close(found.close)
    return found


# -- one snapshot


@dataclass(frozen=True, slots=True)
class Here:
    """One snapshot with its configuration, for the commands that compare nothing. ``now`` is RFC 3339."""

    repository: Repository
    snapshot: Snapshot
    config_path: str
    config: Config | None
    now: str
    reader: Reader = field(default_factory=Reader)

    @property
    def root(self) -> Path:
        return self.repository.root

    def models(self, name: str | None) -> Mapping[str, Model]:
        """The models, or the one that is named. Raises ConfigError and UsageError."""
        return chosen(self.config, self.config_path, name)

    def model(self, name: str | None) -> Model:
        """The model that is meant. Raises ConfigError and UsageError."""
        return one_model(self.config, self.config_path, name)

    def model_to_write(self, name: str | None) -> Model:
        """The model that is meant, whose evidence is written. Raises UsageError where CI would not read it, too."""
        from gate.evidence.files import refuse_unkept

        found = self.model(name)
        refuse_unkept(self.snapshot, found.evidence)
        return found

    def state(self, model: Model) -> State:
        """Raises SurfaceError for a file that cannot be read, UndecidedError for one that git would not store."""
        found = build(self.snapshot, model.name, model.surfaces, self.reader)
        self.snapshot.refuse_overlooked(dict.fromkeys(element.path for element in found.elements))
        return found


def here(context: click.Context, head: Head | None = None, now: str | None = None) -> Here:
    """The snapshot that is asked for, else the work tree."""
    moment = parse_now(now)
    repo = repository(context)
    snapshot = Snapshot(repo, (head or Head()).name(repo, WORKTREE))
    path = context.obj["config"]
    return Here(repo, snapshot, path, config_at(snapshot, path), moment)


def in_repository(root: Path, name: str) -> str:
    """A path as it was typed, from the repository's root. Raises UsageError for one outside of it."""
    path = Path(name).absolute()
    try:
        return (path.parent.resolve() / path.name).relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError("the file is not in this repository", path=name, remedy="Name one that is.") from None


# -- two sides


def compared(context: click.Context, asked: Asked, now: str | None = None) -> tuple[Repository, Context]:
    """What is compared."""
    repo = repository(context)
    return repo, resolve(repo, replace(asked, now=now), os.environ, context.obj["config"])


def sides_of(context: click.Context, asked: Asked, now: str | None = None) -> Sides:
    from gate.case.sides import read_sides

    repo, where = compared(context, asked, now)
    return read_sides(repo, where, context.obj["config"])


def gathered(
    sides: Sides,
    *,
    all_models: bool = False,
    only: frozenset[str] = frozenset(),
    is_for_waivers: bool = False,
    mode: str | None = None,
) -> Gathered:
    """The case of a change, with what GitHub says of who made and who approved it. ``only``: the models to judge.
    ``mode``: the one that is asked for.

    Raises ConfigError for a waiver of the head that is bound to nothing, unless it is gathered to bind waivers.
    """
    if not is_for_waivers:
        _refuse_unbound_waivers(sides)
    from gate.approvals.authors import event_logins
    from gate.case.gather import gather

    for name in sorted(only.difference(sides.names)):
        raise UsageError(f"there is no model {name!r}", remedy=f"Known models: {', '.join(sides.names)}.")
    logins = event_logins(os.environ)
    asked = reviewers(os.environ, sides.context.head)
    return gather(sides, all_models=all_models, only=only, logins=logins, reviewers=asked, mode=mode)


def _refuse_unbound_waivers(sides: Sides) -> None:
    """Raises ConfigError for a waiver of the head that does not say what it is for.

    One of the base covers nothing, and is a warning: the change that repairs it has to pass.
    """
    unbound = [row for row in (sides.new.waivers if sides.new else ()) if row["value"] is None]
    if unbound:
        raise ConfigError(
            Problem(
                f"waivers: the waiver of {row['rule']} does not say what it is for",
                row["config"],
                row["line"],
                row["end_line"],
                "Write the 'element' and the 'value' that 'tunegate waiver' prints, and take 'path' out.",
            )
            for row in unbound
        )


def reviewers(environment: Mapping[str, str], head: str) -> Reviewers | None:
    """What asks GitHub who approved the pull request that this run is about; None where there is none, or no token."""
    if environment.get("GITHUB_ACTIONS") != "true" or not environment.get("GITHUB_TOKEN", "").strip():
        return None
    from gate.github.client import GithubError
    from gate.publish.target import PULL_REQUEST_EVENTS, pull_request_of

    try:
        tip, number = pull_request_of(environment)
    except GithubError:
        return None
    if environment.get("GITHUB_EVENT_NAME") not in PULL_REQUEST_EVENTS:
        return None
    if head not in (tip, environment.get("GITHUB_SHA")):  # a review says nothing about another commit
        return None

    def ask() -> Iterable[str]:
        from gate.github.client import Client
        from gate.github.reviews import approving_logins

        client = Client.of(environment)
        return approving_logins(client, environment.get("GITHUB_REPOSITORY", ""), number, tip)

    return ask
