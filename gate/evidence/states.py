"""The states that documents name: their files, of every form that is known, and how the head differs from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gate.evidence.versions import NewerFormError, newer
from gate.surfaces.compare import compare
from gate.surfaces.significance import significance
from gate.values.changes import RELOCATED, Change
from gate.values.digests import is_digest
from gate.values.elements import State
from gate.values.errors import EvidenceError
from gate.values.forms import newest, newest_first, number_of
from gate.values.redact import redact_key

if TYPE_CHECKING:
    from gate.evidence.shape import ChangedSurface, MadeFor, MovedFile, NamedState
    from gate.git.snapshot import Snapshot
    from gate.values.forms.form import Form

MAX_STATE = 256 * 1024 * 1024
MAX_KEPT = 256 * 1024  # bytes of a state file whose state is kept
MAX_KEYS = 20  # of changed elements that are named, for each surface
STATES = "states"
_RESTORE = "Restore the file from git's history."


@dataclass(frozen=True)
class StateFile:
    """The file of a state. ``state`` is None where there is none that counts; ``problem`` says why, empty where there
    is no file at all."""

    digest: str
    state: State | None
    problem: str = ""


def state_path(folder: str, digest: str) -> str:
    """Where the state file of a digest lies."""
    return f"{folder}/{STATES}/{digest.removeprefix('sha256:')}.json"


def state_text(state: State) -> str:
    """What the state file of a state holds."""
    return json.dumps(state.document, indent=1, sort_keys=True) + "\n"


def load_state(snapshot: Snapshot, folder: str, digest: str) -> StateFile:
    """The state that a document names. Raises NewerFormError for one that a newer tunegate wrote."""
    if not is_digest(digest):
        return StateFile(digest, None)
    path = state_path(folder, digest)
    entry = snapshot.entry(path)
    if entry is None:
        return StateFile(digest, None)
    if not entry.is_regular:
        return StateFile(digest, None, "it is not a file of its own")
    try:
        data = snapshot.read(path, entry, limit=MAX_STATE)
        return StateFile(
            digest, _kept(data, path, *newest_first()) if len(data) <= MAX_KEPT else read_state(data, path)
        )
    except NewerFormError:
        raise
    except EvidenceError as error:
        return StateFile(digest, None, error.problems[0].message)


@lru_cache(maxsize=16)  # several documents were made for one state
def _kept(data: bytes, path: str, *_known: Form) -> State:
    return read_state(data, path)


def read_state(data: bytes, path: str) -> State:
    """The state in a state file, whose name is its digest.

    Raises EvidenceError where the file is not a state of a known form, or another one than its name says.
    """
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise _unreadable(path, f"it is not valid JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError):
        raise _unreadable(path, "it is not valid JSON") from None
    schema = document.get("schema") if isinstance(document, dict) else None
    number = number_of(schema)
    if number is not None and number > newest().number:
        raise newer(str(schema), newest().number, path)
    try:
        state = State.from_document(document)
        is_canonical, digest = state.document == document, state.digest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(path, "it is not a state") from None
    if digest != "sha256:" + path.rpartition("/")[2].removesuffix(".json"):
        raise _unreadable(path, f"its content has the digest {digest[:19]}, which is not its name")
    if not is_canonical:  # what the digest does not cover
        raise _unreadable(path, "it holds more than a state, or digests of surfaces that are not theirs")
    return state


def _unreadable(path: str, why: str, line: int = 1) -> EvidenceError:
    return EvidenceError(why, path=path, line=line, remedy=_RESTORE)


def form_of(digest: str, state: State, among: Iterable[Form]) -> Form | None:
    """The form in which a state has a digest; None where it has it in none of them."""
    for form in among:
        found = state.under(form)
        if found is not None and found.digest == digest:
            return form
    return None


def is_digest_of(digest: object, state: State) -> bool:
    """Whether a digest is that of a state, in whichever form."""
    return isinstance(digest, str) and form_of(digest, state, newest_first()) is not None


def named(snapshot: Snapshot, folder: str, digest: str, states: Iterable[State]) -> NamedState:
    """What a digest stands for, by its state file or as one of the ``states``, which are in the newest form."""
    known = list(states)
    if any(digest == state.digest for state in known):
        return {"digest": digest, "form": newest().number, "state": digest}
    return _named(load_state(snapshot, folder, digest), known)


def _named(file: StateFile, known: Iterable[State]) -> NamedState:
    """The states are asked first: the file alone may not say what its elements are in the newest form."""
    among = [file.state.form] if file.state else newest_first()
    for state in known:
        if form := form_of(file.digest, state, among):
            return {"digest": file.digest, "form": form.number, "state": state.digest}
    if file.state is None:
        return {"digest": file.digest, "form": None, "state": file.digest}
    latest = file.state.under(newest())
    return {
        "digest": file.digest,
        "form": file.state.form.number,
        "state": latest.digest if latest else file.digest,
    }


Relocated = Callable[[State, State, Sequence[Change]], Sequence[Change]]


def made_for(snapshot: Snapshot, folder: str, digest: str, head: State, relocated: Relocated | None = None) -> MadeFor:
    """The state that a document was made for, and how the head differs from it.

    They are compared in the form of that state. Where the head cannot be put into it, everything may have changed.
    ``relocated`` marks files that moved and on whose place nothing depends; a state that differs in nothing else is
    taken for the head's.
    """
    file = load_state(snapshot, folder, digest)
    found = _named(file, [head])
    own = head.under(file.state.form) if file.state else None
    is_same = found["state"] == head.digest
    changed: dict[str, ChangedSurface] = {}
    moved: list[MovedFile] = []
    if is_same:
        pass  # nothing differs, but without its file nobody can tell later what did
    elif file.state is None or own is None:
        changed = {surface: {"count": 0, "keys": []} for surface in head.by_surface}
    else:
        differences: Sequence[Change] = compare(file.state, own)
        if relocated is not None:
            differences = relocated(file.state, own, differences)
        moved = [_moved(change) for change in differences if change.change == RELOCATED]
        changed = changed_surfaces(change for change in differences if change.change != RELOCATED)
        if moved and not changed:
            found["state"] = head.digest
    comparable = is_same or file.state is None or own is not None
    facts: MadeFor = {
        "digest": found["digest"],
        "form": found["form"],
        "state": found["state"],
        "known": file.state is not None,
        "problem": file.problem or None,
        "comparable": comparable,
        "migrate_with": file.state.form.migrate_with if file.state and not comparable else None,
        "changed": changed,
    }
    if moved:
        facts["moved"] = moved
    return facts


def _moved(change: Change) -> MovedFile:
    return {"surface": change.surface, "from": change.base_path or "", "to": change.path}


def changed_surfaces(changes: Iterable[Change]) -> dict[str, ChangedSurface]:
    """The surfaces on which two states of one form differ, with the keys of the first changes."""
    changed: dict[str, ChangedSurface] = {}
    differences = list(changes)
    for change in differences:
        row = changed.setdefault(change.surface, {"count": 0, "keys": []})
        row["count"] += 1
        if len(row["keys"]) < MAX_KEYS:
            row["keys"].append(redact_key(change.key, change.surface))
    if "base_model" in changed:
        changed["base_model"]["significance"] = significance(c for c in differences if c.surface == "base_model")
    return changed
