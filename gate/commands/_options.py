"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from gate.case.context import Asked, Head
from gate.commands.completion import models
from gate.values.errors import UsageError

TEXT_OR_JSON = click.Choice(["text", "json"])
Command = Callable[..., Any]


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with the options, in the order in which its help lists them."""
    for option in reversed(options):
        command = option(command)
    return command


def _gathered(command: Command, name: str, kind: type[Any], parts: tuple[str, ...]) -> Command:
    """The command with one argument ``name`` of a kind in place of the options that are its parts."""

    @wraps(command)
    def called(*args: Any, **given: Any) -> Any:
        return command(*args, **{name: kind(**{part: given.pop(part) for part in parts})}, **given)

    return called


def _head_options(what: str, worktree: str, commit: str) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option("--head", metavar="REV", help=commit),
        click.option("--staged", is_flag=True, help=f"{what} what is staged for the next commit."),
        click.option("--worktree", is_flag=True, help=f"{what} what is on disk{worktree}."),
    )


_HEAD = ("head", "staged", "worktree")


def comparison_options(command: Command) -> Command:
    """--base, --head, --staged and --worktree, as ``asked: Asked``."""
    return with_options(
        _gathered(command, "asked", Asked, ("base", *_HEAD)),
        click.option("--base", metavar="REV", help="Commit to compare with."),
        *_head_options("Compare", " (the default outside CI)", "Commit to check."),
    )


def snapshot_options(command: Command) -> Command:
    """--head, --staged and --worktree as ``head: Head``, and --model: one state, nothing to compare with."""
    return with_options(
        _gathered(command, "head", Head, _HEAD),
        *_head_options("Read", " (the default)", "Read a commit."),
        model_option,
    )


@dataclass(frozen=True, slots=True)
class Trust:
    """Of which commit a verification may be, and what is deployed; None or empty where it is not said."""

    models: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    trusted: str | None = None
    any_commit: bool = False


def trust_options(command: Command) -> Command:
    """--model, --state, --trusted and --any-commit, as ``trust: Trust``."""
    return with_options(
        _gathered(command, "trust", Trust, ("models", "states", "trusted", "any_commit")),
        click.option(
            "--model",
            "models",
            metavar="NAME",
            multiple=True,
            shell_complete=models,
            help="Verify this model only (default: every model). Can be given several times.",
        ),
        click.option(
            "--state",
            "states",
            metavar="[MODEL=]DIGEST",
            multiple=True,
            help="What is deployed, as 'tunegate state' prints it. Can be given several times.",
        ),
        click.option("--trusted", metavar="BRANCH", help="The protected branch (default: the default branch)."),
        click.option("--any-commit", is_flag=True, help="Do not ask which branch the commit is on."),
    )


def verified_options(command: Command) -> Command:
    """What is verified, as ``head: Head``, and what it has to be, as ``trust: Trust``."""
    return with_options(
        trust_options(_gathered(command, "head", Head, _HEAD)),
        click.option("--head", metavar="REV", help="Commit to verify (default: HEAD)."),
        click.option("--staged", is_flag=True, help="Verify what is staged; needs --any-commit."),
        click.option("--worktree", is_flag=True, help="Verify what is on disk; needs --any-commit."),
    )


def refuse_both(all_models: bool, models: tuple[str, ...]) -> None:
    """Raises UsageError where every model is asked for, and some are."""
    if all_models and models:
        raise UsageError("--all-models and --model exclude each other", remedy="Give one of them.")


model_option = click.option(
    "--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several."
)
now_option = click.option("--now", metavar="TIME", help="Time of the decision, RFC 3339 (default: the clock).")
key_option = click.option(
    "--key",
    metavar="FILE",
    envvar="TUNEGATE_SIGNING_KEY",
    type=click.Path(dir_okay=False),
    help="Private key, or the .pub file of one that an ssh-agent or a security key holds (default: that of ssh).",
)
