"""Paths that some file systems take for a reviewed one: all of them, at a cost that grows with their number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.selectors import Selector, translate
from gate.surfaces.lookalikes import fold, lookalikes
from tests.calls import calls

PARTS = ["a", "A", "b", "Ab", "\u00e9", "e\u0301", "\u00c9", "\u212a", "k", "stra\u00dfe", "STRASSE"]
PATHS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map("/".join)
GLOBS = st.lists(st.sampled_from([*PARTS, "*", "**", "a*", "?", "[A-C]", "[!A]"]), min_size=1, max_size=3).map("/".join)


def found(path: str, glob: str) -> bool:
    """Whether the glob matches the path, or anything in a folder that is to be where the path is."""
    literal = "/".join(glob.split("/")[: next((i for i, p in enumerate(glob.split("/")) if set(p) & set("*?[")), None)])
    return re.fullmatch(translate(glob), path, re.DOTALL) is not None or (literal + "/").startswith(path + "/")


@given(st.sets(PATHS), st.lists(GLOBS, max_size=6, unique=True))
def test_what_is_found_is_what_a_look_at_every_pair_finds(paths: set[str], globs: list[str]) -> None:
    near = {path: [glob for glob in globs if found(fold(path), fold(glob))] for path in sorted(paths)}
    expected = [(p, rows[0]) for p, rows in near.items() if rows and not any(found(p, glob) for glob in globs)]
    rows = lookalikes(paths, [Selector.parse(glob) for glob in globs])
    assert [(path, selector.text) for path, selector in rows] == expected


# path, selector: what the selector does not find, and some file system would
NEAR = [
    ("Prompts/system.md", "prompts/*.md"),
    ("prompts/SYSTEM.MD", "prompts/system.md"),
    ("prompts/system.md.", "prompts/system.md"),
    ("prompts/system.md . ", "prompts/*.md"),
    ("prompts./system.md", "prompts/*.md"),
    ("prompts /deep/a.md", "prompts/**"),
    ("prompts/system.md::$DATA", "prompts/system.md"),
    ("prompts/system.md:more", "prompts/*.md"),
    ("prompts::$INDEX_ALLOCATION/system.md", "prompts/*.md"),
    ("prompts\\system.md", "prompts/*.md"),
    ("pr\u200compts/system.md", "prompts/*.md"),
    ("prompts/sys\u202etem.md", "prompts/system.md"),
    ("prompts/sys\ufefftem.md", "prompts/system.md"),
    ("prompts/sys\u00adtem.md", "prompts/system.md"),
    ("prompts/sys\ufe0ftem.md", "prompts/system.md"),
    ("prompts/f\u0131lter.md", "prompts/filter.md"),
    ("prompts/F\u0130LTER.md", "prompts/filter.md"),
    ("prompts/\ufb01lter.md", "prompts/filter.md"),
    ("prompts/\uff53ystem.md", "prompts/system.md"),
    ("prompts\uff0fsystem.md", "prompts/system.md"),
    ("prompts/\u017fystem.md", "prompts/system.md"),
    ("STRASSE.md", "stra\u00dfe.md"),
    ("caf\u0065\u0301.md", "caf\u00e9.md"),
    ("guardr~1/config.yml", "guardrails/config.yml"),
    ("GUARDR~1/config.yml", "guardrails/**"),
    ("data/TRAINI~1.JSO", "data/training.jsonl"),
    ("data/TR3F0A~1.JSO", "data/training.jsonl"),
    ("data/TRAINI~2.JSO", "data/**/*.jsonl"),
    ("data/a~1/TRAINI~2.JSO", "data/**/*.jsonl"),
    ("prompts/MYFIRS~1.MD", "prompts/my first prompt.md"),
    ("prompts/MYFIRS~1.MD", "prompts/my.first.prompt.md"),
    ("GUARDR~1", "guardrails/config.yml"),
]
FAR = [
    ("prompts/system.md", "prompts/*.md"),
    ("prompts/System.md", "prompts/*.md"),
    ("prompts/system.md~", "prompts/system.md"),
    ("prompts/system.md.bak", "prompts/*.md"),
    ("prompts/system~1.md", "prompts/*.md"),
    ("prompts/system~1.md", "prompts/system.md"),
    ("prompts/a:b.md", "prompts/*.md"),
    ("prompts/sys\u200btem.md", "prompts/*.md"),
    ("prompts/.../a.md", "prompts/a.md"),
    ("data/traini~1.csv", "data/training.jsonl"),
    ("data/other~1.jso", "data/training.jsonl"),
    ("docs/12:30.md", "prompts/*.md"),
    ("a", "[a-z]/x"),
    ("\uff3b", "\uff3b*"),
]


@pytest.mark.parametrize(("path", "selector"), NEAR)
def test_near(path: str, selector: str) -> None:
    assert list(lookalikes([path], [Selector.parse(selector)])) == [(path, Selector.parse(selector))]


@pytest.mark.parametrize(("path", "selector"), FAR)
def test_far(path: str, selector: str) -> None:
    assert list(lookalikes([path], [Selector.parse(selector)])) == []


@pytest.mark.parametrize(
    ("path", "selector", "near"),
    [
        ("Data", "data/*/a.md", True),
        ("Data/x", "data/*/a.md", True),
        ("data/x", "data/*/a.md", False),
        ("data/x.", "data/x/a.md", True),
        ("other/x", "data/*/a.md", False),
    ],
)
def test_link_above_what_a_selector_finds(path: str, selector: str, near: bool) -> None:
    assert bool(list(lookalikes([path], [Selector.parse(selector)], {path}))) is near


@given(st.text(max_size=6))
def test_text_is_folded_once_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="ascii", exclude_characters=".: \\"), max_size=6))
def test_plain_text_is_folded_by_case_alone(text: str) -> None:
    assert fold(text) == text.lower()


def test_work_grows_with_the_models_and_not_with_their_square() -> None:
    def work(models: int) -> int:
        folders = [f"models/{models}-{number:03}" for number in range(models)]
        selectors = [Selector.parse(f"{folder}/{glob}") for folder in folders for glob in ("*.md", "data/**", "a.yaml")]
        paths = [f"{folder}/{name}" for folder in folders for name in ("a.md", "A.YAML", "data/x", "Data", "b")]
        return calls(lambda: list(lookalikes(paths, selectors)))

    assert work(200) < 4.4 * work(50)
