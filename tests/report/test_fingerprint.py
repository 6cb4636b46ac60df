"""Names of findings that stay from run to run."""

from __future__ import annotations

from dataclasses import replace

from gate.report.fingerprint import fingerprints, unique_fingerprints
from tests.report.decisions import finding


def test_fingerprints() -> None:
    first = finding(
        message="k changed (lines 5, 12-13): sha256:3b6331683466 -> 0e9e39f249a16976918f6564b8830bc894c89659"
    )
    moved = replace(
        first, line=9, end_line=9, message=first.message.replace("lines 5, 12-13", "line 9").replace("c9", "d0")
    )
    assert fingerprints([first]) == fingerprints([moved])
    others = [replace(first, **{name: "other"}) for name in ("rule", "model", "path", "message")]  # type: ignore[arg-type]
    assert len(set(unique_fingerprints([first, first, moved, *others]))) == 7
    assert [occurrence for _, occurrence in fingerprints([first, others[0], moved])] == [1, 1, 2]
