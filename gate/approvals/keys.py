"""SSH public keys in their wire form (RFC 4251 section 5, RFC 4253 section 6.6, RFC 5656, RFC 8709, PROTOCOL.u2f)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

MIN_RSA_BITS = 3072  # 128 bits of security: NIST SP 800-57 part 1, table 2
MIN_RSA_EXPONENT = 65537  # FIPS 186-5, section 5.4
MAX_RSA_BITS = 16384  # the most that OpenSSH reads
_CERTIFICATE = "-cert-v0"
_CURVES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}


class KeyRefusedError(ValueError):
    """A key that cannot be read or is not accepted; its text says why, for people."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class Wire:
    """Reads fields of the SSH wire encoding from bytes. Raises ValueError where they end too early."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise ValueError("it is cut off")
        self.at += count
        return part

    def uint32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.uint32())

    def natural(self) -> int:
        """A positive multiple-precision integer in its shortest form, so that a key has one encoding only."""
        data = self.string()
        if not data or data[0] & 0x80 or (data[0] == 0 and (len(data) == 1 or not data[1] & 0x80)):
            raise ValueError("a number in it is not in its shortest form")
        return int.from_bytes(data, "big")

    def end(self) -> None:
        if self.at != len(self.data):
            raise ValueError("it has bytes after its end")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key of a kind that is accepted. ``bits`` is the size of the modulus or of the curve."""

    type: str
    blob: bytes
    bits: int

    @property
    def fingerprint(self) -> str:
        """``SHA256:`` and the digest in base64 without padding, as ``ssh-keygen -l`` prints it."""
        return fingerprint(self.blob)

    @property
    def line(self) -> str:
        """Type and base64, as they stand in ``.pub`` files."""
        return f"{self.type} {base64.b64encode(self.blob).decode()}"


def fingerprint(blob: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of base64 text in its only canonical spelling. Raises ValueError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise ValueError("it is not base64")
    return data


def parse_key(kind: str, text: str) -> PublicKey:
    """The key of a ``.pub`` line: its type and its base64. Raises KeyRefusedError."""
    try:
        key = key_of(decoded(text))
    except KeyRefusedError:
        raise
    except ValueError as error:
        raise KeyRefusedError(
            f"the {kind} key cannot be read: {error}", "Copy the whole line of the .pub file."
        ) from None
    if key.type != kind:
        raise KeyRefusedError(f"the line says {kind}, the key is {key.type}", "Copy the whole line of the .pub file.")
    return key


def key_of(blob: bytes) -> PublicKey:
    """The key in its wire form. Raises KeyRefusedError where it is not accepted, ValueError where it is damaged."""
    wire = Wire(blob)
    kind = wire.string().decode("ascii", "backslashreplace")
    if _CERTIFICATE in kind:
        raise KeyRefusedError(
            f"{kind[:60]} is a certificate", "List the plain public key: certificates are not supported."
        )
    reader = _KINDS.get(kind)
    if reader is None:
        weak = "is too weak" if kind == "ssh-dss" else "is not an accepted kind of key"
        raise KeyRefusedError(f"{kind[:60]!r} {weak}", "Use an Ed25519 key: ssh-keygen -t ed25519.")
    bits = reader(wire, kind)
    wire.end()
    return PublicKey(kind, blob, bits)


def is_key_type(word: str) -> bool:
    """Whether a word of a line looks like the name of a key type, accepted or not."""
    return word in _KINDS or word.startswith(("ssh-", "ecdsa-", "sk-", "webauthn-"))


def _ed25519(wire: Wire, kind: str) -> int:
    if len(wire.string()) != 32:
        raise ValueError("its point does not have 32 bytes")
    if kind.startswith("sk-"):
        wire.string()
    return 256


def _ecdsa(wire: Wire, kind: str) -> int:
    curve = wire.string().decode("ascii", "backslashreplace")
    if not kind.removesuffix("@openssh.com").endswith("-" + curve) or curve not in _CURVES:
        raise ValueError(f"its curve is {curve[:30]!r}")
    point = wire.string()
    if point[:1] != b"\x04" or len(point) != 1 + 2 * _CURVES[curve]:
        raise ValueError("its point is not an uncompressed point of its curve")
    if kind.startswith("sk-"):
        wire.string()
    return int(curve.removeprefix("nistp"))


def _rsa(wire: Wire, _: str) -> int:
    exponent, bits = wire.natural(), wire.natural().bit_length()
    if not MIN_RSA_BITS <= bits <= MAX_RSA_BITS:
        raise KeyRefusedError(
            f"the RSA key has {bits} bits; {MIN_RSA_BITS} to {MAX_RSA_BITS} are accepted",
            "Use an Ed25519 key: ssh-keygen -t ed25519.",
        )
    if exponent < MIN_RSA_EXPONENT or exponent % 2 == 0 or exponent.bit_length() > 256:
        raise KeyRefusedError("the RSA key has a weak exponent", "Use an Ed25519 key: ssh-keygen -t ed25519.")
    return bits


_KINDS: dict[str, Callable[[Wire, str], int]] = {
    "ssh-ed25519": _ed25519,
    "sk-ssh-ed25519@openssh.com": _ed25519,
    "ecdsa-sha2-nistp256": _ecdsa,
    "ecdsa-sha2-nistp384": _ecdsa,
    "ecdsa-sha2-nistp521": _ecdsa,
    "sk-ecdsa-sha2-nistp256@openssh.com": _ecdsa,
    "ssh-rsa": _rsa,
}
