"""What ``verify`` asks beside ``check``: is the commit on the protected branch, and is this what is deployed?

There is no base to trust here. Settings, policies and waivers are those of the tip of a branch that nobody changes
without review, so that an old commit is judged by what is in force now. Surfaces and evidence are those of the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gate.case.branches import Branch, default_branch, remotes_of
from gate.case.github_event import default_name, payload_of
from gate.case.local_base import in_ci
from gate.case.verification_shape import StandingDisposition
from gate.documents import DocumentError, parse
from gate.evidence.pack import DISPOSITION, MAX_DOCUMENT
from gate.evidence.states import named
from gate.evidence.versions import NewerFormError, refuse_newer
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.digests import is_digest, is_object_id
from gate.values.elements import State
from gate.values.errors import EvidenceError, UndecidedError, UsageError

_REMEDY = "Name it with --trusted, and fetch it first: actions/checkout with 'fetch-depth: 0'."


@dataclass(frozen=True, slots=True)
class Verification:
    """What was asked. ``branch`` is None where any commit may be verified; ``models`` is empty for all; ``states``
    are the digests of what is deployed, by model."""

    branch: Branch | None = None
    reachable: bool = False
    models: tuple[str, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)


def trusted_branch(repository: Repository, asked: str | None, environment: Mapping[str, str]) -> Branch:
    """The branch that is asked for, else the default one. Raises UndecidedError where it is not in this clone.

    A tag of the same name is never meant: pushing one takes less than pushing to a protected branch.
    """
    name = asked if asked is not None else _default_name(environment)
    if name is None:
        found = default_branch(repository, local="without a remote" if in_ci(environment) else "always")
        if found is None:
            raise UndecidedError("this clone has no branch that could be the default one", remedy=_REMEDY)
        return Branch("the default branch", found.commit)
    if is_object_id(name) or name.startswith("refs/"):
        found_id = repository.try_commit(name)
        meant = {name: found_id} if found_id else {}
    else:
        meant = _branches(repository, name)
    if len(set(meant.values())) > 1:
        raise UndecidedError(
            f"the trusted branch {name!r} can be {' or '.join(meant)}", remedy="Write the one that you mean in full."
        )
    if not meant:
        raise UndecidedError(f"the trusted branch {name!r} is not in this clone", remedy=_REMEDY)
    return Branch(name, next(iter(meant.values())))


def _branches(repository: Repository, name: str) -> dict[str, str]:
    """Full ref -> commit of what a short name can be. One's own copy of a branch that the remote has is not meant."""
    theirs = [f"refs/remotes/{remote}/{name}" for remote in remotes_of(repository)]
    with_remote, own = f"refs/remotes/{name}", f"refs/heads/{name}"
    found = repository.revisions.refs((*theirs, with_remote, own))
    first = next((ref for ref in theirs if ref in found), None)
    if first is None:
        return found
    return {ref: found[ref] for ref in (first, with_remote) if ref in found}


def _default_name(environment: Mapping[str, str]) -> str | None:
    """The default branch as the CI system names it; None outside of one, where the clone itself is asked."""
    if environment.get("GITLAB_CI") == "true" and environment.get("CI_DEFAULT_BRANCH"):
        return environment["CI_DEFAULT_BRANCH"]
    if environment.get("GITHUB_ACTIONS") != "true":
        return None
    try:
        name = default_name(payload_of(environment))
    except UndecidedError:
        name = None
    if name is None:  # a guess could be a branch that anyone pushes to
        raise UndecidedError(
            "the event payload does not say which branch is the default one",
            remedy="Name the protected branch with --trusted (the Action's input 'trusted').",
        )
    return name


def parse_states(values: Iterable[str], models: Iterable[str]) -> dict[str, str]:
    """``MODEL=sha256:...``, or the digest alone where there is one model, as a mapping. Raises UsageError."""
    known = list(models)
    found: dict[str, str] = {}
    for value in values:
        model, equals, digest = value.rpartition("=")
        if not equals:
            if len(known) != 1:
                raise UsageError(
                    f"--state {value!r} does not say of which model", remedy=f"Write it like {known[0]}=sha256:..."
                )
            model = known[0]
        if model not in known:
            raise UsageError(f"there is no model {model!r} to verify", remedy=f"Known models: {', '.join(known)}.")
        if not is_digest(digest):
            raise UsageError(
                f"--state {value!r} has no digest of a state", remedy="Write it as 'tunegate state' prints it."
            )
        if found.setdefault(model, digest) != digest:
            raise UsageError(f"--state names two states of {model}", remedy="Name the one that is deployed.")
    return found


def disposition_at(snapshot: Snapshot, folder: str, head: State) -> StandingDisposition | None:
    """What the trusted branch's disposition says; its state by the newest form, where that can be told.

    Raises EvidenceError where it cannot be read.
    """
    for ending in ("yaml", "yml"):
        path = f"{folder}/{DISPOSITION}.{ending}"
        entry = snapshot.entry(path)
        if entry is None:
            continue
        try:
            if not entry.is_regular:
                raise DocumentError("it is not a file of its own", None)
            node = parse(snapshot.read(path, entry, limit=MAX_DOCUMENT), "yaml")
            refuse_newer(DISPOSITION, node, path)
            value = node.plain()
            state, decision, decided_at = (value[name] for name in ("state", "decision", "decided_at"))
            if not all(isinstance(text, str) for text in (state, decision, decided_at)):
                raise TypeError
            state = named(snapshot, folder, state, [head])["state"]
        except (DocumentError, NewerFormError, LookupError, TypeError) as error:
            reason = _reason(error)
            raise EvidenceError(
                f"the disposition on the trusted branch cannot be read: {reason}",
                path=path,
                remedy="It may take back what is to be deployed; repair it on that branch.",
            ) from None
        return {"path": path, "state": state, "decision": decision, "decided_at": decided_at}
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, NewerFormError):
        return error.problems[0].message
    return error.message if isinstance(error, DocumentError) else "it is not a disposition"
