"""Which files are of which format: said by one format each, and by no other."""

from __future__ import annotations

from collections import Counter

from gate.documents import FORMATS


def test_no_file_is_of_two_formats() -> None:
    counts = Counter(glob for format in FORMATS.all().values() for glob in format.FILES)
    assert [glob for glob, count in counts.items() if count > 1] == []


def test_files_that_are_compared_by_value_are_files_of_the_format() -> None:
    for name, format in FORMATS.all().items():
        assert {*format.BY_VALUE} <= {*format.FILES}, name
        assert all(glob.startswith("*.") and "*" not in glob[1:] for glob in format.BY_VALUE), name
