"""Derived values: what a source says about values of the evidence. One module a kind of source in `sources`.

A module has ``KIND`` (the field's name for what wrote the source: ``axolotl``, ``gitleaks``), ``recognises(source) ->
bool`` (from the path and the first bytes, without parsing the file) and ``read(source) -> Given``. It knows nothing of
the pack: it says what the source gives, for JSON Pointers of documents, and whoever asked binds that to a document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gate.process.registry import Registry

if TYPE_CHECKING:
    from gate.derive.given import Given, Source


class SourceReader(Protocol):
    """``TOLD``, which most lack: only who names such a file may know what it is, and `read` says where it is not."""

    KIND: str

    def recognises(self, source: Source) -> bool: ...

    def read(self, source: Source) -> Given: ...


SOURCES = Registry[SourceReader]("gate.derive.sources")


def readers() -> dict[str, SourceReader]:
    """The kind's name -> reader, for every module of `sources`."""
    return {module.KIND: module for module in SOURCES.all().values()}


def kinds_of(source: Source) -> Sequence[str]:
    """The kinds whose readers take the source for theirs, sorted; more than one where only its owner can say."""
    return sorted(kind for kind, reader in readers().items() if reader.recognises(source))
