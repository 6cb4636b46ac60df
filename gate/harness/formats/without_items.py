"""Reports that no two models can be compared by, recognised so that they are refused with the reason.

Giskard's scan report has issues alone: no items, no denominators, and nothing of a category without an issue.
lighteval's details are Parquet, which takes a library that the gate does not need otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.harness.layout import About, Files, Layout, Said
from gate.harness.run import Reading

_ISSUES = "issues alone, without the items that had none"
_REMEDY = "Give the answers item by item, as the plain JSON Lines of docs/drift.md."


def _said(files: Files, reading: Reading) -> Iterator[Said]:
    yield from ()


def _about(files: Files, rows: Sequence[Said]) -> About:
    return About(suite="none")


_LAYOUT = Layout(
    name="reports-without-items",
    holds=((b'"major": [',), (b'"medium": [',), (b'"minor": [',), (b"PAR1",)),
    ends=("scan_report.json", ".parquet"),
    refused={
        **dict.fromkeys((b'"major": [', b'"medium": [', b'"minor": ['), (_ISSUES, _REMEDY)),
        b"PAR1": ("Parquet, which is not read", _REMEDY),
    },
    said=_said,
    about=_about,
)
NAME, OPTIONS, recognises, read = _LAYOUT.name, _LAYOUT.options, _LAYOUT.recognises, _LAYOUT.read
