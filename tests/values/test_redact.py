"""What is redacted, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.values.redact import redact, redact_all, redact_record, redact_value

RANDOM = "a1B2" * 9
TOKENS = [f"{prefix}{RANDOM}" for prefix in ("hf_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "AIza", "nvapi-")]


@pytest.mark.parametrize(
    "text",
    [
        *TOKENS,
        *("sk-" + tail for tail in (RANDOM, f"proj-{RANDOM}", f"ant-api03-{RANDOM}", "abcdefghijklmnop")),
        f"sk_live_{RANDOM}",
        f"xoxb-123456789012-{RANDOM}",
        "hf_0123456789abcdef",
        "hf_abcdefghijklmnop",
        "AKIA" + "0123456789ABCDEF",
        f"eyJ{RANDOM}.{RANDOM}.{RANDOM}",
        f"-----BEGIN RSA PRIVATE KEY-----\n{RANDOM}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{RANDOM}",
    ],
)
def test_credentials(text: str) -> None:
    assert redact(f"a {text}") == "a [redacted]"


def test_credentials_by_their_name() -> None:
    assert redact('password: "hunter22", x') == 'password: "[redacted]", x'
    assert redact("HF_ACCESS_TOKEN=abcd1234") == "HF_ACCESS_TOKEN=[redacted]"
    assert redact("https://me:hunter22@acme.example/x") == "https://me:[redacted]@acme.example/x"
    assert redact("api_key: ${API_KEY}, secret={{ s }}") == "api_key: ${API_KEY}, secret={{ s }}"


@pytest.mark.parametrize(
    "text",
    [
        "configs/train.yaml#/hf_dataset_name",
        "prompts/hf_system_prompt-v2.md",
        "hf_llama3_8b_config.yaml",
        "sk-learn-pipeline-2",
        "the key sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
        "sha256:c9343c2a2fdc7735823be02909913d307e4d9119c2e885f044488eda6dfefada",
    ],
)
def test_names_are_no_credentials(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("jane.roe+x@mail.acme.example, or j\\u0040acme.example", "[address], or [address]"),
        ("?mail=jane%40acme.example", "?mail=[address]"),
        ("cut off: jane.roe@acm...", "cut off: [address]..."),
        ("cut off: jane.roe@acm", "cut off: [address]"),
        ("+49 (30) 123-4567, 10.11.12.134", "[number], [number]"),
        ("acme/chats@v1.2 of s3://acme/chats@main there", "acme/chats@v1.2 of s3://acme/chats@main there"),
        ("5206a32e0bd3067aef1ce90f5528ade7d866253f", "5206a32e0bd3067aef1ce90f5528ade7d866253f"),
        ("hf_" + RANDOM, "[redacted]"),
    ],
)
def test_records(text: str, shown: str) -> None:
    assert redact_record(text) == shown


def test_values() -> None:
    address = "jane@acme.example"
    assert redact_value(address, "training_data") == "[address]"
    assert redact_value(address, "system_prompt") == redact_value(address) == address
    assert redact_value(4930991234567, "training_data") == "[number]"
    assert redact_value(True, "training_data") is True
    assert (redact_value(3, "training_data"), redact_value(4930991234567)) == (3, 4930991234567)
    assert redact_value("PAR1\x15\x04") == redact_value("caf\ufffd") == "[binary]"
    assert redact_value("esc \x1b[31m\ttab\n") == "esc \x1b[31m\ttab\n"
    assert redact_all({"a": [TOKENS[0], (1, None)], TOKENS[0]: "x"}) == {"a": ["[redacted]", [1, None]], TOKENS[0]: "x"}


PIECES = (
    "a@b. jane@acme.example 0123456 +49 - ( ) / \\u0040 %40 xn--a deadbeef [address] [number] password= hf_ a1B2c3 ..."
).split(" ")


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=20).map("".join))
def test_a_record_is_redacted_once(text: str) -> None:
    assert redact_record(redact_record(text)) == redact_record(text)
