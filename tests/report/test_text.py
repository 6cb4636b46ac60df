"""The renderers: what a person reads, and what the runner parses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.report import FORMATS, names, text_report
from gate.report.formats import github
from gate.values.decision import Decision
from gate.values.findings import Finding

DECISION = Decision(
    verdict="block",
    base="a" * 40,
    head="b" * 40,
    now="2026-11-23T12:00:00Z",
    engine={"name": "embedded", "version": "regorus 0.13.0"},
    policies="sha256:" + "0" * 64,
    case="sha256:" + "1" * 64,
    exit_code=1,
    models=("m",),
)


def finding(**more: object) -> Finding:
    base = Finding("some-rule", "error", "a message", "a remedy", "m", "dir/file.yaml", 3, 4)
    return replace(base, **more)  # type: ignore[arg-type]


def no_quote(path: str, line: int) -> str | None:
    return None


# -- the runner's own reading of a command (actions/runner, ActionCommand.cs)


def unescape(text: str, *, in_property: bool) -> str:
    pairs = [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if in_property else []), ("%25", "%")]
    for escaped, plain in pairs:
        text = text.replace(escaped, plain)
    return text


def parse(line: str) -> tuple[str, dict[str, str], str]:
    assert line.startswith("::")
    head, _, data = line[2:].partition("::")
    name, _, properties = head.partition(" ")
    pairs = [row.partition("=") for row in properties.split(",")]
    return name, {key: unescape(value, in_property=True) for key, _, value in pairs}, unescape(data, in_property=False)


def test_command() -> None:
    assert github.command(finding()) == (
        "::error file=dir/file.yaml,line=3,endLine=4,title=tunegate%3A some-rule::a message%0AFix: a remedy"
    )
    assert github.command(finding(path=None, line=None, end_line=None, remedy="", severity="warning")) == (
        "::warning title=tunegate%3A some-rule::a message"
    )
    assert github.command(finding(line=None, end_line=None)).startswith("::error file=dir/file.yaml,title=")
    # the runner drops both lines where the last stands before the first
    assert "line=3,endLine=3," in github.command(finding(end_line=2))


@given(path=st.text(min_size=1, max_size=40), message=st.text(min_size=1, max_size=80))
def test_escaping_round_trips(path: str, message: str) -> None:
    line = github.command(finding(path=path, message=message, remedy=""))
    assert "\n" not in line
    assert "\r" not in line
    name, properties, data = parse(line)
    assert name == "error"
    assert set(properties) == {"file", "line", "endLine", "title"}
    from gate.values.redact import visible

    assert properties["file"] == visible(path)
    assert data == visible(message)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_nothing_runs_between_stop_and_token(texts: list[str]) -> None:
    rows = tuple(finding(message=text or "x", path=text or None, line=None, end_line=None) for text in texts)
    lines = github.render(replace(DECISION, findings=rows), no_quote).split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[start].removeprefix("::stop-commands::")
    assert all(re.match(r"::(error|warning|notice) ", line) for line in lines[:start])
    assert lines[-2:] == [f"::{token}::", ""]
    assert not any(token in line or "##[" in line for line in lines[start + 1 : -2])


def test_ten_of_a_kind() -> None:
    rows = tuple(finding(line=n, end_line=n) for n in range(1, 31))
    lines = github.render(replace(DECISION, findings=(*rows, finding(severity="warning"))), no_quote).split("\n")
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) == 10
    assert errors[-1] == (
        "::error title=tunegate::21 more errors; the step's summary and its log have them all:"
        + "".join(f"%0Adir/file.yaml:{n}: some-rule" for n in range(10, 31))
    )
    assert sum(line.startswith("::warning") for line in lines) == 1
    exact = github.render(replace(DECISION, findings=rows[:10]), no_quote)
    assert exact.count("::error file=") == 10


def test_the_rest_names_places_as_far_as_there_is_room() -> None:
    rows = tuple(finding(path=f"::stop-commands::x\n##[error]{'a' * 100}", line=n, end_line=n) for n in range(1, 501))
    lines = github.render(replace(DECISION, findings=rows), no_quote).split("\n")
    name, properties, data = parse(lines[9])
    assert (name, properties) == ("error", {"title": "tunegate"})
    said = data.split("\n")
    assert said[0] == "491 more errors; the step's summary and its log have them all:"
    assert said[1] == f"::stop-commands::x ##[error]{'a' * 100}:10: some-rule"
    assert (said[-1], len(data) <= 4000) == ("...", True)
    assert sum(line.startswith("::error ") for line in lines) == 10


def test_long_message_is_cut_where_we_say_so() -> None:
    _, _, data = parse(github.command(finding(message="x" * 10_000, remedy="")))
    assert data == "x" * 3997 + "..."


def test_text() -> None:
    changes: list[dict[str, Any]] = [
        {"change": "modified", "surface": "base_model", "key": "c.yaml#/base_model", "old": "a", "new": True,
         "path": "c.yaml", "line": 2, "end_line": 2, "base_path": "c.yaml", "base_line": 2, "detail": None},
        {"change": "removed", "surface": "base_model", "key": "c.yaml#/revision", "old": "r", "new": None,
         "path": "c.yaml", "line": None, "end_line": None, "base_path": "c.yaml", "base_line": 3, "detail": None},
    ]  # fmt: skip
    trigger = {"model": "m", "trigger": "base-model-change", "owner": None, "changes": [0, 1], "answered_by": None}
    rows = (finding(), finding(line=9, end_line=9, message="another"), finding(rule="other", path=None, remedy="b"))
    decision = replace(DECISION, changes=tuple(changes), triggers=(trigger,), findings=rows)
    assert text_report.render(decision, lambda path, line: f"{path} has {line}" if line == 3 else None) == (
        "BLOCKED: 3 findings must be answered before this can be deployed\n\n"
        "  compared aaaaaaaaaaaa with bbbbbbbbbbbb at 2026-11-23T12:00:00Z\n\n"
        "  trigger base-model-change of m: not answered; owner nobody\n"
        "    ~ c.yaml:2  base_model /base_model: a -> true\n"
        "    - c.yaml (base line 3)  base_model /revision: r -> (none)\n\n"
        "error: dir/file.yaml:3-4: some-rule\n"
        "  a message\n"
        "      3 | dir/file.yaml has 3\n"
        "  fix: a remedy\n\n"
        "error: dir/file.yaml:9: some-rule\n"
        "  another\n\n"
        "error: other\n"
        "  a message\n"
        "  fix: b\n\n"
        "Redo what is named above, then 'tunegate disposition draft' records the new decision.\n"
    )


@pytest.mark.parametrize(
    ("verdict", "code", "models", "line"),
    [
        ("pass", 0, ("a", "b"), "PASS: the disposition covers the state of a, b"),
        ("pass", 0, (), "PASS: this change touches no reviewed surface"),
        ("error", 2, (), "ERROR: the input cannot be read, so it does not pass"),
        ("error", 3, (), "ERROR: the gate could not decide, so it does not pass"),
    ],
)
def test_headline(verdict: str, code: int, models: tuple[str, ...], line: str) -> None:
    decision = replace(DECISION, verdict=verdict, exit_code=code, models=models)
    assert text_report.render(decision, no_quote).splitlines()[0] == line


def test_every_format_has_a_renderer() -> None:
    assert [name for name in names() if not FORMATS[name].render(DECISION, no_quote)] == []


def test_control_and_reordering_characters_are_shown_as_escapes() -> None:
    text = text_report.render(
        replace(DECISION, findings=(finding(message="a\x1b[31mred\u202eb", path="x\u200b.md"),)), no_quote
    )
    assert "  a\\x1b[31mred\\u202eb\n" in text
    assert "error: x\\u200b.md:3-4: some-rule\n" in text
