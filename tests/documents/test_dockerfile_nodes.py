"""Dockerfiles by their instructions."""

from __future__ import annotations

import pytest

from gate.documents import DocumentError, parse, tree_format

TEXT = """\
# syntax=docker/dockerfile:1
FROM a AS b
ARG MODEL="acme/m" PLAIN
ENV A=1 B='x y' \\
    # between
    C=z
ENV OLD  of one name
RUN <<EOF
ENV NOT=this
EOF
RUN ["sh", "-c", "x"]
cmd vllm serve acme/m \\
  --port 80
ENTRYPOINT [broken
"""


def test_instructions_and_lines() -> None:
    root = parse(TEXT.encode(), "dockerfile")
    assert root.plain() == {
        "FROM": "a AS b",
        "ARG": {"MODEL": "acme/m"},
        "ENV": {"A": "1", "B": "x y", "C": "z", "OLD": "of one name"},
        "RUN": ["<<EOF", ["sh", "-c", "x"]],
        "CMD": "vllm serve acme/m --port 80",
        "ENTRYPOINT": "[broken",
    }
    lines = {name: (node.line, node.end_line) for name, node in root.items()}
    assert (lines["FROM"], lines["CMD"], lines["ENTRYPOINT"]) == ((2, 2), (12, 13), (14, 14))
    assert root.at(("ENV", "C")).line == 4
    assert root.at(("RUN", "1")).line == 11


@pytest.mark.parametrize(("text", "line"), [("# escape=`\nFROM a\n", 1), ("FROM a\n-x\n", 2)])
def test_what_is_refused(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), "dockerfile")
    assert caught.value.line == line


def test_names() -> None:
    named = ("Dockerfile", "x/Containerfile", "gpu.Dockerfile", "Dockerfile.gpu")
    assert {tree_format(name) for name in named} == {"dockerfile"}
    assert tree_format("dockerfile_tools.py") == "python"
