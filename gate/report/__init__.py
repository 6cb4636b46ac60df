"""Renderers: a decision in, text out. Looked up by name; none of them reads or writes anything."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from gate.report.common import Quote
from gate.values.decision import Decision

Renderer = Callable[[Decision, Quote], str]

FORMATS = ("text", "json", "github", "markdown", "summary", "sarif", "junit", "codequality")


def renderer(name: str) -> Renderer:
    """The renderer of a format of `FORMATS`."""
    found: Renderer = import_module(f"gate.report.{name}_report").render
    return found
