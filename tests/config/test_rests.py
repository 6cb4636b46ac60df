"""What is left of a glob below a folder, and which rests hold which: both against a look at every path."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.rests import holds, rests
from gate.config.selectors import translate

PARTS = ["a", "b", "ab"]
PATHS = ["/".join(parts) for length in range(1, 5) for parts in product(PARTS, repeat=length)]
SEGMENTS = ["a", "b", "*", "**", "a*", "?", "[ab]", "*b"]
GLOBS = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4).map("/".join)


def matched(glob: str) -> set[str]:
    pattern = re.compile(translate(glob), re.DOTALL)
    return {path for path in PATHS if pattern.fullmatch(path)}


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("data/**/*.jsonl", "data/a", {("**", "*.jsonl")}),
        ("data/**/*.jsonl", "data/a.jsonl", {("**", "*.jsonl"), ()}),
        ("data/**/*.jsonl", "deploy", set()),
        ("data/**/*.jsonl", "data", {("**", "*.jsonl")}),
        ("data/**/*.jsonl", "", {("data", "**", "*.jsonl")}),
        ("data/**", "data/a", {("**",), ()}),
        ("data/*/a.md", "data/x", {("a.md",)}),
        ("data/x/a.md", "data/x/a.md", {()}),
        ("data/x/a.md", "data/x/a.md/b", set()),
        ("**/**/x", "y", {("**", "**", "x"), ("**", "x")}),
    ],
)
def test_rests(glob: str, path: str, expected: set[tuple[str, ...]]) -> None:
    assert rests(glob, path) == expected


@given(GLOBS, st.lists(st.sampled_from(PARTS), max_size=2))
def test_rests_match_what_the_glob_matches_there(glob: str, folder: list[str]) -> None:
    lead = "/".join(folder)
    left = rests(glob, lead)
    short = [path for path in PATHS if path.count("/") < 2]
    below = {path for path in short if f"{lead}/{path}".lstrip("/") in matched(glob)}
    assert {p for rest in left if rest for p in matched("/".join(rest)) if p in short} == below
    assert (() in left) == (lead in matched(glob))


@given(GLOBS, GLOBS)
def test_what_is_held_is_matched(wide: str, narrow: str) -> None:
    if holds(tuple(wide.split("/")), tuple(narrow.split("/"))):
        assert matched(narrow) <= matched(wide)


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("**", "**/*.yaml", True),
        ("**", "a", True),
        ("**/*.yaml", "*.yaml", True),
        ("**/*.yaml", "a/b/*.yaml", True),
        ("**/*.yaml", "**/values.yaml", True),
        ("**/*.yaml", "**/values-*.yaml", True),
        ("*.yaml", "**/*.yaml", False),
        ("**/*.yaml", "**", False),
        ("*", "**", False),
        ("a*", "[ab]", False),
        ("*]", "[ab]", False),
        ("a/**", "a", False),
    ],
)
def test_holds(wide: str, narrow: str, expected: bool) -> None:
    assert holds(tuple(wide.split("/")), tuple(narrow.split("/"))) is expected
