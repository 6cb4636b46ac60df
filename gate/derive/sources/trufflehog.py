"""A report of trufflehog on its own: see `gate.derive.scanners.formats.trufflehog`.

Facts: ``matches`` (category -> number), ``rules`` (rule -> number), ``exposed`` (how many matches the report
shows) and ``bound``, whether it says which bytes were scanned: it does not.
"""

from __future__ import annotations

from typing import cast

from gate.derive import scanners
from gate.derive.given import Given, Source
from gate.derive.scanners.formats import trufflehog

KIND = trufflehog.NAME


def recognises(source: Source) -> bool:
    return trufflehog.is_report(source)


def read(source: Source) -> Given:
    """Raises SourceError where the file is not a report of trufflehog."""
    return scanners.given(cast(scanners.Scanner, trufflehog), source)
