"""``incident``: what a model was on a day, what it had learned from, and where it ran, as one page."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from gate.case.context import Head, parse_now
from gate.commands import _records
from gate.commands._asking import Asking, asking_options
from gate.commands._gather import here
from gate.commands._question import Question, question_options
from gate.commands.completion import models
from gate.commands.report import write_page
from gate.values.errors import EXIT_PASS, EXIT_UNDECIDED, UsageError
from gate.values.origin import origin

if TYPE_CHECKING:
    from gate.page.incident import Deployed


@click.command()
@click.argument("model", required=False, shell_complete=models)
@click.option("--as-of", metavar="TIME", help="A day (YYYY-MM-DD, at its end) or a time, RFC 3339 (default: now).")
@click.option("--head", default="HEAD", metavar="REV", show_default=True, help="The branch whose history counts.")
@question_options
@click.option("--registry", "url", metavar="URL", envvar="TUNEGATE_REGISTRY", help="Registry that is asked, too.")
@click.option("--name", metavar="NAME", help="The model's name in the registry (default: MODEL).")
@asking_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "markdown"]),
    default="html",
    show_default=True,
    help="Of the page.",
)
@click.option("--output", metavar="FILE", help="Where to (default: tunegate-MODEL-incident.html; '-' prints it).")
@click.pass_context
def incident(
    context: click.Context,
    model: str | None,
    as_of: str | None,
    head: str,
    question: Question,
    url: str | None,
    name: str | None,
    asking: Asking,
    format_: str,
    output: str | None,
) -> int:
    """Write one page for whoever looks into an incident with MODEL.

    It has the decision in force at a time, the version and its data, which states of the data had a record (--record,
    --id, --source, --text), and what the registry says.

    Exit status: 0 the page is written, 3 it is written, and something that was asked could not be searched.
    """
    from gate.page.history import read_history
    from gate.page.incident import Incident, page

    at = here(context, Head(head, False, False))
    block = at.model(model)
    now = parse_now(asking.now)
    moment = _moment(as_of, now)
    history = read_history(at.repository, at.snapshot.name, block.evidence)
    learned = question.answer(at, block.name)[1] if question.is_asked else None
    made = page(
        Incident(
            block.name,
            moment,
            now,
            at.snapshot.name,
            at.repository.revisions.newest_by(at.snapshot.name, datetime.fromisoformat(moment)),
            history,
            _records.past_decisions(at, block, history),
            learned,
            _deployed(context, url, name or block.name, asking.at(moment)),
            origin(at.config_path, os.environ),
        )
    )
    write_page(made, format_, output, f"tunegate-{block.name.replace('/', '-')}-incident")
    missed = learned is not None and (not learned or any(row["not_searched"] for row in learned))
    return EXIT_UNDECIDED if missed else EXIT_PASS


def _moment(as_of: str | None, now: str) -> str:
    if as_of is None or as_of == now[:10]:
        return now
    moment = parse_now(f"{as_of}T23:59:59Z" if len(as_of) == len("2026-11-30") else as_of)
    if moment > now:
        raise UsageError(f"{moment} is in the future", remedy="Name a day that is over.")
    return moment


def _deployed(context: click.Context, url: str | None, name: str, asking: Asking) -> list[Deployed] | None:
    if url is None:
        return None
    from gate.page.incident import Deployed
    from gate.registry.port import open_registry

    registry = open_registry(url, os.environ)
    found = []
    for version in registry.versions(name):
        answer = asking.judge(context, registry, [version])
        found.append(Deployed(version.place, version.aliases, answer.status, answer.standing))
    return sorted(found, key=lambda row: row.place)
