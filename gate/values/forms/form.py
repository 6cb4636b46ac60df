"""What a canonical form of a state is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # one element as a state file has it
Rows = Mapping[str, Sequence[Row]]  # surface -> its elements, ordered by key
Translation = Callable[[Rows], Rows | None]


def same(rows: Rows) -> Rows:
    """The translation between two forms whose elements are the same."""
    return rows


@dataclass(frozen=True, slots=True)
class Form:
    """One canonical form of a state.

    ``number`` is the N of ``tunegate/state/vN``. ``digest`` takes the canonical document. ``upgrade`` turns the rows
    of the form before into rows of this one, ``downgrade`` turns them back; each answers None where the rows do not
    say enough. ``migrate_with`` is the last version of tunegate that migrates this form, where this one does not.
    """

    number: int
    digest: Callable[[Mapping[str, Any]], str]
    upgrade: Translation = same
    downgrade: Translation = same
    migrate_with: str | None = None

    @property
    def schema(self) -> str:
        return f"tunegate/state/v{self.number}"
