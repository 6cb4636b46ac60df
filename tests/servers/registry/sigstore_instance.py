"""A Sigstore instance that lives for one test: a certificate authority, a CT log and a Rekor log, all of them keys.

What it issues is what the public one issues (Fulcio certificates with an embedded SCT, RFC 6962; bundles v0.3 with a
Rekor entry ``dsse`` 0.0.1, its inclusion proof and its promise), so that the library finds nothing to refuse in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from gate.registry.dsse import PAYLOAD_TYPE, pae

WORKFLOW = "https://github.com/acme/support/.github/workflows/tunegate-registry.yml@refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"
_START = datetime(2026, 1, 1, tzinfo=UTC)
_SCTS = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_ISSUER = ObjectIdentifier("1.3.6.1.4.1.57264.1.1")


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization
    return bytes(key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _signed(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    return bytes(key.sign(message, ec.ECDSA(hashes.SHA256())))


def _long(data: bytes, size: int) -> bytes:
    return len(data).to_bytes(size, "big") + data


@dataclass
class Instance:
    """Everything that a trusted root names, with the private halves."""

    authority: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    ct: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    rekor: ec.EllipticCurvePrivateKey = field(default_factory=_key)

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "throw-away")])
        public = self.authority.public_key()
        self.root = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(public)
            .serial_number(1)
            .not_valid_before(_START)
            .not_valid_after(_START + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .add_extension(_usage(True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.authority, hashes.SHA256())
        )

    def trusted_root(self) -> bytes:
        """``trusted_root.json``."""

        def log(key: ec.EllipticCurvePrivateKey, url: str) -> dict[str, Any]:
            return {
                "baseUrl": url,
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": _b64(_spki(key)),
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": {"start": "2026-01-01T00:00:00Z"},
                },
                "logId": {"keyId": _b64(hashlib.sha256(_spki(key)).digest())},
            }

        der = self.root.public_bytes(serialization.Encoding.DER)
        value = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(self.rekor, "https://rekor.acme.example")],
            "ctlogs": [log(self.ct, "https://ct.acme.example")],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "acme", "commonName": "throw-away"},
                    "uri": "https://fulcio.acme.example",
                    "certChain": {"certificates": [{"rawBytes": _b64(der)}]},
                    "validFor": {"start": "2026-01-01T00:00:00Z"},
                }
            ],
            "timestampAuthorities": [],
        }
        return json.dumps(value).encode()

    def bundle(self, payload: bytes, identity: str = WORKFLOW, issuer: str = ISSUER, kind: str = PAYLOAD_TYPE) -> bytes:
        """A bundle around a payload, by a certificate of ten minutes."""
        at = _START + timedelta(days=300)
        key = _key()
        leaf = self._certificate(key, identity, issuer, at)
        signature = _signed(key, pae(payload, kind))
        pem = leaf.public_bytes(serialization.Encoding.PEM)
        body = json.dumps(
            {
                "apiVersion": "0.0.1",
                "kind": "dsse",
                "spec": {
                    "envelopeHash": {"algorithm": "sha256", "value": "0" * 64},
                    "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
                    "signatures": [{"signature": _b64(signature), "verifier": _b64(pem)}],
                },
            },
            separators=(",", ":"),
        ).encode()
        value = {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": _b64(leaf.public_bytes(serialization.Encoding.DER))},
                "tlogEntries": [self._entry(body, int(at.timestamp()) + 60)],
            },
            "dsseEnvelope": {
                "payload": _b64(payload),
                "payloadType": kind,
                "signatures": [{"sig": _b64(signature)}],
            },
        }
        return json.dumps(value).encode()

    def _entry(self, body: bytes, at: int) -> dict[str, Any]:
        log = hashlib.sha256(_spki(self.rekor)).digest()
        root = hashlib.sha256(b"\x00" + body).digest()
        note = f"rekor.acme.example - 1\n1\n{_b64(root)}\n"
        signed = _b64(log[:4] + _signed(self.rekor, note.encode()))
        promise = json.dumps(
            {"body": _b64(body), "integratedTime": at, "logID": log.hex(), "logIndex": 0}, separators=(",", ":")
        )
        return {
            "logIndex": "0",
            "logId": {"keyId": _b64(log)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(at),
            "inclusionPromise": {"signedEntryTimestamp": _b64(_signed(self.rekor, promise.encode()))},
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": _b64(root),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": f"{note}\n\u2014 rekor.acme.example {signed}\n"},
            },
            "canonicalizedBody": _b64(body),
        }

    def _certificate(
        self, key: ec.EllipticCurvePrivateKey, identity: str, issuer: str, at: datetime
    ) -> x509.Certificate:
        said = x509.RFC822Name(identity) if "@" in identity and "//" not in identity else None
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.root.subject)
            .public_key(key.public_key())
            .serial_number(2)
            .not_valid_before(at)
            .not_valid_after(at + timedelta(minutes=10))
            .add_extension(_usage(False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.authority.public_key()), critical=False
            )
            .add_extension(
                x509.SubjectAlternativeName([said or x509.UniformResourceIdentifier(identity)]), critical=True
            )
            .add_extension(x509.UnrecognizedExtension(_ISSUER, issuer.encode()), critical=False)
        )
        bare = builder.sign(self.authority, hashes.SHA256())
        stamp = int(at.timestamp() * 1000).to_bytes(8, "big")
        entry = hashlib.sha256(_spki(self.authority)).digest() + _long(bare.tbs_certificate_bytes, 3)
        signed = _signed(self.ct, b"\x00\x00" + stamp + b"\x00\x01" + entry + b"\x00\x00")
        sct = b"\x00" + hashlib.sha256(_spki(self.ct)).digest() + stamp + b"\x00\x00" + b"\x04\x03" + _long(signed, 2)
        listed = _long(_long(sct, 2), 2)
        octets = b"\x04" + (bytes([len(listed)]) if len(listed) < 128 else b"\x81" + bytes([len(listed)])) + listed
        return builder.add_extension(x509.UnrecognizedExtension(_SCTS, octets), critical=False).sign(
            self.authority, hashes.SHA256()
        )


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
