"""DSSE envelopes (secure-systems-lab, "DSSE: Dead Simple Signing Envelope" v1.0.2), bare or in a Sigstore bundle.

What is signed is the pre-authentication encoding (PAE) of type and payload. A signature is one of three:

- an SSHSIG blob (OpenSSH, PROTOCOL.sshsig), made by ``ssh-keygen -Y`` in a namespace of its own: no signature of a
  disposition, a review or a commit counts here, and none of these counts there. Whose key it is stands in the blob;
- a raw signature by a PEM key (`gate.registry.pem`), which has no namespace: the statement itself names its repository;
- that of a Sigstore bundle (`gate.registry.bundles`).

``keyid`` is a hint, as the specification says, and never looked at.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.approvals import ssh
from gate.approvals.armor import MAGIC, MAX_BLOB, MAX_SIGNATURES, parse_blob
from gate.approvals.keys import fingerprint
from gate.registry import pem
from gate.registry.bundles import MEDIA_TYPE
from gate.registry.port import MAX_ENVELOPE
from gate.values.canonical import canonical_json, digest_of
from gate.values.errors import UndecidedError
from gate.values.strict_json import unique

PAYLOAD_TYPE = "application/vnd.in-toto+json"  # in-toto attestation, "Envelope layer specification" v1
_FIELDS = {"payload", "payloadType", "signatures"}
_REMEDY = "Write the statement again: tunegate verify --statement FILE; then tunegate statement sign FILE."


class EnvelopeError(UndecidedError):
    """The bytes are no envelope that can be read in one way only."""

    rule = "registry"


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature as it stands in an envelope."""

    blob: bytes
    keyid: str = ""

    @property
    def is_ssh(self) -> bool:
        """Whether it is an SSHSIG blob; else it is a raw signature."""
        return self.blob.startswith(MAGIC)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and the signatures over it, in their order. ``bundle`` is the Sigstore bundle that it came in."""

    payload: bytes
    seals: tuple[Seal, ...]
    bundle: bytes | None = None

    @property
    def digest(self) -> str:
        """``sha256:...`` of the payload: what the statement goes by, whoever signed it."""
        return digest_of(self.payload)


def pae(payload: bytes, kind: str = PAYLOAD_TYPE) -> bytes:
    """``DSSEv1 LEN(type) type LEN(payload) payload``."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def sign(payload: bytes, key: Path, namespace: str, others: Sequence[Seal] = ()) -> bytes:
    """The envelope of a payload, signed with an SSH key or a PEM key; ``others`` are signatures over it that stay.

    Raises UsageError where the key cannot sign, UndecidedError without ssh-keygen, or cryptography for a PEM key.
    """
    message = pae(payload)
    if pem.is_pem(key):
        raw, public = pem.sign(message, key)
        kept = [row for row in others if row.is_ssh or not pem.verified(message, row.blob, public)]
        return envelope(payload, [*kept, Seal(raw, public.fingerprint)])
    made = ssh.sign(message, key, namespace)
    kept = [row for row in others if not row.is_ssh or parse_blob(row.blob).key != made.key]
    return envelope(payload, [*kept, Seal(made.blob, fingerprint(made.key))])


def envelope(payload: bytes, seals: Iterable[Seal]) -> bytes:
    """The one form in which envelopes are written: canonical JSON."""
    return canonical_json(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": row.keyid, "sig": base64.b64encode(row.blob).decode()} for row in seals],
        }
    )


def parse(data: bytes, path: str) -> Envelope:
    """Read an envelope, or that of a Sigstore bundle. Raises EnvelopeError for anything that another reader could read
    in another way."""

    def refused(message: str) -> EnvelopeError:
        return EnvelopeError(message, path=path, line=1, remedy=_REMEDY)

    if len(data) > MAX_ENVELOPE:
        raise refused(f"the envelope has more than {MAX_ENVELOPE:,} bytes")
    try:
        value: Any = json.loads(data, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise refused(f"the envelope is not JSON: {str(error)[:100]}") from None
    bundle = None
    if isinstance(value, dict) and str(value.get("mediaType")).startswith(MEDIA_TYPE):
        bundle = data
        if "dsseEnvelope" not in value:
            raise refused("the Sigstore bundle has no DSSE envelope: it signs a file, not a statement")
        value = value["dsseEnvelope"]
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        raise refused(
            "the file is not a DSSE envelope, which has payload, payloadType and signatures, and nothing else"
        )
    if value["payloadType"] != PAYLOAD_TYPE:
        raise refused(f"the payload is {str(value['payloadType'])[:80]!r}, and a statement is {PAYLOAD_TYPE!r}")
    rows = value["signatures"]
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SIGNATURES:
        raise refused(f"the envelope has no signatures, or more than {MAX_SIGNATURES}")
    try:
        return Envelope(_decoded(value["payload"]), tuple(_seal(row) for row in rows), bundle)
    except (ValueError, TypeError, LookupError):
        raise refused("the payload or a signature is not base64") from None


def _decoded(text: object) -> bytes:
    """Base64 in its one spelling (RFC 4648, section 4). Raises ValueError and TypeError."""
    if not isinstance(text, str):
        raise TypeError
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise binascii.Error
    return data


def _seal(row: Any) -> Seal:
    """One signature. An SSHSIG blob that is damaged, and a keyid that is not text, raise ValueError and TypeError."""
    if not isinstance(row, dict) or not row.keys() <= {"keyid", "sig"}:
        raise TypeError
    keyid: Any = row.get("keyid", "")
    found = Seal(_decoded(row["sig"]), keyid)
    if not isinstance(keyid, str) or len(found.blob) > MAX_BLOB:
        raise TypeError
    if found.is_ssh:
        parse_blob(found.blob)
    return found
