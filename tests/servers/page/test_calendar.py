"""What another library reads of the calendar."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import icalendar

from tests.command import EVIDENCE, EXAMPLE, MODEL, NOW, tunegate
from tests.repo import Repo

TEXT = 'Sign; then, "again": a\\b — é 😀 ' + "long " * 40


def test_icalendar_reads_it(tmp_path: Path) -> None:
    repo = Repo(shutil.copytree(EXAMPLE, tmp_path / "repo"))
    document = repo.path / EVIDENCE / "disposition.yaml"
    line = next(line for line in document.read_text().split("\n") if line.strip().startswith("text: "))
    indent = line[: line.index("text:")]
    document.write_text(document.read_text().replace(f"{line}\n", f"{indent}text: '{TEXT.strip()}'\n", 1), "utf-8")
    repo.commit()
    done = tunegate(repo, "report", "--any-commit", "--now", NOW, "--as", "calendar", "--output", "models.ics")
    assert (done.returncode, done.stderr) == (0, "")
    calendar = icalendar.Calendar.from_ical((repo.path / "models.ics").read_bytes())
    assert calendar["VERSION"] == "2.0"
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert all(not event.errors for event in events.values())
    ends = events[f"Decision on {MODEL} ends"]
    assert (ends["DTSTART"].dt, ends["DTEND"].dt) == (date(2027, 5, 31), date(2027, 6, 1))
    assert [alarm["TRIGGER"].dt.days for alarm in ends.walk("VALARM")] == [-30, -7]
    said = [str(event["DESCRIPTION"]) for event in events.values()]
    assert any(TEXT.strip() in text and f"\n{EVIDENCE}/disposition.yaml:" in text for text in said)
