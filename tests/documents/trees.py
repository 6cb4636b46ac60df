"""What the tests see of a parsed file."""

from __future__ import annotations

import json
from typing import Any

from gate.documents import Node, escape, parse


def read(text: str, format: str = "yaml") -> tuple[Any, dict[str, list[int]]]:
    node = parse(text.encode(), format)
    return node.plain(), lines(node)


def lines(node: Node) -> dict[str, list[int]]:
    """JSON Pointer of every value -> [first line, last line]."""
    found: dict[str, list[int]] = {}

    def walk(node: Node, pointer: str) -> None:
        found[pointer] = [node.line, node.end_line]
        for key, child in node.items():
            walk(child, f"{pointer}/{escape(key)}")

    walk(node, "")
    return found


def code(*sources: str, **more: Any) -> str:
    return notebook(*({"cell_type": "code", "source": source, **more} for source in sources))


def notebook(*cells: dict[str, Any], **metadata: Any) -> str:
    return json.dumps({"cells": list(cells), "metadata": metadata, "nbformat": 4})


def places(node: Node) -> dict[str, tuple[Any, int, int]]:
    """JSON Pointer of every leaf -> (value, first line, last line)."""
    found = lines(node)
    return {
        pointer: (leaf.plain(), *found[pointer])
        for tokens, leaf in node.leaves()
        for pointer in ["".join("/" + token for token in tokens)]
    }
