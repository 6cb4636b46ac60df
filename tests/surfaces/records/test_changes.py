"""Changes of records in words."""

from __future__ import annotations

from gate.surfaces.records import Ranges, RecordChange


def test_sentences() -> None:
    def at(*runs: tuple[int, int]) -> Ranges:
        return Ranges(runs, sum(last - first + 1 for first, last in runs))

    assert [
        RecordChange("labels updated", 1, at((3, 3)), at((3, 3))).sentence(),
        RecordChange("added", 1200, at((1, 1200))).sentence(),
        RecordChange("removed", 2, at(), at((1, 1), (9, 9))).sentence(),
        RecordChange("added", 2, at((1, 2)), unit="row").sentence(),
        RecordChange("reordered", 0, at((2, 2)), at((2, 2)), note="records reordered only").sentence(),
    ] == [
        "labels updated: 1 record (line 3)",
        "added: 1,200 records (lines 1-1200)",
        "removed: 2 records (lines 1, 9 of the base)",
        "added: 2 records (rows 1-2)",
        "records reordered only",
    ]
    assert at(*((n, n + n % 2) for n in range(1, 40, 4))).text() == "1-2, 5-6, 9-10, 13-14, 17-18, 21-22 and 8 more"
    assert Ranges(((1, 1),), 5_000).text() == "1 and 4,999 more"
