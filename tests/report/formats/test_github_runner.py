"""The runner's own reading of a log (ActionCommand.cs, and stop-commands of ActionCommandManager.cs)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gate.judge.decision import Decision
from gate.report.formats import github
from gate.values.findings import Finding, Related, sort_findings
from gate.values.text import Text, visible


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, *more: tuple[str, str]) -> str:
    """In the runner's order: the percent sign last."""
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(escape, char)
    return text


def command_of(line: str) -> Command | None:
    """``::name key=value,key=value::data`` after white space, or the older ``##[name key=value;]data`` anywhere."""
    text = line.lstrip()
    if text.startswith("::") and (end := text.find("::", 2)) >= 0:
        name, _, rest = text[2:end].partition(" ")
        pairs = [pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair]
        escapes = (("%3A", ":"), ("%2C", ","))
        return Command(name, {k: unescaped(v, *escapes) for k, v in pairs}, unescaped(text[end + 2 :]))
    start = line.find("##[")
    if start >= 0 and (end := line.find("]", start)) >= 0:
        return Command(line[start + 3 : end].partition(" ")[0], {}, line[end + 1 :])
    return None


def commands(log: str) -> list[Command]:
    """What the runner does at a log: between stop-commands and its token it does nothing."""
    found: list[Command] = []
    stopped = None
    for line in re.split("\r\n|\r|\n", log):
        command = command_of(line)
        if command is None or (stopped is not None and command.name != stopped):
            continue
        if stopped is not None:
            stopped = None
        elif command.name == "stop-commands":
            stopped = command.data
        else:
            found.append(command)
    assert stopped is None
    return found


NASTY = st.text(
    alphabet=st.sampled_from("%:,\r\n a0D2C5A3[]#=;\u2028\x85\x1b") | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=40,
) | st.sampled_from(["::error::x", "##[set-env name=a]b", "::stop-commands::a", "%0A::error::x", "a::b", "\r::debug::"])
LINES = st.integers(1, 9)
FINDINGS = st.builds(
    Finding,
    rule=NASTY,
    severity=st.sampled_from(["error", "warning", "notice"]),
    message=NASTY,
    remedy=st.just("") | NASTY,
    model=st.none() | NASTY,
    path=st.none() | NASTY,
    line=st.none() | LINES,
    end_line=st.none() | LINES,
    waived_by=st.none() | NASTY,
    related=st.lists(st.builds(Related, path=NASTY, line=st.none() | LINES, message=NASTY), max_size=2).map(tuple),
)


@settings(max_examples=100)
@example([Finding(" ", "error", "m"), Finding("a\u3000", "error", "m", path=" ", line=1)], "m", "s")
@given(st.lists(FINDINGS, max_size=4), NASTY, NASTY)
def test_runner_reads_what_is_meant_and_nothing_else(findings: list[Finding], model: str, said: str) -> None:
    change: Any = {
        **{"model": model, "surface": said, "change": "modified", "key": said, "old": said, "new": None, "path": said},
        **{"line": 1, "end_line": 1, "base_path": None, "base_line": None, "detail": said},
    }
    trigger: Any = {"model": model, "trigger": said, "owner": said, "changes": [0], "answered_by": None}
    decision = Decision(
        verdict="block",
        base=None,
        head="1" * 40,
        now="2026-11-23T12:00:00Z",
        engine={},
        policies=None,
        case=None,
        findings=sort_findings(findings),
        models=(model,),
        exit_code=1,
        changes=(change,),
        triggers=(trigger,),
    )
    found = commands(github.render(decision, lambda path, line: Text(said.replace("\n", " "))))
    assert [(c.name, c.properties.get("file"), c.properties["title"]) for c in found] == [
        (f.severity, visible(f.path) if f.path else None, visible(f"tunegate: {f.rule}".rstrip()))
        for f in (problem.lead for problem in decision.problems)
    ]
    shown = sorted(position for problem in decision.problems for position in problem.positions)
    assert shown == list(range(len(findings)))  # every finding is in one problem
    for command, finding in zip(found, (problem.lead for problem in decision.problems), strict=True):
        assert command.data.startswith(visible(finding.message)[:100])
        expected = {"file", "title", *(["line", "endLine"] if finding.path and finding.line else [])}
        assert set(command.properties) == (expected if finding.path else {"title"})


def test_one_hostile_name_reads_back() -> None:
    """The reading itself: without escapes the same texts are commands."""
    assert command_of("  ::error file=a%2Cb%3A%25::x%0Ay") == Command("error", {"file": "a,b:%"}, "x\ny")
    assert command_of("text ##[error]x") == Command("error", {}, "x")
    assert command_of("text ::error::x") is None
    assert [c.data for c in commands("::stop-commands::t\n::error::a\n::t::\n::error::b")] == ["b"]
