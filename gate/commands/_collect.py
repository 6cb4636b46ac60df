"""Fills documents in from their sources, for the commands that write evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.case.derived import Sourced
from gate.case.facts import mappings
from gate.commands._claims import put_item, raw_files, unlisted
from gate.commands._from import Given, documents_of
from gate.commands._gather import Here
from gate.config.load import Model
from gate.derive import readers
from gate.derive.bind import MANIFEST
from gate.derive.collect import is_same_row, plan
from gate.derive.facts import Derived, shown
from gate.derive.implied import DATA_FORMATS
from gate.derive.outcomes import Outcome, Sources
from gate.derive.within import BASE
from gate.documents import pointer_of, tokens_of
from gate.evidence.blocks import put_items
from gate.evidence.defaults import effective
from gate.evidence.editor import read
from gate.evidence.files import existing, write, write_state
from gate.evidence.filling import Filling
from gate.evidence.left import started, with_list
from gate.evidence.pack import Document
from gate.evidence.put import put
from gate.evidence.questions import open_questions
from gate.evidence.scaffold import scaffold
from gate.values.canonical import digest_of
from gate.values.errors import EvidenceError, UsageError
from gate.values.terms import ARTEFACT_KINDS, TRAINING_DATA
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.values.elements import State

ROWS = "derived"
CARD = "base/README.md"  # in the folder of the evidence: what 'hf download' leaves there
_ROUNDS = 4  # a score is of the model that its id names, which another source gives


@dataclass
class Collecting:
    """One run of the command over the documents of a model, each written when it is done."""

    at: Here
    model: Model
    replace: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    problems: int = 0

    @cached_property
    def state(self) -> State:
        return self.at.state(self.model)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.at.snapshot, self.at.reader)

    def path(self, kind: str) -> str:
        return existing(self.at.root, self.model.evidence, kind) or f"{self.model.evidence}/{kind}.yaml"

    def open(self, kind: str) -> bool:
        """Have the text of a document at hand; whether there is one."""
        if kind not in self.texts:
            found = existing(self.at.root, self.model.evidence, kind)
            if found is None:
                return False
            self.texts[kind] = self.before[kind] = (self.at.root / found).read_bytes().decode("utf-8-sig")
        return True

    def start(self, kind: str) -> None:
        """A new document of a kind, with what the tool knows of it."""
        known = {"schema": f"tunegate/{kind}/v1", "model": self.model.name, "state": self.state.digest}
        text = scaffold(kind, {**known, "prepared_at": self.at.now})
        self.texts[kind] = started(text, kind, self.path(kind), self.model.name)

    def document(self, kind: str) -> Document:
        """Raises EvidenceError where the text is not YAML, or no mapping."""
        path, text = self.path(kind), self.texts[kind]
        node = effective(kind, read(text.encode(), path))
        value = node.plain()
        if not isinstance(value, dict):
            raise EvidenceError("the document is not a mapping", path=path, line=1, remedy="Start it anew.")
        return Document(kind, self.model.evidence, path, digest_of(text.encode()), node, value)

    @property
    def pack(self) -> Sourced:
        documents = {kind: self.document(kind) for kind in ARTEFACT_KINDS if self.open(kind)}
        shared = self.at.config.shared if self.at.config is not None else ()
        return Sourced(self.sources, self.state, documents, None, shared)

    # -- the steps

    def outcome(self, given: Given) -> Outcome:
        """What a named file gives. Raises UsageError where no reader, or more than one, takes it for its own."""
        kinds = [given.kind] if given.kind else list(self.sources.kinds(given.path))
        if len(kinds) > 1:
            raise UsageError(
                f"several readers take the file for theirs: {', '.join(kinds)}",
                path=given.path,
                remedy=f"Say which: --from {given.path}={kinds[0]}",
            )
        found = self.sources.read(given.path, kinds[0] if kinds else "")
        if found.problem is not None:
            message = found.problem.message
            if not kinds and found.digest is not None:
                message = "no reader takes the file for its own"
            ignored = " (git ignores it)" if self.at.repository.ignored([given.path]) else ""
            known = f"Known kinds: {', '.join(sorted(readers()))}."
            raise EvidenceError(
                f"it cannot be read: {message}{ignored}",
                path=given.path,
                line=found.problem.line,
                remedy=found.problem.remedy or known,
            )
        return found

    def record(self, kind: str, outcome: Outcome, source_of_data: str | None) -> None:
        """Put the row of a source into a document, in place of an older one."""
        row = self.pack.row(outcome, source_of_data)
        self.texts[kind] = put_items(self.texts[kind], self.path(kind), ROWS, [row], is_same_row)
        for tokens, named in mappings(self.document(kind).value):  # the same file as a raw file, or as labels
            is_it = tokens[:1] != (ROWS,) and named.get("path") == outcome.path
            if is_it and named.get("digest", outcome.digest) != outcome.digest:
                self.texts[kind] = put(self.texts[kind], self.path(kind), (*tokens, "digest"), outcome.digest)

    def renew_rows(self, kind: str) -> Iterator[Text]:
        """Bring the rows that a document has in line with their files; says which files cannot be read."""
        for row in self.document(kind).value.get(ROWS) or ():
            if not isinstance(row, dict) or not isinstance(row.get("path"), str):
                continue
            outcome = self.sources.read(row["path"], str(row.get("kind")))
            if outcome.problem is not None or outcome.digest is None:
                self.problems += 1
                why = outcome.problem.message if outcome.problem else "there is no such file"
                yield Text(f"  {row['path']} cannot be read: {why}")
            else:
                self.record(kind, outcome, row.get("for"))

    def fill(self, kind: str) -> Iterator[Text]:
        """Put the values of its sources into a document, and say what was, what was not, and what stays open."""
        if kind == MANIFEST:
            yield from self._claim_files()
        if kind == BASE:
            self._claim_card()
        self._claim_items(kind)
        stays: set[str] = set()
        for _ in range(_ROUNDS):
            derived = self.pack.derived(kind)
            found = plan(derived, kind, self.document(kind).value, replace=self.replace)
            wanted = [one for one in found.fill if one.pointer not in stays]
            for one in wanted:
                try:
                    self.texts[kind] = put(self.texts[kind], self.path(kind), tokens_of(one.pointer), one.value.value)
                except EvidenceError as error:
                    self.problems += 1
                    stays.add(one.pointer)
                    yield Text(f"  {one.pointer} stays as it is: {error.problems[0].message}")
                    continue
                place = _place(one.origin.outcome, one.value.line)
                yield Text(f"  {one.pointer}: {_said(one.value.value)}, from {place}")
            if not wanted:
                break
        for one in found.contradict:
            self.problems += 1
            place = _place(one.origin.outcome, one.value.line)
            yield Text(f"  {one.pointer} contradicts its source: {_said(one.said)} was typed, and {place} says")
            yield Text(f"    {_said(one.value.value)}; --replace takes that")
        if found.agree:
            count = len(found.agree)
            yield Text(
                "  1 value agrees with its source" if count == 1 else f"  {count} values agree with their sources"
            )
        yield from _notes(kind, derived)
        left = [pointer_of(asked.tokens) for asked in open_questions(kind, self.document(kind).node)]
        if left:
            more = f" and {len(left) - 8} more" if len(left) > 8 else ""
            yield Text(f"  open, {len(left)}: {', '.join(left[:8])}{more}")

    def _claim_files(self) -> Iterator[Text]:
        """Put data that no source of a manifest has yet into its only source; with several, only a person knows."""
        sources = self.document(MANIFEST).value.get("sources")
        rows = [row for row in sources or () if isinstance(row, dict)] if isinstance(sources, list) else []
        files = [file for row in rows for file in row.get("files") or () if isinstance(file, dict)]
        claimed = {file.get("path") for file in files}
        data = [e for e in self.state.elements if e.surface == TRAINING_DATA and e.is_file and e.format in DATA_FORMATS]
        left = [{"path": e.path, "digest": e.digest} for e in data if e.path not in claimed]
        if left and len(rows) == 1 and all(file.get("path") is None for file in files):
            path = self.path(MANIFEST)
            self.texts[MANIFEST] = put(self.texts[MANIFEST], path, ("sources", "0", "files"), left)
            counted = f"{len(left)} file{'s' * (len(left) != 1)}"
            yield Text(f"  /sources/0/files: {counted} of the training data; make a source of each origin")
        elif left:
            yield Text(f"  in no source yet: {', '.join(row['path'] for row in left[:8])}")

    def _claim_card(self) -> None:
        """Name the base model's card as the document that it is, where the pack has one as the hub has it.

        It was retrieved by now; the hub's own record of the download says when, where there is one.
        """
        card, path = self._card(), self.path(BASE)
        rows = self.document(BASE).value.get("documents")
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            is_open = isinstance(row, dict) and row.get("kind") == "model-card" and not row.get("reference")
            if is_open and row.get("available") is not False and (digest := self.sources.digest(card)) is not None:
                said = {"available": True, "reference": card, "retrieved_at": self.at.now, "digest": digest}
                for key, value in said.items():
                    self.texts[BASE] = put(self.texts[BASE], path, ("documents", str(index), key), value)

    def _card(self) -> str:
        """Where the card is: in this pack, or in that of another model with the same base."""
        own = f"{self.model.evidence}/{CARD}"
        base = self.document(BASE).value.get("base_model")
        others = self.at.config.models.values() if self.at.config is not None else ()
        for other in others if self.sources.digest(own) is None and base else ():
            filling = Filling.of(self.at.root, other, BASE)
            if filling is not None and filling.value(("base_model",)) == base:
                found = f"{other.evidence}/{CARD}"
                if self.sources.digest(found) is not None:
                    return found
        return own

    def _claim_items(self, kind: str) -> None:
        """List what the sources of a document tell of and it does not list, with the raw files of each."""
        outcomes = [o.outcome for o in self.pack.derived(kind).origins if o.row is not None]
        path = self.path(kind)
        while (missing := unlisted(kind, self.document(kind).value, outcomes)) is not None:
            self.texts[kind] = put(self.texts[kind], path, *put_item(self.document(kind).value, *missing))
        for outcome in outcomes:
            while (row := next(raw_files(kind, self.document(kind).value, [outcome]), None)) is not None:
                self.texts[kind] = put(self.texts[kind], path, *row)

    def write(self) -> list[str]:
        """Write what is another now, with its list of what is left; the paths."""
        for kind, text in self.texts.items():
            self.texts[kind] = with_list(text, kind, self.path(kind), self.model.name)
        changed = [kind for kind, text in self.texts.items() if text != self.before.get(kind)]
        new = write_state(self.at.root, self.model.evidence, self.state) if changed else []
        return [*new, *(write(self.at.root, self.path(kind), self.texts[kind]) for kind in changed)]


def collect(
    at: Here,
    model: Model,
    kinds: Sequence[str],
    given: Sequence[Given],
    *,
    replace: bool = False,
    said: Sequence[str] = (),
) -> Iterator[Text]:
    """Fill in documents of a model from their sources, say what was done, and write them.

    ``kinds`` are all that are there where none is named. ``said`` are paths of
    which it was said already that they were written. Raises UsageError and EvidenceError, and then writes nothing.
    """
    run = Collecting(at, model, replace)
    named = {one: run.outcome(one) for one in given}
    about = {one: set(documents_of(outcome)) for one, outcome in named.items()}
    chosen = list(kinds) or [
        kind for kind in ARTEFACT_KINDS if run.open(kind) or any(kind in found for found in about.values())
    ]
    if not chosen:
        raise UsageError("there is no evidence yet", remedy="Name the kinds to start: tunegate evidence collect KIND")
    for one, found in about.items():
        if not found & set(chosen) and not (len(kinds) == 1):
            raise UsageError(
                f"the file gives nothing for {', '.join(chosen)}", path=one.path, remedy="Name the kind that it is for."
            )
    lines: dict[str, list[Text]] = {}
    for kind in chosen:
        if not run.open(kind):
            run.start(kind)
        lines[kind] = [*run.renew_rows(kind)]
        for one, outcome in named.items():
            if kind in about[one] or len(kinds) == 1:
                run.record(kind, outcome, one.source_of_data)
        lines[kind] += run.fill(kind)
    for path in [path for path in run.write() if path not in said]:
        yield Text(f"wrote {path}")
    for kind in chosen:
        yield Text(f"{kind}:" if lines[kind] else f"{kind}: nothing to fill in")
        yield from lines[kind]


def _notes(kind: str, derived: Derived) -> Iterator[Text]:
    """Why sources of a document did not give what they could; of one that tells another document, that one hears."""
    for origin in derived.origins:
        outcome = origin.outcome
        told = documents_of(outcome)
        if told and kind not in told:
            continue
        if outcome.problem is not None and origin.row is None:
            yield Text(f"  not derived from {_place(outcome, outcome.problem.line or 1)}: {outcome.problem.message}")
        for note in outcome.given.notes if outcome.given else ():
            remedy = f" ({note.remedy})" if note.remedy else ""
            yield Text(f"  not derived from {_place(outcome, note.line)}: {note.msg}{remedy}")


def _place(outcome: Outcome, line: int) -> str:
    return f"{outcome.path}:{line} ({outcome.kind})" if outcome.digest else f"{outcome.path} ({outcome.kind})"


def _said(value: Any) -> str:
    import json

    text = json.dumps(shown(value), ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
