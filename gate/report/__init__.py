"""Renderers: a decision in, an output out. One module of `formats` a format; none of them reads or writes anything."""

from __future__ import annotations

from typing import Protocol

from gate.judge.decision import Decision
from gate.process.registry import Registry
from gate.report.common import Quote
from gate.values.text import Output


class Format(Protocol):
    """A module of `formats`."""

    RANK: int
    """Its place in the list that users are shown, lowest first."""

    def render(self, decision: Decision, quote: Quote) -> Output: ...


FORMATS = Registry[Format]("gate.report.formats")


def names() -> list[str]:
    """The names of all formats, in the order in which users are shown them."""
    return sorted(FORMATS.all(), key=lambda name: (FORMATS[name].RANK, name))
