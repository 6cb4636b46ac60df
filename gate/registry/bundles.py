"""Sigstore bundles (protobuf-specs, "sigstore_bundle.proto" v0.3) around a statement: the one door to ``sigstore``.

A bundle has the envelope, a short-lived certificate that names a workflow or a person, and the proof that a public log
has it. It is verified offline, by the extra ``sigstore``, against the trusted root and the identities of the trusted
configuration (``signing.sigstore``): nothing that the bundle brings is trusted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate.approvals.signatures import Rejected, Verified
from gate.values.errors import ConfigError, UndecidedError

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle"  # what its media type starts with
MAX_ROOT = 1024 * 1024  # bytes of a trusted root
_INSTALL = "Run: pip install 'tunegate[sigstore]'"


@dataclass(frozen=True)
class Identities:
    """The bytes of a trusted root, and principal -> (identity of the certificate, its issuer)."""

    trusted_root: bytes
    path: str
    known: Mapping[str, tuple[str, str]]


def verify(bundle: bytes, payload: bytes, kind: str, identities: Identities | None) -> Verified | Rejected:
    """Who signed a bundle with this payload of this type, by the identities that count.

    Raises UndecidedError where ``sigstore`` is not installed, ConfigError where the trusted root cannot be read.
    """
    if identities is None:
        return _rejected("key-unknown", "it is a Sigstore bundle, and 'signing.sigstore' lists no identity")
    parts = _library()
    verifier = _verifier(parts, identities)
    try:
        found = parts.models.Bundle.from_json(bundle)
        said = _said(parts, found, identities.known)
        if said is None:
            return _rejected("key-unknown", "its certificate is of nobody whom 'signing.sigstore' lists")
        principal, policy = said
        if verifier.verify_dsse(found, policy) != (kind, payload):
            return _rejected("document", "the bundle's payload is another one than that which was read")
    except Exception as error:  # the library raises errors of a dozen others about bytes that anyone may send
        return _rejected("document", f"the Sigstore bundle does not hold: {str(error)[:200] or type(error).__name__}")
    return Verified(principal, identities.known[principal][0], "sigstore", 1)


def _said(parts: _Parts, bundle: Any, known: Mapping[str, tuple[str, str]]) -> tuple[str, Any] | None:
    """Who the certificate says it is of, unproven, and what has to hold of it."""
    for principal, (identity, issuer) in known.items():
        policy = parts.policy.Identity(identity=identity, issuer=issuer)
        try:
            policy.verify(bundle.signing_certificate)
        except parts.errors.VerificationError:
            continue
        return principal, policy
    return None


def _verifier(parts: _Parts, identities: Identities) -> Any:
    with tempfile.TemporaryDirectory(prefix="tunegate-") as folder:
        place = Path(folder) / "trusted_root.json"
        place.write_bytes(identities.trusted_root)
        try:
            return parts.verifier.Verifier(trusted_root=parts.models.TrustedRoot.from_file(str(place)))
        except Exception as error:  # as above: whatever is wrong with the file, nothing is verified
            raise ConfigError(
                f"the trusted root cannot be read: {type(error).__name__}",
                path=identities.path,
                remedy="Take the trusted_root.json of the Sigstore instance: its TUF repository has it.",
            ) from None


def _rejected(reason: str, message: str) -> Rejected:
    return Rejected(reason, message, None, "", 1)


class _Parts:
    """The modules of ``sigstore`` that are used."""

    def __init__(self) -> None:
        from sigstore import errors, models
        from sigstore.verify import policy, verifier

        self.errors: Any = errors
        self.models: Any = models
        self.policy: Any = policy
        self.verifier: Any = verifier


def _library() -> _Parts:
    try:
        return _Parts()
    except ImportError:
        raise UndecidedError(
            "sigstore is not installed, which Sigstore bundles are verified with", remedy=_INSTALL
        ) from None
