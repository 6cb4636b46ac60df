"""Whose approvals of a document count, and whose do not and why: facts, on which the policies judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gate.approvals.authors import Authors
from gate.approvals.shape import Counted, CountedPrincipal, Means, UncountedApproval
from gate.approvals.signatures import Signed
from gate.config.approvers import REVIEW, SSH, Approvers


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval. ``method`` is ``ssh`` or ``review``; ``by`` is the key's fingerprint or the login."""

    principal: str
    method: str
    by: str


def by_signature(signed: Signed) -> list[Approval]:
    """The approvals by key; two keys of one principal are two rows, and one vote."""
    return [Approval(row.principal, SSH, row.fingerprint) for row in signed.verified]


def by_review(logins: Iterable[str], known: Mapping[str, Iterable[str]]) -> list[Approval]:
    """The approvals by review of those logins that stand for a principal.

    ``known`` is principal -> logins, compared without case as GitHub does.
    """
    principals = {login.lower(): principal for principal, names in known.items() for login in names}
    return [Approval(principals[login.lower()], REVIEW, login) for login in logins if login.lower() in principals]


def counted(
    approvals: Iterable[Approval],
    approvers: Approvers,
    authors: Authors | None,
    known: Mapping[str, Iterable[str]],
) -> Counted:
    """Whose approvals count, and which do not and why.

    ``is_author`` says whether the principal wrote the change, null where nobody knows who did (``authors`` is None).
    """
    found: dict[str, list[Means]] = {}
    uncounted: list[UncountedApproval] = []
    for row in sorted(approvals, key=lambda a: (a.principal, a.method, a.by)):
        shown: Means = {"method": row.method, "by": row.by}
        if row.principal not in approvers.principals:
            uncounted.append({"principal": row.principal, **shown, "reason": "not-an-approver"})
        elif row.method not in approvers.methods:
            uncounted.append({"principal": row.principal, **shown, "reason": "method-not-allowed"})
        elif shown not in found.setdefault(row.principal, []):
            found[row.principal].append(shown)
    principals: list[CountedPrincipal] = [
        {
            "principal": name,
            "approvals": found[name],
            "is_author": None if authors is None else authors.include(name, known.get(name, ())),
        }
        for name in sorted(found)
    ]
    return {"counted": principals, "uncounted": uncounted}
