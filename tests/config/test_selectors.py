"""Selectors: globs and pointers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.selectors import Paths, Selector
from gate.git.paths import below

PATHS = [
    "a.md",
    "prompts/a.md",
    "prompts/b/a.md",
    "prompts/b/c/a.md",
    "prompts/.hidden.md",
    "prompts/a[1].md",
    "prompts/a+b.md",
    "prompts/line\nend.md",
    "Prompts/a.md",
    "promptsx/a.md",
]


@pytest.mark.parametrize(
    ("glob", "matches"),
    [
        ("a.md", ["a.md"]),
        ("./a.md", ["a.md"]),
        ("*.md", ["a.md"]),
        (
            "prompts/*.md",
            ["prompts/a.md", "prompts/.hidden.md", "prompts/a[1].md", "prompts/a+b.md", "prompts/line\nend.md"],
        ),
        ("prompts/**", [path for path in PATHS if path.startswith("prompts/")]),
        ("prompts/**/a.md", ["prompts/a.md", "prompts/b/a.md", "prompts/b/c/a.md"]),
        ("**/a.md", [path for path in PATHS if path.rpartition("/")[2] == "a.md"]),
        ("**/*.md", PATHS),
        ("**", PATHS),
        ("prompts/*/a.md", ["prompts/b/a.md"]),
        ("prompts/?.md", ["prompts/a.md"]),
        ("prompts/[a-c].md", ["prompts/a.md"]),
        ("prompts/[!b].md", ["prompts/a.md"]),
        ("prompts/a[[]1].md", ["prompts/a[1].md"]),
        ("prompts/a+b.md", ["prompts/a+b.md"]),
        ("prompts", []),
        ("prompts/", None),
        ("prompts/a**.md", ["prompts/a.md", "prompts/a[1].md", "prompts/a+b.md"]),
    ],
)
def test_globs(glob: str, matches: list[str] | None) -> None:
    if matches is None:
        with pytest.raises(ValueError, match="relative"):
            Selector.parse(glob)
        return
    selector = Selector.parse(glob)
    assert [path for path in PATHS if selector.matches(path)] == matches
    assert all(not selector.prefix or path.startswith(selector.prefix) for path in matches)


@pytest.mark.parametrize(
    ("glob", "matches"),
    [("[--a]", "-A[a"), ("[+--]", "+,-"), ("[a&&b]", "&ab"), ("[a-]", "-a"), ("[!+--]", "&A[ab"), ("[[[]", "[")],
)
@pytest.mark.filterwarnings("error")
def test_signs_between_brackets_mean_themselves(glob: str, matches: str) -> None:
    selector = Selector.parse(glob)
    assert "".join(char for char in "&+,-A[ab" if selector.matches(char)) == matches


@pytest.mark.parametrize(
    ("text", "glob", "pointer", "exclude", "prefix"),
    [
        ("c.yaml#/a/b", "c.yaml", ("a", "b"), False, "c.yaml"),
        ("c.yaml#", "c.yaml", (), False, "c.yaml"),
        ("c.yaml", "c.yaml", None, False, "c.yaml"),
        ("a/*/c.yaml#/a~1b/~0/*/0", "a/*/c.yaml", ("a/b", "~", "*", "0"), False, "a"),
        ("!a/**", "a/**", None, True, "a"),
        ("**/x", "**/x", None, False, ""),
    ],
)
def test_parts(text: str, glob: str, pointer: tuple[str, ...] | None, exclude: bool, prefix: str) -> None:
    selector = Selector.parse(text)
    assert (selector.glob, selector.pointer, selector.exclude, selector.prefix) == (glob, pointer, exclude, prefix)


@pytest.mark.parametrize(
    "text", ["", "!", "#/a", "/etc/passwd", "../x", "a/../b", "a//b", "a\\b", "a[b", "c.yaml#a", "c.yaml#/~2"]
)
def test_no_selectors(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Selector.parse(text)


PARTS = ["a", "b", "ab", "a.md"]
GLOBS = st.lists(st.sampled_from([*PARTS, "*", "**", "a*", "?b"]), min_size=1, max_size=4).map("/".join)


@given(GLOBS, st.sets(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("/".join)))
def test_selector_finds_what_a_look_at_every_path_finds(glob: str, given: set[str]) -> None:
    paths, selector = Paths(given), Selector.parse(glob)
    assert set(paths.found_by(selector)) == {p for p in given if selector.matches(p) or below(selector.prefix, p)}
    for folder in ("", "a", "a/b", "ab", "c"):
        assert paths.below(folder) == sorted(p for p in given if below(p, folder) and p != folder)
        assert paths.holds(folder) == any(below(p, folder) for p in given)


CHARACTERS = st.sampled_from(["a", "b", ".", "/", "*", "**", "**/", "?", "[ab]", "[!a]", "-"])


@given(st.lists(CHARACTERS, min_size=1, max_size=8).map("".join), st.lists(st.sampled_from("ab./-"), max_size=8))
def test_what_tells_paths_apart_at_a_glance_is_in_every_match(glob: str, characters: list[str]) -> None:
    try:
        selector = Selector.parse(glob)
    except ValueError:
        return
    path = "".join(characters)
    assert selector.matches(path) == (selector.pattern.fullmatch(path) is not None)
