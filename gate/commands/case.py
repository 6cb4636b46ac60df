"""``case``: the facts that the policies judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gate.case.context import Asked
from gate.commands._console import print_json
from gate.commands._gather import gatherer, repository
from gate.commands._options import comparison_options, now_option, trust_options
from gate.values.errors import UsageError

if TYPE_CHECKING:
    pass


@click.command()
@comparison_options
@now_option
@click.option("--all-models", is_flag=True, help="Gather every model, not only those that the change touches.")
@trust_options
@click.option("--verify", is_flag=True, help="The facts of 'tunegate verify': of one commit, without a base.")
@click.pass_context
def case(
    context: click.Context,
    base: str | None,
    head: str | None,
    staged: bool,
    worktree: bool,
    now: str | None,
    all_models: bool,
    verify: bool,
    model: str | None,
    states: tuple[str, ...],
    trusted: str | None,
    any_commit: bool,
) -> None:
    """Print the facts that the policies judge, as JSON for 'opa eval' or 'conftest test'."""
    if verify:
        from gate.commands.verify import asked_context, asked_gatherer, refuse

        if base is not None or all_models:
            raise UsageError("--base and --all-models do not go with --verify", remedy="Leave them out.")
        refuse(head, staged, worktree, trusted, any_commit)
        repo = repository(context)
        where = asked_context(repo, head, staged, worktree, now)
        gather = asked_gatherer(repo, where, context.obj["config"], model, states, trusted, any_commit)
        print_json(gather.gather().case)
        return
    if model is not None or states or trusted is not None or any_commit:
        raise UsageError("--model, --state, --trusted and --any-commit go with --verify", remedy="Add --verify.")
    print_json(gatherer(context, Asked(base, head, staged, worktree, now), all_models=all_models).gather().case)
