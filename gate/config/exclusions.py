"""What is recognised and left out of the review on purpose: the rows of ``recognise.exclude``.

Each names a path or glob, for a part of a file also a JSON Pointer, and says why and who answers for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gate.config.selectors import Selector
from gate.documents import Node, tokens_of

RULES = ("surface-unreviewed", "reference-unreviewed")  # the rules that an exclusion can name
_MAGIC = frozenset("*?[")
_SHAPE = "- {path: examples/**, reason: they are not deployed, owner: risk@acme.example}"


@dataclass(frozen=True)
class Exclusion:
    """One row. ``selector`` is of the path alone; ``key`` is the JSON Pointer of a value, and what is below it goes
    with it; None for whole files. ``rule`` is the one rule that it is for, None for all of `RULES`."""

    selector: Selector
    key: str | None
    rule: str | None
    reason: str
    owner: str
    line: int
    end_line: int

    @property
    def path(self) -> str:
        return self.selector.text

    @property
    def tokens(self) -> tuple[str, ...] | None:
        return None if self.key is None else tokens_of(self.key)

    @property
    def is_exact(self) -> bool:
        """Whether it names one file, or one value of it, for one rule: only such a one can count before its merge."""
        return self.rule is not None and _MAGIC.isdisjoint(self.path) and "*" not in (self.tokens or ())

    @property
    def identity(self) -> tuple[str, str | None, str | None]:
        return self.path, self.key, self.rule

    def takes_out(self, path: str, tokens: tuple[str, ...], rule: str) -> bool:
        """Whether a value of a file is left out, for a rule."""
        if self.rule not in (None, rule) or not self.selector.matches(path):
            return False
        own = self.tokens
        if own is None:
            return True
        return len(own) <= len(tokens) and all(a in ("*", b) for a, b in zip(own, tokens, strict=False))


def excluded_by(exclusions: Iterable[Exclusion], path: str, tokens: tuple[str, ...], rule: str) -> Exclusion | None:
    """The first exclusion that takes a value out; None where none does."""
    return next((row for row in exclusions if row.takes_out(path, tokens, rule)), None)


def exclusions_of(
    rows: Iterable[Any],
    node: Node,
    selector: Callable[[str, tuple[str | int, ...]], Selector | None],
    complain: Callable[[str, tuple[str | int, ...], str], None],
) -> tuple[Exclusion, ...]:
    """The rows of ``recognise.exclude``, which fit the schema but for bare globs; ``node`` is the configuration."""
    found: list[Exclusion] = []
    for index, row in enumerate(rows):
        where = ("recognise", "exclude", index)
        if not isinstance(row, Mapping):
            complain(
                f"the exclusion {row!r} says neither why nor who answers for it", where, f"Write it like {_SHAPE}."
            )
            continue
        made = selector(row["path"], (*where, "path"))
        if made is None or not _is_path(made, row, where, complain):
            continue
        spot = node.at(where)
        found.append(
            Exclusion(made, row.get("key"), row.get("rule"), row["reason"], row["owner"], spot.line, spot.end_line)
        )
    return tuple(found)


def _is_path(
    selector: Selector,
    row: Mapping[str, Any],
    where: tuple[str | int, ...],
    complain: Callable[[str, tuple[str | int, ...], str], None],
) -> bool:
    if selector.exclude or selector.pointer is not None:
        said = "takes away" if selector.exclude else "has a pointer"
        complain(f"the path {selector.text!r} of an exclusion {said}", (*where, "path"), "Put a pointer under 'key'.")
        return False
    try:
        tokens_of(row.get("key") or "")
    except ValueError as error:
        complain(f"{row['key']!r} is not a key: {error}", (*where, "key"), "Write it like /guardrails/enabled.")
        return False
    return True
