"""``report``: the page that a committee reads, on one model or on all of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Head, parse_now
from gate.commands._console import emit, say
from gate.commands._engine import Judge, engine_options
from gate.commands._judged import Known, decided
from gate.commands._options import Trust, now_option
from gate.commands._reports import write_file
from gate.commands.completion import models as complete_models
from gate.commands.verify import verified
from gate.page.fleet import names as fleet_names
from gate.page.kinds import kind, names
from gate.values.errors import UndecidedError, UsageError
from gate.values.origin import origin
from gate.values.text import Json, Output, Text

if TYPE_CHECKING:
    from gate.judge.decision import Decision
    from gate.page.subject import Fleet, Subject
    from gate.page.tree import Page


@click.command()
@click.argument("models", metavar="[MODEL]...", nargs=-1, shell_complete=complete_models)
@click.option("--all", "all_models", is_flag=True, help="One page on every model, with search and expiring decisions.")
@click.option("--head", metavar="REV", help="Commit to report on (default: HEAD).")
@click.option("--trusted", metavar="BRANCH", help="The protected branch (default: the default branch).")
@click.option("--any-commit", is_flag=True, help="Do not ask which branch the commit is on.")
@click.option(
    "--as",
    "as_",
    type=click.Choice([*names(), *fleet_names()]),
    default="review",
    show_default=True,
    help="The review; an outline that the EU AI Act names; JSON; or of all models a database, a calendar, a week.",
)
@click.option("--since", metavar="DAY", help="With --as week, its first day (default: seven days ago).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "markdown"]),
    default="html",
    show_default=True,
    help="How to write a page.",
)
@click.option("--output", metavar="FILE", help="Where to (default: tunegate-MODEL.html and the like; '-' prints it).")
@now_option
@engine_options
@click.pass_context
def report(
    context: click.Context,
    models: tuple[str, ...],
    all_models: bool,
    head: str | None,
    trusted: str | None,
    any_commit: bool,
    as_: str,
    since: str | None,
    format_: str,
    output: str | None,
    now: str | None,
    judge: Judge,
) -> int:
    """Write the page that a committee reads: the decision on a model, what it rests on, and what is open.

    Several models have one page together, as with --all. The page is one HTML file that needs no network and no
    script. It judges as 'tunegate verify' does, and never looks approved where that would not pass.
    Exit status: 0 the page is written, 2 or 3 the page is written and says what could not be read or decided.
    """
    if all_models and models:
        raise UsageError("MODEL and --all exclude each other", remedy="Give one of them.")
    of_all = as_ in fleet_names()
    together = all_models or len(set(models)) > 1 or of_all
    if since is not None and as_ != "week":
        raise UsageError("--since is for --as week", remedy="Add --as week, or leave it out.")
    if together and as_ != "review" and not of_all:
        asked = "--all" if all_models else "several models"
        raise UsageError(f"{asked} and --as {as_} exclude each other", remedy="Name one model.")
    known = Known()
    trust = Trust(tuple(dict.fromkeys(models)), (), trusted, any_commit)

    def judged(trust: Trust, known: Known) -> Decision:
        home = origin(context.obj["config"], os.environ)
        where = Head(head, False, False)
        return decided(
            context, judge, lambda known: verified(context, where, trust, now, known), known, now, home, "verify"
        )

    decision = judged(trust, known)
    subjects = _subjects(known, decision, models)
    if together and decision.verdict == "error" and (rest := _readable(context.obj["config"], known, decision, models)):
        again = Known()
        subjects = [*subjects, *_subjects(again, judged(replace(trust, models=rest), again), rest)]
    context.obj["watch"].stop()
    if not together and len(subjects) != 1:
        names = ", ".join(subject.model for subject in subjects[:10])
        raise UsageError(
            f"the configuration has {len(subjects)} models",
            remedy=f"Name one, or add --all: {names}." if names else "Add one, or name the model.",
        )
    if of_all:
        write_fleet(_fleet(context.obj["config"], subjects, decision, known, since), as_, format_, output)
        return decision.exit_code if decision.verdict == "error" else 0
    made = _made(subjects, decision, as_, together)
    stem = "models" if together else subjects[0].model.replace("/", "-") + ("" if as_ == "review" else f"-{as_}")
    write_page(made, format_, output, f"tunegate-{stem}")
    return decision.exit_code if decision.verdict == "error" else 0


def _subjects(known: Known, decision: Decision, models: Sequence[str]) -> list[Subject]:
    """The models that the case has. Where nothing could be gathered, those that cannot be read, else the asked ones."""
    from gate.page.history import read_history
    from gate.page.subject import Subject

    if known.gathered is None or decision.case is None:
        named = dict.fromkeys(found.model for found in decision.findings if found.model is not None)
        return [Subject(name, decision) for name in named or dict.fromkeys(models or ("the repository",))]
    case, repository = known.gathered.case, known.gathered.head.repository
    return [
        Subject(name, decision, case, read_history(repository, case["head"], case["models"][name]["evidence"]["path"]))
        for name in sorted(case["models"])
    ]


def _readable(path: str, known: Known, decision: Decision, asked: Sequence[str]) -> tuple[str, ...]:
    """The models that are not those which could not be read; none where it was something else that could not be."""
    from gate.config.snapshot import chosen_of, config_at

    broken = {found.model for found in decision.findings}
    if known.head is None or None in broken:
        return ()
    return tuple(sorted(set(chosen_of(config_at(known.head, path), path, asked)) - broken))


def _fleet(path: str, subjects: Sequence[Subject], decision: Decision, known: Known, since: str | None) -> Fleet:
    """All models, and the time since then where a repository is known. Raises UsageError for a day to come."""
    from gate.page.interval import Interval, read_interval
    from gate.page.subject import Fleet

    moment = _since(since, decision.now)
    if known.head is None or decision.head is None:
        return Fleet(subjects, decision.head, decision.now)
    try:
        interval = read_interval(known.head.repository, decision.head, path, moment)
    except UndecidedError:  # a clone that lacks commits
        interval = Interval(moment, None, {}, unreadable=True)
    return Fleet(subjects, decision.head, decision.now, interval)


def _since(since: str | None, now: str) -> str:
    if since is None:
        last = datetime.fromisoformat(now) - timedelta(days=7)
        return last.strftime("%Y-%m-%dT%H:%M:%SZ")
    moment = parse_now(f"{since}T00:00:00Z" if len(since) == len("2026-11-30") else since)
    if moment > now:
        raise UsageError(f"{moment} is in the future", remedy="Name a day that is over.")
    return moment


def write_fleet(fleet: Fleet, as_: str, format_: str, path: str | None) -> None:
    """Write a document on all models. Raises UsageError where that cannot be."""
    from gate.page.fleet import kind as fleet_kind
    from gate.page.tree import Page

    chosen = fleet_kind(as_)
    made = chosen.build(fleet)
    if isinstance(made, Page):
        write_page(made, format_, path, f"tunegate-{as_}")
    elif isinstance(made, Output):
        _write(made, path, f"tunegate-models.{chosen.ENDING}", "")
    else:
        _write_files(made, path or f"tunegate-models{'.' + chosen.ENDING if '' in made else ''}", as_)


def _write_files(files: Mapping[str, bytes], path: str, as_: str) -> None:
    if path == "-":
        raise UsageError(f"--as {as_} is bytes, and no text to print", remedy="Name a file with --output.")
    try:
        if set(files) != {""}:
            os.makedirs(path, exist_ok=True)
        for name, data in files.items():
            with open(os.path.join(path, name) if name else path, "wb") as file:
                file.write(data)
    except OSError as error:
        raise UsageError(
            f"{as_} cannot be written: {error.strerror}", path=path, remedy="Name another place with --output."
        ) from None
    say(Text(f"wrote {path}"))


def _made(subjects: Sequence[Subject], decision: Decision, as_: str, together: bool) -> Page | Mapping[str, Any]:
    """The page, or the JSON document. Raises UsageError for one of evidence that could not be read."""
    from gate.page.portfolio import portfolio
    from gate.page.tree import Page

    if together:
        return portfolio(subjects, decision.head, decision.now)
    made = kind(as_).build(subjects[0])
    if not isinstance(made, Page) and subjects[0].facts is None:
        first = decision.findings[0] if decision.findings else None
        raise UsageError(
            f"there is nothing to write as {as_}: {first.message if first else 'no such model'}",
            path=first.path if first else None,
            line=first.line if first else None,
            remedy=first.remedy if first else "Name a model of the configuration.",
        )
    return made


def write_page(made: Page | Mapping[str, Any], format_: str, path: str | None, stem: str) -> None:
    """Write it to a file, or print it for '-'. Raises UsageError where the file cannot be written."""
    from gate.page.html import Html
    from gate.page.markdown import markdown
    from gate.page.tree import Page

    output: Output
    if not isinstance(made, Page):
        output, said, ending = Json(made, sort=False), "", "json"
    elif format_ == "html":
        output, said, ending = Html(made), f": {made.banner.answer.text}", "html"
    else:
        output, said, ending = markdown(made), f": {made.banner.answer.text}", "md"
    _write(output, path, f"{stem}.{ending}", said)


def _write(output: Output, path: str | None, name: str, said: str) -> None:
    if path == "-":
        emit(output)
        return
    path = path or name
    try:
        write_file(path, output)
    except OSError as error:
        raise UsageError(
            f"the page cannot be written: {error.strerror}", path=path, remedy="Name another file with --output."
        ) from None
    say(Text(f"wrote {path}{said}"))
