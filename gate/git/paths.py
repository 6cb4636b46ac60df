"""Paths of a repository as git writes them."""

from __future__ import annotations


def below(path: str, prefix: str) -> bool:
    """Whether a path is the prefix or lies in it as in a directory."""
    return path == prefix or path.startswith(prefix + "/") or not prefix


def is_inside(path: str) -> bool:
    """Whether a path can be one of this repository."""
    return not path.startswith("/") and ".." not in path.split("/")
