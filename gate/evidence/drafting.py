"""The disposition, drafted for what is on disk: what is known is written, and what is left is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gate.config.load import Model
from gate.documents import DocumentError, parse
from gate.evidence.editor import read
from gate.evidence.files import existing, write, write_state
from gate.evidence.given import fitting_values, refuse_misfit
from gate.evidence.items import RETIRED
from gate.evidence.left import started
from gate.evidence.pack import DISPOSITION, Pack
from gate.evidence.questions import Question, open_questions
from gate.evidence.scaffold import scaffold
from gate.evidence.stated import stated
from gate.evidence.states import is_digest_of
from gate.evidence.unselected import Unselected, path_of
from gate.values.elements import State
from gate.values.errors import EvidenceError, UsageError
from gate.values.terms import ARTEFACT_KINDS, MODEL_TRIGGERS

_LISTS = ("conditions", "residual_risks")
_OPTIONS = {"conditions": "--condition", "residual_risks": "--risk"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What whoever drafts a disposition says of it.

    ``values`` are top-level values, None where nothing was said. ``owners`` are by trigger; that of "" is for each that
    has none. ``renewed`` is by kind why an artefact holds that was not redone. ``lists`` are the items of
    ``conditions``, ``residual_risks`` and ``retired``, None where those of the last disposition stay.
    """

    values: Mapping[str, str | None] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Mapping[str, Any]] | None] = field(default_factory=dict)
    renewed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A disposition that was written: the ``paths``, what of it is ``left`` open, and the artefacts that are
    ``missing`` or do not fit their schema, which it does not rest on. ``owners`` are those of triggers without one."""

    paths: Sequence[str]
    left: Sequence[Question]
    missing: Sequence[str]
    owners: Sequence[str] = ()


def draft_disposition(
    root: Path, model: Model, state: State, pack: Pack, lists: Unselected, *, wanted: Wanted, now: str
) -> Drafted:
    """Write the disposition for what is on disk. ``lists`` are what it is made beside.

    Raises UsageError for a value of the command line that does not fit, and then writes nothing.
    """
    last = _last(root, model, pack)
    for trigger, owner in wanted.owners.items():
        refuse_misfit(
            DISPOSITION, ("triggers", trigger or MODEL_TRIGGERS[0], "owner"), owner, f"--owner {trigger}".strip()
        )
    everyone = dict.fromkeys(MODEL_TRIGGERS, wanted.owners[""]) if "" in wanted.owners else {}
    owners = {**everyone, **_owners(last), **wanted.owners}
    given = fitting_values(DISPOSITION, wanted.values)
    known: dict[str, Any] = {
        "schema": f"tunegate/{DISPOSITION}/v1",
        "model": model.name,
        "state": state.digest,
        "decided_at": now,
        **given,
        "evidence": {kind: document.digest for kind, document in pack.artefacts.items()},
        "coverage": lists.digests,
        **stated(pack.artefacts),
        "supersedes": last.get("supersedes") if is_digest_of(last.get("state"), state) else last.get("state"),
        "triggers": {trigger: {"owner": owners.get(trigger)} for trigger in MODEL_TRIGGERS},
    }
    for name in (*_LISTS, RETIRED):
        rows = wanted.lists.get(name)
        if rows is not None:
            known |= fitting_values(DISPOSITION, {name: [dict(row) for row in rows]}, _OPTIONS)
        elif isinstance(last.get(name), list) and not all(map(_is_blank, last[name] or [0])):
            known[name] = last[name]
        elif name == "residual_risks" or (name == "conditions" and given.get("decision") != "conditional"):
            known[name] = []
    if rows := _renewed(last, pack, wanted.renewed):
        known["renewed"] = rows
    path = existing(root, model.evidence, DISPOSITION) or f"{model.evidence}/{DISPOSITION}.yaml"
    text = started(scaffold(DISPOSITION, known), DISPOSITION, path, model.name)
    kept = {path_of(model.evidence, digest): text for digest, text in lists.files.items()}
    new = [write(root, name, text) for name, text in kept.items() if not (root / name).exists()]
    paths = [*write_state(root, model.evidence, state), *new, write(root, path, text)]
    left = open_questions(DISPOSITION, read(text.encode(), path))
    missing = [kind for kind in ARTEFACT_KINDS if kind not in pack.artefacts]
    fresh = [owner for trigger, owner in owners.items() if trigger in MODEL_TRIGGERS and trigger not in _owners(last)]
    return Drafted(paths, left, missing, fresh)


def _is_blank(row: Any) -> bool:
    return isinstance(row, dict) and not any(value not in (None, "") for value in row.values())


def _owners(last: Mapping[str, Any]) -> dict[str, str]:
    triggers = last.get("triggers")
    rows = triggers.items() if isinstance(triggers, dict) else ()
    return {name: row["owner"] for name, row in rows if isinstance(row, dict) and row.get("owner")}


def _renewed(last: Mapping[str, Any], pack: Pack, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Why artefacts hold for the state that they name; of the last disposition what it says of the same state."""
    wrong = [kind for kind in given if kind not in ARTEFACT_KINDS]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is not an artefact", remedy=f"Known artefacts: {', '.join(ARTEFACT_KINDS)}.")
    before = last.get("renewed")
    known = {
        str(row.get("artefact")): str(row.get("reason"))
        for row in (before if isinstance(before, list) else ())
        if isinstance(row, dict)
        and row.get("artefact") in pack.artefacts
        and row.get("state") == pack.artefacts[row["artefact"]].value["state"]
    }
    return [
        {"artefact": kind, "state": pack.artefacts[kind].value["state"], "reason": reason}
        for kind, reason in sorted({**known, **given}.items())
    ]


def _last(root: Path, model: Model, pack: Pack) -> Mapping[str, Any]:
    """The disposition that is there, also where it is a draft that does not fit its schema yet."""
    if pack.disposition is not None:
        return pack.disposition.value
    path = existing(root, model.evidence, DISPOSITION)
    if path is None:
        return {}
    try:
        value = parse((root / path).read_bytes(), "yaml").plain()
    except DocumentError as error:
        raise EvidenceError(error.message, path=path, line=error.line, remedy=error.remedy) from None
    return value if isinstance(value, dict) else {}
