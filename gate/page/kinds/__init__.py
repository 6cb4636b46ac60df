"""What ``tunegate report --as`` writes, one module each: a page for people, or a document for other tools.

A kind is a module with ``build``, from the facts of one model to a page or to JSON. Its docstring's first line is what
the help says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from gate.page.subject import Subject
from gate.page.tree import Page
from gate.process.registry import Registry


class Kind(Protocol):
    """A module of this package."""

    def build(self, subject: Subject) -> Page | Mapping[str, Any]:
        """The page or the JSON document of one model, whose facts are there where it is JSON."""
        ...


KINDS: Registry[Kind] = Registry(__name__)


def names() -> list[str]:
    """How the command line calls the kinds, the review first."""
    from pkgutil import iter_modules

    found = (module.name.replace("_", "-") for module in iter_modules(__path__))
    return sorted(found, key=lambda name: (name != "review", name))


def kind(name: str) -> Kind:
    """The kind that `names` calls so. Raises KeyError."""
    return KINDS[name.replace("-", "_")]
