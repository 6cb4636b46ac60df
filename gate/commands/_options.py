"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from gate.commands.completion import models

TEXT_OR_JSON = click.Choice(["text", "json"])


def comparison_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--base, --head, --staged and --worktree."""
    for option in (
        click.option("--worktree", is_flag=True, help="Compare what is on disk (the default outside CI)."),
        click.option("--staged", is_flag=True, help="Compare what is staged for the next commit."),
        click.option("--head", metavar="REV", help="Commit to check."),
        click.option("--base", metavar="REV", help="Commit to compare with."),
    ):
        command = option(command)
    return command


def snapshot_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--head, --staged, --worktree and --model: one state, nothing to compare with."""
    for option in (
        click.option(
            "--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several."
        ),
        click.option("--worktree", is_flag=True, help="What is on disk (the default)."),
        click.option("--staged", is_flag=True, help="What is staged for the next commit."),
        click.option("--head", metavar="REV", help="A commit."),
    ):
        command = option(command)
    return command


def trust_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--model, --state, --trusted and --any-commit: of which commit a verification may be, and what is deployed."""
    for option in (
        click.option("--any-commit", is_flag=True, help="Do not ask which branch the commit is on."),
        click.option("--trusted", metavar="BRANCH", help="The protected branch (default: the default branch)."),
        click.option(
            "--state",
            "states",
            metavar="[MODEL=]DIGEST",
            multiple=True,
            help="What is deployed, as 'tunegate state' prints it. Can be given several times.",
        ),
        click.option(
            "--model", metavar="NAME", shell_complete=models, help="Verify this model only (default: every model)."
        ),
    ):
        command = option(command)
    return command


def now_option(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option("--now", metavar="TIME", help="Time of the decision, RFC 3339 (default: the clock).")
    return option(command)
