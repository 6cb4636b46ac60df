"""Who signed a document: every signature of its ``.sig`` file, and for those that do not count, why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from gate.approvals.armor import Signature, parse_signatures
from gate.approvals.files import SUFFIX
from gate.approvals.keys import KeyRefusedError, fingerprint, key_of
from gate.approvals.revoked import Revoked
from gate.approvals.shape import RejectedSignature, SignedForm, VerifiedSignature
from gate.approvals.signers import Signer, Signers
from gate.approvals.ssh import verified
from gate.config.namespace import described
from gate.values.errors import EvidenceError, UsageError

MESSAGE_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """A good signature by a listed key. ``line`` is that of its block in the ``.sig`` file."""

    principal: str
    fingerprint: str
    key_type: str
    line: int

    def row(self, signed: SignedForm) -> VerifiedSignature:
        return {
            **signed,
            "principal": self.principal,
            "fingerprint": self.fingerprint,
            "key_type": self.key_type,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Rejected:
    """A signature that does not count.

    ``reason`` is one of ``key-refused``, ``key-unknown``, ``key-revoked``, ``key-expired``, ``key-not-yet-valid``,
    ``namespace``, ``document``; ``principal`` is None where the key is none that is listed.
    """

    reason: str
    message: str
    principal: str | None
    fingerprint: str
    line: int

    def row(self, signed: SignedForm) -> RejectedSignature:
        return {
            **signed,
            "reason": self.reason,
            "message": self.message,
            "principal": self.principal,
            "fingerprint": self.fingerprint,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Signed:
    """What was found in one ``.sig`` file."""

    path: str
    verified: tuple[Verified, ...]
    rejected: tuple[Rejected, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The facts as JSON."""
        return {
            "path": self.path,
            "verified": [asdict(row) for row in self.verified],
            "rejected": [asdict(row) for row in self.rejected],
        }


def verify(message: bytes, signatures: bytes, path: str, signers: Signers, revoked: Revoked, at: str) -> Signed:
    """Check the signatures of the file at ``path`` over the exact bytes of a document, at a time (RFC 3339).

    The time is that of the decision: dates within a document are its author's claims. Raises EvidenceError where the
    file holds anything that is no signature, UndecidedError where ssh-keygen cannot be asked.
    """
    found, problems = parse_signatures(signatures, path)
    if problems:
        raise EvidenceError(problems)
    if len(message) > MESSAGE_LIMIT:
        raise EvidenceError(
            f"the document has more than {MESSAGE_LIMIT:,} bytes", path=path.removesuffix(SUFFIX), remedy="Shorten it."
        )
    moment = moment_of(at)
    rows = [verify_one(message, signature, signers, revoked, moment) for signature in found]
    return Signed(
        path,
        tuple(row for row in rows if isinstance(row, Verified)),
        tuple(row for row in rows if isinstance(row, Rejected)),
    )


def moment_of(at: str) -> datetime:
    """An RFC 3339 time with its zone. Raises UsageError."""
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(at)
    except ValueError:
        raise UsageError(f"{at!r} is not a time", remedy="Write it like 2026-11-23T12:00:00Z.") from None
    return moment


def verify_one(
    message: bytes, signature: Signature, signers: Signers, revoked: Revoked, at: datetime
) -> Verified | Rejected:
    """What one signature over a message comes to at a time. Raises UndecidedError where ssh-keygen cannot be asked."""
    mark = fingerprint(signature.key)
    signer = signers.of(signature.key)
    principal = signer.principal if signer else None

    def rejected(reason: str, why: str) -> Rejected:
        return Rejected(reason, why, principal, mark, signature.line)

    if mark in revoked.rows:
        return rejected(*_revoked(mark, revoked))
    if signer is None:
        try:
            key_of(signature.key)
        except KeyRefusedError as error:
            return rejected("key-refused", str(error))
        except ValueError as error:
            return rejected("key-refused", f"the key {mark} cannot be read: {error}")
        return rejected("key-unknown", f"the key {mark} is not in {signers.path}")
    if signature.namespace != signers.namespace:
        made, wanted = described(signature.namespace), described(signers.namespace)
        return rejected("namespace", f"{principal} signed for {made}, and this is {wanted}")
    if why := barred(signer, revoked, at):
        return rejected(*why)
    if not verified(message, signature, signer, revoked.rows, at):
        return rejected("document", f"{principal} signed another document, or the signature is spoiled")
    return Verified(signer.principal, mark, signer.key.type, signature.line)


def barred(signer: Signer, revoked: Revoked, at: datetime) -> tuple[str, str] | None:
    """Why nothing that a listed key signed counts at a time: reason and message; None where it does."""
    mark = signer.key.fingerprint
    if mark in revoked.rows:
        return _revoked(mark, revoked)
    if signer.valid_after and at < signer.valid_after:
        return (
            "key-not-yet-valid",
            f"the key of {signer.principal} is valid from {signer.valid_after:%Y-%m-%d %H:%MZ}",
        )
    if signer.valid_before and at > signer.valid_before:
        return "key-expired", f"the key of {signer.principal} was valid until {signer.valid_before:%Y-%m-%d %H:%MZ}"
    return None


def _revoked(mark: str, revoked: Revoked) -> tuple[str, str]:
    row = revoked.rows[mark]
    return "key-revoked", f"the key {mark} is revoked since {row.since}: {row.reason}"
