"""Whose approvals count."""

from __future__ import annotations

from gate.approvals.authors import Authors
from gate.approvals.quorum import Approval, by_review, by_signature, counted
from gate.config.approvers import Approvers
from tests.approvals.steps import MESSAGE, OTHER, checked, listed
from tests.keys import COMMITTEE, fingerprint, key, signature, signer

APPROVERS = Approvers(1, (COMMITTEE, OTHER), methods=("ssh", "review"))
LOGINS = {COMMITTEE: ("acme-committee",), OTHER: ("Other-1", "other-2")}


def rows(*approvals: Approval, approvers: Approvers = APPROVERS, authors: Authors | None = None) -> dict[str, object]:
    return dict(counted(approvals, approvers, authors, LOGINS))


def test_two_keys_of_one_person_are_one_vote() -> None:
    signers = listed(signer(), signer(COMMITTEE, key(OTHER)))
    found = checked(signature(MESSAGE) + signature(MESSAGE, key(OTHER)), signers=signers)
    value = rows(*by_signature(found))
    marks = sorted([fingerprint(key()), fingerprint(key(OTHER))])
    assert value == {
        "counted": [
            {
                "principal": COMMITTEE,
                "approvals": [{"method": "ssh", "by": mark} for mark in marks],
                "is_author": None,
            }
        ],
        "uncounted": [],
    }


def test_one_signature_twice_is_one_approval() -> None:
    found = checked(signature(MESSAGE) * 2)
    assert rows(*by_signature(found))["counted"] == [
        {"principal": COMMITTEE, "approvals": [{"method": "ssh", "by": fingerprint(key())}], "is_author": None}
    ]


def test_reviews() -> None:
    assert by_review(["OTHER-1", "other-2", "stranger"], LOGINS) == [
        Approval(OTHER, "review", "OTHER-1"),
        Approval(OTHER, "review", "other-2"),
    ]


def test_who_does_not_count() -> None:
    value = rows(
        Approval(OTHER, "review", "other-1"),
        Approval("x@acme.example", "ssh", "SHA256:x"),
        approvers=Approvers(1, (OTHER,)),
    )
    assert value == {
        "counted": [],
        "uncounted": [
            {"principal": OTHER, "method": "review", "by": "other-1", "reason": "method-not-allowed"},
            {"principal": "x@acme.example", "method": "ssh", "by": "SHA256:x", "reason": "not-an-approver"},
        ],
    }


def test_who_is_an_author() -> None:
    approval = Approval(OTHER, "ssh", "SHA256:x")

    def is_author(**who: frozenset[str]) -> object:
        (row,) = counted([approval], APPROVERS, Authors(**who), LOGINS)["counted"]
        return row["is_author"]

    assert is_author() is False
    assert is_author(emails=frozenset({OTHER})) is True
    assert is_author(logins=frozenset({"other-1"})) is True
    assert is_author(emails=frozenset({"other-2@users.noreply.github.com"})) is True
    assert is_author(emails=frozenset({"123+other-2@users.noreply.github.com"})) is True
    assert (
        is_author(emails=frozenset({"other-2@users.noreply.github.com.example"}), logins=frozenset({"other"})) is False
    )
