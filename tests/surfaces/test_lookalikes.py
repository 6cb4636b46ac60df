"""Paths that some file systems take for a reviewed one: all of them, at a cost that grows with their number."""

from __future__ import annotations

import re
from unicodedata import normalize

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


@given(st.text(max_size=6))
def test_text_without_accents_is_folded_as_any_other(text: str) -> None:
    assert fold(text) == normalize("NFC", normalize("NFC", text).casefold())


def test_work_grows_with_the_models_and_not_with_their_square() -> None:
    def work(models: int) -> int:
        folders = [f"models/{models}-{number:03}" for number in range(models)]
        selectors = [Selector.parse(f"{folder}/{glob}") for folder in folders for glob in ("*.md", "data/**", "a.yaml")]
        paths = [f"{folder}/{name}" for folder in folders for name in ("a.md", "A.YAML", "data/x", "Data", "b")]
        return calls(lambda: list(lookalikes(paths, selectors)))

    assert work(200) < 4.4 * work(50)
