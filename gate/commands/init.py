"""``init``: a configuration from what a scan finds."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from gate.commands._console import ask, emit, say, say_notices, say_written
from gate.commands._gather import Here, here
from gate.commands.completion import models
from gate.config.approvers import ALLOWED_SIGNERS
from gate.values.elements import Element
from gate.values.errors import UsageError
from gate.values.text import Lines, Text

if TYPE_CHECKING:
    from gate.recognise.propose.plane import ApprovalDraft


@click.command()
@click.option("--model", metavar="NAME", shell_complete=models, help="Put everything into one model of this name.")
@click.option("--owner", metavar="WHO", help="Who answers for the gate (default: as CODEOWNERS has it).")
@click.option(
    "--approver",
    "approvers",
    metavar="WHO=KEY.pub",
    multiple=True,
    help="Who signs decisions, with the file of their public SSH key. Can be given several times.",
)
@click.option("--force", is_flag=True, help="Overwrite a tunegate.yaml without asking.")
@click.option("--dry-run", is_flag=True, help="Print the file in place of writing it.")
@click.pass_context
def init(
    context: click.Context,
    model: str | None,
    owner: str | None,
    approvers: tuple[str, ...],
    force: bool,
    dry_run: bool,
) -> None:
    """Write a tunegate.yaml from what a scan of the work tree finds.

    One model for each training configuration or service that has a name of its own; globs for families of files; what
    only a person can place is a comment. It is read as the gate reads it before it is written. With --approver one of
    those who are named has to sign each decision; their keys are written to .tunegate/allowed_signers. --force scans
    anew, and keeps what people decided: approvers, signing, settings, waivers, exclusions and defaults.
    """
    from gate.evidence.files import write
    from gate.evidence.given import refuse_misfit
    from gate.recognise.look import recognised
    from gate.recognise.propose.assemble import propose
    from gate.recognise.propose.earlier import kept
    from gate.recognise.propose.plane import plane
    from gate.recognise.propose.text import configuration
    from gate.recognise.propose.trial import tried
    from gate.report.scan_report import choices_text

    at = here(context)
    root, path = at.root, at.config_path
    looks: list[Element] = []
    elements, notices = recognised(at.snapshot, at.config, looks)
    if owner is not None:
        refuse_misfit("config", ("control_plane", "owner"), owner, "--owner")
    owned, earlier = plane(at.snapshot, at.config, path), kept(at.snapshot, path)
    owned = replace(owned, owner=owner, owner_from="") if owner is not None else owned
    if approvers and earlier.has_approvers:
        raise UsageError(
            "there are approvers already, and --approver names the first ones",
            path=path,
            remedy="Leave it out: they stay. Who approves is changed there and in the file of their keys.",
        )
    named = _approval(at, approvers)
    owned = replace(owned, approval=named[0]) if named is not None else owned
    proposal = tried(
        propose(at.snapshot, [e for e in elements if e.path != path], root.name, model=model, looks=looks),
        at.snapshot,
        path,
        lambda found: configuration(found, owned, earlier),
    )
    if not proposal.drafts:
        raise UsageError(
            "nothing was recognised in this repository" + (" for sure" if proposal.doubts else ""),
            remedy="Write tunegate.yaml; docs/configuration.md shows how.",
        )
    if gone := earlier.dropped(draft.name for draft in proposal.drafts):
        raise UsageError(
            f"the approvers of {', '.join(gone)} would be dropped: this scan finds no model of that name",
            path=path,
            remedy="Take over by hand what '--dry-run' prints, or give all models the same approvers first.",
        )
    written = configuration(proposal, owned, earlier)
    if dry_run:
        emit(Lines(written.rstrip("\n").split("\n")))
        return
    emit(choices_text(proposal))
    if (root / path).exists() and not force:
        if not sys.stdin.isatty():
            raise UsageError("there is one already", path=path, remedy="Add --force to overwrite it, or --dry-run.")
        ask(Text(f"Overwrite {path}?"))
    keys = [write(root, ALLOWED_SIGNERS, named[1])] if named is not None else []
    say_written([write(root, path, written), *keys])
    say_notices(notices)
    several = " --model NAME" if len(proposal.drafts) > 1 else ""
    if named is None and not earlier.has_approvers:
        say(Text("nobody has to sign yet: --approver WHO=KEY.pub names who does, here or under 'approvers' later"))
    say(Text(f"next: tunegate evidence new{several}  (to review a model; 'tunegate adopt' lets in what runs already)"))


def _approval(at: Here, approvers: tuple[str, ...]) -> tuple[ApprovalDraft, str] | None:
    if not approvers:
        return None
    from gate.commands._approvers import approval

    return approval(at, approvers)
