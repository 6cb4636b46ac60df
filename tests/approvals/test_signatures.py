"""Verification of real signatures with the real ssh-keygen."""

from __future__ import annotations

import base64
from contextlib import suppress

from gate.approvals.armor import BEGIN, END, parse_signatures
from gate.values.errors import EvidenceError
from tests.approvals.steps import MESSAGE, SIG, checked, reasons
from tests.keys import COMMITTEE, signature


def test_signature_over_other_bytes() -> None:
    for message in (MESSAGE + b"\n", MESSAGE[:-1], b"", MESSAGE.replace(b"\n", b"\r\n")):
        found = checked(signature(MESSAGE), message)
        assert (found.verified, reasons(found)) == ((), ["document"])


def test_signature_for_another_namespace() -> None:
    found = checked(signature(MESSAGE, namespace="tunegate-v1@acme/other"))
    assert [(row.reason, row.message) for row in found.rejected] == [
        (
            "namespace",
            f"{COMMITTEE} signed for the repository 'acme/other', and this is the repository 'acme/support'",
        )
    ]
    assert reasons(checked(signature(MESSAGE, namespace="git"))) == ["namespace"]


def test_every_byte_of_a_signature_counts() -> None:
    """Real verification of a signature with one byte changed, at places from its start to its end."""
    (good,), _ = parse_signatures(signature(MESSAGE).encode(), SIG)
    for place in range(0, len(good.blob), 7):
        data = bytearray(good.blob)
        data[place] ^= 0x01
        text = f"{BEGIN}\n{base64.b64encode(bytes(data)).decode()}\n{END}\n"
        with suppress(EvidenceError):
            assert checked(text).verified == ()
