"""Who signed a folder of weights: OpenSSF Model Signing 1.0 and 1.1, by a key.

The signature is a Sigstore bundle whose ``verificationMaterial`` names a public key in place of a certificate, around a
DSSE envelope with one ECDSA signature (P-256, P-384, P-521). The hint of the key is not looked at: every listed key is
tried.
The encoding of releases before 1.0, which signed other bytes than DSSE says, is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gate.approvals.signatures import barred, moment_of
from gate.registry import pem
from gate.registry.dsse import PAYLOAD_TYPE, pae
from gate.registry.port import RegistryError
from gate.values.strict_json import unique

if TYPE_CHECKING:
    from gate.approvals.revoked import Revoked
    from gate.approvals.signers import Signers

_AGAIN = "Sign the folder with a listed key: model_signing sign key --private_key KEY FOLDER; or list its key."


@dataclass(frozen=True)
class WeightsKeys:
    """The keys that sign weights and those that are revoked, at a time (RFC 3339)."""

    signers: Signers
    revoked: Revoked
    now: str


def refuse_unsigned(bundle: bytes, where: str, keys: WeightsKeys) -> None:
    """Raises RegistryError where no listed key made the signature, UndecidedError where ``cryptography`` is missing."""
    payload, signature = _parts(bundle, where)
    message, moment = pae(payload), moment_of(keys.now)
    reasons = []
    for signer in keys.signers.rows:
        if pem.verified(message, signature, signer.key):
            if (why := _barred(signer, keys, moment)) is None:
                return
            reasons.append(why)
    said = "; ".join(reasons) or f"no key of {keys.signers.path} made it"
    raise RegistryError(f"the signature of the weights does not count: {said}", where, _AGAIN)


def _barred(signer: Any, keys: WeightsKeys, at: datetime) -> str | None:
    found = barred(signer, keys.revoked, at)
    return found[1] if found else None


def _parts(bundle: bytes, where: str) -> tuple[bytes, bytes]:
    """Payload and signature. Raises RegistryError for what is no signature by a key."""
    try:
        value: Any = json.loads(bundle, object_pairs_hook=unique)
        envelope = value["dsseEnvelope"]
        if "certificate" in (material := value["verificationMaterial"]) or "x509CertificateChain" in material:
            raise RegistryError(
                "the weights are signed with a certificate, which is not verified here",
                where,
                "Sign them with a key: model_signing sign key; or take 'signing.weights_keys' away.",
            )
        if envelope["payloadType"] != PAYLOAD_TYPE:
            raise ValueError
        (row,) = envelope["signatures"]
        return base64.b64decode(envelope["payload"], validate=True), base64.b64decode(row["sig"], validate=True)
    except (ValueError, LookupError, TypeError, RecursionError, binascii.Error):
        raise RegistryError("the signature of the weights cannot be read", where, _AGAIN) from None
