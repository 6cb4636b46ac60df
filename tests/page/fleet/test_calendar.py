"""The calendar as RFC 5545 has it; `tests.servers.page.test_calendar` has a library read it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gate.page.fleet.calendar import LONGEST, Calendar, build, escaped, folded
from gate.page.subject import Fleet
from tests.command import MODEL
from tests.hostile import SECRET


def events(text: str) -> list[dict[str, str]]:
    """Each event's own properties, by name, unfolded; alarms left out."""
    whole = re.sub(r"\r\n ", "", text)
    found = []
    for block in whole.split("BEGIN:VEVENT\r\n")[1:]:
        own = re.sub(r"BEGIN:VALARM.*?END:VALARM\r\n", "", block.partition("END:VEVENT")[0], flags=re.DOTALL)
        found.append(dict(line.split(":", 1) for line in own.split("\r\n") if line))
    return found


def test_decisions_that_end_and_conditions_that_are_due(fleet: Fleet) -> None:
    found = [(row["DTSTART;VALUE=DATE"], row["SUMMARY"]) for row in events(build(fleet))]
    assert [row for row in found if "blocked" not in row[1]] == [
        ("20261224", "Decision on soon ends"),
        ("20261101", "soon: condition C-9 is due"),
        ("20270531", f"Decision on {MODEL} ends"),
        ("20270331", f"{MODEL}: condition C-1 is due"),
        ("20270115", f"{MODEL}: condition C-2 is due"),
    ]
    first = events(build(fleet))[-3]
    assert first["DTEND;VALUE=DATE"] == "20270601"
    assert first["URL"].startswith("https://forge.example/acme/support/blob/")


def test_each_line_has_75_octets_at_most_and_ends_in_crlf(fleet: Fleet) -> None:
    lines = build(fleet).split("\r\n")
    assert lines.pop() == ""
    assert max(len(line.encode()) for line in lines) <= LONGEST
    assert not any("\n" in line or "\r" in line for line in lines)


def test_hostile_text_makes_no_line_of_its_own(fleet: Fleet) -> None:
    text = build(fleet)
    assert text.count("\r\nBEGIN:VEVENT\r\n") == len(events(text)) == 8
    assert re.search(r"^\s*::", text, re.MULTILINE) is None
    assert "\x1b" not in text
    assert SECRET not in re.sub(r"\r\n ", "", text)


@pytest.mark.parametrize("text", ["a" * 400, "é" * 200, "😀" * 90, " " * 200, "x" * 74 + "é", ""])
def test_unfolding_gives_the_line_back(text: str) -> None:
    shown = folded(text)
    assert re.sub(r"\r\n ", "", shown) == text
    assert max(len(line.encode()) for line in shown.split("\r\n")) <= LONGEST


def test_escapes() -> None:
    assert escaped("a;b,c\\d\ne") == "a\\;b\\,c\\\\d e"
    assert escaped("x\r\nBEGIN:VEVENT") == "x BEGIN:VEVENT"


def test_an_event_keeps_its_name_until_the_decision_changes(fleet: Fleet) -> None:
    later = replace(fleet, now="2026-11-24T12:00:00Z")
    names = [[row["UID"] for row in events(build(one))] for one in (fleet, later)]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])


def test_a_line_is_one_line_whoever_made_it() -> None:
    assert Calendar(iter(["SUMMARY:a\r\nEND:VCALENDAR\x1b"])) == "SUMMARY:a END:VCALENDAR\\x1b\r\n"
