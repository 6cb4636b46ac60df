"""JUnit: whole reports on real decisions, and what no text may do to them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given

from gate.policy import load_builtin
from gate.report.formats import junit
from gate.values.text import visible
from tests.command import MODEL, NOW
from tests.report.decisions import HOSTILE, decision_of, no_quote
from tests.report.reports import MESSAGES, PLACES, RELATED, remedy, see


def test_junit(prompt: dict[str, str]) -> None:
    root = ET.fromstring(prompt["junit"])  # noqa: S314  our own text
    ids = sorted(load_builtin().rules())
    assert root.attrib == {"name": "tunegate", "tests": str(len(ids) + 1), "failures": "5", "errors": "0", "time": "0"}
    gate, model = root
    common = {"timestamp": NOW[:-1], "time": "0", "errors": "0", "skipped": "0"}
    assert gate.attrib == {"name": "tunegate", "tests": "1", "failures": "1", **common}
    (verdict,) = gate
    assert verdict.attrib == {"classname": "tunegate", "name": "verdict", "time": "0"}
    assert [(c.tag, c.attrib) for c in verdict] == [
        (
            "failure",
            {"type": "block", "message": "BLOCKED: 1 problem to resolve before this can be deployed"},
        )
    ]
    assert model.attrib == {"name": MODEL, "tests": str(len(ids)), "failures": "4", **common}
    for case, rule in zip(model, ids, strict=True):
        expected = {"classname": f"tunegate.{MODEL}", "name": rule, "time": "0"}
        if rule not in PLACES:
            assert (case.attrib, len(case)) == (expected, 0)
            continue
        path, line, end_line = PLACES[rule]
        assert case.attrib == {**expected, "file": path, "line": str(line)}
        (failure,) = case
        assert (failure.tag, failure.attrib) == ("failure", {"type": rule, "message": MESSAGES[rule]})
        where = f"{path}:{line}" + (f"-{end_line}" if end_line != line else "")
        related = f"{see(rule)}\n" if rule in RELATED else ""
        assert failure.text == f"error: {where}: {MESSAGES[rule]}\n{related}fix: {remedy(rule)}"


@given(HOSTILE)
def test_junit_holds_text_as_text(text: str) -> None:
    rendered = junit.render(decision_of(text), no_quote)
    assert not re.search(r"^\s*::|##\[", rendered, re.MULTILINE)
    root = ET.fromstring(rendered.encode())  # noqa: S314
    assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", "failure"}
    failure = root.findall("testsuite")[1].find("testcase/failure")
    assert failure is not None
    shown = re.sub("[\ufffe\uffff]", lambda m: f"\\u{ord(m[0]):04x}", visible(text))
    assert failure.get("message") == shown
    assert (failure.text or "").endswith(f"\nfix: {shown}")
    for suite in root:
        for name, tag in (("tests", "testcase"), ("failures", "testcase/failure"), ("errors", "testcase/error")):
            assert suite.get(name) == str(len(suite.findall(tag)))
