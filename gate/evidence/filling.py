"""A document that is filled in value by value: each is checked, and written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.config.load import Model
from gate.documents import Node
from gate.documents.schema import expanded
from gate.evidence.editor import read
from gate.evidence.files import existing, write
from gate.evidence.given import refuse_misfit
from gate.evidence.left import with_list
from gate.evidence.put import put
from gate.evidence.questions import Question, answer, flat, open_questions, part_of, question
from gate.values.errors import UsageError


@dataclass
class Filling:
    """One document on disk. Its comments and layout stay."""

    root: Path
    kind: str
    path: str
    model: str
    text: str

    @classmethod
    def of(cls, root: Path, model: Model, kind: str) -> Filling | None:
        """The document of a kind; None where there is none. Raises EvidenceError where it is not YAML."""
        path = existing(root, model.evidence, kind)
        if path is None:
            return None
        found = cls(root, kind, path, model.name, (root / path).read_bytes().decode("utf-8-sig"))
        found.node()
        return found

    def node(self) -> Node:
        return read(self.text.encode(), self.path)

    def questions(self) -> list[Question]:
        return open_questions(self.kind, self.node())

    def value(self, tokens: Sequence[str]) -> Any:
        """The value at the tokens; None where there is none."""
        node: Node | None = self.node()
        for token in tokens:
            node = node.child(token) if node is not None else None
        return None if node is None else node.plain()

    def set(self, tokens: tuple[str, ...], value: Any, now: str) -> None:
        """Write a value that fits, and when the document was worked on. ``now`` is RFC 3339."""
        self._keep(put(self.text, self.path, tokens, value), now)

    def begin(self, tokens: tuple[str, ...], now: str) -> None:
        """Begin another item of a list: its required keys, each empty."""
        schema = part_of(self.kind, tokens)
        if schema is not None:
            key = next(iter(schema.get("required", schema.get("properties", ("",)))))
            self._keep(put(self.text, self.path, tokens, {key: None}), now)

    def forget(self, tokens: tuple[str, ...]) -> None:
        """Empty a value, so that it is asked for again."""
        if self.value(tokens) is not None:
            self._keep(put(self.text, self.path, tokens, None), None)

    def answer_all(self, given: Sequence[tuple[str, str]], now: str) -> None:
        """Put in values as they were typed, by the names that questions have. Raises UsageError for one that does not
        fit, or has no place, and then writes nothing."""
        before = self.text
        for name, typed in given:
            tokens = tuple(filter(None, name.split("/")))
            schema = part_of(self.kind, tokens)
            if schema is None or not tokens:
                known = ", ".join(flat(expanded(self.kind)).get("properties", ()))
                raise UsageError(f"{self.kind} has no value {name!r}", remedy=f"Its keys: {known}.")
            value, wrong = answer(question(schema, tokens), typed)
            if wrong:
                refuse_misfit(self.kind, tokens, typed if value is None else value, f"--set {name}")
                raise UsageError(f"--set {name}: {wrong}", remedy=str(schema.get("description", "")))
            self.text = put(self.text, self.path, tokens, value)
        if self.text != before:
            self._keep(self.text, now)

    def _keep(self, text: str, now: str | None) -> None:
        if now is not None and read(text.encode(), self.path).child("prepared_at") is not None:
            text = put(text, self.path, ("prepared_at",), now)
        self.text = with_list(text, self.kind, self.path, self.model)
        write(self.root, self.path, self.text)
