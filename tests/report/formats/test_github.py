"""Annotations: what the runner parses."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gate.judge.joined import joined
from gate.report.formats import github
from tests.report.decisions import DECISION, finding, no_quote


def command(**more: object) -> str:
    """That of a finding which stands alone."""
    (problem,) = joined((finding(**more),), ())
    return github.command(problem, problem.spots[0])


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
    assert command() == (
        "::error file=dir/file.yaml,line=3,endLine=4,title=tunegate%3A some-rule::a message%0AFix: a remedy"
    )
    assert command(path=None, line=None, end_line=None, remedy="", severity="warning") == (
        "::warning title=tunegate%3A some-rule::a message"
    )
    assert command(line=None, end_line=None).startswith("::error file=dir/file.yaml,title=")
    # the runner drops both lines where the last stands before the first
    assert "line=3,endLine=3," in command(end_line=2)


@given(path=st.text(min_size=1, max_size=40), message=st.text(min_size=1, max_size=80))
def test_escaping_round_trips(path: str, message: str) -> None:
    line = command(path=path, message=message, remedy="")
    assert "\n" not in line
    assert "\r" not in line
    name, properties, data = parse(line)
    assert name == "error"
    assert set(properties) == {"file", "line", "endLine", "title"}
    from gate.values.text import visible

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
    _, _, data = parse(command(message="x" * 10_000, remedy=""))
    assert data == "x" * 3997 + "..."
