"""``waiver``: what to write into the configuration for a finding that its owner accepts for a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from gate.case.context import Asked
from gate.commands._console import say, warn
from gate.commands._gather import gathered, sides_of
from gate.commands._options import comparison_options, now_option
from gate.values.errors import UsageError
from gate.values.text import Text, one_line

DAY = "2026-01-01"
MAX_SAID = 400  # characters of a finding's message


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
    waived, 2 a waiver with these options would not load.
    """
    from gate.judge.decide import decide
    from gate.policy import open_engine

    given = {"owner": owner, "reason": reason, "expires": expires}
    _refuse(given)
    found = gathered(sides_of(context, asked, now), all_models=all_models, is_for_waivers=True)
    decision = decide(found, open_engine("embedded", found.bundle, None))
    printed: set[str] = set()
    for finding in decision.findings:
        if finding.waiver is None or (rules and finding.rule not in rules):
            continue
        said = {"owner": owner or "", "reason": reason or "", "granted": decision.now[:10], "expires": expires or ""}
        block = _block({"rule": finding.rule, "model": finding.model, **finding.waiver, **said})
        if block not in printed:
            for line in () if printed else _to_fill_in(given, found.case["settings"]["waiver_max_days"]):
                say(line)
            printed.add(block)
            say(Text(f"  # {one_line(finding.message, MAX_SAID)}"))
            for part in block.split("\n"):
                say(Text(part))
    if not printed:
        warn(Text("nothing that blocks can be waived"))
    return 0 if printed else 1


def _takes() -> Mapping[str, str]:
    """What the configuration takes for the keys that a person writes."""
    from gate.documents.schema import expanded

    keys: Mapping[str, Any] = expanded("config")["properties"]["waivers"]["items"]["properties"]
    return {
        "owner": "who answers for it: the mailbox of a role, or the handle of a team",
        "reason": f"why it can wait, in {keys['reason']['minLength']} characters or more",
        "expires": "the last day on which it holds, as YYYY-MM-DD",
    }


def _refuse(given: Mapping[str, str | None]) -> None:
    """Raises UsageError for an option that the configuration would not take."""
    from gate.documents import parse
    from gate.documents.schema import problems

    filler = {"rule": "x", "model": "x", "owner": "@acme/x", "reason": "x" * 100, "granted": DAY, "expires": DAY}
    row = filler | {name: value for name, value in given.items() if value is not None}
    config = {"version": 1, "models": {"x": {"surfaces": {"system_prompt": ["x"]}}}, "waivers": [row]}
    for problem in problems("config", parse(json.dumps(config).encode(), "json"), ""):
        key = problem.message.removeprefix("waivers/0/").partition(":")[0]
        raise UsageError(
            f"--{key} {given[key]!r} is not what the configuration takes", remedy=f"Write {_takes()[key]}."
        )


def _block(row: Mapping[str, Any]) -> str:
    """The lines of a waiver, in ASCII where they would be shown with other signs than they have."""
    from gate.evidence.scaffold import list_item

    block = "\n".join(list_item(row, 2))
    return block if Text(block) == block else "\n".join(list_item(row, 2, escaped=True))


def _to_fill_in(given: Mapping[str, str | None], most_days: int) -> Iterator[Text]:
    """What a person still has to write."""
    if missing := [name for name, value in given.items() if not value]:
        yield Text("  # The configuration loads once these are filled in:")
        yield from (Text(f"  #   {name}: {_takes()[name]}") for name in missing)
        yield Text(f"  # A waiver holds for {most_days} days at most.")
