"""``registry``: which review a model in a registry operates under, and what may be promoted."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate.case.context import parse_now
from gate.commands._asking import Asking, asking_options
from gate.commands._console import print_json, say, say_error, warn
from gate.commands._options import TEXT_OR_JSON
from gate.values.errors import EXIT_BLOCKED, EXIT_PASS, EXIT_UNDECIDED, UsageError
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.registry.answer import Answer
    from gate.registry.artefacts import Artefact
    from gate.registry.port import Registry, Version
    from gate.registry.publishing import Moved, Step

_URL = click.option(
    "--registry", "url", metavar="URL", envvar="TUNEGATE_REGISTRY", required=True, help="The registry, by its URL."
)
_ARTEFACT = click.option(
    "--artefact", metavar="PATH", help="The weights at hand, where the registry vouches for no digest of its own."
)
_FORMAT = click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)


@click.group()
def registry() -> None:
    """Ask a registry of models which review a version operates under, and write there what 'verify' found.

    URLs: folder:PATH, buckets by fsspec (s3://, gs://, az://), and those of docs/registry.md. Tokens come from the
    environment alone.
    """


@registry.command("publish")
@click.argument("statement", type=click.Path(dir_okay=False))
@click.argument("reference", metavar="NAME@VERSION")
@_URL
@_ARTEFACT
@asking_options
@_FORMAT
@click.pass_context
def registry_publish(
    context: click.Context,
    statement: str,
    reference: str,
    url: str,
    artefact: str | None,
    asking: Asking,
    format_: str,
) -> int:
    """Attach the signed STATEMENT to a version. Again, it does nothing.

    Weights that are known to be others than those of the statement are refused. Where the registry vouches for no
    digest, the version is unproven, and 'registry gate' refuses it without --artefact. Exit status: 0 attached, 1
    attached and not in force, 2 wrong usage, 3 refused or not done; the same command again does the rest.
    """
    from gate.registry.publishing import hints_of, publish

    opened, versions = _versions(url, reference)
    version = _single(versions, reference)
    envelope = _read(statement)
    given = asking.artefact(context, artefact)
    done = publish(opened, version, envelope, statement, given)
    for model in done.models:
        asking.record(context, "publication", model, envelope, {"registry": opened.url, "version": version.place})
    answer = asking.judge(context, opened, [_with(version, given)])
    opened.hint(version, hints_of(answer))
    if format_ == "json":
        print_json({**answer.document, "attached": done.attached, "proven": done.proven, "statement": done.statement})
    else:
        say(one_line(f"{'attached' if done.attached else 'there already'}: {done.statement} at {version.place}"))
        if not done.proven:
            say(Text("  unproven: the registry vouches for no digest of the weights"))
        _show(answer)
    return EXIT_PASS if answer.exit_code == EXIT_PASS else EXIT_BLOCKED


@registry.command("query")
@click.argument("reference", metavar="REF")
@_URL
@click.option("--as-of", metavar="TIME", help="The answer of a day (YYYY-MM-DD, at its end) or a time.")
@click.option("--index", metavar="FILE", help="SQLite index in which a digest is looked for; 'sync' renews it.")
@asking_options
@_FORMAT
@click.pass_context
def registry_query(
    context: click.Context,
    reference: str,
    url: str,
    as_of: str | None,
    index: str | None,
    asking: Asking,
    format_: str,
) -> int:
    """Say under which review REF operates: NAME@VERSION, NAME@ALIAS, NAME@DIGEST, or a digest of weights, of a state,
    a disposition or a statement.

    Exit status: 0 a review is in force, 1 not reviewed, 2 wrong usage, 3 could not decide, 4 there is no such version,
    5 several answers, 6 expired, 7 revoked, 8 on hold.
    """
    opened, versions = _versions(url, reference, index)
    answer = asking.at(_moment(as_of)).judge(context, opened, versions)
    if format_ == "json":
        print_json(answer.document)
    else:
        _show(answer)
    return answer.exit_code


@registry.command("gate")
@click.argument("reference", metavar="REF")
@_URL
@click.option("--promote", "alias", metavar="ALIAS", help="Have the alias stand for the version if it may.")
@_ARTEFACT
@asking_options
@_FORMAT
@click.pass_context
def registry_gate(
    context: click.Context,
    reference: str,
    url: str,
    alias: str | None,
    artefact: str | None,
    asking: Asking,
    format_: str,
) -> int:
    """Let a version pass only where a statement in force covers its weights, for the environment that is named.

    With --promote the alias moves then, and is put back where the version or its statements changed meanwhile. The exit
    statuses are those of 'registry query'.
    """
    from gate.registry.publishing import promote

    if asking.environment is None:
        raise UsageError(
            "the gate has to know where the model is to run",
            remedy="Add --environment NAME, as 'tunegate verify --environment NAME' stated it.",
        )
    opened, versions = _versions(url, reference)
    given = asking.artefact(context, artefact)

    def judged(row: Version) -> Answer:
        return asking.judge(context, opened, [_with(row, given)])

    moved: Moved | None = None
    if alias is not None and len(versions) == 1:
        answer, moved = promote(opened, versions[0], alias, judged)
    else:
        answer = asking.judge(context, opened, [_with(row, given) for row in versions])
    if moved is not None and answer.standing is not None and moved.before != moved.after:
        more = {"registry": opened.url, "version": versions[0].place, "alias": moved.alias}
        text = f"{answer.standing['id']}\n".encode()
        asking.record(context, "promotion", str(answer.standing["model"]), text, more)
    if format_ == "json":
        shown = {"alias": moved.alias, "before": moved.before, "after": moved.after} if moved else None
        print_json({**answer.document, "promoted": shown})
    else:
        _show(answer)
        if moved:
            say(one_line(f"{moved.alias}: version {moved.after} (before: {moved.before or 'none'})"))
            if not opened.swaps:
                say(Text("  the registry cannot compare and move in one step; it was read again afterwards"))
    return answer.exit_code


@registry.command("sync")
@_URL
@click.option("--apply", "is_applied", is_flag=True, help="Do it (default: say what would be done).")
@click.option("--alias", "guarded", metavar="ALIAS", multiple=True, help="Only a version in force may have it.")
@click.option("--index", metavar="FILE", help="SQLite index to renew as well.")
@asking_options
@_FORMAT
@click.pass_context
def registry_sync(
    context: click.Context,
    url: str,
    is_applied: bool,
    guarded: tuple[str, ...],
    index: str | None,
    asking: Asking,
    format_: str,
) -> int:
    """Bring a registry in line with what expired, was revoked, held or superseded. Run it every night.

    Exit status: 0 all is in line, 1 something is to be done (without --apply), 3 something could not be read or done;
    the same command again does the rest.
    """
    from gate.registry.port import RegistryError, open_registry
    from gate.registry.publishing import apply, steps

    opened = open_registry(url, os.environ)
    keys, asked, recorded = asking.gather(context)
    todo: list[Step] = []
    failed = 0
    for row in list(steps(opened, keys, asked, recorded, guarded)):
        try:
            if isinstance(row, RegistryError):
                raise row
            if is_applied:
                apply(opened, row)
            todo.append(row)
        except RegistryError as error:
            say_error(error)
            failed += 1
    if index is not None:
        from gate.registry.index import renewed

        warn(Text(f"{renewed(index, opened)} rows in {index}"))
    if format_ == "json":
        print_json({"applied": is_applied, "steps": [_step(row) for row in todo], "failed": failed})
    else:
        _show_steps(todo, is_applied)
    if failed:
        return EXIT_UNDECIDED
    return EXIT_BLOCKED if todo and not is_applied else EXIT_PASS


def _step(row: Step) -> dict[str, object]:
    return {
        "version": row.version.place,
        "status": row.status,
        "why": row.why,
        "hints": dict(row.hints),
        "aliases": list(row.aliases),
    }


def _show_steps(todo: list[Step], is_applied: bool) -> None:
    for row in todo:
        say(one_line(f"{row.version.place}: {row.status}{f' ({row.why})' if row.why else ''}", 300))
        for key, text in sorted(row.hints.items()):
            say(one_line(f"  {'set' if is_applied else 'would set'} {key} = {text}", 300))
        for alias in row.aliases:
            say(one_line(f"  {'took' if is_applied else 'would take'} the alias {alias} away"))
    if not todo:
        say(Text("all is in line"))


def _show(answer: Answer) -> None:
    row = answer.standing or {}
    place = ", ".join(version.place for version in answer.versions) or "no version"
    say(one_line(f"{answer.status.upper()}: {place}", 300))
    for reason in answer.reasons:
        say(one_line(f"  {reason['message']}", 300))
    if row:
        signers = ", ".join(row["signers"]) or "nobody"
        say(one_line(f"  {row['decision']} until {row['expires']}, by {signers}", 300))
        say(one_line(f"  model {row['model']}, state {row['state']}", 300))
        say(one_line(f"  disposition {row['disposition']}", 300))
        say(
            one_line(f"  commit {row['commit']} of {row['repository']}, environment {row['environment'] or 'not said'}")
        )
        say(one_line(f"  verified at {row['verified_at']}, signed by {', '.join(row['signed_by'])}", 300))
        for condition in row["conditions"]:
            say(one_line(f"  condition {condition['id']}: {condition['owner']}, due {condition['due']}"))
    for refused in answer.refused:
        say(one_line(f"  does not count: {refused['statement'] or 'an envelope'}: {refused['message']}", 300))


def _versions(url: str, reference: str, index: str | None = None) -> tuple[Registry, tuple[Version, ...]]:
    from gate.registry.answer import found, split
    from gate.registry.port import open_registry

    opened = open_registry(url, os.environ)
    if index is not None and split(reference)[0] is None:
        from gate.registry.index import candidates

        if rows := candidates(index, opened, reference):
            return opened, rows
    return opened, found(opened, reference)


def _single(versions: tuple[Version, ...], reference: str) -> Version:
    if len(versions) != 1:
        many = f"stands for {len(versions)} versions" if versions else "is not in the registry"
        raise UsageError(f"{reference} {many}", remedy="Name one version: NAME@VERSION.")
    return versions[0]


def _with(version: Version, given: Artefact | None) -> Version:
    """The version with the digests of the weights at hand, where the registry vouches for none."""
    if given is None or version.digest is not None or version.files:
        return version
    return replace(version, digest=given.digest, files=dict(given.content))


def _moment(as_of: str | None) -> str | None:
    if as_of is None:
        return None
    return parse_now(f"{as_of}T23:59:59Z" if len(as_of) == len("2026-11-30") else as_of)


def _read(path: str) -> bytes:
    from gate.registry.port import MAX_ENVELOPE

    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_ENVELOPE + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path, remedy="Name the statement.") from None
