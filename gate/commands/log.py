"""``log``: a history of decisions and publications in which a rewrite shows."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import parse_now
from gate.commands._console import print_json, say
from gate.commands._gather import here
from gate.commands._options import TEXT_OR_JSON, now_option
from gate.commands._statement_keys import checkpoint_of, recorded_at
from gate.values.digests import is_digest
from gate.values.errors import EXIT_BLOCKED, EXIT_PASS, UsageError
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.registry.log.checkpoint import Checkpoint
    from gate.registry.log.kept import Log, Read

_PLACE = click.option(
    "--log",
    "place",
    metavar="PLACE",
    envvar="TUNEGATE_LOG",
    default="git:tunegate-log",
    show_default=True,
    help="git:BRANCH, folder:PATH or a bucket.",
)


@click.group()
def log() -> None:
    """Keep a log of dispositions, publications, holds and deploys, in which a rewrite shows.

    It is a Merkle tree (RFC 6962). Whoever keeps a checkpoint finds a log that was rolled back, forked or edited.
    """


@log.command("append")
@click.argument("kind")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False))
@click.option("--model", metavar="NAME", help="What it is about (default: what the document names).")
@click.option("--note", "notes", metavar="KEY=TEXT", multiple=True, help="Such as environment=prod, of a deploy.")
@_PLACE
@now_option
@click.pass_context
def log_append(
    context: click.Context,
    kind: str,
    files: tuple[str, ...],
    model: str | None,
    notes: tuple[str, ...],
    place: str,
    now: str | None,
) -> None:
    """Append FILES as entries of a KIND: disposition, determination, waiver, withdrawal, publication, promotion,
    deploy, hold or release.

    The signatures beside a file (FILE.sig) go with it. What is in the log already is not appended again.
    """
    from gate.registry.log.entries import made

    moment = parse_now(now)
    more = dict(_note(text) for text in notes)
    rows = []
    for file in files:
        data = _read(file)
        beside = Path(file + ".sig")
        signatures = beside.read_bytes() if beside.is_file() else b""
        rows.append(made(kind, model or _model(kind, data, file), moment, data, signatures, more))
    at, added = _open(context, place).append(rows)
    say(Text(f"appended {added}"))
    say(one_line(at.line, 400))


@log.command("checkpoint")
@_PLACE
@click.pass_context
def log_checkpoint(context: click.Context, place: str) -> None:
    """Print the checkpoint: keep it where whoever writes the log cannot reach it."""
    say(one_line(_open(context, place).read().checkpoint.line, 400))


@log.command("prove")
@click.argument("what", metavar="DIGEST|CHECKPOINT", nargs=-1, required=True)
@_PLACE
@click.pass_context
def log_prove(context: click.Context, what: tuple[str, ...], place: str) -> int:
    """Print a proof: that the document with a DIGEST is in the log, or that an older CHECKPOINT is its beginning.

    Exit status: 0 printed, 1 the log is not the continuation of CHECKPOINT, 2 there is nothing to prove, 3 the log is
    damaged or cannot be read.
    """
    from gate.registry.log.entries import parse
    from gate.registry.log.tree import consistency, inclusion

    asked = " ".join(what)
    old = None if is_digest(asked) else _wanted(asked)
    found = _open(context, place).read()
    value: dict[str, Any] = {"checkpoint": found.checkpoint.line}
    if old is None:
        numbers = [row.number for row in parse(found.entries) if row.digest == asked]
        if not numbers:
            raise UsageError(f"the log has no document {asked}", remedy="See: tunegate log show MODEL.")
        value["entry"] = found.entries[numbers[0]].decode()
        value["number"] = numbers[0]
        value["path"] = _encoded(inclusion(numbers[0], found.hashes))
    elif why := _problem(old, found):
        say(one_line(f"REWRITTEN: {why}, by the checkpoint {old.line}", 500))
        return EXIT_BLOCKED
    else:
        value["since"] = old.line
        value["path"] = _encoded(consistency(old.size, found.hashes))
    print_json(value, exact=True)
    return EXIT_PASS


@log.command("check")
@click.option("--since", "kept", metavar="CHECKPOINT", multiple=True, help="One that you kept; several can be given.")
@click.option("--proof", metavar="FILE", type=click.Path(dir_okay=False), help="Check what 'log prove' printed, alone.")
@_PLACE
@click.pass_context
def log_check(context: click.Context, kept: tuple[str, ...], proof: str | None, place: str) -> int:
    """Check every entry against the log's checkpoint, and that each checkpoint that was kept is its beginning.

    Kept checkpoints are those of --since, and those that the dispositions of the work tree recorded. Exit status: 0 all
    of them are, 1 the log was rolled back, forked or rewritten since, 3 it is damaged or cannot be read.
    """
    wanted = [checkpoint_of(text, "--since") for text in kept]
    if proof is not None:
        return _check_proof(proof, wanted)
    found = _open(context, place).read()
    if not kept:
        at = here(context)
        wanted += recorded_at(at.snapshot, at.config)
    wrong = [(old, why) for old in wanted if (why := _problem(old, found))]
    for old, why in wrong:
        say(one_line(f"REWRITTEN: {why}, by the checkpoint {old.line}", 500))
    if not wrong:
        count = f"{len(wanted)} kept checkpoint{'' if len(wanted) == 1 else 's'}"
        say(one_line(f"OK: {found.checkpoint.size} entries, consistent with {count}"))
    return EXIT_BLOCKED if wrong else EXIT_PASS


@log.command("show")
@click.argument("model")
@click.option("--as-of", metavar="TIME", help="What the log had by then (RFC 3339).")
@_PLACE
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def log_show(context: click.Context, model: str, as_of: str | None, place: str, format_: str) -> None:
    """List what the log has of a MODEL, in its order."""
    from gate.registry.log.entries import entry
    from gate.registry.log.index import view

    until = parse_now(as_of) if as_of else None
    rows = [found for at in view(_open(context, place)).about([model]) if (found := entry(*at))]
    shown = [row for row in rows if until is None or row.at <= until]
    if format_ == "json":
        print_json([{"number": r.number, "kind": r.kind, "at": r.at, "digest": r.digest, **r.more} for r in shown])
        return
    for row in shown:
        more = "".join(f"  {key}={text}" for key, text in sorted(row.more.items()))
        say(one_line(f"{row.number}  {row.at}  {row.kind}  {row.digest}{more}", 300))


def _problem(old: Checkpoint, now: Read) -> str | None:
    """Why a kept checkpoint is not the beginning of the log; None where it is."""
    from gate.registry.log.tree import root_hash

    if old.origin != now.checkpoint.origin:
        return f"this log is {now.checkpoint.origin}, and not {old.origin}"
    if old.size > now.checkpoint.size:
        return f"the log had {old.size} entries, and has {now.checkpoint.size}"
    if root_hash(now.hashes[: old.size]) != old.root:
        return f"the first {old.size} entries are not what they were"
    return None


def _check_proof(path: str, kept: list[Checkpoint]) -> int:
    """A proof alone, without the log: against the checkpoints that were kept, else against its own."""
    import json

    from gate.registry.log.tree import includes, is_prefix, leaf_hash

    try:
        value = json.loads(_read(path))
        now = checkpoint_of(value["checkpoint"], path)
        steps = [base64.b64decode(text, validate=True) for text in value["path"]]
        if "since" in value:
            old = checkpoint_of(value["since"], path)
            holds = old.origin == now.origin and is_prefix(old.size, now.size, old.root, now.root, steps)
            known = not kept or not {old.line, now.line}.isdisjoint(row.line for row in kept)
        else:
            holds = includes(value["number"], now.size, leaf_hash(value["entry"].encode()), steps, now.root)
            known = not kept or now.line in {row.line for row in kept}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UsageError("the file is not a proof", path=path, remedy="Write it with 'tunegate log prove'.") from None
    if holds and known:
        say(one_line(f"OK: the proof holds for {now.line}", 400))
        return EXIT_PASS
    said = "the proof does not hold" if not holds else "the proof is for a checkpoint that was not kept"
    say(one_line(f"REWRITTEN: {said}: {now.line}", 400))
    return EXIT_BLOCKED


def _model(kind: str, data: bytes, path: str) -> str:
    """The model that a document names. Raises UsageError."""
    from gate.documents import DocumentError, parse
    from gate.registry import dsse
    from gate.registry.statements import document, said

    if kind == "publication":
        names = {row["model"] for row in said(document(dsse.parse(data, path).payload, path))}
        if len(names) == 1:
            return str(names.pop())
    else:
        try:
            value = parse(data, "yaml").plain()
        except DocumentError:
            value = None
        if isinstance(value, dict) and isinstance(value.get("model"), str):
            return str(value["model"])
    raise UsageError("the document does not name one model", path=path, remedy="Add --model NAME.")


def _note(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise UsageError(f"--note {text!r} is not KEY=TEXT", remedy="Write it like --note environment=prod.")
    return key, value


def _open(context: click.Context, place: str) -> Log:
    from gate.registry.log.places import open_log

    return open_log(place, Path(context.obj["directory"]))


def _wanted(text: str) -> Checkpoint:
    if text.startswith("sha256:"):
        raise UsageError(f"{text[:80]!r} is not a digest", remedy="Write sha256: and 64 hexadecimal digits.")
    return checkpoint_of(text, "DIGEST|CHECKPOINT")


def _encoded(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(row).decode() for row in hashes]


def _read(path: str) -> bytes:
    from gate.registry.log.kept import MAX_ENTRY

    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_ENTRY + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path, remedy="Name a file.") from None
