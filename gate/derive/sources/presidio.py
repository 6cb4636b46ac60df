"""A report of presidio on its own: see `gate.derive.scanners.formats.presidio`.

Facts: ``matches`` (category -> number), ``rules`` (rule -> number), ``exposed`` (how many matches the report
shows) and ``bound``, whether it says which bytes were scanned: it does not.
"""

from __future__ import annotations

from typing import cast

from gate.derive import scanners
from gate.derive.given import Given, Source
from gate.derive.scanners.formats import presidio

KIND = presidio.NAME


def recognises(source: Source) -> bool:
    return presidio.is_report(source)


def read(source: Source) -> Given:
    """Raises SourceError where the file is not a report of presidio."""
    return scanners.given(cast(scanners.Scanner, presidio), source)
