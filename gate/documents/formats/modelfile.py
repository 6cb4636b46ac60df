"""Ollama's Modelfile."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("modelfile*", "*.modelfile")
BY_VALUE: tuple[str, ...] = ()
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.modelfile_nodes import parse_modelfile

    return parse_modelfile(text)
