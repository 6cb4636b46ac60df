"""Workflow commands: annotations on the changed lines, then the text report where no command can be smuggled in.

Escaping and limits are those of the runner (``docs/github.md``): a step shows ten annotations of a kind, so the worst
come first and the last one says how many are left, and where.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from gate.judge.decision import Decision
from gate.report import text_report
from gate.report.common import Quote, place, related_lines
from gate.values.findings import Finding
from gate.values.redact import one_line, visible
from gate.values.terms import SEVERITIES

RANK = 30
MAX_OF_A_KIND = 10
MAX_MESSAGE = 4000  # the runner cuts at 4,096 characters


def render(decision: Decision, quote: Quote) -> str:
    commands: list[str] = []
    for severity in SEVERITIES:
        rows = [f for f in decision.findings if f.severity == severity]
        shown = rows if len(rows) <= MAX_OF_A_KIND else rows[: MAX_OF_A_KIND - 1]
        commands.extend(command(finding) for finding in shown)
        if len(rows) > len(shown):
            commands.append(_rest(severity, rows[len(shown) :]))
    token = secrets.token_hex(16)
    text = text_report.render(decision, quote)
    return "\n".join([*commands, f"::stop-commands::{token}", text.rstrip("\n"), f"::{token}::", ""])


def _rest(severity: str, left: Sequence[Finding]) -> str:
    """What the limit leaves out as one annotation: how many, and the places of as many as it holds."""
    said = f"{len(left)} more {severity}s; the step's summary and its log have them all:"
    for finding in left:
        where = one_line(place(finding.path, finding.line, finding.end_line), 300)
        line = f"\n{where + ': ' if where else ''}{finding.rule}"
        if len(said) + len(line) > MAX_MESSAGE - 4:
            said += "\n..."
            break
        said += line
    return f"::{severity} title=tunegate::{escape_data(visible(said))}"


def command(finding: Finding) -> str:
    """One finding as ``::error file=...,line=...::message``."""
    properties: list[str] = []
    if finding.path:
        properties.append(f"file={escape_property(finding.path)}")
        if finding.line:
            properties.append(f"line={finding.line}")
            properties.append(f"endLine={max(finding.line, finding.end_line or finding.line)}")
    properties.append(f"title={escape_property('tunegate: ' + finding.rule)}")
    said = [finding.message, *related_lines(finding), *([f"Fix: {finding.remedy}"] if finding.remedy else [])]
    message = "\n".join(said)
    message = message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 3] + "..."
    return f"::{finding.severity} {','.join(properties)}::{escape_data(visible(message))}"


def escape_data(text: str) -> str:
    """The runner's escaping of a message: the percent sign first."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """The runner's escaping of a property's value."""
    return escape_data(visible(text)).replace(":", "%3A").replace(",", "%2C")
