"""What every question to a registry needs: whose statements count, at which time, where, and what the log says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate.case.context import parse_now
from gate.commands._options import Command, _gathered, now_option, with_options
from gate.commands._statement_keys import Known, statement_key_options

if TYPE_CHECKING:
    from gate.registry.answer import Answer, Asked, History
    from gate.registry.artefacts import Artefact
    from gate.registry.keys import Keys
    from gate.registry.port import Registry, Version

_PARTS = ("known", "environment", "max_age", "log", "now")


@dataclass(frozen=True, slots=True)
class Asking:
    """The options. ``now`` is RFC 3339, None for the clock."""

    known: Known
    environment: str | None
    max_age: int | None
    log: str | None
    now: str | None

    def at(self, moment: str | None) -> Asking:
        """The same at another time."""
        return self if moment is None else replace(self, now=moment)

    def gather(self, context: click.Context) -> tuple[Keys, Asked, History]:
        """Raises UsageError, ConfigError and UndecidedError."""
        from gate.registry.answer import Asked, Recorded

        asked = Asked(parse_now(self.now), self.environment, self.max_age)
        keys = self.known.open(context)
        if self.log is None:
            return keys, asked, Recorded()
        from gate.registry.log.history import History, refuse_rewritten
        from gate.registry.log.index import view
        from gate.registry.log.places import open_log

        log = view(open_log(self.log, Path(context.obj["directory"])))
        refuse_rewritten(log, self.known.checkpoints(context), self.log)
        return keys, asked, History(log, self.known.people(context), asked.now)

    def artefact(self, context: click.Context, path: str | None) -> Artefact | None:
        """The weights at hand. Raises UsageError, ConfigError and RegistryError."""
        if path is None:
            return None
        from gate.registry.artefacts import artefact

        return artefact(Path(path), self.known.weights(context, parse_now(self.now)))

    def record(self, context: click.Context, kind: str, model: str, document: bytes, more: Mapping[str, str]) -> None:
        """Append to the log, where there is one. Raises RegistryError."""
        if self.log is None:
            return
        from gate.registry.log.entries import made
        from gate.registry.log.places import open_log

        entry = made(kind, model, parse_now(self.now), document, b"", more)
        open_log(self.log, Path(context.obj["directory"])).append([entry])

    def judge(self, context: click.Context, registry: Registry, versions: Sequence[Version]) -> Answer:
        """What the versions of one reference come to. Raises RegistryError and UndecidedError."""
        from gate.registry.answer import judge

        return judge(registry, versions, *self.gather(context))


log_option = click.option(
    "--log",
    metavar="PLACE",
    envvar="TUNEGATE_LOG",
    help="The log: git:BRANCH, folder:PATH or a bucket. Only statements in it count, and its holds do.",
)


def asking_options(command: Command) -> Command:
    """The keys, --environment, --max-age and --now, as ``asking: Asking``."""
    return with_options(
        statement_key_options(_gathered(command, "asking", Asking, _PARTS)),
        click.option(
            "--environment", metavar="NAME", help="Where the model runs, as 'verify --environment' stated it."
        ),
        click.option("--max-age", metavar="DAYS", type=click.IntRange(1), help="How old a statement may be at most."),
        log_option,
        now_option,
    )
