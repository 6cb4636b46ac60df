"""detect-secrets 1.x: its baseline, with version, time, plugins and hashed secrets by file.

A file without a match is not in it. What was audited as no secret (``is_secret: false``) is a match like any other:
the manifest says what became of it.
"""

from __future__ import annotations

from gate.derive.given import Source, SourceError
from gate.derive.parsing import python_json
from gate.derive.scanners import Match, Report

NAME = "detect-secrets"
SEARCHES = ("secrets",)
_OTHER_TYPES = {"Public IP (ipv4)": "personal-data"}


def is_report(source: Source) -> bool:
    return b'"plugins_used"' in source.head and b'"filters_used"' in source.head


def read(source: Source) -> Report:
    """Raises SourceError where it is no baseline of detect-secrets."""
    value = python_json(source)
    results = value.get("results") if isinstance(value, dict) else None
    if not isinstance(results, dict) or not isinstance(value.get("version"), str) or "plugins_used" not in value:
        raise SourceError("this is not a baseline of detect-secrets", 1, "Give what 'detect-secrets scan' writes.")
    matches = tuple(
        Match(str(row.get("type")), _OTHER_TYPES.get(str(row.get("type")), "secrets"), path, row.get("line_number"))
        for path, rows in results.items()
        for row in rows
    )
    exposed = sum(1 for rows in results.values() for row in rows if "secret" in row)
    plugins = value["plugins_used"]
    when = value.get("generated_at")
    return Report(
        NAME,
        matches,
        exposed,
        version=value["version"],
        scanned_at=when if isinstance(when, str) else None,
        rules=len(plugins) if isinstance(plugins, list) else None,
    )
