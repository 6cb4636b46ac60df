"""JSON."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.json",)
BY_VALUE = ("*.json",)
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.json_nodes import parse_json

    return parse_json(text)
