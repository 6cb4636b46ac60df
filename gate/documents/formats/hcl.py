"""HCL, as Terraform and OpenTofu read it."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.tf", "*.tofu")
BY_VALUE: tuple[str, ...] = ()
CODE = True
ENCODING = "utf-8-sig"


def parse(text: str) -> Node:
    from gate.documents.hcl_nodes import parse_hcl

    return parse_hcl(text)
