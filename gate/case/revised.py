"""Whether a document says something that the base's does not, and whether a pack is of before the newest form.

What a newer gate asks of a pack is asked of every document, but for those of a pack that an older gate wrote: each is
asked there once it is written again. So an update of the gate voids no decision, and nothing new goes unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gate.documents import DocumentError, parse
from gate.evidence.defaults import effective
from gate.evidence.kept import home_of
from gate.evidence.pack import DISPOSITION, MAX_DOCUMENT
from gate.evidence.states import load_state
from gate.values import forms
from gate.values.canonical import digest_of
from gate.values.digests import is_digest

if TYPE_CHECKING:
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot

STAMPS = ("schema", "model", "state", "prepared_by", "prepared_at")


def is_of_older_form(snapshot: Snapshot, folder: str) -> bool:
    """Whether a pack was written in an older form of states: it keeps documents of one, or its decision is of one."""
    homes = [f"{folder}/{home_of(form.number)}" for form in forms.FORMS[:-1]]
    if snapshot.entries(homes):
        return True
    decision = _value(snapshot, f"{folder}/{DISPOSITION}.yaml") or _value(snapshot, f"{folder}/{DISPOSITION}.yml")
    named = str(decision.get("state")) if decision else ""
    state = load_state(snapshot, folder, named).state
    return state is not None and state.form != forms.newest()


def is_revised(base: Snapshot, folder: str, document: Document) -> bool:
    """Whether the base has no such document, or one with another content: stamps and digests aside."""
    stem = document.path.removeprefix(document.folder + "/").rpartition(".")[0]
    data = _data(base, f"{folder}/{stem}.yaml")
    if data is not None and digest_of(data) == document.digest:
        return False
    before = _value(base, f"{folder}/{stem}.yaml", document.kind) or _value(base, f"{folder}/{stem}.yml", document.kind)
    return before is None or _content(before) != _content(document.value)


def _value(snapshot: Snapshot, path: str, kind: str = DISPOSITION) -> Mapping[str, Any] | None:
    data = _data(snapshot, path)
    if data is None:
        return None
    try:
        value = effective(kind, parse(data, "yaml")).plain()
    except DocumentError:
        return None
    return value if isinstance(value, dict) else None


def _data(snapshot: Snapshot, path: str) -> bytes | None:
    entry = snapshot.entry(path)
    return snapshot.read(path, entry, limit=MAX_DOCUMENT) if entry is not None and entry.is_regular else None


def _content(value: Mapping[str, Any]) -> Any:
    return _bare({key: child for key, child in value.items() if key not in STAMPS})


def _bare(value: Any) -> Any:
    """A value with a mark in the place of every digest."""
    if isinstance(value, Mapping):
        return {key: _bare(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_bare(child) for child in value]
    return "sha256" if isinstance(value, str) and is_digest(value) else value
