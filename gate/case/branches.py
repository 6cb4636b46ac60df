"""The branches of a clone: which one is the default, and which of them count as a base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gate.config.snapshot import config_at
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import ConfigError, UndecidedError

FETCH_ALL = "Use actions/checkout with 'fetch-depth: 0', or name the base with the input 'base'."
ORIGIN = "origin"
_USUAL = ("main", "master")
_SETTINGS = r"^(remote\..*\.url|branch\..*\.remote|init\.defaultbranch)$"
Local = Literal["always", "without a remote", "never"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch by its name, and the commit that it stands on; ``remote`` is None for a local one."""

    name: str
    commit: str
    remote: str | None = None


def branch(repository: Repository, name: str, remote: str = ORIGIN) -> Branch | None:
    """The branch of that name as the remote has it, else the local one; never a tag."""
    theirs, ours = f"refs/remotes/{remote}/{name}", f"refs/heads/{name}"
    found = repository.revisions.refs((theirs, ours))
    if theirs in found:
        return Branch(name, found[theirs], remote)
    return Branch(name, found[ours]) if ours in found else None


def default_branch(repository: Repository, remote: str | None = None, *, local: Local = "always") -> Branch | None:
    """The default branch of ``remote``, else of the remote that this clone works with; else the local one.

    A remote says which it is by ``refs/remotes/NAME/HEAD``, else it is its ``main`` or ``master``. The local one, where
    ``local`` allows it, is the one that ``init.defaultBranch`` names, ``main``, ``master``, or the only branch of a
    repository without a remote. None where there is none of them.
    """
    settings = repository.settings(_SETTINGS)
    remotes = _configured(settings)
    for name in [remote] if remote else _preferred(repository, settings, remotes):
        if found := _default_of(repository, name):
            return found
    if local == "never" or (local == "without a remote" and remotes):
        return None
    usual = dict.fromkeys((*filter(None, [settings.get("init.defaultbranch")]), *_USUAL))
    heads = repository.revisions.refs(f"refs/heads/{name}" for name in usual)
    for ref, commit in heads.items():
        return Branch(ref.removeprefix("refs/heads/"), commit)
    only = {} if remotes else repository.revisions.below("refs/heads/")
    if len(only) == 1:
        ((ref, commit),) = only.items()
        return Branch(ref.removeprefix("refs/heads/"), commit)
    return None


def remotes_of(repository: Repository) -> list[str]:
    """The remotes to ask for a branch, in order; ``origin`` whether it is configured or not."""
    settings = repository.settings(_SETTINGS)
    return _preferred(repository, settings, _configured(settings))


def _configured(settings: Mapping[str, str]) -> list[str]:
    return [key.removeprefix("remote.").removesuffix(".url") for key in settings if key.startswith("remote.")]


def _preferred(repository: Repository, settings: Mapping[str, str], remotes: list[str]) -> list[str]:
    """``origin``, the remote of the branch that is checked out, ``upstream``, the only one there is."""
    current = (repository.revisions.symbolic("HEAD") or "").removeprefix("refs/heads/")
    own = settings.get(f"branch.{current}.remote")
    names = [ORIGIN, *filter(None, [own if own in remotes else None]), "upstream"]
    return list(dict.fromkeys([*names, *(remotes if len(remotes) == 1 else [])]))


def _default_of(repository: Repository, remote: str) -> Branch | None:
    folder = f"refs/remotes/{remote}/"
    said = repository.revisions.symbolic(folder + "HEAD")
    names = [said] if said is not None and said.startswith(folder) else [folder + name for name in _USUAL]
    for ref, commit in repository.revisions.refs(names).items():
        return Branch(ref.removeprefix(folder), commit, remote)
    return None


@dataclass(frozen=True, slots=True)
class Trust:
    """Which branches count as a base: the default one, and those that its tip's configuration lists.

    Not the configuration of the base, which the author of a change could own. ``tip`` is None where the default branch
    is not in this clone.
    """

    repository: Repository
    default: str
    tip: Branch | None
    config_path: str

    def holds(self, name: str) -> bool:
        """Whether the branch counts. Raises UndecidedError and ConfigError where that cannot be read."""
        if not name or name == self.default:
            return bool(name)
        try:
            config = config_at(Snapshot(self.repository, self.there().commit), self.config_path)
        except ConfigError as error:
            raise ConfigError(
                f"on the default branch {self.default!r}: {error.problems[0].message}",
                path=self.config_path,
                remedy="It says which branches are trusted; repair it on that branch.",
            ) from None
        return config is not None and config.trusts(name)

    def there(self) -> Branch:
        """The default branch. Raises UndecidedError where it is not in this clone."""
        if self.tip is None:
            said = f"the default branch {self.default!r} is not" if self.default else "no default branch is known"
            raise UndecidedError(f"{said} in this clone", remedy=FETCH_ALL)
        return self.tip


def is_on(repository: Repository, commit: str, tip: Branch) -> bool:
    """Whether the branch's history holds the commit. Raises UndecidedError where a shallow clone cannot tell."""
    found = repository.is_reachable(commit, tip.commit)
    if not found and repository.shallow:
        raise UndecidedError(
            f"whether {commit[:12]} is on {tip.name} cannot be told in a shallow clone",
            remedy="Fetch the history first: actions/checkout with 'fetch-depth: 0', or 'git fetch --unshallow'.",
        )
    return found
