"""The decision as a check run of GitHub's Checks API: a conclusion, a page and annotations on lines.

Source: GitHub, "REST API endpoints for check runs", with its limits: 50 annotations a request, a title of 255
characters, a message of 64 KB, a summary of 65,535 characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from gate.judge.decision import Decision
from gate.judge.joined import Joined, Spot
from gate.report import markdown_report
from gate.report.common import Quote, annotated, headline, place, spots
from gate.values.errors import EXIT_PASS
from gate.values.text import Lines, Output, Text, one_line, shortened

MOST_ANNOTATIONS = 1000  # twenty requests; the page counts the findings that it has no room for
PAGE = 50
MOST_RELATED = 20  # places beside a problem's own
MOST_SPOTS = 20  # annotations of one problem
MAX_TITLE = 255
MAX_MESSAGE = 8000  # characters, of at most four bytes each
LEVELS = {"error": "failure", "warning": "warning", "notice": "notice"}


class Annotation(TypedDict):
    """One annotation, as the API takes it."""

    path: Text
    start_line: int
    end_line: int
    annotation_level: Text
    title: Text
    message: Text
    raw_details: NotRequired[Text]


@dataclass(frozen=True, slots=True)
class CheckRun:
    """``conclusion`` is ``success`` or ``failure``; where a change comes in that nobody reviewed it is ``neutral``,
    which passes a required check and is not green."""

    name: Text
    conclusion: str
    title: Text
    summary: Output
    annotations: tuple[Annotation, ...]

    def pages(self, annotations: tuple[Annotation, ...]) -> list[dict[str, Any]]:
        """The ``output`` of each request that is needed for these annotations; one at least."""
        starts = range(0, max(1, len(annotations)), PAGE)
        head = {"title": self.title, "summary": self.summary}
        return [{**head, "annotations": list(annotations[start : start + PAGE])} for start in starts]


def check_run(decision: Decision, quote: Quote) -> CheckRun:
    """Its name is another than the job's: a required check of that name must stay the job's own."""
    name = "tunegate verify findings" if decision.mode == "verify" else "tunegate findings"
    config = decision.origin.config
    places = [row for severity in LEVELS for row in spots(_of(decision, severity), MOST_SPOTS)]
    shown = places[:MOST_ANNOTATIONS]
    left = len(places) - len(shown)
    more = ["", f"{left} more places have no annotation here; the log and the JSON report have all of them."]
    return CheckRun(
        name=Text(name if config == "tunegate.yaml" else f"{name} ({one_line(config, 100)})"),
        conclusion=_conclusion(decision),
        title=one_line(headline(decision), MAX_TITLE),
        summary=Lines([markdown_report.render(decision, quote), *(more if left else ())]),
        annotations=tuple(annotation(problem, spot, decision) for problem, spot in shown),
    )


def _conclusion(decision: Decision) -> str:
    if decision.verdict == "pass":
        return "success"
    return "neutral" if decision.verdict == "not-reviewed" and decision.exit_code == EXIT_PASS else "failure"


def _of(decision: Decision, severity: str) -> list[Joined]:
    return [problem for problem in decision.problems if problem.lead.severity == severity]


def annotation(problem: Joined, spot: Spot, decision: Decision) -> Annotation:
    """One place of a problem; one without a place stands at the configuration's first line."""
    first = spot.line or 1
    row: Annotation = {
        "path": Text(spot.path or decision.origin.config),
        "start_line": first,
        "end_line": max(first, spot.end_line or first) if spot.line else 1,
        "annotation_level": Text(LEVELS[problem.lead.severity]),
        "title": one_line(f"tunegate: {problem.lead.rule}", MAX_TITLE),
        "message": shortened("\n".join(annotated(problem, spot, MOST_RELATED)), MAX_MESSAGE),
    }
    pages = [
        f"{one_line(place(r.path, r.line, r.end_line), 300)}\n{page}"
        for r in problem.related[:MOST_RELATED]
        if (page := decision.origin.link(decision.head, r.path, r.line, r.end_line))
    ]
    return {**row, "raw_details": shortened("\n".join(pages), MAX_MESSAGE)} if pages else row
