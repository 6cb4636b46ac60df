"""``case``: the facts that the policies judge."""

from __future__ import annotations

from dataclasses import replace

import click

from gate.case.context import Asked
from gate.commands._console import print_json
from gate.commands._gather import gathered, sides_of
from gate.commands._options import Trust, comparison_options, now_option, refuse_both, trust_options
from gate.values.errors import UsageError


@click.command()
@comparison_options
@now_option
@click.option("--all-models", is_flag=True, help="Gather every model, not only those that the change touches.")
@trust_options
@click.option("--verify", is_flag=True, help="The facts of 'tunegate verify': of one commit, without a base.")
@click.pass_context
def case(context: click.Context, asked: Asked, now: str | None, all_models: bool, trust: Trust, verify: bool) -> None:
    """Print the facts that the policies judge, as JSON for 'opa eval' or 'conftest test'."""
    if verify:
        from gate.commands.verify import verified

        if asked.base is not None or all_models:
            raise UsageError("--base and --all-models do not go with --verify", remedy="Leave them out.")
        print_json(verified(context, asked, trust, now).case, exact=True)
        return
    if replace(trust, models=()) != Trust():
        raise UsageError("--state, --trusted and --any-commit go with --verify", remedy="Add --verify.")
    refuse_both(all_models, trust.models)
    only = frozenset(trust.models)
    print_json(gathered(sides_of(context, asked, now), all_models=all_models, only=only).case, exact=True)
