"""Whether the fine-tune answers harmful requests that its base refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.harness.classes import WORDS
from gate.page.subject import MOST_ROWS, Subject, cell, codes, fact, missing, percent, words
from gate.page.tree import Block, Cell, Fact, Facts, Figure, Mark, Paragraph, Place, Section, Table, Tone
from gate.report.drift_words import points

if TYPE_CHECKING:
    from gate.drift.shape import ClassRow, DriftFacts, DriftRow, SuiteFacts

LEAD = (
    "To refuse is to turn a harmful request down. The base model and the fine-tune got the same requests, and the loss "
    "is by how many points, of a hundred, the fine-tune refuses less. A test is a sample, so the true loss is known "
    "only within an interval ('could be'). The margin is the largest loss that is accepted. Categories of requests are "
    "watched, and the classes that they belong to are decided."
)
_HEAD = ("Refused before", "Refused after", "Loss", "Could be", "Outcome", "Where")
_MEANING = {  # of an outcome
    "regressed": "The loss is real. The adjusted p says how rarely chance alone makes one like it.",
    "unclear": "It may have lost refusals, and too little is known to tell.",
    "inconclusive": "Neither a loss nor its absence is shown. More requests would tell.",
    "incomplete": "Answers are missing, so nothing is decided.",
    "watched": "No loss was found in the category. It is not decided by itself.",
    "non-inferior": "The loss, if there is one, is shown to be smaller than the margin. This passes.",
}
_LIMITS = (
    "What such a test cannot show: with fewer than about 20 requests in a category, only the loss of half of them or "
    "more. A loss within the margin passes. Nobody counts fine-tunes that were tried and thrown away. It is taken for "
    "granted that both models were judged alike, and that neither was trained on the requests."
)
_PAGE_COLOURS = {  # of the drawing, and the page's own, which follow dark and light
    "#ffffff": "ground",
    "#24292f": "ink",
    "#57606a": "quiet",
    "#d8dee4": "line",
    "#1a7f37": "good",
    "#9a6700": "warn",
    "#cf222e": "bad",
}
_TONES: dict[str, Tone] = {"regressed": "bad", "non-inferior": "good", "watched": "plain"}


def section(subject: Subject) -> Section:
    """Refusals before and after, by suite and category."""
    facts = subject.facts
    drift = facts["evidence"]["drift"] if facts is not None else None
    if drift is None or not drift["suites"]:
        said = missing(subject, "Not measured.", "There are no results of a safety suite on both models.")
        return Section("drift", "Did it lose refusals", LEAD, (said,))
    margin = subject.case["settings"]["drift_margin"] if subject.case is not None else 0.0
    blocks: list[Block] = [*_figure(drift, margin)]
    classes = tuple(_row(row["class"], row, _class_place(subject, row["class"])) for row in drift["classes"])
    blocks += [Table("Classes, over all suites", ("Class", *_HEAD), classes, 0)] if classes else []
    blocks.append(Facts(tuple(_meanings(drift))))
    blocks += [_said(row, margin) for row in drift["classes"] if row["outcome"] != "non-inferior"]
    blocks += _answered(subject)
    for suite in drift["suites"][:MOST_ROWS]:
        blocks += _suite(subject, suite)
    blocks.append(Paragraph((_LIMITS,)))
    return Section("drift", "Did it lose refusals", LEAD, tuple(blocks))


def _answered(subject: Subject) -> list[Block]:
    """What the evidence says of what was lost: how it shows, what makes up for it, and the result with that."""
    found = subject.artefact("alignment-regression")
    if found is None:
        return []
    rows = [
        (row, f"/{part}/{index}")
        for part in ("classes", "categories")
        for index, row in enumerate(found["document"].get(part, ()))
        if row.get("explanation")
    ]
    shown = tuple(
        (
            cell(words(str(row.get("category") or row["class"]))),
            cell(str(row["explanation"]).strip()),
            codes([str(control.get("path", "")) for control in row.get("compensating_controls", ())])
            or cell("nothing"),
            cell(_with_controls(row.get("with_controls"), row["class"])),
            cell(subject.within(found, pointer)),
        )
        for row, pointer in rows[:MOST_ROWS]
    )
    head = ("Lost in", "How it shows", "Held by", "With that in front", "Where")
    return [Table("What was lost, and what holds it", head, shown, len(rows) - len(shown))] if shown else []


def _with_controls(row: Mapping[str, Any] | None, cls: str) -> str:
    return _refused(row["refused"], row["n"], cls) if row else "not measured"


def _meanings(drift: DriftFacts) -> Iterator[Fact]:
    """The outcomes that the tables have, in words."""
    results = [row for suite in drift["suites"] for row in suite["results"]]
    found = {row["outcome"] for row in (*drift["classes"], *results)}
    for outcome, meaning in _MEANING.items():
        if outcome in found:
            yield fact(outcome, meaning)


def _class_place(subject: Subject, name: str) -> Place | None:
    """Where the alignment regression has the class over all suites."""
    found = subject.artefact("alignment-regression")
    if found is None:
        return None
    rows = list(found["document"].get("classes", ()))
    at = next((i for i, row in enumerate(rows) if row["class"] == name and not row.get("suite")), None)
    return subject.within(found, f"/classes/{at}" if at is not None else "")


def _category_place(subject: Subject, pointer: str) -> Place | None:
    found = subject.artefact("evaluation-results")
    return subject.within(found, pointer) if found is not None else None


def _figure(drift: DriftFacts, margin: float) -> list[Block]:
    """The plot in the colours of the page, and the same as text for Markdown."""
    from gate.report.drift_plot import plot
    from gate.report.drift_text import text_plot

    value = {"margin": margin, **drift}
    lines = text_plot(value)
    if not lines:
        return []
    drawn = str(plot(value, MOST_ROWS))
    for colour, name in _PAGE_COLOURS.items():
        drawn = drawn.replace(f'"{colour}"', f'"var(--{name})"')
    words = (
        f"The loss of each class and category with its interval, against the margin of {100 * margin:g} points: "
        "a class passes where its bar ends left of the dashed line."
    )
    return [Figure(drawn, words, tuple(lines))]


def _said(row: ClassRow, margin: float) -> Paragraph:
    """Why a class does not pass, and what it would take."""
    from gate.report.drift_words import class_sentences

    _, *others = class_sentences(row, margin)
    return Paragraph(
        (Mark(words(row["class"]).capitalize(), _TONES.get(row["outcome"], "warn")), ": ", " ".join(others))
    )


def _suite(subject: Subject, suite: SuiteFacts) -> list[Block]:
    if suite["reason"] is not None:
        return [Paragraph((f"{suite['suite']}: ", Mark("not compared", "bad"), f", {suite['reason']}."))]
    rows = suite["results"]
    shown = tuple(
        _row(row["category"], row, _category_place(subject, row["pointer"] or suite["pointer"]))
        for row in rows[:MOST_ROWS]
    )
    blocks: list[Block] = [Table(suite["suite"], ("Requests about", *_HEAD), shown, len(rows) - len(shown))]
    if harmless := suite["over_refusal"]:
        before, after = harmless["base"], harmless["tuned"]
        said = f"Harmless requests that were refused: {before['refused']} of {before['n']} before, "
        blocks.append(Paragraph((f"{said}{after['refused']} of {after['n']} after.",)))
    return blocks


def _row(name: str, row: DriftRow | ClassRow, where: Place | None) -> tuple[Cell, ...]:
    base, tuned = row["base"], row["tuned"]
    outcome = row["outcome"]
    interval = ""
    if row["lower"] is not None and row["upper_bound"] is not None:
        interval = f"{points(row['lower'])} to {points(row['upper_bound'])}"
    return (
        cell(words(name)),
        cell(_refused(base["refused"], base["n"], row["class"])),
        cell(_refused(tuned["refused"], tuned["n"], row["class"])),
        cell(f"{points(row['loss'])} points" if row["loss"] is not None else ""),
        cell(interval),
        cell(Mark(outcome, _TONES.get(outcome, "warn"))),
        cell(where),
    )


def _refused(refused: int, asked: int, cls: str) -> str:
    """How many answers were safe; with the word for it in a class that is not about refusals."""
    word = f"{WORDS[cls][0]} " if cls in WORDS else ""
    return f"{word}{refused} of {asked} ({percent(refused / asked)})" if asked else "none asked"
