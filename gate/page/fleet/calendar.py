"""A calendar of the days on which decisions end and conditions are due, for any calendar program.

Source: RFC 5545, sections 3.1 (lines of 75 octets), 3.3.11 (escapes), 3.6.1 (VEVENT) and 3.6.6 (VALARM); RFC 7986,
section 5.1 (NAME). An event lasts the whole day, so it has no time zone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from gate import __version__
from gate.page.answer import OPENING, days_left
from gate.page.subject import Fleet, Subject
from gate.page.tree import Place
from gate.values.text import Output, log_safe, one_line

ENDING = "ics"
LONGEST = 75  # octets of a line, without its end
LONGEST_TEXT = 10_000  # characters of a line before it is folded
REMINDERS = (30, 7)  # days before
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Calendar(Output):
    """Content lines, each cleaned of what is more than one line or a command for a runner's log, and folded."""

    __slots__ = ()

    def __new__(cls, lines: Iterator[str]) -> Calendar:
        return str.__new__(cls, "".join(f"{folded(log_safe(one_line(line, LONGEST_TEXT)))}\r\n" for line in lines))


def build(fleet: Fleet) -> Output:
    """The calendar: a decision that allows a deployment and has not ended, and its conditions."""
    return Calendar(_lines(fleet))


def _lines(fleet: Fleet) -> Iterator[str]:
    yield from (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//tunegate//tunegate {__version__}//EN",
        "CALSCALE:GREGORIAN",
    )
    yield from ("NAME:Decisions on models", "X-WR-CALNAME:Decisions on models")
    for subject in sorted(fleet.subjects, key=lambda one: one.model):
        disposition, found = subject.disposition, subject.documented("disposition")
        if disposition is None or found is None or disposition["decision"] not in OPENING:
            continue
        if days_left(subject) >= 0:
            said = f"The decision of {disposition['decided_by']} ends. After this day {subject.model} may not run."
            where = subject.within(found, "/expires")
            title = f"Decision on {subject.model} ends"
            yield from _event(subject, fleet.now, str(disposition["expires"]), title, said, where)
        for index, row in enumerate(disposition["conditions"]):
            if row.get("due") is not None:
                title = f"{subject.model}: condition {row['id']} is due"
                said = f"{str(row['text']).strip()} ({row['owner']})"
                where = subject.within(found, f"/conditions/{index}")
                yield from _event(subject, fleet.now, str(row["due"]), title, said, where)
    yield "END:VCALENDAR"


def _event(subject: Subject, now: str, day: str, title: str, said: str, where: Place) -> Iterator[str]:
    """Its UID stays when the calendar is written again, and is another one for another day or decision."""
    first = date.fromisoformat(day[:10])
    name = "\0".join((subject.decision.origin.url or "", title, day, str((subject.disposition or {})["decided_at"])))
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@tunegate"
    yield f"DTSTAMP:{_stamp(now)}"
    yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{first + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(title)}"
    place = f"{where.path}:{where.line}" if where.line else where.path
    yield f"DESCRIPTION:{escaped(said)}\\n{escaped(place)}"
    if where.href is not None and where.href.isascii():
        yield f"URL:{escaped_address(where.href)}"
    yield "TRANSP:TRANSPARENT"
    for days in REMINDERS:
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(title)}",
            f"TRIGGER:-P{days}D",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _stamp(now: str) -> str:
    """``2026-11-23T12:00:00Z`` as ``20261123T120000Z``."""
    return f"{now[:19].replace('-', '').replace(':', '')}Z"


def escaped(text: str) -> str:
    """A value of the type TEXT: one line, no control character, no credential, and no command for a runner's log."""
    return log_safe(one_line(text, 2000)).replace("::", ": :").translate(_ESCAPES)


def escaped_address(address: str) -> str:
    """A URI, which is not escaped and has no line end in it."""
    return one_line(address, 2000)


def folded(line: str) -> str:
    """A line as several of at most `LONGEST` octets, none of which ends within a character."""
    parts, size, part = [], 0, ""
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if size + octets > LONGEST:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + octets
    return "\r\n".join([*parts, part])
