"""Holds on a model and their releases, with who signed them: facts, on which the policies judge.

A hold counts from the commits whose word counts before the head, so that a pull request can bring one, and cannot take
one out; where one commit is verified, its own count, too. A release counts wherever it is: the quorum has signed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.case.earlier import HEAD, Earlier

if TYPE_CHECKING:
    from gate.approvals.approvals import Approvals
    from gate.approvals.shape import HoldFacts
    from gate.config.approvers import Approvers
    from gate.evidence.pack import Document, Pack


def hold_facts(
    found: Earlier, pack: Pack, approvals: Approvals, approvers: Approvers | None, *, is_verified: bool
) -> list[HoldFacts]:
    """Every hold once, by its digest. ``is_verified``: one commit is judged, and compared with nothing."""
    own = [(HEAD, document) for document in pack.holds] if is_verified else []
    rows: dict[str, list[tuple[str, Document]]] = {}
    for name, document in (*own, *found.holds):
        rows.setdefault(document.digest, []).append((name, document))
    releases = [*((HEAD, document) for document in pack.releases), *found.releases]
    asked = approvals.asked(approvers)

    def signers(places: list[tuple[str, Document]]) -> list[str]:
        names = (approvals.signers_of(found.snapshots.get(name, approvals.head), d) for name, d in places)
        return sorted({principal for each in names for principal in each})

    return [
        {
            "path": places[0][1].path,
            "line": places[0][1].node.at(("reason",)).line,
            "end_line": places[0][1].node.at(("reason",)).end_line,
            "at": places[0][1].value["held_at"],
            "by": places[0][1].value["held_by"],
            "reason": places[0][1].value["reason"],
            "signed_by": signers(places),
            "approvers": {"quorum": asked["quorum"], "principals": asked["principals"]} if asked else None,
            "releases": [
                {"at": release.value["released_at"], "signed_by": signers([(name, release)])}
                for name, release in releases
                if release.value["hold"] == digest
            ],
        }
        for digest, places in sorted(rows.items())
    ]
