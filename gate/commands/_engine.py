"""Which engine judges: the options, and the engine that they name for a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.commands._options import Command, with_options

if TYPE_CHECKING:
    from gate.case.gather import Gathered
    from gate.case.parts import Parts
    from gate.policy import Bundle, Engine

_PARTS = ("engine", "opa_url", "opa_binary", "opa_sha256")


@dataclass(frozen=True, slots=True)
class Judge:
    """The engine that was asked for, and where OPA is."""

    engine: str = "embedded"
    opa_url: str | None = None
    opa_binary: str | None = None
    opa_sha256: str | None = None

    def open(self, found: Gathered | Parts, seconds: float) -> Engine:
        """The engine for a case. Raises UsageError where the options do not fit."""
        from gate.config.load import UNIDENTIFIED

        accepted = any(row["name"] == UNIDENTIFIED for row in found.case["adjustments"])
        return self.open_for(found.bundle, seconds, root=found.head.repository.root, unidentified=accepted)

    def open_for(self, bundle: Bundle, seconds: float, *, root: Path | None, unidentified: bool) -> Engine:
        """The engine for some policies. ``root`` is the checkout; ``unidentified``: a server need not name its own."""
        from gate.policy import Opa, open_engine
        from gate.policy.program import Pinned
        from gate.values.errors import UsageError

        if self.opa_sha256 and not self.opa_binary:
            raise UsageError("--opa-sha256 goes with --opa-binary", remedy="Add --opa-binary, or drop --opa-sha256.")
        opa = Opa(
            url=self.opa_url,
            program=Pinned.of(self.opa_binary, self.opa_sha256, root) if self.opa_binary else None,
            unidentified=unidentified,
        )
        return open_engine(self.engine, bundle, opa, seconds)


def engine_options(command: Command) -> Command:
    """--engine, --opa-url, --opa-binary and --opa-sha256, as ``judge: Judge``."""
    return with_options(_as_judge(command), *_OPTIONS)


def _as_judge(command: Command) -> Command:
    @wraps(command)
    def called(*args: Any, **given: Any) -> Any:
        judge = Judge(**{part: given.pop(part) for part in _PARTS})
        if judge.opa_binary is None:
            return command(*args, judge=judge, **given)
        from gate.policy.trees import reading_by

        with reading_by(judge.opa_binary, judge.opa_sha256):
            return command(*args, judge=judge, **given)

    return called


_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option("--engine", type=click.Choice(["embedded", "opa"]), default="embedded", show_default=True),
    click.option("--opa-url", metavar="URL", help="Address of the OPA server, with --engine opa."),
    click.option("--opa-binary", metavar="PATH", help="OPA's program outside of the checkout, with --engine opa."),
    click.option("--opa-sha256", metavar="HEX", help="The digest that the program has to have."),
)
