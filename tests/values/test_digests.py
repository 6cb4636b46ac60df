"""Object ids and digests as they are written, and nothing that only looks like one."""

from __future__ import annotations

import pytest

from gate.values.digests import is_digest, is_object_id

SHA1, SHA256 = "0123456789abcdef0123456789abcdef01234567", "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHA1, True),
        (SHA256, True),
        (SHA1[:-1], False),
        (SHA1 + "8", False),
        (SHA256[:-1], False),
        (SHA1.upper(), False),
        (SHA1 + "\n", False),
        (SHA1[:-1] + "\n", False),
        ("g" * 40, False),
        ("٣" * 40, False),  # a digit for Python, and none for git
        ("", False),
    ],
)
def test_object_id(text: str, expected: bool) -> None:
    assert is_object_id(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"sha256:{SHA256}", True),
        (SHA256, False),
        (f"sha256:{SHA1}", False),
        (f"SHA256:{SHA256}", False),
        (f"sha256:{SHA256.upper()}", False),
        (f"sha256:{SHA256[:-1]}\n", False),
        (f"sha512:{SHA256}", False),
    ],
)
def test_digest(text: str, expected: bool) -> None:
    assert is_digest(text) is expected
