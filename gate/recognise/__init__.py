"""What a repository says about its models without being told where: recognisers, one module of `formats` a format.

A recogniser looks at one parsed file and names the values in it that stand on a reviewed surface. `gate.recognise.scan`
runs them over the files of a snapshot; `gate.recognise.differ` compares what they found on two sides.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from gate.process.registry import Registry

if TYPE_CHECKING:
    from gate.recognise.recogniser import Recogniser


class Format(Protocol):
    """A module of `formats`."""

    RECOGNISERS: tuple[Recogniser, ...]


FORMATS = Registry[Format]("gate.recognise.formats")


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every recogniser, in the order in which they look at a file."""
    found = [recogniser for module in FORMATS.all().values() for recogniser in module.RECOGNISERS]
    return tuple(sorted(found, key=lambda recogniser: recogniser.rank))
