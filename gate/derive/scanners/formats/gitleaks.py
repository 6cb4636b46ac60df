"""gitleaks 8: its JSON report, and its SARIF 2.1.0.

The JSON is a list of findings with ``RuleID``, ``File``, ``StartLine`` and the match itself; it names neither the tool
nor its version, and a clean scan is ``[]``. The SARIF says v8.0.0 whatever the version (seen with 8.30.1). A rule of
your own is of the category that its ``tags`` name; all others are about secrets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.derive.given import Source, SourceError
from gate.derive.parsing import python_json
from gate.derive.scanners import CATEGORIES, REDACTED, Match, Report, first

NAME = "gitleaks"
SEARCHES = ("secrets",)
_OTHER = "Give the report that 'gitleaks dir --report-format json' writes."


def is_report(source: Source) -> bool:
    head = source.head
    return {"RuleID", "Fingerprint", "StartLine"} <= first(source).keys() or (
        b'"runs"' in head and b'"driver"' in head and b'"gitleaks"' in head
    )


def read(source: Source) -> Report:
    """Raises SourceError where it is no report of gitleaks."""
    value = python_json(source)
    if isinstance(value, list) and all(isinstance(row, dict) and "RuleID" in row for row in value):
        matches = tuple(_match(row["RuleID"], row.get("File"), row.get("StartLine"), row.get("Tags")) for row in value)
        exposed = sum(1 for row in value if _is_exposed(row.get("Secret")) or _is_exposed(row.get("Match")))
        return Report(NAME, matches, exposed)
    if isinstance(value, dict) and isinstance(value.get("runs"), list):
        return _sarif(value["runs"])
    raise SourceError("this is not a report of gitleaks", 1, _OTHER)


def _sarif(runs: list[Any]) -> Report:
    matches: list[Match] = []
    exposed = 0
    rules = 0
    digests: dict[str, str] = {}
    for run in runs:
        driver = run.get("tool", {}).get("driver", {}) if isinstance(run, dict) else {}
        if driver.get("name") != NAME or not isinstance(run.get("results"), list):
            raise SourceError("this is no SARIF report of gitleaks", 1, _OTHER)
        rules += len(driver.get("rules") or ())
        for artifact in run.get("artifacts") or ():
            digest = artifact.get("hashes", {}).get("sha-256")
            if isinstance(digest, str):
                digests[str(artifact.get("location", {}).get("uri"))] = f"sha256:{digest.lower()}"
        for result in run["results"]:
            place, text = _place(result)
            matches.append(_match(result.get("ruleId"), *place, result.get("properties", {}).get("tags")))
            exposed += _is_exposed(text)
    notes = ("SARIF of gitleaks does not say its version",)
    return Report(NAME, tuple(matches), exposed, rules=rules, notes=notes, digests=digests)


def _place(result: Mapping[str, Any]) -> tuple[tuple[Any, Any], Any]:
    """((path, line), the text that was matched) of a SARIF result."""
    for location in _locations(result):
        region = location.get("region") or {}
        uri = (location.get("artifactLocation") or {}).get("uri")
        return (uri, region.get("startLine")), (region.get("snippet") or {}).get("text")
    return (None, None), None


def _locations(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for location in result.get("locations") or ():
        if isinstance(location, dict) and isinstance(location.get("physicalLocation"), dict):
            yield location["physicalLocation"]


def _match(rule: Any, path: Any, line: Any, tags: Any) -> Match:
    named = [tag for tag in tags if tag in CATEGORIES] if isinstance(tags, list) else []
    category = named[0] if named else "secrets"
    return Match(str(rule), category, path if isinstance(path, str) else None, line if isinstance(line, int) else None)


def _is_exposed(text: Any) -> bool:
    """Whether a match is shown: '--redact=100' puts one word in its place, a smaller share leaves the beginning."""
    return isinstance(text, str) and not text.startswith(REDACTED[1]) and text not in REDACTED
