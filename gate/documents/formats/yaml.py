"""YAML, and the files of DVC, which are YAML."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.yaml", "*.yml", "*.dvc", "dvc.lock")
BY_VALUE = ("*.yaml", "*.yml")
CODE = False
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.yaml_nodes import parse_yaml

    return parse_yaml(text)
