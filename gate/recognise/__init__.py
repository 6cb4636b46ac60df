"""What a repository says about its models without being told where: recognisers, one a format.

A recogniser looks at one parsed file and names the values in it that stand on a reviewed surface. `gate.recognise.scan`
runs them over the files of a snapshot; `gate.recognise.differ` compares what they found on two sides.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from gate.recognise.formats import MODULES
from gate.recognise.recogniser import Recogniser


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every recogniser, the most particular first."""
    found: list[Recogniser] = []
    for name in MODULES:
        module = import_module(f"gate.recognise.formats.{name}")
        found.extend(getattr(module, "RECOGNISERS", None) or (module.RECOGNISER,))
    return tuple(found)
