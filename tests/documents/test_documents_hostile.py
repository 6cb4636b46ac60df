"""Any bytes are a tree or an error, and the reading of any text ends."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.documents import DocumentError, parse
from gate.values.canonical import canonical_json
from tests.documents.pieces import PIECES
from tests.documents.trees import code

FORMATS = ["yaml", "json", "toml", "python", "notebook", "shell", "bicep", "colang", "frontmatter", "modelfile"]
SIGNS = [
    *PIECES,
    "---",
    "...",
    '"""',
    "'''",
    "SYSTEM ",
    "%",
    "!!int ",
    "!!float ''",
    "&a ",
    "*a",
    "? ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    ",",
]


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=120)
@given(data=st.binary(max_size=80) | st.lists(st.sampled_from(SIGNS), max_size=30).map("".join).map(str.encode))
def test_any_bytes_are_a_tree_or_an_error(format: str, data: bytes) -> None:
    for tried in (
        data,
        b"a: " + data,
        b"a = " + data,
        json.dumps({"cells": [{"cell_type": "code", "source": data.decode("latin-1")}]}).encode(),
    ):
        try:
            node = parse(tried, format)
        except DocumentError:
            continue
        for _, leaf in node.leaves():
            canonical_json(leaf.plain())


@pytest.mark.parametrize(
    ("format", "piece"),
    [
        *(("shell", piece) for piece in ("(", "$((", "$((a", "((a'", "a[", "<<a\n", "<<a ", "#!/", "${a:-", "'\\\\$")),
        *(("toml", piece) for piece in ("# x ", "a.", '"".', "'a' . ", "[[a.b]]\n")),
        *(("colang", piece) for piece in ('"""', "or #", "parallel extension ")),
        *(("modelfile", piece) for piece in ('SYSTEM """a\n', 'SYSTEM "a\n')),
        *(("frontmatter", piece) for piece in ("---\n", "---\n...")),
        *(("python", piece) for piece in ("x = f(#'\n", "# coding", "x = 0x1\n", "#{{\n", "# x", "'# {{'\n")),
        *(("colang", piece) for piece in ("# {{\n", "# ")),
        *(("notebook", piece) for piece in ("%", '\n%"""\n')),
    ],
)
def test_hostile_texts_end(format: str, piece: str) -> None:
    """A reader that takes quadratic time does not come back from half a megabyte."""
    text = piece * (500_000 // len(piece))
    text = code(text) if format == "notebook" else text
    with suppress(DocumentError):
        parse(text.encode(), format)
