"""Elements, and the state of a model that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from gate.values.canonical import canonical_json, digest_of
from gate.values.forms import newest, number_of, numbered, translated
from gate.values.forms.form import Form, Rows


def split_key(key: str) -> tuple[str, str]:
    """(path, JSON Pointer) of an element's key; the pointer is empty where the key is of a file."""
    path, _, pointer = key.partition("#")
    return path, pointer


@dataclass(frozen=True, slots=True)
class Element:
    """One reviewed thing on a surface.

    ``key`` is a path, or a path, ``#`` and a JSON Pointer (RFC 6901). ``digest`` is of the bytes (text, data) or of the
    canonical JSON of the effective value (structured files). ``value`` is there for scalars short enough to be
    shown. ``line`` and ``end_line`` are 1-based; they and ``oid`` say where the element stands. ``recogniser`` is what
    found it, ``pinned`` is False for a reference that can change without notice (None: it is no reference), ``pin``
    says how to pin that, ``revision`` what stands beside it. ``note`` says what the element is where its key does not,
    ``why`` what it was recognised by.
    None of these is part of the state's digest.
    """

    surface: str
    key: str
    format: str
    digest: str
    mode: str | None = None
    value: Any = None
    has_value: bool = False
    path: str = ""
    line: int | None = None
    end_line: int | None = None
    oid: str | None = None
    recogniser: str = ""
    pinned: bool | None = None
    pin: str = ""
    note: str = ""
    revision: str = ""
    why: str = ""

    def document(self) -> dict[str, Any]:
        row: dict[str, Any] = {"key": self.key, "format": self.format, "digest": self.digest}
        if self.mode is not None:
            row["mode"] = self.mode
        if self.has_value:
            row["value"] = self.value
        return row

    @property
    def identity(self) -> tuple[str, str, str | None]:
        """What has to be equal for the element to be unchanged."""
        return self.format, self.digest, self.mode

    @property
    def pointer(self) -> str:
        """The JSON Pointer; empty for a file."""
        return split_key(self.key)[1]

    @property
    def is_file(self) -> bool:
        return "#" not in self.key


@dataclass(frozen=True)
class State:
    """What a repository says about every reviewed surface of one model, at one commit, in one canonical form.

    ``surfaces`` names every configured surface, those without an element too.
    """

    model: str
    surfaces: tuple[str, ...]
    elements: tuple[Element, ...]
    unmatched: tuple[tuple[str, str], ...] = ()  # (surface, selector) pairs that match nothing
    form: Form = field(default_factory=newest)

    @cached_property
    def by_surface(self) -> dict[str, tuple[Element, ...]]:
        groups: dict[str, list[Element]] = {surface: [] for surface in self.surfaces}
        for element in self.elements:
            groups.setdefault(element.surface, []).append(element)
        return {surface: tuple(sorted(rows, key=lambda e: e.key)) for surface, rows in sorted(groups.items())}

    @cached_property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Surface -> its elements as JSON, ordered by key."""
        return {surface: [element.document() for element in found] for surface, found in self.by_surface.items()}

    @cached_property
    def surface_digests(self) -> dict[str, str]:
        return {surface: digest_of(canonical_json(rows)) for surface, rows in self.rows.items()}

    @cached_property
    def document(self) -> dict[str, Any]:
        """The canonical document (``schemas/state.schema.json``)."""
        return {
            "schema": self.form.schema,
            "model": self.model,
            "surfaces": {
                surface: {"digest": self.surface_digests[surface], "elements": rows}
                for surface, rows in self.rows.items()
            },
        }

    @cached_property
    def digest(self) -> str:
        return self.form.digest(self.document)

    def under(self, form: Form) -> State | None:
        """The same state in another form; None where its elements do not say enough."""
        if form == self.form:
            return self
        if form.number not in self._under:
            self._under[form.number] = self._translated(form)
        return self._under[form.number]

    @cached_property
    def _under(self) -> dict[int, State | None]:
        return {}

    def _translated(self, form: Form) -> State | None:
        rows = translated(self.rows, self.form, form)
        if rows is None:
            return None
        elements = self.elements if rows is self.rows else tuple(_elements(rows))
        return replace(self, elements=elements, form=form)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> State:
        """A state without locations, as it was written to a state file.

        Raises ValueError for a form that this version does not know, and TypeError, KeyError or AttributeError for a
        document that does not fit the schema.
        """
        number = number_of(document["schema"])
        form = None if number is None else numbered(number)
        if form is None:
            raise ValueError(f"unknown form {document['schema']!r}")
        surfaces = document["surfaces"]
        elements = tuple(_elements({surface: group["elements"] for surface, group in surfaces.items()}))
        return cls(document["model"], tuple(surfaces), elements, form=form)


def _elements(rows: Rows) -> Iterator[Element]:
    for surface, group in rows.items():
        for row in group:
            element = Element(
                surface=surface,
                key=row["key"],
                format=row["format"],
                digest=row["digest"],
                mode=row.get("mode"),
                value=row.get("value"),
                has_value="value" in row,
                path=split_key(row["key"])[0],
            )
            if not all(isinstance(text, str) for text in (element.key, element.format, element.digest)):
                raise TypeError("an element's key, format and digest are text")
            if not isinstance(element.mode, str | None):
                raise TypeError("an element's mode is text")
            yield element
