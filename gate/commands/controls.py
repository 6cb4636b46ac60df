"""``controls``: what a repository has of controls, stated for the repositories that rely on them."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gate.case.context import Head
from gate.commands._console import say, say_written
from gate.commands._gather import here, in_repository
from gate.commands._options import key_option, model_option, now_option
from gate.git.entry import INDEX, WORKTREE
from gate.values.errors import UsageError
from gate.values.text import Text


@click.group()
def controls() -> None:
    """State the controls of a model, for a repository that relies on them."""


@controls.command("statement")
@model_option
@click.option("--head", metavar="REV", default="HEAD", show_default=True, help="The commit to state the controls of.")
@click.option("--by", "stated_by", metavar="WHO", help="Who answers questions about it.")
@click.option("--expires", metavar="DATE", help="Last day on which others may rely on it (default: in 180 days).")
@click.option(
    "--control",
    "asked",
    metavar="SURFACE=PATH#POINTER",
    multiple=True,
    help="A value to list beside the files. Can be given several times.",
)
@click.option("--output", metavar="FILE", help="Where to write it (default: published/ in the evidence folder).")
@now_option
@click.pass_context
def controls_statement(
    context: click.Context,
    model: str | None,
    head: str,
    stated_by: str | None,
    expires: str | None,
    asked: tuple[str, ...],
    output: str | None,
    now: str | None,
) -> None:
    """Write the controls statement of a commit: every file on the surfaces that hold controls, by its digest.

    It needs no disposition of the model, and says nothing of it. Sign it with 'tunegate controls sign', and hand both
    files to the repository that relies on them.
    """
    from gate.approvals.sign import signing_of
    from gate.case.controls import control_facts
    from gate.evidence.controls_statement import PUBLISHED, listed, statement_text
    from gate.evidence.files import write
    from gate.evidence.states import made_for

    at = here(context, Head(head), now=now)
    if at.snapshot.name in (INDEX, WORKTREE):
        raise UsageError("a statement is about a commit", remedy="Name one with --head.")
    signing = signing_of(at.config, at.config_path)
    block = at.model(model)
    state = at.state(block)
    rows = listed(state, asked)
    same = made_for(at.snapshot, block.evidence, state.digest, state)
    facts = control_facts(at.snapshot, at.reader, state, {"controls": rows}, same)
    text = statement_text(
        state,
        [
            {
                **row,
                "digest": fact["digest"],
                "empty": fact["empty"],
                "switched_off": [{"key": off["key"], "value": off["value"]} for off in fact["off"]],
            }
            for row, fact in zip(rows, facts, strict=True)
        ],
        repository=signing.repository,
        model=block.name,
        commit=at.snapshot.name,
        now=at.now,
        given={"stated_by": stated_by, "expires": expires},
    )
    path = in_repository(at.root, output) if output else f"{block.evidence}/{PUBLISHED}/controls.yaml"
    say_written([write(at.root, path, text)])
    say(Text(f"  {len(rows)} control{'s' * (len(rows) != 1)} of {block.name} at {at.snapshot.name[:12]}"))
    say(Text("  Fill in stated_by." if not stated_by else f"  Have it signed: tunegate controls sign {path}"))


@controls.command("sign")
@click.argument("file", type=click.Path())
@key_option
@click.pass_context
def controls_sign(context: click.Context, file: str, key: str | None) -> None:
    """Sign the controls statement in FILE for this repository; signatures of others over the same bytes stay."""
    from gate.approvals.sign import sign, signing_of, usual_key
    from gate.evidence.pack import statement_at

    at = here(context)
    signing = signing_of(at.config, at.config_path)
    document = statement_at(at.snapshot, in_repository(at.root, file))
    if document.value["repository"] != signing.repository:
        raise UsageError(
            f"the statement is of {document.value['repository']}, and this is {signing.repository}",
            path=document.path,
            line=document.node.at(("repository",)).line,
            remedy="Sign it there.",
        )
    made = sign(at.root, at.snapshot, document, signing, Path(key) if key else usual_key(os.environ))
    say(Text(f"signed {document.path}, {document.digest}"))
    say(Text(f"  by {made.principal or 'a key that is not listed'}, {made.key.fingerprint} ({made.key.type})"))
    say(Text(f"wrote {made.path}"))
    say(Text("  The other repository lists the key for this one's namespace:"))
    say(Text(f"  {made.allowed}"))
