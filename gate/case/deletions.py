"""Requests to delete training records, and what of them the data of the models have: facts, on which policies judge.

A request counts from the base, from the tip of its branch, and where one commit is verified from the trusted branch, as
it stands there; the head's own are added to them. So a pull request can bring one and close one, and cannot take one
out, put it off or ask for less.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from gate.git.snapshot import Snapshot

if TYPE_CHECKING:
    from gate.case.sides import Sides
    from gate.records.deletion import Register
    from gate.records.looking import Data
    from gate.surfaces.reader import Reader
    from gate.values.elements import State
    from gate.values.rows import DeletionFacts

FOLDER = "deletion-requests"
REF = "refs/tunegate/records"


class Deletions:
    """The register of one check."""

    def __init__(self, sides: Sides, reader: Reader, register: Register, *, is_touched: bool) -> None:
        self._sides, self._reader, self._register, self._is_touched = sides, reader, register, is_touched
        self._states: dict[str, State] = {}
        self._data: Data | None = None
        self._decides = False

    def carriers(self) -> list[str]:
        """The models that open requests are about, where the change touches the register: their triggers fire."""
        if not self._is_touched or self._sides.new is None:
            return []
        from gate.records.deletion import look

        data = self._opened()
        open_ = [request for request in self._register if not request.value.get("closed")]
        return [
            name
            for name in sorted(self._sides.new.models)
            if any("records" in row for request in open_ for row in look(data.look(name, request), name, request))
        ]

    def facts(self, states: Mapping[str, State]) -> DeletionFacts:
        """What of the requests these models' data have; of models that the head does not have, nothing is asked."""
        self._states.update(states)
        models = [name for name in sorted(states) if self._sides.new is not None and name in self._sides.new.models]
        data = self._opened()
        rows = self._register.facts(models, data.look)
        return {"decides": self._decides, "requests": rows, "removed": self._register.removed()}

    def _opened(self) -> Data:
        if self._data is None:
            from gate.records.key import VARIABLE, read_keys
            from gate.records.looking import Data

            given = os.environ.get(VARIABLE, "").strip()
            keys = read_keys((), os.environ, None) if given else ()
            self._decides = bool(keys) or self._sides.verification is not None
            self._data = Data(self._sides.head, self._state, self._sides.repository.kept(REF), keys)
        return self._data

    def _state(self, name: str) -> State:
        if name not in self._states:
            from gate.surfaces.state import build

            new = self._sides.new
            surfaces = new.models[name].surfaces if new is not None else {}
            self._states[name] = build(self._sides.head, name, surfaces, self._reader, strict=False)
        return self._states[name]


def read_deletions(sides: Sides, reader: Reader, changed: set[str] | None) -> Deletions | None:
    """None where no commit that counts has a request, as in most repositories: nothing but a folder is looked for.

    Raises EvidenceError for a request that cannot be read.
    """
    others = list(_others(sides))
    counted = [at for at in (sides.head, sides.base, *others) if at is not None]
    if not any(at.mode(FOLDER) is not None for at in counted):
        return None
    from gate.records.deletion import read_requests, register

    base = read_requests(sides.base) if sides.base is not None else []
    found = register(read_requests(sides.head), base, *map(read_requests, others))
    is_touched = any(path.startswith(f"{FOLDER}/") for path in changed or ())
    return Deletions(sides, reader, found, is_touched=is_touched) if any(True for _ in found) else None


def _others(sides: Sides) -> Iterable[Snapshot]:
    if sides.context.tip is not None:
        yield Snapshot(sides.repository, sides.context.tip)
    if sides.verification is not None and sides.verification.branch is not None:
        yield sides.authority


def kept_requests(sides: Sides) -> list[str]:
    """The requests of the base: who changes one or takes one out changes what the gate holds the data against."""
    if sides.base is None or sides.base.mode(FOLDER) is None:
        return []
    return sorted(filter(is_request, sides.base.entries([FOLDER])))


def is_request(path: str) -> bool:
    """Whether a file is one of the register: one that cannot be read as a request is refused."""
    return path.startswith(f"{FOLDER}/") and path.endswith((".yaml", ".yml"))
