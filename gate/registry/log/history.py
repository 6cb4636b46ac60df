"""What a log says of models, as the rows that the policies judge: what was published, withdrawn, and is on hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate.documents import DocumentError
from gate.documents import parse as parse_document
from gate.documents.schema import problems
from gate.evidence.pack import HOLD, RELEASE, WITHDRAWAL
from gate.registry.answer import Recorded
from gate.registry.log.entries import Entry, entry
from gate.registry.port import RegistryError

if TYPE_CHECKING:
    from gate.approvals.revoked import Revoked
    from gate.approvals.signers import Signers
    from gate.config.approvers import Approvers
    from gate.registry.log.checkpoint import Checkpoint
    from gate.registry.log.index import View


@dataclass(frozen=True)
class People:
    """Who approves for each model, and by which keys; empty where no configuration is at hand."""

    approvers: Mapping[str, Approvers | None]
    signers: Signers | None = None
    revoked: Revoked | None = None


@dataclass(frozen=True)
class History:
    """A log, asked at a time (RFC 3339)."""

    log: View
    people: People
    now: str

    def about(self, models: Collection[str]) -> Recorded:
        """What the log has of models. Raises RegistryError, and UndecidedError where ssh-keygen cannot be asked."""
        return _recorded(self.log.about(models), self.people, self.now)


def refuse_rewritten(log: View, kept: Iterable[Checkpoint], where: str) -> None:
    """Raises RegistryError where a checkpoint that somebody kept of this log is not its beginning."""
    for old in kept:
        if old.origin == log.checkpoint.origin and not (
            old.size <= log.checkpoint.size and log.root_of(old.size) == old.root
        ):
            raise RegistryError(
                f"the log was rolled back, forked or rewritten: {old.line} is not its beginning",
                where,
                "Find out who wrote to it, and restore it. See: tunegate log check.",
            )


def _recorded(entries: Iterable[tuple[int, bytes]], people: People, now: str) -> Recorded:
    kinds = ("publication", WITHDRAWAL, HOLD, RELEASE)
    rows = [row for at in entries if (row := entry(*at)) and row.kind in kinds]
    logged = frozenset(row.digest for row in rows if row.kind == "publication")
    return Recorded(logged, _holds(rows, people, now), [row for row in map(_withdrawal, rows) if row])


def _withdrawal(row: Entry) -> dict[str, str] | None:
    value = _document(row, WITHDRAWAL)
    if value is None or value["withdraws"] not in ("disposition", "baseline"):
        return None
    return {"model": value["model"], "state": value["state"], "at": value["withdrawn_at"], "reason": value["reason"]}


def _holds(rows: list[Entry], people: People, now: str) -> list[dict[str, Any]]:
    releases = [(row, value) for row in rows if (value := _document(row, RELEASE))]
    found = []
    for row in rows:
        value = _document(row, HOLD)
        if value is None:
            continue
        model = value["model"]
        asked = people.approvers.get(model)
        found.append(
            {
                "model": model,
                "by": value["held_by"],
                "at": value["held_at"],
                "reason": value["reason"],
                "signed_by": _signed(row, people, now),
                "approvers": {"quorum": asked.quorum, "principals": list(asked.principals)} if asked else None,
                "releases": [
                    {"at": other["released_at"], "signed_by": _signed(release, people, now)}
                    for release, other in releases
                    if other["hold"] == row.digest and other["model"] == model
                ],
            }
        )
    return found


def _signed(row: Entry, people: People, now: str) -> list[str]:
    """Whose good signatures an entry has; none where it has none that can be read."""
    from gate.approvals.armor import parse_signatures
    from gate.approvals.revoked import Revoked
    from gate.approvals.signatures import verify

    if people.signers is None or parse_signatures(row.signatures.encode(), "")[1]:
        return []
    signed = verify(
        row.document.encode(), row.signatures.encode(), "", people.signers, people.revoked or Revoked(), now
    )
    return sorted({found.principal for found in signed.verified})


def _document(row: Entry, kind: str) -> dict[str, Any] | None:
    """The document of an entry of a kind; None for another kind and for one that does not fit its schema."""
    if row.kind != kind:
        return None
    try:
        node = parse_document(row.document.encode(), "yaml")
    except DocumentError:
        return None
    if problems(kind, node, ""):
        return None
    value: dict[str, Any] = node.plain()
    return value
