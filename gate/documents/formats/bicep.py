"""Bicep."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.bicep",)
BY_VALUE: tuple[str, ...] = ()
CODE = True
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.bicep_nodes import parse_bicep

    return parse_bicep(text)
