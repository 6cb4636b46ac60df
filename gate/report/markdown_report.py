"""The decision in GitHub Flavored Markdown, in the size of a comment and in that of a step summary.

Whatever comes from the repository stands in a code span or a fenced block, where neither Markdown, HTML, mentions nor
links are read. A comment holds 65,536 characters and a step summary 1 MiB; rows are bounded and left out whole, so
that a report stays under both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gate.judge.decide import WAIVER
from gate.judge.decision import Decision
from gate.judge.joined import Joined, Spot
from gate.judge.told import replaced, words_of
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
from gate.report.drift_section import drift_section
from gate.report.markup import block, code, fit, link, prose, row, table, wrap
from gate.report.plan_report import shell
from gate.report.standing_report import answered, standing_lines
from gate.report.text_report import NEXT, value_text
from gate.values.elements import split_key
from gate.values.terms import CONTROL_PLANE, TRAINING_DATA
from gate.values.text import Lines, Text, one_line, shortened

if TYPE_CHECKING:
    from gate.values.changes import ChangeRow
    from gate.values.rows import TriggerRow


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
SHOW = "tunegate disposition show"
MOST_PLACES = 6  # of a problem, in its first line
MOST_MODELS = 5
MOST_RELATED = 5  # places beside these
MOST_WORDS = 6  # changes whose words are shown
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
    if decision.origin.report and (decision.models or decision.mode == "verify"):
        parts.append(
            [f"[The page that a committee reads]({decision.origin.report}) has all of it, with the drift drawn."]
        )
    if decision.verdict in ("block", "not-reviewed") and decision.mode == "verify":
        parts.append([NEXT["verify"]])
    about_changes = [problem for problem in decision.problems if problem.changes]
    others = [problem for problem in decision.problems if not problem.changes]
    quote = quoted_once(quote)
    said: set[str] = set()  # a remedy is said once
    for title, shown in (
        ("Decided" if decision.verdict == "pass" else "To sign", _standing(decision, limits)),
        ("What changed", _changed(about_changes, decision, quote, limits, said)),
        ("Who has to do what", _steps(decision, limits)),
        ("Commands", _commands(decision, limits)),
        ("Findings", _problems([p for p in others if not _is_shown_below(p, decision)], decision, quote, limits, said)),
        ("Triggers", _triggers(decision, limits)),
        ("Safety drift", drift_section(decision, *limits.drift)),
        ("Waivers", _waivers(decision, limits)),
        ("Notes", _remarks(decision)),
    ):
        if shown:
            parts += [[f"### {title}"], [shown]]
    return Lines([row for part in parts for row in ("", *part)][1:])


def _is_shown_below(problem: Joined, decision: Decision) -> bool:
    """Waivers have a table of their own."""
    return problem.lead.rule == WAIVER and bool(decision.waivers)


def _headline(decision: Decision) -> list[str]:
    word, _, rest = headline(decision).partition(":")
    if decision.verdict == "pass":
        rest = what_passes(decision, lambda model: code(one_line(model, 80)), 20)
    if decision.verdict == "not-reviewed":
        rest = what_is_let_in(decision, lambda model: code(one_line(model, 80)))
    sign = {HEADLINES["pass"]: "✅", HEADLINES["not-reviewed"]: "⚠️"}.get(word, "❌")
    return [f"## {sign} tunegate: {word}", "", f"{rest.strip()[:1].upper()}{rest.strip()[1:]}."]


def _standing(decision: Decision, limits: Limits) -> Lines | None:
    rows = [
        Lines([f"- {sentence}.", *(f"  - {row}" for row in below)])
        for sentence, below in standing_lines(decision, lambda text: code(one_line(text, 220)))
    ]
    hint = ["", f"Who signs sees all of it, and what is other than last time, with {code(SHOW)}."]
    return Lines([*fit(rows, *limits.steps), *(hint if decision.verdict != "pass" else ())]) if rows else None


def _changed(
    problems: Sequence[Joined], decision: Decision, quote: Quote, limits: Limits, said: set[str]
) -> Lines | None:
    """What is to be answered, with its words and what it makes stale; then the other changes as a table."""
    listed = _problems(problems, decision, quote, limits, said)
    told = {index for problem in problems for index in problem.changes}
    rest = [row for index, row in enumerate(decision.changes) if index not in told]
    rows = [_change(change, decision) for change in rest[: limits.changes[0]]]
    head = ("change", "surface", "where", "key", "old", "new", "what")
    found = [*([listed] if listed else []), *([""] if listed and rows else [])]
    found += [table(head, fit(rows, *limits.changes), len(rest))] if rows else []
    return Lines(found) if found else None


def _steps(decision: Decision, limits: Limits) -> Lines | None:
    if not decision.steps:
        return None
    rows: list[Lines] = []
    together = groupby(decision.steps, lambda step: (step.step, step.model, step.owner))
    for number, (key, steps) in enumerate(together, 1):
        names = [code(one_line(name, 200)) for name in key[1:] if name]
        start = f"{number}. "
        head = f"{start}**{key[0]}** {', '.join(names)}".rstrip()
        texts = dict.fromkeys(step.text for step in steps)
        lines = [line for text in texts for line in wrap(Text(text)[:MAX_MESSAGE])]
        rows.append(Lines([head, "", *block(lines, " " * len(start))]))
    kept = fit(rows, *limits.steps)
    left = len(rows) - len(kept)
    more = [f"{len(kept) + 1}. {left} more steps; 'tunegate plan' shows all of them."] if left else []
    return Lines([*kept, *more])


def _commands(decision: Decision, limits: Limits) -> Lines | None:
    """The commands of the steps as they are typed, and nothing else: they are copied as one."""
    commands = list(dict.fromkeys(one_line(shell(step), 1000) for step in decision.steps if step.command))
    if not commands:
        return None
    kept = fit([Lines([command]) for command in commands], limits.steps[0], limits.steps[1] // 2)
    last = "Then look at what changed on disk, and commit it."
    return Lines([*block([row.rstrip("\n") for row in kept], "", "sh"), "", last])


def _problems(
    problems: Sequence[Joined], decision: Decision, quote: Quote, limits: Limits, said: set[str]
) -> Lines | None:
    rows = [_problem(problem, decision, quote, said) for problem in problems[: limits.whole]]
    for problem in problems[limits.whole : limits.findings[0]]:
        rows.append(Lines([f"{_head(problem, decision)} {code(one_line(problem.message, 200))}"]))
    kept = fit(rows, *limits.findings)
    left = len(problems) - len(kept)
    more = [f"- {left} more; the log and the JSON report have all of them"] if left else []
    return Lines([*kept, *more]) if problems else None


def _head(problem: Joined, decision: Decision) -> str:
    finding = problem.lead
    shown = [_place_of(spot, decision) for spot in problem.spots[:MOST_PLACES] if spot.path]
    left = len(problem.spots) + problem.more - MOST_PLACES
    where = ", ".join(shown) + (f" and {left} more" if left > 0 else "")
    what = ""
    if problem.changes:
        models = [code(one_line(model, 80)) for model in problem.models[:MOST_MODELS]]
        surface = code(one_line(decision.changes[problem.changes[0]]["surface"], 80))
        what = f", {surface} of {', '.join(models)}" if finding.model != CONTROL_PLANE else ""
    return f"- {_MARKS[finding.severity]} {finding.severity} {code(one_line(finding.rule, 80))}{what} {where}".rstrip()


def _place_of(spot: Spot, decision: Decision) -> str:
    return _linked(decision, place(spot.path, spot.line, spot.end_line), spot.path, spot.line, spot.end_line)


def _problem(problem: Joined, decision: Decision, quote: Quote, said: set[str]) -> Lines:
    diff = _diff([decision.changes[index] for index in problem.changes])
    lines = [row for sentence in problem.said[1 if diff else 0 :] for row in wrap(shortened(sentence, MAX_MESSAGE))]
    first = problem.spots[0]
    if first.path and first.line and not any(row.startswith(("- ", "+ ")) for row in diff):
        source = quote(first.path, first.line)
        if source:
            lines.append(f"{first.line:>5} | {source}")
    lines += [one_line(text, 300) for text in related_lines(problem.finding, MOST_RELATED)]
    if problem.lead.set_aside:
        lines += wrap(f"set aside by {Text(problem.lead.set_aside)}: it would block")
    if problem.lead.waived_by:
        lines += wrap("waived by " + Text(problem.lead.waived_by)[:MAX_MESSAGE])
    for remedy in problem.remedies:
        if remedy not in said:
            said.add(remedy)
            for part in remedy_lines(remedy):
                lines += [Text(part)] if is_code(part) else wrap(Text(part)[:MAX_MESSAGE])
    shown = [*block(diff, "  ", "diff"), ""] if diff else []
    return Lines([_head(problem, decision), "", *shown, *block(lines, "  ")])


def _diff(rows: Sequence[ChangeRow]) -> list[str]:
    """The words that changed, as a page colours them: each place, what stood there and what stands there now."""
    lines: list[str] = []
    shown = list(replaced(rows))
    for change in shown[:MOST_WORDS]:
        where = (
            place(change["path"], change["line"], change["end_line"])
            if change["line"]
            else change["base_path"] or change["path"]
        )
        pointer = split_key(change["key"])[1]
        lines.append(f"@@ {one_line(f'{where} {pointer}'.rstrip(), 200)} @@")
        of_records = change["surface"] == TRAINING_DATA and not pointer and change["detail"]
        old, new = change.get("words") or (change["old"], change["new"])
        if of_records or (old is None and new is None):
            lines.append(f"! {one_line(words_of(change), 200)}")
        else:
            lines += [f"- {_side(old)}"] if old is not None else []
            lines += [f"+ {_side(new)}"] if new is not None else []
    if len(shown) > MOST_WORDS:
        lines.append(f"@@ {len(shown) - MOST_WORDS} more changes @@")
    return lines


def _side(value: Any) -> Text:
    return one_line(value if isinstance(value, str) else json.dumps(value), 200)


def _triggers(decision: Decision, limits: Limits) -> Lines | None:
    rows = [
        row(
            code(str(trigger["trigger"])),
            code(one_line(str(trigger["model"]), 80)),
            str(len(trigger["changes"])),
            code(one_line(str(trigger["owner"]), 100)) if trigger["owner"] else "nobody",
            _answered(trigger, decision),
        )
        for trigger in decision.triggers[: limits.triggers[0]]
    ]
    head = ("trigger", "model", "changes", "owner", "answered by")
    return table(head, fit(rows, *limits.triggers), len(decision.triggers)) if rows else None


def _answered(trigger: TriggerRow, decision: Decision) -> str:
    if not trigger["answered_by"]:
        return "**not answered**"
    return answered(decision, trigger["model"], trigger["trigger"], trigger["answered_by"], _name).removeprefix(
        "answered by "
    )


def _name(text: str) -> str:
    return code(one_line(text, 100))


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
