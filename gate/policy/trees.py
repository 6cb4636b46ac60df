"""The syntax tree of Rego modules: the embedded engine's, and where that is not installed, the pinned OPA program's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any

from gate.policy.engine_errors import not_installed

_opa: ContextVar[tuple[str, str | None] | None] = ContextVar("opa", default=None)


@contextmanager
def reading_by(path: str, sha256: str | None) -> Iterator[None]:
    """Inside of it modules are read by this program where the embedded engine is not installed."""
    before = _opa.set((path, sha256))
    try:
        yield
    finally:
        _opa.reset(before)


def is_complete() -> bool:
    """Whether `tree` gives whole rules; of OPA's program it gives what the lint reads."""
    return find_spec("regorus") is not None


def tree(modules: Mapping[str, str]) -> Any:
    """A row for each module: ``source`` (``file``, ``contents``) and ``ast``, in the shape of the embedded engine.

    Raises ConfigError where a module does not parse, UndecidedError where nothing is there to read it.
    """
    if is_complete():
        from gate.policy.confined import tree as embedded

        return embedded(modules)
    opa = _opa.get()
    if opa is None:
        raise not_installed()
    from gate.policy.opa_tree import trees
    from gate.policy.program import Pinned

    return trees(Pinned.of(*opa, None), modules)
