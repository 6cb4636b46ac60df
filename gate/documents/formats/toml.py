"""TOML."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.toml",)
BY_VALUE = ("*.toml",)
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.toml_nodes import parse_toml

    return parse_toml(text)
