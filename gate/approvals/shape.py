"""The facts of the case on approvals (``schemas/case.schema.json``)."""

from __future__ import annotations

from typing import TypedDict


class AskedApprovers(TypedDict):
    """Who is asked to approve."""

    quorum: int
    principals: list[str]
    answers: dict[str, list[str]]
    methods: list[str]
    author_may_be_only_approver: bool
    reviews_asked: bool


class SignedForm(TypedDict):
    """The file of a signature, and the form of the document that it is over; None where nothing tells."""

    path: str
    form: int | None


class VerifiedSignature(SignedForm):
    """A signature that counts."""

    principal: str
    fingerprint: str
    key_type: str
    line: int


class RejectedSignature(SignedForm):
    """A signature that does not count, and why."""

    reason: str
    message: str
    principal: str | None
    fingerprint: str
    line: int


class KeptForm(TypedDict):
    """The document in an older form; ``problem`` says why it does not give the one of now, None where it does."""

    path: str
    form: int
    problem: str | None


class Means(TypedDict):
    """One approval: by which method, and by which key or login."""

    method: str
    by: str


class CountedPrincipal(TypedDict):
    """A principal who approved; ``is_author`` is None where nobody knows who wrote the change."""

    principal: str
    approvals: list[Means]
    is_author: bool | None


class UncountedApproval(TypedDict):
    """An approval that does not count, and why."""

    principal: str
    method: str
    by: str
    reason: str


class Counted(TypedDict):
    """What the approvals of a document come to."""

    counted: list[CountedPrincipal]
    uncounted: list[UncountedApproval]


class ApprovalFacts(Counted):
    """Who approved a disposition or a determination. ``older`` are the digests of its kept forms that give it."""

    path: str
    present: bool
    verified: list[VerifiedSignature]
    rejected: list[RejectedSignature]
    kept: list[KeptForm]
    older: list[str]


class ReleaseFacts(TypedDict):
    """A release of a hold, and whose good signatures it has."""

    at: str
    signed_by: list[str]


class HoldApprovers(TypedDict):
    """Who can hold and release."""

    quorum: int
    principals: list[str]


class HoldFacts(TypedDict):
    """A hold on a model, as it stands before the head (with 'verify', at the head, too)."""

    path: str
    line: int
    end_line: int
    at: str
    by: str
    reason: str
    signed_by: list[str]
    approvers: HoldApprovers | None
    releases: list[ReleaseFacts]
