"""Who approved the documents of one commit: facts, with the keys and the approvers of the trusted commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from gate.approvals.files import MAX_FILE, SUFFIX
from gate.config.approvers import REVIEW, Approvers, Signing
from gate.values.errors import ConfigError, EvidenceError

if TYPE_CHECKING:
    from gate.approvals.authors import Authors
    from gate.approvals.quorum import Approval
    from gate.approvals.revoked import Revoked
    from gate.approvals.shape import ApprovalFacts, AskedApprovers
    from gate.approvals.signatures import Signed
    from gate.approvals.signers import Signers
    from gate.evidence.kept import Kept
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot

T = TypeVar("T")
Reviewers = Callable[[], Iterable[str]]


@dataclass
class Approvals:
    """The approvals at ``head``, by the keys at ``authority`` and at one time (RFC 3339).

    ``authors`` is None where nobody knows who wrote the change. ``reviewers`` gives the logins that approved the head
    commit on GitHub; None where GitHub is not asked.
    """

    head: Snapshot
    authority: Snapshot
    signing: Signing | None
    now: str
    authors: Callable[[], Authors | None]
    reviewers: Reviewers | None = None

    def of(self, document: Document, approvers: Approvers | None, form: int | None = None) -> ApprovalFacts:
        """The signatures on a document and what they come to, as JSON. Raises EvidenceError and ConfigError.

        ``form`` is that of the state which the document names, and so of what is signed beside it. Signatures over an
        older form count where that gives this very document. Where nobody is asked to approve, none are looked at.
        """
        path = document.path + SUFFIX
        data = self._signatures(path)
        facts: ApprovalFacts = {
            "path": path,
            "present": data is not None,
            "verified": [],
            "rejected": [],
            "kept": [],
            "older": [],
            "counted": [],
            "uncounted": [],
        }
        if approvers is None or self.signing is None:
            return facts
        from gate.approvals.quorum import by_review, by_signature, counted
        from gate.evidence.kept import kept_forms

        found: list[Approval] = []
        kept = list(kept_forms(self.head, document))
        facts["kept"] = [{"path": old.path, "form": old.form, "problem": old.problem or None} for old in kept]
        facts["older"] = [digest for old in kept for digest in old.digests]
        for number, signed in self._signed(document, form, data, kept):
            found += by_signature(signed)
            facts["verified"] += [row.row({"path": signed.path, "form": number}) for row in signed.verified]
            facts["rejected"] += [row.row({"path": signed.path, "form": number}) for row in signed.rejected]
        if REVIEW in approvers.methods and self.reviews is not None:
            found += by_review(self.reviews, self.signing.logins)
        if REVIEW in approvers.methods and self.signing.review_keys is not None:
            from gate.approvals.reviewed import recorded

            kept_reviews = recorded(
                self.head, document, self._reviewers, self._revoked, self.signing.repository, self.now
            )
            found += by_review(kept_reviews.logins, self.signing.logins)
            facts["rejected"] += [row.row({"path": place, "form": form}) for place, row in kept_reviews.rejected]
        return {**facts, **counted(found, approvers, self._authors, self.signing.logins)}

    def _signed(
        self, document: Document, form: int | None, data: bytes | None, kept: Iterable[Kept]
    ) -> Iterator[tuple[int | None, Signed]]:
        """The form that was signed, and its signatures: those beside the document, and those over older forms of it."""
        if data is not None:
            entry = self.head.entry(document.path)
            if entry is None:
                raise EvidenceError("the document is not there", path=document.path, remedy="Take the signatures away.")
            from gate.evidence.pack import MAX_DOCUMENT

            yield form, self._verified(document.path, self.head.read(document.path, entry, limit=MAX_DOCUMENT), data)
        for old in kept:
            signatures = None if old.problem else self._signatures(old.path + SUFFIX)
            if signatures is not None:
                yield old.form, self._verified(old.path, old.message, signatures)

    def signers_of(self, snapshot: Snapshot, document: Document) -> list[str]:
        """Whose good signatures a document has at a snapshot; none where its file of signatures cannot be read."""
        path = document.path + SUFFIX
        entry, own = snapshot.entry(path), snapshot.entry(document.path)
        if self.signing is None or entry is None or own is None or not (entry.is_regular and own.is_regular):
            return []
        message = snapshot.read(document.path, own, limit=MAX_FILE)
        try:
            signed = self._verified(document.path, message, snapshot.read(path, entry, limit=MAX_FILE))
        except EvidenceError:
            return []
        return [row.principal for row in signed.verified]

    @cached_property
    def reviews(self) -> tuple[str, ...] | None:
        """Logins that approved the head commit; None where GitHub is not asked."""
        return tuple(sorted(self.reviewers())) if self.reviewers is not None else None

    def asked(self, approvers: Approvers | None) -> AskedApprovers | None:
        """Who is asked to approve, as JSON; None where nobody is."""
        if approvers is None or self.signing is None:
            return None
        return {
            "quorum": approvers.quorum,
            "principals": list(approvers.principals),
            "answers": {trigger: list(names) for trigger, names in approvers.answers.items()},
            "methods": list(approvers.methods),
            "author_may_be_only_approver": approvers.author_may_be_only_approver,
            "reviews_asked": REVIEW in approvers.methods and self.reviewers is not None,
        }

    def _signatures(self, path: str) -> bytes | None:
        entry = self.head.entry(path)
        if entry is None:
            return None
        if not entry.is_regular:
            raise EvidenceError(
                "signatures have to be in a file of their own",
                path=path,
                line=1,
                remedy="Replace the link by the file.",
            )
        return self.head.read(path, entry, limit=MAX_FILE)

    def _verified(self, path: str, message: bytes, signatures: bytes) -> Signed:
        from gate.approvals.signatures import verify

        return verify(message, signatures, path + SUFFIX, self._signers, self._revoked, self.now)

    @cached_property
    def _authors(self) -> Authors | None:
        return self.authors()

    @cached_property
    def _signers(self) -> Signers:
        return _trusted(self.authority, lambda: signers_at(self.authority, self.signing))

    @cached_property
    def _reviewers(self) -> Signers:
        return _trusted(self.authority, lambda: review_signers_at(self.authority, self.signing))

    @cached_property
    def _revoked(self) -> Revoked:
        return _trusted(self.authority, lambda: revoked_at(self.authority, self.signing))


def signers_at(snapshot: Snapshot, signing: Signing | None) -> Signers:
    """Whose keys count at a snapshot; nobody's where there is no file. Raises ConfigError."""
    from gate.approvals.signers import Signers, parse_signers

    if signing is None:
        return Signers("", "", ())
    data = _list(snapshot, signing.allowed_signers)
    if data is None:
        return Signers(signing.allowed_signers, signing.namespace, ())
    return parse_signers(data, signing.allowed_signers, signing.namespace)


def _asked(snapshot: Snapshot, path: str, name: str, what: str) -> bytes:
    """The file of keys that ``signing`` names. Raises ConfigError where it is not there."""
    data = _list(snapshot, path)
    if data is None:
        remedy = f"Add it; or take 'signing.{name}' away."
        raise ConfigError(f"the file of keys that {what} is not there", path=path, remedy=remedy)
    return data


def review_signers_at(snapshot: Snapshot, signing: Signing | None) -> Signers:
    """Which workflows' keys record reviews at a snapshot. Raises ConfigError, also where the file is not there."""
    from gate.approvals.signers import Signers, parse_signers

    if signing is None or signing.review_keys is None:
        return Signers("", "", ())
    data = _asked(snapshot, signing.review_keys, "review_keys", "record reviews")
    return parse_signers(data, signing.review_keys, signing.review_namespace)


def statement_signers_at(snapshot: Snapshot, signing: Signing | None) -> Signers:
    """Whose statements count at a snapshot; nobody's where Sigstore's identities alone do.

    Raises ConfigError, also where no file of such keys is there.
    """
    from gate.approvals.signers import Signers, parse_signers

    path = signing.statement_keys if signing else None
    if signing is not None and path is None and signing.sigstore is not None:
        return Signers("signing.sigstore", signing.statement_namespace, ())
    data = _list(snapshot, path) if path else None
    if signing is None or path is None or data is None:
        raise ConfigError(
            "there is no file of keys whose statements count",
            path=path,
            remedy="Name one as 'signing.statement_keys' in tunegate.yaml, on the protected branch; or with --keys.",
        )
    return parse_signers(data, path, signing.statement_namespace)


def weights_signers_at(snapshot: Snapshot, signing: Signing | None) -> Signers | None:
    """Whose signatures on folders of weights count at a snapshot; None where nobody has to sign any.

    Raises ConfigError, also where the file that is named is not there.
    """
    from gate.approvals.signers import parse_signers

    if signing is None or signing.weights_keys is None:
        return None
    data = _asked(snapshot, signing.weights_keys, "weights_keys", "sign weights")
    return parse_signers(data, signing.weights_keys, signing.weights_namespace)


def revoked_at(snapshot: Snapshot, signing: Signing | None) -> Revoked:
    """Which keys are revoked at a snapshot. Raises ConfigError, also where the file that is named is not there."""
    from gate.approvals.revoked import Revoked, parse_revoked

    if signing is None or signing.revoked_keys is None:
        return Revoked()
    data = _list(snapshot, signing.revoked_keys)
    if data is None:
        raise ConfigError(
            "the file of revoked keys is not there",
            path=signing.revoked_keys,
            remedy="Add it, empty where no key is revoked; or take 'signing.revoked_keys' away.",
        )
    return parse_revoked(data, signing.revoked_keys)


def _list(snapshot: Snapshot, path: str) -> bytes | None:
    entry = snapshot.entry(path)
    if entry is None:
        return None
    if not entry.is_regular:
        raise ConfigError("a list of keys has to be a file of its own", path=path, remedy="Replace the link.")
    return snapshot.read(path, entry, limit=MAX_FILE)


def _trusted(authority: Snapshot, read: Callable[[], T]) -> T:
    """What is read from the trusted commit, whose lines are not those of the file that the user sees."""
    try:
        return read()
    except ConfigError as error:
        problem = error.problems[0]
        line = f", line {problem.line}" if problem.line else ""
        raise ConfigError(
            f"at the trusted commit {authority.name[:12]}{line}: {problem.message}",
            path=problem.path,
            remedy=problem.remedy,
        ) from None
