"""What a configuration that is written again keeps of the one before: what a person decided and no scan can find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gate.documents import DocumentError, Node, parse
from gate.git.snapshot import Snapshot

_EXCLUSIONS, _SIGNING = "recognise", "signing"
_WRITTEN = ("version", "models", "control_plane", _EXCLUSIONS, _SIGNING)  # blocks that the new one has anyway
_OF_A_MODEL, _OF_THE_GATE = ("approvers", "evidence"), ("approvers", "evidence", "paths")
_MOST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Earlier:
    """``exclusions``, ``signing`` and ``others`` are lines of blocks that stay as they are; ``models`` and ``plane``
    are keys of the models and of the control plane, with their values."""

    exclusions: Sequence[str] = ()
    signing: Sequence[str] = ()
    others: Sequence[str] = ()
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    plane: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_approvers(self) -> bool:
        return bool(self.signing) or any("approvers" in said for said in (self.plane, *self.models.values()))

    def of(self, name: str) -> Mapping[str, Any]:
        """What is kept of a model. One that is new has the approvers that all others have."""
        if name in self.models:
            return self.models[name]
        every = self._approvers()
        return {"approvers": every[0]} if every and all(one == every[0] for one in every) else {}

    def dropped(self, names: Iterable[str]) -> list[str]:
        """The models whose approvers would be nobody's: the scan finds no model of that name, and no other has all of
        theirs."""
        every = self._approvers()
        if all(one == every[0] for one in every):
            return []
        return sorted(name for name, said in self.models.items() if "approvers" in said and name not in set(names))

    def _approvers(self) -> list[Any]:
        return [said["approvers"] for said in self.models.values() if "approvers" in said]


def kept(snapshot: Snapshot, path: str) -> Earlier:
    """What stays; nothing where there is no configuration yet."""
    entry = snapshot.entry(path)
    if entry is None or not entry.is_regular:
        return Earlier()
    data = snapshot.read(path, entry, limit=_MOST)
    try:
        root = parse(data, "yaml")
    except DocumentError:
        return Earlier()
    lines = data.decode("utf-8", "replace").splitlines()

    def of(node: Node | None) -> Sequence[str]:
        return lines[node.line - 1 : node.end_line] if node is not None else ()

    models, plane = root.child("models"), root.child("control_plane")
    return Earlier(
        of(root.child(_EXCLUSIONS)),
        of(root.child(_SIGNING)),
        [line for key, node in root.items() if key not in _WRITTEN for line in of(node)],
        {name: _said(node, _OF_A_MODEL) for name, node in (models.items() if models else ())},
        _said(plane, _OF_THE_GATE) if plane is not None else {},
    )


def _said(node: Node, keys: Iterable[str]) -> Mapping[str, Any]:
    return {key: child.plain() for key in keys if (child := node.child(key)) is not None}
