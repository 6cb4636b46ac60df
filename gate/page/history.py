"""What was decided on a model before, read from the commits that touched its decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.evidence.pack import DETERMINATIONS, DISPOSITION, WITHDRAWALS, Document, load_decisions
from gate.evidence.states import load_state
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.values.errors import EvidenceError

if TYPE_CHECKING:
    from gate.git.repository import Repository
    from gate.values.changes import Change
    from gate.values.elements import State

MOST_COMMITS = 200  # that are read of one model


@dataclass(frozen=True, slots=True)
class Past:
    """A decision as it was at the first commit that had it. ``commit`` and ``day`` are of that commit."""

    kind: str  # disposition, determination or withdrawal
    path: str
    digest: str
    value: Mapping[str, Any]
    commit: str
    day: str | None


@dataclass(frozen=True, slots=True)
class History:
    """Decisions, the newest first. ``cut``: there are more commits than were read, or the clone does not have all."""

    past: tuple[Past, ...]
    changes: tuple[Change, ...] | None  # from the state of the decision before to that of the newest; None: unknown
    cut: bool
    unreadable: int  # documents of earlier commits that no schema of now fits


def read_history(repository: Repository, head: str, folder: str) -> History:
    """The decisions in a model's evidence folder, along the first parents of ``head``.

    What cannot be read at a commit is counted and left out: the past cannot be mended.
    """
    paths = [f"{folder}/{name}" for name in (f"{DISPOSITION}.yaml", DETERMINATIONS, WITHDRAWALS)]
    commits = repository.touching(head, paths, MOST_COMMITS + 1)
    found: dict[str, Past] = {}
    unreadable: set[str] = set()
    for commit in reversed(commits[:MOST_COMMITS]):
        pack = load_decisions(Snapshot(repository, commit), folder)
        unreadable.update(f"{commit}:{problem.path}" for problem in pack.problems)
        moment = repository.committed_at(commit)
        documents: Iterable[Document] = [*([pack.disposition] if pack.disposition else []), *pack.determinations]
        for document in (*documents, *pack.withdrawals):
            day = moment.date().isoformat() if moment else None
            past = Past(document.kind, document.path, document.digest, document.value, commit, day)
            found.setdefault(document.digest, past)
    newest = sorted(found.values(), key=lambda past: (moment_of(past), past.digest), reverse=True)
    changes = _between(repository, folder, [past for past in newest if past.kind == DISPOSITION])
    return History(tuple(newest), changes, len(commits) > MOST_COMMITS or repository.shallow, len(unreadable))


def _between(repository: Repository, folder: str, dispositions: Sequence[Past]) -> tuple[Change, ...] | None:
    """What differs between the states of the newest disposition and of the last one that was made for another state."""
    if not dispositions:
        return None
    newest = dispositions[0]
    before = next((past for past in dispositions if past.value["state"] != newest.value["state"]), None)
    if before is None:
        return None
    states = [_state(repository, folder, past) for past in (before, newest)]
    if states[0] is None or states[1] is None or states[0].form.number != states[1].form.number:
        return None
    return tuple(compare(states[0], states[1]))


def _state(repository: Repository, folder: str, past: Past) -> State | None:
    try:
        return load_state(Snapshot(repository, past.commit), folder, str(past.value["state"])).state
    except EvidenceError:
        return None


def moment_of(past: Past) -> str:
    """When it was decided, as the document says (RFC 3339)."""
    return str(past.value.get("decided_at") or past.value.get("determined_at") or past.value.get("withdrawn_at") or "")
