"""Workflow commands: annotations on the changed lines, then the text report where no command can be smuggled in.

Escaping and limits are those of the runner (``docs/github.md``): a step shows ten annotations of a kind, so the worst
come first, every problem with its first place before any with its second, and the last one says how many are left, and
where.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from gate.judge.decision import Decision
from gate.judge.joined import Joined, Spot
from gate.report import text_report
from gate.report.common import Quote, annotated, place, remark_line, spots
from gate.values.terms import SEVERITIES
from gate.values.text import Lines, Output, Text, one_line, shortened

RANK = 30
MAX_OF_A_KIND = 10
MAX_REMARKS = 2
MAX_MESSAGE = 4000  # the runner cuts at 4,096 characters


class Command(Output):
    """One workflow command: ``::name key=value,key=value::data``, in one line."""

    __slots__ = ()

    def __new__(cls, name: str, properties: Mapping[str, str | int], data: str) -> Command:
        pairs = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items())
        return str.__new__(cls, f"::{name} {pairs}::{escape_data(Text(data))}")


class Log(Output):
    """Commands, and lines in which the runner looks for none."""

    __slots__ = ()

    def __new__(cls, commands: Sequence[Command], lines: Lines) -> Log:
        token = secrets.token_hex(16)
        return str.__new__(cls, "\n".join([*commands, f"::stop-commands::{token}", lines[:-1], f"::{token}::", ""]))


def render(decision: Decision, quote: Quote) -> Log:
    commands: list[Command] = []
    problems = decision.problems
    for severity in SEVERITIES:
        rows = spots([problem for problem in problems if problem.lead.severity == severity])
        shown = rows if len(rows) <= MAX_OF_A_KIND else rows[: MAX_OF_A_KIND - 1]
        commands.extend(command(problem, spot) for problem, spot in shown)
        left = rows[len(shown) :]
        if left:
            commands.append(_rest(severity, left, decision))
    said = [shortened(remark_line(remark), MAX_MESSAGE) for remark in decision.remarks[:MAX_REMARKS]]
    commands += [Command("notice", {"title": "tunegate"}, text) for text in said]
    return Log(commands, text_report.render(decision, quote))


def _rest(severity: str, left: Sequence[tuple[Joined, Spot]], decision: Decision) -> Command:
    """What the limit leaves out, as one annotation: how many, and the places of as many as it holds, with links."""
    said = f"{len(left)} more {severity}s; the step's summary and its log have them all:"
    for problem, spot in left:
        where = one_line(place(spot.path or None, spot.line, spot.end_line), 300)
        page = decision.origin.link(decision.head, spot.path, spot.line, spot.end_line) if spot.path else None
        line = f"\n{where + ': ' if where else ''}{problem.lead.rule}{' ' + page if page else ''}"
        if len(said) + len(line) > MAX_MESSAGE - 4:
            said += "\n..."
            break
        said += line
    return Command(severity, {"title": "tunegate"}, said)


def command(problem: Joined, spot: Spot) -> Command:
    """One place of a problem as ``::error file=...,line=...::message``."""
    properties: dict[str, str | int] = {}
    if spot.path:
        properties["file"] = spot.path
        if spot.line:
            properties["line"] = spot.line
            properties["endLine"] = max(spot.line, spot.end_line or spot.line)
    lead = problem.lead
    properties["title"] = f"tunegate: {lead.rule}".rstrip()  # the runner trims the end of the last property
    return Command(lead.severity, properties, shortened("\n".join(annotated(problem, spot)), MAX_MESSAGE))


def escape_data(text: str) -> str:
    """The runner's escaping of a message: the percent sign first."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """The runner's escaping of a property's value."""
    return escape_data(Text(text)).replace(":", "%3A").replace(",", "%2C")
