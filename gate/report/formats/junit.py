"""JUnit XML, as GitLab, Jenkins and Azure DevOps read it: a suite a model, a case a rule that was evaluated.

There is no standard. What is written here is what the three readers have in common: ``testsuites``, ``testsuite`` with
its counts, ``testcase`` with one ``failure`` or ``error`` (GitLab reads the first only) and ``system-out``.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from gate.judge.decision import Decision
from gate.report.common import Quote, headline, place, related_lines
from gate.values.findings import Finding
from gate.values.text import Output, Text, log_safe

RANK = 70
GATE = "tunegate"  # the suite of the verdict, and of what concerns no model


class Xml(Output):
    """An element as an XML document: what it holds redacted and visible, and no command for a runner."""

    __slots__ = ()

    def __new__(cls, root: ET.Element) -> Xml:
        for element in root.iter():
            element.text = Text(element.text) if element.text else None
            element.attrib.update({name: Text(value) for name, value in element.attrib.items()})
        ET.indent(root)
        # character references leave the values as they are
        text = log_safe(ET.tostring(root, encoding="unicode"), "&#58;", "#&#35;")
        return str.__new__(cls, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def render(decision: Decision, quote: Quote) -> Xml:
    root = ET.Element("testsuites", name=GATE)
    suites = [_gate_suite(decision)]
    named = dict.fromkeys((*decision.models, *(f.model for f in decision.findings if f.model is not None)))
    suites += [_suite(model, decision) for model in named]
    for suite in suites:
        root.append(suite)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.set("time", "0")
    return Xml(root)


def _gate_suite(decision: Decision) -> ET.Element:
    verdict = ET.Element("testcase", classname=GATE, name="verdict", time="0")
    if decision.verdict == "not-reviewed" and decision.mode == "check":
        ET.SubElement(verdict, "skipped", message=headline(decision))  # neither passed nor failed
    elif decision.verdict != "pass":
        kind = "error" if decision.verdict == "error" else "failure"
        ET.SubElement(verdict, kind, type=decision.verdict, message=headline(decision))
    mine = [f for f in decision.findings if f.model is None]
    return _element(GATE, decision, [verdict, *_cases(GATE, mine, (), decision)])


def _suite(model: str, decision: Decision) -> ET.Element:
    mine = [f for f in decision.findings if f.model == model]
    # a rule is evaluated for every model that was judged; of the gate's own pseudo-model only what was found is known
    general = {f.rule for f in decision.findings if f.model is None}  # shown once, and passed by no model
    rules = [rule for rule in decision.rules if rule not in general] if model in decision.models else ()
    return _element(model, decision, _cases(f"{GATE}.{model}", mine, rules, decision))


def _element(name: str, decision: Decision, cases: Sequence[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", name=name, timestamp=decision.now.removesuffix("Z"), time="0")
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    return suite


def _cases(classname: str, findings: Sequence[Finding], rules: Sequence[str], decision: Decision) -> list[ET.Element]:
    cases: list[ET.Element] = []
    for rule in sorted({*rules, *(f.rule for f in findings)}):
        mine = [f for f in findings if f.rule == rule]
        case = ET.Element("testcase", classname=classname, name=rule, time="0")
        worst = [f for f in mine if f.severity == "error"]
        if mine:
            first = (worst or mine)[0]
            case.set("file", first.path or decision.origin.config)
            case.set("line", str(first.line or 1))
        if worst:
            kind = "error" if decision.verdict == "error" else "failure"
            more = f" (and {len(worst) - 1} more)" if len(worst) > 1 else ""
            said = ET.SubElement(case, kind, type=rule, message=worst[0].message + more)
            said.text = _body(worst)
        rest = [f for f in mine if f.severity != "error"]
        if rest:
            ET.SubElement(case, "system-out").text = _body(rest)
        cases.append(case)
    return cases


def _body(findings: Sequence[Finding]) -> str:
    rows: list[str] = []
    for finding in findings:
        where = place(finding.path, finding.line, finding.end_line)
        rows.append(f"{finding.severity}: {where + ': ' if where else ''}{finding.message}")
        rows += related_lines(finding)
    rows += [f"fix: {remedy}" for remedy in dict.fromkeys(f.remedy for f in findings if f.remedy)]
    return "\n".join(rows)
