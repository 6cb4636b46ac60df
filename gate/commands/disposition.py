"""``disposition``: the decision on a model, and who approves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.case.context import Asked
from gate.commands._console import print_json, say, say_written
from gate.commands._draft import draft
from gate.commands._engine import Judge, engine_options
from gate.commands._gather import Here, gathered, here, in_repository, sides_of
from gate.commands._options import TEXT_OR_JSON, comparison_options, key_option, now_option
from gate.commands.completion import models
from gate.values.errors import UsageError
from gate.values.terms import CONTROL_PLANE
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.approvals.sign import Made
    from gate.case.shape import Case
    from gate.evidence.pack import Document
    from gate.values.elements import State

ABOUT = "approval"  # the key 'about' of the METADATA of the rules that say who approved, and by whose keys


@click.group()
def disposition() -> None:
    """Write the decision on a model."""


disposition.add_command(draft)


@disposition.command("sign")
@click.argument("files", nargs=-1, type=click.Path())
@click.option(
    "--model",
    metavar="NAME",
    shell_complete=models,
    help="Sign for this model only; 'control-plane' is the gate itself.",
)
@key_option
@click.pass_context
def disposition_sign(context: click.Context, files: tuple[str, ...], model: str | None, key: str | None) -> None:
    """Sign the disposition, and the determinations for what is on disk; or the FILES that are named.

    The signature is over the exact bytes of the document and is kept beside it, in a file that ends with '.sig'.
    Signatures of others over the same bytes stay. Look at what you sign first: 'tunegate disposition show'.
    """
    from gate.approvals.sign import documents, sign, signing_of, usual_key

    at = here(context)
    signing = signing_of(at.config, at.config_path)
    chosen = documents(_signable(context, at, model), tuple(in_repository(at.root, name) for name in files))
    with_key = Path(key) if key else usual_key(os.environ)
    for document in chosen:
        _say_made(sign(at.root, at.snapshot, document, signing, with_key), signing.allowed_signers)


def _signable(context: click.Context, at: Here, model: str | None) -> Iterator[tuple[Document, State | None]]:
    """Documents, each with the state on disk; None for the control plane unless it is asked for: that needs a base."""
    from gate.evidence.files import SIGNATURES, refuse_unkept
    from gate.evidence.pack import load

    for block in at.models(model).values() if model != CONTROL_PLANE else ():
        refuse_unkept(at.snapshot, block.evidence, SIGNATURES)
        state = at.state(block)
        pack = load(at.snapshot, block.evidence).or_raise()
        for document in (pack.disposition, pack.baseline, *pack.determinations):
            if document is not None:
                yield document, state
    if at.config is not None and model in (None, CONTROL_PLANE):
        folder = at.config.control_plane.evidence
        determinations = load(at.snapshot, folder).or_raise().determinations
        if determinations:
            refuse_unkept(at.snapshot, folder, SIGNATURES)
        plane = _plane_state(context) if determinations and model == CONTROL_PLANE else None
        yield from ((document, plane) for document in determinations)


def _plane_state(context: click.Context) -> State | None:
    """The state of the control plane on disk; None where it is that of the base."""
    from gate.case.control_plane import touched_plane
    from gate.case.touched import changed_paths
    from gate.surfaces.reader import Reader

    sides = sides_of(context, Asked(worktree=True))
    plane = touched_plane(sides, Reader(), changed_paths(sides))
    return plane.head if plane is not None else None


def _say_made(made: Made, signers: str) -> None:
    said = made.document.value
    what = f"not reviewed, let in until {said['expires']}"
    if "decision" in said:
        what = f"{said['decision']} until {said['expires']}"
    elif "trigger" in said:
        what = f"{said['trigger']} is not material"
    say(Text(f"signed {made.document.path}"))
    say(Text(f"  {made.document.digest}, the bytes that 'tunegate disposition show' shows"))
    say(Text(f"  {said['model']}: {what}, of the state {said['state'][:19]}"))
    say(Text(f"  by {made.principal or 'a key that is not listed'}, {made.key.fingerprint} ({made.key.type})"))
    say(Text(f"wrote {made.path}"))
    if made.kept:
        say(Text(f"  beside {made.kept} of others"))
    if made.dropped:
        say(Text(f"  {made.dropped} over other bytes, or for another repository, taken out"))
    if made.principal is None:
        say(Text(f"  To have it count, the base branch has to list the key in {signers}:"))
        say(Text(f"  {made.allowed}"))


@disposition.command("show")
@click.argument("model", required=False, shell_complete=models)
@comparison_options
@now_option
@click.pass_context
def disposition_show(context: click.Context, model: str | None, asked: Asked, now: str | None) -> None:
    """Show what a signature on the disposition of MODEL is for, and what is other than in the last decision.

    It is rendered from the bytes that 'tunegate disposition sign' signs, whose digest is printed: those on disk, or
    with --head those of a commit. The last decision is that of the base.
    """
    from gate.commands._console import emit
    from gate.commands._shown import shown
    from gate.report.disposition_report import render

    emit(render(shown(context, asked, model, now)))


@disposition.command("record-review")
@click.option("--pull", "number", type=click.IntRange(min=1), required=True, help="Number of the merged pull request.")
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option(
    "--key",
    metavar="FILE",
    envvar="TUNEGATE_REVIEW_KEY",
    type=click.Path(dir_okay=False),
    required=True,
    help="Private key that 'signing.review_keys' lists.",
)
@click.option("--trusted", metavar="BRANCH", help="The protected branch (default: the default branch).")
@now_option
@click.pass_context
def disposition_record_review(
    context: click.Context, number: int, model: str | None, key: str, trusted: str | None, now: str | None
) -> None:
    """Record who approved a merged pull request, so that 'tunegate verify' can read it without GitHub.

    A review counts where its author neither wrote nor pushed a commit of the pull request, approved its last commit,
    and the disposition there is the one that the trusted branch has now. The statement goes to 'reviews/' in the
    model's evidence folder. GITHUB_TOKEN and GITHUB_REPOSITORY say whom to ask.
    """
    from gate.case.context import parse_now
    from gate.commands._gather import repository
    from gate.commands._recorded import record

    moment = parse_now(now)
    made = record(repository(context), context.obj["config"], model, trusted, number, Path(key), moment)
    say(Text(f"wrote {made.path}, and its signature"))
    say(Text(f"  of the disposition {made.digest}"))
    for principal, login in made.principals:
        say(Text(f"  approved by {principal}, in a review of {login}"))
    for reason in made.left_out:
        say(Text(f"  not counted: {reason}"))


@disposition.command("withdraw")
@click.argument("file", type=click.Path())
@click.option("--by", metavar="WHO", help="Who takes the decision back.")
@click.option("--reason", metavar="TEXT", help="Why it no longer holds.")
@click.option("--base", metavar="REV", help="For a file that is gone from disk: the commit that has it.")
@now_option
@click.pass_context
def disposition_withdraw(
    context: click.Context, file: str, by: str | None, reason: str | None, base: str | None, now: str | None
) -> None:
    """Take a decision back for good: the disposition or the determination in FILE, and every earlier one like it.

    The document that this writes has to stay, in the place of the decision or beside it. It needs no signature,
    because it gives nothing. A later decision on the same state counts again.
    """
    from gate.evidence.withdrawal import new_withdrawal

    at = here(context, now=now)
    document = _document(context, at, in_repository(at.root, file), base)
    say_written([new_withdrawal(at.root, document, by=by, reason=reason, now=at.now)])


def _document(context: click.Context, at: Here, path: str, base: str | None) -> Document:
    """The document of a pack at a path: on disk, or at the base where it is gone. Raises UsageError."""
    from gate.evidence.pack import load

    snapshot, config = at.snapshot, at.config
    if snapshot.entry(path) is None:
        sides = sides_of(context, Asked(base=base, worktree=True), at.now)
        snapshot, config = sides.base or at.snapshot, sides.old
    folders = [block.evidence for block in config.models.values()] if config else []
    folders += [config.control_plane.evidence] if config else []
    for folder in folders:
        if path.startswith(folder + "/"):
            for document in load(snapshot, folder).or_raise().documents():
                if document.path == path:
                    return document
    raise UsageError(
        "this is no document of a pack, neither on disk nor at the base",
        path=path,
        remedy="Name a disposition or a determination; --base names the commit that has it.",
    )


@disposition.command("verify")
@comparison_options
@click.option("--all-models", is_flag=True, help="Every model, not only those that the change touches.")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@now_option
@engine_options
@click.pass_context
def disposition_verify(
    context: click.Context,
    asked: Asked,
    all_models: bool,
    format_: str,
    now: str | None,
    judge: Judge,
) -> int:
    """Show who signed the dispositions and determinations, and whether that suffices.

    Keys and approvers are those of the base, as in 'tunegate check'. Exit status: 0 approved, 1 not.
    """
    from gate.judge.decide import decide

    case = gathered(sides_of(context, asked, now), all_models=all_models)
    decision = decide(case, judge.open(case, context.obj["timeout"]))
    found = [finding for finding in decision.findings if decision.about.get(finding.rule, {}).get("about") == ABOUT]
    rows = list(_documents(case.case))
    refused = any(finding.severity == "error" for finding in found)
    if format_ == "json":
        print_json({"documents": rows, "findings": [finding.row() for finding in found], "approved": not refused})
        return int(refused)
    for row in rows:
        say(Text(row["path"]))
        for signature in row["approval"]["verified"]:
            older = f", in form {signature['form']}" if signature["path"] != row["approval"]["path"] else ""
            key = f"{signature['fingerprint']} ({signature['key_type']})"
            say(Text(f"  signed by {signature['principal']}, {key}{older}"))
        for part in row["approval"]["counted"]:
            reviews = [one["by"] for one in part["approvals"] if one["method"] == "review"]
            if reviews:
                say(Text(f"  approved by {part['principal']}, in a review of {', '.join(reviews)}"))
        approvers = row["approvers"]
        if approvers is not None:
            say(Text(f"  asked: {approvers['quorum']} of {', '.join(approvers['principals'])}"))
    for finding in found:
        place = f"{finding.path}:{finding.line}" if finding.line else finding.path
        say(Text(f"{finding.severity}: {place}: {finding.message}"))
        say(Text(f"  fix: {finding.remedy}"))
    if not rows:
        say(Text("there is no disposition or determination that this change touches"))
    return int(refused)


def _documents(case: Case) -> Iterator[dict[str, Any]]:
    """Documents with their approvals and who is asked: the dispositions, and what was determined for the head."""
    for model in case["models"].values():
        pack, asked = model["evidence"], model["approvers"]
        for document in [pack["disposition"], pack["baseline"], *pack["determinations"]]:
            if document is not None and document["made_for"]["state"] == model["state"]["digest"]:
                yield {"path": document["path"], "approval": document["approval"], "approvers": asked}
    plane = case["control_plane"]
    for document in plane["determinations"]:
        if document["made_for"]["state"] == plane["state"]:
            yield {"path": document["path"], "approval": document["approval"], "approvers": plane["approvers"]}
