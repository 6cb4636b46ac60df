"""Consent receipts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import line, notes, read, refused, source, values

KIND = "consent-receipt"
BASIS = "/sources/*/legal_basis"


def receipt(**other: Any) -> str:
    purpose = {
        "purpose": "Train the assistant on tickets.",
        "consentType": "EXPLICIT",
        "termination": "A switch in the account.",
    }
    value = {
        "version": "KI-CR-v1.1.0",
        "jurisdiction": "DE",
        "collectionMethod": "A box in the account",
        "consentReceiptID": "c1",
        "piiPrincipalId": "somebody@acme.example",
        "policyUrl": "notice 4",
        "services": [{"service": "help", "purposes": [purpose | other.pop("purpose", {})]}],
        "sensitive": False,
    }
    return json.dumps({**value, **other}, indent=1)


def test_receipt() -> None:
    given = read(source("receipt.json", receipt()), KIND)
    assert values(given) == {
        f"{BASIS}/personal_data/article6_basis": "consent",
        f"{BASIS}/personal_data/contains": "personal",
        f"{BASIS}/consent/given_by": "A box in the account",
        f"{BASIS}/consent/reference": "notice 4",
        f"{BASIS}/consent/withdrawal": "A switch in the account.",
        f"{BASIS}/consent/scope": "Train the assistant on tickets.",
    }
    assert line(given, f"{BASIS}/consent/reference") == 7
    assert "somebody" not in str(given)  # the receipt's subject is nobody's business here


def test_sensitive_data() -> None:
    given = read(source("r.json", receipt(sensitive=True)), KIND)
    assert values(given)[f"{BASIS}/personal_data/contains"] == "special-categories"


def test_implicit_consent_is_said() -> None:
    given = read(source("r.json", receipt(purpose={"consentType": "IMPLICIT"})), KIND)
    assert notes(given) == {f"{BASIS}/consent": "the consent is not explicit"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (receipt(version="KI-CR-v1.0.0"), "it is not a consent receipt of version KI-CR-v1.1.0"),
        (receipt(services=[]), "the receipt is for 0 purposes"),
        (receipt()[:-30], "the file ends early"),
    ],
)
def test_bad_input(text: str, said: str) -> None:
    assert refused(source("r.json", text), KIND).message == said
