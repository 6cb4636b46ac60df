"""``tunegate.yaml``: which surfaces each model has, where its evidence is, and the settings of the policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from gate import __version__
from gate.config.approvers import Approvers, Elsewhere, Signing, approvers_of, elsewhere_of, signing_of
from gate.config.exclusions import Exclusion, exclusions_of
from gate.config.selectors import Selector
from gate.documents import DocumentError, Node, parse
from gate.documents.schema import expanded, problems
from gate.values.errors import ConfigError, Problem
from gate.values.rows import Adjustment, Settings, Waiver
from gate.values.terms import CONTROL_PLANE, TRAINING_DATA

if TYPE_CHECKING:
    from gate.config.shared import Shared

VERSION = 1
ENFORCE, OBSERVE = "enforce", "observe"  # what a check of this repository does with what it finds
FLOATING = frozenset(("base_model", "fine_tuned_model", "training_data"))  # surfaces whose references are looked up
FORMER_PLACE = "path"  # a waiver named a file once, which many findings share
UNIDENTIFIED = "policy_server/accept_unidentified"  # the name of the adjustment that accepts such a server

Surfaces = Mapping[str, tuple[Selector, ...]]


@dataclass(frozen=True)
class Model:
    """One model's block. ``places`` gives the lines of each (surface, selector text)."""

    name: str
    surfaces: Surfaces
    evidence: str
    line: int
    end_line: int
    places: Mapping[tuple[str, str], tuple[int, int]]
    approvers: Approvers | None = None


@dataclass(frozen=True)
class ControlPlane:
    """Who answers for changes of the gate itself, which further paths belong to it, and where determinations are."""

    owner: str | None
    paths: tuple[Selector, ...]
    evidence: str
    approvers: Approvers | None = None


@dataclass(frozen=True)
class Config:
    """A whole configuration.

    ``settings`` has the schema's default for everything that the file leaves out; ``policies`` are folders, each with
    the line that names it. ``adjustments`` are the severities and settings that differ from what the gate ships with,
    each a row of the case, as each of the ``waivers`` is.
    """

    path: str
    models: Mapping[str, Model]
    settings: Settings
    policies: Mapping[str, int]
    adjustments: tuple[Adjustment, ...]
    waivers: tuple[Waiver, ...]
    control_plane: ControlPlane
    exclusions: tuple[Exclusion, ...] = ()
    signing: Signing | None = None
    trusted_branches: tuple[str, ...] = ()  # beside the default branch; names, or patterns of names
    mode: str = ENFORCE
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)  # by repository
    shared: tuple[Shared, ...] = ()  # what evidence says of every model alike

    def trusts(self, branch: str) -> bool:
        """Whether a branch is one of ``trusted_branches``; ``*`` ends at a slash, ``**`` does not."""
        return any(re.fullmatch(_pattern(text), branch) for text in self.trusted_branches)


def _pattern(text: str) -> str:
    parts = re.split(r"(\*\*|\*)", text)
    return "".join({"*": r"[^/\n]*", "**": ".*"}.get(part, re.escape(part)) for part in parts)


def load(data: bytes, path: str) -> Config:
    """Read a configuration from its bytes. Raises ConfigError with every problem's place."""
    try:
        node = parse(data, "yaml")
    except DocumentError as error:
        raise ConfigError(error.message, path=path, line=error.line, remedy=error.remedy) from None
    _refuse_newer(node, path)
    found = problems("config", node, path)
    if found:
        raise ConfigError(found)
    reader = _Reader(node, path)
    config = reader.config()
    if reader.problems:
        raise ConfigError(reader.problems)
    return config


def settings_of(given: Mapping[str, Any]) -> Settings:
    """The settings that are given, which fit the schema, with its default for each that is not."""
    known = defaults(expanded("config")["properties"]["settings"])
    parts = {
        name: {**value, **given[name]} for name, value in known.items() if isinstance(value, dict) and name in given
    }
    found: Any = {**known, **given, **parts}
    return cast(Settings, found)


def _refuse_newer(node: Node, path: str) -> None:
    """Raises ConfigError for a later version, whose keys this one would take for mistakes."""
    version = node.at(("version",))
    if isinstance(version.value, int) and not isinstance(version.value, bool) and version.value > VERSION:
        raise ConfigError(
            f"version {version.value} is for a newer tunegate; {__version__} reads version {VERSION}",
            path=path,
            line=version.line,
            remedy="Upgrade tunegate.",
        )


def defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The ``default`` of every property of an object schema that has one; of an object those of its own properties."""
    found = {name: prop.get("default", defaults(prop)) for name, prop in schema.get("properties", {}).items()}
    return {name: value for name, value in found.items() if value != {}}


class _Reader:
    def __init__(self, node: Node, path: str) -> None:
        self.node = node
        self.path = path
        self.keyed = False  # whether 'signing' is there
        self.problems: list[Problem] = []

    def config(self) -> Config:
        value = self.node.plain()
        plane = value.get("control_plane") or {}
        given = value.get("settings") or {}
        schema = expanded("config")["properties"]
        signing = signing_of(value.get("signing"), ("signing",), self.complain)
        self.keyed = signing is not None
        if "approvers" not in plane and any("approvers" in block for block in value["models"].values()):
            self.complain(
                "approvers are named for a model, and none for the gate itself",
                ("control_plane",),
                "Add 'control_plane.approvers', or whoever changes this file could name their own.",
            )
        return Config(
            path=self.path,
            models={name: self.model(name, block) for name, block in value["models"].items()},
            settings=settings_of(given),
            policies={
                self.folder(folder, ("policies", index)): self.node.at(("policies", index)).line
                for index, folder in enumerate(value.get("policies") or ())
            },
            adjustments=(
                *self.severities(value.get("severities") or {}),
                *self.settings(given, defaults(schema["settings"])),
                *self.server(value.get("policy_server") or {}),
                *self.mode(value.get("mode", ENFORCE)),
            ),
            waivers=tuple(self.waiver(row, index) for index, row in enumerate(value.get("waivers") or ())),
            control_plane=ControlPlane(
                owner=plane.get("owner"),
                paths=tuple(
                    selector
                    for index, text in enumerate(plane.get("paths") or ())
                    if (selector := self.selector(text, ("control_plane", "paths", index)))
                ),
                evidence=self.folder(
                    plane.get("evidence") or f"evidence/{CONTROL_PLANE}", ("control_plane", "evidence")
                ),
                approvers=self.approvers(plane.get("approvers"), ("control_plane", "approvers")),
            ),
            exclusions=exclusions_of(
                (value.get("recognise") or {}).get("exclude") or (), self.node, self.selector, self.complain
            ),
            signing=signing,
            trusted_branches=tuple(value.get("trusted_branches") or ()),
            mode=value.get("mode", ENFORCE),
            elsewhere=self.elsewhere(value, signing),
            shared=self.shared(),
        )

    def elsewhere(self, value: Mapping[str, Any], signing: Signing | None) -> Mapping[str, Elsewhere]:
        found = elsewhere_of(value.get("controls_elsewhere"), ("controls_elsewhere",), self.complain)
        if signing is not None and signing.repository in found:
            self.complain(
                f"{signing.repository!r} is this repository",
                ("controls_elsewhere", signing.repository),
                "Take it out: controls of this repository are named by their path alone.",
            )
        return found

    def shared(self) -> tuple[Shared, ...]:
        if self.node.child("defaults") is None:
            return ()
        from gate.config.shared import shared_of

        return shared_of(self.node, self.path)

    def mode(self, given: str) -> Iterator[Adjustment]:
        """Whoever reads a report has to see that it blocks next to nothing."""
        if given != ENFORCE:
            yield self.adjustment("setting", "mode", given, None, ("mode",))

    def waiver(self, row: Any, index: int) -> Waiver:
        spot = self.node.at(("waivers", index))
        given = {name: value for name, value in row.items() if name != FORMER_PLACE}
        place = {"config": self.path, "line": spot.line, "end_line": spot.end_line}
        found: Any = {"element": None, "value": None, **given, **place}
        return cast(Waiver, found)

    def severities(self, given: Mapping[str, Any]) -> Iterator[Adjustment]:
        for rule, row in given.items():
            yield self.adjustment("severity", rule, row["severity"], row["reason"], ("severities", rule))

    def settings(self, given: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Adjustment]:
        for name, value in given.items():
            if isinstance(value, dict):
                for key, part in value.items():
                    if part == known.get(name, {}).get(key):
                        continue
                    yield self.adjustment("setting", f"{name}/{key}", part, None, ("settings", name, key))
            elif value != known.get(name):
                yield self.adjustment("setting", name, value, None, ("settings", name))

    def server(self, given: Mapping[str, Any]) -> Iterator[Adjustment]:
        for key, reason in given.items():
            yield self.adjustment("setting", f"policy_server/{key}", True, reason, ("policy_server", key))

    def adjustment(
        self, what: str, name: str, value: Any, reason: str | None, where: tuple[str | int, ...]
    ) -> Adjustment:
        spot = self.node.at(where)
        return {
            "what": what,
            "name": name,
            "value": value,
            "reason": reason,
            "path": self.path,
            "line": spot.line,
            "end_line": spot.end_line,
        }

    def model(self, name: str, block: Mapping[str, Any]) -> Model:
        surfaces: dict[str, tuple[Selector, ...]] = {}
        places: dict[tuple[str, str], tuple[int, int]] = {}
        for surface, rows in block["surfaces"].items():
            selectors: list[Selector] = []
            spots = self.node.at(("models", name, "surfaces", surface)).items()
            for index, (row, (_, spot)) in enumerate(zip(rows, spots, strict=True)):
                where = ("models", name, "surfaces", surface, index)
                if selector := self.selector(row, where):
                    places[surface, selector.text] = (spot.line, spot.end_line)
                    selectors.append(selector)
                    if surface == TRAINING_DATA and selector.read_as == "text":
                        said = "training data is compared by its records or its bytes, not as text"
                        self.complain(said, where, "Write 'as: bytes', or the path alone.")
            surfaces[surface] = tuple(selectors)
        spot = self.node.at(("models", name))
        evidence = self.folder(block.get("evidence") or f"evidence/{name}", ("models", name, "evidence"))
        approvers = self.approvers(block.get("approvers"), ("models", name, "approvers"))
        for surface in FLOATING & surfaces.keys():
            surfaces[surface] += (Selector.observed(evidence, surface),)
        return Model(name, surfaces, evidence, spot.line, spot.end_line, places, approvers)

    def approvers(self, block: Mapping[str, Any] | None, where: tuple[str | int, ...]) -> Approvers | None:
        found = approvers_of(block, where, self.complain)
        if found is not None and not self.keyed:
            self.complain(
                "approvers are named, and 'signing' is not",
                where,
                "Add 'signing: {repository: OWNER/NAME}', which signatures are bound to.",
            )
        return found

    def selector(self, given: str | Mapping[str, str], where: tuple[str | int, ...]) -> Selector | None:
        text = given if isinstance(given, str) else given["path"]
        try:
            selector = Selector.parse(text) if isinstance(given, str) else Selector.of_files(text, given["as"])
            if "[" in selector.glob:
                _ = selector.pattern  # a set of characters can be well formed and mean nothing
        except (ValueError, re.error) as error:
            example = "'configs/*.yaml#/base_model'" if isinstance(given, str) else "'{path: chart/*.yaml, as: text}'"
            self.complain(f"{text!r} is not a selector: {error}", where, f"Write it like {example}.")
            return None
        return selector

    def folder(self, text: str, where: tuple[str | int, ...]) -> str:
        folder = text.removeprefix("./").rstrip("/")
        if "\\" in folder or any(part in ("", ".", "..") for part in folder.split("/")):
            self.complain(f"{text!r} is not a folder of this repository", where, "Name it relative to the root.")
        return folder

    def complain(self, message: str, where: tuple[str | int, ...], remedy: str) -> None:
        spot = self.node.at(where)
        self.problems.append(Problem(message, self.path, spot.line, spot.end_line, remedy))
