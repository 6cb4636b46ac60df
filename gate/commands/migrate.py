"""``migrate``: what an earlier version of tunegate wrote, in the forms of this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.commands._console import say, warn
from gate.commands._gather import Here, here
from gate.commands.completion import models
from gate.values.errors import EvidenceError, Problem
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.evidence.upgrade import Upgrade


@click.command()
@click.option("--model", metavar="NAME", shell_complete=models, help="Migrate the evidence of this model only.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_context
def migrate(context: click.Context, model: str | None, dry_run: bool) -> None:
    """Bring the configuration and the evidence on disk into the forms of this version.

    Every state is proved to say the same in its new form. Then everything is written, or nothing is. Documents that
    were signed are kept as they were, with their signatures, under forms/ in the evidence folder: these signatures go
    on counting for what the documents became.
    """
    from gate.evidence.files import replace_all

    at = here(context)
    packs = _packs(at, model)
    written = {} if model else _configuration(at)
    gone: list[str] = []
    for pack in packs.values():
        written.update(pack.written)
        gone += pack.gone
    if not dry_run:
        replace_all(at.root, written, gone)
    for path in sorted(written):
        say(Text(f"{'would write' if dry_run else 'wrote'} {path}"))
    for path in sorted(gone):
        say(Text(f"{'would remove' if dry_run else 'removed'} {path}"))
    for name, pack in packs.items():
        _say_pack(name, pack)
    if not written:
        say(Text("nothing to migrate: everything is of the present form"))


def _configuration(at: Here) -> dict[str, bytes]:
    """The configuration with the present ids of rules that were split; nothing where it names none of them."""
    from gate.config.renamed import renamed
    from gate.config.snapshot import MAX_CONFIG
    from gate.policy.ask import former_rules

    entry = at.snapshot.entry(at.config_path)
    if entry is None:
        return {}
    before = at.snapshot.read(at.config_path, entry, limit=MAX_CONFIG)
    after = renamed(before, at.config_path, former_rules())
    return {} if after == before else {at.config_path: after}


def _packs(at: Here, model: str | None) -> dict[str, Upgrade]:
    """The migration of every model's pack, or of the one that is named. Raises UsageError and EvidenceError."""
    from gate.evidence.files import refuse_unkept
    from gate.evidence.upgrade import upgrade

    found: dict[str, Upgrade] = {}
    problems: list[Problem] = []
    for name, block in at.models(model).items():
        refuse_unkept(at.snapshot, block.evidence)
        try:
            found[name] = upgrade(at.snapshot, block.evidence)
        except EvidenceError as error:
            problems.extend(error.problems)
    if problems:
        raise EvidenceError(problems)
    return found


def _say_pack(name: str, pack: Upgrade) -> None:
    if pack.documents or pack.states:
        what = f"{_counted(pack.documents, 'document')} and {_counted(pack.states, 'state')}"
        say(Text(f"{name}: {what} brought into the present form, with the same content"))
    for path in pack.kept:
        say(Text(f"  signatures kept: {path}"))
    for problem in pack.left:
        warn(Text(f"note: {problem.place}: left as it is; {problem.message}"))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
