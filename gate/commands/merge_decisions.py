"""``merge-decisions``: the verdict of a verification that several processes made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.case.context import Head
from gate.commands._judged import Known, Output, judged, output_options, refuse_together
from gate.commands._options import Trust, verified_options
from gate.commands.verify import verified_parts
from gate.values.errors import UsageError

if TYPE_CHECKING:
    from gate.case.parts import Parts


@click.command("merge-decisions")
@click.argument("files", metavar="PART...", nargs=-1, required=True, type=click.Path(dir_okay=False))
@verified_options
@output_options("check-run")
@click.pass_context
def merge_decisions(context: click.Context, files: tuple[str, ...], head: Head, trust: Trust, to: Output) -> int:
    """Merge the parts that 'tunegate verify --shard' wrote into the verdict that one run would have given.

    Run it in the same repository, with the options that the shards had; the time is theirs. Every part has to be there,
    once. Exit status: as of 'tunegate verify'; 3 where a part is missing or of something else.
    """
    from gate.judge.shards import merged, read

    def gather(known: Known) -> Parts:
        shards = [(path, read(path)) for path in files]
        now = to.now if to.now is not None else str(shards[0][1]["now"])
        parts = verified_parts(context, head, trust, now, known)
        engine = to.judge.open(parts, context.obj["timeout"])
        refuse_together(engine, parts)
        known.pieces = merged(shards, parts, engine)
        return parts

    if to.case is not None:
        raise UsageError("no process has the whole case", remedy="Run 'tunegate verify --case' for it.")
    return judged(context, to, gather, mode="verify")
