"""What ``tunegate report --all --as`` writes of a whole repository's models, one module each.

A kind is a module with ``build``, from the facts of all models to a page, a text, or files of bytes. Its docstring's
first line is what the help says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from gate.page.subject import Fleet
from gate.page.tree import Page
from gate.process.registry import Registry
from gate.values.text import Output

Written = Page | Output | Mapping[str, bytes]
"""A page, a text, or files by name; one file alone has the name ''."""


class Kind(Protocol):
    """A module of this package. ``ENDING`` is that of its files; ``md`` and ``html`` are a page's own."""

    ENDING: str

    def build(self, fleet: Fleet) -> Written:
        """Raises UsageError where an optional library is missing."""
        ...


KINDS: Registry[Kind] = Registry(__name__)


def names() -> list[str]:
    """How the command line calls the kinds."""
    from pkgutil import iter_modules

    return sorted(found.name.replace("_", "-") for found in iter_modules(__path__))


def kind(name: str) -> Kind:
    """The kind that `names` calls so. Raises KeyError."""
    return KINDS[name.replace("-", "_")]
