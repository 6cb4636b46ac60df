"""Marks of classification that are published, looked for by the gate itself. An organisation's own need own rules.

TLP 2.0 (FIRST, 2022: ``TLP:AMBER``, ``TLP:RED``); the United States (Executive Order 13526; 32 CFR 2002: CUI); NATO
(C-M(2002)49); the European Union (Council Decision 2013/488/EU); the United Kingdom (Government Security
Classifications, 2023); Germany (VSA, 2023); and what companies write on documents. In capitals alone where the words
are words of any text. No report is read: only 'tunegate evidence scan-data' runs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gate import __version__
from gate.derive.given import Source, SourceError
from gate.derive.scanners import Match, Report
from gate.values.regex import regex

NAME = "published-marks"
SEARCHES = ("restricted-classification",)
_MARKS = {
    "tlp": regex(rb"TLP:[ ]?(?:AMBER(?:\+STRICT)?|RED)(?![A-Za-z])"),
    "us": regex(rb"(?<![A-Z])(?:TOP SECRET|SECRET//[A-Z]|CONFIDENTIAL//[A-Z]|CUI//[A-Z]|CONTROLLED UNCLASSIFIED)"),
    "nato": regex(rb"(?<![A-Z])(?:COSMIC TOP SECRET|NATO (?:SECRET|CONFIDENTIAL|RESTRICTED))"),
    "eu": regex(
        rb"(?<![A-Z])(?:(?:SECRET|CONFIDENTIEL|RESTREINT) UE|EU (?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED))"
    ),
    "uk": regex(rb"(?<![A-Z])OFFICIAL[- ]SENSITIVE"),
    "de": regex(rb"(?<![A-Z])(?:VS[ ]?-[ ]?(?:NfD|NUR F)|VS-VERTRAULICH|STRENG GEHEIM)"),
    "company": regex(
        rb"(?i:(?:strictly|company|commercial in|highly) confidential\b|(?:for )?internal use only\b|"
        rb"do not distribute outside\b)"
    ),
}


def is_report(_source: Source) -> bool:
    return False


def read(_source: Source) -> Report:
    """Raises SourceError: it writes none."""
    raise SourceError(f"{NAME} writes no report", 1, "Run 'tunegate evidence scan-data --scanner published-marks'.")


def scanned(files: Mapping[str, bytes]) -> Report:
    """The marks in files, by path and line."""
    return Report(NAME, tuple(_matches(files)), version=__version__, rules=len(_MARKS))


def _matches(files: Mapping[str, bytes]) -> Iterator[Match]:
    for path, data in files.items():
        for name, mark in _MARKS.items():
            for found in mark.finditer(data):
                yield Match(name, SEARCHES[0], path, data.count(b"\n", 0, found.start()) + 1)
