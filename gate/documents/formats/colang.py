"""Colang, the language of NeMo Guardrails."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.co",)
BY_VALUE: tuple[str, ...] = ()
CODE = True
ENCODING = "utf-8"  # a byte-order mark is part of the first word


def parse(text: str) -> Node:
    from gate.documents.colang_nodes import parse_colang

    return parse_colang(text)
