"""What each syntax says: a table of triples for each, and files that are not what they seem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.extract import grammars
from gate.extract.cold import is_cold, may_say
from gate.extract.read import extract, syntax_of
from gate.extract.triple import VALUE, Triple
from tests.cases import cases

CASES = cases(Path(__file__).parent / "cases")
PROMPT = "You answer for Acme, and for nobody else."


def said(triple: Triple) -> str:
    kind = "" if triple.kind == VALUE else f" {triple.kind}"
    at = "" if triple.at is None else f" @{'/'.join(triple.at)}"
    value = json.dumps(triple.value, ensure_ascii=False)
    return f"{triple.line}-{triple.end_line} {'/'.join(triple.steps) or '.'} = {value}{kind}{at}\n"


@pytest.mark.parametrize("name", CASES)
def test_triples(name: str) -> None:
    case = CASES[name]
    if case["syntax"] == "code":
        pytest.importorskip("tree_sitter", reason="reading programs needs the extra 'code'")
    if case["syntax"] == "hcl":
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    found = extract(case["path"], case["file"].encode())
    assert ("".join(map(said, found.triples)), found.syntax) == (case["says"], case["syntax"])
    assert bool(found.notice) == case["notice"]


def values(path: str, data: bytes) -> list[object]:
    return [triple.value for triple in extract(path, data).triples]


def test_other_encodings_are_read_line_by_line_and_said() -> None:
    for encoding in ("latin-1", "utf-16"):
        found = extract("a.py", 'PROMPT = "Répondez pour Acme."\nMODEL = "gpt-4o"\n'.encode(encoding))
        assert [triple.value for triple in found.triples] == ["Répondez pour Acme.", "gpt-4o"], encoding
        assert found.notice
    assert values("a.py", b"\x00\x01\x02binary") == []


def test_a_wrong_ending_is_read_line_by_line() -> None:
    assert values("a.json", b"model: gpt-4o\n") == ["gpt-4o"]
    assert values("a.py", b"#!/bin/sh\nMODEL=gpt-4o\n exit; done\n") == ["gpt-4o"]


@pytest.mark.parametrize("path", ["a.ts", "a.go", "a.py", "a.json", "a.yaml", "a.sh", "a.rb", "a.conf"])
def test_deep_long_and_broken_files_end_soon(path: str) -> None:
    for text in ("[" * 4_000, "{" * 4_000, "(" * 4_000, '"' * 4_001, "a." * 4_000, "f(" * 3_000, "x=`" * 3_000):
        extract(path, text.encode())
    line = "const a = {model: 'gpt-4o', b: [" + "1," * 20_000 + "]};"
    extract(path, line.encode())


def test_a_missing_grammar_is_said_and_the_file_read_by_its_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(grammars._GRAMMARS, "ts", ("no_such_grammar", "language"))
    grammars._parser.cache_clear()
    found = extract("src/a.ts", f'export const SYSTEM_PROMPT = "{PROMPT}";\n'.encode())
    monkeypatch.undo()
    grammars._parser.cache_clear()
    assert "no grammar" in found.notice
    assert isinstance(found.triples, tuple)


def test_what_is_passed_over() -> None:
    assert [path for path in ("a.css", "b/yarn.lock", "x.min.js", "docs/guide.md") if not is_cold(path)] == []
    assert [path for path in ("a.ts", "a.conf", ".env", "dvc.lock", "prompts/a.md") if is_cold(path)] == []
    assert may_say("a.py", b"const MODEL = 1")
    assert not may_say("a.py", b"const width = 1")
    assert may_say("src/input_guard.py", b"x = 1")
    assert syntax_of("templates/a.yaml.j2") == "yaml"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["a.ts", "a.go", "a.java", "a.rb", "a.php", "a.rs", "a.py", "a.sh", ".env", "a.yaml", "a.json"]),
    st.binary(max_size=400),
)
def test_no_file_makes_it_fail(path: str, data: bytes) -> None:
    lines = data.count(b"\n") + 1
    for triple in extract(path, data).triples:
        assert 1 <= triple.line <= triple.end_line <= max(lines, triple.line)
