"""``waiver``: what to write into the configuration for a finding that its owner accepts for a time."""

from __future__ import annotations

import click

from gate.case.context import Asked
from gate.commands._console import say, warn
from gate.commands._gather import gathered, sides_of
from gate.commands._options import comparison_options, now_option
from gate.values.text import Text


@click.command()
@click.option("--rule", "rules", metavar="RULE", multiple=True, help="Only findings of this rule (repeatable).")
@click.option("--owner", metavar="WHO", help="Who answers for the waiver.")
@click.option("--reason", metavar="TEXT", help="Why the finding can wait.")
@click.option("--expires", metavar="DATE", help="Last day on which it holds, YYYY-MM-DD.")
@comparison_options
@click.option("--all-models", is_flag=True, help="Every model, not only those that the change touches.")
@now_option
@click.pass_context
def waiver(
    context: click.Context,
    rules: tuple[str, ...],
    owner: str | None,
    reason: str | None,
    expires: str | None,
    asked: Asked,
    all_models: bool,
    now: str | None,
) -> int:
    """Print the waivers that would cover what blocks, to be put under 'waivers' in the configuration.

    Each names the rule, the model, what the finding is about and a digest of what it was found in: it covers nothing
    else, and nothing once that changes. It counts from the base commit on. Exit status: 0 printed, 1 nothing can be
    waived.
    """
    from gate.evidence.scaffold import list_item
    from gate.judge.decide import decide
    from gate.policy import open_engine

    found = gathered(sides_of(context, asked, now), all_models=all_models, is_for_waivers=True)
    decision = decide(found, open_engine("embedded", found.bundle, None))
    given = {"owner": owner, "reason": reason, "granted": decision.now[:10], "expires": expires}
    printed: set[str] = set()
    for finding in decision.findings:
        if finding.waiver is None or (rules and finding.rule not in rules):
            continue
        row = {"rule": finding.rule, "model": finding.model, **finding.waiver}
        block = "\n".join(list_item({**row, **{name: value or "" for name, value in given.items()}}, 2))
        if block not in printed:
            printed.add(block)
            for line in [f"  # {finding.message}", *block.split("\n")]:
                say(Text(line))
    if not printed:
        warn(Text("nothing that blocks can be waived"))
    return 0 if printed else 1
