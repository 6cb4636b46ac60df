"""Consent receipts (Kantara Initiative, Consent Receipt Specification 1.1.0, ``KI-CR-v1.1.0``): what people agreed to.

One receipt stands for those of all subjects who were shown the same notice: which notice, how consent was given, for
which purpose, and how it ends. The subject's own id is not read. Facts: ``sensitive`` and ``jurisdiction``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.derive.given import Given, Note, Source, SourceError, Value
from gate.derive.parsing import line_of_key, python_json

KIND = "consent-receipt"
_MANIFEST, _BASIS = "training-data-manifest", "/sources/*/legal_basis"
_VERSION = "KI-CR-v1.1.0"
_WORDED = ("consent/given_by", "consent/withdrawal", "consent/scope")
_WHOLE = "Export a receipt of version KI-CR-v1.1.0."


def recognises(source: Source) -> bool:
    return b'"consentReceiptID"' in source.head and b'"KI-CR-' in source.head


def read(source: Source) -> Given:
    """Raises SourceError where the file is not a receipt, of another version, or for no purpose or several."""
    receipt = python_json(source)
    if not isinstance(receipt, dict) or receipt.get("version") != _VERSION:
        raise SourceError(
            f"it is not a consent receipt of version {_VERSION}", line_of_key(source.data, "version"), _WHOLE
        )
    services = receipt.get("services")
    purposes = [purpose for service in services or () for purpose in service["purposes"]]
    if len(purposes) != 1:
        raise SourceError(f"the receipt is for {len(purposes)} purposes", line_of_key(source.data, "services"), _WHOLE)
    found = [
        Value(_MANIFEST, f"{_BASIS}/{where}", value, line, line, is_worded=where in _WORDED)
        for where, key, value in _said(receipt, purposes[0])
        for line in [line_of_key(source.data, key)]
    ]
    notes = (
        ()
        if purposes[0].get("consentType") == "EXPLICIT"
        else (Note("the consent is not explicit", line_of_key(source.data, "consentType"), "", f"{_BASIS}/consent"),)
    )
    facts = {"sensitive": receipt.get("sensitive"), "jurisdiction": receipt.get("jurisdiction")}
    return Given(tool=_VERSION, values=tuple(found), facts=facts, notes=notes)


def _said(receipt: Mapping[str, Any], purpose: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(pointer below the legal basis, key of the receipt, value)."""
    yield "personal_data/article6_basis", "consentType", "consent"
    if isinstance(receipt.get("sensitive"), bool):
        yield "personal_data/contains", "sensitive", "special-categories" if receipt["sensitive"] else "personal"
    for where, key, said in (
        ("consent/given_by", "collectionMethod", receipt),
        ("consent/reference", "policyUrl", receipt),
        ("consent/withdrawal", "termination", purpose),
        ("consent/scope", "purpose", purpose),
    ):
        value = said.get(key)
        if isinstance(value, str) and value.strip():
            yield where, key, " ".join(value.split())
