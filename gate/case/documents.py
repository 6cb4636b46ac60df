"""Facts of one document of the pack: its text with places, and how the head differs from the state it was made for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gate.case.controls import control_facts
from gate.case.elsewhere import stated_elsewhere
from gate.case.facts import commits, dates, run_commit
from gate.case.named_files import named_files
from gate.case.places import lines, lines_at
from gate.case.proven import filled
from gate.case.revised import is_revised
from gate.evidence.shape import MadeFor, NamedState
from gate.evidence.states import made_for
from gate.git.snapshot import Snapshot
from gate.values.canonical import canonical_json, digest_of

if TYPE_CHECKING:
    from gate.approvals.approvals import Approvals
    from gate.case.derived import Sourced
    from gate.case.elsewhere import Statements
    from gate.case.moves import Places
    from gate.case.shape import (
        ArtefactFacts,
        DecisionFacts,
        DeterminationFacts,
        DocumentFacts,
        NamedFile,
        StoodBefore,
    )
    from gate.case.sides import Sides
    from gate.config.approvers import Approvers
    from gate.evidence.pack import Document
    from gate.surfaces.reader import Reader
    from gate.values.elements import State


RUN = "training-run"
LOCK_FILE = "/lock_file"  # the JSON Pointer of a run's


@dataclass(frozen=True)
class Against:
    """The head's state, and how it differs from those that documents were made for; each digest is compared once."""

    head: State
    made_for: Callable[[str], MadeFor]
    statements: Statements | None = None  # on controls that other repositories have


def artefact_facts(
    sides: Sides,
    reader: Reader,
    document: Document,
    against: Against,
    pack: Sourced,
    base: Sourced | None,
    proven: Iterable[str],
) -> ArtefactFacts:
    """An artefact, with what the sources of its values give at the head, and gave at the base.

    ``proven`` are JSON Pointers of what something else than those sources derives again.
    """
    from gate.case.derived import derived_facts

    facts = document_facts(sides, reader, document, against)
    derived = derived_facts(
        document.kind,
        pack,
        base,
        filled=filled(document.value, facts["files"], facts["controls"]),
        proven=(*proven, *stated_elsewhere(facts["controls"])),
    )
    shown = [row["pointer"] for row in derived["values"] if row["agrees"] is False]
    shown += [row["pointer"] for row in derived["dropped"]]
    found = {source["path"]: source["found"] for source in derived["sources"]}
    return {
        **facts,
        "content": digest_of(canonical_json({"document": facts["content"], "sources": found})),
        "lines": {**facts["lines"], **lines_at(document.node, shown)},
        "derived": derived,
    }


def document_facts(sides: Sides, reader: Reader, document: Document, against: Against) -> DocumentFacts:
    """An evidence document with its places, and how the head differs from the state it was made for."""
    said = dates(document.value)
    named = _with_lock_of_run(sides, reader, document, named_files(sides.head, reader, document.value))
    found = commits(sides.repository, document.value)
    made_for = against.made_for(document.value["state"])
    controls = control_facts(sides.head, reader, against.head, document.value, made_for, against.statements)
    content = {
        "document": document.digest,
        "files": named,
        "controls": [
            [
                row["digest"],
                row["empty"],
                [off["key"] for off in row["off"]],
                *([row["elsewhere"]] if row["elsewhere"] else ()),
            ]
            for row in controls
        ],
        "surfaces": {surface: against.head.surface_digests.get(surface) for surface in made_for["changed"]},
    }
    return {
        "path": document.path,
        "digest": document.digest,
        "content": digest_of(canonical_json(content)),
        "document": document.value,
        "lines": lines(document.node, (*said, *named, *found, *(f"{row['pointer']}/path" for row in controls))),
        "dates": said,
        "files": named,
        "commits": found,
        "controls": controls,
        "revised": sides.base is not None and is_revised(sides.base, document.folder, document),
        "made_for": made_for,
    }


def _with_lock_of_run(
    sides: Sides, reader: Reader, document: Document, named: dict[str, NamedFile]
) -> dict[str, NamedFile]:
    """The lock file of a run as the run's own commit has it, where that is one of this repository: a later one is not
    what it used."""
    file = named.get(LOCK_FILE) if document.kind == RUN else None
    commit = run_commit(sides.repository, document.value) if file is not None else None
    if file is None or commit is None:
        return named
    then = Snapshot(sides.repository, commit)
    entry = then.entry(file["path"])
    if entry is None or not entry.is_regular:
        return named
    return {**named, LOCK_FILE: {**file, "found": reader.data_digest(then, file["path"], entry)}}


def decision_facts(
    sides: Sides,
    reader: Reader,
    document: Document,
    against: Against,
    approvals: Approvals,
    approvers: Approvers | None,
) -> DecisionFacts:
    """A disposition or a determination, with who approved it."""
    facts = document_facts(sides, reader, document, against)
    return {**facts, "approval": approvals.of(document, approvers, facts["made_for"]["form"])}


def determination_facts(
    sides: Sides,
    reader: Reader,
    document: Document,
    against: Against,
    approvals: Approvals,
    approvers: Approvers | None,
    starts_from: NamedState,
    stood: Callable[[set[str]], list[StoodBefore]],
) -> DeterminationFacts:
    """A determination, with the state that it starts from and where it stood before, which its digests tell."""
    facts = decision_facts(sides, reader, document, against, approvals, approvers)
    digests = {document.digest, *facts["approval"]["older"]}
    return {**facts, "starts_from": starts_from, "stood": stood(digests)}


def against_head(
    snapshot: Snapshot, folder: str, head: State, places: Places | None = None, statements: Statements | None = None
) -> Against:
    """``folder`` is that of the evidence, which keeps the states that documents were made for. Without ``places`` every
    place counts."""
    relocated = places.relocated if places is not None else None
    return Against(head, cache(lambda digest: made_for(snapshot, folder, digest, head, relocated)), statements)
