"""Writing evidence with the user: the only module that writes into the user's repository.

A document that a person wrote keeps its comments and layout: only the scalars that the tool owns are replaced, on
their own lines. Nothing is overwritten that would be lost.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.config.load import Model
from gate.documents import DocumentError, parse
from gate.documents.schema import problems
from gate.evidence.controls import control_digest, controls_in, put_digests
from gate.evidence.editor import Editor
from gate.evidence.files import existing, write, write_state
from gate.evidence.items import RETIRED
from gate.evidence.pack import BASELINE, DETERMINATION, DETERMINATIONS, DISPOSITION, KINDS, Pack
from gate.evidence.scaffold import scaffold
from gate.evidence.stated import stated
from gate.evidence.states import is_digest_of
from gate.evidence.unselected import Unselected, path_of
from gate.git.entry import Entry
from gate.git.lfs import read_pointer
from gate.git.snapshot import Snapshot
from gate.values.elements import Element, State
from gate.values.errors import EvidenceError, UsageError
from gate.values.records import count_records
from gate.values.terms import ARTEFACT_KINDS

MANIFEST = "training-data-manifest"


def new_artefact(root: Path, model: Model, state: State, kind: str, now: str) -> list[str]:
    """Scaffold an artefact for a state; the paths that were written. ``now`` is RFC 3339."""
    if kind not in ARTEFACT_KINDS:
        hint = "Use 'tunegate disposition draft'." if kind == DISPOSITION else f"Known kinds: {', '.join(KINDS)}."
        raise UsageError(f"unknown evidence kind {kind!r}", remedy=hint)
    path = f"{model.evidence}/{kind}.yaml"
    if (root / path).exists():
        raise UsageError(
            "the document is there already", path=path, remedy=f"Edit it, then run 'tunegate evidence renew {kind}'."
        )
    known = {"schema": f"tunegate/{kind}/v1", "model": model.name, "state": state.digest, "prepared_at": now}
    return [*write_state(root, model.evidence, state), write(root, path, scaffold(kind, known))]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a determination answers: a trigger, fired between two states of a model or of the control plane.

    ``folder`` is that of the evidence; ``owner`` is who answers the trigger, None where nobody is named.
    ``disposition`` is the digest of the one, or of the baseline, that stays in force, None for the control plane;
    ``exclusions`` are those that the change adds and that the determination lists, ``controls`` those that it alters
    and the evidence names.
    """

    folder: str
    model: str
    trigger: str
    from_state: str
    state: str
    owner: str | None
    disposition: str | None = None
    exclusions: tuple[Mapping[str, str], ...] = ()
    controls: tuple[Mapping[str, str], ...] = ()


def new_determination(root: Path, answered: Answered, now: str, state: State | None = None) -> list[str]:
    """Scaffold a determination; the paths that were written. ``state`` is written beside it, where one is given."""
    path = f"{answered.folder}/{DETERMINATIONS}/{now[:10]}-{answered.trigger}-{answered.state[7:19]}.yaml"
    if (root / path).exists():
        raise UsageError("the determination is there already", path=path, remedy="Edit it.")
    known = {
        "schema": f"tunegate/{DETERMINATION}/v1",
        "model": answered.model,
        "trigger": answered.trigger,
        **({"disposition": answered.disposition} if answered.disposition else {}),
        "from_state": answered.from_state,
        "state": answered.state,
        "determined_at": now,
        **({"owner": answered.owner} if answered.owner else {}),
        **({"exclusions": [dict(row) for row in answered.exclusions]} if answered.exclusions else {}),
        **({"controls": [dict(row) for row in answered.controls]} if answered.controls else {}),
    }
    written = write_state(root, answered.folder, state) if state else []
    return [*written, write(root, path, scaffold(DETERMINATION, known))]


def answered_by_model(model: Model, pack: Pack, state: State, trigger: str) -> Answered:
    """What a determination about a model answers. Raises UsageError where there is no disposition or baseline to
    keep."""
    last = pack.disposition or pack.baseline
    if last is None:
        raise UsageError("there is no disposition to keep", remedy="Run 'tunegate disposition draft'.")
    owner = last.value["owner"] if last.kind == BASELINE else last.value["triggers"].get(trigger, {}).get("owner")
    return Answered(
        model.evidence,
        model.name,
        trigger,
        last.value["state"],
        state.digest,
        owner,
        last.digest,
        controls=tuple(_altered(pack, state)) if trigger == "deployment-layer-change" else (),
    )


def _altered(pack: Pack, state: State) -> list[Mapping[str, str]]:
    """The controls that the evidence relies on by another digest than they have in a state, each once."""
    found: dict[tuple[str, str, str], Mapping[str, str]] = {}
    for document in pack.artefacts.values():
        for _, control in controls_in(document.value):
            surface, path, said = control["surface"], control["path"], control.get("digest")
            now = control_digest(state, surface, path)
            if said and now and said != now:
                found[surface, path, said] = {"surface": surface, "path": path, "from": said, "to": now}
    return list(found.values())


# -- evidence renew


def renew(
    worktree: Snapshot, model: Model, state: State, kinds: tuple[str, ...], *, prepared_by: str | None, now: str
) -> list[str]:
    """Stamp documents that were redone with the state of the work tree; the paths that were written."""
    root = worktree.repository.root
    wrong = [kind for kind in kinds if kind not in ARTEFACT_KINDS]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is no artefact", remedy=f"Known artefacts: {', '.join(ARTEFACT_KINDS)}.")
    edits: list[tuple[str, str]] = []
    for kind in dict.fromkeys(kinds):
        path = existing(root, model.evidence, kind)
        if path is None:
            raise UsageError(f"there is no {kind}", remedy=f"Run 'tunegate evidence new {kind}'.")
        editor = Editor(root, path)
        editor.set(("state",), state.digest)
        editor.set(("prepared_at",), now)
        if prepared_by:
            editor.set(("prepared_by",), prepared_by)
        if kind == MANIFEST:
            _renew_files(worktree, editor, state)
        put_digests(editor, state)
        edits.append((path, editor.checked(kind)))
    return [*write_state(root, model.evidence, state), *(write(root, path, text) for path, text in edits)]


def _renew_files(worktree: Snapshot, editor: Editor, state: State) -> None:
    """Bring the digests and record counts of a training-data manifest in line with the files."""
    data = {e.path: e for e in state.elements if e.surface == "training_data" and e.is_file}
    for index, source in editor.node.at(("sources",)).items():
        for number, file in source.at(("files",)).items():
            name = file.at(("path",)).value
            where = ("sources", index, "files", number)
            if name not in data:
                raise EvidenceError(
                    f"{name} is no file on the training-data surface",
                    path=editor.path,
                    line=file.line,
                    remedy="Take it out of the manifest, or add it to the surface's selectors.",
                )
            editor.set((*where, "digest"), data[name].digest)
            if "records" in dict(file.items()):
                editor.set((*where, "records"), _records(worktree, data[name]))


def _records(worktree: Snapshot, element: Element) -> int:
    """How many lines a data file has that are not empty."""
    return count_records([stored_data(worktree, element, "the records cannot be counted")])


def stored_data(worktree: Snapshot, element: Element, otherwise: str) -> bytes:
    """The bytes of a data file as the state has them; also of one that git has only a pointer of Git LFS to.

    Raises EvidenceError, which starts with ``otherwise``, where they are not here.
    """
    data = b"".join(worktree.stream(element.path, Entry(element.mode or "100644", element.oid)))
    if read_pointer(data) is not None:
        place = worktree.repository.root / element.path
        data = place.read_bytes() if place.is_file() else b""
        if f"sha256:{hashlib.sha256(data).hexdigest()}" != element.digest:
            raise EvidenceError(
                f"{otherwise}: only the pointer of Git LFS is here",
                path=element.path,
                remedy=f"Fetch the file: git lfs pull --include {shlex.quote(element.path)}",
            )
    return data


# -- disposition draft


def draft_disposition(
    root: Path,
    model: Model,
    state: State,
    pack: Pack,
    lists: Unselected,
    *,
    given: Mapping[str, str | None],
    now: str,
    renewed: Mapping[str, str] | None = None,
) -> list[str]:
    """Write the disposition for what is on disk; the paths that were written. ``lists`` are what it is made beside.

    ``renewed`` says by kind why an artefact still holds that was not redone.
    """
    last = _last(root, model, pack)
    others = [p for p in pack.problems if not (p.path or "").startswith(f"{model.evidence}/{DISPOSITION}.")]
    if others:
        raise EvidenceError(others)
    missing = [kind for kind in ARTEFACT_KINDS if kind not in pack.artefacts]
    if missing:
        raise UsageError(
            f"the evidence pack has no {missing[0]}",
            path=f"{model.evidence}/{missing[0]}.yaml",
            remedy=f"Run 'tunegate evidence new {missing[0]}' first; a disposition is made on the whole pack.",
        )
    known: dict[str, Any] = {
        "schema": f"tunegate/{DISPOSITION}/v1",
        "model": model.name,
        "state": state.digest,
        "decided_at": now,
        **{name: value for name, value in given.items() if value is not None},
        "evidence": {kind: document.digest for kind, document in pack.artefacts.items()},
        "coverage": lists.digests,
        **stated(pack.artefacts),
        "supersedes": last.get("supersedes") if is_digest_of(last.get("state"), state) else last.get("state"),
    }
    for name in ("conditions", "residual_risks", "triggers", RETIRED):
        if last.get(name):
            known[name] = last[name]
    if rows := _renewed(last, pack, renewed or {}):
        known["renewed"] = rows
    text = scaffold(DISPOSITION, known)
    path = existing(root, model.evidence, DISPOSITION) or f"{model.evidence}/{DISPOSITION}.yaml"
    given_all = all(given.get(name) for name in ("decision", "decided_by", "expires", "rationale"))
    if given_all:
        found = problems(DISPOSITION, parse(text.encode(), "yaml"), path)
        if found:
            raise EvidenceError(found)
    kept = {path_of(model.evidence, digest): text for digest, text in lists.files.items()}
    new = [write(root, name, text) for name, text in kept.items() if not (root / name).exists()]
    return [*write_state(root, model.evidence, state), *new, write(root, path, text)]


def _renewed(last: Mapping[str, Any], pack: Pack, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Why artefacts hold for the state that they name; of the last disposition what it says of the same state."""
    wrong = [kind for kind in given if kind not in ARTEFACT_KINDS]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is no artefact", remedy=f"Known artefacts: {', '.join(ARTEFACT_KINDS)}.")
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


# -- files
