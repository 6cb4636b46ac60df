"""What the rules say of a file, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.extract.read import extract, syntax_of
from gate.recognise.rules import find
from gate.recognise.rules.classes import Word, classes_of, words_of
from gate.recognise.rules.records import is_product, is_records
from gate.recognise.rules.table import LOOKS_LIKE, RULES, SURE
from tests.cases import cases

CASES = cases(Path(__file__).parent / "surfaces.yaml")


@pytest.mark.parametrize("name", CASES)
def test_surfaces(name: str) -> None:
    path, text = CASES[name]["path"], CASES[name]["file"]
    if syntax_of(path) == "code":
        pytest.importorskip("tree_sitter", reason="reading programs needs the extra 'code'")
    rows = [] if is_product(path) else list(find(path, extract(path, text.encode())))
    found = ""
    for row in rows:
        place = f"{row.triple.line}-{row.triple.end_line}"
        found += f"{row.rule.tier} {row.rule.surface} {row.rule.name} {place} {row.why}\n"
    assert found == CASES[name]["finds"]


def test_names_are_compared_word_by_word() -> None:
    assert words_of("--model-nameOrPATH_2") == ("model", "name", "or", "path", "2")
    assert classes_of("userprompts") == Word.PROMPT
    assert not classes_of("remodelling") & Word.MODEL


def test_rules_are_told_apart_by_their_names_and_the_sure_ones_go_first() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    tiers = [rule.tier for rule in RULES]
    assert tiers == sorted(tiers, key=[SURE, LOOKS_LIKE].index)


def test_records_of_what_was_answered_are_no_settings() -> None:
    rows = ", ".join(f'{{"prompt": "Question {n}", "response": "Answer {n}", "score": 1}}' for n in range(6))
    data = f"[{rows}]".encode()
    assert is_records("a.json", data, extract("a.json", data))
    data = b'{"model": "gpt-4o", "tools": ["search"]}'
    assert not is_records("a.json", data, extract("a.json", data))
