"""Which keys count, and what is a key at all."""

from __future__ import annotations

import pytest

from gate.approvals.keys import KeyRefusedError, key_of, parse_key
from tests.approvals.steps import MESSAGE, checked, listed
from tests.keys import COMMITTEE, fingerprint, key, public, signature, signer

ACCEPTED = {
    "ed25519": ("ed25519", 0, "ssh-ed25519", 256),
    "ecdsa-256": ("ecdsa", 256, "ecdsa-sha2-nistp256", 256),
    "ecdsa-384": ("ecdsa", 384, "ecdsa-sha2-nistp384", 384),
    "ecdsa-521": ("ecdsa", 521, "ecdsa-sha2-nistp521", 521),
    "rsa-3072": ("rsa", 3072, "ssh-rsa", 3072),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_key_types(name: str) -> None:
    kind, bits, wire, size = ACCEPTED[name]
    path = key(f"{name}@acme.example", kind, bits)
    parsed = parse_key(*public(path).split())
    assert (parsed.type, parsed.bits, parsed.fingerprint, parsed.line) == (wire, size, fingerprint(path), public(path))
    found = checked(signature(MESSAGE, path), signers=listed(signer(COMMITTEE, path)))
    assert [(row.principal, row.fingerprint, row.key_type, row.line) for row in found.verified] == [
        (COMMITTEE, fingerprint(path), wire, 1)
    ]
    assert found.rejected == ()


def test_short_rsa_key() -> None:
    path = key("short@acme.example", "rsa", 2048)
    with pytest.raises(KeyRefusedError) as error:
        parse_key(*public(path).split())
    assert str(error.value) == "the RSA key has 2048 bits; 3072 to 16384 are accepted"
    found = checked(signature(MESSAGE, path))
    assert [(row.reason, row.message, row.principal) for row in found.rejected] == [
        ("key-refused", "the RSA key has 2048 bits; 3072 to 16384 are accepted", None)
    ]


def wire(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


REFUSED = {
    "dsa": (wire(b"ssh-dss"), "'ssh-dss' is too weak"),
    "certificate": (
        wire(b"ssh-ed25519-cert-v01@openssh.com"),
        "ssh-ed25519-cert-v01@openssh.com is a certificate",
    ),
    "unknown": (wire(b"ssh-none"), "'ssh-none' is not an accepted kind of key"),
    "rsa with exponent 3": (wire(b"ssh-rsa", b"\x03", b"\x00" + b"\xff" * 384), "the RSA key has a weak exponent"),
}
DAMAGED = {
    "empty": (b"", "it is cut off"),
    "cut off": (wire(b"ssh-ed25519"), "it is cut off"),
    "short point": (wire(b"ssh-ed25519", b"x" * 31), "its point does not have 32 bytes"),
    "more": (wire(b"ssh-ed25519", b"x" * 32) + b"\x00", "it has bytes after its end"),
    "another curve": (wire(b"ecdsa-sha2-nistp256", b"nistp384", b"\x04" + b"x" * 96), "its curve is 'nistp384'"),
    "compressed": (
        wire(b"ecdsa-sha2-nistp256", b"nistp256", b"\x02" + b"x" * 32),
        "its point is not an uncompressed point of its curve",
    ),
    "padded number": (
        wire(b"ssh-rsa", b"\x00\x01\x00\x01", b"\x00" + b"\xff" * 384),
        "a number in it is not in its shortest form",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_keys(name: str) -> None:
    with pytest.raises(KeyRefusedError) as error:
        key_of(REFUSED[name][0])
    assert str(error.value) == REFUSED[name][1]


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_keys(name: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        key_of(DAMAGED[name][0])
    assert str(error.value) == DAMAGED[name][1]


def test_security_keys_are_read() -> None:
    """No token is at hand, so that only the formats are tested."""
    blob = wire(b"sk-ssh-ed25519@openssh.com", b"x" * 32, b"ssh:")
    assert key_of(blob).bits == 256
    blob = wire(b"sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", b"\x04" + b"x" * 64, b"ssh:")
    assert key_of(blob).bits == 256
