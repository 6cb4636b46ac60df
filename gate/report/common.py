"""What the renderers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gate.judge.decision import Decision, Remark
from gate.judge.told import told
from gate.values.findings import Finding
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.judge.joined import Joined, Spot

Quote = Callable[[str, int], Text | None]
"""(path, 1-based line) -> that line of the head, fit to be shown, or None."""

HEADLINES = {"pass": "PASS", "not-reviewed": "NOT REVIEWED", "block": "BLOCKED", "error": "ERROR"}


def place(path: str | None, line: int | None, end_line: int | None = None) -> str:
    """``path:line`` as editors and terminals make it clickable, with the last line where it is another."""
    if path is None:
        return ""
    if line is None:
        return path
    return f"{path}:{line}" if end_line in (None, line) else f"{path}:{line}-{end_line}"


def related_lines(finding: Finding, most: int | None = None) -> list[str]:
    """``see path:line: what`` for related places; the finding's own text shows them nowhere else.

    Where there are more than ``most``, a last line counts the others.
    """
    rows = [f"see {place(r.path, r.line, r.end_line)}: {r.message}" for r in finding.related[:most]]
    left = len(finding.related) - len(rows)
    return [*rows, f"see {left} more place{'s' * (left != 1)} in the JSON report"] if left else rows


def remark_line(remark: Remark) -> str:
    """A remark in one line."""
    return f"{remark.path + ': ' if remark.path else ''}{remark.message}"


def remedy_lines(remedy: str, word: str = "fix: ") -> list[str]:
    """What to do: sentences to be wrapped, and lines to be pasted as they are (`is_code`)."""
    return (word + remedy).split("\n")


def is_code(line: str) -> bool:
    """Whether a line of a remedy is one to be pasted: it begins with two spaces."""
    return line.startswith("  ")


def places_line(problem: Joined, most: int = 12) -> str:
    """The places of a problem behind its first: ``also at lines 21, 31-32, 42``; empty where there are none."""
    first, *rest = problem.spots
    if not rest:
        return ""
    same = all(spot.path == first.path for spot in rest)
    shown = [place("", s.line, s.end_line)[1:] if same else place(s.path, s.line, s.end_line) for s in rest[:most]]
    left = len(rest) - len(shown) + problem.more
    more = f" and {left} more" if left else ""
    lines = ("at line" if len(rest) == 1 and "-" not in shown[0] else "at lines") if same and first.line else "at"
    return f"also {lines} {', '.join(shown)}{more}"


MOST_SPOTS = 5  # annotations of one problem


def spots(problems: Sequence[Joined], most: int = MOST_SPOTS) -> list[tuple[Joined, Spot]]:
    """The places to annotate: the first place of every problem, then the second ones; at most ``most`` of each."""
    return [
        (problem, problem.spots[number])
        for number in range(most)
        for problem in problems
        if number < len(problem.spots)
    ]


def annotated(problem: Joined, spot: Spot, most: int | None = None) -> list[str]:
    """The lines of an annotation: what changed here, what follows from it, and where else.

    What to do, and the places beside it, of which ``most`` are named, are said at the first place.
    """
    said = list(problem.said)
    first = problem.spots[0]
    if len({other.what for other in problem.spots}) > 1:
        said[0] = told(spot.what)
    rows = [*said, *([f"{places}."] if (places := _elsewhere(problem, spot)) else [])]
    rows += [f"set aside by {problem.lead.set_aside}: it would block"] if problem.lead.set_aside else []
    rows += [f"waived by {problem.lead.waived_by}"] if problem.lead.waived_by else []
    if spot != first:
        return [*rows, f"What to do is said at {place(first.path, first.line, first.end_line)}."]
    rows += [one_line(row, 300) for row in related_lines(problem.finding, most)]
    return [*rows, *(f"Fix: {remedy}" for remedy in problem.remedies)]


def _elsewhere(problem: Joined, spot: Spot) -> str:
    """Where else the problem is, up to what an annotation has room for."""
    from dataclasses import replace

    others = tuple(other for other in problem.spots if other != spot)
    if not others and not problem.more:
        return ""
    text = places_line(replace(problem, spots=(spot, *others)))
    return text[:1].upper() + text[1:]


def quoted_once(quote: Quote) -> Quote:
    """The same source lines, each the first time that it is asked for only."""
    shown: set[tuple[str, int]] = set()

    def once(path: str, line: int) -> Text | None:
        if (path, line) in shown:
            return None
        shown.add((path, line))
        return quote(path, line)

    return once


UNJUDGED = "model-not-judged"
MOST_COUNTED = 20  # models whose values are counted in a report for people


def value_counts(decision: Decision) -> list[tuple[str, str]]:
    """(model, how many of its values are derived, attested and unproven) of the first models."""
    return [
        (model, f"derived {row['derived']}, attested {row['attested']}, unproven {row['unproven']}")
        for model, row in decision.values[:MOST_COUNTED]
    ]


def headline(decision: Decision) -> str:
    """The verdict in one sentence."""
    if decision.verdict == "block":
        errors = sum(problem.lead.severity == "error" for problem in decision.problems)
        return f"{HEADLINES['block']}: {errors} problem{'s' * (errors != 1)} to resolve before this can be deployed"
    if decision.verdict == "error":
        what = "the input cannot be read" if decision.exit_code == 2 else "the gate could not decide"
        return f"{HEADLINES['error']}: {what}, so it does not pass"
    if decision.verdict == "not-reviewed":
        return f"{HEADLINES['not-reviewed']}: {what_is_let_in(decision)}"
    return f"{HEADLINES['pass']}: {what_passes(decision, str, max(len(decision.models), 1))}"


NOT_REVIEWED = "model-not-reviewed"
OBSERVED = "observe mode"  # what a finding is set aside by


def what_is_let_in(decision: Decision, name: Callable[[str], str] = str) -> str:
    """Why a decision that reviews nothing does not block, and what it would say otherwise."""
    aside = [finding for finding in decision.findings if finding.set_aside is not None]
    models = sorted({f.model for f in decision.findings if f.rule == NOT_REVIEWED and f.model is not None})
    why = f"nobody has reviewed {_listed(models, name, 20)}, which a baseline lets in" if models else OBSERVED
    found = f"; {len(aside)} finding{'s' * (len(aside) != 1)} would block without it" if aside else ""
    end = "; this may not be deployed as reviewed" if decision.mode == "verify" else ""
    return f"{why}{found}{end}"


def what_passes(decision: Decision, name: Callable[[str], str], most: int) -> str:
    """Why a decision passes, and which touched models it says nothing about. ``name`` and ``most`` as below."""
    unjudged = sorted({f.model for f in decision.findings if f.rule == UNJUDGED and f.model is not None})
    if decision.models:
        why = what_covers(decision, name, most)
    elif unjudged:
        why = "this change touches no reviewed surface of the models that were asked for"
    else:
        return "this change touches no reviewed surface"
    return f"{why}; not judged: {_listed(unjudged, name, most)}" if unjudged else why


def what_covers(decision: Decision, name: Callable[[str], str], most: int) -> str:
    """What lets each model of a decision pass: its disposition, or waivers too.

    ``name`` shows a model, ``most`` says how many are named.
    """
    waived = Counter(finding.model for finding in decision.findings if finding.waived_by)
    found = []
    if count := sum(waived.values()):
        models = _listed(sorted(model for model in waived if model is not None), name, most)
        found.append(f"waivers cover {count} finding{'s' if count != 1 else ''} about {models}")
    if covered := [model for model in decision.models if model not in waived]:
        found.append(f"the disposition covers the state of {_listed(covered, name, most)}")
    return "; ".join(found)


def _listed(models: Sequence[str], name: Callable[[str], str], most: int) -> str:
    more = f" and {len(models) - most} more" if len(models) > most else ""
    return ", ".join(map(name, models[:most])) + more
