"""Controls that another repository has: what its controls statement says of them, and who signed that.

The pack keeps the statement, and nothing is fetched. The keys are those that the trusted configuration names for that
repository, and signatures are bound to its name. Whether a statement counts is judged by the policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gate.approvals.approvals import Approvals
from gate.evidence.pack import statements_at

if TYPE_CHECKING:
    from gate.case.shape import ControlFacts
    from gate.case.sides import Sides
    from gate.evidence.pack import Document
    from gate.evidence.shape import ElsewhereFacts, LaterStatement, StatementFacts
    from gate.git.snapshot import Snapshot


class Statements:
    """The statements that a pack keeps at the head, and those that the same folders had before."""

    def __init__(
        self, sides: Sides, kept: Iterable[Document], before: Mapping[str, Snapshot], folders: Iterable[str]
    ) -> None:
        self._sides = sides
        self._kept = {document.digest: document for document in kept}
        self._snapshots = before
        self._folders = sorted(set(folders))

    def facts(self, control: Mapping[str, Any]) -> ElsewhereFacts | None:
        """What is known of a control that is elsewhere; None for one of this repository."""
        said = control.get("elsewhere")
        if said is None:
            return None
        document = self._kept.get(said.get("statement", ""))
        return {
            "repository": said["repository"],
            "statement": said.get("statement"),
            "expires": said["expires"],
            "listed": said["repository"] in self._sides.trusted.elsewhere,
            "found": self._found(said["repository"], document, row_of(document, control)) if document else None,
        }

    def row(self, control: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the statement that a control names says of it; nothing where there is none."""
        document = self._kept.get((control.get("elsewhere") or {}).get("statement", ""))
        return (row_of(document, control) if document else None) or {}

    def place(self, control: Mapping[str, Any]) -> str:
        """The file of that statement. Raises KeyError where there is none."""
        return self._kept[control["elsewhere"]["statement"]].path

    def _found(self, repository: str, document: Document, row: Mapping[str, Any] | None) -> StatementFacts:
        value = document.value
        other = self._sides.trusted.elsewhere.get(repository)
        signed: list[str] = []
        rejected: list[str] = []
        if other is not None:
            approvals = Approvals(
                self._sides.head, self._sides.authority, other.signing, self._sides.context.now, lambda: None
            )
            found = approvals.of(document, other.approvers)
            signed = [part["principal"] for part in found["counted"]]
            rejected = [part["message"] for part in found["rejected"]]
        return {
            "path": document.path,
            "repository": value["repository"],
            "model": value["model"],
            "commit": value["commit"],
            "stated_at": value["stated_at"],
            "expires": value["expires"],
            "lists": row is not None,
            "quorum": other.approvers.quorum if other else 0,
            "principals": list(other.approvers.principals) if other else [],
            "signed": signed,
            "rejected": rejected,
            "later": list(self._later(value)),
        }

    def _later(self, value: Mapping[str, Any]) -> Iterator[LaterStatement]:
        """Statements on the same controls that are later, of the head and of the commits before it."""
        for name, document in (*(("head", d) for d in self._kept.values()), *self._before):
            other = document.value
            same = all(other[key] == value[key] for key in ("repository", "model"))
            if same and other["stated_at"] > value["stated_at"]:
                yield {"at": name, "path": document.path, "stated_at": other["stated_at"]}

    @cached_property
    def _before(self) -> tuple[tuple[str, Document], ...]:
        return tuple(
            (name, document)
            for name, snapshot in self._snapshots.items()
            for folder in self._folders
            for document in statements_at(snapshot, folder)
        )


def row_of(document: Document, control: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The row of a statement for a control; None where it does not list it."""
    rows: list[Mapping[str, Any]] = document.value["controls"]
    return next((r for r in rows if (r["surface"], r["path"]) == (control["surface"], control["path"])), None)


def stated_elsewhere(controls: Iterable[ControlFacts]) -> Iterator[str]:
    """JSON Pointers of what a document says of controls elsewhere that signed statements say alike."""
    for control in controls:
        found = control["elsewhere"]["found"] if control["elsewhere"] else None
        if found and found["lists"] and found["quorum"] and len(found["signed"]) >= found["quorum"]:
            yield from (f"{control['pointer']}/{key}" for key in ("surface", "path", "digest", "elsewhere"))
