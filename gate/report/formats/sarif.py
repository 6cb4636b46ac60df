"""SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format Version 2.1.0"), for GitHub's code scanning.

GitHub reads less than the standard allows ("SARIF support for code scanning"): relative URIs, one location or more, the
rule's help as text and Markdown, ``security-severity`` with the tag ``security``, ``primaryLocationLineHash``, and not
more than 25,000 results a run, of which it shows 5,000.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gate import __version__
from gate.judge.decide import ADJUSTED, COMPARISON, WAIVER
from gate.judge.decision import Decision
from gate.judge.joined import Joined
from gate.report.common import Quote, headline
from gate.report.fingerprint import fingerprints
from gate.values.findings import Finding, Related
from gate.values.origin import uri
from gate.values.terms import SECURITY_SEVERITY
from gate.values.text import Json, Text

RANK = 60
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
MOST_RESULTS = 5000
MAX_TEXT = 1000  # GitHub refuses a rule's description of more than 1,024 characters
LEVELS = {"error": "error", "warning": "warning", "notice": "note"}

# what the gate says itself, without a policy: title and description
ERRORS = {
    "usage": ("The command line cannot be followed", "The command asks for something that cannot be done."),
    "configuration-unreadable": (
        "The configuration cannot be read",
        "The configuration, a policy or a schema cannot be read, so the gate does not pass.",
    ),
    "surface-unreadable": (
        "A reviewed file cannot be read",
        "A file on a reviewed surface cannot be read as what its name says it is, so the gate does not pass.",
    ),
    "evidence-unreadable": (
        "An evidence document cannot be read",
        "A document of the evidence pack cannot be read or does not fit its schema, so the gate does not pass.",
    ),
    ADJUSTED: (
        "The configuration differs from what the gate ships with",
        "A severity or a setting that the configuration sets. It counts from the base commit or the trusted branch on.",
    ),
    WAIVER: (
        "A finding is waived",
        "Its owner accepts a finding until a day that the configuration names; it is shown, and does not block.",
    ),
    COMPARISON: (
        "What was compared",
        "That nothing was judged, or that the base is not a trusted branch, so that the change was judged against one.",
    ),
    "undecided": ("The gate could not decide", "The gate could not come to a verdict, so it does not pass."),
}


def render(decision: Decision, quote: Quote) -> Json:
    """One run. Every problem is a result, worst first; what could not be read or decided is a notification, too."""
    return Json(_log(decision))


def _log(decision: Decision) -> dict[str, Any]:
    problems = decision.problems
    shown = problems[:MOST_RESULTS]
    rules = sorted({problem.lead.rule for problem in shown})
    config = decision.origin.config
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "tunegate",
                "organization": "tunegate",
                "version": __version__,
                "semanticVersion": __version__,
                "shortDescription": {"text": "A re-assessment gate for fine-tuned models."},
                "rules": [_rule(rule, decision) for rule in rules],
            }
        },
        "automationDetails": {"id": _category(decision)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(decision, len(problems) - len(shown))],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "properties": {"verdict": decision.verdict, "base": decision.base, "head": decision.head, "now": decision.now},
        "results": [
            _result(problem, rules.index(problem.lead.rule), text, occurrence, config)
            for problem, (text, occurrence) in zip(shown, fingerprints([p.lead for p in shown]), strict=True)
        ],
    }
    if decision.origin.url and decision.head and not decision.head.isupper():
        run["versionControlProvenance"] = [
            {
                "repositoryUri": decision.origin.url,
                "revisionId": decision.head,
                "mappedTo": {"uriBaseId": ROOT},
            }
        ]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: str, decision: Decision) -> dict[str, Any]:
    about: Mapping[str, Any] = decision.about.get(rule, {})
    mine = [f for f in decision.findings if f.rule == rule]
    title, description = ERRORS.get(rule, (_words(about.get("title")) or rule, _words(about.get("description"))))
    remedy = (_words(about.get("remedy")) or mine[0].remedy) if rule not in ERRORS else ""
    requirement = _words(about.get("requirement"))
    parts = [("", description), ("Fix", remedy), ("Requirement", requirement)]
    said = [(name, Text(text)) for name, text in parts if text] or [("", Text(title))]
    properties: dict[str, Any] = {"tags": ["fine-tuning", "governance"], "precision": "very-high"}
    score = about.get("security-severity")
    if isinstance(score, str) and re.fullmatch(SECURITY_SEVERITY, score):  # GitHub refuses the file for another one
        properties["tags"].append("security")
        properties["security-severity"] = score
    name = "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", rule))
    return {
        "id": rule,
        # a name that is the id again has to be left out (section 3.49.7)
        **({"name": name} if name and name.lower() != rule.lower() else {}),
        "shortDescription": {"text": _sentence(title)},
        "fullDescription": {"text": _sentence(description or title)},
        "help": {
            "text": "\n\n".join(f"{name}: {text}" if name else text for name, text in said),
            "markdown": "\n\n".join(
                f"**{name}:** {_markdown(text)}" if name else _markdown(text) for name, text in said
            ),
        },
        "defaultConfiguration": {"level": LEVELS[mine[0].severity]},
        "properties": properties,
    }


def _category(decision: Decision) -> str:
    """One for each command and configuration; GitHub keeps the last run of one, and takes what is before the slash."""
    name = "tunegate-verify" if decision.mode == "verify" else "tunegate"
    config = decision.origin.config
    return f"{name}/" if config == "tunegate.yaml" else f"{name}/{Text(config)}/"


def _result(problem: Joined, index: int, text: str, occurrence: int, config: str) -> dict[str, Any]:
    """One problem at its first place; its other places, and what it makes stale, are related ones."""
    finding = problem.finding
    related = [
        *(Related(spot.path, spot.line, spot.end_line, spot.what or "the same") for spot in problem.spots[1:]),
        *finding.related,
    ]
    row: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _place(finding.path or config, finding.line, finding.end_line)}],
        # GitHub compares primaryLocationLineHash only; a number after a colon tells equal ones apart
        "partialFingerprints": {
            "primaryLocationLineHash": f"{text[:16]}:{occurrence}",
            "tunegateFinding/v1": f"{text}:{occurrence}",
        },
    }
    if related:
        row["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": _escaped(_sentence(Text(place.message)))},
                "physicalLocation": _place(place.path, place.line, place.end_line),
            }
            for number, place in enumerate(related, 1)
        ]
    if finding.model is not None:
        row["properties"] = {"model": Text(finding.model)}
    if finding.waived_by is not None:
        row["suppressions"] = [{"kind": "external", "justification": Text(finding.waived_by)}]
    return row


def _place(path: str, line: int | None, end_line: int | None) -> dict[str, Any]:
    first = line or 1
    return {
        "artifactLocation": {"uri": uri(path), "uriBaseId": ROOT},
        "region": {"startLine": first, "endLine": max(first, end_line or first)},
    }


def _invocation(decision: Decision, left_out: int) -> dict[str, Any]:
    failed = decision.verdict == "error"
    invocation: dict[str, Any] = {
        "executionSuccessful": not failed,
        "exitCode": decision.exit_code,
        "exitCodeDescription": headline(decision),
    }
    notifications: list[dict[str, Any]] = []
    if failed:
        notifications = [
            {
                "level": "error",
                "message": {"text": _message(finding)},
                "descriptor": {"id": finding.rule},
                "locations": [
                    {"physicalLocation": _place(finding.path or decision.origin.config, finding.line, finding.end_line)}
                ],
            }
            for finding in decision.findings[:MOST_RESULTS]
        ]
    if left_out:
        text = f"{left_out} more problems are left out; the JSON report has all of them."
        notifications.append({"level": "warning", "message": {"text": text}})
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _message(finding: Finding) -> str:
    text = _sentence(Text(finding.message)) + (f" Fix: {Text(finding.remedy)}" if finding.remedy else "")
    return _escaped(text)


def _escaped(text: str) -> str:
    # placeholders and embedded links (sections 3.11.5 and 3.11.6)
    text = text.replace("{", "{{").replace("}", "}}")
    return re.sub(r"([\\\[\]])", r"\\\1", text) if "](" in text else text


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


def _words(value: object) -> str:
    return " ".join(str(value).split()) if value else ""


def _sentence(text: str) -> str:
    text = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 3] + "..."
    return text if text.endswith((".", "!", "?")) else f"{text}."
