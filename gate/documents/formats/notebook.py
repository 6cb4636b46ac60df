"""Jupyter notebooks."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.ipynb",)
BY_VALUE: tuple[str, ...] = ()
CODE = True
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.notebook_nodes import parse_notebook

    return parse_notebook(text)
