"""Dockerfiles and Containerfiles: what an image sets and runs. Selected as a whole, they are text."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("dockerfile", "dockerfile.*", "containerfile", "containerfile.*", "*.dockerfile")
BY_VALUE: tuple[str, ...] = ()
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.dockerfile_nodes import parse_dockerfile

    return parse_dockerfile(text)
