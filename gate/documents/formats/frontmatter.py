"""Markdown and Prompty files with YAML in front."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.prompty", "*.md", "*.markdown")
BY_VALUE: tuple[str, ...] = ()
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.frontmatter_nodes import parse_frontmatter

    return parse_frontmatter(text)
