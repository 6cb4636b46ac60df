"""Writing evidence with the user: the only module that writes into the user's repository.

A document that a person wrote keeps its comments and layout: only the scalars that the tool owns are replaced, on
their own lines. Nothing is overwritten that would be lost.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.config.load import Model
from gate.evidence.controls import control_digest, own_controls_in, put_digests
from gate.evidence.editor import Editor
from gate.evidence.files import existing, write, write_state
from gate.evidence.given import fitting_values
from gate.evidence.left import started, with_list
from gate.evidence.pack import BASELINE, DETERMINATION, DETERMINATIONS, DISPOSITION, KINDS, Pack
from gate.evidence.scaffold import scaffold
from gate.git.entry import Entry
from gate.git.lfs import read_pointer
from gate.git.snapshot import Snapshot
from gate.values.elements import Element, State
from gate.values.errors import EvidenceError, UsageError
from gate.values.records import count_records
from gate.values.terms import ARTEFACT_KINDS

MANIFEST = "training-data-manifest"


def refuse_to_start(root: Path, model: Model, kinds: Sequence[str]) -> None:
    """Raises UsageError for what is not an artefact, or is there already."""
    for kind in kinds:
        if kind not in ARTEFACT_KINDS:
            hint = "Use 'tunegate disposition draft'." if kind == DISPOSITION else f"Known kinds: {', '.join(KINDS)}."
            raise UsageError(f"unknown evidence kind {kind!r}", remedy=hint)
        path = f"{model.evidence}/{kind}.yaml"
        if (root / path).exists():
            raise UsageError(
                "the document is there already",
                path=path,
                remedy=f"Edit it, then run 'tunegate evidence renew {kind} --model {model.name}'.",
            )


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


def new_determination(
    root: Path,
    answered: Answered,
    now: str,
    state: State | None = None,
    *,
    expires: str | None = None,
    reason: str | None = None,
) -> list[str]:
    """Start a determination; the paths that were written. ``state`` is written beside it, where one is given.

    Raises UsageError for an ``expires`` or a ``reason`` that does not fit the schema, and then writes nothing.
    """
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
        **fitting_values(DETERMINATION, {"expires": expires, "reason": reason}),
    }
    text = started(scaffold(DETERMINATION, known), DETERMINATION, path, answered.model)
    written = write_state(root, answered.folder, state) if state else []
    return [*written, write(root, path, text)]


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
        for _, control in own_controls_in(document.value):
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
        raise UsageError(f"{wrong[0]!r} is not an artefact", remedy=f"Known artefacts: {', '.join(ARTEFACT_KINDS)}.")
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
        edits.append((path, with_list(editor.checked(kind), kind, path, model.name)))
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
                    f"{name} is not a file on the training-data surface",
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
