"""The files that a value names, told from its text."""

from __future__ import annotations

import time

import pytest

from gate.recognise.resolve import MAX_TEXT, Value
from gate.recognise.resolve.names import MAX_NAMES, names_of

NAMED = [
    ("a/b/c.yaml", "/path", "x/y.jsonl", "a/b/x/y.jsonl"),
    ("a/b/c.yaml", "/path", "x/y.jsonl", "a/x/y.jsonl"),
    ("a/b/c.yaml", "/path", "x/y.jsonl", "x/y.jsonl"),
    ("a/b/c.yaml", "/path", "../x.jsonl", "a/x.jsonl"),
    ("a/b/c.yaml", "/path", "./x y.jsonl", "a/b/x y.jsonl"),
    ("c.yaml", "/path", "a.jsonl,b.jsonl", "b.jsonl"),
    ("c.yaml", "/path", "a.jsonl:0.5", "a.jsonl"),
    ("c.yaml", "/args/3", "sql=adapters/sql", "adapters/sql"),
    ("c.yaml", "/volumes/0", "./prompts:/app/prompts:ro", "prompts"),
    ("c.yaml", "/command", "/srv/app/x/y.md", "x/y.md"),
    ("c.yaml", "/command", "$HOME/x/y.md", "x/y.md"),
    ("c.yaml", "/command", "${oc.env:ROOT}/y.md", "y.md"),
    ("c.yaml", "/command", "sh -c 'cat $(dirname $0)/y.md'", "y.md"),
    ("c.yaml", "/dataset_dir", "data", "data"),
    ("c.yaml", "/path", "file:///srv/x/y.md", "x/y.md"),
    ("c.py", "/PROMPT", "`Path('prompts') / 'x.md'`", "prompts/x.md"),
    ("c.py", "/PROMPT", "`(ROOT / 'prompts' / f'x.md').read_text()`", "prompts/x.md"),
    ("k/x.yaml", "/t", "{{ .Files.Get `x` }}{{ .Files.Get \"p/q.txt\" }}", "k/p/q.txt"),
    ("conf/c.yaml", "/defaults/0/override ~1model@m", "small", "conf/model/small.yaml"),
    ("conf/c.yaml", "/defaults/1", "base", "conf/base.yml"),
    ("p/x.md", "", "{% include [\"a.md\", 'b.md'] %}", "p/b.md"),
    ("p/x.hbs", "", "{{> parts/head }}", "p/parts/head.hbs"),
    ("p/x.hbs", "", "{{#> \"layout\" }}", "p/layout.handlebars"),
    ("p/x.liquid", "", "{%- render 'foot', a: 1 -%}", "p/_foot.liquid"),
    ("p/x.md", "", "<%- include('foot.md') %>", "p/foot.md"),
    ("p/x.md", "", ".. include:: foot.rst", "p/foot.rst"),
    ("p/x.yaml", "", "text: !include foot.md\n", "foot.md"),
    ("p/x.md", "", "<xi:include href='foot.xml'/>", "p/foot.xml"),
    ("p/x.md", "", "<!-- include: foot.md -->", "p/foot.md"),
    ("p/x.ts", "", "import a from '../a/base'", "a/base.ts"),
]  # fmt: skip
NOT_NAMED = [
    ("p/x.md", "", "The tools are in deploy/tools.yaml, ask for them."),
    ("c.yaml", "/system_prompt", "The tools are in deploy/tools.yaml, ask for them."),
    ("c.yaml", "/model", "https://acme.example/a/b.json"),
    ("c.yaml", "/split", "train"),
    ("c.yaml", "/path", "../../x.jsonl"),
    ("c.yaml", "/path", "."),
    ("c.yaml", "/lr", "1e-4"),
    ("c.yaml", "/version", "1.2.3"),
]


def tokens(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/") for step in pointer.split("/")[1:])


def near(path: str, pointer: str, text: str) -> set[str]:
    value = Value(path, tokens(pointer), text, 1, 1, "system_prompt")
    return {found for name in names_of(value) for found in name.near}


def test_named() -> None:
    missing = [row for row in NAMED if row[3] not in near(*row[:3])]
    assert missing == []


def test_not_named() -> None:
    named = {row: found for row in NOT_NAMED if (found := near(*row))}
    assert named == {}


@pytest.mark.parametrize("text", ["{% ", "{{", "@a.", "a/", "${", "{a,", "<!-- include", "`'a'", "../", "include "])
def test_long_texts_are_read_in_a_moment(text: str) -> None:
    start = time.process_time()
    for pointer in ("", "/x"):
        found = near("a/b/c.md", pointer, text * (MAX_TEXT // len(text)))
        assert len(found) <= MAX_NAMES * 200
    assert time.process_time() - start < 5
