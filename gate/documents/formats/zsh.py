"""Scripts of zsh, for their values only: it has comments and quotes of its own."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.zsh",)
BY_VALUE: tuple[str, ...] = ()
CODE = False
ENCODING = "utf-8"  # a byte-order mark is part of the first word


def parse(text: str) -> Node:
    from gate.documents.shell_nodes import parse_shell

    return parse_shell(text)
