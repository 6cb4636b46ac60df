"""``hold``: stop a model at once, by the word of one approver; the quorum lets it go on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import say
from gate.commands._gather import Here, here
from gate.commands._options import key_option, now_option
from gate.commands.completion import models
from gate.values.errors import UsageError
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.config.load import Model

SYNC_HOURS = 24  # between two runs of 'registry sync', unless --sync-hours says otherwise


class _Holds(click.Group):
    """``hold MODEL`` is ``hold place MODEL``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["place", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Holds)
def hold() -> None:
    """Stop a model: 'tunegate hold MODEL --reason TEXT'. Any one approver may; a release takes their quorum."""


@hold.command("place")
@click.argument("model", shell_complete=models)
@click.option("--reason", required=True, metavar="TEXT", help="Why it must not run, in 20 characters or more.")
@click.option("--log", metavar="PLACE", envvar="TUNEGATE_LOG", help="Append it to the log, too: it counts at once.")
@click.option("--registry", "url", metavar="URL", envvar="TUNEGATE_REGISTRY", help="Say what it stops there.")
@click.option(
    "--sync-hours",
    type=click.IntRange(1),
    default=SYNC_HOURS,
    show_default=True,
    help="Hours between two runs of 'registry sync'.",
)
@key_option
@now_option
@click.pass_context
def hold_place(
    context: click.Context,
    model: str,
    reason: str,
    log: str | None,
    url: str | None,
    sync_hours: int,
    key: str | None,
    now: str | None,
) -> None:
    """Put a MODEL on hold, signed by one of its approvers. 'tunegate hold MODEL' is the same.

    It writes a signed document into holds/ of the evidence folder, which counts from the moment on which it is on the
    protected branch; with --log it counts at once for all who ask with the log. With --registry it lists every version,
    alias and deployment that it stops, and the longest delay until it does.
    """
    from gate.evidence.holds import new_hold

    at = here(context, now=now)
    block = _asked(at, model)
    path, data = new_hold(at.root, block, by=_who(at, key), reason=reason, now=at.now)
    signatures = _signed(at, path, data, key)
    say(Text(f"wrote {path}"))
    _record(context, at, log, "hold", model, data, signatures)
    _say_stopped(context, model, url, log, sync_hours)


@hold.command("release")
@click.argument("model", shell_complete=models)
@click.option("--reason", metavar="TEXT", help="Why it may run again; once, by whoever comes first.")
@click.option(
    "--log", metavar="PLACE", envvar="TUNEGATE_LOG", help="Append it to the log, too, once the quorum signed."
)
@key_option
@now_option
@click.pass_context
def hold_release(
    context: click.Context, model: str, reason: str | None, log: str | None, key: str | None, now: str | None
) -> None:
    """Sign the release of a MODEL's holds. Each approver runs it; it counts when the quorum has signed.

    With --log, the release is appended each time, with the signatures that it has by then.
    """
    from gate.evidence.holds import holds_of, new_release, release_of

    at = here(context, now=now)
    block = _asked(at, model)
    who = _who(at, key)
    found = holds_of(at.snapshot, block.evidence)
    if not found:
        raise UsageError(f"{model} is not on hold", remedy="Look into holds/ of its evidence folder.")
    for document in found:
        old = release_of(at.snapshot, block.evidence, document)
        if old is None:
            if reason is None:
                raise UsageError("the release says no reason", remedy="Add --reason TEXT.")
            path, data = new_release(at.root, block, document, by=who, reason=reason, now=at.now)
        else:
            path, data = old
        signatures = _signed(at, path, data, key)
        approvers = block.approvers
        quorum = approvers.quorum if approvers else 1
        names = _approving(at, block, path, data, signatures)
        state = "released" if len(names) >= quorum else f"{quorum - len(names)} more of its approvers have to sign"
        say(one_line(f"{path}: signed by {', '.join(names)}; {state}", 300))
        _record(context, at, log, "release", model, data, signatures)


def _asked(at: Here, model: str) -> Model:
    """The model, which has approvers. Raises UsageError."""
    block = at.model_to_write(model)
    if block.approvers is None:
        raise UsageError(
            f"{model} has no approvers, so nobody could release it",
            remedy="Name them first: docs/signatures.md. Until then write a disposition that says 'hold'.",
        )
    return block


def _who(at: Here, key: str | None) -> str:
    """The principal whose key signs, by the work tree's list. Raises UsageError where it is nobody's."""
    from gate.approvals.approvals import signers_at
    from gate.approvals.sign import signing_of

    chosen = _key(key)
    public = chosen if chosen.suffix == ".pub" else chosen.with_name(f"{chosen.name}.pub")
    try:
        words = public.read_text(encoding="utf-8").split()
    except OSError:
        raise UsageError(f"there is no {public}", remedy="Write it: ssh-keygen -y -f KEY > KEY.pub.") from None
    rows = signers_at(at.snapshot, signing_of(at.config, at.config_path)).rows
    for row in rows:
        if row.key.line.split() == words[:2]:
            return row.principal
    raise UsageError(f"{public} is nobody's key", remedy="List it in the file of allowed signers, or name another key.")


def _key(key: str | None) -> Path:
    from gate.approvals.sign import usual_key

    return Path(key) if key else usual_key(os.environ)


def _signed(at: Here, path: str, data: bytes, key: str | None) -> bytes:
    """Sign a document beside what others signed; the signatures that it has then."""
    from gate.approvals import ssh
    from gate.approvals.armor import parse_signatures
    from gate.approvals.files import SUFFIX
    from gate.approvals.sign import signing_of
    from gate.evidence.files import replace_all

    made = ssh.sign(data, _key(key), signing_of(at.config, at.config_path).namespace)
    place = at.root / (path + SUFFIX)
    old, _ = parse_signatures(place.read_bytes(), path) if place.is_file() else ([], [])
    rows = "".join(row.armored for row in (*(row for row in old if row.key != made.key), made)).encode()
    replace_all(at.root, {path + SUFFIX: rows})
    return rows


def _approving(at: Here, block: Model, path: str, data: bytes, signatures: bytes) -> list[str]:
    from gate.approvals.approvals import revoked_at, signers_at
    from gate.approvals.sign import signing_of
    from gate.approvals.signatures import verify

    signing = signing_of(at.config, at.config_path)
    signed = verify(data, signatures, path, signers_at(at.snapshot, signing), revoked_at(at.snapshot, signing), at.now)
    known = block.approvers.principals if block.approvers else ()
    return sorted({row.principal for row in signed.verified if row.principal in known})


def _record(
    context: click.Context, at: Here, log: str | None, kind: str, model: str, data: bytes, signatures: bytes
) -> None:
    if log is None:
        return
    from gate.registry.log.entries import made
    from gate.registry.log.places import open_log

    open_log(log, Path(context.obj["directory"])).append([made(kind, model, at.now, data, signatures)])
    say(one_line(f"appended to {log}"))


def _say_stopped(context: click.Context, model: str, url: str | None, log: str | None, sync_hours: int) -> None:
    """Every version, alias and deployment that the hold stops, and when."""
    if url is not None:
        from gate.registry.answer import every, is_about
        from gate.registry.port import open_registry

        opened = open_registry(url, os.environ)
        for version in every(opened):
            if version.name == model or is_about(opened, version, model):
                aliases = f", with the alias {', '.join(version.aliases)}" if version.aliases else ""
                say(one_line(f"  stops {version.place}{aliases}"))
    if log is not None:
        for place in _deployments(context, model, log):
            say(one_line(f"  stops the deployment {place}"))
    if log is None:
        say(Text("  check and verify: once it is on the protected branch; push it now"))
    else:
        say(Text("  registry query and gate, where they ask the log: at once; check and verify: once it is pushed"))
    say(Text(f"  aliases: at the next 'registry sync --alias ... --apply', within {sync_hours} h at the longest"))
    say(Text("  what runs already runs on until it is deployed anew or stopped"))


def _deployments(context: click.Context, model: str, log: str) -> list[str]:
    from gate.registry.log.entries import parse
    from gate.registry.log.places import open_log

    found: dict[str, Any] = {}
    for row in parse(open_log(log, Path(context.obj["directory"])).read().entries, ("deploy",)):
        if row.model == model:
            found[row.more.get("environment", "of no named environment")] = row.at
    return [f"{name}, of {at}" for name, at in sorted(found.items())]
