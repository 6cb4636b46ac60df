"""Scripts of POSIX shells and bash, and the jobs of batch systems."""

from __future__ import annotations

from gate.documents.node import Node

FILES = ("*.sh", "*.bash", "*.slurm", "*.sbatch", "*.job")
BY_VALUE: tuple[str, ...] = ()
CODE = True
ENCODING = "utf-8"  # a byte-order mark is part of the first word


def parse(text: str) -> Node:
    from gate.documents.shell_nodes import parse_shell

    return parse_shell(text)
