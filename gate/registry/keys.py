"""Whose signatures on statements count, and who signed one: by an SSH key, a PEM key, or as a Sigstore identity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gate.approvals.armor import parse_blob
from gate.approvals.signatures import Rejected, Signed, Verified, barred, moment_of, verify_one
from gate.config.namespace import STATEMENT_PREFIX
from gate.registry import bundles, pem
from gate.registry.dsse import PAYLOAD_TYPE, Envelope, Seal, pae
from gate.report.statement import EXTENSION

if TYPE_CHECKING:
    from gate.approvals.revoked import Revoked
    from gate.approvals.signers import Signers
    from gate.registry.bundles import Identities

MAX_RAW = 10  # raw signatures of one envelope: whose they are is found by trying every key


@dataclass(frozen=True)
class Keys:
    """The keys that are listed and those that are revoked; ``identities`` is None where no Sigstore bundle counts."""

    signers: Signers
    revoked: Revoked
    identities: Identities | None = None

    @property
    def repository(self) -> str:
        """Whose statements these are: OWNER/NAME."""
        return self.signers.namespace.removeprefix(f"{STATEMENT_PREFIX}@")


def verify(found: Envelope, path: str, keys: Keys, at: str) -> Signed:
    """Who signed an envelope, by what is listed at a time (RFC 3339), and whose signatures do not count and why.

    Raises UndecidedError where ssh-keygen, cryptography or sigstore is needed and cannot be asked.
    """
    if found.bundle is not None:
        rows = [_of_repository(bundles.verify(found.bundle, found.payload, PAYLOAD_TYPE, keys.identities), found, keys)]
    else:
        message, moment = pae(found.payload), moment_of(at)
        raw = [seal for seal in found.seals if not seal.is_ssh]
        rows = [
            verify_one(message, parse_blob(seal.blob), keys.signers, keys.revoked, moment)
            for seal in found.seals
            if seal.is_ssh
        ]
        rows += [_of_repository(_raw(message, seal, keys, moment), found, keys) for seal in raw[:MAX_RAW]]
        rows += [_unknown(seal, f"the envelope has more than {MAX_RAW} raw signatures") for seal in raw[MAX_RAW:]]
    return Signed(
        path,
        tuple(row for row in rows if isinstance(row, Verified)),
        tuple(row for row in rows if isinstance(row, Rejected)),
    )


def _raw(message: bytes, seal: Seal, keys: Keys, at: datetime) -> Verified | Rejected:
    for signer in keys.signers.rows:
        if pem.verified(message, seal.blob, signer.key):
            mark = signer.key.fingerprint
            if why := barred(signer, keys.revoked, at):
                return Rejected(*why, signer.principal, mark, 1)
            return Verified(signer.principal, mark, signer.key.type, 1)
    return _unknown(seal, f"no key of {keys.signers.path} made this signature over this statement")


def _unknown(seal: Seal, why: str) -> Rejected:
    return Rejected("key-unknown", why, None, seal.keyid[:100], 1)


def _of_repository(row: Verified | Rejected, found: Envelope, keys: Keys) -> Verified | Rejected:
    """What has no namespace is bound to its repository by the statement alone."""
    if isinstance(row, Rejected):
        return row
    try:
        said = json.loads(found.payload)["predicate"][EXTENSION]["repository"]
    except (ValueError, LookupError, TypeError, RecursionError):
        said = None
    if said == keys.repository:
        return row
    why = f"{row.principal} signed a statement about another repository than {keys.repository}"
    return Rejected("namespace", why, row.principal, row.fingerprint, row.line)
