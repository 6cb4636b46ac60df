"""Python source."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.py",)
BY_VALUE: tuple[str, ...] = ()
CODE = True
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.python_nodes import parse_python

    return parse_python(text)
