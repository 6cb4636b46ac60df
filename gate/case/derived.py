"""Facts of derived values: which sources the documents of a pack have at a snapshot, and what they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.case.before import base_document
from gate.case.facts import DATA, run_commit
from gate.case.hosted_data import hub_origins
from gate.case.prompts import said_to_models
from gate.case.provenance import RECORDS as RECORDS_KIND
from gate.case.provenance import labels_before, manifest_origins
from gate.case.quoted import quoted
from gate.case.training_run import command_origins, commit_origins, deployment_origins, output_origins
from gate.derive.bind import MANIFEST, is_end_of, pointers
from gate.derive.facts import Derived, Origin, Row, derive, dropped, facts_of
from gate.derive.given import Given, Value
from gate.derive.implied import OF_ANY_MODEL, RUN, Implied, implied, named_by
from gate.derive.outcomes import COUNTED, RECORDS, Outcome, Sources
from gate.derive.sources.lm_eval import MODEL_VALUE
from gate.derive.within import BASE, RESULTS, attacked, settled, within
from gate.derive.within import KIND as SAME_DOCUMENT
from gate.documents import tokens_of
from gate.documents.schema import problems
from gate.surfaces.state import build
from gate.values.terms import TRAINING_DATA

if TYPE_CHECKING:
    from gate.case.sides import Sides
    from gate.config.load import Model
    from gate.config.shared import Shared
    from gate.derive.shape import DerivedFacts
    from gate.evidence.pack import Document
    from gate.surfaces.reader import Reader
    from gate.values.elements import State

_FILE = 1  # the rank of the file that a run's command names


class Sourcing:
    """The sources of base and head, each read once, whichever model asks."""

    def __init__(self, sides: Sides, reader: Reader, changed: set[str] | None) -> None:
        self.reader = reader
        self._sides = sides
        self._changed = changed
        self._head = Sources(sides.head, reader)
        self._base = Sources(sides.base, reader) if sides.base is not None else None
        self._states: dict[str, State] = {}

    def at_head(self, state: State, documents: Mapping[str, Document]) -> Sourced:
        shared = self._sides.new.shared if self._sides.new else ()
        return Sourced(self._head, state, documents, self._changed, shared)

    def at_base(self, old: Model | None, document: Document) -> Sourced | None:
        """The base's document of the kind with its sources, of data what changed; None where the head has the same
        one, or where the base's does not fit its schema."""
        before = base_document(self._sides.base, old, document.kind, document)
        if before is None or old is None or self._base is None or problems(document.kind, before.node, before.path):
            return None
        if old.name not in self._states:
            self._states[old.name] = build(self._base.snapshot, old.name, old.surfaces, self.reader, strict=False)
        changed = (self._changed or set()) - {before.path}  # data that did not change gives what it gives at the head
        shared = self._sides.old.shared if self._sides.old else ()
        there = {document.kind: before}
        return Sourced(self._base, self._states[old.name], there, changed, shared, is_former=True)


@dataclass(frozen=True)
class Sourced:
    """A pack at one snapshot with the sources of its values.

    ``changed`` are the paths that the change touches, None where everything counts: the content of data is read only
    where it or the manifest is among them, and of what is ``is_former``, the base's, the labels alone. ``shared`` is
    what the configuration says of every model alike.
    """

    sources: Sources
    state: State
    documents: Mapping[str, Document]
    changed: set[str] | None
    shared: Sequence[Shared] = ()
    is_former: bool = False

    def derived(self, kind: str) -> Derived:
        """What sources give for the document of a kind."""
        document = self.documents[kind]
        return derive(kind, document.value, [*self._rows(document), *self._implied(kind), *self._others(kind)])

    # -- sources that a document's rows name

    def _rows(self, document: Document) -> Iterable[Origin]:
        node = document.node.child("derived")
        for _, item in node.items() if node else ():
            row = item.plain()
            if not _is_row(row):
                continue
            outcome = _of_one_model(self.sources.read(row["path"], row["kind"]), document.value)
            named = Row(row["kind"], row["path"], row["digest"], row.get("for"), item.line, item.end_line)
            said = {one.path: one.digest for one in outcome.given.about} if outcome.given else {}
            bound = {one["path"]: one["digest"] for one in row.get("about", ())}
            bound |= {path: digest for path, digest in said.items() if digest is not None}
            yield Origin(
                outcome,
                named,
                stale=tuple(path for path, digest in bound.items() if not self._is_there(path, digest)),
                unbound=tuple(path for path in said if not any(path == one or is_end_of(one, path) for one in bound)),
            )

    def _is_there(self, path: str, digest: str | None) -> bool:
        """Whether a file has these bytes, or where it is no more, whether the data have them at another place."""
        found = self.sources.digest(self._here(path))
        return digest in self._data if found is None else found == digest

    @cached_property
    def _data(self) -> set[str]:
        return {e.digest for e in self.state.by_surface.get(TRAINING_DATA, ()) if e.format in DATA}

    def _here(self, path: str) -> str:
        """The path of a file that a tool names from wherever it ran; of several the longest."""
        if self.sources.digest(path) is not None:
            return path
        return max((e.path for e in self.state.elements if is_end_of(e.path, path)), key=len, default=path)

    def row(self, outcome: Outcome, source_of_data: str | None) -> dict[str, Any]:
        """The row of ``derived`` for a source as it is, with the digests of what it is about and says none of."""
        row: dict[str, Any] = {"kind": outcome.kind, "path": outcome.path, "digest": outcome.digest}
        if source_of_data is not None:
            row["for"] = source_of_data
        loose = [one.path for one in outcome.given.about if one.digest is None] if outcome.given else []
        about = {here: digest for here in map(self._here, loose) if (digest := self.sources.digest(here)) is not None}
        if about:
            row["about"] = [{"path": path, "digest": digest} for path, digest in sorted(about.items())]
        return row

    # -- sources that nobody has to name

    def _implied(self, kind: str) -> Iterable[Origin]:
        for source, outcome in self._read:
            rank = _FILE if kind == RUN and source.path in self._named else 0
            if source.surfaces == ("base_model",) and outcome.kind in OF_ANY_MODEL:
                outcome = replace(outcome, given=Given())  # of the base, whose own base and training it tells
            yield Origin(outcome, surfaces=source.surfaces, is_home=kind in source.homes, rank=rank)

    @cached_property
    def _read(self) -> list[tuple[Implied, Outcome]]:
        found: list[tuple[Implied, Outcome]] = []
        for source in self._files:
            if source.is_data and not self._is_read(source.path):
                continue
            there = self._tree_of(source)
            found += [(source, there.read(source.path, kind)) for kind in there.kinds(source.path)]
            if source.is_data and source.path.endswith(COUNTED):
                found.append((source, self.sources.records(source.path)))
        return found

    def _tree_of(self, source: Implied) -> Sources:
        """What a file is read from: the run's lock file at the run's commit, where that is one of this repository. The
        one of now need not be what the run used."""
        commit = run_commit(self.sources.snapshot.repository, self._run) if source.document == RUN else None
        then = self.sources.at(commit) if commit is not None else self.sources
        return then if then.digest(source.path) is not None else self.sources

    def _items(self) -> Iterable[Origin]:
        """How many items the data sets of evaluations have that are files of this repository."""
        rows = self.documents[RESULTS].value.get("task_evaluations")
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            dataset = row.get("dataset") if isinstance(row, dict) else None
            said = dataset if isinstance(dataset, dict) else {}
            words = [said.get("path"), *str(said.get("name")).replace(",", " ").split()]
            path = next((word for word in words if isinstance(word, str) and word.endswith(COUNTED)), None)
            if path is None or self.sources.digest(path) is None:
                continue
            outcome = self.sources.records(path)
            counted = outcome.given.values if outcome.given else ()
            values = tuple(Value(RESULTS, f"/task_evaluations/{index}/dataset/items", one.value) for one in counted)
            yield Origin(Outcome(outcome.kind, path, outcome.digest, Given(values=values)), is_home=False)
            if outcome.digest is not None:  # that it is the file's is judged by a rule of its own
                bytes_of = Value(RESULTS, f"/task_evaluations/{index}/dataset/digest", outcome.digest)
                same = Outcome(outcome.kind, path, outcome.digest, Given(values=(bytes_of,)))
                yield Origin(same, is_home=False, is_weak=True)

    @property
    def unread(self) -> list[str]:
        """JSON Pointers of a manifest's counts of records that the base's check compared, and nothing has changed."""
        document = self.documents.get(MANIFEST)
        if document is None:
            return []
        paths = [s.path for s in self._files if s.is_data and s.path.endswith(COUNTED) and not self._is_read(s.path)]
        return [
            found for path in paths for found in pointers(Value(MANIFEST, RECORDS, 0, about=(path,)), document.value)
        ]

    @cached_property
    def _files(self) -> list[Implied]:
        return implied(self.state, {kind: document.value for kind, document in self.documents.items()})

    def labels(self, path: str) -> Mapping[str, int] | None:
        """The labels of a file of records, where the change touches it."""
        manifest = self.documents.get(MANIFEST)
        return labels_before(self.sources, manifest, path, self._is_read) if manifest is not None else None

    def _is_read(self, path: str) -> bool:
        manifest = self.documents.get(MANIFEST)
        return self.changed is None or path in self.changed or (manifest is not None and manifest.path in self.changed)

    @property
    def _run(self) -> Mapping[str, Any]:
        return self.documents[RUN].value if RUN in self.documents else {}

    @cached_property
    def _named(self) -> set[str]:
        return named_by(self._run.get("command"), [e.path for e in self.state.elements])

    def _others(self, kind: str) -> Iterable[Origin]:
        yield from deployment_origins(self.state)
        yield from self._within(kind)
        yield from self._alike(kind)
        if kind == MANIFEST:
            is_read = self._is_read if not self.is_former else _nothing
            yield from manifest_origins(self.sources, self.documents[MANIFEST], is_read, self._is_there)
            yield from hub_origins(self.sources, self.state, self.documents[MANIFEST])
        if RUN in self.documents:
            yield from output_origins(kind, self.documents[RUN])
        if kind == RESULTS:
            yield from self._items()
            yield from said_to_models(self.sources, self.state, self.documents[RESULTS].value)
        if kind == BASE:
            yield from quoted(self.sources, self.documents[BASE].value)
            yield from self._checked()
        if kind == RUN:
            yield from command_origins(self.documents[RUN])
            yield from commit_origins(self.sources, self.documents[RUN], self._named)

    def _alike(self, kind: str) -> Iterable[Origin]:
        """What the configuration says of every model alike."""
        if self.shared:
            from gate.case.shared import shared_origins

            yield from shared_origins(kind, self.documents[kind].value, self.shared)

    def _checked(self) -> Iterable[Origin]:
        """The adversarial results that show what the provider's documents leave open: all of them."""
        names = attacked({kind: document.value for kind, document in self.documents.items()})
        if names and isinstance(self.documents[BASE].value.get("caveat"), dict):
            value = Value(BASE, "/caveat/checked_by", names, ordered=False, is_worded=True)
            yield Origin(Outcome(RESULTS, self.documents[BASE].path, None, Given(values=(value,))), is_home=False)

    def _within(self, kind: str) -> Iterable[Origin]:
        """What the rest of the document leaves one answer for."""
        document = self.documents[kind]
        for values, is_weak in ((within(kind, document.value), False), (settled(kind, document.value), True)):
            placed = [(value, document.node.at(tokens_of(value.pointer))) for value in values]
            given = tuple(replace(value, line=node.line, end_line=node.end_line) for value, node in placed)
            if given:
                outcome = Outcome(SAME_DOCUMENT, document.path, None, Given(values=given))
                yield Origin(outcome, is_home=False, is_weak=is_weak)


def _of_one_model(outcome: Outcome, document: Mapping[str, Any]) -> Outcome:
    """Scores of a model as the document has them: the base model's, or the fine-tune's with how it was run."""
    if outcome.given is None or "model" not in outcome.given.facts:
        return outcome
    named = {"base": document.get("base_model"), "tuned": document.get("tuned_model")}
    of = {said.get("id"): name for name, said in named.items() if isinstance(said, Mapping)}
    which = of.get(outcome.given.facts["model"])
    values = [
        replace(value, pointer=value.pointer.replace(MODEL_VALUE, f"{which}_value"))
        for value in outcome.given.values
        if which == "tuned" or (which == "base" and value.pointer.endswith(MODEL_VALUE))
    ]
    return replace(outcome, given=replace(outcome.given, values=tuple(values)))


def _nothing(path: str) -> bool:
    return False


def _is_row(row: Any) -> bool:
    """Whether a row can be read: of a document that is being written it need not fit its schema."""
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("kind", "path", "digest")):
        return False
    about = row.get("about", [])
    return isinstance(about, list) and all(isinstance(one, dict) and {"path", "digest"} <= one.keys() for one in about)


# -- the facts


def _with_labels_before(now: Derived, at_base: Sourced) -> Derived:
    """What is derived now, with the labels that the base had in a file of records beside those that are in it now."""
    origins = []
    for origin in now.origins:
        given = origin.outcome.given
        if origin.outcome.kind == RECORDS_KIND and given is not None and given.facts.get("labels"):
            before = at_base.labels(origin.outcome.path)
            if before is not None:
                outcome = replace(origin.outcome, given=replace(given, facts={**given.facts, "labels_before": before}))
                origin = replace(origin, outcome=outcome)  # it gives no values, so none is bound to it
        origins.append(origin)
    return replace(now, origins=origins)


def derived_facts(
    kind: str,
    at_head: Sourced,
    at_base: Sourced | None,
    *,
    filled: Iterable[str] = (),
    proven: Iterable[str] = (),
) -> DerivedFacts:
    """The facts of one document. ``at_base`` is there where the base has another document of the kind."""
    document = at_head.documents[kind].value
    now = at_head.derived(kind)
    again = [*proven, *(at_head.unread if kind == MANIFEST else ())]
    lost = []
    if at_base is not None and kind in at_base.documents:
        then = at_base.derived(kind)
        lost = dropped(at_base.documents[kind].value, then, document, now)
        now = _with_labels_before(now, at_base)
    return facts_of(kind, at_head.documents[kind].node, now, filled=filled, proven=again, dropped=lost)
