"""A report of gitleaks on its own: see `gate.derive.scanners.formats.gitleaks`.

Facts: ``matches`` (category -> number), ``rules`` (rule -> number), ``exposed`` (how many matches the report
shows) and ``bound``, whether it says which bytes were scanned: it does not.
"""

from __future__ import annotations

from typing import cast

from gate.derive import scanners
from gate.derive.given import Given, Source
from gate.derive.scanners.formats import gitleaks

KIND = gitleaks.NAME
TOLD = True


def recognises(source: Source) -> bool:
    return gitleaks.is_report(source)


def read(source: Source) -> Given:
    """Raises SourceError where the file is not a report of gitleaks."""
    return scanners.given(cast(scanners.Scanner, gitleaks), source)
