"""What identifies a finding from one run to the next, though lines move and digests differ."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from gate.values.canonical import canonical_json
from gate.values.findings import Finding
from gate.values.regex import regex

_VOLATILE = (
    regex(r"\b(?:sha256:)?[0-9a-f]{12,64}\b"),
    regex(r"\blines? \d+(?:-\d+)?(?:, \d+(?:-\d+)?)*"),
)


def fingerprints(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """For each finding the SHA-256 of the canonical JSON of ``[rule, model, path, message]``, and its occurrence.

    In the message, digests and commit ids (12 to 64 hexadecimal digits) and line numbers (``line 5``,
    ``lines 5, 12-13``) are replaced by ``*``; the finding's own lines are no part of it. Keys stand in the message, so
    they are. Findings that are equal in all of this are told apart by their occurrence, counted from 1 in the order
    of the decision.
    """
    seen: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    for finding in findings:
        message = finding.message
        for pattern in _VOLATILE:
            message = pattern.sub("*", message)
        text = hashlib.sha256(canonical_json([finding.rule, finding.model, finding.path, message])).hexdigest()
        seen[text] += 1
        found.append((text, seen[text]))
    return found


def unique_fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The same as one text each: 64 hexadecimal digits, different for every finding."""
    return [
        text if occurrence == 1 else hashlib.sha256(f"{text}:{occurrence}".encode()).hexdigest()
        for text, occurrence in fingerprints(findings)
    ]
