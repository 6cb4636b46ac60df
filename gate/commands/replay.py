"""``replay``: a decision made again from its JSON and its case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import print_json, say
from gate.commands._engine import Judge, engine_options
from gate.commands._options import TEXT_OR_JSON
from gate.values.errors import UndecidedError, UsageError
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.policy import Bundle

MAX_DOCUMENT = 256 * 1024**2  # bytes


@click.command()
@click.argument("decision", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("case", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--policies", "rev", metavar="REV", help="Commit whose configuration names the policies (default: its base)."
)
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@engine_options
@click.pass_context
def replay(context: click.Context, decision: Path, case: Path, rev: str | None, format_: str, judge: Judge) -> int:
    """Make DECISION again over CASE, by the policies that it names, on any engine.

    DECISION is what --output wrote, CASE what --case wrote beside it. Exit status: 0 the same decision, 1 another one,
    2 a document cannot be read, 3 its policies are not found here, or CASE is not its case.
    """
    from gate.judge.replay import differences, refuse, replayed

    made, facts = _read(decision), _read(case)
    refuse(made, facts)
    bundle = _bundle(context, made, rev, by_server=judge.opa_url is not None)
    engine = judge.open_for(bundle, context.obj["timeout"], root=_root(context), unidentified=False)
    again = replayed(made, facts, bundle, engine)
    found = list(differences(made, again))
    if format_ == "json":
        print_json({"same": not found, "differences": found, "then": made["engine"], "now": dict(again.engine)})
        return int(bool(found))
    say(Text(f"{'the same decision' if not found else 'another decision'}: {again.verdict}, by {again.policies}"))
    say(Text(f"  then on {_engine(made['engine'])}, now on {_engine(again.engine)}"))
    for line in found:
        say(Text(f"  {line}"))
    return int(bool(found))


def _engine(row: Any) -> str:
    said = row if isinstance(row, dict) else {}
    return f"{said.get('name')} {said.get('version')}"


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_DOCUMENT:
            raise UsageError("the document is too large", path=str(path), remedy="Name the one that was written.")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=str(path), remedy="Name a file.") from None
    except (ValueError, RecursionError):
        raise UsageError("this is no JSON", path=str(path), remedy="Name the document that was written.") from None


def _root(context: click.Context) -> Path | None:
    from gate.commands._gather import repository

    try:
        return repository(context).root
    except UsageError:  # outside of a repository
        return None


def _bundle(context: click.Context, made: Any, rev: str | None, *, by_server: bool) -> Bundle:
    """The policies that the decision names: the gate's own, or with those of the repository. Raises UndecidedError."""
    from gate.policy import load_builtin

    bundle = builtin = load_builtin()
    if bundle.digest != made["policies"] and (at := rev or made["base"] or made["head"]) is not None:
        bundle = _of_commit(context, at) or builtin
    if bundle.digest != made["policies"] and not by_server:
        raise UndecidedError(
            f"the decision was made by the policies {made['policies']}; those found here are {bundle.digest}",
            remedy="Use the tunegate that made it, in the repository, and name by --policies the commit "
            "whose configuration was in force.",
        )
    return bundle


def _of_commit(context: click.Context, rev: str) -> Bundle | None:
    from gate.case.context import Head
    from gate.commands._gather import here
    from gate.policy.in_force import bundle_of

    try:
        at = here(context, Head(head=rev) if rev not in ("INDEX", "WORKTREE") else None)
    except UsageError:  # outside of a repository
        return None
    return bundle_of(at.config, at.snapshot) if at.config else None
