"""The decision in GitHub Flavored Markdown, in the size of a comment and in that of a step summary.

Whatever comes from the repository stands in a code span or a fenced block, where neither Markdown, HTML, mentions nor
links are read. A comment holds 65,536 characters and a step summary 1 MiB; rows are bounded and left out whole, so
that a report stays under both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate.judge.decide import WAIVER
from gate.judge.decision import Decision
from gate.report.common import (
    HEADLINES,
    Quote,
    headline,
    is_code,
    place,
    quoted_once,
    related_lines,
    remark_line,
    remedy_lines,
    value_counts,
    what_is_let_in,
    what_passes,
)
from gate.report.markup import block, code, fit, link, prose, row, table, wrap
from gate.report.plan_report import shell
from gate.report.text_report import NEXT, value_text
from gate.values.elements import split_key
from gate.values.findings import Finding
from gate.values.text import Lines, Text, one_line, shortened


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows of each section, and their bytes of UTF-8; ``whole`` findings are shown in full, the others in
    one line. The bytes and 9,000 for what is between them are less than the page may have."""

    whole: int
    findings: tuple[int, int]
    steps: tuple[int, int]
    triggers: tuple[int, int]
    changes: tuple[int, int]
    drift: tuple[int, int]
    waivers: tuple[int, int]


COMMENT = Limits(50, (50, 24_000), (20, 9_000), (40, 5_000), (50, 11_000), (40, 4_000), (20, 3_000))
SUMMARY = Limits(200, (5000, 600_000), (500, 90_000), (1000, 80_000), (2000, 150_000), (1000, 60_000), (500, 60_000))
MOST_RELATED = 5  # places of a finding
MOST_REMARKS = 5
MAX_MESSAGE = 2000
_MARKS = {"error": "❌", "warning": "⚠️", "notice": "ℹ️"}  # noqa: RUF001  the sign is meant


def render(decision: Decision, quote: Quote, limits: Limits = COMMENT) -> Lines:
    parts: list[Sequence[str]] = [_headline(decision)]
    if decision.head is not None:
        base = code(decision.base[:12]) if decision.base else "nothing"
        head = decision.head if decision.head.isupper() else decision.head[:12]
        verified = f"Verified {code(head)} at {decision.now}."
        note = f" {prose(decision.note)}" if decision.note else ""
        compared = f"Compared {base} with {code(head)} at {decision.now}.{note}"
        parts.append([verified if decision.mode == "verify" else compared])
        counted = [f"{code(one_line(model, 80))}: {counts}" for model, counts in value_counts(decision)]
        if counted:
            parts.append([f"Values of the evidence: {'; '.join(counted)}."])
    if decision.verdict in ("block", "not-reviewed") and decision.mode == "verify":
        parts.append([NEXT["verify"]])
    for title, shown in (
        ("What to do", _steps(decision, limits)),
        ("Findings", _findings(decision, quote, limits)),
        ("Triggers", _triggers(decision, limits)),
        ("Changes", _changes(decision, limits)),
        ("Safety drift", _drift(decision, limits)),
        ("Waivers", _waivers(decision, limits)),
        ("Notes", _remarks(decision)),
    ):
        if shown:
            parts += [[f"### {title}"], [shown]]
    return Lines([row for part in parts for row in ("", *part)][1:])


def _headline(decision: Decision) -> list[str]:
    word, _, rest = headline(decision).partition(":")
    if decision.verdict == "pass":
        rest = what_passes(decision, lambda model: code(one_line(model, 80)), 20)
    if decision.verdict == "not-reviewed":
        rest = what_is_let_in(decision, lambda model: code(one_line(model, 80)))
    sign = {HEADLINES["pass"]: "✅", HEADLINES["not-reviewed"]: "⚠️"}.get(word, "❌")
    return [f"## {sign} tunegate: {word}", "", f"{rest.strip()[:1].upper()}{rest.strip()[1:]}."]


def _steps(decision: Decision, limits: Limits) -> Lines | None:
    if not decision.steps:
        return None
    rows: list[Lines] = []
    for number, step in enumerate(decision.steps, 1):
        names = [code(one_line(name, 200)) for name in (step.model, step.owner) if name]
        lines = wrap(Text(step.text)[:MAX_MESSAGE])
        if step.command:
            lines.append(f"$ {one_line(shell(step), 1000)}")
        start = f"{number}. "
        head = f"{start}**{step.step}** {', '.join(names)}".rstrip()
        rows.append(Lines([head, "", *block(lines, " " * len(start))]))
    kept = fit(rows, *limits.steps)
    left = len(rows) - len(kept)
    last = f"{left} more steps; 'tunegate plan' shows all of them." if left else "Look at the changes, and commit them."
    return Lines([*kept, f"{len(kept) + 1}. {last}"])


def _findings(decision: Decision, quote: Quote, limits: Limits) -> Lines | None:
    # the waivers have a table of their own
    findings = [f for f in decision.findings if f.rule != WAIVER or not decision.waivers]
    rows: list[Lines] = []
    quote = quoted_once(quote)
    explained: set[str] = set()  # a remedy is said once
    for finding in findings[: limits.whole]:
        rows.append(_finding(finding, decision, quote, remedy=finding.remedy not in explained))
        explained.add(finding.remedy)
    for finding in findings[limits.whole : limits.findings[0]]:
        rows.append(Lines([f"{_head(finding, decision)} {code(one_line(finding.message, 200))}"]))
    kept = fit(rows, *limits.findings)
    left = len(findings) - len(kept)
    more = [f"- {left} more; the log and the JSON report have all of them"] if left else []
    return Lines([*kept, *more]) if findings else None


def _head(finding: Finding, decision: Decision) -> str:
    where = place(finding.path, finding.line, finding.end_line)
    linked = _linked(decision, where, finding.path, finding.line, finding.end_line) if where else ""
    return f"- {_MARKS[finding.severity]} {finding.severity} {code(one_line(finding.rule, 80))} {linked}".rstrip()


def _finding(finding: Finding, decision: Decision, quote: Quote, *, remedy: bool) -> Lines:
    lines = wrap(shortened(finding.message, MAX_MESSAGE))
    if finding.path and finding.line:
        source = quote(finding.path, finding.line)
        if source:
            lines.append(f"{finding.line:>5} | {source}")
    lines += [one_line(text, 300) for text in related_lines(finding, MOST_RELATED)]
    if finding.set_aside:
        lines += wrap(f"set aside by {Text(finding.set_aside)}: it would block")
    if finding.waived_by:
        lines += wrap("waived by " + Text(finding.waived_by)[:MAX_MESSAGE])
    if finding.remedy and remedy:
        for part in remedy_lines(finding):
            lines += [Text(part)] if is_code(part) else wrap(Text(part)[:MAX_MESSAGE])
    return Lines([_head(finding, decision), "", *block(lines, "  ")])


def _triggers(decision: Decision, limits: Limits) -> Lines | None:
    rows = [
        row(
            code(str(trigger["trigger"])),
            code(one_line(str(trigger["model"]), 80)),
            str(len(trigger["changes"])),
            code(one_line(str(trigger["owner"]), 100)) if trigger["owner"] else "nobody",
            f"the {trigger['answered_by']}" if trigger["answered_by"] else "**not answered**",
        )
        for trigger in decision.triggers[: limits.triggers[0]]
    ]
    head = ("trigger", "model", "changes", "owner", "answered by")
    return table(head, fit(rows, *limits.triggers), len(decision.triggers)) if rows else None


def _changes(decision: Decision, limits: Limits) -> Lines | None:
    rows = [_change(change, decision) for change in decision.changes[: limits.changes[0]]]
    head = ("change", "surface", "where", "key", "old", "new", "what")
    return table(head, fit(rows, *limits.changes), len(decision.changes)) if rows else None


def _change(change: Mapping[str, Any], decision: Decision) -> Lines:
    where = place(change["path"], change["line"], change["end_line"])
    linked = _linked(decision, where, change["path"], change["line"], change["end_line"])
    if change["line"] is None and change["base_line"]:  # it stands at the base only
        where = place(change["base_path"], change["base_line"])
        page = decision.origin.link(decision.base, str(change["base_path"]), change["base_line"])
        linked = link(where, page)
    old, new = ("" if change[side] is None else code(value_text(change[side])) for side in ("old", "new"))
    key = code(one_line(split_key(change["key"])[1], 80))
    detail = code(one_line(change["detail"], 100)) if change["detail"] else ""
    return row(change["change"], change["surface"], linked, key, old, new, detail)


def _drift(decision: Decision, limits: Limits) -> Lines | None:
    """One table for all suites: a row for each category, and one for their sum."""
    if not decision.drift:
        return None
    from gate.report.drift_report import COLUMNS, cells

    rows: list[Lines] = []
    for model, suite in decision.drift:
        name = code(f"{model}: {suite['suite']}")
        if suite["reason"] is not None:
            rows.append(row(name, code(f"not compared: {suite['reason']}"), *("" for _ in COLUMNS[1:])))
        rows += [row(name, *map(code, cells(found))) for found in (*suite["results"], *suite["overall"])]
    return table(("suite", *COLUMNS), fit(rows, *limits.drift), len(rows))


def _waivers(decision: Decision, limits: Limits) -> Lines | None:
    rows = [
        row(
            code(one_line(str(waiver["rule"]), 80)),
            code(one_line(str(waiver["element"] or "nothing"), 200)),
            code(one_line(str(waiver["owner"]), 100)),
            code(str(waiver["expires"])),
            code(one_line(str(waiver["reason"]), 300)),
            _linked(
                decision,
                place(waiver["config"], waiver["line"], waiver["end_line"]),
                waiver["config"],
                waiver["line"],
                waiver["end_line"],
            ),
        )
        for waiver in decision.waivers[: limits.waivers[0]]
    ]
    head = ("rule", "for", "owner", "until", "reason", "where")
    return table(head, fit(rows, *limits.waivers), len(decision.waivers)) if rows else None


def _remarks(decision: Decision) -> Lines | None:
    rows = [wrap(shortened(remark_line(remark), 500)) for remark in decision.remarks[:MOST_REMARKS]]
    return Lines(block([line for row in rows for line in row], "")) if rows else None


def _linked(decision: Decision, where: str, path: str | None, line: int | None, end_line: int | None) -> str:
    return link(where, decision.origin.link(decision.head, path, line, end_line) if path else None)
