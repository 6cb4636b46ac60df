"""DSSE envelopes (secure-systems-lab, "DSSE: Dead Simple Signing Envelope" v1.0.2), signed with SSH keys.

What is signed is the pre-authentication encoding (PAE) of type and payload. A signature is an SSHSIG blob (OpenSSH,
PROTOCOL.sshsig) over it, made by ``ssh-keygen -Y`` in a namespace of its own: no signature of a disposition, a review
or a commit counts here, and none of these counts there. ``keyid`` is a hint, as the specification says: whose key it
is stands in the blob.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gate.approvals import ssh
from gate.approvals.armor import MAX_SIGNATURES, Signature, parse_signatures
from gate.approvals.keys import fingerprint
from gate.registry.port import MAX_ENVELOPE
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import UndecidedError
from gate.values.strict_json import unique

if TYPE_CHECKING:
    from gate.approvals.revoked import Revoked
    from gate.approvals.signatures import Signed
    from gate.approvals.signers import Signers

PAYLOAD_TYPE = "application/vnd.in-toto+json"  # in-toto attestation, "Envelope layer specification" v1
_FIELDS = {"payload", "payloadType", "signatures"}
_REMEDY = "Write the statement again: tunegate verify --statement FILE; then tunegate statement sign FILE."


class EnvelopeError(UndecidedError):
    """The bytes are no envelope that can be read in one way only."""

    rule = "registry"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and the signatures over it; ``signatures`` are armored, one block after the other."""

    payload: bytes
    signatures: str

    @property
    def digest(self) -> str:
        """``sha256:...`` of the payload: what the statement goes by, whoever signed it."""
        return digest_of(self.payload)


def pae(payload: bytes, kind: str = PAYLOAD_TYPE) -> bytes:
    """``DSSEv1 LEN(type) type LEN(payload) payload``."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def sign(payload: bytes, key: Path, namespace: str, others: str = "") -> bytes:
    """The envelope of a payload, signed with a key; ``others`` are signatures over it that stay.

    Raises UsageError where the key cannot sign, UndecidedError where there is no ssh-keygen.
    """
    made = ssh.sign(pae(payload), key, namespace)
    kept, _ = parse_signatures(others.encode(), "") if others else ([], [])
    rows = [row for row in kept if row.key != made.key]
    return envelope(payload, [*rows, made])


def envelope(payload: bytes, signatures: list[Signature]) -> bytes:
    """The one form in which envelopes are written: canonical JSON."""
    return canonical_json(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [
                {"keyid": fingerprint(row.key), "sig": base64.b64encode(row.blob).decode()} for row in signatures
            ],
        }
    )


def parse(data: bytes, path: str) -> Envelope:
    """Read an envelope. Raises EnvelopeError for anything that another reader could read in another way."""

    def refused(message: str) -> EnvelopeError:
        return EnvelopeError(message, path=path, line=1, remedy=_REMEDY)

    if len(data) > MAX_ENVELOPE:
        raise refused(f"the envelope has more than {MAX_ENVELOPE:,} bytes")
    try:
        value: Any = json.loads(data, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise refused(f"the envelope is not JSON: {str(error)[:100]}") from None
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        raise refused("the file is no DSSE envelope: it has payload, payloadType and signatures, and nothing else")
    if value["payloadType"] != PAYLOAD_TYPE:
        raise refused(f"the payload is {str(value['payloadType'])[:80]!r}, and a statement is {PAYLOAD_TYPE!r}")
    rows = value["signatures"]
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SIGNATURES:
        raise refused(f"the envelope has no signatures, or more than {MAX_SIGNATURES}")
    try:
        payload = _decoded(value["payload"])
        armored = "".join(_armored(row) for row in rows)
    except (ValueError, TypeError, LookupError):
        raise refused("the payload or a signature is not base64") from None
    return Envelope(payload, armored)


def verify(found: Envelope, path: str, signers: Signers, revoked: Revoked, at: str) -> Signed:
    """Who signed an envelope, by the listed keys at a time (RFC 3339), and whose signatures do not count and why.

    Raises EvidenceError for what is no SSH signature, UndecidedError where ssh-keygen cannot be asked.
    """
    from gate.approvals.signatures import verify as verified

    return verified(pae(found.payload), found.signatures.encode(), path, signers, revoked, at)


def _decoded(text: object) -> bytes:
    """Base64 in its one spelling (RFC 4648, section 4). Raises ValueError and TypeError."""
    if not isinstance(text, str):
        raise TypeError
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise binascii.Error
    return data


def _armored(row: Any) -> str:
    """The block of one signature. One of another kind of key than SSH's stays, and is found not to count."""
    if not isinstance(row, dict) or not row.keys() <= {"keyid", "sig"}:
        raise TypeError
    return Signature(b"", "", _decoded(row["sig"]), 1).armored
