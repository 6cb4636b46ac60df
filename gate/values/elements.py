"""The values that flow through the gate: elements, states, changes, findings, decisions. All frozen, none does I/O."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.values.origin import Origin

if TYPE_CHECKING:
    from gate.judge.plan import Step

SURFACES = (
    "training_data",
    "training_recipe",
    "base_model",
    "fine_tuned_model",
    "system_prompt",
    "output_filter",
    "scope_enforcement",
)
CONTROL_PLANE_SURFACE = "control_plane"
CONTROL_PLANE = "control-plane"  # the pseudo-model whose one surface is the gate itself

TRIGGERS = ("re-fine-tuning", "base-model-change", "deployment-layer-change", "control-plane-change")

ARTEFACT_KINDS = (
    "training-data-manifest",
    "training-run",
    "evaluation-results",
    "alignment-regression",
    "overhang-statement",
    "red-team-report",
    "base-model-evidence",
    "decision-record",
)

STATE_SCHEMA = "tunegate/state/v1"


def canonical_json(value: Any) -> bytes:
    """The one byte form of a JSON value that digests are taken of.

    Keys sorted by code point, no white space, ASCII with ``\\u`` escapes, so that no encoding or
    writer can give the same value other bytes. Raises ValueError on NaN and infinities.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def digest_of(data: bytes) -> str:
    """``sha256:`` and 64 lower-case hexadecimal digits of the bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Element:
    """One reviewed thing on a surface.

    ``key`` is a path, or a path, ``#`` and a JSON Pointer (RFC 6901). ``digest`` is of the bytes (text, data) or of the
    canonical JSON of the effective value (structured files). ``value`` is there for scalars short enough to be
    shown. ``line`` and ``end_line`` are 1-based; they and ``oid`` say where the element stands. ``recogniser`` is what
    found it, ``pinned`` is False for a reference that can change without notice (None: it is no reference), ``pin``
    says how to pin that. None of these is part of the state's digest.
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
    def is_file(self) -> bool:
        return "#" not in self.key


@dataclass(frozen=True)
class State:
    """What a repository says about every reviewed surface of one model, at one commit.

    ``surfaces`` names every configured surface, those without an element too.
    """

    model: str
    surfaces: tuple[str, ...]
    elements: tuple[Element, ...]
    unmatched: tuple[tuple[str, str], ...] = ()  # (surface, selector) pairs that match nothing

    @cached_property
    def by_surface(self) -> dict[str, tuple[Element, ...]]:
        groups: dict[str, list[Element]] = {surface: [] for surface in self.surfaces}
        for element in self.elements:
            groups.setdefault(element.surface, []).append(element)
        return {surface: tuple(sorted(rows, key=lambda e: e.key)) for surface, rows in sorted(groups.items())}

    @cached_property
    def surface_digests(self) -> dict[str, str]:
        return {
            surface: digest_of(canonical_json([element.document() for element in rows]))
            for surface, rows in self.by_surface.items()
        }

    @cached_property
    def document(self) -> dict[str, Any]:
        """The canonical document (``schemas/state.schema.json``)."""
        return {
            "schema": STATE_SCHEMA,
            "model": self.model,
            "surfaces": {
                surface: {"digest": self.surface_digests[surface], "elements": [e.document() for e in rows]}
                for surface, rows in self.by_surface.items()
            },
        }

    @cached_property
    def digest(self) -> str:
        return digest_of(canonical_json(self.document))

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> State:
        """A state without locations, as it was written to a state file.

        Raises TypeError, KeyError or AttributeError for a document that does not fit the schema.
        """
        elements = [
            Element(
                surface=surface,
                key=row["key"],
                format=row["format"],
                digest=row["digest"],
                mode=row.get("mode"),
                value=row.get("value"),
                has_value="value" in row,
                path=row["key"].partition("#")[0],
            )
            for surface, group in document["surfaces"].items()
            for row in group["elements"]
        ]
        for element in elements:
            if not all(isinstance(text, str) for text in (element.key, element.format, element.digest)):
                raise TypeError("an element's key, format and digest are text")
            if not isinstance(element.mode, str | None):
                raise TypeError("an element's mode is text")
        return cls(document["model"], tuple(document["surfaces"]), tuple(elements))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states of a model, with both places (1-based lines, None where there is none)."""

    model: str
    surface: str
    change: str  # added, removed, modified, moved
    key: str
    old: Any = None
    new: Any = None
    path: str = ""
    line: int | None = None
    end_line: int | None = None
    base_path: str | None = None
    base_line: int | None = None
    detail: str | None = None

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding is about (1-based lines, None where there is none), and what it is."""

    path: str
    line: int | None = None
    end_line: int | None = None
    message: str = ""

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the gate has to say. ``severity`` is error, warning or notice; only errors block."""

    rule: str
    severity: str
    message: str
    remedy: str = ""
    model: str | None = None
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    waived_by: str | None = None
    related: tuple[Related, ...] = ()

    def row(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__slots__}
        return {**row, "related": [place.row() for place in self.related]}


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of ``check`` and ``verify``: everything a renderer needs and nothing it would have to look up."""

    verdict: str  # pass, block, error
    base: str | None
    head: str | None
    now: str
    engine: Mapping[str, str | None]
    policies: str | None
    case: str | None
    changes: tuple[Mapping[str, Any], ...] = ()
    triggers: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    adjustments: tuple[Mapping[str, Any], ...] = ()
    exit_code: int = 0
    models: tuple[str, ...] = field(default=())
    steps: tuple[Step, ...] = ()  # what would turn a blocked check green, in order
    drift: tuple[Mapping[str, Any], ...] = ()  # the suites of the case, each with its ``model``
    waivers: tuple[Mapping[str, Any], ...] = ()  # those that the case has
    rules: tuple[str, ...] = ()  # ids of what was evaluated, whether or not it found anything
    about: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # rule id -> METADATA, of the rules that spoke
    origin: Origin = field(default_factory=Origin)
    mode: str = "check"  # or verify: one commit, nothing to compare with

    def document(self) -> dict[str, Any]:
        """The public JSON form (``schemas/decision.schema.json``)."""
        return {
            "schema": "tunegate/decision/v1",
            "verdict": self.verdict,
            "base": self.base,
            "head": self.head,
            "now": self.now,
            "engine": dict(self.engine),
            "policies": self.policies,
            "case": self.case,
            "adjustments": [dict(row) for row in self.adjustments],
            "changes": [dict(row) for row in self.changes],
            "triggers": [dict(row) for row in self.triggers],
            "findings": [finding.row() for finding in self.findings],
        }


STEPS = (
    "configure",
    "write",
    "correct",
    "redo",
    "decide",
    "determine",
    "sign",
)  # what can answer a finding, in this order

SEVERITIES = ("error", "warning", "notice")
CAUSES = ("reassessment-required", "control-plane-change")  # what a change fires, before what follows from it


def sort_findings(
    findings: Iterable[Finding], changed: Container[tuple[str | None, int | None]] = ()
) -> tuple[Finding, ...]:
    """Worst first, those at a changed (path, line) before the rest, `CAUSES` first of them, then by place.

    One order for equal findings.
    """
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                SEVERITIES.index(f.severity),
                (f.path, f.line) not in changed,
                (f.path, f.line) not in changed or f.rule not in CAUSES,
                f.path or "",
                f.line or 0,
                f.rule,
                f.model or "",
                f.message,
            ),
        )
    )
