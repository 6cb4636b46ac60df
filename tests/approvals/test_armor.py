"""The armored form of signatures."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.approvals.armor import BEGIN, END, MAX_SIGNATURES, parse_signatures
from gate.values.errors import EvidenceError
from tests.approvals.steps import MESSAGE, OTHER, SIG, checked, listed, signature_once
from tests.keys import COMMITTEE, NAMESPACE, key, signature, signer

READ = "the signature cannot be read: "


def test_armor_is_that_of_ssh_keygen() -> None:
    text = signature(MESSAGE)
    (found,), problems = parse_signatures(text.encode(), SIG)
    assert (problems, found.armored, found.namespace, found.line) == ([], text, NAMESPACE, 1)


def test_several_signatures_and_crlf() -> None:
    text = signature(MESSAGE) + "\n" + signature(MESSAGE, key(OTHER)).replace("\n", "\r\n")
    found = checked(text, signers=listed(signer(), signer(OTHER)))
    assert [(row.principal, row.line) for row in found.verified] == [(COMMITTEE, 1), (OTHER, 8)]


def test_damaged_armor() -> None:
    text = signature(MESSAGE)
    body = text.split("\n")[1]
    again = "Take the block out, or sign again: tunegate disposition sign."
    for spoiled, line, message in (
        ("", 1, "there is no signature in the file"),
        ("hello\n", 1, "this is not a signature"),
        (text + "hello\n", 7, "this is not a signature"),
        (text.replace(END, ""), 1, "the signature is cut off"),
        (text.replace(body, ""), 1, f"{READ}it is not base64"),
        (f"{BEGIN}\n{base64.b64encode(b'SSHSIX').decode()}\n{END}\n", 1, f"{READ}it is not an SSH signature"),
        (f"{BEGIN}\n{base64.b64encode(b'SSHSIG' + bytes(4)).decode()}\n{END}\n", 1, f"{READ}its version is 0"),
        (f"{BEGIN}\n{base64.b64encode(b'SSHSIG').decode()}\n{END}\n", 1, f"{READ}it is cut off"),
        (text.replace(body, "!" + body[1:]), 1, f"{READ}it is not base64"),
        (f"{BEGIN}\n{END}\n", 1, f"{READ}it is not base64"),
        (text * (MAX_SIGNATURES + 1), 1, f"there are more than {MAX_SIGNATURES} signatures"),
        (f"{BEGIN}\n{'A' * 40000}\n{END}\n", 1, f"{READ}it has more than 16,384 bytes"),
        ("\u00e9", 1, "the file is not armored text"),
        ("\n" * (1 << 20) + "x", 1, "the file has more than 1,048,576 bytes"),
    ):
        with pytest.raises(EvidenceError) as error:
            checked(spoiled)
        assert [(p.path, p.line, p.message, p.remedy) for p in error.value.problems] == [(SIG, line, message, again)]


@given(st.binary(max_size=400))
def test_any_bytes_are_no_signature(data: bytes) -> None:
    found, problems = parse_signatures(data, SIG)
    assert not found
    assert problems


@given(st.integers(0, 200), st.integers(1, 255))
def test_any_change_of_a_signature_is_seen(place: int, change: int) -> None:
    """A flipped byte gives a block that is refused, or a signature that is another one."""
    (good,), _ = parse_signatures(signature_once().encode(), SIG)
    data = bytearray(good.blob)
    data[place % len(data)] ^= change
    text = f"{BEGIN}\n{base64.b64encode(bytes(data)).decode()}\n{END}\n"
    found, problems = parse_signatures(text.encode(), SIG)
    assert problems or (found[0].blob != good.blob)
