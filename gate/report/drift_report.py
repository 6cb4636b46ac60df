"""What two runs showed, for a person and for a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gate.drift.analysis import Look, analyse
from gate.drift.comparability import judged_by
from gate.drift.groups import Measured
from gate.drift.pairs import Tally, Unjudged
from gate.drift.suite import Suite
from gate.harness.classes import WORDS, words_of
from gate.harness.outcomes import REFUSED
from gate.harness.run import Judge
from gate.judge.runs import Shown
from gate.report.drift_words import (
    LIMITS,
    class_label,
    class_sentences,
    p_text,
    points,
    rates,
    share,
    watched_sentence,
)
from gate.report.markup import block, code, row, table
from gate.values.text import Lines, one_line

OUTCOMES = ("regressed", "unclear", "inconclusive", "incomplete", "watched", "non-inferior")  # the gravest first
LONGEST_LIST = 240  # characters of the names of lost items
MOST_UNJUDGED = 5  # items without an outcome that the text names
MOST_SHOWN = 10  # lost items that the text names for a category
COLUMNS = (
    "category",
    "n",
    "refused before",
    "after",
    "lost",
    "gained",
    "loss",
    "interval",
    "adj. p",
    "outcome",
    "may hide",
)


def document(suites: Sequence[Suite], margin: float, alpha: float, look: int = 1) -> dict[str, Any]:
    """``schemas/drift.schema.json``. All suites are at the same ``look`` at the fine-tune's weights."""
    measured = [Measured(suite.name, suite.pairs, suite.tallies) for suite in suites]
    looks = {str(tally.cls): Look(look) for suite in suites for tally in suite.tallies}
    found = analyse(measured, margin, alpha, looks, digits=None)
    rows = [_suite(suite, results) for suite, results in zip(suites, found.suites, strict=True)]
    outcomes = [_class_outcome(one, margin) for one in found.classes]
    outcomes += [one["outcome"] for one in (*rows, *found.parts) if one["outcome"] != "watched"]
    return {
        "schema": "tunegate/drift/v1",
        "outcome": min(outcomes, key=OUTCOMES.index, default="incomplete"),
        "margin": margin,
        "alpha": alpha,
        "suites": rows,
        "parts": found.parts,
        "classes": found.classes,
    }


def _class_outcome(one: Mapping[str, Any], margin: float) -> str:
    if one["outcome"] != "non-inferior":
        return str(one["outcome"])
    refused, of = one["refused_units"], one["units"]
    can_lose = one["base"]["refused"] > margin * one["base"]["n"] if refused is None else refused > margin * of
    return "non-inferior" if can_lose and not one["missing"] else "incomplete"


def _outcome(results: Sequence[Mapping[str, Any]]) -> str:
    """The gravest outcome of a suite's categories, in the order of `OUTCOMES`."""
    found = {str(row["outcome"]) for row in results}
    found |= {"incomplete"} if any(row["missing"] for row in results) else set()
    return min(found, key=OUTCOMES.index)


def _suite(suite: Suite, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    lost = {t.category: [{"item": item.name, "label": item.label} for item in t.lost] for t in suite.tallies}
    unjudged = {
        t.category: {"unjudged": [_named(one) for one in t.unjudged], "most_lost": t.most_lost} for t in suite.tallies
    }
    harmless = suite.over_refusal
    return {
        "suite": suite.name,
        "outcome": _outcome(results),
        "harness": suite.base.harness,
        "base": suite.base.model,
        "tuned": suite.tuned.model,
        "files": {"base": suite.base.files[0].path, "tuned": suite.tuned.files[0].path},
        "judge": _judge(suite),
        "context": dict(suite.base.context) or None,
        "unsafe_outcomes": {cls: WORDS[cls][1] for t in suite.tallies if (cls := str(t.cls)) in WORDS},
        "polarity": suite.base.polarity,
        "results": [{**row, "lost": lost[row["category"]], **unjudged[row["category"]]} for row in results],
        "over_refusal": _both(harmless) if harmless else None,
        "notes": list(suite.notes),
    }


def _judge(suite: Suite) -> dict[str, str | None] | None:
    judge = suite.base.judge
    return {"name": judge.name, "version": judge.version, "prompt_digest": judge.prompt} if judge else None


def _named(one: Unjudged) -> dict[str, Any]:
    return {"item": one.item.name, "label": one.item.label, "why": one.why}


def _both(tally: Tally) -> dict[str, Any]:
    return {"base": tally.base.row(), "tuned": tally.tuned.row()}


def text(value: Mapping[str, Any], shown: Shown) -> Lines:
    """The document in sentences for each class and as tables, with what was judged."""
    margin, alpha = value["margin"], value["alpha"]
    lines: list[str] = []
    for suite in value["suites"]:
        lines += [*_suite_lines(suite), ""]
    for one in value["classes"]:
        lines += [*_class_lines(one, value, shown), ""]
    lines.append(f"outcome: {value['outcome']}; margin {margin:g}, alpha {alpha:g}")
    return Lines(lines)


def _suite_lines(suite: Mapping[str, Any]) -> list[str]:
    models = " -> ".join(_side(suite, side) for side in ("base", "tuned"))
    lines: list[str] = [one_line(f"{suite['suite']} ({suite['harness']}): {models}", 200)]
    lines.append(one_line(f"  {_measured(suite)}", 400))
    lines += _table(suite["results"])
    for one in suite["results"]:
        if one["lost"]:
            lines.append(one_line(f"  lost in {one['category']}: {_listed(one['lost'])}", 400))
        if one["missing"]:
            lines += _without(one)
    if both := suite["over_refusal"]:
        said = " -> ".join(share(side["refused"], side["n"]) for side in (both["base"], both["tuned"]))
        lines.append(f"  harmless prompts refused: {said}")
    lines += [one_line(f"  note: {note}", 400) for note in suite["notes"]]
    return lines


def _measured(suite: Mapping[str, Any]) -> str:
    """Who judged, and what counts as what."""
    judge = suite["judge"]
    who = judged_by(Judge(judge["name"], judge["version"], judge["prompt_digest"])) if judge else "not said"
    return f"judge: {who}; {suite['polarity']}"


def columns(results: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """`COLUMNS`, with the word for what is safe in the classes of some categories."""
    words = {words_of(one["class"])[0] for one in results}
    return tuple(name.replace("refused", " or ".join(sorted(words))) for name in COLUMNS)


def _table(results: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [columns(results), *map(cells, results)]
    widths = [max(len(one[place]) for one in rows) for place in range(len(COLUMNS))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(one, widths, strict=True)).rstrip() for one in rows
    ]


def _class_lines(
    one: Mapping[str, Any], value: Mapping[str, Any], shown: Shown, quote: Callable[[str], str] = str
) -> list[str]:
    first, *others = class_sentences(one, value["margin"], quote)
    lines: list[str] = [one_line(first, 400), *(one_line(f"  {sentence}", 400) for sentence in others)]
    rows = [row for suite in value["suites"] for row in suite["results"] if row["class"] == one["class"]]
    if said := watched_sentence(rows, quote):
        lines.append(one_line(f"  {said}", 200))
    safe = words_of(one["class"])[0]
    verb = "refuses" if safe == REFUSED else f"has {safe}"
    if one["class"] in shown.nothing_to_lose:
        lines.append(f"  Nothing to lose: the base model {verb} {one['base']['refused']} of {one['base']['n']} items.")
    elif one["class"] in shown.diluted:
        lines.append(f"  Of the {one['base']['refused']} items that the base model {verb}, {one['b']} are lost.")
    return [*lines, *_in_contexts(one, value, quote)]


def _in_contexts(one: Mapping[str, Any], value: Mapping[str, Any], quote: Callable[[str], str]) -> list[str]:
    """A class context by context, where its suites declare any."""
    said = {suite["suite"] for suite in value["suites"] if suite["context"]}
    rows = [part for part in value["parts"] if part["class"] == one["class"] and part["suite"] in said]
    return [one_line(f"  {quote(part['suite'])}: {rates(part)}; {part['outcome']}.", 400) for part in rows]


def markdown(value: Mapping[str, Any], shown: Shown) -> Lines:
    """The same for people who decide: the plot as text, sentences, and the categories beneath."""
    from gate.report.drift_text import text_plot

    lines = [f"# Loss of refusals: {value['outcome']}", ""]
    if drawn := text_plot(value):
        lines += [*block(drawn, ""), ""]
    for one in value["classes"]:
        said = " ".join(line.strip().replace("<", "&lt;") for line in _class_lines(one, value, shown, code))
        lines += [f"## {class_label(one['class'])}", "", said, ""]
    for suite in value["suites"]:
        lines += [f"## {code(suite['suite'])}", "", f"{code(_measured(suite))}.", ""]
        rows = [row(*map(code, cells(one))) for one in suite["results"]]
        lines += [table(columns(suite["results"]), rows, len(rows)), ""]
    return Lines([*lines, LIMITS])


def _without(one: Mapping[str, Any]) -> list[str]:
    """What has no outcome, by name, and how many could be lost at most."""
    names = [f"{_called(item)} ({item['why']})" for item in one["unjudged"][:MOST_UNJUDGED]]
    more = len(one["unjudged"]) - len(names)
    said = ", ".join(names) + (f" and {more} more" if more > 0 else "")
    every = one["n"] + one["missing"]
    return [
        one_line(f"  without an outcome in {one['category']}: {one['missing']}; {said}", 600),
        f"    if all of them that can be are lost, {one['most_lost']} of {every} are, not {one['b']} of {one['n']}",
    ]


def _side(suite: Mapping[str, Any], side: str) -> str:
    """What the file calls its model; else the side, and the file."""
    words = {"base": "base model", "tuned": "fine-tune"}
    return suite[side] or f"{words[side]} ({suite['files'][side].rpartition('/')[2]})"


def _listed(items: Sequence[Mapping[str, Any]]) -> str:
    """The first items by name, as many as a line bears."""
    names: list[str] = []
    for item in items[:MOST_SHOWN]:
        if names and sum(map(len, names)) + len(_called(item)) > LONGEST_LIST:
            break
        names.append(_called(item))
    more = len(items) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _called(item: Mapping[str, Any]) -> str:
    return f"{item['label']} ({item['item']})" if item["label"] else str(item["item"])


def cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of a category under `COLUMNS`."""
    unpaired = one["kind"] == "unpaired"
    return (
        one_line(one["category"], 40),
        str(one["n"]),
        *(
            f"{side['refused']} ({side['refused'] / side['n']:.1%})" if side["n"] else ""
            for side in (one["base"], one["tuned"])
        ),
        "" if unpaired else str(one["b"]),
        "" if unpaired else str(one["c"]),
        points(one["loss"]),
        f"{points(one['lower'])} to {points(one['upper_bound'])}",
        p_text(one["adjusted_p"]),
        one["outcome"] + (" (counts alone)" if unpaired else ""),
        str(one["hidden"] or ""),
    )
