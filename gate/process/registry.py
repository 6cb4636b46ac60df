"""Packages whose modules all have one interface: a new file beside the others is all that it takes to add one.

A module whose name starts with an underscore is no entry. Nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Generic, TypeVar, cast

M = TypeVar("M")


@dataclass(frozen=True)
class Registry(Generic[M]):
    """The modules of ``package``, each of which is an ``M``: a Protocol of a module's names."""

    package: str

    def find(self, name: str) -> M | None:
        """The module of that name, or None. Imports it, and no other."""
        return cast("M | None", _find(self.package, name))

    def __getitem__(self, name: str) -> M:
        """Raises KeyError where there is no such module."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def all(self) -> Mapping[str, M]:
        """Name -> module, sorted by name. Imports all of them."""
        return cast("Mapping[str, M]", _all(self.package))


@cache
def _find(package: str, name: str) -> object | None:
    if not name.isidentifier() or name.startswith("_"):
        return None
    full = f"{package}.{name}"
    try:
        return import_module(full)
    except ModuleNotFoundError as error:
        if error.name != full:  # the module is there, and lacks something itself
            raise
        return None


@cache
def _all(package: str) -> Mapping[str, object]:
    from pkgutil import iter_modules  # finds them inside a zip, too

    names = sorted(found.name for found in iter_modules(import_module(package).__path__))
    return MappingProxyType({name: found for name in names if (found := _find(package, name)) is not None})
