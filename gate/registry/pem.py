"""Raw signatures by PEM keys: the one door to ``cryptography`` (the extra ``signatures``).

DSSE itself says nothing of algorithms. Ed25519 (RFC 8032) and ECDSA with the hash of the curve's size (FIPS 186-5, DER;
P-256 with SHA-256, as cosign and OpenSSF Model Signing sign) are what is accepted. The public halves are listed with
the SSH keys, in OpenSSH's format: one list says whose keys count, from when and until when, and which are revoked.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gate.approvals.keys import PublicKey, parse_key
from gate.values.errors import UndecidedError, UsageError

KINDS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
PASSPHRASE = "TUNEGATE_KEY_PASSPHRASE"  # noqa: S105  # a variable's name
MAX_KEY = 64 * 1024  # bytes of a file with a private key
_MARKS = (b"-----BEGIN PRIVATE KEY-----", b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
_INSTALL = "Run: pip install 'tunegate[signatures]'"


def is_pem(key: Path) -> bool:
    """Whether a file holds a private key in PEM (PKCS #8, RFC 5958): OpenSSH's own format is none."""
    try:
        with key.open("rb") as file:
            return file.read(MAX_KEY).lstrip().startswith(_MARKS)
    except OSError:
        return False


def sign(message: bytes, key: Path) -> tuple[bytes, PublicKey]:
    """An Ed25519 signature (64 bytes), and the public half of the key that made it.

    A passphrase comes from the environment (`PASSPHRASE`). Raises UsageError where the key cannot sign, and
    UndecidedError where ``cryptography`` is not installed.
    """
    loaded, public = _private(key)
    return bytes(loaded.sign(message)), public


def public_line(key: Path) -> str | None:
    """The public half of a PEM key as it stands in lists of keys; None for a key that is none."""
    return _private(key)[1].line if is_pem(key) else None


def _private(key: Path) -> tuple[Any, PublicKey]:
    parts = _library()
    secret = os.environ.get(PASSPHRASE)
    try:
        loaded = parts.serialization.load_pem_private_key(key.read_bytes(), secret.encode() if secret else None)
    except (ValueError, TypeError, parts.exceptions.UnsupportedAlgorithm, OSError):
        raise UsageError(
            f"the key {key} cannot be read",
            remedy=f"Write its passphrase into {PASSPHRASE}; or make a key: openssl genpkey -algorithm ed25519.",
        ) from None
    if not isinstance(loaded, parts.ed25519.Ed25519PrivateKey):
        raise UsageError(
            f"the key {key} is no Ed25519 key",
            remedy="Make one: openssl genpkey -algorithm ed25519; or use an SSH key.",
        )
    form = parts.serialization
    line = loaded.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH).decode("ascii")
    kind, _, text = line.partition(" ")
    return loaded, parse_key(kind, text)


def verified(message: bytes, signature: bytes, key: PublicKey) -> bool:
    """Whether a raw signature over a message is by a key; False for kinds that make none (`KINDS`).

    Raises UndecidedError where ``cryptography`` is not installed.
    """
    if key.type not in KINDS:
        return False
    parts = _library()
    loaded = parts.serialization.load_ssh_public_key(key.line.encode("ascii"))
    try:
        if key.type == "ssh-ed25519":
            loaded.verify(signature, message)
        else:
            sha2 = {256: parts.hashes.SHA256, 384: parts.hashes.SHA384, 521: parts.hashes.SHA512}
            loaded.verify(signature, message, parts.ec.ECDSA(sha2[key.bits]()))
    except parts.exceptions.InvalidSignature:
        return False
    return True


class _Parts:
    """The modules of ``cryptography`` that are used."""

    def __init__(self) -> None:
        from cryptography import exceptions
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519

        self.exceptions: Any = exceptions
        self.hashes: Any = hashes
        self.serialization: Any = serialization
        self.ec: Any = ec
        self.ed25519: Any = ed25519


def _library() -> _Parts:
    try:
        return _Parts()
    except ImportError:
        raise UndecidedError(
            "cryptography is not installed, which raw signatures are made and verified with", remedy=_INSTALL
        ) from None
