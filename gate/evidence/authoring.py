"""Writing evidence with the user: the only module that writes into the user's repository.

A document that a person wrote keeps its comments and layout: only the scalars that the tool owns are replaced, on
their own lines. Nothing is overwritten that would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gate.config.load import Model
from gate.documents import DocumentError, parse
from gate.documents.schema import problems
from gate.evidence.editor import Editor
from gate.evidence.files import existing, write, write_state
from gate.evidence.pack import DETERMINATION, DETERMINATIONS, DISPOSITION, KINDS, Pack, load
from gate.evidence.scaffold import scaffold
from gate.values.elements import State
from gate.values.errors import EvidenceError, UsageError
from gate.values.terms import ARTEFACT_KINDS, CONTROL_PLANE, TRIGGERS

if TYPE_CHECKING:
    from gate.case.gather import Gatherer

MANIFEST = "training-data-manifest"


def one_model(gather: Gatherer, name: str | None) -> Model:
    """The model that is meant. Raises UsageError where the configuration has several and none is named."""
    models = gather.chosen(name)
    if len(models) != 1:
        raise UsageError("the configuration has several models", remedy=f"Add --model: {', '.join(models)}.")
    return next(iter(models.values()))


# -- evidence new


def new_document(gather: Gatherer, kind: str, *, model: str | None, trigger: str | None) -> list[str]:
    """Scaffold a document for what is on disk; the paths that were written."""
    if kind == DETERMINATION:
        return _new_determination(gather, model, trigger)
    if kind not in ARTEFACT_KINDS:
        hint = "Use 'tunegate disposition draft'." if kind == DISPOSITION else f"Known kinds: {', '.join(KINDS)}."
        raise UsageError(f"{kind!r} is no kind of evidence that can be scaffolded", remedy=hint)
    block = one_model(gather, model)
    state = gather.state(gather.head, block.name, block.surfaces, strict=True)
    path = f"{block.evidence}/{kind}.yaml"
    root = gather.repository.root
    if (root / path).exists():
        raise UsageError(
            "the document is there already", path=path, remedy=f"Edit it, then run 'tunegate evidence renew {kind}'."
        )
    known = {"schema": f"tunegate/{kind}/v1", "model": block.name, "state": state.digest}
    known["prepared_at"] = gather.context.now
    return [*write_state(root, block.evidence, state), write(root, path, scaffold(kind, known))]


def _new_determination(gather: Gatherer, model: str | None, trigger: str | None) -> list[str]:
    if trigger not in TRIGGERS:
        raise UsageError("a determination answers one trigger", remedy=f"Add --trigger: {', '.join(TRIGGERS)}.")
    root = gather.repository.root
    written: list[str] = []
    if trigger == "control-plane-change":
        old, new = gather.configs()
        trusted = gather.trusted(old, new)
        facts = gather.control_plane(old, new, trusted, gather.changed_paths())[1]
        if not facts["state"]:
            raise UsageError("the control plane did not change", remedy="Name the commit to compare with: --base.")
        folder, name = trusted.control_plane.evidence, CONTROL_PLANE
        states = facts["base_state"], facts["state"]
        owner = facts["owner"]
    else:
        block = one_model(gather, model)
        pack = load(gather.head, block.evidence).or_raise()
        if pack.disposition is None:
            raise UsageError("there is no disposition to keep", remedy="Run 'tunegate disposition draft'.")
        state = gather.state(gather.head, block.name, block.surfaces, strict=True)
        written = write_state(root, block.evidence, state)
        folder, name = block.evidence, block.name
        states = pack.disposition.value["state"], state.digest
        owner = pack.disposition.value["triggers"].get(trigger, {}).get("owner")
    known = {
        "schema": f"tunegate/{DETERMINATION}/v1",
        "model": name,
        "trigger": trigger,
        "from_state": states[0],
        "state": states[1],
        "determined_at": gather.context.now,
        **({"owner": owner} if owner else {}),
    }
    path = f"{folder}/{DETERMINATIONS}/{gather.context.now[:10]}-{trigger}-{states[1][7:19]}.yaml"
    if (root / path).exists():
        raise UsageError("the determination is there already", path=path, remedy="Edit it.")
    return [*written, write(root, path, scaffold(DETERMINATION, known))]


# -- evidence renew


def renew(gather: Gatherer, kinds: tuple[str, ...], *, model: str | None, prepared_by: str | None) -> list[str]:
    """Stamp documents that were redone with the state that is on disk; the paths that were written."""
    block = one_model(gather, model)
    wrong = [kind for kind in kinds if kind not in ARTEFACT_KINDS]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is no artefact", remedy=f"Known artefacts: {', '.join(ARTEFACT_KINDS)}.")
    state = gather.state(gather.head, block.name, block.surfaces, strict=True)
    root = gather.repository.root
    edits: list[tuple[str, str]] = []
    for kind in dict.fromkeys(kinds):
        path = existing(root, block.evidence, kind)
        if path is None:
            raise UsageError(f"there is no {kind}", remedy=f"Run 'tunegate evidence new {kind}'.")
        editor = Editor(root, path)
        editor.set(("state",), state.digest)
        editor.set(("prepared_at",), gather.context.now)
        if prepared_by:
            editor.set(("prepared_by",), prepared_by)
        if kind == MANIFEST:
            _renew_files(gather, editor, state)
        edits.append((path, editor.checked(kind)))
    return [*write_state(root, block.evidence, state), *(write(root, path, text) for path, text in edits)]


def _renew_files(gather: Gatherer, editor: Editor, state: State) -> None:
    """Bring the digests and record counts of a training-data manifest in line with the files."""
    digests = {e.path: e.digest for e in state.elements if e.surface == "training_data" and e.is_file}
    for index, source in editor.node.at(("sources",)).items():
        for number, file in source.at(("files",)).items():
            name = file.at(("path",)).value
            where = ("sources", index, "files", number)
            if name not in digests:
                raise EvidenceError(
                    f"{name} is no file on the training-data surface",
                    path=editor.path,
                    line=file.line,
                    remedy="Take it out of the manifest, or add it to the surface's selectors.",
                )
            editor.set((*where, "digest"), digests[name])
            data = (gather.repository.root / name).read_bytes()
            if "records" in dict(file.items()):
                editor.set((*where, "records"), sum(1 for line in data.splitlines() if line.strip()))


# -- disposition draft


def draft_disposition(gather: Gatherer, *, model: str | None, given: Mapping[str, str | None]) -> list[str]:
    """Write the disposition for what is on disk; the paths that were written."""
    block = one_model(gather, model)
    root = gather.repository.root
    state = gather.state(gather.head, block.name, block.surfaces, strict=True)
    pack = load(gather.head, block.evidence)
    last = _last(root, block, pack)
    others = [p for p in pack.problems if not (p.path or "").startswith(f"{block.evidence}/{DISPOSITION}.")]
    if others:
        raise EvidenceError(others)
    missing = [kind for kind in ARTEFACT_KINDS if kind not in pack.artefacts]
    if missing:
        raise UsageError(
            f"the evidence pack has no {missing[0]}",
            path=f"{block.evidence}/{missing[0]}.yaml",
            remedy=f"Run 'tunegate evidence new {missing[0]}' first; a disposition is made on the whole pack.",
        )
    known: dict[str, Any] = {
        "schema": f"tunegate/{DISPOSITION}/v1",
        "model": block.name,
        "state": state.digest,
        "decided_at": gather.context.now,
        **{name: value for name, value in given.items() if value is not None},
        "evidence": {kind: document.digest for kind, document in pack.artefacts.items()},
        "supersedes": last.get("state") if last.get("state") != state.digest else last.get("supersedes"),
    }
    for name in ("conditions", "residual_risks", "triggers"):
        if last.get(name):
            known[name] = last[name]
    text = scaffold(DISPOSITION, known)
    path = existing(root, block.evidence, DISPOSITION) or f"{block.evidence}/{DISPOSITION}.yaml"
    given_all = all(given.get(name) for name in ("decision", "decided_by", "expires", "rationale"))
    if given_all:
        found = problems(DISPOSITION, parse(text.encode(), "yaml"), path)
        if found:
            raise EvidenceError(found)
    return [*write_state(root, block.evidence, state), write(root, path, text)]


def _last(root: Path, block: Model, pack: Pack) -> Mapping[str, Any]:
    """The disposition that is there, also where it is a draft that does not fit its schema yet."""
    if pack.disposition is not None:
        return pack.disposition.value
    path = existing(root, block.evidence, DISPOSITION)
    if path is None:
        return {}
    try:
        value = parse((root / path).read_bytes(), "yaml").plain()
    except DocumentError as error:
        raise EvidenceError(error.message, path=path, line=error.line, remedy=error.remedy) from None
    return value if isinstance(value, dict) else {}


# -- files
