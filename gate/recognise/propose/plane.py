"""Who answers for the gate itself, and which files run it, as far as the repository says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from gate.config.load import Config
from gate.git.snapshot import Snapshot
from gate.values.errors import UndecidedError
from gate.values.regex import regex

PLACEHOLDER = "gate-owner@example.invalid"  # RFC 2606: a mailbox that cannot be anybody's
WORKFLOW = ".github/workflows/tunegate.yml"
# in the order in which GitHub looks for it (docs.github.com, 'About code owners')
CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_CI = regex(r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.gitlab/ci/.+\.yml|\.circleci/config\.yml|Jenkinsfile")
_GATE = regex(rb"tunegate(?!\.ya?ml\b)")
_TEAM = regex(r"@[\w.-]+/[\w./-]+")
_MAILBOX = regex(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[a-z]+")
_MOST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ApprovalDraft:
    """Who approves, and the name of the repository that their signatures are bound to."""

    repository: str
    principals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaneDraft:
    """``owner`` is None where nothing names a team or a mailbox; ``owner_from`` is the file that does, if it is another
    than the configuration. ``paths`` exist. ``approval`` is None where nobody was named who approves."""

    owner: str | None
    owner_from: str
    paths: tuple[str, ...]
    approval: ApprovalDraft | None = None


def plane(snapshot: Snapshot, config: Config | None, config_path: str) -> PlaneDraft:
    """The control plane of a repository; an owner whom ``config`` names already stays."""
    entries = snapshot.entries([""])
    running = [path for path in sorted(entries) if _CI.fullmatch(path) and _GATE.search(_read(snapshot, path))]
    owners = next((path for path in CODEOWNERS if path in entries), None)
    owner = None
    if owners is not None:
        owner = team_of(_read(snapshot, owners).decode("utf-8", "replace").splitlines(), config_path)
        running.append(owners)
    named = None if config is None else config.control_plane.owner
    if named is not None and named not in (PLACEHOLDER, owner):
        return PlaneDraft(named, "", tuple(running))
    return PlaneDraft(owner, owners or "", tuple(running))


def _read(snapshot: Snapshot, path: str) -> bytes:
    entry = snapshot.entry(path)
    if entry is None or not entry.is_regular:
        return b""
    try:
        return snapshot.read(path, entry, limit=_MOST)
    except UndecidedError:
        return b""


def team_of(lines: Iterable[str], path: str) -> str | None:
    """The team or mailbox that owns a file of the root; the last pattern that matches decides, as GitHub has it.

    A person is not taken: who answers for the gate is a role.
    """
    found: str | None = None
    for line in lines:
        pattern, *owners = line.partition("#")[0].split()[:20] or [""]
        name = pattern.removeprefix("/").removeprefix("**/")
        if not pattern or "/" in name or not fnmatchcase(path, name):
            continue
        roles = [owner for owner in owners if _TEAM.fullmatch(owner) or _MAILBOX.fullmatch(owner)]
        found = roles[0] if roles else None
    return found
